"""Buyers are the same whether they are counted in the search index or told record by record."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import date, datetime, timedelta, timezone

import pytest

from shadowlog.analysis.counting.buyers import buyers_of, is_named
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.domain.records import (
    Account,
    Encounter,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    Record,
    UnknownName,
)
from shadowlog.domain.values import Outcome, Stage
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from tests.some import some

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
LATER = date(2030, 1, 1)


class RandomLog:
    """Encounters, insights and mentions, each told from all others by a person or a persona of its own."""

    def __init__(self, repository: Repository, seed: int) -> None:
        self.repository = repository
        self.chance = random.Random(seed)
        self.accounts = [repository.add(Account(name=f"Account {number}")).id for number in range(3)]
        self.objection = repository.add(Objection(title="too dear")).id
        self.facets: dict[str, tuple[str, str]] = {}
        """By the id of a record, two facets that only this record has together."""

    def _account(self) -> str | None:
        return self.chance.choice([*self.accounts, None, None])

    def _unresolved(self, record: Record) -> None:
        name = self.chance.choice(["Bolt", "bolt ", "Ümlaut", "Umlaut", "Crane"])
        self.repository.add(
            UnknownName(name=name, names=Account.table, where=record.table, record=record.id, field="account")
        )

    def add(self) -> None:
        """Add something."""
        repository, chance = self.repository, self.chance
        kind = chance.choice([Encounter, Insight, Mention])
        if kind is Encounter:
            rep = repository.add(Person(name=f"Rep {len(self.facets)}")).id
            encounter = repository.add(Encounter(rep=rep, account=self._account(), started_at=NOW))
            self.facets[encounter.id] = "is=encounters", f"rep={rep}"
            if not encounter.account and chance.random() < 0.5:
                self._unresolved(encounter)
            return
        persona = repository.add(Persona(name=f"Persona {len(self.facets)}")).id
        encounters = [encounter.id for encounter in repository.all(Encounter)]
        where = chance.choice([*encounters, None])
        if kind is Insight:
            insight = repository.add(Insight(text="x", persona=persona, encounter=where))
            self.facets[insight.id] = "is=insights", f"persona={persona}"
            return
        own = chance.choice([None, None, self._account()])
        mention = repository.add(Mention(objection=self.objection, persona=persona, encounter=where, account=own))
        self.facets[mention.id] = "is=mentions", f"persona={persona}"
        if own is None and chance.random() < 0.4:
            self._unresolved(mention)

    def change(self) -> None:
        """Change or delete something that is there."""
        repository, chance = self.repository, self.chance
        encounter = chance.choice(list(repository.all(Encounter)) or [None])
        heard = chance.choice([*repository.all(Insight), *repository.all(Mention), None])
        name = chance.choice([*repository.all(UnknownName), None])
        match chance.randrange(6):
            case 0 if encounter:
                repository.edit(encounter, account=self._account())
            case 1 if encounter:
                repository.delete(encounter)
            case 2 if heard:
                there = chance.choice([*(each.id for each in repository.all(Encounter)), None])
                repository.edit(heard, encounter=there)
            case 3 if isinstance(heard, Mention):
                repository.edit(heard, account=self._account())
            case 4 if name:
                repository.delete(name)
            case 5 if heard:
                repository.delete(heard)

    def check(self, finder: Finder) -> int:
        """Every record has the same buyer by either way, and those that share one share it by both. Returns how many
        buyers there are.
        """
        reader, counting = RecordReader(self.repository, LATER), FacetCounts(finder)
        names: dict[int, str] = {}
        everything = [record for kind in (Encounter, Insight, Mention) for record in self.repository.all(kind)]
        for record in some(everything):
            ((buyer, _),) = counting.talks(*self.facets[record.id])
            told = reader.buyer(record)
            assert names.setdefault(buyer, told) == told
            assert is_named(buyer) is (told in self.accounts or told in ("bolt", "umlaut", "crane"))
        assert len(set(names.values())) == len(names)
        for facet in ("is=encounters", "is=insights", "is=mentions"):
            both = counting.buyers(facet, named=True), counting.buyers(facet, named=False)
            assert both[0] | both[1] == buyers_of(counting.talks(facet))
            assert not {buyer for buyer in both[0] if not is_named(buyer)}
            assert not {buyer for buyer in both[1] if is_named(buyer)}
        return len(names)


@pytest.mark.parametrize("seed", range(8))
def test_a_buyer_is_the_same_in_the_index_and_record_by_record_whatever_changed(
    repository: Repository, seed: int
) -> None:
    log = RandomLog(repository, seed)
    with closing(Finder(repository.event_store)) as finder:
        for _ in range(25):
            log.add()
        log.check(finder)
        finder.write()
        log.check(finder)
        for _ in range(25):
            log.chance.choice([log.add, log.change])()
        log.check(finder)
        for _ in range(10):
            log.change()
            assert log.check(finder), "the log has buyers to compare"


def test_a_name_typed_for_what_was_heard_stands_for_the_conversation_or_alone_once_that_is_deleted(
    repository: Repository,
) -> None:
    objection = repository.add(Objection(title="too dear")).id
    call = repository.add(Encounter(started_at=NOW))
    heard = [repository.add(Mention(objection=objection, encounter=call.id, verbatim="x")) for _ in range(2)]
    repository.add(
        UnknownName(name="Bolt", names=Account.table, where=Mention.table, record=heard[0].id, field="account")
    )
    with closing(Finder(repository.event_store)) as finder:
        assert len(FacetCounts(finder).buyers("is=mentions", named=True)) == 1
        assert {RecordReader(repository, LATER).buyer(record) for record in (call, *heard)} == {"bolt"}
        repository.delete(call)
        assert [RecordReader(repository, LATER).buyer(record) for record in heard] == ["bolt", heard[1].id]
        counting = FacetCounts(finder)
        buyers = [len(counting.buyers("is=mentions", named=named)) for named in (True, False)]
        assert buyers == [1, 1]


def test_the_newest_value_of_a_buyer_counts_and_of_equally_new_ones_the_last_named(repository: Repository) -> None:
    acme, bolt = (repository.add(Account(name=name)).id for name in ("Acme", "Bolt"))
    stages = {f"after={Stage.CLOSED_WON}": "won", f"after={Stage.CLOSED_LOST}": "lost"}
    with closing(Finder(repository.event_store)) as finder:
        for account, days, stage in (
            (acme, 30, Stage.CLOSED_LOST), (acme, 10, Stage.CLOSED_WON), (acme, 5, Stage.OPPORTUNITY),
            (bolt, 10, Stage.CLOSED_LOST), (bolt, 10, Stage.CLOSED_WON), (None, 3, Stage.CLOSED_LOST),
        ):  # fmt: skip
            repository.add(Encounter(account=account, started_at=NOW - timedelta(days=days), stage_after=stage))
        for written in (False, True):
            if written:
                finder.write()
            newest = FacetCounts(finder).latest(stages)
            assert sorted(newest.values()) == ["lost", "lost", "won"]
            swapped = FacetCounts(finder).latest(dict(reversed(stages.items())))
            assert sorted(swapped.values()) == ["lost", "won", "won"]


def test_what_latest_gives_for_all_it_gives_for_each(repository: Repository) -> None:
    chance = random.Random(4)
    accounts = [repository.add(Account(name=f"Account {number}")).id for number in range(4)]
    personas = [repository.add(Persona(name=f"Persona {number}")).id for number in range(3)]
    known = {f"outcome={outcome}": outcome for outcome in (Outcome.RESOLVED, Outcome.PROGRESSED, Outcome.UNRESOLVED)}
    objection = repository.add(Objection(title="too dear")).id
    with closing(Finder(repository.event_store)) as finder:
        for number in range(60):
            when = NOW - timedelta(days=chance.randrange(5))
            where = repository.add(Encounter(account=chance.choice([*accounts, None]), started_at=when))
            repository.add(
                Mention(
                    objection=objection,
                    encounter=where.id,
                    persona=chance.choice(personas),
                    outcome=chance.choice(list(Outcome)),
                )
            )
            if number == 40:
                finder.write()
        mentions = FacetCounts(finder).among("is=mentions")
        each = mentions.latest_by([f"persona={persona}" for persona in personas], known)
        for persona, (buyers, last) in zip(personas, each, strict=True):
            of_persona = mentions.among(f"persona={persona}")
            assert buyers == buyers_of(of_persona.talks())
            assert last == of_persona.latest(known)


def test_parted_are_the_records_with_any_of_the_facets_and_all_others(repository: Repository) -> None:
    for stage in (Stage.CLOSED_WON, Stage.CLOSED_LOST, Stage.OPPORTUNITY, None):
        repository.add(Encounter(started_at=NOW, stage_after=stage))
    with closing(Finder(repository.event_store)) as finder:
        encounters = FacetCounts(finder).among("is=encounters")
        closed, others = encounters.parted(f"after={Stage.CLOSED_WON}", f"after={Stage.CLOSED_LOST}")
        assert (closed.total, others.total) == (2, 2)
        assert not set(closed.ids()) & set(others.ids())
