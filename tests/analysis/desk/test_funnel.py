"""Leads by cohort, the deals that come from them, targets, months, costs."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shadowlog.analysis.desk.costs import Cost, costs
from shadowlog.analysis.desk.funnel import (
    cohorts,
    formula,
    marketing_share,
    opportunities,
    opportunities_by_month,
    step_keys,
    together,
    won_by_persona,
)
from shadowlog.analysis.desk.months import months
from shadowlog.analysis.desk.pipeline import Deal, Lead, Pipeline, impossible
from shadowlog.analysis.desk.targets import leads_needed, settled_share
from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.values import Stage
from tests.some import some

JULY = date(2026, 7, 10)
AUGUST = date(2026, 8, 10)
NOVEMBER = date(2026, 11, 24)


def test_each_step_says_who_went_on_who_left_and_why_and_who_is_still_open() -> None:
    leads = [
        Lead("on", JULY, mql=JULY, sal=JULY),
        Lead("poor", JULY, mql=JULY, left=AUGUST, left_as="recycled", reason="no budget"),
        Lead("poor too", JULY, mql=JULY, left=AUGUST, left_as="disqualified", reason="no budget"),
        Lead("silent", JULY, mql=JULY, left=AUGUST, left_as="recycled"),
        Lead("open", JULY, mql=JULY),
        Lead("later", AUGUST, mql=AUGUST),
    ]
    pipeline = Pipeline.of(leads, [])
    by_month = cohorts(pipeline)
    assert list(by_month) == ["2026-07", "2026-08"]
    hand_over = by_month["2026-07"].steps[1]
    assert hand_over.stage is Stage.MQL
    assert (hand_over.on, hand_over.left, hand_over.open) == (1, {"no budget": 2, "": 1}, 1)
    assert (hand_over.so_far, hand_over.at_most) == (Share(1, 5), Share(2, 5))
    keys = step_keys(pipeline, 1, "2026-07")
    assert (keys.on, keys.left, keys.open) == (["on"], ["poor", "poor too", "silent"], ["open"])
    assert step_keys(pipeline, 1).open == ["open", "later"]
    assert together(by_month.values()).reached == (6, 6, 1, 0, 0, 0)


def test_one_deal_is_one_win_however_many_leads_it_has() -> None:
    deal = Deal("pumps", AUGUST, NOVEMBER, "won")
    leads = [
        Lead("second", date(2026, 7, 11), sql=AUGUST, deal="pumps"),
        Lead("first", JULY, deal="pumps"),
        Lead("third", AUGUST, deal="pumps"),
    ]
    pipeline = Pipeline.of(leads, [deal])
    assert pipeline.source["pumps"].key == "first"
    whole = together(cohorts(pipeline).values())
    assert whole.reached == (1, 1, 1, 1, 1, 1)
    assert whole.joined == 2
    assert opportunities(pipeline.generated_by_sales()).all == 0


def test_a_filter_that_leaves_the_first_lead_out_makes_no_other_lead_the_source() -> None:
    leads = [Lead("first", JULY, deal="pumps"), Lead("second", AUGUST, campaign="webinar", deal="pumps")]
    pipeline = Pipeline.of(leads, [Deal("pumps", AUGUST)])
    webinar = pipeline.narrowed(leads[1:], pipeline.deals)
    assert together(cohorts(webinar).values()).reached == (0,) * 6
    assert marketing_share(webinar) == Share(0, 1)
    assert webinar.generated_by_sales() == []


def test_what_came_later_is_not_there_on_an_earlier_day() -> None:
    leads = [
        Lead("won", JULY, mql=AUGUST, deal="pumps"),
        Lead("left", JULY, mql=JULY, left=NOVEMBER, left_as="recycled", reason="no budget"),
        Lead("later", NOVEMBER),
    ]
    pipeline = Pipeline.of(leads, [Deal("pumps", AUGUST, NOVEMBER, "won", Decimal(5))])
    assert pipeline.as_of(NOVEMBER) is pipeline
    august = pipeline.as_of(AUGUST)
    (cohort,) = cohorts(august).values()
    assert cohort.reached == (2, 2, 1, 1, 1, 0)
    assert [step.open for step in cohort.steps] == [0, 1, 0, 0, 1]
    assert [dict(step.left) for step in cohort.steps] == [{}] * 5
    assert opportunities(august.deals) == (0, 0, 1)
    july = pipeline.as_of(JULY)
    assert cohorts(july)["2026-07"].reached == (2, 1, 0, 0, 0, 0)
    assert july.deals == []


def test_what_had_ended_by_a_day_had_ended_then() -> None:
    leads = [
        Lead("left", JULY, left=AUGUST, left_as="recycled", reason="no budget"),
        Lead("after its deal opened", NOVEMBER, deal="lost"),
        Lead("of a deal that is not listed", JULY, sql=AUGUST, deal="deleted"),
    ]
    deals = [Deal("lost", JULY, AUGUST, "lost", reason="price"), Deal("later", date(2026, 12, 1))]
    pipeline = Pipeline.of(leads, deals)
    assert list(pipeline.source) == list(pipeline.as_of(NOVEMBER).source) == ["lost"]
    august = pipeline.as_of(AUGUST)
    (cohort,) = cohorts(august).values()
    assert cohort.reached == (2, 1, 1, 1, 0, 0)
    assert cohort.steps[0].left == {"no budget": 1}
    assert august.generated_by_sales() == [deals[0]]
    assert august.source == {}


def random_pipeline(chance: random.Random) -> Pipeline:
    leads, deals = [], []
    for number in range(chance.randint(0, 60)):
        day = JULY + timedelta(days=chance.randrange(90))
        stages: list[date | None] = []
        for _ in range(3):
            day += timedelta(days=chance.randrange(9))
            stages.append(day if chance.random() < 0.5 else None)
        deal = f"deal {chance.randrange(20)}" if chance.random() < 0.4 else None
        gone = (day, "recycled", chance.choice(("no budget", ""))) if chance.random() < 0.4 else (None, "", "")
        leads.append(Lead(f"lead {number}", JULY, *stages, *gone, deal))
    for number in range(chance.randint(0, 20)):
        outcome = chance.choice(("won", "lost", ""))
        deals.append(Deal(f"deal {number}", AUGUST, NOVEMBER if outcome else None, outcome))
    return Pipeline.of(leads, deals)


def test_the_formula_gives_exactly_the_deals_that_were_won() -> None:
    won = 0
    for seed in range(300):
        pipeline = random_pipeline(random.Random(seed))
        whole = together(cohorts(pipeline).values())
        linked = formula(whole, opportunities(pipeline.generated_by_sales()))
        assert linked.won == sum(deal.outcome == "won" for deal in pipeline.deals)
        assert whole.joined + whole.steps[0].all == len(pipeline.leads)
        for place, step in enumerate(whole.steps):
            assert step.all == whole.reached[place]
            keys = step_keys(pipeline, place)
            assert tuple(map(len, keys)) == (step.on, sum(step.left.values()), step.open)
        won += linked.won
    assert won > 300


def test_targets_are_reckoned_from_cohorts_in_which_nothing_is_open() -> None:
    done = [
        *(Lead(f"won {number}", JULY, deal=f"deal {number}") for number in range(2)),
        *(Lead(f"left {number}", JULY, left=JULY, left_as="recycled", reason="no") for number in range(8)),
    ]
    deals = [Deal(f"deal {number}", JULY, AUGUST, "won") for number in range(2)]
    by_month = cohorts(Pipeline.of([*done, Lead("open", AUGUST)], deals))
    assert [cohort.settled for cohort in by_month.values()] == [True, False]
    share = settled_share(by_month.values())
    assert share == Share(2, 10)
    needed = leads_needed(share, 12)
    assert needed is not None
    assert needed.average == 60
    assert needed.fewest < 60 < needed.likely < needed.most
    assert settled_share([]) == Share(0, 0)


def test_where_nothing_was_won_or_there_are_too_few_leads_no_target_is_reckoned() -> None:
    assert leads_needed(Share(0, 400), 12) is None
    assert leads_needed(Share(3, 4), 12) is None
    assert leads_needed(Share(5, 5), 12) is not None


@pytest.mark.parametrize(("wins", "chance"), [(0, 0.8), (-3, 0.8), (12, 1.0), (12, 0.4)])
def test_a_target_that_is_none_is_refused(wins: int, chance: float) -> None:
    with pytest.raises(InvalidField):
        leads_needed(Share(9, 400), wins, chance)


def test_months_count_entries_and_those_without_any_stand_between() -> None:
    leads = [Lead("a", JULY, mql=AUGUST, sal=AUGUST, deal="d"), Lead("b", AUGUST, deal="d")]
    deals = [
        Deal("d", AUGUST, NOVEMBER, "won", Decimal("10.50")),
        Deal("e", AUGUST, NOVEMBER, "won", Decimal(2)),
        Deal("f", AUGUST, NOVEMBER, "lost", Decimal(9)),
    ]
    by_month = months(Pipeline.of(leads, deals))
    assert list(by_month) == ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
    assert by_month["2026-08"] == (1, 1, 1, 3, 0, 0, 0)
    assert by_month["2026-09"] == (0,) * 7
    assert by_month["2026-11"] == (0, 0, 0, 0, 2, 1, Decimal("12.50"))
    assert by_month["2026-11"].close_ratio == Share(2, 3)
    assert months(Pipeline.of([], [])) == {}


def test_a_campaign_costs_so_much_a_lead_an_opportunity_and_a_won_deal() -> None:
    leads = [Lead(f"lead {number}", JULY, campaign="webinar", deal=f"deal {number // 2}") for number in range(8)]
    deals = [Deal("deal 0", AUGUST, NOVEMBER, "won"), Deal("deal 1", AUGUST, NOVEMBER, "lost")]
    deals += [Deal("deal 2", AUGUST), Deal("deal 3", AUGUST), Deal("own", JULY)]
    cost = costs(Pipeline.of(leads, deals), {"webinar": Decimal(1_000), "fair": Decimal(50)})
    assert cost["webinar"] == Cost(Decimal(1_000), 8, 4, 1)
    assert (cost["webinar"].per_lead, cost["webinar"].per_opportunity, cost["webinar"].per_won) == (125, 250, 1_000)
    assert (cost["fair"].per_lead, cost["fair"].per_opportunity, cost["fair"].per_won) == (None, None, None)


def test_marketings_share_is_of_all_opportunities() -> None:
    leads = [
        Lead("campaign", JULY, deal="a", source="cold_call", campaign="webinar"),
        Lead("fair", JULY, deal="b", source="trade_show"),
        Lead("call", JULY, deal="c", source="cold_call"),
        Lead("joined", AUGUST, deal="c", campaign="webinar"),
    ]
    assert marketing_share(Pipeline.of(leads, [Deal(key, AUGUST) for key in "abcd"])) == Share(2, 4)


def test_outcomes_by_persona_are_of_decided_deals() -> None:
    deals = [
        Deal("a", JULY, AUGUST, "won", persona="nursing"),
        Deal("b", JULY, AUGUST, "lost", persona="nursing"),
        Deal("c", JULY, persona="nursing"),
        Deal("d", JULY, AUGUST, "lost", persona="purchasing"),
        Deal("e", JULY, AUGUST, "won"),
    ]
    assert won_by_persona(deals) == {"nursing": Share(1, 2), "purchasing": Share(0, 1)}
    assert opportunities_by_month(deals) == {"2026-07": (2, 2, 1)}


IMPOSSIBLE_LEADS: dict[str, dict[str, Any]] = {
    "mql": {"mql": date(2026, 7, 9)},
    "sal": {"mql": AUGUST, "sal": JULY},
    "sql": {"mql": AUGUST, "sql": JULY},
    "left": {"sql": AUGUST, "left": JULY, "left_as": "recycled"},
    "left_as": {"left": AUGUST, "left_as": "gone"},
    "left ": {"left": AUGUST},
    "left  ": {"left_as": "recycled"},
}


@pytest.mark.parametrize("field", IMPOSSIBLE_LEADS)
def test_a_lead_whose_days_cannot_be_is_refused_and_named(field: str) -> None:
    lead = Lead("wrong", JULY, **IMPOSSIBLE_LEADS[field])
    assert [problem.field for problem in impossible([Lead("right", JULY), lead], []).values()] == [field.strip()]
    with pytest.raises(InvalidField) as caught:
        Pipeline.of([lead], [])
    assert caught.value.way_out


@pytest.mark.parametrize(
    ("field", "deal"),
    [
        ("closed", Deal("wrong", AUGUST, JULY, "won")),
        ("closed", Deal("wrong", JULY, AUGUST)),
        ("closed", Deal("wrong", JULY, None, "won")),
        ("outcome", Deal("wrong", JULY, AUGUST, "perhaps")),
    ],
)
def test_a_deal_that_cannot_be_is_refused_and_named(field: str, deal: Deal) -> None:
    problems = impossible([], [Deal("right", JULY, AUGUST, "lost"), deal])
    assert {key: problem.field for key, problem in problems.items()} == {"wrong": field}
    with pytest.raises(InvalidField, match=field):
        Pipeline.of([], [deal])


def test_the_message_names_both_days() -> None:
    (problem,) = some(impossible([], [Deal("d", AUGUST, JULY, "won")]).values())
    assert str(problem) == (
        "closed: 2026-07-10 is before the day of 'opened', which is 2026-08-10. Correct one of the two days."
    )


def test_a_lead_that_joins_a_deal_twice_is_refused() -> None:
    lead = Lead("twice", JULY, deal="d")
    with pytest.raises(InvalidField, match="listed twice"):
        Pipeline.of([lead, lead], [Deal("d", AUGUST)])
    with pytest.raises(InvalidField, match="listed twice"):
        Pipeline.of([], [Deal("d", AUGUST), Deal("d", AUGUST)])
