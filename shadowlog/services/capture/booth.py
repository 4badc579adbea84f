"""Talks at a trade show: every line is an encounter of its own, with a rating and somebody who follows up."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import Encounter
from shadowlog.domain.schema.made import replace
from shadowlog.domain.text.fold import folded
from shadowlog.domain.values import EncounterKind, EncounterStatus, Tier
from shadowlog.services.capture.plan import Plan
from shadowlog.services.capture.save import NOWHERE, CaptureContext, Capturing, Saved
from shadowlog.services.defaults import with_defaults
from shadowlog.store.repository import Repository


class Booth:
    """A booth at an event. Event and observer stay the same from talk to talk."""

    def __init__(self, repository: Repository, event: str) -> None:
        self.repository = repository
        self.event = event

    def talks(self) -> list[Encounter]:
        """The talks held there during the last fourteen days, latest first."""
        since = datetime.now(timezone.utc) - timedelta(days=14)
        talks: list[Encounter] = []
        offset = 0
        while page := self.repository.newest(Encounter, offset, 200):
            talks += [
                encounter
                for encounter in page
                if encounter.kind is EncounterKind.TRADE_SHOW and folded(encounter.event) == folded(self.event)
            ]
            if not page[-1].started_at or page[-1].started_at < since:
                break
            offset += len(page)
        return [encounter for encounter in talks if encounter.started_at and encounter.started_at >= since]

    def save(self, plan: Plan, context: CaptureContext = NOWHERE, objection: str = "") -> Saved:
        """Save a talk as one change: an encounter, and what was said in it. Raises InvalidField, SaveFailed."""
        if plan.problems:
            raise InvalidField("", " ".join(plan.problems))
        if not plan.line.words:
            raise InvalidField("", "The line holds nothing to save.", "Type what the talk was about.")
        repository = self.repository
        author = repository.author
        with repository.change("Add talk at a booth"):
            persona = plan.first("persona")
            values: dict[str, Any] = {
                "kind": EncounterKind.TRADE_SHOW,
                "event": self.event,
                "channel": "booth",
                "started_at": plan.when,
                "rep": plan.first("rep"),
                "account": plan.first("account"),
                "personas": (persona,) if persona else (),
                "tier": plan.line.values.get("tier"),
            }
            encounter = with_defaults(repository, Encounter(**values))
            owner = encounter.rep or (author.id if author else None)
            encounter = repository.add(replace(encounter, owner=owner))
            saved = Capturing(repository).save(plan, CaptureContext(encounter.id), objection)
        return Saved(saved.label, [*saved.records, encounter], saved.heard, saved.new_names)


def due(encounter: Encounter) -> datetime | None:
    """When a talk is due for a follow-up: within 24 hours for tier A, 48 for tier B; None where none is needed."""
    hours = encounter.tier.hours if isinstance(encounter.tier, Tier) else None
    if hours is None or encounter.followed_up or encounter.started_at is None:
        return None
    return encounter.started_at + timedelta(hours=hours) if encounter.status is EncounterStatus.HELD else None
