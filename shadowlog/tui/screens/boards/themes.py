"""The theme board: how each theme was received, by all and by each persona, and whether more buyers raise it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from shadowlog.analysis.boards import ReceptionCell, Resonance, resonance, trends_of
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.analysis.stats.intervals import percent
from shadowlog.analysis.stats.trends import Trend
from shadowlog.domain.records import Persona, Theme
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import ThemeStatus
from shadowlog.tui.lists.cells import cropped
from shadowlog.tui.screens.boards.view import View

_FAILED, _LANDED = ("▒", "dark_orange"), ("█", "dodger_blue2")
"""What stands on each side of the axis, by its own sign, so that it can be told without its colour."""

_AXIS = "┃"

_ARROWS = {"rising": "↑", "falling": "↓"}

_NUMBER, _FIGURES, _OF = 4, 12, 5
"""Cells of the number beside a bar, of the rate behind it, and of how many buyers there are where no rate fits."""

_NARROW = 60
"""Cells of the screen below which there is no room for a rate."""

_SIDE, _PERSONA_SIDE = 4, 3
"""Cells of each side of a bar over all, at the least, and of a persona's."""

_OF_PERSONA = 2 * _PERSONA_SIDE + 1 + 1 + _FIGURES
"""Cells of a persona beside the bar over all."""

_WIDE, _TREND = 100, 26
"""Cells of the screen from which on a trend stands there in numbers, and those of these."""

_MOST_THEMES = 60

_MOST_LINES = 3
"""Lines of a theme where personas stand beside it: its bars, one in words, and one between."""

_AROUND = 6
"""Lines of the screen that are not the themes'."""


class _Widths(NamedTuple):
    """Cells of the parts of a line."""

    name: int
    side: int
    """Of each side of the bar over all."""
    figures: int
    personas: int
    """How many personas stand beside it."""


def theme_board(view: View) -> RenderableType:
    """The board of themes, most raised first."""
    themes = [theme for theme in view.repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
    counts = FacetCounts(view.finder, wanted=view.wanted)
    today = datetime.now(timezone.utc).date()
    personas = list(view.repository.all(Persona))
    below = min(len(personas), _lines_each(len(themes), view.height) - 1)
    beside = _divided(view.width, len(personas)).personas
    board = resonance(Wordings(view.repository, counts, today), themes, personas, _MOST_THEMES, max(below, beside))
    if not board.themes:
        return view.empty("No themes yet: {themes} lists them, {new} adds one.")
    trends = trends_of(counts, board.themes, today)
    return _one_below_the_other(board, trends, view) if below >= beside else _side_by_side(board, trends, view)


def _lines_each(themes: int, height: int) -> int:
    """How many lines there are for each theme, with the personas below it."""
    return (height - _AROUND) // max(1, themes)


def _divided(width: int, personas: int) -> _Widths:
    """How a line is divided where personas stand beside the bar over all, as many as there is room for."""
    figures = _OF if width < _NARROW else _FIGURES
    name = max(12, min(30, width // (5 if personas else 4)))
    around = name + 1 + 2 * _NUMBER + 1 + figures + 3 + 2
    beside = max(0, min(personas, (width - around - 2 * _SIDE) // _OF_PERSONA))
    return _Widths(name, max(_SIDE, (width - around - beside * _OF_PERSONA) // 2), figures, beside)


def _one_below_the_other(board: Resonance, trends: Sequence[Trend], view: View) -> RenderableType:
    """The board where there is room for the personas below each theme."""
    in_words = _TREND if view.width >= _WIDE else 0
    widths = _divided(view.width - in_words, 0)
    most = _most(board.by_all)
    parted = _lines_each(len(board.themes), view.height) > 1 + len(board.personas)
    drawn = [_headings(board, widths).append("raised in 90 days, before" if in_words else "")]
    for theme, cell, trend, row in zip(board.themes, board.by_all, trends, board.by_persona, strict=True):
        line = _line(shown_in_line(theme.name), cell, widths, most, trend, style="bold")
        if in_words:
            line.append(f"{trend.recent.counts}, {trend.before.counts}", style="dim")
        drawn.append(line)
        for persona, by_persona in zip(board.personas, row, strict=True):
            drawn.append(_line(f"  {shown_in_line(persona.name)}", by_persona, widths, most))
        if parted:
            drawn.append(Text())
    return Group(*drawn, *_legend(board))


def _side_by_side(board: Resonance, trends: Sequence[Trend], view: View) -> RenderableType:
    """The board where personas stand beside the themes, as far as there is room for them."""
    widths = _divided(view.width, len(board.personas))
    most = _most(board.by_all)
    most_of_one = _most([cell for row in board.by_persona for cell in row])
    lines = max(1, min(_MOST_LINES, (view.height - _AROUND) // len(board.themes)))
    drawn = [_headings(board, widths)]
    for theme, cell, trend, row in zip(board.themes, board.by_all, trends, board.by_persona, strict=True):
        line = _line(shown_in_line(theme.name), cell, widths, most, trend, style="bold")
        beside = [_of_persona(by_persona, most_of_one) for by_persona in row[: widths.personas]]
        drawn.append(Text(no_wrap=True).join([line, *beside]))
        if lines == _MOST_LINES:
            drawn.append(Text(_in_words(cell, trend), style="dim", no_wrap=True, overflow="ellipsis"))
        if lines > 1:
            drawn.append(Text())
    return Group(*drawn, *_legend(board))


def _most(cells: Sequence[ReceptionCell]) -> float:
    """The buyers of the longest side of all bars."""
    return max((share.hits for cell in cells for share in (cell.landed, cell.failed)), default=0.0)


def _line(
    name: str, cell: ReceptionCell, widths: _Widths, most: float, trend: Trend | None = None, style: str = ""
) -> Text:
    """A line of the board: a name, the bar with a number on each side, the rate, and whether more buyers raise it."""
    line = Text(f"{cropped(name, widths.name)} ", style=style, no_wrap=True)
    line.append_text(_bar(cell, widths.side, most, _NUMBER))
    line.append(f" {_figures(cell, widths.figures).ljust(widths.figures)}")
    return line.append(f"{_ARROWS.get(trend.way, ' ') if trend else ' '} ", style="bold")


def _headings(board: Resonance, widths: _Widths) -> Text:
    side = widths.side + _NUMBER
    rejected, resonated = ("rejected ", " resonated") if side > 10 else ("no ", " yes")
    line = Text(f"{cropped('theme', widths.name)} ", style="bold", no_wrap=True)
    line.append(f"{rejected.rjust(side)}{_AXIS}{resonated.ljust(side)}{' ' * (widths.figures + 3)}")
    for persona in board.personas[: widths.personas]:
        line.append(cropped(shown_in_line(persona.name), _OF_PERSONA - 1) + " ")
    return line


def _bar(cell: ReceptionCell, side: int, most: float, number: int = 0) -> Text:
    """The buyers a theme failed with to the left of the axis, and those it landed with to the right: as many cells of a
    ``side`` as their part of ``most``. In ``number`` cells behind each stands how many they are.
    """
    failed, landed = (_cells(share.hits, side, most) for share in (cell.failed, cell.landed))
    counts = [f"{share.touched:,}" if number and share.touched else "" for share in (cell.failed, cell.landed)]
    text = Text(f"{counts[0]} ".rjust(side + number - failed)[-(side + number - failed) :], no_wrap=True)
    if failed == side + number:
        text = Text(no_wrap=True)
    text.append(_FAILED[0] * failed, style=_FAILED[1]).append(_AXIS, style="bold")
    text.append(_LANDED[0] * landed, style=_LANDED[1])
    return text.append(f" {counts[1]}".ljust(side + number - landed)[: side + number - landed])


def _cells(hits: float, side: int, most: float) -> int:
    return min(side, max(1, round(side * hits / most))) if hits and most else 0


def _of_persona(cell: ReceptionCell, most: float) -> Text:
    if not cell.raised:
        blank = " " * _PERSONA_SIDE
        return Text(f"{blank}·{blank} {' ' * _FIGURES}", style="dim", no_wrap=True)
    return _bar(cell, _PERSONA_SIDE, most).append(f" {_figures(cell, _FIGURES).ljust(_FIGURES)}")


def _figures(cell: ReceptionCell, room: int) -> str:
    """With how many of the buyers it landed: ``49 % of 38``, counts alone of a few; ``/38`` where no rate fits."""
    share = cell.landed
    if not share.of:
        return ""
    part = "*" if cell.part else ""
    if room < _FIGURES:
        return f"/{share.of:,}{part}"[:room]
    return f"{percent(share.share)} of {share.of:,}{part}" if share.enough else f"{share.touched} of {share.of}{part}"


def _in_words(cell: ReceptionCell, trend: Trend) -> str:
    """How often it failed, and whether more buyers raise it."""
    if not cell.raised:
        return "  not raised yet"
    share = cell.failed
    failed = f"rejected or confused {percent(share.share)}, " if share.enough else ""
    way = f"{trend.way}: " if trend.way in _ARROWS else ""
    return f"  {failed}{way}raised by {trend.recent.counts} in 90 days, {trend.before.counts} in the 90 before"


def _legend(board: Resonance) -> Iterator[Text]:
    line = Text()
    for (sign, colour), words in ((_FAILED, "rejected or confused"), (_LANDED, "resonated")):
        line.append(f"{sign * 2} ", style=colour).append(f"{words}   ", style="dim")
    yield line
    sentences = ["Buyers, each counted once. ↑ ↓ more or fewer of them raise it than in the 90 days before."]
    if any(cell.part for row in zip(board.by_all, *zip(*board.by_persona, strict=True), strict=True) for cell in row):
        sentences.append("* conversations without a name, or what the team reports: too few buyers said it themselves.")
    for count, one, many, how in (
        (board.more_personas, "more persona", "more personas", "a larger window shows more"),
        (board.more_themes, "more theme", "more themes", "raised less often"),
    ):
        if count:
            sentences.append(f"{count} {one if count == 1 else many}: {how}.")
    yield Text(" ".join(sentences), style="dim")
