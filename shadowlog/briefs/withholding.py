"""What a brief for readers outside the team leaves out.

It fails closed: a verbatim is printed only where its permission says so, and names of the team, of accounts, mail
addresses, web addresses and phone numbers are taken out of every text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shadowlog.analysis.names import Names
from shadowlog.domain.records import Account, Insight, Mention, Person
from shadowlog.domain.values import Basis
from shadowlog.store.index import Index
from shadowlog.store.logbook import Logbook

WITHHELD = "[withheld]"

_REMEMBERED = 20_000
"""Texts whose clean form is kept: names of personas and themes, titles and answers stand in many briefs."""


class Audience(StrEnum):
    """Who reads the brief."""

    EXTERNAL = "external"
    INTERNAL = "internal"


_ADDRESS = re.compile(
    r"[\w.+%-]+\s?(?:@|\(at\)|\[at\]|＠)\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]+)+"  # mail
    r"|\b[a-z][a-z0-9+.-]*://\S+|\b(?:mailto|tel|sms|javascript|data):\S+|\bwww\.\S+"  # web, and what opens programs
    # A domain without its scheme: with a well-known ending, or with a path behind it.
    r"|(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net|info|biz|io|app|dev|ai|edu|gov|mil|int|eu|example"
    r"|a[tu]|b[er]|c[ahnoz]|d[ek]|e[se]|fr|gr|hu|i[elnt]|jp|kr|l[tuv]|mx|n[loz]|p[lt]|r[ou]|s[eik]|tr|u[aks]|za)"
    r"(?![\w-]|\.\w)(?:[/:?#]\S*)?"
    r"|(?<![\w.])(?:\+|00)?\(?\d[\d\s()\u00a0\u2009\u2010-\u2015/.-]{6,}\d(?!\w)"  # phone
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b",  # the number of a machine
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,3}(?:[ .,\u00a0\u2009]\d{3})+|\d{4}\s?[-–]\s?\d{4}"
)
"""What looks like a phone number and is a day, a large number, or a span of years."""


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

    def may_tell(self, record: Insight | Mention) -> bool:
        """Whether what a record says may be told: a paraphrase always, a verbatim as its permission allows."""
        return record.basis is not Basis.BUYER_VERBATIM or self.may_quote(record)


def discretion(logbook: Logbook, audience: Audience) -> Discretion:
    """What may be printed for an audience, from the people and accounts in the log."""
    if audience is Audience.INTERNAL:
        return Discretion(audience, lambda text: text)
    query = logbook.ledger.query
    found = Names(query(Index.all_names, Person.table), query(Index.all_names, Account.table))

    def hidden(match: re.Match[str]) -> str:
        return match[0] if _NO_PHONE.fullmatch(match[0].strip()) else WITHHELD

    @lru_cache(_REMEMBERED)
    def clean(text: str) -> str:
        return found.without(_ADDRESS.sub(hidden, text), WITHHELD)

    return Discretion(audience, clean)
