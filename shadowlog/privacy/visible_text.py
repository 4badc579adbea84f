"""The text a reader sees: letters as they are compared, without the signs of the markup.

Invisible characters, emphasis inside a word, a hyphen at the end of a line, HTML entities and percent-encoding do not
keep anybody from reading a name, so they must not keep it from being found.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from shadowlog.domain.text.fold import Folded

_MARKED = re.compile(r"[*~`<&%\\|]|[-\u00ad][ \t]*\r?\n|_")
"""Whether any of the signs below may be in a text."""

_HIDDEN = re.compile(
    r"(?<=[^\W_])(?:\*+|~~|`+|__+|</?[A-Za-z]{1,8}/?>|[-\u00ad][ \t]*\r?\n[ \t>]*)(?=[^\W_])"  # in the middle of a word
    r"|\\(?=[!-/:-@\[-`{-~])"  # before a sign that Markdown would interpret
    r"|&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|(?:%[0-9A-Fa-f]{2})+"
)


class VisibleText:
    """A text as a reader sees it, with the place of each of its characters in the source."""

    def __init__(self, source: str) -> None:
        self.source = source
        visible, places = _seen(source) if _MARKED.search(source) else (source, None)
        self._places = places
        """The place of each visible character in the source, and the end of the source; None if nothing is hidden."""
        if visible.isascii():
            self.text = visible.lower().replace("`", "'")
            self.typed = visible
            self._folded: Folded | None = None
        else:
            self._folded = Folded(visible)
            self.text = self._folded.text
            spans = self._folded.span
            self.typed = "".join(
                sign
                if visible[(at := spans(place, place + 1)[0])].islower() or not sign.isalpha()
                else _as(visible[at], sign)
                for place, sign in enumerate(self.text)
            )
        """The same characters as in ``text``, with their capitals."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters ``start`` up to ``end`` of the text are in the source."""
        if self._folded is not None:
            start, end = self._folded.span(start, end)
        if self._places is not None:
            return self._places[start], max(self._places[end], self._places[end - 1] + 1)
        return start, end


def _as(typed: str, sign: str) -> str:
    """A folded letter, as a capital if it was typed as one."""
    upper = sign.upper()
    return upper if len(upper) == 1 and (typed.isupper() or typed.istitle()) else sign


def _seen(source: str) -> tuple[str, list[int]]:
    """The visible part of a text, and the place of each character followed by the end of the text."""
    signs: list[str] = []
    places: list[int] = []
    end = 0
    for match in _HIDDEN.finditer(source):
        signs.append(source[end : match.start()])
        places.extend(range(end, match.start()))
        read = _read(match[0])
        signs.append(read)
        places.extend([match.start()] * len(read))
        end = match.end()
    signs.append(source[end:])
    places.extend(range(end, len(source)))
    return "".join(signs), [*places, len(source)]


def _read(hidden: str) -> str:
    """What a reader sees of an entity or of percent-encoding; empty for a sign of the markup."""
    if hidden.startswith("&"):
        return unescape(hidden)
    if hidden.startswith("%"):
        read = unquote(hidden, errors="replace")
        return hidden if "\ufffd" in read or not read.isprintable() else read
    return ""


def without_marks(text: str) -> str:
    """A text with the digits of every script as ASCII digits."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(sign)) if not sign.isascii() and unicodedata.category(sign) == "Nd" else sign
        for sign in text
    )
