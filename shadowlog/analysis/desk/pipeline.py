"""Leads and deals as the figures take them: plain values, and which lead a deal comes from.

The figures take a ``Pipeline``. It refuses orders of days that cannot be, so none of them asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.values import Stage

RECYCLED, DISQUALIFIED = "recycled", "disqualified"
"""The two ways in which a lead leaves the funnel before it becomes a deal."""

WON, LOST = "won", "lost"
"""The two outcomes of a deal."""

STAGES = (Stage.INQUIRY, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.CLOSED_WON)
"""The stages of the funnel in their order. A *place* is an index into them."""

OPPORTUNITY = STAGES.index(Stage.OPPORTUNITY)

OPEN, JOINED = "open", "joined"
"""The state of a lead whose way has not ended, and of one whose deal counts through another lead."""

MARKETING_SOURCES = frozenset(
    {"campaign", "conference", "direct_mail", "email", "public_relations", "trade_show", "web_site"}
)
"""The sources of leads, as they are stored, that are marketing's work."""


class Lead(NamedTuple):
    """Somebody who may buy. The days are those on which a stage was reached; a stage may be skipped."""

    key: str
    inquiry: date
    mql: date | None = None
    sal: date | None = None
    sql: date | None = None
    left: date | None = None
    left_as: str = ""
    """``recycled`` or ``disqualified``; empty for a lead that did not leave."""
    reason: str = ""
    """Why it left."""
    deal: str | None = None
    """The key of the deal it belongs to."""
    source: str = ""
    campaign: str | None = None

    @property
    def from_marketing(self) -> bool:
        """Whether a campaign or a source that is marketing's work brought the lead."""
        return bool(self.campaign) or self.source in MARKETING_SOURCES


class Deal(NamedTuple):
    """A chance to sell something to an account."""

    key: str
    opened: date
    closed: date | None = None
    outcome: str = ""
    """``won`` or ``lost``; empty for a deal that is open."""
    value: Decimal = Decimal(0)
    persona: str | None = None
    """The one sold to."""
    reason: str = ""
    """Why it was won or lost, as the rep has it."""


def lead_problem(lead: Lead) -> InvalidField | None:
    """What is impossible about a lead, or None: a stage before an earlier one, a way of leaving without its day."""
    last, name = lead.inquiry, "inquiry"
    for field in ("mql", "sal", "sql", "left"):
        day: date | None = getattr(lead, field)
        if day is None:
            continue
        if day < last:
            return _before(field, day, name, last)
        last, name = day, field
    if lead.left_as not in ("", RECYCLED, DISQUALIFIED):
        return InvalidField(
            "left_as", f"{lead.left_as!r} is not one of its values.", "Choose recycled or disqualified."
        )
    if (lead.left is None) != (not lead.left_as):
        return InvalidField("left", "The day it left and the way it left belong together.", "Give both or neither.")
    return None


def deal_problem(deal: Deal) -> InvalidField | None:
    """What is impossible about a deal, or None: closed before it was opened, an outcome without its day."""
    if deal.closed is not None and deal.closed < deal.opened:
        return _before("closed", deal.closed, "opened", deal.opened)
    if deal.outcome not in ("", WON, LOST):
        return InvalidField("outcome", f"{deal.outcome!r} is not one of its values.", "Choose won or lost.")
    if (deal.closed is None) != (not deal.outcome):
        return InvalidField("closed", "The day it closed and its outcome belong together.", "Give both or neither.")
    return None


def _before(field: str, day: date, earlier: str, earlier_day: date) -> InvalidField:
    return InvalidField(
        field, f"{day} is before the day of {earlier!r}, which is {earlier_day}.", "Correct one of the two days."
    )


def impossible(leads: Iterable[Lead], deals: Iterable[Deal]) -> dict[str, InvalidField]:
    """What is impossible, by the key of the lead or deal: the orders of days, and what is listed twice.

    A lead or deal that stands here is to be shown to somebody who can correct it, and left out of figures until then.
    """
    problems: dict[str, InvalidField] = {}
    known: set[str] = set()
    for lead in leads:
        # Written out: this is done for every lead each time a board opens.
        key, inquiry, mql, sal, sql, left, left_as = lead[:7]
        if (
            key in known
            or left is not None
            or left_as
            or (mql is not None and mql < inquiry)
            or (sal is not None and sal < (mql or inquiry))
            or (sql is not None and sql < (sal or mql or inquiry))
        ):
            problem = _twice("lead") if key in known else lead_problem(lead)
            if problem is not None:
                problems[key] = problem
        known.add(key)
    known = set()
    for deal in deals:
        problem = _twice("deal") if deal.key in known else deal_problem(deal)
        known.add(deal.key)
        if problem is not None:
            problems[deal.key] = problem
    return problems


def _twice(kind: str) -> InvalidField:
    return InvalidField(kind, f"The {kind} is listed twice.", "A lead joins one deal, once: list each of them once.")


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How far leads came. All leads with the same standing share one object: that makes counting them quick."""

    month: str
    """Of their inquiry: ``2026-07``."""
    place: int
    """Of the furthest stage they reached, in ``STAGES``."""
    state: str
    """``open``, ``recycled``, ``disqualified``, ``won``, ``lost``, or ``joined``: the deal counts through another."""
    reason: str
    """Why they left or were lost; empty if they did not, or if nobody said."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Leads and deals to be counted, from which lead each deal comes, and how far each lead came."""

    leads: Sequence[Lead]
    """The leads that are counted."""
    deals: Sequence[Deal]
    """The deals that are counted."""
    every_deal: Mapping[str, Deal]
    """By key, also those that a filter leaves out."""
    source: Mapping[str, Lead]
    """The lead each deal comes from, by the deal's key: the earliest of its leads. Its other leads *joined* it."""
    standing: Mapping[str, Standing]
    """By the key of the lead, also of those that a filter leaves out."""
    latest: date
    """The last day of any lead or deal."""

    @classmethod
    def of(cls, leads: Sequence[Lead], deals: Sequence[Deal]) -> Pipeline:
        """All leads and deals. Raises InvalidField for the first that is impossible (see ``impossible``)."""
        for problem in impossible(leads, deals).values():
            raise problem
        every = {deal.key: deal for deal in deals}
        source: dict[str, Lead] = {}
        for lead in leads:
            if lead.deal is not None and lead.deal in every:
                other = source.get(lead.deal)
                if other is None or (lead.inquiry, lead.key) < (other.inquiry, other.key):
                    source[lead.deal] = lead
        # The order of each one's days was looked at above: the last that is set is its latest.
        days = {lead.left or lead.sql or lead.sal or lead.mql or lead.inquiry for lead in leads}
        days.update(deal.closed or deal.opened for deal in deals)
        return cls(leads, deals, every, source, _standing(leads, every, source), max(days, default=date.min))

    def narrowed(self, leads: Sequence[Lead], deals: Sequence[Deal]) -> Pipeline:
        """Some of the leads and deals, as a filter leaves them. Which lead a deal comes from stays as it is."""
        return Pipeline(leads, deals, self.every_deal, self.source, self.standing, self.latest)

    def generated_by_sales(self) -> list[Deal]:
        """The deals that come from no lead."""
        return [deal for deal in self.deals if deal.key not in self.source]

    def as_of(self, day: date) -> Pipeline:
        """What was there at the end of a day: nothing of what came later. A deal that closed later is open."""
        if self.latest <= day:
            return self
        leads = [_lead_as_of(lead, day) for lead in self.leads if lead.inquiry <= day]
        every = {key: _deal_as_of(deal, day) for key, deal in self.every_deal.items() if deal.opened <= day}
        deals = [every[deal.key] for deal in self.deals if deal.key in every]
        source = {key: lead for key, lead in self.source.items() if lead.inquiry <= day and key in every}
        return Pipeline(leads, deals, every, source, _standing(leads, every, source), day)


def _standing(leads: Iterable[Lead], deals: Mapping[str, Deal], source: Mapping[str, Lead]) -> dict[str, Standing]:
    """How far each lead came, by its key."""
    shared: dict[tuple[date, int, str, str], Standing] = {}
    standing: dict[str, Standing] = {}
    for key, inquiry, mql, sal, sql, left, left_as, reason, joins, *_ in leads:
        deal = deals.get(joins) if joins is not None else None
        if deal is None:
            place = 3 if sql is not None else 2 if sal is not None else 1 if mql is not None else 0
            reached = (inquiry, place, left_as, reason) if left is not None else (inquiry, place, OPEN, "")
        elif source[deal.key].key != key:
            reached = (inquiry, OPPORTUNITY, JOINED, "")
        elif deal.outcome:
            reached = (inquiry, OPPORTUNITY + (deal.outcome == WON), deal.outcome, deal.reason)
        else:
            reached = (inquiry, OPPORTUNITY, OPEN, "")
        if reached not in shared:
            shared[reached] = Standing(f"{inquiry:%Y-%m}", *reached[1:])
        standing[key] = shared[reached]
    return standing


def _lead_as_of(lead: Lead, day: date) -> Lead:
    """A lead as it was at the end of a day, on or after that of its inquiry."""

    def by_then(reached: date | None) -> date | None:
        return reached if reached is not None and reached <= day else None

    known = lead._replace(mql=by_then(lead.mql), sal=by_then(lead.sal), sql=by_then(lead.sql), left=by_then(lead.left))
    return known._replace(left_as="", reason="") if known.left is None else known


def _deal_as_of(deal: Deal, day: date) -> Deal:
    """A deal as it was at the end of a day, on or after that on which it opened."""
    if deal.closed is None or deal.closed <= day:
        return deal
    return deal._replace(closed=None, outcome="", reason="")
