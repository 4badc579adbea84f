"""Texts in the cells of a line, with the words that are searched for standing out."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style


def cropped(text: str, width: int) -> str:
    """A text in just so many cells, with an ellipsis where it was longer."""
    if text.isascii() and width > 1:
        return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…" if width > 1 else set_cell_size(text, width)


def in_sight(text: str, width: int, starts: tuple[str, ...]) -> str:
    """A text that begins where the first word with one of ``starts`` is within so many cells."""
    if not starts:
        return text
    from shadowlog.store.search.tokenizer import matches

    first = next(matches(text, starts), None)
    if first and cell_len(text[: first[1]]) >= width:
        return "…" + text[max(0, first[0] - width // 3) :]
    return text


def highlighted(text: str, width: int, starts: tuple[str, ...], style: Style, match: Style) -> Iterator[Segment]:
    """A text in just so many cells, with the words with one of ``starts`` in the style ``match`` as well."""
    text = cropped(text, width)
    at = 0
    if starts:
        from shadowlog.store.search.tokenizer import matches

        for start, end in matches(text, starts):
            yield Segment(text[at:start], style)
            yield Segment(text[start:end], style + match)
            at = end
    yield Segment(text[at:], style)
