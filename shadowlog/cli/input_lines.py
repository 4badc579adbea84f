"""Reads text from standard input: UTF-8, or the encoding that a byte order mark at its beginning names."""

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
"""Byte order marks and the encodings they name; a longer mark comes before a shorter one that it begins with."""

_CHUNK = 1 << 16


class Readable(Protocol):
    """A buffered stream of bytes."""

    def fileno(self) -> int:
        """The file descriptor."""

    def read(self) -> bytes:
        """Everything up to the end."""

    def read1(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, after waiting for at least one; empty at the end."""


class NotUtf8(ShadowlogError):
    """Raised for input that is not text in its encoding."""

    title = "Not saved"
    exit_code = 2


class InputLine(NamedTuple):
    """A line of input."""

    number: int
    """Counted from 1, blank lines included."""
    text: str


def _encoding(start: bytes) -> str:
    """The encoding of an input that begins with these bytes: the one its byte order mark names. Without a mark it is
    UTF-16 if one of the first two bytes is zero, else UTF-8.
    """
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    if len(start) > 1 and (start[0] == 0) != (start[1] == 0):
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    return "utf-8"


def text_of(data: bytes) -> str:
    """A whole input as text, without its byte order mark. Raises NotUtf8."""
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_utf8(data.count(b"\n", 0, error.start) + 1, encoding) from None


def lines_of(stream: Readable) -> Iterator[list[InputLine]]:
    """The lines of an input without blank ones, in groups that could be read at once.

    A line ends with LF or CRLF and nothing else. Raises NotUtf8: for a file before its first line, otherwise before
    the group that holds the undecodable bytes.
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
    """An input piece by piece, converted to UTF-8."""
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
        name = encoding.upper()
        return NotUtf8(
            f"The input begins as {name}, but line {number:,} is not valid {name}.", "Save it as UTF-8, then try again."
        )
    return NotUtf8(
        f"Line {number:,} of the input is not UTF-8.",
        "Convert it first, for example with: iconv -f WINDOWS-1252 -t UTF-8 FILE",
    )
