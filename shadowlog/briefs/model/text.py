"""Text of one line, in spans: the brief's own words, what somebody typed, emphasis, and ids of records.

A text knows which of its words are whose, so that each form of a brief escapes what it must and nothing is read back:
Markdown from ``markdown``, plain text from ``plain``, HTML from the spans.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from shadowlog.briefs.model.markdown import code, escape, one_line
from shadowlog.domain.ids import tail


@dataclass(frozen=True, slots=True)
class OwnSpan:
    """Words of the brief itself, which need no escaping in Markdown."""

    plain: str

    @property
    def markdown(self) -> str:
        return self.plain


@dataclass(frozen=True, slots=True)
class TypedSpan:
    """What somebody typed: one line, as it is shown."""

    plain: str

    @property
    def markdown(self) -> str:
        return escape(self.plain)


@dataclass(frozen=True, slots=True)
class StrongSpan:
    """Emphasised text."""

    text: Text

    @property
    def plain(self) -> str:
        return self.text.plain

    @property
    def markdown(self) -> str:
        return f"**{self.text.markdown}**"


@dataclass(frozen=True, slots=True)
class IdsSpan:
    """Ids of records, separated by blanks."""

    keys: tuple[str, ...]

    @property
    def plain(self) -> str:
        return " ".join(map(tail, self.keys))

    @property
    def markdown(self) -> str:
        return " ".join(map(code, self.keys))


@dataclass(frozen=True, slots=True)
class ShareSpan:
    """A share in the brief's own words, with its interval, which pages and the terminal draw beside them."""

    plain: str
    share: float
    """As a fraction of one."""
    low: float
    """Where its interval begins, as a fraction of one."""
    high: float
    """Where its interval ends, as a fraction of one."""
    of: int
    """The number of its cases."""

    @property
    def markdown(self) -> str:
        return self.plain


Span = OwnSpan | TypedSpan | StrongSpan | IdsSpan | ShareSpan


@dataclass(frozen=True, slots=True)
class Text:
    """A sequence of spans. An empty one is false."""

    spans: tuple[Span, ...] = ()

    @property
    def plain(self) -> str:
        """Without markup."""
        return "".join([span.plain for span in self.spans])

    @property
    def markdown(self) -> str:
        """As Markdown of one line."""
        return "".join([span.markdown for span in self.spans])

    def __bool__(self) -> bool:
        return bool(self.spans)

    @property
    def shares(self) -> tuple[ShareSpan, ...]:
        """The shares in it, which can be drawn."""
        return tuple(span for span in self.spans if isinstance(span, ShareSpan))

    def without_last_sign(self) -> Text:
        """The text without its last character."""
        *before, last = self.spans
        if isinstance(last, (OwnSpan, TypedSpan)):
            return phrase(*before, type(last)(last.plain[:-1]))
        return self


def phrase(*parts: Text | Span | str) -> Text:
    """Joins parts into one text. A ``str`` is taken for the brief's own words; never pass what somebody typed."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            if part:
                spans.append(OwnSpan(part))
        elif isinstance(part, Text):
            spans.extend(part.spans)
        elif not isinstance(part, (OwnSpan, TypedSpan, ShareSpan)) or part.plain:
            spans.append(part)
    return Text(tuple(spans))


def joined(separator: str, texts: Iterable[Text | str]) -> Text:
    """Joins texts with a separator."""
    parts: list[Text | str] = []
    for text in texts:
        parts += [separator, text] if parts else [text]
    return phrase(*parts)


@lru_cache(8_192)
def typed(text: str) -> Text:
    """What somebody typed, as text of one line."""
    line = one_line(text)
    return Text((TypedSpan(line),)) if line else Text()


def strong(*parts: Text | str) -> Text:
    """Emphasised text."""
    return Text((StrongSpan(phrase(*parts)),))
