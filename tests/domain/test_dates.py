"""Dates are read as people say them."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowlog.domain.codec import document_of, record_of
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import RECORDS, Encounter
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.text.dates import read_day, read_moment, shown
from tests.conftest import Zone

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


JANUARY = datetime(2027, 1, 5, 10, 0, tzinfo=BERLIN)  # a Tuesday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("28/12", "2026-12-28 12:00"), ("28/12 9am", "2026-12-28 09:00"), ("9am 28/12", "2026-12-28 09:00"),
        ("9am on 28/12", "2026-12-28 09:00"), ("28/12 at 9:05", "2026-12-28 09:05"),
        ("31 dec 17:00", "2026-12-31 17:00"), ("dec 31 5pm", "2026-12-31 17:00"), ("Dec. 31st", "2026-12-31 12:00"),
        ("31st of december", "2026-12-31 12:00"), ("5 jan", "2027-01-05 10:00"), ("6 jan", "2027-01-06 12:00"),
        ("5 jul", "2027-07-05 12:00"), ("8 jul", "2026-07-08 12:00"), ("29 feb", "2024-02-29 12:00"),
        ("29 feb 2024", "2024-02-29 12:00"), ("20th", "2026-12-20 12:00"), ("the 5th", "2027-01-05 10:00"),
        ("31st 9pm", "2026-12-31 21:00"), ("9.45", "2027-01-05 09:45"), ("15.30", "2027-01-05 15:30"),
        ("yesterday 9.45", "2027-01-04 09:45"), ("20.11.", "2026-11-20 12:00"), ("20.11 14:30", "2026-11-20 14:30"),
        ("20.11. 9.45", "2026-11-20 09:45"), ("28.12.2026", "2026-12-28 12:00"), ("28-12-2026", "2026-12-28 12:00"),
        ("28.12.26 9:00", "2026-12-28 09:00"), ("1/2/99", "1999-02-01 12:00"), ("11/13", "2026-11-13 12:00"),
        ("2026/12/28", "2026-12-28 12:00"), ("20261228", "2026-12-28 12:00"), ("2026-12-28T9:00", "2026-12-28 09:00"),
        ("2026-12-28 09:00:59", "2026-12-28 09:00"), ("2026-12-28T09:00:00.5", "2026-12-28 09:00"),
        ("2026-12-28T08:00Z", "2026-12-28 09:00"), ("2026-12-28T13:30+05:30", "2026-12-28 09:00"),
        ("28/12 3am -05:00", "2026-12-28 09:00"), ("Monday, 28 December 2026", "2026-12-28 12:00"),
        ("mon 28/12 9am", "2026-12-28 09:00"), ("friday", "2027-01-01 12:00"), ("on friday", "2027-01-01 12:00"),
        ("friday 5pm", "2027-01-01 17:00"), ("5pm friday", "2027-01-01 17:00"), ("last tue", "2026-12-29 12:00"),
        ("tuesday", "2027-01-05 10:00"), ("this friday", "2027-01-08 12:00"), ("next tue", "2027-01-12 12:00"),
        ("tomorrow 5pm", "2027-01-06 17:00"), ("day before yesterday", "2027-01-03 12:00"),
        ("noon", "2027-01-05 12:00"), ("yesterday noon", "2027-01-04 12:00"), ("midnight", "2027-01-05 00:00"),
        ("12am", "2027-01-05 00:00"), ("12pm", "2027-01-05 12:00"), ("3 p.m.", "2027-01-05 15:00"),
        ("14h30", "2027-01-05 14:30"), ("0:30", "2027-01-05 00:30"), ("in 3 days", "2027-01-08 12:00"),
        ("in 20 minutes", "2027-01-05 10:20"), ("half an hour ago", "2027-01-05 09:30"),
        ("an hour ago", "2027-01-05 09:00"), ("90 min ago", "2027-01-05 08:30"), ("11 hours ago", "2027-01-04 23:00"),
        ("2-weeks-ago", "2026-12-22 12:00"), ("3 days ago 5pm", "2027-01-02 17:00"), ("a year ago", "2026-01-05 12:00"),
        ("last month", "2026-12-05 12:00"), ("last-week", "2026-12-29 12:00"), ("next week", "2027-01-12 12:00"),
        ("end of month", "2027-01-31 12:00"), ("end of the quarter", "2027-03-31 12:00"),
        ("end of last year", "2026-12-31 12:00"), ("end of february", "2027-02-28 12:00"),
        ("yesterday-3pm", "2027-01-04 15:00"),
    ],
)  # fmt: skip
def test_what_is_said_early_in_january(said: str, meant: str) -> None:
    found = read_moment(said, JANUARY).astimezone(BERLIN)
    assert found.strftime("%Y-%m-%d %H:%M") == meant


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("3", "a day or an hour.*3rd, 3/11 or 3pm"), ("31", "an hour.*31st"), ("20.11", "a time or a day.*20:11"),
        ("nov", "names no day"), ("nov 2026", "names no day"), ("2026", "names no day"), ("yesterday at 9", "9am or 9"),
        ("28/12 9", "9am or 9:00"), ("fri 2 jan", "2027-01-02 is a Saturday"), ("0001-01-01", "years 1900 to 2199"),
        ("9999-12-31", "years 1900 to 2199"), ("9999 years ago", "too far away"), ("31 apr", "is not a date"),
        ("2026-02-29", "is not a date"), ("13pm", "is not a date"), ("25:00", "is not a date"), ("12:60", "is not a"),
        ("13/13", "is not a date"), ("32nd", "is not a date"), ("2026-11", "is not a date"), ("0/5", "is not a date"),
        ("٣", "is not a date"), ("9am 5pm", "is not a date"), ("2026-12-28 2026-12-29", "is not a date"),
    ],
)  # fmt: skip
def test_half_a_date_is_refused_with_what_would_be_right(said: str, told: str) -> None:
    with pytest.raises(InvalidField, match=told):
        read_moment(said, JANUARY)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("friday", "2027-01-08"), ("tuesday", "2027-01-05"), ("31 mar", "2027-03-31"), ("3 jan", "2028-01-03"),
        ("5 jan", "2027-01-05"), ("28/12", "2027-12-28"), ("20.11", "2027-11-20"), ("29 feb", "2028-02-29"),
        ("20th", "2027-01-20"), ("the 3rd", "2027-02-03"), ("31st", "2027-01-31"), ("tomorrow 5pm", "2027-01-06"),
        ("in 3 days", "2027-01-08"), ("in two weeks", ""), ("next week", "2027-01-12"), ("end of month", "2027-01-31"),
        ("in a month", "2027-02-05"), ("yesterday", "2027-01-04"), ("last friday", "2027-01-01"), ("nov", ""),
        ("1 jan 2027", "2027-01-01"), ("2027-03-31", "2027-03-31"), ("9am", ""), ("3", ""),
    ],
)  # fmt: skip
def test_a_day_that_something_is_due_is_the_coming_one(said: str, meant: str) -> None:
    if meant:
        assert read_day(said, JANUARY, forward=True) == date.fromisoformat(meant)
        return
    with pytest.raises(InvalidField, match="friday, 31 mar") as caught:
        read_day(said, JANUARY, forward=True, field="due")
    assert caught.value.field == "due"


def test_the_fields_that_look_forward_say_so() -> None:
    forward = {name for kind in RECORDS.values() for name, field in fields_of(kind).items() if field.forward}
    assert forward == {"due", "verify_by", "expires_on", "starts", "ends", "permission_until"}


@pytest.mark.parametrize(
    ("today", "said", "meant", "due"),
    [
        ("2026-11-25", "end of nov", "2026-11-30", "2026-11-30"),
        ("2026-11-29", "end of nov", "2026-11-30", "2026-11-30"),
        ("2026-11-30", "end of nov", "2026-11-30", "2026-11-30"),
        ("2026-12-01", "end of nov", "2026-11-30", "2027-11-30"),
        ("2028-02-28", "end of feb", "2028-02-29", "2028-02-29"),
        ("2027-03-01", "end of feb", "2027-02-28", "2028-02-29"),
        ("2026-11-25", "start of nov", "2026-11-01", "2027-11-01"),
        ("2026-11-25", "start of month", "2026-11-01", "2026-12-01"),
        ("2026-11-01", "start of month", "2026-11-01", "2026-11-01"),
        ("2026-11-25", "start of this month", "2026-11-01", "2026-11-01"),
        ("2026-11-25", "start of the quarter", "2026-10-01", "2027-01-01"),
        ("2026-11-25", "beginning of year", "2026-01-01", "2027-01-01"),
        ("2026-11-25", "end of quarter", "2026-12-31", "2026-12-31"),
    ],
)
def test_the_edge_of_a_month_that_something_is_due_is_the_coming_one(
    today: str, said: str, meant: str, due: str
) -> None:
    now = datetime.fromisoformat(f"{today}T10:00+00:00")
    assert read_day(said, now) == date.fromisoformat(meant)
    assert read_day(said, now, forward=True) == date.fromisoformat(due)


@pytest.mark.parametrize("place", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
@pytest.mark.parametrize("day_first", [True, False])
def test_every_way_to_write_a_day_means_that_day(place: str, day_first: bool) -> None:
    """Every seventh day of two years, in ten ways, read on the day, a day later and half a year later."""
    tz = ZoneInfo(place)
    tried = 0
    for days in range(0, 731, 7):
        day = date(2027, 1, 1) + timedelta(days=days)
        figures = f"{day.day}/{day.month}" if day_first else f"{day.month}/{day.day}"
        ways = [
            day.isoformat(), figures, f"{figures}/{day.year}", f"{figures}/{day:%y} 9am", f"{figures} 14:30",
            f"{day.day} {day:%b}", f"{day:%B} {day.day}", f"{day:%a} {day.day} {day:%b} {day.year}",
            f"17:00 {day.day} {day:%b}", f"{day:%Y%m%d}",
        ]  # fmt: skip
        for later in (0, 1, 180):
            now = datetime.combine(day + timedelta(days=later), time(11), tzinfo=tz)
            for text in ways:
                moment = read_moment(text, now, day_first=day_first)
                assert moment.astimezone(tz).date() == day, (text, now)
                assert read_day(text, now, day_first=day_first) == day, (text, now)
                tried += 1
    assert tried > 3_000


def test_minutes_are_minutes_in_the_hour_that_comes_twice_and_in_the_one_that_does_not_come() -> None:
    second = datetime(2027, 10, 31, 1, 10, tzinfo=timezone.utc).astimezone(BERLIN)
    assert (second.hour, second.fold) == (2, 1)
    assert read_moment("20 minutes ago", second) == datetime(2027, 10, 31, 0, 50, tzinfo=timezone.utc)
    assert read_moment("in 20 minutes", second) == datetime(2027, 10, 31, 1, 30, tzinfo=timezone.utc)
    assert read_moment("2:05", second) == datetime(2027, 10, 31, 1, 5, tzinfo=timezone.utc)
    assert read_moment("now", second) == datetime(2027, 10, 31, 1, 10, tzinfo=timezone.utc)
    spring = datetime(2027, 3, 28, 3, 10, tzinfo=BERLIN)
    assert read_moment("20 minutes ago", spring) == datetime(2027, 3, 28, 0, 50, tzinfo=timezone.utc)
    assert read_moment("yesterday 2:30", spring) == datetime(2027, 3, 27, 1, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize("stored", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("place", ["America/New_York", "Asia/Kolkata"])
def test_a_moment_at_the_edge_of_the_calendar_is_no_fault(stored: str, place: str, zone: Zone) -> None:
    zone(place)
    encounter = record_of(Encounter, "x", {"started_at": stored, "event": "Expo"})
    assert (encounter.started_at, encounter.heading) == (None, "Expo")
    assert document_of(encounter)["started_at"] == stored, "it is kept as it stands"
    assert shown(datetime.max.replace(tzinfo=timezone.utc)).startswith("9999")
    assert shown(datetime.min.replace(tzinfo=timezone.utc)).startswith("0001")


@given(st.text(max_size=30) | st.text(st.sampled_from("0123456789./-: apmhtzdecjanfri"), max_size=20))
def test_whatever_is_typed_is_a_date_or_is_refused(text: str) -> None:
    for read in (read_day, read_moment):
        for forward in (False, True):
            with contextlib.suppress(InvalidField):
                assert 1900 <= read(text, JANUARY, forward=forward).year < 2200
