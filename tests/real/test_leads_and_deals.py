"""9,240 real leads rated by both sides, and 8,800 opportunities: the figures that were counted independently."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from shadowlog.analysis.desk.agreement import Pair, agreements, foresight
from shadowlog.analysis.desk.funnel import opportunities, won_by_persona
from shadowlog.analysis.desk.months import months
from shadowlog.analysis.desk.pipeline import Deal, Pipeline
from shadowlog.analysis.desk.survival import Curve
from shadowlog.analysis.desk.time_in_stage import days_until_decided

MARKETING = {"01.High": 5, "02.Medium": 3, "03.Low": 1}
SALES = {"High in Relevance": 5, "Might be": 4, "Not Sure": 3, "Low in Relevance": 2, "Worst": 1}

AS_OF = date(2017, 12, 31)


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@pytest.fixture
def pairs(data: Path) -> list[Pair]:
    """The leads that both sides rated, in sight of each other; converted is won."""
    return [
        Pair(
            lead["Prospect ID"],
            MARKETING[lead["Asymmetrique Profile Index"]],
            SALES[lead["Lead Quality"]],
            blind=False,
            won=lead["Converted"] == "1",
        )
        for lead in rows(data / "leads_xeducation" / "Leads.csv")
        if lead["Asymmetrique Profile Index"] in MARKETING and lead["Lead Quality"] in SALES
    ]


@pytest.fixture
def deals(data: Path) -> list[Deal]:
    """The opportunities that were engaged in: the others have no day on which they opened."""
    return [
        Deal(
            row["opportunity_id"],
            date.fromisoformat(row["engage_date"]),
            date.fromisoformat(row["close_date"]) if row["close_date"] else None,
            row["deal_stage"].lower() if row["close_date"] else "",
            Decimal(row["close_value"] or 0),
            persona=row["sales_agent"],
        )
        for row in rows(data / "crm_maven_iso" / "sales_pipeline.csv")
        if row["engage_date"]
    ]


def test_ratings(pairs: list[Pair], examples: dict[str, Any]) -> None:
    example = examples["leads_xeducation"]
    (((blind, reached), rated),) = agreements(pairs).items()
    assert not blind
    assert not reached
    assert [list(row) for row in rated.table] == example["table"]
    assert (rated.pairs, rated.exact, rated.within_one, rated.two_or_more) == (2449, 583, 1552, 897)
    assert rated.mean is not None
    assert round(rated.mean, 4) == 0.8746
    assert rated.kappa is not None
    assert round(rated.kappa.value, 3) == 0.093
    foreseen = foresight(pairs)
    assert foreseen.marketing is not None
    assert foreseen.sales is not None
    assert (round(foreseen.marketing, 4), round(foreseen.sales, 4)) == (0.5713, 0.7468)
    assert (foreseen.won, foreseen.lost) == (1401, 1048)


def test_close_ratio(deals: list[Deal]) -> None:
    ended = opportunities(deals)
    assert tuple(ended) == (4238, 2473, 1589)
    assert round(ended.close_ratio.hits / ended.close_ratio.of, 4) == 0.6315
    by_agent = won_by_persona(deals)
    assert by_agent["Hayden Neloms"] == (107, 152)
    assert by_agent["Lajuana Vencill"] == (127, 231)


def test_months(deals: list[Deal], examples: dict[str, Any]) -> None:
    by_month = months(Pipeline.of([], deals))
    for month, counts in examples["crm_maven_iso"]["months"].items():
        entries = by_month[month]
        assert [entries.opportunities, entries.won, entries.lost] == counts
    assert sum(entries.value for entries in by_month.values()) == 10_005_534


def test_time_until_decided(deals: list[Deal], examples: dict[str, Any]) -> None:
    example = examples["crm_maven_iso"]
    durations = list(days_until_decided(deals, AS_OF))
    curve = Curve(durations)
    assert curve.cases == example["n"] == 8300
    assert curve.median == example["median"] == 69
    closed = [days for days, way in durations if way is not None]
    assert median(closed) == example["median_of_closed_only"] == 45
    for day, shares in example["by_day"].items():
        known = curve.by(int(day))
        assert known is not None
        assert {"won": round(known.ways["won"], 4), "lost": round(known.ways["lost"], 4)} == {
            "won": shares["won"],
            "lost": shares["lost"],
        }
        assert round(known.open, 4) == shares["open"]
    won_only = Curve((days, way if way == "won" else None) for days, way in durations).by(90)
    assert won_only is not None
    assert round(1 - won_only.open, 4) == example["one_minus_km_won_day_90"]
    for way, mean in (("won", 51.78), ("lost", 41.48)):
        days = [days for days, ended in durations if ended == way]
        assert round(sum(days) / len(days), 2) == mean
