"""What was heard, and where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from shadowlog.domain.records.base import Record
from shadowlog.domain.records.quotable import NO_ANSWER, NO_END, Quotable
from shadowlog.domain.schema.fields import (
    WHO_SAID_IT,
    Spoken,
    choice,
    day,
    flag,
    if_question,
    line,
    me_if,
    me_unless,
    moment,
    now_if,
    number,
    of_encounter,
    prose,
    ref,
    refs,
    stances,
    words,
)
from shadowlog.domain.schema.registry import Lack, record
from shadowlog.domain.values import (
    Basis,
    EncounterKind,
    EncounterStatus,
    InsightKind,
    Outcome,
    Permission,
    Role,
    Stage,
    Stance,
    Tier,
)


def _debrief_due(document: Mapping[str, Any]) -> bool:
    """Whether an encounter was held and not debriefed."""
    return not document.get("debriefed") and document.get("status", "held") == "held"


def _follow_up_due(document: Mapping[str, Any]) -> bool:
    """Whether a talk at a booth was promising, and nobody followed up."""
    return document.get("tier") in ("a", "b") and not document.get("followed_up")


@record(
    table="encounters", singular="encounter", plural="encounters", title="event", dated_by="started_at",
    columns=("day", "{account} · {event} · {kind} · {moved_by}", "stage_after"),
    line="{kind} · {account} · {event} · {moved_by}", area="encounters",
    form=(
        "kind", "account", "event", "started_at", "rep", "observer", "personas", "notes", "moved_by", "stage_before",
        "stage_after", "next_step", "duration", "channel", "status", "debriefed",
    ),
    belongs=(("Insights", "insights", "encounter"), ("Objections heard", "mentions", "encounter")),
    lacks=(
        Lack(name="debrief", reads="not debriefed", when=_debrief_due),
        Lack(name="follow-up", reads="to be followed up", when=_follow_up_due),
    ),
)  # fmt: skip
class Encounter(Record):
    """A call, a visit or a show at which buyers were heard."""

    kind: EncounterKind = choice(
        EncounterKind, "the kind of encounter", default=EncounterKind.PROSPECT_CALL, required=True, repeats=True
    )
    status: EncounterStatus = choice(
        EncounterStatus, "whether it took place", default=EncounterStatus.HELD, required=True
    )
    started_at: datetime | None = moment(
        "when it began", label="when", option="at", default=now_if("status", EncounterStatus.HELD)
    )
    duration: int | None = number("minutes it took", most=10_080, label="minutes")
    account: str | None = ref(
        "accounts", "the account it was with", filter="account", reads="with the account", lends=True
    )
    event: str = line("the trade show or meeting it belongs to", filter="event", reads="at the event", lends=True)
    rep: str | None = ref(
        "people",
        "the rep who held it",
        filter="rep",
        reads="with the rep",
        lends=True,
        contributor=True,
        default=me_if(Role.REP),
        repeats=True,
    )
    observer: str | None = ref(
        "people",
        "who sat in and listened",
        filter="observer",
        reads="observed by",
        lends=True,
        default=me_unless(Role.REP),
    )
    personas: tuple[str, ...] = refs(
        "personas", "which personas were present", filter="persona", reads="with the persona", option="persona"
    )
    channel: str = line("how people met: phone, video, on site, booth …")
    stage_before: Stage | None = choice(Stage, "the deal's stage before", filter="stage", lends=True)
    stage_after: Stage | None = choice(Stage, "the deal's stage after", filter="after", lends=True)
    moved_by: str = line("what moved the prospect forward")
    next_step: str = line("what was agreed to happen next")
    notes: str = prose("what happened, in Markdown")
    tier: Tier | None = choice(Tier, "how promising a talk at a booth was, A to D")
    owner: str | None = ref("people", "who follows up", filter="owner", reads="owned by")
    followed_up: bool = flag("whether somebody followed up")
    debriefed: bool = flag("whether the debrief is done")

    @property
    def heading(self) -> str:
        """What it was, and its day (UTC)."""
        day = f", {self.started_at:%Y-%m-%d}" if self.started_at else ""
        return (self.event or self.kind.words) + day


@record(
    table="insights", singular="insight", plural="insights", title="text",
    columns=("day", "{kind}: {text} | {text}", "signals"), line="{kind} | insight · {text}", area="insights",
    form=("text", "kind", "basis", "persona", "permission", "permission_until", "signals"),
    lacks=(Lack(name="account", reads="without an account"), NO_ANSWER, NO_END),
)  # fmt: skip
class Insight(Quotable, Record):
    """One thing learned from a buyer, with the themes it is about."""

    text: str = prose("what was said, or the gist of it", required=True, spoken=Spoken.QUOTED)
    kind: InsightKind | None = choice(InsightKind, "the kind of insight", default=if_question(InsightKind.QUESTION))
    basis: Basis | None = choice(Basis, "who it comes from", default=WHO_SAID_IT)
    encounter: str | None = ref("encounters", "where it was heard", missed="without an encounter")
    persona: str | None = ref(
        "personas",
        "the speaker's persona",
        filter="persona",
        missed="without a persona",
        default=of_encounter("personas"),
    )
    permission: Permission = choice(
        Permission, "what the words may be used for", default=Permission.UNSET, required=True
    )
    permission_by: str | None = ref("people", "who of the team got the permission from the buyer", label="got by")
    permission_on: date | None = day("the day the buyer gave the permission", label="given on")
    permission_until: date | None = day(
        "the last day of the permission; then it counts as unset", label="until", forward=True
    )
    permission_asker: str | None = ref("people", "who is to ask the buyer for permission", label="to be asked by")
    signals: Mapping[str, Stance] = stances(
        "themes it is about, as Theme:stance",
        label="themes",
        option="theme",
        filter="theme",
        reads="bearing on the theme",
        missed="without a theme",
        lends=True,
    )


@record(
    table="mentions", singular="mention", plural="mentions", title="verbatim", owner="objection",
    columns=("day", "{verbatim} | {account} | (no words kept)", "outcome"), lacks=(NO_ANSWER, NO_END),
)  # fmt: skip
class Mention(Quotable, Record):
    """One time an objection was heard."""

    objection: str | None = ref(
        "objections",
        "the objection that was heard",
        required=True,
        filter="objection",
        reads="of the objection",
        lends=True,
    )
    verbatim: str = prose("the buyer's own words", spoken=Spoken.WHOLE)
    encounter: str | None = ref("encounters", "where it was heard")
    account: str | None = ref(
        "accounts", "who raised it", filter="account", missed="without an account", default=of_encounter("account")
    )
    persona: str | None = ref(
        "personas",
        "the speaker's persona",
        filter="persona",
        missed="without a persona",
        default=of_encounter("personas"),
    )
    stage: Stage | None = choice(Stage, "the deal's stage at the time", default=of_encounter("stage_before"))
    basis: Basis | None = choice(Basis, "who it comes from", default=WHO_SAID_IT)
    permission: Permission = choice(
        Permission, "what the words may be used for", default=Permission.UNSET, required=True
    )
    permission_by: str | None = ref("people", "who of the team got the permission from the buyer", label="got by")
    permission_on: date | None = day("the day the buyer gave the permission", label="given on")
    permission_until: date | None = day(
        "the last day of the permission; then it counts as unset", label="until", forward=True
    )
    permission_asker: str | None = ref("people", "who is to ask the buyer for permission", label="to be asked by")
    response: str | None = ref("responses", "what was answered", missed="without a response")
    outcome: Outcome = choice(Outcome, "what became of it", default=Outcome.UNKNOWN, required=True)


@record(table="events", singular="event", plural="events", title="name", dated_by="starts", named=True)
class Event(Record):
    """A trade show or meeting that many encounters belong to: what it was for, and what came of it."""

    name: str = line("the event's name, as encounters give it", required=True)
    starts: date | None = day("its first day", forward=True)
    ends: date | None = day("its last day", forward=True)
    goals: str = prose("what it should achieve, one goal per line")
    conversations_wanted: int | None = number("how many conversations are aimed at", most=100_000)
    leads_wanted: int | None = number("how many A and B conversations are aimed at", most=100_000)
    verdict: str = prose("whether it was worth it")
    lessons: str = prose("what to do differently next time, one lesson per line")
    owner: str | None = ref("people", "who is responsible for it", filter="owner")
    aliases: tuple[str, ...] = words("other names it goes by", option="alias")
