"""The one way in which texts are compared: search, names, completion, withholding and erasure all fold.

Readers take ``Mer\u00adcy``, ``ＭＥＲＣＹ`` and ``mercy`` for the same word, and ``Søren`` for ``soren``. So invisible
characters are dropped, compatible forms become one (Unicode's NFKD), case and accents are removed, letters without a
decomposition get their plain form, and all apostrophes and all hyphens become one. Marks that make another letter (the
voiced sounds of Japanese, the nukta and virama of Indic scripts, the tones of Thai) stay.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
)
"""Invisible characters (Unicode's Default_Ignorable_Code_Point), as the inside of a character class of a pattern."""

_TATWEEL = 0x0640
"""Lengthens an Arabic word on the page; it is not a letter."""

_PLAIN = {
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "ĸ": "k", "ɖ": "d", "ɨ": "i", "ƀ": "b", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ə": "a",
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True)),
}  # fmt: skip
"""Letters that Unicode does not decompose, as people write them on keyboards without them."""

_ENCLOSED = (0x1F150, 0x1F170, 0x1F1E6)
"""Where Latin letters in black circles, in black squares, and of flags begin, which Unicode does not decompose."""

_APOSTROPHES = "'’‘‛ʼʻ`´′＇"
_HYPHENS = "-‐‑‒–—―−⁃﹣－"


class _Signs(dict[int, str]):
    """The folded form of each character, computed when it is first needed."""

    def __missing__(self, code: int) -> str:
        letters = self[code] = _folded_sign(code)
        return letters


def _folded_sign(code: int) -> str:
    if code == _TATWEEL or _is_invisible(code):
        return ""
    for first in _ENCLOSED:
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    sign = chr(code)
    if sign in _APOSTROPHES:
        return "'"
    if sign in _HYPHENS:
        return "-"
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    return "".join(_PLAIN.get(part, part) for part in apart if not _is_accent(part))


def _is_invisible(code: int) -> bool:
    return any(first <= code <= last for first, last in _RANGES)


def _ranges(text: str) -> Iterable[tuple[int, int]]:
    """The first and last code of every character or range in a character class."""
    place = 0
    while place < len(text):
        span = text[place + 1 : place + 2] == "-"
        yield ord(text[place]), ord(text[place + 2] if span else text[place])
        place += 3 if span else 1


_RANGES = tuple(_ranges(INVISIBLE))


def _is_accent(sign: str) -> bool:
    """Whether a mark only changes how a letter is spoken (by Unicode's combining classes)."""
    kind = unicodedata.combining(sign)
    if unicodedata.category(sign) == "Me":  # a circle or a key around a letter
        return True
    return kind == 1 or 10 <= kind <= 36 or kind >= 200


_SIGNS = _Signs()


@cache
def marks() -> str:
    """The marks that belong to the letter before them in any script, as the inside of a class of a pattern.

    Python's ``\\w`` leaves them out, and with them every other letter of a word in Hindi or Thai. They are collected
    when they are first needed: it takes a millisecond.
    """
    spans = ((0x0300, 0x0370), (0x0483, 0x0488), (0x0591, 0x1FFF), (0x302A, 0x309B), (0xA66F, 0xAC00))
    return "".join(
        chr(code) for span in spans for code in range(*span) if unicodedata.category(chr(code)) in ("Mn", "Mc")
    )


def fold(text: str) -> str:
    """``text`` in the form in which it is compared. Its length may differ; ``Folded`` knows where its characters come
    from.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", text.translate(_SIGNS))


def folded(name: str) -> str:
    """A name in the form in which names are compared: folded, with single blanks."""
    return " ".join(fold(name).split())


class Folded:
    """A folded text that knows where each of its characters comes from."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.text = fold(text)
        """The folded text."""
        self._places = range(len(text)) if text.isascii() else _places(text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters ``start`` up to ``end`` of the folded text are in the source, with the accents and invisible
        characters after them.
        """
        after = self._places[end] if end < len(self._places) else len(self.source)
        return self._places[start], max(after, self._places[end - 1] + 1)


def _places(text: str) -> list[int]:
    """Where in ``text`` each character of the folded text comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for part in _SIGNS[ord(sign)]:
            # Voiced sounds and Korean syllables are put together again, as NFC does.
            whole = unicodedata.normalize("NFC", signs[-1] + part) if signs and not part.isascii() else ""
            if len(whole) == 1:
                signs[-1] = whole
            else:
                signs.append(part)
                places.append(place)
    return places
