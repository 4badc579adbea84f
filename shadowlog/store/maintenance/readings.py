"""The bytes of any file, read as the texts that they may be, to find whether somebody is named in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

_CHUNK = 8_000_000
"""Bytes read at a time."""

_OVERLAP = 1_000
"""Bytes of a chunk that are read again with the next one, so that no name is cut in two."""

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


class NameFinder(Protocol):
    """What finds a name in a text of any kind."""

    def names_them(self, text: str) -> bool:
        """Whether a text surely names whom it looks for."""


def names_in(path: Path, finder: NameFinder) -> bool:
    """Whether a file of any kind holds a name that ``finder`` looks for. Raises OSError."""
    with path.open("rb") as file:
        window = b""
        while chunk := file.read(_CHUNK):
            window = window[-_OVERLAP:] + chunk
            if any(map(finder.names_them, readings(window))):
                return True
    return False


def readings(data: bytes) -> Iterator[str]:
    """Bytes as the texts they may be: in UTF-8, UTF-16 and Latin-1, with the escapes of JSON, Markdown and URLs."""
    texts = [data.decode("utf-8", "replace")]
    if "\ufffd" in texts[0]:
        texts.append(data.decode("latin-1"))
    if b"\0" in data:
        texts += [data[start:].decode(code, "replace") for code in ("utf-16-le", "utf-16-be") for start in (0, 1)]
    for text in texts:
        yield text
        if "\\" in text:
            yield _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\\", "")
        if "%" in text:
            yield unquote(text)
