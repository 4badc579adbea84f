"""The one place that makes other people's text safe to show.

Control characters except line feed and tab, and characters that change the direction of writing, become visible glyphs.
Stored text stays as it was typed.
"""

from __future__ import annotations

from functools import cache

# The tables are made when they are first needed: plain ASCII needs none.


@cache
def _surrogates() -> dict[int, str]:
    """Halves of surrogate pairs, which cannot be written at all."""
    return dict.fromkeys(range(55296, 57344), "\ufffd")


@cache
def _signs() -> dict[int, str]:
    """What is shown in place of every character that is never written to a terminal as it is."""
    signs = {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)}
    signs[0x7F] = "\u2421"
    signs.update(dict.fromkeys(range(128, 160), "\ufffd"))
    # Direction: ALM, LRM, RLM, the embeddings and overrides, the isolates.
    signs.update(dict.fromkeys((1564, 8206, 8207, *range(8234, 8239), *range(8294, 8298)), "␦"))
    # Line and paragraph separators break a line in some terminals and not in others.
    signs.update({0x2028: "\u2424", 0x2029: "\u2424"})
    return signs | _surrogates()


@cache
def _in_line() -> dict[int, str]:
    return {**_signs(), 0x09: " ", 0x0A: "\u2424"}


@cache
def _pasted() -> dict[int, str]:
    """Control characters act on the terminal a text is pasted into; marks of direction belong to the words."""
    return {code: sign for code, sign in _signs().items() if code < 0xA0} | _surrogates()


def acting() -> tuple[int, ...]:
    """The code points that are never written to a terminal as they are."""
    return tuple(_signs())


def shown(text: str) -> str:
    """``text`` without anything a terminal would act on. Line feeds and tabs stay."""
    return text if text.isascii() and text.isprintable() else text.replace("\r\n", "\n").translate(_signs())


def shown_in_line(text: str) -> str:
    """``text`` on one line, without anything a terminal would act on."""
    if text.isascii() and text.isprintable():
        return text
    return text.strip("\r\n").replace("\r\n", "\n").translate(_in_line())


def shown_each(text: str) -> str:
    """``text`` on one line, with each such character replaced by one glyph, so that the length stays the same."""
    return text if text.isascii() and text.isprintable() else text.translate(_in_line())


def shown_for_clipboard(text: str) -> str:
    """``text`` to be pasted elsewhere: unchanged except for control characters, which might act there."""
    return text if text.isascii() and text.isprintable() else text.replace("\r\n", "\n").translate(_pasted())
