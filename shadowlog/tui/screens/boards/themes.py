"""The theme board: how each theme was received, by all and by each persona."""

from __future__ import annotations

from datetime import datetime, timezone

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from shadowlog.analysis.boards import ReceptionCell, Resonance, resonance
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.analysis.stats.intervals import percent
from shadowlog.domain.records import Persona, Theme
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import ThemeStatus
from shadowlog.tui.screens.boards.view import View

_LANDED, _NEUTRAL, _FAILED = ("█", "green"), ("▒", "bright_black"), ("░", "red")
"""Each stance by its own sign, so that it can be told without its colour."""

_LEGEND = ((_LANDED, "resonated"), (_NEUTRAL, "neutral"), (_FAILED, "rejected or confused"))

_NUMBERS = 12
"""Cells of the numbers behind a bar."""

_NARROW = 100
"""Cells of the screen below which bars are shorter, so that more personas stand beside each other."""

_MOST_THEMES = 60


def theme_board(view: View) -> RenderableType:
    """The board of themes, most raised first."""
    themes = [theme for theme in view.repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
    counts = FacetCounts(view.finder, wanted=view.wanted)
    wordings = Wordings(view.repository, counts, datetime.now(timezone.utc).date())
    name, over_all, bar = _widths(view.width)
    columns = (view.width - name - over_all - _NUMBERS - 2) // (bar + _NUMBERS + 1)
    board = resonance(wordings, themes, list(view.repository.all(Persona)), _MOST_THEMES, columns)
    if not board.themes:
        return view.empty("No themes yet: {themes} lists them, {new} adds one.")
    return drawn_themes(board, view.width)


def _widths(width: int) -> tuple[int, int, int]:
    """The cells of a theme's name, of a bar over all, and of a bar of one persona."""
    name = max(16, min(34, width // 4))
    over_all, bar = (8, 4) if width < _NARROW else (16, 6)
    return name, min(over_all, max(4, width - name - _NUMBERS - 2)), bar


def drawn_themes(board: Resonance, width: int) -> RenderableType:
    """The board of themes, as wide as the screen: first by all, then by its personas."""
    name, over_all, bar = _widths(width)
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(Text("theme", style="bold"), width=name, no_wrap=True, overflow="ellipsis")
    table.add_column(Text("all", style="bold"), width=over_all + _NUMBERS, no_wrap=True)
    for persona in board.personas:
        heading = Text(shown_in_line(persona.name), style="bold")
        table.add_column(heading, width=bar + _NUMBERS, no_wrap=True, overflow="ellipsis")
    most = max((cell.raised for cell in board.by_all), default=0)
    for theme, cell, row in zip(board.themes, board.by_all, board.by_persona, strict=True):
        bars = [_bar(by_persona, bar, by_persona.raised) for by_persona in row]
        table.add_row(Text(shown_in_line(theme.name)), _bar(cell, over_all, most), *bars)
    return Group(table, _legend(board))


def _legend(board: Resonance) -> Text:
    legend = Text("\n")
    for (sign, colour), words in _LEGEND:
        legend.append(f"{sign * 2} ", style=colour).append(f"{words}   ", style="dim")
    sentences = ["Every buyer counts once. Bars under “all” are longer the more buyers a theme was raised with."]
    if any(cell.part for row in zip(board.by_all, *zip(*board.by_persona, strict=True), strict=True) for cell in row):
        sentences.append("* conversations without a name, or what the team reports: too few buyers said it themselves.")
    for count, one, many, how in (
        (board.more_personas, "more persona", "more personas", "a wider window shows more"),
        (board.more_themes, "more theme", "more themes", "raised less often"),
    ):
        if count:
            sentences.append(f"{count} {one if count == 1 else many}: {how}.")
    return legend.append(" ".join(sentences), style="dim")


def _bar(cell: ReceptionCell, width: int, most: int) -> Text:
    """A bar of how buyers received a theme, as long as their share of ``most``, and behind it how many it landed
    with.
    """
    text = Text()
    if not cell.raised:
        return text.append("·", style="dim")
    length = max(1, round(width * cell.raised / most)) if most else 0
    landed, failed = round(length * cell.landed.share), round(length * cell.failed.share)
    failed = min(failed, length - landed)
    for (sign, colour), cells in ((_LANDED, landed), (_NEUTRAL, length - landed - failed), (_FAILED, failed)):
        text.append(sign * cells, style=colour)
    text.append(" " * (width - length))
    share = cell.landed
    figures = f"{percent(share.share)} of {share.of:,}" if share.enough else f"{share.touched} of {share.of}"
    return text.append(f" {figures}{'*' if cell.part else ''}")
