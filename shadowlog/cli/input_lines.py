"""Text that comes in on standard input: UTF-8, or what a mark of byte order at its beginning says it is."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from shadowlog.domain.errors import ShadowlogError

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
"""Marks of byte order and what they announce, longer ones before those that they begin with."""

_CHUNK = 1 << 16


class Readable(Protocol):
    """A buffered stream of bytes."""

    def fileno(self) -> int:
        """Its descriptor."""

    def read(self) -> bytes:
        """All there is."""

    def read1(self, size: int, /) -> bytes:
        """What is there now, after waiting for something; nothing at the end."""


class NotUtf8(ShadowlogError):
    """Bytes that are not text as it can be read here."""

    title = "Not saved"
    exit_code = 2


class InputLine(NamedTuple):
    """A line of input."""

    number: int
    """From 1, blank lines counted."""
    text: str


def _encoding(start: bytes) -> str:
    """What an input is in, by its first bytes: what its mark of byte order says; without one a letter beside a zero
    byte is UTF-16, which no other text begins with.
    """
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    if len(start) > 1 and (start[0] == 0) != (start[1] == 0):
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    return "utf-8"


def text_of(data: bytes) -> str:
    """All of an input as text, without a mark of byte order. Raises NotUtf8."""
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_utf8(data.count(b"\n", 0, error.start) + 1, encoding) from None


def lines_of(stream: Readable) -> Iterator[list[InputLine]]:
    """The lines of an input, blank ones left out, in groups of what could be read at once.

    A line ends with LF or CRLF and nothing else. Raises NotUtf8: for a file before its first line, else where the
    group begins in which such bytes stand.
    """
    number = 0
    rest = b""
    for data in _as_utf8(stream):
        *whole, rest = (rest + data).split(b"\n")
        yield from _group(whole, number)
        number += len(whole)
    yield from _group([rest], number)


def _group(lines: list[bytes], before: int) -> Iterator[list[InputLine]]:
    group = []
    for number, line in enumerate(lines, before + 1):
        try:
            text = line.removesuffix(b"\r").decode()
        except UnicodeDecodeError:
            raise _not_utf8(number, "utf-8") from None
        if text.strip():
            group.append(InputLine(number, text))
    if group:
        yield group


def _as_utf8(stream: Readable) -> Iterator[bytes]:
    """An input piece by piece in UTF-8, whatever its mark of byte order says it is in."""
    if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        yield text_of(stream.read()).encode("utf-8", "surrogatepass")
        return
    start = stream.read1(_CHUNK)
    while any(mark.startswith(start) and mark != start for mark in _MARKS) and (more := stream.read1(_CHUNK)):
        start += more
    encoding = _encoding(start)
    if encoding in ("utf-8", "utf-8-sig"):
        yield start.removeprefix(codecs.BOM_UTF8)
        while data := stream.read1(_CHUNK):
            yield data
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    data = start
    lines_read = 0
    try:
        while True:
            text = decoder.decode(data, final=not data)
            lines_read += text.count("\n")
            yield text.encode("utf-8", "surrogatepass")
            if not data:
                return
            data = stream.read1(_CHUNK)
    except UnicodeDecodeError:
        raise _not_utf8(lines_read + 1, encoding) from None


def _not_utf8(number: int, encoding: str) -> NotUtf8:
    if encoding not in ("utf-8", "utf-8-sig"):
        return NotUtf8(f"The input begins as {encoding.upper()}, and line {number:,} is none.", "Save it as UTF-8.")
    return NotUtf8(
        f"Line {number:,} of the input is not UTF-8.",
        "Convert it first, such as with: iconv -f WINDOWS-1252 -t UTF-8 FILE",
    )
