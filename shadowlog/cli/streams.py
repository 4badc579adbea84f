"""Standard input, output and error. Everything printed passes the display filter, and a failing stream stops nothing.

A pipe that nobody reads, a closed stream, or a full disk takes no more output. The command runs to its end all the
same: everything is saved, and the exit code says whether the output failed.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from shadowlog.domain.text.sanitize import shown


class Shown(io.TextIOWrapper):
    """A text stream that removes everything a terminal would act on."""

    fault: OSError | None = None
    """The first error in writing; nothing is written after it. None while the stream works."""

    def write(self, text: str, /) -> int:
        """Write text that may contain other people's words, filtered."""
        return self.raw(shown(text))

    def raw(self, text: str) -> int:
        """Write our own text unfiltered, terminal controls included."""
        if self.fault is None:
            try:
                super().write(text)
            except OSError as error:
                self.fault = error
        return len(text)

    def flush(self) -> None:
        """Flush, and note an error instead of raising it."""
        if self.fault is None:
            try:
                super().flush()
            except OSError as error:
                self.fault = error


def open_closed() -> None:
    """Open the null device for each closed standard stream, so that none of our files gets its descriptor."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            # open() takes the lowest free descriptor, which is this one: those before it are open.
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            stream = open(number, "w" if number else "r", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


@contextlib.contextmanager
def filtered() -> Iterator[None]:
    """A context in which standard output and error pass the display filter."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_shown(stream) for stream in before)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            if isinstance(stream, Shown) and stream.fault is None:
                stream.detach()
        sys.stdout, sys.stderr = before


def _shown(stream: TextIO) -> TextIO:
    buffer = getattr(stream, "buffer", None)
    if buffer is None or isinstance(stream, Shown):
        return stream
    encoding = stream.encoding or "utf-8"
    if codecs.lookup(encoding).name == "ascii":
        # click treats an ASCII stream as set up wrongly, and would write past the filter.
        encoding = "utf-8"
    return Shown(buffer, encoding=encoding, errors="replace", newline=None, line_buffering=stream is sys.stderr)


def output_fault() -> OSError | None:
    """The error that stopped standard output; None while it works."""
    return getattr(sys.stdout, "fault", None)


def to_terminal(text: str) -> None:
    """Write our own text, which may contain control characters, to the terminal on standard error."""
    if isinstance(sys.stderr, Shown):
        sys.stderr.raw(text)
    else:
        sys.stderr.write(text)
    sys.stderr.flush()
