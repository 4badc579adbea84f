"""What a brief for readers outside the team leaves out.

It fails closed: a verbatim is printed only where its permission says so, and names of the team, of accounts, mail
addresses, web addresses and phone numbers are taken out of every text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from shadowlog.domain.records import Account, Insight, Mention, Person
from shadowlog.domain.values import Basis
from shadowlog.store.entries import folded
from shadowlog.store.logbook import Logbook

WITHHELD = "[withheld]"


class Audience(StrEnum):
    """Who reads the brief."""

    EXTERNAL = "external"
    INTERNAL = "internal"


_ADDRESS = re.compile(
    r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"  # mail
    r"|(?:https?|ftp)://\S+|www\.\S+"  # web
    r"|(?<![\w.])\+?\(?\d[\d\s()/.-]{6,}\d(?!\w)",  # phone
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_WORD = re.compile(r"\w+")


class Names:
    """Names to be found in running text, in any case and with or without diacritics."""

    def __init__(self, names: Iterable[str]) -> None:
        self._starting: dict[str, list[tuple[str, ...]]] = {}
        for name in names:
            words = tuple(_WORD.findall(folded(name)))
            if words and len("".join(words)) > 1:
                self._starting.setdefault(words[0], []).append(words)
        for found in self._starting.values():
            found.sort(key=len, reverse=True)

    def without(self, text: str) -> str:
        """``text`` with every name in it replaced."""
        if not self._starting:
            return text
        words = [(match.start(), match.end(), folded(match[0])) for match in _WORD.finditer(text)]
        pieces = []
        end = position = 0
        while position < len(words):
            start, stop, word = words[position]
            length = next(
                (
                    len(name)
                    for name in self._starting.get(word, ())
                    if name == tuple(held for _, _, held in words[position : position + len(name)])
                ),
                0,
            )
            if length:
                stop = words[position + length - 1][1]
                pieces += [text[end:start], WITHHELD]
                end = stop
            position += length or 1
        return "".join([*pieces, text[end:]])


@dataclass(frozen=True)
class Discretion:
    """What may be printed, for one audience."""

    audience: Audience
    clean: Callable[[str], str]
    """Any text of a record, without what must stay out."""

    def may_quote(self, record: Insight | Mention) -> bool:
        """Whether the words of a record may be printed as a quote."""
        if record.basis is not Basis.BUYER_VERBATIM:
            return False
        return self.audience is Audience.INTERNAL or record.permission.may_leave_the_team

    def may_tell(self, insight: Insight) -> bool:
        """Whether what an insight says may be told: a paraphrase always, a verbatim as its permission allows."""
        return insight.basis is not Basis.BUYER_VERBATIM or self.may_quote(insight)


def discretion(logbook: Logbook, audience: Audience) -> Discretion:
    """What may be printed for an audience, from the people and accounts in the log."""
    if audience is Audience.INTERNAL:
        return Discretion(audience, lambda text: text)
    names = [person.name for person in logbook.all(Person)]
    for account in logbook.all(Account):
        names += [account.name, *account.aliases]
    found = Names(names)

    def hidden(match: re.Match[str]) -> str:
        return match[0] if _DATE.fullmatch(match[0].strip()) else WITHHELD

    return Discretion(audience, lambda text: found.without(_ADDRESS.sub(hidden, text)))
