"""Bytes written to the terminal: a recorded session, key by key, and what a key costs that repeats."""

from __future__ import annotations

import contextlib
import os
import select
import statistics
import time
from collections.abc import Iterator

from benchmarks.measuring import Row, copied, python, row
from benchmarks.typing_there import Keys

_REPEATS = 0.033
"""Seconds between two presses of a key that is held down, as keyboards have it."""

_SESSION = (
    ("↓", b"j"), ("page down", b"\x1b[6~"), ("to the end", b"G"), ("another list", b"1"), ("and back", b"2"),
    ("/", b"/"), ("leave the search", b"\x1b"), ("capture line", b":"), ("a letter in it", b"x"), ("enter", b"\r"),
    ("leave it", b"\x1b"), ("a form", b"n"), ("a letter in it", b"x"), ("leave it", b"\x1b"), ("help", b"\x1bOP"),
    ("leave it", b"\x1b"), ("palette", b"\x10"), ("a letter in it", b"e"), ("leave it", b"\x1b"),
)  # fmt: skip
"""Keys in the order in which somebody presses them, with what they are."""


def _written(keys: Keys, seconds: float) -> int:
    """Bytes that are written for so long."""
    count, end = 0, time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        if select.select([keys.fd], [], [], left)[0]:
            with contextlib.suppress(OSError):
                count += len(os.read(keys.fd, 1 << 16))
    return count


def _pressed(keys: Keys, key: bytes, times: int, every: float) -> list[int]:
    """Bytes that are written after each press of a key, until the next."""
    counts = []
    for _ in range(times):
        os.write(keys.fd, key)
        counts.append(_written(keys, every))
    return counts


def written() -> Iterator[Row]:
    """What is written to a terminal of 120 by 36 with 16 million colours, 100,000 records."""
    os.environ["COLORTERM"] = "truecolor"
    try:
        with (
            copied(100_000, "spoken") as folder,
            Keys([python("shadowlog"), "--workspace", str(folder)]) as keys,
        ):
            keys.rest(5.0)
            os.write(keys.fd, b"2")
            keys.rest(2.0)
            yield from _repeated(keys)
            yield from _searched(keys)
            session = []
            for name, key in _SESSION:
                (count,) = _pressed(keys, key, 1, 0.45)
                session.append(f"{name} {count:,}")
            yield Row("bytes written in a session, key by key", ", ".join(session), "told", good=True)
    finally:
        del os.environ["COLORTERM"]


def _repeated(keys: Keys) -> Iterator[Row]:
    """An arrow key that is held down, in the lines in sight and then where the list scrolls."""
    counts = _pressed(keys, b"j", 120, _REPEATS)
    after = _written(keys, 0.4)
    scrolling = counts[40:]
    most = statistics.quantiles(scrolling, n=20)[-1]
    yield row(
        "bytes for an arrow key that repeats where the list scrolls, p95",
        f"{most:,.0f} (median {statistics.median(scrolling):,.0f}; where it does not scroll "
        f"{statistics.median(counts[2:25]):,.0f}; the pane, once, {after:,}; limit: thirty other lines)",
        most, "≤ 2,500", 2_500,
    )  # fmt: skip


def _searched(keys: Keys) -> Iterator[Row]:
    """Words that are typed as quickly as people do, eight letters a second."""
    os.write(keys.fd, b"/")
    keys.rest(0.6)
    counts: list[int] = []
    for word in (b"bace", b"dilomu", b"gu ha", b"stana", b"pe ro"):
        for letter in word:
            counts += _pressed(keys, bytes([letter]), 1, 0.125)
        _written(keys, 0.5)
        os.write(keys.fd, b"\x15")
        keys.rest(0.6)
    os.write(keys.fd, b"\x1b")
    keys.rest(0.6)
    middle = statistics.median(counts)
    yield row(
        "bytes for a letter that is searched, median",
        f"{middle:,.0f} (mean {statistics.mean(counts):,.0f}, most {max(counts):,}; limit: where other records are "
        "found, thirty lines are other words)", middle, "≤ 400", 400,
    )  # fmt: skip
