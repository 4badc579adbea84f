"""What was heard, and where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from shadowlog.domain.records.base import Record, record
from shadowlog.domain.schema.fields import Shape, choice, declare, line, prose, ref, refs
from shadowlog.domain.values import (
    Basis,
    EncounterKind,
    EncounterStatus,
    InsightKind,
    Outcome,
    Permission,
    Stage,
    Stance,
    Tier,
)


@record
class Encounter(Record):
    """A call, a visit, a show: an occasion on which buyers were heard."""

    table = "encounters"
    singular = "encounter"
    title_field = "event"
    dated_by = "started_at"

    kind: EncounterKind = choice(EncounterKind, "what it was", default=EncounterKind.PROSPECT_CALL, required=True)
    status: EncounterStatus = choice(
        EncounterStatus, "whether it took place", default=EncounterStatus.HELD, required=True
    )
    started_at: datetime | None = declare(Shape.MOMENT, "when it began", label="when")
    duration: int | None = declare(Shape.NUMBER, "minutes it took", least=0, most=10_080, label="minutes")
    account: str | None = ref("accounts", "the account it was with")
    event: str = line("the trade show or meeting it belongs to")
    rep: str | None = ref("people", "the rep who held it")
    observer: str | None = ref("people", "who sat in and listened")
    personas: tuple[str, ...] = refs("personas", "which personas were present")
    channel: str = line("phone, video, on site, booth …")
    stage_before: Stage | None = choice(Stage, "the deal's stage before")
    stage_after: Stage | None = choice(Stage, "the deal's stage after")
    moved_by: str = line("what moved the prospect forward")
    next_step: str = line("what was agreed to happen next")
    notes: str = prose("what happened, in Markdown")
    tier: Tier | None = choice(Tier, "how promising a talk at a booth was, A to D")
    owner: str | None = ref("people", "who follows up")
    followed_up: bool = declare(Shape.FLAG, "whether somebody followed up", default=False)
    debriefed: bool = declare(Shape.FLAG, "whether the debrief is done", default=False)

    @property
    def heading(self) -> str:
        """What it was, and its day (UTC)."""
        day = f", {self.started_at:%Y-%m-%d}" if self.started_at else ""
        return (self.event or self.kind.words) + day


@record
class Insight(Record):
    """One thing learned from a buyer, with the themes it bears on."""

    table = "insights"
    singular = "insight"
    title_field = "text"

    text: str = prose("the words, or what they come to", required=True)
    kind: InsightKind | None = choice(InsightKind, "what sort of insight it is")
    basis: Basis | None = choice(Basis, "who it comes from")
    encounter: str | None = ref("encounters", "where it was heard")
    persona: str | None = ref("personas", "the speaker's persona")
    permission: Permission = choice(
        Permission, "what the words may be used for", default=Permission.UNSET, required=True
    )
    signals: Mapping[str, Stance] = declare(Shape.STANCES, "themes it bears on, as Theme:stance, …", label="themes")


@record
class Mention(Record):
    """One time an objection was heard."""

    table = "mentions"
    singular = "mention"
    title_field = "verbatim"
    owner_field = "objection"

    objection: str | None = ref("objections", "the objection that was heard", required=True)
    verbatim: str = prose("the buyer's own words")
    encounter: str | None = ref("encounters", "where it was heard")
    account: str | None = ref("accounts", "who raised it")
    persona: str | None = ref("personas", "the speaker's persona")
    stage: Stage | None = choice(Stage, "the deal's stage at the time")
    basis: Basis | None = choice(Basis, "who it comes from")
    permission: Permission = choice(
        Permission, "what the words may be used for", default=Permission.UNSET, required=True
    )
    response: str | None = ref("responses", "what was answered")
    outcome: Outcome = choice(Outcome, "what became of it", default=Outcome.UNKNOWN, required=True)


@record
class Event(Record):
    """A trade show or meeting that many encounters belong to: what it was for, and what came of it."""

    table = "events"
    singular = "event"
    title_field = "name"
    dated_by = "starts"

    name: str = line("the event's name, as encounters have it", required=True)
    starts: date | None = declare(Shape.DAY, "its first day", forward=True)
    ends: date | None = declare(Shape.DAY, "its last day", forward=True)
    goals: str = prose("what it is meant to bring, a line each")
    conversations_wanted: int | None = declare(Shape.NUMBER, "conversations aimed at", least=0, most=100_000)
    leads_wanted: int | None = declare(Shape.NUMBER, "A and B conversations aimed at", least=0, most=100_000)
    verdict: str = prose("whether it was worth it")
    lessons: str = prose("what to do otherwise next time, a line each")
    owner: str | None = ref("people", "who answers for it")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other names it goes by")
