"""The list of what waits: each kind of it with its words, what it is about, and what mends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest

from shadowlog.analysis.task import Task
from shadowlog.analysis.tasks import open_tasks
from shadowlog.domain.records import (
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    Person,
    ProofPoint,
    Theme,
    UnknownName,
)
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import AssetStatus, EncounterKind, RequestStatus, Role, Stance, Tier
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=timezone.utc)
LONG_AGO = NOW - timedelta(days=200)


@pytest.fixture
def finder(repository: Repository) -> Iterator[Finder]:
    opened = Finder(repository.event_store, now=lambda: NOW)
    yield opened
    opened.close()


def _told(repository: Repository, finder: Finder, *kinds: str) -> list[tuple[str, str, str, str, str]]:
    found = [task for task in open_tasks(repository, finder, NOW) if task.kind in kinds]
    return [(task.kind, task.record.id, task.what, task.remedy, task.note) for task in found]


def test_talks_at_a_booth_are_followed_up_the_first_due_first(repository: Repository, finder: Finder) -> None:
    dana = repository.add(Person(name="Dana Whitlock", role=Role.REP))
    mercy = repository.add(Account(name="Mercy Hospital"))
    talk = Encounter(kind=EncounterKind.TRADE_SHOW, event="Expo Leeds")
    soon = repository.add(replace(talk, tier=Tier.B, started_at=NOW - timedelta(hours=40), account=mercy.id))
    late = repository.add(replace(talk, tier=Tier.A, started_at=NOW - timedelta(hours=30), owner=dana.id))
    older = repository.add(replace(talk, tier=Tier.A, started_at=NOW - timedelta(days=5)))
    repository.add(replace(talk, tier=Tier.A, started_at=NOW, followed_up=True))
    repository.add(replace(talk, tier=Tier.A))
    repository.add(replace(talk, started_at=NOW))
    assert _told(repository, finder, "follow-up") == [
        ("follow-up", older.id, "A · nobody yet · Expo Leeds · trade show", "followed up", "4 days overdue"),
        ("follow-up", late.id, "A · Dana Whitlock · Expo Leeds · trade show", "followed up", "6 h overdue"),
        ("follow-up", soon.id, "B · nobody yet · Mercy Hospital · Expo Leeds · trade show", "followed up", "in 8 h"),
    ]


def test_names_nobody_has_wait_as_long_as_what_they_were_typed_for_is_there(
    repository: Repository, finder: Finder
) -> None:
    insight = repository.add(Insight(text="They would lease."))
    gone = repository.add(Insight(text="Not this."))
    names = [
        repository.add(UnknownName(name=name, names=names, where="insights", record=insight.id, field="persona"))
        for name, names in (("Purchasing", "personas"), ("Maud", "people"))
    ]
    repository.add(UnknownName(name="Leeds", names="accounts", where="insights", record=gone.id, field="account"))
    repository.delete(gone)
    assert sorted(_told(repository, finder, "unknown name")) == sorted(
        [
            ("unknown name", names[0].id, "persona “Purchasing”, for: They would lease.", "sort out", ""),
            ("unknown name", names[1].id, "person “Maud”, for: They would lease.", "sort out", ""),
        ]
    )


def test_many_names_nobody_has_are_all_told(repository: Repository, finder: Finder) -> None:
    insight = repository.add(Insight(text="They would lease."))
    with repository.change("Names"):
        for number in range(120):
            repository.add(
                UnknownName(name=f"N{number}", names="people", where="insights", record=insight.id, field="persona")
            )
    assert len(_told(repository, finder, "unknown name")) == 120


def test_what_the_content_team_owes_says_whose_it_is_and_since_when(repository: Repository, finder: Finder) -> None:
    maud = repository.add(Person(name="Maud", role=Role.MARKETER))
    yesterday = date(2026, 11, 19)
    owned = repository.add(ContentRequest(use_case="a lease sheet", due=yesterday, owner=maud.id, created=NOW))
    free = repository.add(ContentRequest(use_case="a page", due=yesterday, created=NOW - timedelta(hours=1)))
    silent = repository.add(ContentRequest(use_case="a video", created=NOW - timedelta(days=24)))
    repository.add(
        ContentRequest(use_case="a deck", due=yesterday, status=RequestStatus.DECLINED, reason="no", created=NOW)
    )
    repository.add(ContentRequest(use_case="a poster", due=date(2026, 11, 20), created=NOW))
    past = repository.add(Asset(name="Price list", verify_by=yesterday))
    repository.add(Asset(name="Old list", verify_by=yesterday, status=AssetStatus.RETIRED))
    repository.add(Asset(name="New list", verify_by=date(2026, 11, 20)))
    proof = repository.add(ProofPoint(claim="9 of 10 stay", expires_on=yesterday))
    assert _told(repository, finder, "late request", "silent request", "asset", "proof") == [
        ("late request", owned.id, "a lease sheet · Maud", "edit", "due 2026-11-19"),
        ("late request", free.id, "a page · nobody yet", "edit", "due 2026-11-19"),
        ("silent request", silent.id, "a video", "triage", "24 days, no word"),
        ("asset", past.id, "Price list is past its date", "edit", "since 2026-11-19"),
        ("proof", proof.id, "9 of 10 stay is past its date", "edit", "since 2026-11-19"),
    ]


def test_tags_that_drift_are_told_with_what_to_do(repository: Repository, finder: Finder) -> None:
    def theme(name: str, created: datetime = NOW) -> Theme:
        return repository.add(Theme(name=name, created=created))

    def heard(when: datetime, *themes: Theme) -> Insight:
        signals = {theme.id: Stance.RESONATED for theme in themes}
        return repository.add(Insight(text="said", signals=signals, created=when))

    once, never, silent, lively = theme("Once"), theme("Never", LONG_AGO), theme("Silent", LONG_AGO), theme("Zest")
    theme("Young and not heard yet")
    heard(NOW, once)
    heard(LONG_AGO, silent)
    heard(LONG_AGO, silent)
    heard(LONG_AGO, lively)
    heard(NOW - timedelta(days=90), lively)
    bare = heard(NOW)
    assert _told(repository, finder, "once", "silent", "no theme") == [
        ("silent", never.id, "“Never” was never heard", "retire", ""),
        ("once", once.id, "“Once” was used once only", "retire", ""),
        ("silent", silent.id, "“Silent” was not heard for 90 days", "retire", ""),
        ("no theme", bare.id, "said", "tag", "2026-11-20"),
    ]


def test_two_themes_that_are_alike_or_always_together_are_merged(repository: Repository, finder: Finder) -> None:
    cost, costs, calm = (repository.add(Theme(name=name)) for name in ("Total cost", "Cost, total", "Calmer nights"))
    for _ in range(3):
        repository.add(Insight(text="said", signals={costs.id: Stance.REJECTED, calm.id: Stance.RESONATED}))
    repository.add(Insight(text="said", signals={cost.id: Stance.REJECTED}))
    pairs: list[Task] = [held for held in open_tasks(repository, finder, NOW) if held.kind in ("alike", "together")]
    assert [(held.kind, held.other, held.record, held.remedy) for held in pairs] == [
        ("alike", cost, costs, "merge"),
        ("together", costs, calm, "merge"),
    ]
    assert pairs[0].what == "“Total cost” and “Cost, total” are spelled alike"
    assert pairs[1].what == "“Cost, total” and “Calmer nights” always occur together"
