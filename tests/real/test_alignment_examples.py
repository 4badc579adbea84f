"""The worked cases of leads, ratings, the funnel and promises: every figure to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shadowlog.analysis.desk.agreement import Agreement, Pair, agreement, concordance, weighted_kappa
from shadowlog.analysis.desk.funnel import (
    cohorts,
    formula,
    marketing_share,
    opportunities,
    together,
)
from shadowlog.analysis.desk.pipeline import Deal, Lead, Pipeline
from shadowlog.analysis.desk.proportions import compared, needed_per_side
from shadowlog.analysis.desk.service_level import Handed, ServiceLevel, judged, reports
from shadowlog.analysis.desk.survival import Curve
from shadowlog.analysis.desk.targets import leads_needed
from shadowlog.analysis.desk.working_time import WorkingTime
from shadowlog.analysis.stats.differences import differences
from shadowlog.analysis.stats.intervals import Share
from tests.some import some

Examples = dict[str, Any]


def rounded(ends: tuple[float, float] | None) -> list[float]:
    assert ends is not None
    return [round(end, 4) for end in ends]


def table_of(example: Examples) -> Agreement:
    return Agreement(tuple(tuple(row) for row in example["table"]))


@pytest.mark.parametrize("name", ["agreement_33", "leads_xeducation"])
def test_agreement(examples: Examples, name: str) -> None:
    example = examples[name]
    rated = table_of(example)
    counts = {field: getattr(rated, field) for field in ("exact", "within_one", "two_or_more")}
    assert counts == {field: example[field] for field in counts}
    assert rated.pairs == example["n"]
    assert rated.mean is not None
    assert round(rated.mean, 4) == example["mean"]
    kappa = weighted_kappa(rated.table)
    assert kappa is not None
    assert kappa.error is not None
    assert round(kappa.value, 4) == example["kappa_quadratic"]
    assert round(kappa.error, 4) == example["se_jackknife"]
    assert rounded(kappa.interval) == example["interval"]
    assert rated.kappa == (kappa if example["n"] >= 50 else None)


def test_without_variance_kappa_says_nothing(examples: Examples) -> None:
    rated = table_of(examples["agreement_no_variance"])
    assert rated.all_alike
    assert weighted_kappa(rated.table) is examples["agreement_no_variance"]["kappa_quadratic"] is None


def test_under_five_pairs_there_are_only_counts(examples: Examples) -> None:
    example = examples["agreement_under_10"]
    rated = agreement(Pair(str(lead), *pair, blind=True) for lead, pair in enumerate(example["pairs"]))
    assert (rated.exact, rated.within_one, rated.two_or_more) == (2, 2, 2)
    assert example["mean"] == sum(marketing - sales for marketing, sales in example["pairs"]) / 4
    assert rated.mean is None
    assert rated.kappa is None


def test_concordance(examples: Examples) -> None:
    example = examples["leads_xeducation"]
    by_rating = {int(rating): counts for rating, counts in example["converted_by_sales_rating"].items()}
    won = {rating: hits for rating, (hits, _) in by_rating.items()}
    lost = {rating: of - hits for rating, (hits, of) in by_rating.items()}
    assert (sum(won.values()), sum(lost.values())) == (example["won"], example["not_won"])
    sales = concordance(won, lost)
    assert sales is not None
    assert round(sales, 4) == example["concordance_sales"]


DAY = date(2026, 7, 1)


def leads_that_reached(example: Examples) -> tuple[list[Lead], list[Deal]]:
    """Leads and deals of which as many reached each stage as the example says; a deal was won, lost or is open."""
    counts = list(example["reached"].values())
    ends = example["opportunities"]["from_leads"]
    outcomes: Iterator[str] = iter(["won"] * ends["won"] + ["lost"] * ends["lost"] + [""] * ends["open"])
    leads, deals = [], []
    for number in range(counts[0]):
        mql, sal, sql = (DAY if number < reached else None for reached in counts[1:4])
        deal = f"deal {number}" if number < counts[4] else None
        leads.append(Lead(f"lead {number}", DAY, mql, sal, sql, deal=deal, campaign="webinar"))
        if deal is not None:
            outcome = next(outcomes)
            deals.append(Deal(deal, DAY, DAY if outcome else None, outcome))
    alone = example["opportunities"]["sales_generated"]
    for outcome, count in (("won", alone["won"]), ("lost", alone["lost"]), ("", alone["open"])):
        deals += [Deal(f"{outcome} {number}", DAY, DAY if outcome else None, outcome) for number in range(count)]
    return leads, deals


def test_funnel(examples: Examples) -> None:
    example = examples["funnel"]
    pipeline = Pipeline.of(*leads_that_reached(example))
    (cohort,) = cohorts(pipeline).values()
    assert list(cohort.reached) == list(example["reached"].values())
    assert [[step.on, step.all, round(step.on / step.all, 4)] for step in cohort.steps] == example["steps"]
    assert [*cohort.whole, cohort.whole.hits / cohort.whole.of] == example["whole"]
    assert rounded(cohort.whole.interval) == example["whole_interval"]
    needed = leads_needed(cohort.whole, 12)
    assert needed is not None
    assert needed.average == example["leads_for_12_wins"]
    assert [needed.fewest, needed.most] == example["leads_for_12_wins_range"]
    assert f"about {needed.likely}" == example["leads_for_12_wins_80_percent"]


def test_opportunities(examples: Examples) -> None:
    example = examples["funnel"]["opportunities"]
    pipeline = Pipeline.of(*leads_that_reached(examples["funnel"]))
    (cohort,) = cohorts(pipeline).values()
    theirs, wanted = cohort.opportunities, example["from_leads"]
    assert {field: getattr(theirs, field) for field in ("all", "won", "lost", "open")} == {
        field: wanted[field] for field in ("all", "won", "lost", "open")
    }
    for field in ("so_far", "at_most", "close_ratio"):
        assert list(getattr(theirs, field)) == wanted[field]
    assert list(cohort.steps[-1].at_most) == wanted["at_most"]
    assert rounded(theirs.close_ratio.interval) == wanted["close_ratio_interval"]
    alone, wanted = opportunities(pipeline.generated_by_sales()), example["sales_generated"]
    assert (alone.all, alone.won, alone.lost, alone.open) == (18, 9, 6, 3)
    assert list(alone.close_ratio) == wanted["close_ratio"]
    assert rounded(alone.close_ratio.interval) == wanted["interval"]
    linked = formula(cohort, alone)
    assert (linked.won_from_leads, linked.won) == (9, 18)
    assert example["won_in_all"].endswith("= 9 + 9 = 18")
    assert list(marketing_share(pipeline)) == example["marketing_share"]
    assert rounded(marketing_share(pipeline).interval) == example["marketing_share_interval"]


def test_skipped_stages_count(examples: Examples) -> None:
    example = examples["skipped_stages"]
    leads = [
        Lead(
            str(number),
            *(date.fromisoformat(lead[field]) if field in lead else None for field in ("inquiry_at", "mql_at")),
            sql=date.fromisoformat(lead["sql_at"]) if "sql_at" in lead else None,
            deal="deal" if "deal" in lead else None,
        )
        for number, lead in enumerate(example["leads"])
    ]
    deal = Deal("deal", date(2026, 10, 20), date(2026, 11, 10), "won")
    cohort = together(cohorts(Pipeline.of(leads, [deal])).values())
    assert list(cohort.reached) == list(example["reached"].values())
    assert formula(cohort, opportunities([])).won_from_leads == 1
    assert cohort.whole == Share(1, 4)


def test_time(examples: Examples) -> None:
    example = examples["time"]
    curve = Curve((days, None if way == "open" else way) for days, way in example["days_exit"])
    assert {str(point.day): round(point.open, 4) for point in curve.points} == example["survival"]
    assert {str(point.day): point.at_risk for point in curve.points} == example["at_risk"]
    assert curve.median == example["median"]
    closed = [days for days, way in example["days_exit"] if way != "open"]
    assert round(sum(closed) / len(closed), 2) == example["mean_of_closed_only"]
    after = curve.by(20)
    assert after is not None
    assert {**{way: round(share, 4) for way, share in after.ways.items()}, "open": round(after.open, 4)} == (
        example["day_20"]
    )
    won_only = Curve((days, way if way == "won" else None) for days, way in example["days_exit"]).by(20)
    assert won_only is not None
    assert round(1 - won_only.open, 4) == example["one_minus_km_won_day_20"]
    assert curve.at_risk(25) == 3
    assert curve.by(25) is None


def test_personas(examples: Examples) -> None:
    cases = some(examples["persona"]["cases"])
    for case in cases:
        shares = {persona: Share(*case[persona]) for persona in ("purchasing", "nursing")}
        if "intervals" in case:
            assert [rounded(share.interval) for share in shares.values()] == case["intervals"]
        assert bool(differences(shares)) is case.get("separated", False)
    assert not Share(*cases[2]["purchasing"]).enough


def test_suggestion(examples: Examples) -> None:
    example = examples["suggestion"]
    change = compared(Share(*example["baseline"]), Share(*example["result"]))
    assert change.difference == pytest.approx(example["difference"])
    assert rounded(change.interval) == example["newcombe"]
    assert change.verdict == example["verdict"]
    assert [rounded(change.before.interval), rounded(change.after.interval)] == example["wilson"]
    for before, after, cases in some(example["needed_per_side"]):
        assert needed_per_side(before, after) == cases


LONDON = WorkingTime(ZoneInfo("Europe/London"), time(9), time(17))
LEVEL = ServiceLevel(1, date(2026, 11, 1), LONDON, 8, 3, 5, 40, 0.5)
DAYS = {"Fri": 20, "Sat": 21, "Mon": 23, "Tue": 24}


def moment(text: str) -> datetime:
    """``Fri 2026-11-20 16:00`` or ``Mon 15:59``, of that week."""
    day, *_, hour = text.split()
    return datetime.combine(date(2026, 11, DAYS[day]), time.fromisoformat(hour), LONDON.zone)


def test_service_level(examples: Examples) -> None:
    assert examples["service_level"]["limit"] == "8 working hours, Mon-Fri 09:00-17:00 Europe/London"
    states = []
    for case in some(examples["service_level"]["cases"]):
        touches = (moment(case["touch"]),) if case["touch"] else ()
        (lead,) = judged([Handed("lead", moment(case["mql"]), touches)], [LEVEL])
        if "due" in case:
            assert lead.touch_due == moment(case["due"])
        promise = reports([lead], [LEVEL], moment(case.get("as_of", "Tue 09:00")))[1].first_touch
        states += [state for state in ("kept", "missed", "pending") if getattr(promise, state)]
    assert states == [case["state"] for case in examples["service_level"]["cases"]]


def test_ten_under_a_service_level(examples: Examples) -> None:
    example = examples["service_level"]["ten"]
    cases = examples["service_level"]["cases"]
    handed, in_time, late = (moment(text) for text in (cases[0]["mql"], cases[0]["touch"], cases[1]["touch"]))
    touches = [(in_time,)] * example["kept"] + [(late,)] * example["late"] + [()] * example["never"]
    leads = [Handed(str(number), handed, touched) for number, touched in enumerate(touches)]
    leads.append(Handed("pending", moment(cases[2]["mql"])))
    as_of = moment(cases[2]["as_of"]).astimezone(timezone.utc)
    promise = reports(judged(leads, [LEVEL]), [LEVEL], as_of)[1].first_touch
    assert promise._asdict() == {field: example[field] for field in ("kept", "late", "never", "pending")}
    assert list(promise.share) == example["share"]
    assert rounded(promise.share.interval) == example["interval"]
