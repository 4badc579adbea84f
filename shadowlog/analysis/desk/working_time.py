"""Working hours and working days: what is due when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shadowlog.domain.errors import InvalidField

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingTime:
    """When a team works: between two times of its own zone, on some days of the week, holidays apart."""

    zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(17)
    """Midnight is the end of the day."""
    weekdays: frozenset[int] = frozenset(range(5))
    """Monday is 0."""
    holidays: frozenset[date] = frozenset()
    _hours: dict[date, tuple[datetime, datetime] | None] = field(default_factory=dict, compare=False, repr=False)
    """The working hours of days that were asked for, in UTC; None for a day on which nobody works."""

    def __post_init__(self) -> None:
        """Raises InvalidField for a day that closes before it opens, and for a week without a working day."""
        if self.closes != time() and self.closes <= self.opens:
            raise InvalidField(
                "closes", f"{self.closes:%H:%M} is not after {self.opens:%H:%M}.", "Close after the day has opened."
            )
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise InvalidField("weekdays", "There is no working day in the week.", "Give at least one, Monday as 0.")

    def works_on(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def day_of(self, moment: datetime) -> date:
        """The day of a moment, in the team's zone. Raises InvalidField for a moment without a time zone."""
        return zoned(moment).astimezone(self.zone).date()

    def days_after(self, day: date, days: int) -> date:
        """The last of the next ``days`` working days; ``day`` itself does not count."""
        _at_least_none("days", days)
        while days:
            day += _DAY
            days -= self.works_on(day)
        return day

    def hours_after(self, moment: datetime, hours: float) -> datetime:
        """When ``hours`` working hours after a moment are over, in UTC.

        What is over at the end of a day is over then, and not on the next morning. Raises InvalidField for a moment
        without a time zone, and for a number of hours below nought.
        """
        _at_least_none("hours", hours)
        left = timedelta(hours=hours)
        day = self.day_of(moment)
        now = moment.astimezone(timezone.utc)
        while True:
            window = self._window(day)
            if window is not None and window[1] >= now:
                start = max(window[0], now)
                if left <= window[1] - start:
                    return start + left
                left -= window[1] - start
            day += _DAY

    def _window(self, day: date) -> tuple[datetime, datetime] | None:
        """The working hours of a day in UTC, or None."""
        if day not in self._hours:
            self._hours[day] = self._asked(day) if self.works_on(day) else None
        return self._hours[day]

    def _asked(self, day: date) -> tuple[datetime, datetime]:
        closing_day = day if self.closes != time() else day + _DAY
        opens = datetime.combine(day, self.opens, self.zone)
        closes = datetime.combine(closing_day, self.closes, self.zone)
        return opens.astimezone(timezone.utc), closes.astimezone(timezone.utc)


def zoned(moment: datetime) -> datetime:
    """The moment itself. Raises InvalidField if it has no time zone."""
    if moment.tzinfo is None:
        raise InvalidField("moment", f"{moment} has no time zone.", "Give it with its zone, such as +00:00.")
    return moment


def zone_named(name: str) -> ZoneInfo:
    """The time zone of a name such as ``Europe/London``. Raises InvalidField if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # A folder of zones ("Europe") is an OSError, and a path out of it a ValueError.
        raise InvalidField("zone", f"There is no time zone {name!r}.", "Name one such as Europe/London.") from error


def _at_least_none(name: str, number: float) -> None:
    if number < 0:
        raise InvalidField(name, f"{number} is below 0.", "Give a number from 0 on.")
