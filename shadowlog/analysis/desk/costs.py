"""What a lead, an opportunity and a won deal of a campaign or an event cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from shadowlog.analysis.desk.pipeline import WON, Pipeline


class Cost(NamedTuple):
    """What was spent on a campaign, and what came of it until now."""

    spent: Decimal
    leads: int
    """All it brought, those that joined another lead's deal included."""
    opportunities: int
    """Deals that come from one of its leads."""
    won: int

    @property
    def per_lead(self) -> Decimal | None:
        """In the currency of ``spent``, unrounded; None if there are no leads."""
        return _per(self.spent, self.leads)

    @property
    def per_opportunity(self) -> Decimal | None:
        """In the currency of ``spent``, unrounded; None if there are no opportunities."""
        return _per(self.spent, self.opportunities)

    @property
    def per_won(self) -> Decimal | None:
        """In the currency of ``spent``, unrounded; None if no deal was won."""
        return _per(self.spent, self.won)


def costs(pipeline: Pipeline, spent: Mapping[str, Decimal]) -> dict[str, Cost]:
    """What each campaign cost per result, by its key; ``spent`` is what was spent on each, in one currency."""
    leads = Counter(lead.campaign for lead in pipeline.leads)
    opportunities: Counter[str | None] = Counter()
    won: Counter[str | None] = Counter()
    for deal in pipeline.deals:
        source = pipeline.source.get(deal.key)
        if source is not None:
            opportunities[source.campaign] += 1
            won[source.campaign] += deal.outcome == WON
    return {key: Cost(amount, leads[key], opportunities[key], won[key]) for key, amount in spent.items()}


def _per(spent: Decimal, results: int) -> Decimal | None:
    return spent / results if results else None
