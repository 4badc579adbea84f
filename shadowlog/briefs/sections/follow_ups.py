"""Follow-ups of talks at a booth: with whom, by whom, and when they are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timezone

from shadowlog.analysis.evidence.events import EventEvidence
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.domain.records import Account, Encounter, Person, Persona
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import Tier
from shadowlog.services.capture.booth import due

NEXT_STEPS = "next steps and who follows up"


@dataclass(frozen=True)
class FollowUp:
    """A conversation that somebody must follow up, or has."""

    encounter: Encounter
    tier: Tier
    by: datetime
    overdue: bool
    """Whether its time has run out; what is done in time or late is only counted."""
    who: Text
    """With whom, as this audience may read it."""

    @property
    def done(self) -> bool:
        return self.encounter.followed_up


def follow_ups_of(builder: BriefBuilder, evidence: EventEvidence) -> list[FollowUp]:
    """The follow-ups, the first due first."""
    end = datetime.combine(builder.as_of, time.max, tzinfo=timezone.utc)
    found = []
    for encounter in evidence.encounters:
        by = due(replace(encounter, followed_up=False))
        if by is not None and encounter.tier is not None:
            found.append(FollowUp(encounter, encounter.tier, by, by < end, _with_whom(builder, encounter)))
    return sorted(found, key=lambda each: (each.by, each.encounter.id))


def _with_whom(builder: BriefBuilder, encounter: Encounter) -> Text:
    """``Riverbend Rehab, Nursing``."""
    personas = [builder.name(Persona, key, "") for key in encounter.personas]
    account = builder.name(Account, encounter.account, "")
    parts = [part for part in (account, *personas) if part]
    return joined(", ", parts) if parts else phrase("somebody without a name")


def list_follow_ups(builder: BriefBuilder, follow_ups: Sequence[FollowUp]) -> None:
    builder.section("Follow-ups")
    if builder.outside or not follow_ups:
        return
    done = [each for each in follow_ups if each.done]
    waiting = [each for each in follow_ups if not each.done]
    builder.paragraph(
        f"An A within 24 hours, a B within 48. Done: {len(done)} of {len(follow_ups)}.",
        *(each.encounter for each in done),
    )
    builder.bullets((_follow_up_line(builder, each) for each in waiting), 2 * MOST)


def _follow_up_line(builder: BriefBuilder, each: FollowUp) -> BriefLine:
    encounter = each.encounter
    owner = builder.name(Person, encounter.owner or encounter.rep or encounter.observer, "nobody yet")
    next_step = builder.text(encounter.next_step)
    state = strong("overdue") if each.overdue else "open"
    return builder.line(
        phrase(
            f"{each.tier.words}, ", each.who, f", by {each.by:%Y-%m-%d %H:%M} UTC: ", state, "; owner: ", owner,
            phrase("; ", next_step) if next_step else "", ".",
        ),
        encounter,
    )  # fmt: skip
