"""Promises, definitions, two funnels, the weekly agenda and the self-score."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from shadowlog.analysis.stats.intervals import Share
from shadowlog.analysis.teamwork.commitments import Commitment, Every, periods
from shadowlog.analysis.teamwork.definitions import Criteria, fit
from shadowlog.analysis.teamwork.self_scores import side_score, widest_first
from shadowlog.analysis.teamwork.two_funnels import NamedStage, Names, Split, difference
from shadowlog.analysis.teamwork.weekly_agenda import Candidate, Part, agenda, topic_score
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.values import Stage

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("every", "since", "names"),
    [
        (Every.WEEK, date(2026, 11, 3), ["2026-W46", "2026-W47"]),
        (Every.MONTH, date(2026, 8, 2), ["2026-09", "2026-10", "2026-11"]),
        (Every.QUARTER, date(2026, 1, 1), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        (Every.YEAR, date(2024, 2, 29), ["2025", "2026"]),
    ],
)
def test_only_whole_periods_count(every: Every, since: date, names: list[str]) -> None:
    made = periods(Commitment(1, every, since), [], SUNDAY)
    assert [period.name for period in made] == names
    for one, other in pairwise(made):
        assert (other.first - one.last).days == 1
    assert [period.state for period in made][:-1] == ["missed"] * (len(made) - 1)


def test_a_commitment_ends_with_its_last_whole_period() -> None:
    promise = Commitment(1, Every.MONTH, date(2026, 8, 1), date(2026, 10, 30))
    assert [period.name for period in periods(promise, [], SUNDAY)] == ["2026-08", "2026-09"]


def test_a_period_is_kept_as_soon_as_it_has_its_days_and_a_surplus_is_not_carried() -> None:
    held = [date(2026, 10, day) for day in (1, 2, 3, 4)] + [date(2026, 11, 2), date(2026, 11, 23)]
    october, november = periods(Commitment(2, Every.MONTH, date(2026, 10, 1)), held, SUNDAY, {"2026-10"})
    assert (october.held, october.state) == (4, "kept")
    assert (november.held, november.state, november.pressing) == (1, "open", True)


def test_from_half_of_the_period_on_it_is_pressing() -> None:
    promise = Commitment(1, Every.MONTH, date(2026, 11, 1))
    assert [periods(promise, [], date(2026, 11, day))[0].pressing for day in (14, 15, 30)] == [False, True, True]


def test_an_impossible_commitment_is_refused() -> None:
    with pytest.raises(InvalidField, match="times"):
        periods(Commitment(0, Every.MONTH, SUNDAY), [], SUNDAY)
    with pytest.raises(InvalidField, match="until"):
        periods(Commitment(1, Every.MONTH, SUNDAY, date(2026, 1, 1)), [], SUNDAY)


def test_a_criterion_is_met_or_not() -> None:
    with pytest.raises(InvalidField, match="met and unmet"):
        fit(Criteria({"budget"}), ["budget"], ["budget"])
    assert fit(Criteria({"budget"}, {"size"}), [], ["size"]) == (True, Share(0, 2), Share(1, 2))


def test_a_stage_that_one_team_has_in_two_parts_is_split() -> None:
    marketing = [NamedStage("Lead", Stage.INQUIRY), NamedStage("Hot", Stage.SQL), NamedStage("Hotter", Stage.SQL)]
    sales = [NamedStage("LEAD", Stage.INQUIRY), NamedStage("Real", Stage.SQL), NamedStage("Deal", Stage.OPPORTUNITY)]
    apart = difference(marketing, sales)
    assert apart.split == [Split(Stage.SQL, ["Hot", "Hotter"], ["Real"])]
    assert apart.same == [Names(Stage.INQUIRY, "Lead", "LEAD")]
    assert (apart.only_sales, apart.shared, apart.stages) == ([Stage.OPPORTUNITY], 2, 3)


def test_what_was_cut_twice_comes_first_next_time() -> None:
    topics = [Candidate(f"topic {number}") for number in range(6)] + [Candidate("waited", 2), Candidate("once", 1)]
    made = agenda({Part.WORKS: topics})
    assert made.on[Part.WORKS] == ["waited", "topic 0", "topic 1", "topic 2", "topic 3"]
    assert made.not_today[Part.WORKS] == ["topic 4", "topic 5", "once"]
    assert made.minutes == 12


def test_a_fortnight_without_a_talk_counts_as_none() -> None:
    assert topic_score(Share(0, 0), [Share(1, 2), Share(0, 0)]) == -0.25
    with pytest.raises(InvalidField):
        topic_score(Share(1, 2), [])


def test_the_statements_on_which_the_sides_differ_most_come_first() -> None:
    marketing = side_score([[3] * 18 + [5, 4]] * 3)
    sales = side_score([[3] * 18 + [1, None]] * 2 + [[3] * 18 + [1, 5]])
    assert widest_first(marketing, sales)[:2] == [(19, 4), (20, -1)]
    assert widest_first(marketing, side_score([[3] * 20])) == []
    assert side_score([]) == (0, None, [])


@pytest.mark.parametrize("sheets", [[[6] * 20], [[0] * 20], [[3] * 20, [3] * 19]])
def test_an_answer_beside_the_scale_is_refused(sheets: list[list[int]]) -> None:
    with pytest.raises(InvalidField, match="answers"):
        side_score(sheets)
