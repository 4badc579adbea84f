"""What the evidence says of a theme and of an objection: by buyers, and only what bears on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta, timezone

import pytest
import time_machine

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes
from shadowlog.analysis.counting.receptions import reception
from shadowlog.analysis.counting.spoken import trend
from shadowlog.analysis.counting.wordings import Wordings, message_since
from shadowlog.analysis.evidence.answers import Standing, standing
from shadowlog.analysis.evidence.responses import ResponseRecord, best_of, none_best
from shadowlog.analysis.evidence.themes import bearing_objections, theme_evidence
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.analysis.stats.intervals import Share
from shadowlog.analysis.stats.trends import Trend
from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.values import EncounterStatus, Stage, Stance
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
TODAY = NOW.date()


@pytest.fixture
def finder(repository: Repository) -> Iterator[Finder]:
    with closing(Finder(repository.event_store)) as opened:
        yield opened


class Sales:
    """A team that speaks with buyers."""

    def __init__(self, repository: Repository, buyers: int) -> None:
        self.repository = repository
        self.accounts = [repository.add(Account(name=f"Buyer {number}")).id for number in range(buyers)]
        self.objection = repository.add(Objection(title="Too dear"))

    def call(
        self, buyer: int, days_ago: int, *, raised: int = 0, status: EncounterStatus = EncounterStatus.HELD
    ) -> None:
        """A call with a buyer, at which the objection was raised so many times."""
        at = NOW - timedelta(days=days_ago)
        call = self.repository.add(Encounter(account=self.accounts[buyer], started_at=at, status=status))
        for _ in range(raised):
            self.repository.add(Mention(objection=self.objection.id, encounter=call.id, verbatim="x"))


# How it ended --------------------------------------------------------------------------------------------------------


def test_a_buyer_counts_by_the_last_known_outcome(repository: Repository, finder: Finder) -> None:
    first, second, third = (repository.add(Account(name=name)).id for name in ("First", "Second", "Third"))
    for account, days, stage in (
        (first, 30, Stage.CLOSED_LOST), (first, 10, Stage.CLOSED_WON), (first, 5, Stage.OPPORTUNITY),
        (second, 30, Stage.CLOSED_WON), (second, 10, Stage.CLOSED_LOST),
        (third, 10, Stage.OPPORTUNITY),
    ):  # fmt: skip
        repository.add(Encounter(account=account, started_at=NOW - timedelta(days=days), stage_after=stage))
    counting = FacetCounts(finder)
    won = Outcomes(counting).of(counting.talks("is=encounters"))
    assert (won.named, won.unnamed.of) == (Share(1, 2), 0)


# Trends --------------------------------------------------------------------------------------------------------------


def test_logging_more_is_not_rising(repository: Repository, finder: Finder) -> None:
    sales = Sales(repository, 20)
    for buyer in range(20):
        sales.call(buyer, 120, raised=buyer < 8)
        sales.call(buyer, 20, raised=6 if buyer < 8 else 0)
    assert standing(repository, finder, sales.objection, TODAY).words == "heard 56 times from 8 buyers"


def test_it_rises_where_more_of_the_buyers_spoken_with_raise_it(repository: Repository, finder: Finder) -> None:
    sales = Sales(repository, 20)
    for buyer in range(20):
        sales.call(buyer, 120, raised=buyer < 2)
        sales.call(buyer, 20, raised=buyer < 16)
    assert standing(repository, finder, sales.objection, TODAY).words == "heard 18 times from 16 buyers, rising"
    earlier = standing(repository, finder, sales.objection, TODAY + timedelta(days=90))
    assert earlier.trend.recent.of == 0
    assert earlier.trend.way == "too few to tell"


def test_a_call_that_did_not_take_place_is_nobody_spoken_with(repository: Repository, finder: Finder) -> None:
    sales = Sales(repository, 3)
    sales.call(0, 10, raised=1)
    sales.call(1, 10)
    sales.call(2, 10, status=EncounterStatus.PLANNED)
    counting = FacetCounts(finder)
    found = trend(counting, TODAY, lambda span: span.talks("is=mentions"))
    assert (found.recent, found.before) == (Share(1, 2), Share(0, 0))


def _trend_words(repository: Repository, finder: Finder, day: date = TODAY) -> str:
    return trend(FacetCounts(finder), day, lambda span: span.talks("is=mentions")).words


def test_where_nobody_was_spoken_with_a_trend_says_so(repository: Repository, finder: Finder) -> None:
    sales = Sales(repository, 3)
    sales.call(0, 10, raised=1)
    sales.call(1, 10)
    assert _trend_words(repository, finder) == (
        "too few to tell (raised by 1 of 2 buyers spoken with in the last 90 days; "
        "nobody was spoken with in the 90 before)"
    )
    assert _trend_words(repository, finder, TODAY + timedelta(days=90)) == (
        "too few to tell (nobody was spoken with in the last 90 days; "
        "raised by 1 of 2 buyers spoken with in the 90 before)"
    )
    later = _trend_words(repository, finder, TODAY + timedelta(days=300))
    assert later == "too few to tell (nobody was spoken with in the last 180 days)"
    repository.add(Encounter(started_at=NOW - timedelta(days=120)))
    assert "; nobody with a name was spoken with in the 90 before)" in _trend_words(repository, finder)


def test_where_only_conversations_without_a_name_are_known_a_trend_counts_those(
    repository: Repository, finder: Finder
) -> None:
    repository.add(Encounter(started_at=NOW - timedelta(days=5)))
    assert _trend_words(repository, finder) == (
        "too few to tell (raised by 0 of 1 conversations without a name in the last 90 days; "
        "nobody was spoken with in the 90 before)"
    )


# Since the wording changed -------------------------------------------------------------------------------------------


def test_figures_are_parted_where_the_message_was_last_reworded(repository: Repository, finder: Finder) -> None:
    with time_machine.travel(NOW - timedelta(days=100), tick=False):
        theme = repository.add(Theme(name="Quiet", message="It is quiet."))
        account = repository.add(Account(name="Buyer")).id
    assert message_since(repository, theme.id) is None
    with time_machine.travel(NOW - timedelta(days=50), tick=False):
        theme = repository.edit(theme, message="It alarms only when somebody must come.")
    with time_machine.travel(NOW - timedelta(days=40), tick=False):
        theme = repository.edit(theme, name="Quieter")
        repository.edit(theme, message="It never wakes anybody.")
        undo(repository.event_store)
    day = (NOW - timedelta(days=50)).date()
    assert message_since(repository, theme.id) == day
    for days, stance in ((60, Stance.REJECTED), (50, Stance.RESONATED), (10, Stance.RESONATED)):
        call = repository.add(Encounter(account=account, started_at=NOW - timedelta(days=days)))
        repository.add(Insight(text="x", encounter=call.id, signals={theme.id: stance}))
    counting = FacetCounts(finder, TODAY)
    wordings = Wordings(repository, counting, TODAY)
    found = theme_evidence(RecordReader(repository, TODAY), counting, Outcomes(counting), wordings, theme).reworded
    assert found is not None
    assert found.on == day
    assert (len(found.since.raised), len(found.before.raised)) == (2, 1)
    assert len(reception(counting, theme.id).raised) == 3


# Objections that bear on a theme -------------------------------------------------------------------------------------


def test_an_objection_bears_on_a_theme_by_its_records_and_not_by_the_hour(repository: Repository) -> None:
    point = repository.add(ProofPoint(claim="Measured on two wards"))
    theme = repository.add(Theme(name="Quiet", proof_points=(point.id,)))
    tagged = repository.add(Objection(title="tagged", themes=(theme.id,)))
    asked = repository.add(Objection(title="asked for"))
    answered = repository.add(Objection(title="answered by its proof"))
    same_hour = repository.add(Objection(title="came up in the same hour"))
    repository.add(ContentRequest(use_case="a sheet", themes=(theme.id,), objections=(asked.id,)))
    repository.add(Response(text="See the wards", proof_points=(point.id,), objections=(answered.id,)))
    call = repository.add(Encounter(started_at=NOW))
    repository.add(Insight(text="x", encounter=call.id, signals={theme.id: Stance.REJECTED}))
    for objection in (same_hour, asked):
        repository.add(Mention(objection=objection.id, encounter=call.id, verbatim="x"))
    found = bearing_objections(RecordReader(repository, date(2030, 1, 1)), theme)
    assert [objection.title for objection, _ in found] == ["asked for", "answered by its proof", "tagged"]
    assert {objection.id for objection, _ in found} == {tagged.id, asked.id, answered.id}
    assert [len(mentions) for _, mentions in found] == [1, 0, 0]


# The best answer -----------------------------------------------------------------------------------------------------


def _record(text: str, worked: int, of: int, tried: int = 9, first: int = 0) -> ResponseRecord:
    """An answer that was tried with buyers numbered from ``first`` on."""
    known = range(first, first + of)
    response = Response(text=text, id=text)
    return ResponseRecord(
        response, tried, 0, Share(0, of), Share(worked, of), frozenset(known), frozenset(known[:worked])
    )


def test_the_best_answer_has_worked_and_has_three_buyers_or_more() -> None:
    few, none, good, sure = _record("few", 2, 2), _record("none", 0, 9), _record("good", 3, 4), _record("sure", 6, 8)
    ranked = sorted([few, none, good, sure], key=lambda record: record.rank)
    best = best_of(ranked)
    assert best is not None
    assert best.response.text == "sure"
    assert ranked[0] is best, "the best is listed first, before one that worked for too few to tell"
    assert best_of([few, none]) is None
    assert best_of([none]) is None
    assert best_of([_record("three", 1, 3)]) is not None


def test_in_a_narrow_column_no_digit_is_cut() -> None:
    for worked, of, words in (
        (4, 8, "worked 4 of 8"), (12, 34, "worked 12 of 34"), (120, 240, "120/240 worked"), (1200, 2400, "50 % worked"),
        (0, 0, "not known yet"),
    ):  # fmt: skip
        place = Standing(Objection(title="x"), 1, 1, 0, Trend(Share(0, 0), Share(0, 0)), [_record("a", worked, of)])
        assert place.in_brief == words
    assert Standing(Objection(title="x"), 1, 1, 0, Trend(Share(0, 0), Share(0, 0)), []).in_brief == "no answer yet"


def test_without_a_best_answer_it_is_said_why() -> None:
    assert none_best([]) == "no answer was tried yet"
    assert none_best([_record("a", 0, 0)]) == "not known yet how the answers did"
    assert none_best([_record("a", 0, 5)]) == "no answer has worked yet (0 of 5)"
    others, same = _record("b", 0, 5, first=2), _record("b", 0, 5)
    told = "too few to tell which answer is best (one worked for {} buyers)"
    assert none_best([_record("a", 1, 2), others]) == told.format("1 of 7")
    assert none_best([_record("a", 1, 2), same]) == told.format("1 of 5"), "a buyer counts once, not for each answer"
