"""The worked cases of promises, definitions, the weekly meeting and the self-score: every figure to the last digit."""

from __future__ import annotations

from datetime import date
from typing import Any

from shadowlog.analysis.stats.intervals import Share
from shadowlog.analysis.teamwork.commitments import Commitment, Every, periods, share_kept
from shadowlog.analysis.teamwork.definitions import Criteria, PastLead, backtest, fit
from shadowlog.analysis.teamwork.self_scores import side_score
from shadowlog.analysis.teamwork.two_funnels import NamedStage, Names, difference
from shadowlog.analysis.teamwork.weekly_agenda import Candidate, Part, agenda, topic_score
from shadowlog.domain.values import Stage

Examples = dict[str, Any]


def days(texts: list[str]) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def test_commitment(examples: Examples) -> None:
    example = examples["commitment"]
    promise = Commitment(example["times"], Every(example["every"]), date.fromisoformat(example["since"]))
    made = periods(promise, days(example["held"]), date.fromisoformat(example["as_of"]), set(example["excused"]))
    states = {
        period.name: f"open, {period.days_left} days left{': in 7' if period.pressing else ''}"
        if period.state == "open"
        else period.state
        for period in made
    }
    assert states == example["periods"]
    assert list(share_kept(made)) == example["kept"]


def test_a_day_counts_once(examples: Examples) -> None:
    assert examples["commitment"]["reseller"].endswith("are 2 days")
    promise = Commitment(3, Every.YEAR, date(2026, 1, 1))
    (year,) = periods(promise, days(["2026-05-04", "2026-05-04", "2026-05-05"]), date(2026, 11, 24))
    assert (year.held, year.state) == (2, "open")


def test_two_funnels(examples: Examples) -> None:
    example = examples["funnels_compared"]
    marketing, sales = ([NamedStage(name, Stage(means)) for name, means in example[side]] for side in Side)
    apart = difference(marketing, sales)
    assert [f"{name}: marketing {ours}, sales {theirs}" for name, ours, theirs in apart.other_meaning] == (
        example["same_name_other_meaning"]
    )
    assert [list(pair) for pair in apart.reversed] == example["reversed_pairs"]
    assert apart.only_marketing == example["only_marketing"]
    assert apart.only_sales == example["only_sales"] == []
    assert [f"{stage}: {ours} / {theirs}" for stage, ours, theirs in apart.other_name] == example["other_name"]
    assert apart.same == [Names(Stage.CLOSED_WON, "Customer", "Customer")]
    assert example["same"] == ["closed_won: Customer"]
    assert [apart.shared, apart.stages] == example["shared_of_all"]
    assert apart.split == []


Side = ("marketing", "sales")


def test_backtest(examples: Examples) -> None:
    example = examples["backtest"]
    both = example["of_those_accepted"]
    counts = {
        (True, True): both,
        (True, False): example["would_qualify"] - both,
        (False, True): example["accepted"] - both,
    }
    counts[False, False] = example["mqls"] - sum(counts.values())
    tested = backtest(PastLead(*case) for case, count in counts.items() for _ in range(count))
    assert [[round(end, 4) for end in share.interval] for share in (tested.share_now, tested.share_then)] == (
        example["intervals"]
    )
    assert tested.words == example["said"]


def test_weekly(examples: Examples) -> None:
    example = examples["weekly"]
    counts = dict(zip(Part, example["candidates"].values(), strict=False))
    made = agenda({part: [Candidate(number) for number in range(count)] for part, count in counts.items()})
    assert {str(part): len(what) for part, what in made.on.items()} == example["on"]
    assert {str(part): len(what) for part, what in made.not_today.items()} == example["not_today"]
    assert made.minutes == example["minutes"]
    empty: dict[Part, list[Candidate[str]]] = {}
    assert agenda(empty).minutes == example["empty_week"]["minutes"]


def test_topic_score(examples: Examples) -> None:
    assert "= .30; a steady 8 of 12 in all five: 0" in examples["weekly"]["topic_score"]
    before = [Share(2, 10), Share(3, 12), Share(2, 8), Share(1, 10)]
    assert round(topic_score(Share(6, 12), before), 10) == 0.3
    assert topic_score(Share(8, 12), [Share(8, 12)] * 4) == 0


def test_self_score(examples: Examples) -> None:
    example = examples["self_score"]
    scores = {side: side_score(example[side]) for side in Side}
    assert {side: score.score for side, score in scores.items()} == example["score"]
    assert side_score(example["marketing"]).score - side_score(example["sales"]).score == example["gap"]
    two = side_score(example["sales"][:2])
    assert f"{two.people} of sales: not shown (from 3)" == example["two_people"]
    assert two.score is None
    fourteen = side_score([*example["sales"][:2], [1] * 14 + [None] * 6])
    assert (fourteen.people, fourteen.score) == (2, None)
    assert side_score([*example["sales"][:2], [1] * 15 + [None] * 5]).score == example["score"]["sales"]


def test_fit(examples: Examples) -> None:
    example = examples["fit"]
    criteria = Criteria(("must",), ("plus1", "plus2", "plus3", "plus4"), ("never",))
    assert [len(part) for part in criteria] == list(example["criteria"].values())
    lead = fit(criteria, example["met"], example["unmet"])
    assert lead.fits
    assert f"{lead.least.counts} to {lead.most.counts} (never is not counted among all)" == example["fit"]
    assert not fit(criteria, [*example["met"], "never"], example["unmet"]).fits
    assert not fit(criteria, ["plus1"], ["must"]).fits
