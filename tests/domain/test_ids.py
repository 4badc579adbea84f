"""Ids of records: UUIDs by their version 7, in the order they were made."""

from __future__ import annotations

import time
from uuid import UUID

import pytest

from shadowlog.domain import ids
from shadowlog.domain.ids import new_id, tail


def test_ids_are_uuids_of_version_7_that_begin_with_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    # As in a new process: a test before may have had another clock.
    monkeypatch.setattr(ids, "_millisecond", 0)
    before = time.time_ns() // 1_000_000
    each = UUID(new_id())
    after = time.time_ns() // 1_000_000
    assert (each.version, each.variant) == (7, "specified in RFC 4122")
    assert before <= each.int >> 80 <= after
    assert str(each) == str(UUID(str(each)))


def test_every_id_is_later_than_those_before_it_and_no_two_are_called_the_same() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert len({tail(each) for each in made}) > 19_900


@pytest.mark.parametrize("back", [0, 5_000])
def test_a_clock_that_stands_still_or_is_set_back_changes_nothing(back: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    then = time.time_ns() - back * 1_000_000
    monkeypatch.setattr(ids, "time_ns", lambda: then)
    # More than a millisecond counts.
    made = [first, *(new_id() for _ in range(10_000))]
    assert made == sorted(set(made))
    assert {UUID(each).version for each in made} == {7}
