"""The one place that makes other people's text safe to show.

Control characters except line feed and tab, and characters that change the direction of writing, become visible glyphs.
Stored text stays as it was typed.
"""

from __future__ import annotations

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)}
_PICTURES[0x7F] = "\u2421"
_PICTURES.update(dict.fromkeys(range(128, 160), "�"))
# Direction: ALM, LRM, RLM, the embeddings and overrides, the isolates.
_PICTURES.update(dict.fromkeys((1564, 8206, 8207, *range(8234, 8239), *range(8294, 8298)), "␦"))
# Line and paragraph separators break a line in some terminals and not in others.
_PICTURES.update({0x2028: "\u2424", 0x2029: "\u2424"})
# Halves of surrogate pairs cannot be written at all.
_SURROGATES = dict.fromkeys(range(55296, 57344), "�")
_ALL = {**_PICTURES, **_SURROGATES}
_ONE_LINE = {**_ALL, 0x09: " ", 0x0A: "\u2424"}
# Control characters act on the terminal a text is pasted into; marks of direction belong to the words.
_PASTED = {code: sign for code, sign in _ALL.items() if code < 0xA0 or code in _SURROGATES}
ACTING = tuple(_ALL)
"""The code points that are never written to a terminal as they are."""


def shown(text: str) -> str:
    """``text`` without anything a terminal would act on. Line feeds and tabs stay."""
    return text if text.isascii() and text.isprintable() else text.replace("\r\n", "\n").translate(_ALL)


def shown_in_line(text: str) -> str:
    """``text`` on one line, without anything a terminal would act on."""
    if text.isascii() and text.isprintable():
        return text
    return text.strip("\r\n").replace("\r\n", "\n").translate(_ONE_LINE)


def shown_each(text: str) -> str:
    """``text`` on one line, with each such character replaced by one glyph, so that the length stays the same."""
    return text if text.isascii() and text.isprintable() else text.translate(_ONE_LINE)


def shown_for_clipboard(text: str) -> str:
    """``text`` to be pasted elsewhere: unchanged except for control characters, which might act there."""
    return text if text.isascii() and text.isprintable() else text.replace("\r\n", "\n").translate(_PASTED)
