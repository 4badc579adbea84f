"""Dates are read as people say them."""

from __future__ import annotations

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from shadowlog.domain.dates import read_day, read_moment
from shadowlog.domain.errors import InvalidField

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 10, 30, tzinfo=BERLIN)  # a Saturday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", "2026-11-21T09:30"),
        ("today", "2026-11-21T09:30"),
        ("yesterday 3pm", "2026-11-20T14:00"),
        ("Yesterday at 15:05", "2026-11-20T14:05"),
        ("yesterday", "2026-11-20T11:00"),
        ("tomorrow 9am", "2026-11-22T08:00"),
        ("last tue", "2026-11-17T11:00"),
        ("tuesday", "2026-11-17T11:00"),
        ("last saturday", "2026-11-14T11:00"),
        ("saturday", "2026-11-21T09:30"),
        ("next mon 8:15", "2026-11-23T07:15"),
        ("2026-11-20 14:30", "2026-11-20T13:30"),
        ("2026-07-20 14:30", "2026-07-20T12:30"),
        ("2026-11-10", "2026-11-10T11:00"),
        ("21/11", "2026-11-21T09:30"),
        ("3/4", "2026-04-03T10:00"),
        ("20 dec", "2026-12-20T11:00"),
        ("14:45", "2026-11-21T13:45"),
        ("3pm", "2026-11-21T14:00"),
        ("20 minutes ago", "2026-11-21T09:10"),
        ("2 weeks ago", "2026-11-07T11:00"),
        ("a month ago", "2026-10-21T10:00"),
        ("2026-11-20T14:30:00Z", "2026-11-20T14:30"),
    ],
)
def test_a_moment_is_read_and_kept_in_utc(said: str, meant: str) -> None:
    assert read_moment(said, NOW) == datetime.fromisoformat(meant).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(("said", "day_first", "meant"), [("3/4", True, "2026-04-03"), ("3/4", False, "2026-03-04")])
def test_the_habit_of_writing_the_day_first_is_a_setting(said: str, day_first: bool, meant: str) -> None:
    assert read_day(said, NOW, day_first=day_first) == date.fromisoformat(meant)


def test_a_day_without_a_year_is_not_far_in_the_future() -> None:
    february = datetime(2026, 2, 1, 12, tzinfo=BERLIN)
    assert read_day("20 dec", february) == date(2025, 12, 20)
    assert read_day("20 mar", february) == date(2026, 3, 20)


def test_an_iso_date_is_never_day_first() -> None:
    assert read_day("2026-11-10", NOW, day_first=True) == date(2026, 11, 10)


@pytest.mark.parametrize(
    "said", ["", "soon", "32/13", "the other day", "9" * 50, "last blursday", "99999 years ago", "\0"]
)
def test_what_is_no_date_is_refused_with_examples(said: str) -> None:
    with pytest.raises(InvalidField, match="yesterday 3pm"):
        read_moment(said, NOW)
