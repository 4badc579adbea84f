"""Whether a change helped, and how many cases it takes to see that."""

from __future__ import annotations

import pytest

from shadowlog.analysis.desk.proportions import compared, needed_per_side
from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.errors import InvalidField


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (Share(6, 30), Share(20, 40), "better"),
        (Share(20, 40), Share(6, 30), "worse"),
        (Share(2, 10), Share(7, 10), "better"),
        (Share(4, 10), Share(7, 10), "cannot be told yet"),
        (Share(0, 4), Share(400, 400), "cannot be told yet"),
        (Share(0, 400), Share(4, 4), "cannot be told yet"),
    ],
)
def test_a_change_helped_only_where_the_interval_of_the_difference_leaves_out_nought(
    before: Share, after: Share, verdict: str
) -> None:
    assert compared(before, after).verdict == verdict


def test_with_fewer_than_five_cases_there_is_no_difference_to_tell() -> None:
    few = compared(Share(0, 4), Share(400, 400))
    assert few.interval is few.difference is None


@pytest.mark.parametrize(("before", "after"), [(0.3, 0.3), (-0.1, 0.5), (0.5, 1.1), (1.1, 0.5), (0.5, -0.1)])
def test_shares_between_which_there_is_nothing_to_see_are_refused(before: float, after: float) -> None:
    with pytest.raises(InvalidField, match="target"):
        needed_per_side(before, after)


def test_none_and_all_are_shares_too() -> None:
    assert needed_per_side(0, 0.5) == needed_per_side(0.5, 0) == needed_per_side(1, 0.5) == needed_per_side(0.5, 1)
    assert needed_per_side(0, 0.5) == 11
