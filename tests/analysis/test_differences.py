"""When two shares may be called different."""

from __future__ import annotations

import random

import pytest

from shadowlog.analysis.stats.differences import Sum, comparable, differences, newcombe
from shadowlog.analysis.stats.intervals import Share, percent, wilson


@pytest.mark.parametrize(
    ("one", "other", "interval"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ],
)
def test_the_interval_of_a_difference_is_that_of_newcombes_paper(
    one: tuple[int, int], other: tuple[int, int], interval: tuple[float, float]
) -> None:
    assert newcombe(Sum(*one), Sum(*other), 0.95) == pytest.approx(interval, abs=1e-4)


def test_four_of_twenty_and_fourteen_of_twenty_are_different_two_and_seven_of_ten_are_not() -> None:
    apart = differences({"purchasing": Share(4, 20), "nurses": Share(14, 20)})
    assert list(apart) == ["purchasing"]
    assert not apart["purchasing"].above
    assert apart["purchasing"].level == 0.98
    assert not differences({"purchasing": Share(2, 10), "nurses": Share(7, 10)})


def test_with_fewer_than_five_cases_on_either_side_nothing_is_called_different() -> None:
    assert not differences({"one": Share(0, 4), "other": Share(400, 400)})
    assert not differences({"one": Share(0, 400), "other": Share(4, 4)})
    assert not differences({"alone": Share(3, 9)})
    assert not differences({})


def test_each_persona_is_compared_with_all_others_together_and_the_more_comparisons_the_wider_the_interval() -> None:
    groups = {"a": Share(2, 20), "b": Share(12, 20), "c": Share(13, 20), "few": Share(3, 3)}
    pairs = comparable(groups)
    assert list(pairs) == ["a", "b", "c"]
    assert pairs["a"][1] == Sum(28, 43)
    apart = differences(groups)
    assert list(apart) == ["a"]
    assert apart["a"].level == pytest.approx(1 - 0.02 / 3)


def test_of_logs_without_any_true_difference_at_most_two_in_a_hundred_claim_one() -> None:
    chance = random.Random(11)
    claims = 0
    for _ in range(1_000):
        groups = {persona: Share(sum(chance.random() < 0.4 for _ in range(15)), 15) for persona in range(6)}
        claims += bool(differences(groups))
    assert claims <= 25


def test_a_true_twenty_against_seventy_percent_is_seen_in_four_of_five_logs_with_twenty_buyers_each() -> None:
    chance = random.Random(12)
    seen = 0
    for _ in range(1_000):
        low, high = (sum(chance.random() < truth for _ in range(20)) for truth in (0.2, 0.7))
        seen += bool(differences({"purchasing": Share(low, 20), "nurses": Share(high, 20)}))
    assert seen >= 800


def test_a_case_that_counts_in_part_makes_no_interval_narrower() -> None:
    assert wilson(2.5, 5) == pytest.approx((0.170, 0.830), abs=1e-3)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1.0, "100 %")]
)
def test_percents_are_whole_and_only_none_is_nought(share: float, words: str) -> None:
    assert percent(share) == words
