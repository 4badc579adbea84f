"""Ratings of both sides: agreement, who foresees, what a manager decides."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from shadowlog.analysis.desk.agreement import Agreement, Pair, agreement, agreements, foresight, weighted_kappa
from shadowlog.analysis.desk.reconciliation import Decision, Revealed, agreed, due_day, waiting
from shadowlog.analysis.desk.working_time import WorkingTime
from shadowlog.domain.errors import InvalidField

WORKING = WorkingTime(ZoneInfo("UTC"), holidays=frozenset({date(2026, 12, 25)}))
TUESDAY = date(2026, 11, 24)


def test_blind_pairs_and_pairs_in_sight_stand_apart_and_so_do_those_sales_had_reached_before() -> None:
    pairs = [
        Pair("a", 5, 3, blind=True),
        Pair("b", 4, 4, blind=True),
        Pair("c", 4, 4, blind=True, reached=True),
        Pair("d", 1, 5, blind=False),
    ]
    apart = agreements(pairs)
    assert {part: (rated.pairs, rated.exact, rated.two_or_more) for part, rated in apart.items()} == {
        (True, False): (2, 1, 1),
        (True, True): (1, 1, 0),
        (False, False): (1, 0, 1),
    }
    assert agreement(pairs).pairs == 4
    assert agreements([]) == {}


def rated(*cells: tuple[int, int, int]) -> Agreement:
    return agreement(Pair(f"{m} {s} {number}", m, s, blind=True) for m, s, count in cells for number in range(count))


def test_the_mean_is_shown_from_five_pairs_on_and_kappa_from_fifty() -> None:
    assert rated((5, 4, 4)).mean is None
    assert rated((5, 4, 5)).mean == 1
    assert rated((5, 4, 25), (2, 2, 24)).kappa is None
    assert rated((5, 4, 25), (2, 2, 25)).kappa is not None


def test_where_both_sides_gave_one_rating_to_all_kappa_says_nothing() -> None:
    assert rated((4, 4, 60)).all_alike
    assert rated((4, 4, 60)).kappa is None
    assert not rated((4, 3, 60)).all_alike
    assert not agreement([]).all_alike
    kappa = rated((4, 4, 59), (4, 5, 1)).kappa
    assert kappa is not None
    assert kappa.error is kappa.interval is None


def test_the_interval_stays_within_what_kappa_can_be() -> None:
    kappa = rated((1, 1, 30), (5, 5, 30), (2, 3, 1)).kappa
    assert kappa is not None
    assert kappa.interval is not None
    assert kappa.interval[1] == 1


def test_who_foresees_is_told_with_five_of_each() -> None:
    won = [Pair(f"won {number}", 5, number, blind=True, won=True) for number in range(1, 6)]
    lost = [Pair(f"lost {number}", 1, number, blind=True, won=False) for number in range(1, 6)]
    open_ones = [Pair("open", 1, 5, blind=True)]
    assert foresight([*won, *lost, *open_ones]) == (1, 0.5, 5, 5)
    assert foresight([*won, *lost[1:]]) == (None, None, 5, 4)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_beside_the_scale_is_refused(rating: int) -> None:
    for pair in (Pair("lead", rating, 3, blind=True, won=True), Pair("lead", 3, rating, blind=True, won=None)):
        for figure in (agreement, agreements, foresight):
            with pytest.raises(InvalidField, match=f"{rating} is not a rating. Rate from 1 to 5"):
                figure([pair])
        with pytest.raises(InvalidField, match="Rate from 1 to 5"):
            agreed(pair.marketing, pair.sales)
        with pytest.raises(InvalidField, match="Rate from 1 to 5"):
            waiting([Revealed("lead", pair.marketing, pair.sales, TUESDAY)], TUESDAY, WORKING)


@pytest.mark.parametrize("table", [[[1, 2]], [[1, 2], [3]], [[1, -1], [0, 1]]])
def test_a_table_that_is_none_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(InvalidField):
        weighted_kappa(table)


def test_up_to_a_gap_of_one_the_sales_value_holds() -> None:
    assert [agreed(4, sales) for sales in range(1, 6)] == [None, None, 3, 4, 5]
    assert agreed(4, 2, largest_gap=2) == 2


def test_a_manager_has_five_working_days() -> None:
    assert due_day(TUESDAY, WORKING) == date(2026, 12, 1)
    assert due_day(date(2026, 12, 21), WORKING) == date(2026, 12, 29)


def test_what_waits_is_in_the_order_in_which_it_is_due() -> None:
    leads = [
        Revealed("next", 5, 3, date(2026, 11, 23)),
        Revealed("agreed", 5, 4, date(2026, 11, 2)),
        Revealed("decided", 5, 1, date(2026, 11, 2), decided=3),
        Revealed("wider", 1, 5, date(2026, 11, 23)),
        Revealed("late", 2, 4, date(2026, 11, 16)),
        Revealed("not yet", 5, 1, date(2026, 11, 25)),
    ]
    assert waiting(leads, TUESDAY, WORKING) == [
        Decision("late", 2, date(2026, 11, 23), late=True),
        Decision("wider", 4, date(2026, 11, 30), late=False),
        Decision("next", 2, date(2026, 11, 30), late=False),
    ]
    (on_the_day,) = waiting(leads[4:5], date(2026, 11, 23), WORKING)
    assert not on_the_day.late
