"""How long it takes until something is decided, time in a stage, what lies untouched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shadowlog.analysis.desk.pipeline import Deal, Lead, Pipeline
from shadowlog.analysis.desk.survival import Curve
from shadowlog.analysis.desk.time_in_stage import Untouched, days_in_stage, days_until_decided, stale
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.values import Stage

JULY = date(2026, 7, 1)
NOVEMBER = date(2026, 11, 24)


def after(days: int) -> date:
    return JULY + timedelta(days=days)


def test_open_deals_count_as_long_as_they_were_seen() -> None:
    deals = [
        Deal("won", JULY, after(10), "won"),
        Deal("lost", JULY, after(20), "lost"),
        Deal("open", after(5)),
        Deal("same day", JULY, JULY, "lost"),
    ]
    assert list(days_until_decided(deals, after(30))) == [(10, "won"), (20, "lost"), (25, None), (0, "lost")]


def test_a_deal_that_opened_after_the_day_is_refused() -> None:
    with pytest.raises(InvalidField, match="as of"):
        list(days_until_decided([Deal("later", after(5))], after(4)))
    with pytest.raises(InvalidField, match="less than none"):
        Curve([(-1, "won")])


def test_nothing_is_said_of_a_day_until_which_fewer_than_five_were_seen() -> None:
    curve = Curve([*((day, "won") for day in range(1, 6)), (9, None), (9, None)])
    assert curve.cases == 7
    assert [curve.at_risk(day) for day in (0, 3, 4, 9, 10)] == [7, 5, 4, 2, 0]
    third, fourth = curve.by(3), curve.by(4)
    assert third is not None
    assert third.ways == pytest.approx({"won": 3 / 7})
    assert fourth is None
    assert curve.median is None
    before = curve.by(0)
    assert before is not None
    assert (before.open, before.ways) == (1, {"won": 0})


def test_between_two_ends_the_shares_are_those_of_the_earlier() -> None:
    curve = Curve([(2, "won"), (4, "lost"), *[(8, None)] * 8])
    second, third = curve.by(2), curve.by(3)
    assert second is not None
    assert third is not None
    assert (third.day, third.at_risk, third.ended) == (3, 9, 0)
    assert (third.open, third.ways) == (second.open, second.ways) == (0.9, {"won": 0.1, "lost": 0})


def test_exactly_half_is_the_median() -> None:
    assert Curve([(day, "won") for day in range(1, 11)]).median == 5
    assert Curve([(day, "won") for day in range(1, 10)]).median == 5
    assert Curve([(3, "won"), *[(9, None)] * 9]).median is None
    assert Curve([]).median is None


def test_time_in_a_stage_ends_with_the_next_stage_that_was_reached_or_with_leaving() -> None:
    leads = [
        Lead("on", JULY, mql=after(1), sal=after(4)),
        Lead("skipped", JULY, mql=after(1), sql=after(9)),
        Lead("straight to a deal", JULY, mql=after(1), deal="deal"),
        Lead("left", JULY, mql=after(1), left=after(3), left_as="recycled"),
        Lead("open", JULY, mql=after(1)),
        Lead("never one", JULY, sql=after(2)),
        Lead("joined", after(1), mql=after(2), deal="deal"),
        Lead("early deal", JULY, mql=after(7), deal="early"),
    ]
    pipeline = Pipeline.of(leads, [Deal("deal", after(6)), Deal("early", after(2))])
    as_mql = list(days_in_stage(pipeline, Stage.MQL, after(30)))
    assert as_mql == [(3, "on"), (8, "on"), (5, "on"), (2, "left"), (29, None)]
    as_inquiry = list(days_in_stage(pipeline, Stage.INQUIRY, after(30)))
    assert as_inquiry == [(1, "on")] * 5 + [(2, "on"), (7, "on")]
    assert list(days_in_stage(pipeline, Stage.SQL, after(30))) == [(21, None), (28, None)]


@pytest.mark.parametrize("stage", [Stage.OPPORTUNITY, Stage.CLOSED_WON, Stage.RECYCLED])
def test_a_lead_is_not_in_the_stages_of_deals(stage: Stage) -> None:
    with pytest.raises(InvalidField, match="Choose inquiry, mql, sal or sql"):
        days_in_stage(Pipeline.of([], []), stage, NOVEMBER)


def test_stale_is_what_nothing_happened_with_for_thirty_days() -> None:
    items = [
        Untouched("on the day", NOVEMBER - timedelta(days=30)),
        Untouched("a day short", NOVEMBER - timedelta(days=29)),
        Untouched("longest", JULY),
    ]
    assert [item.key for item in stale(items, NOVEMBER)] == ["longest", "on the day"]
    assert len(stale(items, NOVEMBER, days=1)) == 3
    with pytest.raises(InvalidField):
        stale(items, NOVEMBER, days=0)
