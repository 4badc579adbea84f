"""What stands behind a text in a line of a list: what became of it, or its best answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.tui.lists.cells import cropped, in_sight

if TYPE_CHECKING:
    from shadowlog.analysis.evidence.answers import Standing

_FEWEST = 8
"""Cells of a contribution, at the least, before what became of it."""

_TITLE = 10
"""Cells of an objection's title, at the least, before its best answer."""


def with_ending(what: str, ending: str, space: int, searched: tuple[str, ...]) -> str:
    """A text with what became of it, for which the text is cut where there is no room for both in ``space`` cells;
    ``searched`` are the starts of the words that were searched for.
    """
    room = max(_FEWEST, space - cell_len(ending))
    title = in_sight(what, room, searched)
    return cropped(title, min(cell_len(title), room)) + ending


def with_answer(what: str, standing: Standing | None, space: int, searched: tuple[str, ...]) -> str:
    """The title of an objection with its best answer behind it, in as many words as there is room for in ``space``
    cells; alone where it is not known how it stands.
    """
    if standing is None:
        return in_sight(what, space, searched)
    long, short = f" → {shown_in_line(standing.best_words)}", f" → {standing.in_brief}"
    for answer, least in ((long, cell_len(f" → {standing.worked_words}")), (short, cell_len(short))):
        room = space - least
        if cell_len(what) <= room or room >= _TITLE:
            title = in_sight(what, room, searched)
            return cropped(title, min(cell_len(title), room)) + answer
    return in_sight(what, space, searched)
