"""Which insights the figures of a theme count, so that a sentence can refer to exactly those."""

from __future__ import annotations

from collections.abc import Iterable

from shadowlog.analysis.counting.receptions import RAISED
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.domain.records import Insight


def counted_for(reader: RecordReader, wordings: Wordings, theme: str, insights: Iterable[Insight]) -> list[Insight]:
    """Of some insights, those that a theme's figures count: it was raised, and the wording that stands was heard."""
    return [
        insight
        for insight in insights
        if insight.signals.get(theme) in RAISED and wordings.stands(theme, reader.day(insight))
    ]


def of_part(reader: RecordReader, insights: Iterable[Insight], part: int) -> list[Insight]:
    """Of some insights, those of one part of ``Shares``: what buyers said or what the team reports, of buyers with a
    name or without one.
    """
    return [insight for insight in insights if _part(reader, insight) == part]


def _part(reader: RecordReader, insight: Insight) -> int:
    said = insight.basis is not None and insight.basis.from_buyer
    return (0 if said else 2) + (0 if reader.has_name(insight) else 1)
