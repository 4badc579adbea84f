"""Dates as people say them: ``yesterday 3pm``, ``last tue``, ``2026-11-20 14:30``, ``21/11``, ``in 3 days``.

Stored in UTC, read and shown in the local time zone. Half a date is refused: a guess would be stored as if somebody had
said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.text.days import FIRST_YEAR, LAST_YEAR, DateUnclear, day_of, later, month_of

_EXAMPLES = "Write it like: yesterday 3pm, last tue, 2026-11-20 14:30, 21/11, 2 weeks ago."
_COMING = "Write it like: friday, 31 mar, in 3 days, end of month, 2026-11-20."

_UNIT = r"(min(?:ute)?s?|m|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?|months?|y(?:ears?)?)"
_AGO = re.compile(rf"(half an|\d{{1,4}}|an?|one)\s*{_UNIT}\s+(ago|from now)\b")
_IN = re.compile(rf"in\s+(half an|\d{{1,4}}|an?|one)\s*{_UNIT}\b")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{2})")

_CLOCK = (
    r"(?:at )?(?:(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,6})?)?)?"
    r"(?: ?(?P<half>am|pm|a\.m\.|p\.m\.)(?![a-z]))?|(?P<h>\d{1,2})h(?P<m>\d{2})?|(?P<word>noon|midnight))"
)
_ZONE = r"(?: ?(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}))?"
_TIME_LAST = re.compile(rf"(?:^|(?<= )){_CLOCK}{_ZONE}$")
_TIME_FIRST = re.compile(rf"^{_CLOCK}{_ZONE}(?= )")


class _DateParts(NamedTuple):
    """A day, with a time of day if there is one; or a moment counted from now."""

    day: date
    clock: time | None = None
    moment: datetime | None = None


def read_moment(
    text: str, now: datetime, *, day_first: bool = True, field: str = "when", forward: bool = False
) -> datetime:
    """The moment, in UTC, that ``text`` means when it is ``now`` (aware, in the local time zone).

    Without a time of day it is noon, or now if the day is today. A day and month without a year is this year's, or last
    year's if that is more than half a year ahead; with ``forward`` it is the next one, and so is a weekday. ``9.45`` is
    a time of day; ``20.11``, which could also be a day, is refused.

    Raises InvalidField.
    """
    parts = _read(text, now, day_first, field, forward, wants_day=False)
    if parts.moment is not None:
        moment = parts.moment
    elif parts.clock is not None:
        moment = _combined(parts.day, parts.clock, now)
    else:
        moment = now if parts.day == now.date() else _combined(parts.day, time(12), now)
    return moment.astimezone(timezone.utc).replace(microsecond=0)


def read_day(text: str, now: datetime, *, day_first: bool = True, field: str = "date", forward: bool = False) -> date:
    """The calendar day that ``text`` means when it is ``now``, read as in ``read_moment``.

    Raises InvalidField.
    """
    parts = _read(text, now, day_first, field, forward, wants_day=True)
    if parts.moment is not None:
        return parts.moment.astimezone(now.tzinfo).date()
    if parts.clock is not None and parts.clock.tzinfo is not None:
        return _combined(parts.day, parts.clock, now).astimezone(now.tzinfo).date()
    return parts.day


def _combined(day: date, clock: time, now: datetime) -> datetime:
    """A day with a time. In the hour that comes twice when clocks change today, the current one is meant."""
    if clock.tzinfo is not None:
        return datetime.combine(day, clock)
    fold = now.fold if day == now.date() else 0
    return datetime.combine(day, clock.replace(fold=fold), tzinfo=now.tzinfo)


def _read(text: str, now: datetime, day_first: bool, field: str, forward: bool, *, wants_day: bool) -> _DateParts:
    examples = _COMING if forward else _EXAMPLES
    words = " ".join(text.lower().replace(",", " ").split())
    # A hyphen next to a letter replaces a blank that would end the word: last-month, 2-weeks-ago.
    words = re.sub(r"(?<=[^\W\d])-|-(?=[^\W\d])", " ", re.sub(r"(?<=\d)t(?=\d)", " ", words))
    try:
        if not words or len(words) > 100 or not words.isascii():
            raise ValueError(words)
        parts = _parts_of(words, now, day_first, forward, wants_day)
        if not FIRST_YEAR <= parts.day.year <= LAST_YEAR:
            raise OverflowError(words)
    except DateUnclear as error:
        problem, right = error.args
        raise InvalidField(field, f"{text!r} {problem}", f"{right} {examples}") from None
    except ValueError:
        raise InvalidField(field, f"{text[:100]!r} is not a date.", examples) from None
    except OverflowError:
        raise InvalidField(
            field, f"{text!r} is too far away.", f"Give a day in the years {FIRST_YEAR} to {LAST_YEAR}. {examples}"
        ) from None
    return parts


def _parts_of(words: str, now: datetime, day_first: bool, forward: bool, wants_day: bool) -> _DateParts:
    if words == "now":
        return _DateParts(now.date(), moment=now)
    if re.fullmatch(r"[12]?\d|3[01]", words):
        raise DateUnclear("could be a day or an hour.", f"Write {_ordinal(int(words))}, 3/11 or 3pm.")
    today = now.date()
    if match := _DOTTED.fullmatch(words):
        return _dotted(match, today, day_first, forward, wants_day)
    if (match := _AGO.match(words) or _IN.match(words)) and (counted := _counted(match, now, words)):
        return counted
    for rest, clock in _with_time(words):
        if rest in ("", "today") and clock is not None:
            if wants_day and not rest:
                raise _a_time()
            return _DateParts(today, clock)
        day = day_of(rest, today, day_first, forward)
        if day is not None:
            return _DateParts(day, clock)
    if match := re.fullmatch(r"(?:.+ )?(?:at )?(\d{1,2})", words):
        hour = int(match[1]) if 1 <= int(match[1]) <= 12 else 9
        raise DateUnclear("ends with half of a time.", f"Write {hour}am or {hour}:00.")
    if re.fullmatch(r"\d{4}|[a-z]{3,9}\.?(?: '?\d{2,4})?", words) and (words.isdigit() or month_of(words.split()[0])):
        raise DateUnclear("names no day.", "Add the day, such as: 20 nov, 2026-11-20.")
    raise ValueError(words)


def _a_time() -> DateUnclear:
    return DateUnclear("is a time, but a day is needed.", "Give the day.")


def _ordinal(number: int) -> str:
    last = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def _dotted(match: re.Match[str], today: date, day_first: bool, forward: bool, wants_day: bool) -> _DateParts:
    """Reads ``9.45`` alone: a time of today, a day and month, or refused if it could be either."""
    hour, minute = int(match[1]), int(match[2])
    try:
        day = day_of(match[0] + ".", today, day_first, forward)
    except ValueError:
        day = None
    clock = time(hour, minute) if hour < 24 and minute < 60 else None
    if wants_day:
        if day is not None:
            return _DateParts(day)
        raise _a_time() if clock else ValueError(match[0])
    if clock is None:
        if day is None:
            raise ValueError(match[0])
        return _DateParts(day)
    if day is not None:
        raise DateUnclear("could be a time or a day.", f"Write {hour}:{minute:02} or {match[1]}/{match[2]}.")
    return _DateParts(today, clock)


def _counted(match: re.Match[str], now: datetime, words: str) -> _DateParts | None:
    """Reads ``2 weeks ago``, ``in 20 minutes``: minutes and hours count in UTC, days and longer by the calendar."""
    rest = words[match.end() :].strip()
    half = match[1] == "half an"
    count = int(match[1]) if match[1].isdigit() else 1
    if match.re is _AGO and match[3] == "ago":
        count = -count
    unit = "month" if match[2].startswith("mo") else match[2][0]
    if unit in ("m", "h"):
        if rest:
            return None
        minutes = count * (30 if half else 60 if unit == "h" else 1)
        moment = now.astimezone(timezone.utc) + timedelta(minutes=minutes)
        return _DateParts(moment.astimezone(now.tzinfo).date(), moment=moment)
    if half:
        return None
    clock = next((clock for remaining, clock in _with_time(rest) if not remaining), None)
    if rest and clock is None:
        return None
    return _DateParts(later(now.date(), count, unit), clock)


def _with_time(words: str) -> Iterator[tuple[str, time | None]]:
    """The ways to divide a text into a day and a time of day, the likeliest first."""
    for pattern in (_TIME_LAST, _TIME_FIRST):
        match = pattern.search(words)
        clock = _clock(match) if match else None
        if match and clock is not None:
            rest = (words[: match.start()] + words[match.end() :]).strip()
            yield re.sub(r"^on (?=\d|the )| at$", "", rest), clock
    first, _, rest = words.partition(" ")
    before, _, last = words.rpartition(" ")
    for day_words, dotted in ((before.removesuffix(" at"), last), (rest, first)):
        if (
            day_words
            and (dotted_time := _DOTTED.fullmatch(dotted))
            and int(dotted_time[1]) < 24
            and int(dotted_time[2]) < 60
        ):
            yield day_words, time(int(dotted_time[1]), int(dotted_time[2]))
    yield re.sub(r"^on (?=\d|the )", "", words), None


def _clock(match: re.Match[str]) -> time | None:
    """The time of day; None if there is none. A number alone is not a time."""
    zone = None
    if match["zone"]:
        zone = timezone.utc
        if match["zone"][0] in "+-":
            hours, minutes = int(match["zone"][1:3]), int(match["zone"][-2:])
            away = timedelta(hours=hours, minutes=minutes) * (-1 if match["zone"][0] == "-" else 1)
            if abs(away) >= timedelta(hours=24):
                return None
            zone = timezone(away)
    if match["word"]:
        return time(12 if match["word"] == "noon" else 0, tzinfo=zone)
    hour, minute = int(match["hour"] or match["h"]), int(match["minute"] or match["m"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] == "p" else 0)
    elif match["hour"] and match["minute"] is None:
        return None
    second = int(match["second"] or 0)
    return time(hour, minute, second, tzinfo=zone) if hour < 24 and minute < 60 and second < 60 else None


def local_zone() -> tzinfo:
    """The time zone of this system, with summer and winter time."""
    from dateutil.tz import tzlocal

    return tzlocal()


def shown(moment: date | None) -> str:
    """A moment in local time, ``2026-11-20 14:30``, or a day; empty for None."""
    if not isinstance(moment, datetime):
        return "" if moment is None else moment.isoformat()
    try:
        moment = moment.astimezone()
    except (OverflowError, ValueError, OSError):
        # At the edge of the calendar there is no local time, but logs from elsewhere may contain such a moment.
        moment = moment.replace(tzinfo=None)
    return moment.isoformat(" ", "minutes")[:16]
