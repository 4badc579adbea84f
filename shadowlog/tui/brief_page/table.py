"""A table that becomes small blocks where a column would be cut, with shares drawn beside or under their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text as Line

from shadowlog.briefs.model.blocks import Table
from shadowlog.briefs.model.text import ShareSpan, Text
from shadowlog.tui.brief_page.text import QUIET, in_lines, styled

_WIDEST_GAUGE, _NARROWEST_GAUGE = 24, 11
_BESIDE = 56
"""Cells from which on the head of a column stands beside its cell, else above it."""


class _Part:
    """A part of a cell, which has a line of its own: words, and the share to be drawn, if any."""

    def __init__(self, text: Line, share: ShareSpan | None = None) -> None:
        self.text = text
        self.share = share

    @property
    def width(self) -> int:
        """The cells of its words on one line."""
        return self.text.cell_len


def _cell(content: Text | str) -> list[_Part]:
    """The parts of a cell."""
    if isinstance(content, str):
        return [_Part(Line(content))]
    if not content.shares:
        return [_Part(styled(content))]
    return [
        _Part(Line(span.plain), span if isinstance(span, ShareSpan) else None)
        for span in content.spans
        if span.plain != "; "
    ]


def _gauge(share: ShareSpan, width: int) -> Line:
    """A share from 0 to 100 %: its interval thick, the share as a point."""
    low, point, high = (round(each * (width - 1)) for each in (share.low, share.share, share.high))
    line = Line()
    for place in range(width):
        if place == point:
            line.append("●", "bold")
        else:
            line.append("━" if low <= place <= high else "─", None if low <= place <= high else QUIET)
    return line


class FittingTable:
    """A table as a table where every column has room, else as a small block for each row."""

    def __init__(self, block: Table) -> None:
        self._header = block.header
        self._rows = [[_cell(content) for content in row] for row in block.rows]
        self._references = block.references

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width)
        if widths is None:
            yield from self._as_blocks(console, options.max_width)
        else:
            yield from self._as_table(console, widths)

    # As a table ------------------------------------------------------------------------------------------------

    def _widths(self, room: int) -> list[int] | None:
        """The width of each column, or None where there is no room for them."""
        columns = list(zip(*self._rows, strict=True))
        whole = [
            max(cell_len(head), *(part.width for cell in column for part in cell))
            for head, column in zip(self._header, columns, strict=True)
        ]
        # A reference stands behind the last cell.
        whole[-1] += 1 + max(map(len, self._references), default=0)
        room -= 2 * (len(whole) - 1)
        if sum(whole) <= room:
            return whole
        # Words may be wrapped; whatever has a digit stays on its line.
        least = [
            width if any(_has_digit(part.text.plain) for cell in column for part in cell) else min(width, longest)
            for width, column, longest in zip(whole, columns, map(_longest_word, columns), strict=True)
        ]
        if sum(least) > room:
            return None
        for place in sorted(range(len(least)), key=lambda place: whole[place] - least[place]):
            least[place] = min(whole[place], least[place] + room - sum(least))
        return least

    def _as_table(self, console: Console, widths: Sequence[int]) -> Iterator[Line]:
        yield _beside([[Line(head, style=QUIET)] for head in self._header], widths)[0]
        for row, reference in zip(self._rows, self._references, strict=True):
            cells = [
                list(self._lines_of(console, cell, width, reference if place == len(row) - 1 else ""))
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            yield from _beside(cells, widths)

    def _lines_of(self, console: Console, cell: Sequence[_Part], width: int, reference: str) -> Iterator[Line]:
        for number, part in enumerate(cell):
            text = part.text
            if reference and number == len(cell) - 1:
                text = Line.assemble(text, (f" {reference}", QUIET))
            yield from in_lines(console, text, width)
            if part.share:
                yield _gauge(part.share, _gauge_width(width))

    # As blocks -------------------------------------------------------------------------------------------------

    def _as_blocks(self, console: Console, room: int) -> Iterator[Line]:
        beside = room >= _BESIDE
        indent = 2 + (max(map(cell_len, self._header[1:]), default=0) + 2 if beside else 0)
        space = max(1, room - indent)
        shares = [part.width for row in self._rows for cell in row[1:] for part in cell if part.share]
        start = max((width + 2 for width in shares if space - width - 2 >= _NARROWEST_GAUGE), default=0)
        for number, (row, reference) in enumerate(zip(self._rows, self._references, strict=True)):
            if number:
                yield Line()
            title = Line.assemble(*(part.text for part in row[0]), (f" {reference}" if reference else "", QUIET))
            for line in in_lines(console, title, room):
                line.stylize_before("bold")
                yield line
            for head, cell in zip(self._header[1:], row[1:], strict=True):
                lines = [line for part in cell for line in _part_lines(console, part, space, start)]
                labels = [f"  {head}"] if beside else []
                if not beside:
                    yield Line(f"  {head}", style=QUIET)
                for line, label in zip(lines, [*labels, *[""] * len(lines)], strict=False):
                    yield Line.assemble((label.ljust(indent), QUIET), line)


def _part_lines(console: Console, part: _Part, room: int, start: int) -> Iterator[Line]:
    """The lines of a part of a cell. What is drawn begins at ``start``, behind the words or under them, so that shares
    are compared at a glance.
    """
    lines = in_lines(console, part.text, room)
    if part.share is None:
        yield from lines
        return
    drawn = lines.pop() if len(lines) == 1 and lines[0].cell_len + 2 <= start else Line()
    yield from lines
    yield Line.assemble(drawn, " " * (start - drawn.cell_len), _gauge(part.share, _gauge_width(room - start)))


def _gauge_width(room: int) -> int:
    return max(2, min(_WIDEST_GAUGE, room))


def _beside(cells: Sequence[Sequence[Line]], widths: Sequence[int]) -> list[Line]:
    """Cells of several lines beside each other."""
    made = []
    for number in range(max(map(len, cells))):
        line = Line()
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            part = cell[number] if number < len(cell) else Line()
            line.append_text(part)
            if place < len(cells) - 1:
                line.append(" " * (width - part.cell_len + 2))
        made.append(line)
    return made


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _longest_word(column: Iterable[Sequence[_Part]]) -> int:
    """The cells of the longest word in a column."""
    return max((cell_len(word) for cell in column for part in cell for word in part.text.plain.split()), default=1)
