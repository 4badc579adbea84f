"""How long leads and deals stay where they are, those still there included, and which of them lie untouched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from shadowlog.analysis.desk.funnel import STAGES
from shadowlog.analysis.desk.pipeline import Deal, Pipeline
from shadowlog.analysis.desk.survival import Duration
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.values import Stage

ON, LEFT = "on", "left"
"""The two ways out of a stage."""

STALE_DAYS = 30
"""Days without a touch, an encounter or a change after which an open lead or deal is stale."""


def days_until_decided(deals: Iterable[Deal], as_of: date) -> list[Duration]:
    """The days from opening to ``won`` or ``lost`` for each deal, or to ``as_of`` for one that is open.

    Deals are as of that day: raises InvalidField for one that opened later.
    """
    durations = []
    for deal in deals:
        end = deal.closed or as_of
        if end < deal.opened:
            raise InvalidField("as of", f"{as_of} is before the deal opened, {deal.opened}.", "Take it as of that day.")
        durations.append(Duration((end - deal.opened).days, deal.outcome or None))
    return durations


def days_in_stage(pipeline: Pipeline, stage: Stage, as_of: date) -> list[Duration]:
    """The days that each lead spent in a stage: until it went ``on`` or ``left``, or until ``as_of`` if it is there.

    A lead is in a stage from the day it reached it: one that skipped it counts nowhere. Leads that joined a deal of
    another lead are left out, and so is one whose deal opened before it reached the stage. The pipeline is as of that
    day. Raises InvalidField for a stage that is not between inquiry and SQL.
    """
    place = STAGES.index(stage) if stage in STAGES else len(STAGES)
    if place > STAGES.index(Stage.SQL):
        raise InvalidField("stage", f"A lead is not in the stage {stage.words!r}.", "Choose inquiry, mql, sal or sql.")
    deals, source = pipeline.every_deal, pipeline.source
    durations = []
    for lead in pipeline.leads:
        days = lead[1:5]
        start = days[place]
        if start is None:
            continue
        end = next((day for day in days[place + 1 :] if day is not None), None)
        if lead.deal in deals and lead.deal is not None:
            if source[lead.deal].key != lead.key:
                continue
            opened = deals[lead.deal].opened
            end = opened if end is None else end
        way: str | None = ON
        if end is None:
            end, way = (as_of, None) if lead.left is None else (lead.left, LEFT)
        if end >= start:
            durations.append(Duration((end - start).days, way))
    return durations


class Untouched(NamedTuple):
    """An open lead or deal, and the last day on which something happened with it."""

    key: str
    last: date
    """Of a touch, an encounter or a change, whichever is latest."""


def stale(items: Iterable[Untouched], as_of: date, days: int = STALE_DAYS) -> list[Untouched]:
    """Those of the open leads and deals with which nothing happened for so many days, longest first."""
    if days < 1:
        raise InvalidField("days", f"{days} days are no time to wait.", "Give a number of days from 1 on.")
    latest = as_of.toordinal() - days
    return sorted((item for item in items if item.last.toordinal() <= latest), key=lambda item: (item.last, item.key))
