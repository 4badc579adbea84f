"""Days as people name them: ``last tue``, ``21/11``, ``31 dec``, ``end of month``, in words or figures."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The first and last year that may be meant."""

HALF_A_YEAR = timedelta(days=183)

_NEAR = {
    "today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "day before yesterday": -2,
    "the day after tomorrow": 2, "day after tomorrow": 2,
}  # fmt: skip
_SPAN = re.compile(r"(last|next) (week|month|year)")
_EDGE = re.compile(r"(?:the )?(end|start|beginning) of (?:the )?(?:(this|next|last) )?(month|quarter|year)")
_EDGE_OF_MONTH = re.compile(r"(?:the )?(end|start|beginning) of ([a-z]{3,9})")
_WEEKDAY = re.compile(r"(?:on )?(?:(last|this|next) )?([a-z]{3,9})\.?")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2})|\.)?")
_DAY_MONTH = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th|\.)? ?(?:of )?([a-z]{3,9})\.?(?: (\d{4}|'?\d{2}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th|\.)?(?: (\d{4}|'\d{2}))?")
_ORDINAL = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)")


class DateUnclear(ValueError):
    """Raised for an incomplete or contradictory date. ``args``: what is wrong, and what to write instead."""


def later(day: date, count: int, unit: str) -> date:
    """The day ``count`` days, weeks, months or years later; the last of the month if that month is shorter."""
    if unit in ("d", "w"):
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(words: str, today: date, day_first: bool, forward: bool) -> date | None:
    """The day that words mean, or None. Raises DateUnclear, or ValueError if there is no such day."""
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    if match := _SPAN.fullmatch(words):
        unit = match[2] if match[2] == "month" else match[2][0]
        return later(today, -1 if match[1] == "last" else 1, unit)
    if match := _EDGE.fullmatch(words):
        return _edge(match, today, forward)
    if (match := _EDGE_OF_MONTH.fullmatch(words)) and (month := month_of(match[2])):
        if match[1] != "end":
            return _yearless(today, month, 1, forward)
        years = (today.year, today.year + 1 if forward else today.year - 1)
        ends = (date(year, month, monthrange(year, month)[1]) for year in years)
        return next(day for day in ends if (day >= today if forward else day - today <= HALF_A_YEAR))
    if match := _ORDINAL.fullmatch(words):
        return _nearest(int(match[1]), today, forward)
    if day := _calendar_day(words, today, day_first, forward):
        return day
    first_word, _, rest = words.partition(" ")
    weekday = _weekday(first_word.rstrip("."))
    if weekday is not None and rest and (day := _calendar_day(rest, today, day_first, forward)):
        if day.weekday() != weekday:
            raise DateUnclear(
                f"has the wrong weekday: {day} is a {_DAYS[day.weekday()].title()}.",
                "Leave out the weekday or the date.",
            )
        return day
    if (match := _WEEKDAY.fullmatch(words)) and (weekday := _weekday(match[2])) is not None:
        back = (today.weekday() - weekday) % 7
        if match[1] == "this":
            return today - timedelta(days=today.weekday() - weekday)
        if match[1] == "last":
            return today - timedelta(days=back or 7)
        if match[1] == "next" or (forward and back):
            return today + timedelta(days=7 - back)
        return today - timedelta(days=back)
    return None


def _weekday(name: str) -> int | None:
    return next((number for number, day in enumerate(_DAYS) if len(name) >= 3 and day.startswith(name)), None)


def month_of(name: str) -> int:
    """The number of a month by its name or the start of it, or 0."""
    name = name.rstrip(".")
    name = "sep" if name == "sept" else name
    return next((number for number, month in enumerate(_MONTHS, 1) if len(name) >= 3 and month.startswith(name)), 0)


def _edge(match: re.Match[str], today: date, forward: bool) -> date:
    """The first or last day of a month, quarter or year; with ``forward`` the next one, if none is named."""
    length = {"month": 1, "quarter": 3, "year": 12}[match[3]]
    first = today.replace(day=1, month=(today.month - 1) // length * length + 1)
    if forward and match[1] != "end" and not match[2] and first < today:
        first = later(first, length, "month")
    first = later(first, {"next": length, "last": -length}.get(match[2] or "", 0), "month")
    return first if match[1] != "end" else later(first, length, "month") - timedelta(days=1)


def _nearest(number: int, today: date, forward: bool) -> date:
    """The latest day with this number in a month, or with ``forward`` the next one."""
    if not 1 <= number <= 31:
        raise ValueError(number)
    first = today.replace(day=1)
    for away in range(3):
        month = later(first, away if forward else -away, "month")
        if number <= monthrange(month.year, month.month)[1]:
            day = month.replace(day=number)
            if (day >= today) if forward else (day <= today):
                return day
    raise ValueError(number)


def _calendar_day(words: str, today: date, day_first: bool, forward: bool) -> date | None:
    """A calendar day in figures or with the month's name, or None. Raises ValueError if there is no such day."""
    if match := _ISO.fullmatch(words):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise OverflowError(year)
        return date(int(year), int(month), int(day))
    parts: tuple[int, int, str | None] | None = None
    if (match := _DAY_MONTH.fullmatch(words)) and month_of(match[2]):
        parts = month_of(match[2]), int(match[1]), match[3]
    elif (match := _MONTH_DAY.fullmatch(words)) and month_of(match[1]):
        parts = month_of(match[1]), int(match[2]), match[3]
    elif match := _NUMBERS.fullmatch(words):
        first, second = int(match[1]), int(match[3])
        day, month = (first, second) if day_first else (second, first)
        if month > 12 >= day:
            # Only the other order gives a day.
            day, month = month, day
        parts = month, day, match[4]
    if parts is None:
        return None
    month, day, year_said = parts
    if year_said is None:
        return _yearless(today, month, day, forward)
    year = int(year_said.lstrip("'"))
    if len(year_said.lstrip("'")) == 2:
        year += 2000 if year + 2000 <= today.year + 20 else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OverflowError(year)
    return date(year, month, day)


def _yearless(today: date, month: int, day: int, forward: bool) -> date:
    """The date of a day and month without a year: this year's or earlier, at most half a year ahead; with ``forward``
    the next.
    """
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]):
        raise ValueError(day)
    # The 29th of February comes every four years, or after eight.
    for away in range(9):
        year = today.year + (away if forward else -away)
        if day <= monthrange(year, month)[1]:
            candidate = date(year, month, day)
            if (candidate >= today) if forward else (candidate - today <= HALF_A_YEAR):
                return candidate
    raise ValueError(day)
