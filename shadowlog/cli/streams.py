"""Standard input, output and error: whatever goes out passes the display filter, and a stream that fails stops nothing.

A pipe that nobody reads any more, a stream that was closed, or a full disk behind it takes no more output. What the
command does goes on to its end all the same: what was to be saved is saved, and the exit code says how it went.
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
    """A stream of text in which nothing is left that a terminal would act on."""

    fault: OSError | None = None
    """Why nothing more is written, where that is so."""

    def write(self, text: str, /) -> int:
        """Write a text that may be other people's."""
        return self.raw(shown(text))

    def raw(self, text: str) -> int:
        """Write a text of ours, with what it says to the terminal."""
        if self.fault is None:
            try:
                super().write(text)
            except OSError as error:
                self.fault = error
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        if self.fault is None:
            try:
                super().flush()
            except OSError as error:
                self.fault = error


def open_closed() -> None:
    """Put the null device where the standard streams were closed, so that no file of ours takes their place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is this one: those before it are open by now.
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            stream = open(number, "w" if number else "r", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


@contextlib.contextmanager
def filtered() -> Iterator[None]:
    """Standard output and error pass the filter inside."""
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
        # click takes such a stream for set up wrongly, and would write past the filter.
        encoding = "utf-8"
    return Shown(buffer, encoding=encoding, errors="replace", newline=None, line_buffering=stream is sys.stderr)


def output_fault() -> OSError | None:
    """Why standard output takes nothing more, None while it does."""
    return getattr(sys.stdout, "fault", None)


def to_terminal(text: str) -> None:
    """Write over a line of the terminal, on standard error; ``text`` is ours and may hold control characters."""
    if isinstance(sys.stderr, Shown):
        sys.stderr.raw(text)
    else:
        sys.stderr.write(text)
    sys.stderr.flush()
