"""The terminal UI under the fingers: in a real terminal, from a key until the screen is quiet again."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from types import TracebackType

from benchmarks.measuring import Row, copied, python, row

_QUIET = 0.06
"""Seconds without any output after which a screen counts as quiet."""

_PEER = """
from rich.segment import Segment
from textual.app import App
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input
class Rows(ScrollView):
    said = ""
    def render_line(self, y):
        text = f"{y:3} {self.said} what was found in line {y}, as long as lines are in a list"
        return Strip([Segment(text[:100].ljust(100))]).adjust_cell_length(self.size.width)
class Peer(App):
    CSS = "Rows { height: 28; }"
    def compose(self):
        yield Input()
        yield Rows()
    def on_input_changed(self, event):
        rows = self.query_one(Rows)
        rows.said = event.value
        rows.refresh()
Peer().run()
"""


class Keys:
    """A program in a terminal of 120 by 36."""

    def __init__(self, command: Sequence[str]) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color")
            os.execv(command[0], list(command))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))

    def __enter__(self) -> Keys:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    def rest(self, seconds: float) -> bytes:
        """Take in what is written for so long, and until it pauses: a cursor that blinks never does for long."""
        written = b""
        end = time.perf_counter() + seconds
        while select.select([self.fd], [], [], max(0.05, end - time.perf_counter()))[0]:
            if time.perf_counter() > end + seconds:
                break
            with contextlib.suppress(OSError):
                written += os.read(self.fd, 1 << 16)
        return written

    def press(self, keys: bytes, *, until: bytes = b"", quiet: float = _QUIET) -> float:
        """Seconds from a key until the last byte before it was ``quiet`` for so long, or until a text came."""
        start = last = time.perf_counter()
        os.write(self.fd, keys)
        written = b""
        waited = 1.0
        while select.select([self.fd], [], [], waited)[0]:
            with contextlib.suppress(OSError):
                written += os.read(self.fd, 1 << 16)
            last = time.perf_counter()
            if until and until in written:
                self.rest(_QUIET)
                return last - start
            waited = 1.0 if until else quiet
        if until:
            raise TimeoutError(until)
        return last - start

    def processor(self) -> float:
        """Seconds of the processor that it has taken."""
        # The clock of a process, as clock_getcpuclockid(3) makes it from the number of the process.
        return time.clock_gettime((~self.pid << 3) | 2)

    def memory(self) -> float:
        """Resident memory in MB."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


def _typed(keys: Keys, text: bytes) -> list[float]:
    """Seconds each key takes until what it finds is painted. The pane beside is read when the fingers rest."""
    times = []
    for key in text:
        times.append(keys.press(bytes([key]), quiet=0.02))
        keys.rest(0.2)
    return times


def typing_there() -> Iterator[Row]:
    """Searching, capturing, scrolling and going about in 100,000 records."""
    with copied(100_000, "spoken") as folder:
        command = [python("shadowlog"), "--workspace", str(folder)]
        with Keys([sys.executable, "-c", _PEER]) as peer, Keys(command) as ours:
            peer.rest(1.0)
            ours.rest(1.5)
            ours.press(b"2")
            ours.press(b"/")
            theirs: list[float] = []
            times: list[float] = []
            for word in (b"bace", b"dilomu", b"gu ha", b"stana", b"pe ro"):
                # Once unmeasured, for what is loaded with the first key.
                for measured in (False, True):
                    one, other = _typed(ours, word), _typed(peer, word)
                    if measured:
                        times += one
                        theirs += other
                    for terminal in (ours, peer):
                        terminal.press(b"\x15")
            mine, hers = statistics.median(times), statistics.median(theirs)
            yield row(
                "search: key press to painted result, of an Input with 28 drawn rows",
                f"{mine / hers:.2f} ({mine * 1e3:.1f} ms of {hers * 1e3:.1f}; {_LIMITS['search']})", mine / hers,
                "≤ 1.3", 1.3,
            )  # fmt: skip
            ours.press(b"\x1b")
            ours.rest(0.5)
            yield from _about(ours)
            yield from _captured(ours)
            memory = ours.memory()
            yield row(
                "resident memory of the TUI, 100,000 records, searched", f"{memory:.0f} MB", memory, "≤ 150 MB", 150
            )


_LIMITS = {
    "search": "limit: Textual draws 28 lines, each cut, coloured and filtered, 4 to 6 ms",
    "about": "limit: two drawings, the list and then the pane, of 5 ms each",
    "capture": "limit: the sync of the save, some ms, and two turns of the event loop",
}
"""What keeps a figure from being lower."""


def _about(ours: Keys) -> Iterator[Row]:
    """Scrolling, paging, going from list to list."""
    moves = {"scroll": b"j", "page": b"\x1b[6~", "end": b"G", "other list": b"1", "and back": b"2"}
    held: dict[str, list[float]] = {name: [] for name in moves}
    for turn in range(8):
        for name, key in moves.items():
            taken = ours.press(key)
            ours.rest(0.15)
            if turn:
                held[name].append(taken)
    slowest = max(held, key=lambda name: statistics.median(held[name]))
    taken = statistics.median(held[slowest]) * 1e3
    each = ", ".join(f"{name} {statistics.median(times) * 1e3:.0f}" for name, times in held.items())
    yield row(
        "scroll, page, switch list to a quiet screen, 100,000 records",
        f"{taken:.0f} ms ({each}; {_LIMITS['about']})",
        taken,
        "≤ 40 ms",
        40,
    )


def _captured(ours: Keys) -> Iterator[Row]:
    """From the last key to the acknowledged save."""
    ours.press(b":")
    ours.rest(0.5)
    times = []
    for turn in range(45):
        ours.press(b"a buyer said number %d" % turn)
        ours.rest(0.8)
        taken = ours.press(b"\r", until=b"Added")
        if turn > 4:
            times.append(taken)
    taken, middle = sorted(times)[int(len(times) * 0.95)] * 1e3, statistics.median(times) * 1e3
    yield row(
        "capture: last key to acknowledged save, 100,000 records, p95",
        f"{taken:.0f} ms (median {middle:.0f}; {_LIMITS['capture']})", taken, "≤ 15 ms", 15,
    )  # fmt: skip
    ours.press(b"\x1b")
