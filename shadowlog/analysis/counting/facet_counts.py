"""Counts records by their facets without reading them, for boards and comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from itertools import compress
from operator import neg, not_
from typing import TypeVar

from pyroaring import BitMap

from shadowlog.analysis.counting.buyers import Talk
from shadowlog.domain.text.query import Filter
from shadowlog.store.search.finder import Finder
from shadowlog.store.search.segment import ACCOUNT, CONVERSATION, Segment

_EVER = -(1 << 62)
_NEVER = (_EVER, 0)
_DAY = timedelta(days=1)

V = TypeVar("V")

NOTHING = Filter(())


class FacetCounts:
    """Counts over the log as it is now; make a new one after a change.

    Facets are those of the search index: ``is=insights``, ``theme=<id>:rejected``, ``persona=<id>``.
    """

    def __init__(self, finder: Finder, as_of: date | None = None, wanted: Filter = NOTHING) -> None:
        """Count the records that match ``wanted`` and were heard on ``as_of`` (UTC) or earlier."""
        self._guard = finder.guard
        self._finder = finder
        with self._guard:
            self._parts: list[tuple[Segment, BitMap]] = [
                (part, docs if as_of is None else docs & part.between(_EVER, _midnight(as_of + _DAY)))
                for part, docs in finder.within(wanted)
            ]

    def _docs(self, facets: tuple[str, ...]) -> list[tuple[Segment, BitMap]]:
        narrowed = []
        for part, base in self._parts:
            docs = base
            for facet in facets:
                docs = docs & part.docs(f"f{facet}")
            narrowed.append((part, docs))
        return narrowed

    @property
    def total(self) -> int:
        """The number of records covered."""
        return sum(len(docs) for _, docs in self._parts)

    def count(self, *facets: str) -> int:
        """How many records have all of these facets."""
        with self._guard:
            *others, last = facets
            return sum(docs.intersection_cardinality(part.docs(f"f{last}")) for part, docs in self._docs(tuple(others)))

    def which(self, *facets: str) -> tuple[bytes, ...]:
        """What stands for the records with these facets: the same for the same records, as long as nothing changes."""
        with self._guard:
            return tuple(docs.serialize() for _, docs in self._docs(facets))

    def accounts(self, *facets: str) -> set[str]:
        """The ids of the accounts at which records with these facets were heard."""
        with self._guard:
            return set().union(*(part.accounts(docs) for part, docs in self._docs(facets)))

    def talks(self, *facets: str) -> set[Talk]:
        """The conversations in which records with these facets were heard, each with its buyer."""
        talks: set[Talk] = set()
        with self._guard:
            name = self._finder.unresolved.get
            for part, docs in self._docs(facets):
                accounts, conversations = part.column(ACCOUNT).__getitem__, part.column(CONVERSATION).__getitem__
                pairs = zip(map(accounts, docs), map(conversations, docs), strict=True)
                talks.update((account or name(talk, -talk), talk) for account, talk in pairs)
        return talks

    def talks_crossed(self, rows: Sequence[str], columns: Sequence[str]) -> dict[tuple[str, str], set[Talk]]:
        """The conversations in which records with a facet of ``rows`` and one of ``columns`` were heard, by the two.

        The same as ``talks`` of each two facets, and quicker where there are many; those without any are left out.
        """
        crossed: dict[tuple[str, str], set[Talk]] = {}
        with self._guard:
            name = self._finder.unresolved.get
            for part, base in self._parts:
                if not base:
                    continue
                columns_of: dict[int, list[str]] = {}
                for facet in columns:
                    for doc in base & part.docs(f"f{facet}"):
                        columns_of.setdefault(doc, []).append(facet)
                accounts, conversations = part.column(ACCOUNT), part.column(CONVERSATION)
                for row in rows:
                    for doc in base & part.docs(f"f{row}"):
                        talk = conversations[doc]
                        for column in columns_of.get(doc, ()):
                            crossed.setdefault((row, column), set()).add((accounts[doc] or name(talk, -talk), talk))
        return crossed

    def buyers(self, *facets: str, named: bool) -> set[int]:
        """The buyers with a name, or the conversations without one, at which records with these facets were heard.

        The same as by way of ``talks``, and quicker.
        """
        buyers: set[int] = set()
        with self._guard:
            unresolved = self._finder.unresolved
            for part, docs in self._docs(facets):
                if not docs:
                    continue
                places = docs.to_array()
                accounts = list(map(part.column(ACCOUNT).__getitem__, places))
                conversations = compress(map(part.column(CONVERSATION).__getitem__, places), map(not_, accounts))
                if named:
                    buyers.update(accounts)
                    if unresolved:
                        buyers.update(unresolved[talk] for talk in conversations if talk in unresolved)
                elif unresolved:
                    buyers.update(map(neg, set(conversations) - unresolved.keys()))
                else:
                    buyers.update(map(neg, conversations))
        return buyers - {0}

    def latest(self, values: Mapping[str, V]) -> dict[int, V]:
        """Of each buyer the value of the newest record with one of some facets; of equally new ones the last named."""
        newest: dict[int, tuple[int, int]] = {}
        known = list(values.values())
        with self._guard:
            unresolved = self._finder.unresolved
            for number, facet in enumerate(values):
                for part, docs in self._docs((facet,)):
                    accounts, conversations = part.column(ACCOUNT), part.column(CONVERSATION)
                    for doc in docs:
                        talk = conversations[doc]
                        buyer = accounts[doc] or unresolved.get(talk, -talk)
                        newest[buyer] = max(newest.get(buyer, _NEVER), (part.moments[doc], number))
        return {buyer: known[number] for buyer, (_, number) in newest.items()}

    def latest_by(self, facets: Sequence[str], values: Mapping[str, V]) -> list[tuple[set[int], dict[int, V]]]:
        """For each of ``facets`` the buyers of the records with it, and what ``latest`` gives of those records."""
        rows: list[tuple[set[int], dict[int, tuple[int, int]]]] = [(set(), {}) for _ in facets]
        known = list(values.values())
        with self._guard:
            unresolved = self._finder.unresolved
            for part, base in self._parts:
                if not base:
                    continue
                accounts, conversations = part.column(ACCOUNT), part.column(CONVERSATION)
                value_of: dict[int, int] = {}
                for number, facet in enumerate(values):
                    value_of.update(dict.fromkeys(base & part.docs(f"f{facet}"), number))
                for (buyers, newest), facet in zip(rows, facets, strict=True):
                    for doc in base & part.docs(f"f{facet}"):
                        talk = conversations[doc]
                        buyer = accounts[doc] or unresolved.get(talk, -talk)
                        buyers.add(buyer)
                        if doc in value_of:
                            newest[buyer] = max(newest.get(buyer, _NEVER), (part.moments[doc], value_of[doc]))
        return [(buyers, {buyer: known[number] for buyer, (_, number) in newest.items()}) for buyers, newest in rows]

    def parted(self, *facets: str) -> tuple[FacetCounts, FacetCounts]:
        """The counts over the records with any of these facets, and over all others."""
        with self._guard:
            any_of = [
                (part, docs & BitMap.union(*(part.docs(f"f{facet}") for facet in facets))) for part, docs in self._parts
            ]
            others = [(part, docs - among) for (part, docs), (_, among) in zip(self._parts, any_of, strict=True)]
            return self._over(any_of), self._over(others)

    def ids(self, *facets: str) -> list[str]:
        """The ids of the records with these facets, oldest first."""
        with self._guard:
            return [key for part, docs in self._docs(facets) for _, key in part.keys(list(docs))]

    def ids_by_buyer(self) -> dict[int, list[str]]:
        """The ids of the records, oldest first, by their buyers."""
        keys: dict[int, list[str]] = {}
        with self._guard:
            unresolved = self._finder.unresolved
            for part, docs in self._parts:
                accounts, conversations = part.column(ACCOUNT), part.column(CONVERSATION)
                places = list(docs)
                for doc, (_, key) in zip(places, part.keys(places), strict=True):
                    talk = conversations[doc]
                    keys.setdefault(accounts[doc] or unresolved.get(talk, -talk), []).append(key)
        return keys

    def values(self, facet: str) -> dict[str, int]:
        """Each value of a facet, with the number of records that have it."""
        counts: dict[str, int] = {}
        with self._guard:
            for part, base in self._parts:
                for term, docs in part.terms(f"f{facet}="):
                    count = base.intersection_cardinality(docs)
                    if count:
                        value = term[len(facet) + 2 :]
                        counts[value] = counts.get(value, 0) + count
        return counts

    def crossed(self, rows: Sequence[str], columns: Sequence[str]) -> list[list[int]]:
        """Records with each facet of ``rows``: their number over all, then together with each of ``columns``."""
        counts = [[0] * (len(columns) + 1) for _ in rows]
        with self._guard:
            for part, base in self._parts:
                others = [base, *(base & part.docs(f"f{facet}") for facet in columns)]
                for row, facet in zip(counts, rows, strict=True):
                    docs = part.docs(f"f{facet}")
                    if docs:
                        for place, other in enumerate(others):
                            row[place] += docs.intersection_cardinality(other)
        return counts

    def among(self, *facets: str) -> FacetCounts:
        """The counts over only the records with these facets."""
        with self._guard:
            return self._over(self._docs(facets))

    def between(self, first: date, last: date) -> FacetCounts:
        """The counts over only what was heard from ``first`` to ``last`` (UTC, both included)."""
        start, end = _midnight(first), _midnight(last + _DAY)
        with self._guard:
            return self._over([(part, docs & part.between(start, end)) for part, docs in self._parts])

    def parted_on(self, day: date) -> tuple[FacetCounts, FacetCounts]:
        """The counts over what was heard before a day (UTC), and over what was heard on it or later."""
        start = _midnight(day)
        with self._guard:
            before = [(part, docs & part.between(_EVER, start)) for part, docs in self._parts]
            since = [(part, docs - earlier) for (part, docs), (_, earlier) in zip(self._parts, before, strict=True)]
            return self._over(before), self._over(since)

    def _over(self, parts: list[tuple[Segment, BitMap]]) -> FacetCounts:
        narrower = FacetCounts.__new__(FacetCounts)
        narrower._guard = self._guard
        narrower._finder = self._finder
        narrower._parts = parts
        return narrower


def _midnight(day: date) -> int:
    """The start of a day (UTC), in milliseconds since 1970."""
    return int(datetime.combine(day, time(), tzinfo=timezone.utc).timestamp() * 1000)
