"""Finds the buyer's own words in a text: those in quotation marks."""

from __future__ import annotations

import re

QUOTED = r'"[^"]*"|“[^”"]*[”"]|„[^“”"]*[“”"]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』|‹[^›]*›|›[^‹]*‹|‘(?:[^‘’]|’(?=\w))*’'
"""A pattern for words in quotation marks; ``’`` before a letter is an apostrophe."""

OPENING = "\"“„«»「『'‘‹›"
"""The signs that quotation marks may begin with."""


def bare(value: str) -> str:
    """A value without the quotation marks around it."""
    return value[1:-1] if value[:1] in tuple(OPENING) else value


def quotation(text: str) -> tuple[str, str]:
    """Split a text into its words and the quotation at its end, which is the buyer's own; both may be empty.

    ``they hesitate "we pay less"`` is ("they hesitate", "we pay less"), ``"we pay less"`` is ("", "we pay less"). A
    quotation inside a sentence belongs to the sentence.
    """
    if not _may_quote(text):
        return text, ""
    matches = list(re.finditer(rf"(?<!\S)(?:{QUOTED})", text))
    if not matches or text[matches[-1].end() :].strip(" \t\r\n.!?,;…。"):
        return text, ""
    quote = bare(matches[-1][0]).strip()
    return (text[: matches[-1].start()].strip(), quote) if quote else (text, "")


def own_words(text: str) -> str:
    """The buyer's own words of what was heard: of a text with a quotation at its end or its beginning that alone, else
    all of it. ``I think she lies; she said "it is fine"`` is ``it is fine``.
    """
    _, quote = quotation(text)
    if not quote and begins_with_quotation(text):
        match = re.match(rf"\s*({QUOTED})", text)
        quote = bare(match[1]).strip() if match else ""
    return quote or text


def begins_with_quotation(text: str) -> bool:
    """Whether a text begins with the buyer's own words, such as ``“too loud,” she said``. A single word in quotation
    marks at its beginning is a name for something.
    """
    if not _may_quote(text):
        return False
    match = re.match(rf"\s*({QUOTED})", text)
    return match is not None and len(bare(match[1]).split()) > 1


def _may_quote(text: str) -> bool:
    """Whether a text has any quotation mark: looked at first, because to make the pattern takes long."""
    return not set(OPENING).isdisjoint(text)
