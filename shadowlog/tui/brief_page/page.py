"""A brief as it is read in the terminal: drawn from its blocks, for the width there is.

A table becomes small blocks where a column would be cut, and no number is ever broken. Shares and months are drawn in
block characters beside or under their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text as Line

from shadowlog.briefs.model.blocks import (
    Block,
    BriefLine,
    Bullets,
    Cited,
    Content,
    EvidenceList,
    Paragraph,
    Quote,
    Series,
    Table,
)
from shadowlog.domain.ids import tail
from shadowlog.tui.brief_page.table import FittingTable
from shadowlog.tui.brief_page.text import QUIET, in_lines, styled

_BARS = "▁▂▃▄▅▆▇█"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IDS = 4
"""The most ids of an entry of the evidence index that are shown."""

_APART = (Quote, Table, Series)
"""Blocks with an empty line before and behind them."""


def brief_page(content: Content) -> RenderableType:
    """A brief to be read."""
    return Group(*_parts(content))


def _parts(content: Content) -> Iterator[RenderableType]:
    yield _Wrapped(styled(content.title, "bold underline"))
    for block in content.notes:
        yield from _block(block)
    for section in content.sections:
        yield Line()
        yield _Wrapped(Line(section.title, style="bold"))
        for number, block in enumerate(section.blocks):
            if number and (isinstance(block, _APART) or isinstance(section.blocks[number - 1], _APART)):
                yield Line()
            yield from _block(block)


def _block(block: Block) -> Iterator[RenderableType]:
    match block:
        case Paragraph():
            yield _Wrapped(_line(block.line))
        case Bullets():
            for line in block.lines:
                yield _Wrapped(_line(line), "• ", "  ")
        case Quote():
            for words in block.words:
                yield _Wrapped(Line(words, style="italic"), "▌ ", "▌ ")
            yield _Wrapped(_line(block.attribution, before="— "), "▌ ", "▌ ")
        case Table():
            yield FittingTable(block)
        case Series():
            yield _MonthsChart(block)
        case EvidenceList():
            for cited in block.cited:
                yield _Wrapped(_entry(cited), "", "    ")


def _line(line: BriefLine, before: str = "") -> Line:
    """A claim, with its reference dim behind it."""
    made = Line.assemble(before, styled(line.text))
    if line.reference:
        made.append(f" {line.reference}", QUIET)
    return made


def _entry(cited: Cited) -> Line:
    """An entry of the evidence index, with its first ids."""
    ids = " ".join(map(tail, cited.ids[:_IDS]))
    more = f" and {len(cited.ids) - _IDS} more" if len(cited.ids) > _IDS else ""
    return Line.assemble((f"[{cited.number}] ", QUIET), cited.words, (f": {ids}{more}", QUIET))


@dataclass(frozen=True)
class _Wrapped:
    """Text in lines of the width there is; ``first`` stands before the first line, ``rest`` before the others."""

    text: Line
    first: str = ""
    rest: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(1, options.max_width - cell_len(self.first))
        for number, line in enumerate(in_lines(console, self.text, width)):
            yield Line.assemble((self.rest if number else self.first, QUIET), line)


class _MonthsChart:
    """Counts by month as bars, each above its number and its month; in several rows where there is no room for one."""

    def __init__(self, block: Series) -> None:
        self._block = block

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        counts = self._block.counts
        most = max(counts, default=0)
        column = max(3, *(len(str(count)) for count in counts)) + 1
        in_a_row = max(1, (options.max_width + 1) // column)
        rows = -(-len(counts) // in_a_row)
        in_a_row = -(-len(counts) // rows)
        yield from in_lines(console, Line(f"{self._block.caption}:"), options.max_width)
        for start in range(0, len(counts), in_a_row):
            part = self._block.months[start : start + in_a_row]
            bars = [_BARS[count * (len(_BARS) - 1) // most if most else 0] * (column - 1) for _, count in part]
            yield Line(" ".join(bars))
            yield Line(" ".join(str(count).rjust(column - 1) for _, count in part))
            yield Line(" ".join(_MONTHS[int(month[5:]) - 1].rjust(column - 1) for month, _ in part), style=QUIET)
