"""What marketing and sales promise each other about leads, and whether they keep it.

Both sides sign a version, and it judges only the leads that came after it. What is not yet due is *pending*, and no
share counts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shadowlog.analysis.desk.pipeline import RECYCLED
from shadowlog.analysis.desk.working_time import WorkingTime
from shadowlog.analysis.stats.intervals import Share

KEPT, LATE, NEVER, PENDING = "kept", "late", "never", "pending"
"""What became of a promise about one lead: *late* was done after it was due, *never* is due and not done."""


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
    """A lead under the version that judges it, with what is due when. Made once: it holds whatever the time."""

    lead: Handed
    level: ServiceLevel
    touch_due: datetime
    """In UTC."""
    touched: datetime | None
    """The first touch after it became an MQL."""
    rating_due: date
    day: date
    """On which it became an MQL, in the zone of the working time."""


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
    found: list[Judged] = []
    for lead in leads:
        for level in latest_first:
            day = level.working.day_of(lead.mql_at)
            if level.starts > day:
                continue
            key = level.version, day
            if key not in rating_due:
                rating_due[key] = level.working.days_after(day, level.days_to_rate)
            due = level.working.hours_after(lead.mql_at, level.hours_to_touch)
            touched = min((touch for touch in lead.touches if touch >= lead.mql_at), default=None)
            found.append(Judged(lead, level, due, touched, rating_due[key], day))
            break
    return found


def reports(judged: Iterable[Judged], levels: Iterable[ServiceLevel], as_of: datetime) -> dict[int, Report]:
    """How each signed version that has started is kept as of a moment, by the version's number, earliest first.

    ``as_of`` has a time zone. Leads that were handed over later are left out.
    """
    signed = sorted((level for level in levels if level.signed), key=lambda level: (level.starts, level.version))
    by_version: dict[int, list[Judged]] = {}
    for item in judged:
        if item.lead.mql_at <= as_of:
            by_version.setdefault(item.level.version, []).append(item)
    made: dict[int, Report] = {}
    for level, later in zip(signed, [*signed[1:], None], strict=True):
        today = level.working.day_of(as_of)
        if level.starts <= today:
            items = by_version.get(level.version, [])
            made[level.version] = _report(level, later.starts if later else None, items, as_of, today)
    return made


def _report(level: ServiceLevel, ends: date | None, items: list[Judged], as_of: datetime, today: date) -> Report:
    """``ends`` is the day on which the next version starts."""
    gone = [item for item in items if item.lead.left_as]
    accepted = sum(1 for item in items if item.lead.accepted)
    refused = sum(1 for item in gone if not item.lead.accepted)
    return Report(
        level,
        _promise(touch_state(item, as_of) for item in items),
        _promise(
            KEPT if len(item.lead.touches) >= level.attempts else NEVER
            for item in gone
            if item.lead.left_as == RECYCLED
        ),
        _promise(rating_state(item, today) for item in items),
        _promise(KEPT if item.lead.reason else NEVER for item in gone),
        _months(level, ends, Counter(item.day for item in items), today),
        Share(accepted, accepted + refused),
        len(items) - accepted - refused,
    )


def touch_state(item: Judged, as_of: datetime) -> str:
    """What became of the first touch of a lead: ``kept``, ``late``, ``never`` or ``pending``."""
    if item.touched is not None and item.touched <= as_of:
        return KEPT if item.touched <= item.touch_due else LATE
    return PENDING if as_of <= item.touch_due else NEVER


def rating_state(item: Judged, today: date) -> str:
    """What became of the rating of a lead by sales: ``kept``, ``late``, ``never`` or ``pending``."""
    rated = item.lead.rated_on
    if rated is not None and rated <= today:
        return KEPT if rated <= item.rating_due else LATE
    return PENDING if today <= item.rating_due else NEVER


def _promise(states: Iterable[str]) -> Promise:
    return Promise(**Counter(states))


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
