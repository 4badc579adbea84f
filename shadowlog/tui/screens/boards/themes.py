"""The theme board: how each theme was received, by all and by each persona."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from shadowlog.analysis.boards import RAISED, ReceptionCell, Resonance, resonance
from shadowlog.analysis.evidence.facet_counts import FacetCounts
from shadowlog.domain.records import Persona, Theme
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance, ThemeStatus
from shadowlog.tui.screens.boards.view import View

_LOOKS = {
    Stance.RESONATED: ("█", "green"), Stance.NEUTRAL: ("▒", "bright_black"),
    Stance.CONFUSED: ("▚", "yellow"), Stance.REJECTED: ("░", "red"),
}  # fmt: skip
"""Each stance by its own sign, so that it can be told without its colour."""

_ALL_WIDTH, _WIDTH, _NUMBERS = 16, 9, 8
"""Cells of a bar, and of the numbers behind it."""

_MOST_THEMES = 60


def theme_board(view: View) -> RenderableType:
    """The board of themes, most raised first."""
    themes = [theme for theme in view.repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
    counts = FacetCounts(view.finder, wanted=view.wanted)
    board = resonance(counts, themes, list(view.repository.all(Persona)))
    if not board.themes:
        return view.empty("No themes yet: {themes} lists them, {new} adds one.")
    return drawn_themes(board, view.width)


def drawn_themes(board: Resonance, width: int) -> RenderableType:
    """The board of themes, as wide as the screen: first by all, then by as many personas as there is room for."""
    name = max(16, min(34, width // 4))
    wide = min(_ALL_WIDTH, max(4, width - name - _NUMBERS - 4))
    room = (width - name - _ALL_WIDTH - _NUMBERS - 4) // (_WIDTH + _NUMBERS + 1)
    personas = board.personas[: max(0, room)]
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(Text("theme", style="bold"), width=name, no_wrap=True, overflow="ellipsis")
    table.add_column(Text("all", style="bold"), no_wrap=True)
    for persona in personas:
        table.add_column(
            Text(shown_in_line(persona.name), style="bold"), width=_WIDTH + 9, no_wrap=True, overflow="ellipsis"
        )
    most = max((cell.raised for cell in board.by_all), default=0)
    for theme, cell, row in list(zip(board.themes, board.by_all, board.by_persona, strict=True))[:_MOST_THEMES]:
        bars = [_bar(by_persona, _WIDTH, by_persona.raised) for by_persona in row[: len(personas)]]
        table.add_row(Text(shown_in_line(theme.name)), _bar(cell, wide, most), *bars)
    legend = Text("\n")
    for stance in RAISED:
        sign, colour = _LOOKS[stance]
        legend.append(f"{sign * 2} ", style=colour).append(f"{stance.words}   ", style="dim")
    legend.append("The bars of all are as long as a theme was raised often.", style="dim")
    if len(personas) < len(board.personas):
        more = len(board.personas) - len(personas)
        legend.append(f" {more} more persona{'s' * (more > 1)}: a wider window shows more.", style="dim")
    if len(board.themes) > _MOST_THEMES:
        legend.append(f" {len(board.themes) - _MOST_THEMES} more themes, raised less often.", style="dim")
    return Group(table, legend)


def _bar(cell: ReceptionCell, width: int, most: int) -> Text:
    """A bar of the stances, as long as its share of ``most``, and resonated of raised behind it."""
    text = Text()
    if not cell.raised:
        return text.append("·", style="dim")
    length = max(1, round(width * cell.raised / most)) if most else 0
    drawn = done = 0
    for stance, count in zip(RAISED, cell.counts, strict=True):
        done += count
        until = round(length * done / cell.raised)
        sign, colour = _LOOKS[stance]
        text.append(sign * (until - drawn), style=colour)
        drawn = until
    text.append(" " * (width - length))
    return text.append(f" {cell.landed.hits}/{cell.raised}")
