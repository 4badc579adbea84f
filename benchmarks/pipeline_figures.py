"""How long each figure of leads, ratings, deals and promises takes over 100,000 of each."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from benchmarks.measuring import Row
from shadowlog.analysis.desk.agreement import Pair, agreements, foresight
from shadowlog.analysis.desk.costs import costs
from shadowlog.analysis.desk.funnel import cohorts, marketing_share, opportunities_by_month, won_by_persona
from shadowlog.analysis.desk.months import months
from shadowlog.analysis.desk.pipeline import Deal, Lead, Pipeline
from shadowlog.analysis.desk.reconciliation import Revealed, waiting
from shadowlog.analysis.desk.service_level import Handed, ServiceLevel, judged, reports
from shadowlog.analysis.desk.survival import Curve
from shadowlog.analysis.desk.targets import leads_needed, settled_share
from shadowlog.analysis.desk.time_in_stage import Untouched, days_in_stage, days_until_decided, stale
from shadowlog.analysis.desk.working_time import WorkingTime
from shadowlog.domain.values import Stage

MANY = 100_000

AS_OF = date(2026, 11, 24)

REASONS = ("no budget", "wrong size", "no time", "")


def many(chance: random.Random) -> tuple[list[Lead], list[Deal]]:
    """Leads of two years, a quarter of which became deals, sometimes several of them one; as many deals."""
    leads, deals = [], []
    # One object a day, as whoever reads days from texts makes them.
    day = cache(lambda then: then)
    for number in range(MANY):
        days = [day(AS_OF - timedelta(days=chance.randrange(730)))]
        for share in (0.5, 0.7, 0.8):
            if chance.random() > share:
                break
            days.append(day(min(AS_OF, days[-1] + timedelta(days=chance.randrange(20)))))
        stages = [*days[1:], None, None, None][:3]
        deal = f"deal {number - chance.randrange(2)}" if len(days) == 4 and chance.random() < 0.9 else None
        left = None if deal or chance.random() < 0.3 else day(min(AS_OF, days[-1] + timedelta(days=30)))
        gone = (chance.choice(("recycled", "disqualified")), chance.choice(REASONS)) if left else ("", "")
        campaign = f"campaign {chance.randrange(40)}" if chance.random() < 0.5 else None
        leads.append(Lead(f"lead {number}", days[0], *stages, left, *gone, deal, "web_site", campaign))
    for number in range(MANY):
        opened = day(AS_OF - timedelta(days=chance.randrange(700)))
        closed = day(opened + timedelta(days=chance.randrange(150)))
        outcome = chance.choice(("won", "lost", "lost")) if closed <= AS_OF else ""
        persona = f"persona {chance.randrange(6)}"
        end, value = closed if outcome else None, Decimal(chance.randrange(1, 9_000))
        deals.append(Deal(f"deal {number}", opened, end, outcome, value, persona, "price"))
    return leads, deals


def handed(chance: random.Random) -> list[Handed]:
    """Leads handed over in two years, most of which were touched within some days."""
    first = datetime(2024, 11, 24, tzinfo=timezone.utc)
    leads = []
    for number in range(MANY):
        mql_at = first + timedelta(minutes=chance.randrange(730 * 24 * 60))
        touches = (mql_at + timedelta(minutes=chance.randrange(6_000)),) if chance.random() < 0.9 else ()
        leads.append(Handed(f"lead {number}", mql_at, touches, mql_at.date() + timedelta(days=chance.randrange(12))))
    return leads


def milliseconds(figure: Callable[[], object]) -> float:
    """The processor's time that a figure takes, the median of seven."""
    times = []
    for _ in range(7):
        gc.collect()
        start = time.process_time()
        figure()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1_000


def pipeline_figures() -> Iterator[Row]:
    """Each figure as a board asks for it, and what is done once when a board opens."""
    chance = random.Random(13)
    leads, deals = many(chance)
    pipeline = Pipeline.of(leads, deals)
    pairs = [
        Pair(
            f"lead {number}",
            chance.randint(1, 5),
            chance.randint(1, 5),
            chance.random() < 0.8,
            chance.random() < 0.5,
            chance.choice((True, False, None)),
        )
        for number in range(MANY)
    ]
    revealed = [
        Revealed(pair.key, pair.marketing, pair.sales, AS_OF, None if chance.random() < 0.05 else 3) for pair in pairs
    ]
    untouched = [Untouched(lead.key, lead.inquiry) for lead in leads]
    working = WorkingTime(ZoneInfo("Europe/London"))
    levels = [ServiceLevel(1, date(2024, 1, 1), working, 8, 3, 5, 40, 0.5)]
    moment = datetime(2026, 11, 24, tzinfo=timezone.utc)
    under = judged(handed(chance), levels)
    waits = handed(chance)
    boards: dict[str, Callable[[], object]] = {
        "funnel by month of inquiry": lambda: cohorts(pipeline),
        "leads needed for a target": lambda: leads_needed(settled_share(cohorts(pipeline).values()), 12),
        "opportunities of sales by month": lambda: opportunities_by_month(pipeline.generated_by_sales()),
        "marketing's share of opportunities": lambda: marketing_share(pipeline),
        "won by persona": lambda: won_by_persona(deals),
        "months": lambda: months(pipeline),
        "cost per lead, opportunity and won deal": lambda: costs(
            pipeline, {f"campaign {number}": Decimal(3_000) for number in range(40)}
        ),
        "time until decided": lambda: Curve(days_until_decided(deals, AS_OF)),
        "time as MQL": lambda: Curve(days_in_stage(pipeline, Stage.MQL, AS_OF)),
        "stale leads": lambda: stale(untouched, AS_OF),
        "agreement with κ and its error": lambda: [rated.kappa for rated in agreements(pairs).values()],
        "who foresees": lambda: foresight(pairs),
        "decisions that wait": lambda: waiting(revealed, AS_OF, working),
        "service level": lambda: reports(under, levels, moment),
    }
    for what, figure in boards.items():
        took = milliseconds(figure)
        yield Row(f"{what}, over {MANY:,}", f"{took:.0f} ms", "≤ 50 ms", took <= 50)
    opening: dict[str, Callable[[], object]] = {
        "leads and deals checked and linked": lambda: Pipeline.of(leads, deals),
        "leads and deals as of a day a year ago": lambda: pipeline.as_of(AS_OF - timedelta(days=365)),
        "what is due when by working hours": lambda: judged(waits, levels),
    }
    for what, figure in opening.items():
        took = milliseconds(figure)
        yield Row(f"once: {what}, over {MANY:,}", f"{took:.0f} ms", "≤ 500 ms", took <= 500)
