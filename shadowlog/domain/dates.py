"""Dates as people say them: ``yesterday 3pm``, ``last tue``, ``2026-11-20 14:30``, ``21/11``.

Kept in UTC, read and shown in the local time zone of whoever is at the keyboard.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from shadowlog.domain.errors import InvalidField

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AGO = re.compile(r"(\d{1,4}|an?)\s*(min(?:ute)?|h(?:our)?|d(?:ay)?|w(?:eek)?|month|y(?:ear)?)s?\s+ago", re.I)
_LAST = re.compile(r"(last|this|next)\s+(\w+)", re.I)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXAMPLES = "Write it like: yesterday 3pm, last tue, 2026-11-20 14:30, 21/11, 2 weeks ago."


def read_moment(text: str, now: datetime, *, day_first: bool = True, field: str = "when") -> datetime:
    """The moment ``text`` means to somebody for whom it is ``now`` (aware, in their time zone), in UTC.

    Without a time of day the moment is noon of that day, or now where that day is today. A day and month
    without a year is the latest such day that is not in the future by more than half a year.
    Raises InvalidField.
    """
    moment, has_time = _read(text, now, day_first, field)
    if not has_time:
        today = moment.date() == now.date()
        moment = now if today else datetime.combine(moment.date(), time(12), tzinfo=now.tzinfo)
    return moment.astimezone(timezone.utc).replace(microsecond=0)


def read_day(text: str, now: datetime, *, day_first: bool = True, field: str = "date") -> date:
    """The calendar day ``text`` means to somebody for whom it is ``now``. Raises InvalidField."""
    return _read(text, now, day_first, field)[0].date()


def _read(text: str, now: datetime, day_first: bool, field: str) -> tuple[datetime, bool]:
    words = " ".join(text.lower().replace(",", " ").split())
    if not words or len(words) > 100:
        raise InvalidField(field, f"{text[:100]!r} is not a date.", _EXAMPLES)
    if words == "now":
        return now, True
    if match := _AGO.fullmatch(words):
        return _ago(match, now, text, field)
    day, rest = _relative_day(words, now)
    try:
        return _parsed(rest, day, now, day_first)
    except (ValueError, OverflowError, TypeError):
        raise InvalidField(field, f"{text!r} is not a date.", _EXAMPLES) from None


def _ago(match: re.Match[str], now: datetime, text: str, field: str) -> tuple[datetime, bool]:
    from dateutil.relativedelta import relativedelta

    count = 1 if match[1].startswith("a") else int(match[1])
    unit = "min" if match[2].startswith("min") else match[2][0]
    back = {
        "min": relativedelta(minutes=count), "h": relativedelta(hours=count), "d": relativedelta(days=count),
        "w": relativedelta(weeks=count), "m": relativedelta(months=count), "y": relativedelta(years=count),
    }  # fmt: skip
    try:
        return now - back[unit], unit in ("h", "min")
    except (ValueError, OverflowError):
        raise InvalidField(field, f"{text!r} is too long ago.", _EXAMPLES) from None


def _relative_day(words: str, now: datetime) -> tuple[date | None, str]:
    """The day a first word such as ``yesterday`` or ``last tue`` names, and what follows it."""
    first, _, rest = words.partition(" ")
    shift = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(first)
    if shift is not None:
        return now.date() + timedelta(days=shift), rest
    match = _LAST.match(words)
    which, name = (match[1], match[2]) if match else ("last", first)
    rest = words[match.end() :].strip() if match else rest
    found = [number for number, day in enumerate(_DAYS) if len(name) >= 3 and day.startswith(name)]
    if found:
        back = (now.weekday() - found[0]) % 7
        if which == "next":
            return now.date() + timedelta(days=7 - back), rest
        return now.date() - timedelta(days=(back or 7) if match and which == "last" else back), rest
    if match and which == "last" and name in ("week", "month", "year"):
        from dateutil.relativedelta import relativedelta

        delta = {"week": relativedelta(weeks=1), "month": relativedelta(months=1), "year": relativedelta(years=1)}
        return (now - delta[name]).date(), rest
    return None, words


def _parsed(rest: str, day: date | None, now: datetime, day_first: bool) -> tuple[datetime, bool]:
    if day is not None and not rest:
        return datetime.combine(day, time(), tzinfo=now.tzinfo), False
    from dateutil import parser

    if day is not None:
        rest = re.sub(r"^at\s+", "", rest)
    # Two defaults tell which parts were said: a part that differs between the two readings was not.
    low = datetime(now.year, 1, 1, tzinfo=now.tzinfo)
    high = datetime(now.year, 1, 2, 13, 31, tzinfo=now.tzinfo)
    # YYYY-MM-DD is never day first: dateutil would read 2026-11-10 as the 11th of October.
    first = day_first and not _ISO.match(rest)
    one, two = (parser.parse(rest, default=default, dayfirst=first) for default in (low, high))
    has_time = one.hour == two.hour
    if not has_time and one.minute == two.minute and one.minute:
        has_time = True
    if day is not None:
        if one.day == two.day or not has_time:
            raise ValueError(rest)
        return one.replace(year=day.year, month=day.month, day=day.day), True
    if one.day != two.day:
        if not has_time:
            raise ValueError(rest)
        return one.replace(year=now.year, month=now.month, day=now.day), True
    if not re.search(r"\d{4}|\d+\D+\d+\D+\d", rest) and one - now > timedelta(days=183):
        one = one.replace(year=one.year - 1)
    return one, has_time


def local_zone() -> tzinfo:
    """The time zone of whoever is at the keyboard, as the system has it, summer and winter."""
    from dateutil.tz import tzlocal

    return tzlocal()


def shown(moment: date | None) -> str:
    """A moment for people, in their local time: ``2026-11-20 14:30``; a day as it is. Empty for None."""
    if not isinstance(moment, datetime):
        return "" if moment is None else moment.isoformat()
    try:
        moment = moment.astimezone()
    except (OverflowError, ValueError, OSError):
        # At the edge of what a calendar holds there is no local time: it is told as it is kept.
        pass
    return moment.isoformat(" ")[:16]
