"""What marketing and sales promise each other about leads, and whether they keep it.

Both sides sign a version, and it judges only the leads that came after it. What is not yet due is *pending*, and no
share counts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from shadowlog.analysis.desk.pipeline import RECYCLED
from shadowlog.analysis.desk.working_time import WorkingTime, zoned
from shadowlog.analysis.stats.intervals import Share

KEPT, LATE, NEVER, PENDING = "kept", "late", "never", "pending"
"""What becomes of a promise: *late* is done after it was due, *never* is due and not done, *pending* is not yet due."""


class ServiceLevel(NamedTuple):
    """One version of what both sides promise."""

    version: int
    starts: date
    """The first day, in the zone of its working time, whose leads it judges."""
    working: WorkingTime
    hours_to_touch: float
    """Working hours that sales has from a lead's becoming an MQL to the first touch."""
    attempts: int
    """Touches before sales recycles a lead."""
    days_to_rate: int
    """Working days that sales has to rate a lead; the day it became an MQL does not count."""
    mqls_a_month: int
    """MQLs that marketing hands over in a calendar month."""
    accepted_share: float
    """Of the MQLs that sales decided on, the share it accepts at least, as a fraction of one."""
    signed: bool = True
    """Whether both sides signed it: otherwise it judges nothing."""


class Handed(NamedTuple):
    """A lead that marketing handed over, as of a moment: nothing in it is later. Moments have a time zone."""

    key: str
    mql_at: datetime
    touches: tuple[datetime, ...] = ()
    """In any order."""
    rated_on: date | None = None
    """The day on which sales rated it first."""
    accepted: bool = False
    """Whether it reached SAL or a later stage."""
    left_as: str = ""
    """``recycled`` or ``disqualified``; empty for a lead that did not leave."""
    reason: str = ""


class Judged(NamedTuple):
    """A lead under the version that judges it. Made once: until the lead changes, it holds at any time."""

    lead: Handed
    version: int
    day: date
    """On which it became an MQL, in the zone of the working time."""
    touch: str
    """The first touch after it became an MQL: ``kept`` or ``late``, or ``pending`` as long as there is none."""
    touch_due: datetime
    """In UTC."""
    rating: str
    """By sales: ``kept`` or ``late``, or ``pending`` as long as there is none."""
    rating_due: date


class Promise(NamedTuple):
    """For how many leads a promise was kept."""

    kept: int = 0
    late: int = 0
    never: int = 0
    pending: int = 0

    @property
    def missed(self) -> int:
        return self.late + self.never

    @property
    def share(self) -> Share:
        """Kept of those that are due."""
        return Share(self.kept, self.kept + self.missed)


class Handover(NamedTuple):
    """The MQLs of a calendar month beside what marketing promised."""

    mqls: int
    promised: int
    state: str
    """``kept`` from so many MQLs on, ``never`` for a month that is over with fewer, ``pending`` for one that is not."""


class Report(NamedTuple):
    """How one version of the service level is kept."""

    level: ServiceLevel
    first_touch: Promise
    attempts: Promise
    """Of the recycled leads."""
    ratings: Promise
    reasons: Promise
    """Of the leads that sales sent back: whether it said why."""
    months: dict[str, Handover]
    """By month (``2026-07``), those of which the version judges every day."""
    accepted: Share
    """Of the MQLs that sales decided on."""
    undecided: int

    @property
    def enough_accepted(self) -> bool | None:
        """Whether the promised share was accepted; None with fewer than five decided."""
        if not self.accepted.enough:
            return None
        return self.accepted.hits >= self.level.accepted_share * self.accepted.of


def judged(leads: Iterable[Handed], levels: Iterable[ServiceLevel]) -> list[Judged]:
    """The leads that a version judges, with what is due when; leads from before the first version are left out.

    Raises InvalidField for a moment without a time zone.
    """
    latest_first = sorted(
        (level for level in levels if level.signed), key=lambda level: (level.starts, level.version), reverse=True
    )
    rating_due: dict[tuple[int, date], date] = {}
    under: list[Judged] = []
    for lead in leads:
        for touch in lead.touches:
            zoned(touch)
        for level in latest_first:
            day = level.working.day_of(lead.mql_at)
            if level.starts > day:
                continue
            key = level.version, day
            if key not in rating_due:
                rating_due[key] = level.working.days_after(day, level.days_to_rate)
            due = level.working.hours_after(lead.mql_at, level.hours_to_touch)
            touched = min((touch for touch in lead.touches if touch >= lead.mql_at), default=None)
            first = PENDING if touched is None else KEPT if touched <= due else LATE
            rated = PENDING if lead.rated_on is None else KEPT if lead.rated_on <= rating_due[key] else LATE
            under.append(Judged(lead, level.version, day, first, due, rated, rating_due[key]))
            break
    return under


def reports(leads: Iterable[Judged], levels: Iterable[ServiceLevel], as_of: datetime) -> dict[int, Report]:
    """How each signed version that has started is kept as of a moment, by the version's number, earliest first.

    The leads are as of that moment. Raises InvalidField if it has no time zone.
    """
    signed = sorted((level for level in levels if level.signed), key=lambda level: (level.starts, level.version))
    by_version: dict[int, list[Judged]] = {}
    for item in leads:
        by_version.setdefault(item.version, []).append(item)
    made: dict[int, Report] = {}
    for level, later in zip(signed, [*signed[1:], None], strict=True):
        if level.starts <= level.working.day_of(as_of):
            items = by_version.get(level.version, [])
            made[level.version] = _report(level, later.starts if later else None, items, as_of)
    return made


def _report(level: ServiceLevel, ends: date | None, items: list[Judged], as_of: datetime) -> Report:
    """``ends`` is the day on which the next version starts."""
    today = level.working.day_of(as_of)
    refused = [item.lead for item in items if item.lead.left_as]
    accepted = sum(1 for item in items if item.lead.accepted)
    decided = accepted + sum(1 for lead in refused if not lead.accepted)
    recycled = [lead for lead in refused if lead.left_as == RECYCLED]
    tried = sum(1 for lead in recycled if len(lead.touches) >= level.attempts)
    explained = sum(1 for lead in refused if lead.reason)
    return Report(
        level,
        _promise(
            Counter(map(attrgetter("touch"), items)),
            sum(1 for item in items if item.touch == PENDING and item.touch_due < as_of),
        ),
        Promise(kept=tried, never=len(recycled) - tried),
        _promise(
            Counter(map(attrgetter("rating"), items)),
            sum(1 for item in items if item.rating == PENDING and item.rating_due < today),
        ),
        Promise(kept=explained, never=len(refused) - explained),
        _months(level, ends, Counter(map(attrgetter("day"), items)), today),
        Share(accepted, decided),
        len(items) - decided,
    )


def _promise(states: Counter[str], overdue: int) -> Promise:
    """``overdue`` counts those not done that are due."""
    return Promise(states[KEPT], states[LATE], overdue, states[PENDING] - overdue)


def _months(level: ServiceLevel, ends: date | None, days: Counter[date], today: date) -> dict[str, Handover]:
    """The months of which a version judges every day, up to the one in which ``today`` is."""
    mqls: Counter[str] = Counter()
    for day, count in days.items():
        mqls[f"{day:%Y-%m}"] += count
    months: dict[str, Handover] = {}
    first = level.starts if level.starts.day == 1 else _next_month(level.starts)
    while first <= today and (ends is None or _next_month(first) <= ends):
        month = f"{first:%Y-%m}"
        first = _next_month(first)
        short = NEVER if first <= today else PENDING
        months[month] = Handover(mqls[month], level.mqls_a_month, KEPT if mqls[month] >= level.mqls_a_month else short)
    return months


def _next_month(day: date) -> date:
    """The first day of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
