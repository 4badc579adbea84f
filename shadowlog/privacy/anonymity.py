"""Attributes quotes so that nobody is identified: an attribution that fits fewer than three people is not anonymous.

Buyers are not recorded one by one. An account at which a persona was met has at least one such person, so counting
accounts never counts too many people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from itertools import islice

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.domain.records import Account, Persona
from shadowlog.domain.values import BuyingRole
from shadowlog.store.repository import Repository
from shadowlog.store.tinydb_storage import TableView

FEWEST = 3
"""The fewest people an attribution must fit."""

ANYBODY = "a buyer"


class Anonymity:
    """Counts the accounts at which each persona was met, within what ``counting`` covers."""

    def __init__(self, repository: Repository, counting: FacetCounts) -> None:
        self._counting = counting
        self._personas = list(repository.all(Persona))
        self._accounts_of = TableView(repository.event_store, Account.table)
        self._segments: dict[str, str] = {}
        self._met: dict[str, set[str]] = {}
        self._attributions: dict[tuple[str, str, bool], str] = {}

    def _accounts(self, personas: Iterable[Persona]) -> set[str]:
        """The ids of the accounts at which any of some personas was met."""
        accounts: set[str] = set()
        for persona in personas:
            if persona.id not in self._met:
                self._met[persona.id] = self._counting.accounts(f"persona={persona.id}")
            accounts |= self._met[persona.id]
        return accounts

    def _in_role(self, role: BuyingRole) -> set[str]:
        """The ids of the accounts at which any persona with this buying role was met."""
        return self._accounts(persona for persona in self._personas if persona.buying_role is role)

    @property
    def stamp(self) -> str:
        """A hash that changes whenever an attribution may change."""
        attributions = [
            (persona.id, persona.name, persona.buying_role, min(len(accounts), FEWEST), sorted(self._large(accounts)))
            for persona in self._personas
            if (accounts := self._accounts([persona])) is not None
        ]
        roles = sorted((role, min(len(self._in_role(role)), FEWEST)) for role in BuyingRole)
        large = sorted(self._large(self._accounts_of))
        return sha256(repr((sorted(attributions, key=str), roles, large)).encode()).hexdigest()

    def _large(self, accounts: Iterable[str]) -> set[str]:
        """The segments that at least three of some accounts belong to."""
        sizes = Counter(map(self._segment, accounts))
        return {segment for segment, size in sizes.items() if size >= FEWEST}

    def attribution(self, persona: Persona | None, account: str | None, *, close: bool) -> str:
        """An attribution that fits at least three people: the persona, or its buying role, or the segment, or a buyer.

        With ``close`` the segment is added to the persona if three people still fit. Names are not removed from it.
        """
        key = persona.id if persona else "", account or "", close
        if key not in self._attributions:
            self._attributions[key] = self._attributed(persona, account or "", close=close)
        return self._attributions[key]

    def _attributed(self, persona: Persona | None, account: str, *, close: bool) -> str:
        accounts = self._accounts([persona] if persona else [])
        if persona is not None:
            if close and self._several_in(segment := self._segment(account), accounts):
                return f"{persona.name}, {segment}"
            if len(accounts) >= FEWEST:
                return persona.name
            role = persona.buying_role
            if role and len(self._in_role(role)) >= FEWEST:
                return role.words
        segment = self._segment(account)
        return f"{ANYBODY}, {segment}" if self._several_in(segment, self._accounts_of) else ANYBODY

    def _segment(self, account: str) -> str:
        """The segment of an account, given by its id; empty if there is none."""
        if account not in self._segments:
            document = self._accounts_of.get(account, {})
            self._segments[account] = str(document.get("segment") or "").strip()
        return self._segments[account]

    def _several_in(self, segment: str, accounts: Iterable[str]) -> bool:
        """Whether at least three of some accounts belong to a segment. Thousands may: the first three decide."""
        same = (key for key in accounts if self._segment(key) == segment)
        return bool(segment) and len(list(islice(same, FEWEST))) == FEWEST
