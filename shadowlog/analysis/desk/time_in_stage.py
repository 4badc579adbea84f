"""How long leads and deals stay where they are, those still there included, and which of them lie untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from shadowlog.analysis.desk.pipeline import OPPORTUNITY, STAGES, Deal, Lead, Pipeline
from shadowlog.analysis.desk.survival import Duration
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.values import Stage

ON, LEFT = "on", "left"
"""The two ways out of a stage."""

STALE_DAYS = 30
"""Days without a touch, an encounter or a change after which an open lead or deal is stale."""


def days_until_decided(deals: Iterable[Deal], as_of: date) -> Iterator[Duration]:
    """The days from opening to ``won`` or ``lost`` for each deal, or to ``as_of`` for one that is open.

    Deals are as of that day: raises InvalidField for one that opened later.
    """
    for _, opened, closed, outcome, *_ in deals:
        days = ((closed or as_of) - opened).days
        if days < 0:
            raise InvalidField(
                "as of", f"{as_of} is before the deal opened, {opened}.", "Take the deals as of that day."
            )
        yield days, outcome or None


def days_in_stage(pipeline: Pipeline, stage: Stage, as_of: date) -> Iterator[Duration]:
    """The days that each lead spent in a stage: until it went ``on`` or ``left``, or until ``as_of`` if it is there.

    A lead is in a stage from the day it reached it: one that skipped it counts nowhere. Leads that joined a deal of
    another lead are left out, and so is one whose deal opened before it reached the stage. The pipeline is as of that
    day. Raises InvalidField for a stage that is not between inquiry and SQL.
    """
    place = STAGES.index(stage) if stage in STAGES else OPPORTUNITY
    if place >= OPPORTUNITY:
        raise InvalidField("stage", f"A lead is not in the stage {stage.words!r}.", "Choose inquiry, mql, sal or sql.")
    return _days_in_stage(pipeline, place, as_of)


_WENT_ON: tuple[Callable[[Lead], date | None], ...] = (
    lambda lead: lead.mql or lead.sal or lead.sql,
    lambda lead: lead.sal or lead.sql,
    lambda lead: lead.sql,
    lambda _: None,
)
"""By place: the day a lead reached the first of the later stages that it did not skip."""


def _days_in_stage(pipeline: Pipeline, place: int, as_of: date) -> Iterator[Duration]:
    deals, source, went_on = pipeline.every_deal, pipeline.source, _WENT_ON[place]
    reached = map(attrgetter(("inquiry", "mql", "sal", "sql")[place]), pipeline.leads)
    for lead, start in zip(pipeline.leads, reached, strict=True):
        if start is None:
            continue
        end = went_on(lead)
        if lead.deal is not None and lead.deal in deals:
            if source[lead.deal].key != lead.key:
                continue
            end = end or deals[lead.deal].opened
        way = ON if end is not None else LEFT if lead.left is not None else None
        days = ((end or lead.left or as_of) - start).days
        if days >= 0:
            yield days, way


class Untouched(NamedTuple):
    """An open lead or deal, and the last day on which something happened with it."""

    key: str
    last: date
    """Of a touch, an encounter or a change, whichever is latest."""


def stale(items: Iterable[Untouched], as_of: date, days: int = STALE_DAYS) -> list[Untouched]:
    """Those of the open leads and deals with which nothing happened for ``days`` days, longest first.

    Raises InvalidField for less than a day.
    """
    if days < 1:
        raise InvalidField("days", f"{days} days are no time to wait.", "Give a number of days from 1 on.")
    latest = as_of - timedelta(days=days)
    # By day and not by sorting all of them: there are many records and few days.
    by_day: dict[date, list[Untouched]] = {}
    for item in items:
        if item.last <= latest:
            by_day.setdefault(item.last, []).append(item)
    return [item for day in sorted(by_day) for item in by_day[day]]
