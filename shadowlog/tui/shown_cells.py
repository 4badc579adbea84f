"""What the terminal shows, so that only what changes is written to it.

Textual writes whole regions: all lines of a list when the selection moves on by one, the whole screen when a line to
type in lies over it. Over a slow connection that is what one waits for. Here each update is compared, cell by cell,
with what was written before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

_UNKNOWN = ""
"""Stands for what is in a cell of which nobody knows what is in it."""

_WORTH_A_MOVE = 5
"""Cells that are written again rather than passed over: moving the cursor takes as many bytes."""

_FIRST_PICTURE = 0x1F000
"""The code point from which on terminals do not agree how wide a sign is."""


class ShownCells:
    """The cells of the terminal as they were written last: the sign in each, and its colours as an SGR sequence has
    them.
    """

    def __init__(self) -> None:
        self._size = (0, 0)
        self._signs: list[list[str]] = []
        self._pens: list[list[str]] = []

    def forget(self) -> bool:
        """Take it that the terminal may show anything, so that whatever is drawn next is written. Returns whether
        anything was written to it before.
        """
        was_drawn = self._size != (0, 0)
        self._size = (0, 0)
        return was_drawn

    def changes(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """What has to be written to a terminal with the colours of ``console`` so that it shows an update. It is
        taken to be written.
        """
        size = _size(update)
        if size != self._size:
            self._size = size
            width, height = size
            self._signs = [[_UNKNOWN] * width for _ in range(height)]
            self._pens = [[_UNKNOWN] * width for _ in range(height)]
        colours = COLOR_SYSTEMS[console.color_system or "truecolor"]
        writer = _Writer()
        for y, x, strip in _pieces(update):
            if all(_is_plain(segment) for segment in strip):
                self._compare(y, x, strip, colours, writer)
            else:
                # How wide it is, terminals do not agree: it is written as a whole, now and when something takes its
                # place, and so is what stands behind it in the line, where it may reach.
                self._signs[y][x:] = [_UNKNOWN] * (size[0] - x)
                writer.write_whole(y, x, strip, console)
        return writer.written()

    def _compare(self, y: int, x: int, strip: Strip, colours: ColorSystem, writer: _Writer) -> None:
        """Have written what a strip of plain signs changes."""
        signs, pens = self._signs[y], self._pens[y]
        for text, style, _ in strip:
            pen = "" if style is None else _pen(style, colours)
            end = x + len(text)
            now = list(text)
            same_pen = pens[x:end].count(pen) == len(text)
            if not same_pen or signs[x:end] != now:
                if same_pen:
                    for start, stop in _runs(signs[x:end], now):
                        writer.write(y, x + start, text[start:stop], pen)
                else:
                    first, last = 0, len(text)
                    before = signs[x:end]
                    while first < last and before[first] == now[first] and pens[x + first] == pen:
                        first += 1
                    while last > first and before[last - 1] == now[last - 1] and pens[x + last - 1] == pen:
                        last -= 1
                    writer.write(y, x + first, text[first:last], pen)
                signs[x:end] = now
                pens[x:end] = [pen] * len(text)
            x = end


class Changes(CompositorUpdate):
    """An update of which only what changes is written."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, shown: ShownCells) -> None:
        self._update = update
        self._shown = shown

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return self._update.__rich_console__(console, options)

    def render_segments(self, console: Console) -> str:
        return self._shown.changes(self._update, console)


class _Writer:
    """Collects what is to be written: all that has the same colours together, so that they are said once."""

    def __init__(self) -> None:
        self._whole: list[str] = []
        self._by_pen: dict[str, list[str]] = {}
        self._ends: dict[str, tuple[int, int]] = {}
        """Where the cursor is after what was written with a pen."""

    def write_whole(self, y: int, x: int, strip: Strip, console: Console) -> None:
        """Write a strip over blanks, so that nothing shows behind it where it takes fewer cells than it should."""
        move = f"\x1b[{y + 1};{x + 1}H"
        blanks = Strip.blank(strip.cell_length, list(strip)[-1].style)
        self._whole.append(f"{move}{blanks.render(console)}{move}{strip.render(console)}")

    def write(self, y: int, x: int, text: str, pen: str) -> None:
        """Write signs of one cell each in the colours of ``pen``."""
        written = self._by_pen.setdefault(pen, [])
        at_y, at_x = self._ends.get(pen, (-1, 0))
        if at_y != y or at_x > x:
            written.append(f"\x1b[{y + 1};{x + 1}H")
        elif at_x < x:
            written.append(f"\x1b[{x - at_x}C")
        written.append(text)
        self._ends[pen] = (y, x + len(text))

    def written(self) -> str:
        """All of it, with the colours put back at the end."""
        parts = [*self._whole]
        for pen, written in self._by_pen.items():
            parts.append(f"\x1b[0;{pen}m" if pen else "\x1b[m")
            parts += written
        if self._by_pen:
            parts.append("\x1b[m")
        return "".join(parts)


def _size(update: LayoutUpdate | ChopsUpdate) -> tuple[int, int]:
    """The cells of the terminal from left to right, and from top to bottom."""
    if isinstance(update, LayoutUpdate):
        return update.region.right, update.region.bottom
    return update.chop_ends[0][-1], len(update.chops)


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Each piece of a line that an update draws: the line, the cell it begins in, and what is drawn there."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield y, x, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, piece) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if piece is not None and x < last and end > first:
                yield y, x, piece if end <= last else piece.crop(0, last - x)


def _runs(before: list[str], now: list[str]) -> Iterator[tuple[int, int]]:
    """Where two lists of the same length differ, from which place to which: differences close by in one."""
    start = stop = -1
    for place, (old, new) in enumerate(zip(before, now, strict=True)):
        if old != new:
            if start < 0:
                start = place
            elif place - stop > _WORTH_A_MOVE:
                yield start, stop
                start = place
            stop = place + 1
    if start >= 0:
        yield start, stop


def _is_plain(segment: Segment) -> bool:
    """Whether every sign of a segment is one cell wide in every terminal, and nothing else belongs to it."""
    text, style, control = segment
    if control or (style is not None and style.link):
        return False
    return text.isprintable() and (text.isascii() or all(map(_is_narrow, text)))


@lru_cache(4096)
def _is_narrow(sign: str) -> bool:
    """Whether a sign takes one cell by itself."""
    return (
        unicodedata.category(sign)[0] in "LNPSZ"
        and unicodedata.east_asian_width(sign) not in "WF"
        and ord(sign) < _FIRST_PICTURE
        and cell_len(sign) == 1
    )


@lru_cache(4096)
def _pen(style: Style, colours: ColorSystem) -> str:
    """The parameters of the SGR sequence that sets a style."""
    return Strip.render_ansi(style, colours)
