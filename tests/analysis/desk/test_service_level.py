"""Working time, and what the teams promise each other."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shadowlog.analysis.desk.service_level import Handed, Handover, Promise, Report, ServiceLevel, judged, reports
from shadowlog.analysis.desk.working_time import WorkingTime, zone_named
from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.errors import InvalidField

LONDON = ZoneInfo("Europe/London")
WORKING = WorkingTime(LONDON, time(9), time(17), holidays=frozenset({date(2026, 12, 25), date(2026, 12, 28)}))


def at(day: int, hour: int = 10, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 in London: 20 November is a Friday."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def level(version: int, starts: date, **changes: Any) -> ServiceLevel:
    first = ServiceLevel(version, starts, WORKING, 8, 3, 5, 2, 0.5)
    return first._replace(**changes)


@pytest.mark.parametrize(
    ("moment", "hours", "due"),
    [
        (at(20, 16), 8, at(23, 16)),
        (at(20, 16), 1, at(20, 17)),
        (at(21, 10), 8, at(23, 17)),
        (at(23, 7), 1, at(23, 10)),
        (at(23, 17), 1, at(24, 10)),
        (at(23, 12), 0, at(23, 12)),
        (at(23, 12), 20, at(25, 16)),
        (at(24, 16, month=12), 2, at(29, 10, month=12)),
    ],
)
def test_what_is_due_counts_working_hours_only(moment: datetime, hours: float, due: datetime) -> None:
    assert WORKING.hours_after(moment, hours) == due
    assert WORKING.hours_after(moment.astimezone(timezone.utc), hours) == due


def test_the_night_in_which_clocks_change_has_the_hours_it_has() -> None:
    always = WorkingTime(LONDON, time(0), time(0), weekdays=frozenset(range(7)))
    assert always.hours_after(at(25, 0, month=10), 25) == at(26, 0, month=10)
    assert always.hours_after(datetime(2026, 3, 29, tzinfo=LONDON), 23) == datetime(2026, 3, 30, tzinfo=LONDON)


def test_working_days_are_those_of_the_teams_zone() -> None:
    assert WORKING.day_of(datetime(2026, 7, 1, 23, 30, tzinfo=timezone.utc)) == date(2026, 7, 2)
    assert WORKING.days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert not WORKING.works_on(date(2026, 11, 21))


def test_impossible_working_time_is_refused() -> None:
    for hours in ((time(17), time(9)), (time(9), time(9))):
        with pytest.raises(InvalidField, match="closes"):
            WorkingTime(LONDON, *hours)
    for weekdays in (frozenset[int](), frozenset({7})):
        with pytest.raises(InvalidField, match="weekdays"):
            WorkingTime(LONDON, weekdays=weekdays)
    with pytest.raises(InvalidField, match="time zone"):
        WORKING.hours_after(datetime(2026, 11, 20), 1)
    with pytest.raises(InvalidField, match="hours"):
        WORKING.hours_after(at(20), -1)
    with pytest.raises(InvalidField, match="days"):
        WORKING.days_after(date(2026, 11, 20), -1)


def test_a_time_zone_that_is_none_is_refused() -> None:
    assert zone_named("Europe/London") is LONDON
    for name in ("Europe", "../etc/passwd", "Europe/Nowhere", "", "/etc", "a\0b"):
        with pytest.raises(InvalidField, match="There is no time zone"):
            zone_named(name)


def report(leads: list[Handed], *levels: ServiceLevel, as_of: datetime, version: int = 1) -> Report:
    return reports(judged(leads, levels), levels, as_of)[version]


def test_a_version_judges_only_leads_that_came_after_it() -> None:
    levels = [
        level(1, date(2026, 10, 5)),
        level(2, date(2026, 11, 16), hours_to_touch=1),
        level(3, date(2026, 11, 1), signed=False, hours_to_touch=100),
    ]
    leads = [
        Handed("before any", at(2, month=10), (at(2, 11, month=10),)),
        Handed("first", at(2), (at(2, 15),)),
        Handed("second", at(16), (at(16, 15),)),
    ]
    made = reports(judged(leads, levels), levels, at(24))
    assert {version: made[version].first_touch for version in made} == {1: Promise(kept=1), 2: Promise(late=1)}
    assert list(reports([], levels, at(15))) == [1]


def test_a_moment_without_a_time_zone_is_refused() -> None:
    without = datetime(2026, 11, 3)
    for lead in (Handed("lead", without), Handed("lead", at(2), (without,))):
        with pytest.raises(InvalidField, match="has no time zone"):
            judged([lead], [level(1, date(2026, 11, 1))])
    with pytest.raises(InvalidField, match="has no time zone"):
        reports([], [level(1, date(2026, 11, 1))], without)


def test_a_touch_before_the_lead_was_handed_over_is_none() -> None:
    lead = Handed("lead", at(23), (at(23, 12), at(20)))
    assert report([lead], level(1, date(2026, 11, 1)), as_of=at(24)).first_touch == Promise(kept=1)
    early = lead._replace(touches=(at(20),))
    assert report([early], level(1, date(2026, 11, 1)), as_of=at(23, 11)).first_touch == Promise(pending=1)
    assert report([early], level(1, date(2026, 11, 1)), as_of=at(25)).first_touch == Promise(never=1)


def test_sales_rates_in_time_tries_before_it_recycles_and_says_why() -> None:
    touches = (at(2, 12), at(3), at(4))
    leads = [
        Handed("rated", at(2), touches, date(2026, 11, 9), accepted=True),
        Handed("rated late", at(2), touches, date(2026, 11, 10), left_as="recycled", reason="no budget"),
        Handed("never rated", at(2), touches[:2], left_as="recycled"),
        Handed("not yet due", at(20), left_as="disqualified", reason="a student"),
    ]
    made = report(leads, level(1, date(2026, 11, 1)), as_of=at(20, 12))
    assert made.ratings == Promise(kept=1, late=1, never=1, pending=1)
    assert made.attempts == Promise(kept=1, never=1)
    assert made.reasons == Promise(kept=2, never=1)
    assert (made.accepted, made.undecided, made.enough_accepted) == (Share(1, 4), 0, None)
    assert made.ratings.share == Share(1, 3)


def test_the_accepted_share_is_judged_from_five_decided_on() -> None:
    leads = [Handed(f"yes {number}", at(2), accepted=True) for number in range(3)]
    leads += [Handed(f"no {number}", at(2), left_as="recycled") for number in range(3)]
    leads += [Handed("left after it was accepted", at(2), accepted=True, left_as="recycled"), Handed("open", at(2))]
    made = report(leads, level(1, date(2026, 11, 1)), as_of=at(20))
    assert (made.accepted, made.undecided, made.enough_accepted) == (Share(4, 7), 1, True)
    stricter = report(leads, level(1, date(2026, 11, 1), accepted_share=0.6), as_of=at(20))
    assert stricter.enough_accepted is False
    half = report(leads[:6], level(1, date(2026, 11, 1)), as_of=at(20))
    assert (half.accepted, half.enough_accepted) == (Share(3, 6), True)


def test_marketing_is_judged_by_whole_months_and_one_without_a_lead_is_missed() -> None:
    levels = [level(1, date(2026, 7, 15)), level(2, date(2026, 11, 1), mqls_a_month=1)]
    leads = [Handed(f"lead {day}", at(day, month=month)) for month, day in ((7, 20), (8, 3), (8, 4), (10, 1), (11, 3))]
    assert report(leads, *levels, as_of=at(24)).months == {
        "2026-08": Handover(2, 2, "kept"),
        "2026-09": Handover(0, 2, "never"),
        "2026-10": Handover(1, 2, "never"),
    }
    assert report(leads, *levels, as_of=at(24), version=2).months == {"2026-11": Handover(1, 1, "kept")}
    assert report(leads[:4], *levels, as_of=at(24), version=2).months == {"2026-11": Handover(0, 1, "pending")}
    assert report(leads, *levels, as_of=at(1)).months["2026-10"].state == "never"
    assert report(leads[:4], *levels, as_of=at(1), version=2).months == {"2026-11": Handover(0, 1, "pending")}
