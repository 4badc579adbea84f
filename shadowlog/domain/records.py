"""The records: who said what, where, and what the team answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, dataclass_transform

from shadowlog.domain.fields import NOTHING, Shape, choice, declare, line, prose, ref, refs
from shadowlog.domain.values import (
    AssetStatus,
    AssetType,
    Basis,
    BuyingRole,
    EncounterKind,
    EncounterStatus,
    InsightKind,
    LoopState,
    ObjectionCategory,
    ObjectionNature,
    ObjectionStatus,
    Outcome,
    Permission,
    RequestStatus,
    Role,
    Stage,
    Stance,
    Technique,
    ThemeLevel,
    ThemeStatus,
    Tier,
)

K = TypeVar("K")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def record(kind: type[K]) -> type[K]:
    """Make a class a frozen dataclass whose methods are Record's.

    What dataclasses write anew for every class is there once for all: writing it at every start would take a tenth
    of a quick capture.
    """
    made: Any = dataclass(init=False, repr=False, eq=False, kw_only=True)(kind)
    made.defaults = {field.name: field.default for field in fields(made)}
    return kind


@record
class Record:
    """What every record has: an id, its author's person id, and when it was made and last changed (UTC).

    ``other`` holds the stored fields this version does not know, or could not read, as they stand in the log.
    """

    table: ClassVar[str]
    singular: ClassVar[str]
    title_field: ClassVar[str]
    dated_by: ClassVar[str] = "created"
    defaults: ClassVar[Mapping[str, Any]]
    """What each field is where nothing was said."""
    owner_field: ClassVar[str] = ""
    """The reference without which this record means nothing: it is deleted along with what it names."""

    id: str = ""
    author: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    other: Mapping[str, Any] = NOTHING

    if not TYPE_CHECKING:

        def __init__(self, **values: Any) -> None:
            if unknown := values.keys() - self.defaults.keys():
                raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
            self.__dict__.update(self.defaults)
            self.__dict__.update(values)

    @classmethod
    def stored(cls, record_id: str, other: Mapping[str, Any], fields: Mapping[str, Any]) -> Self:
        """A record as it was stored: fields that are declared, already read."""
        made = cls.__new__(cls)
        made.__dict__.update(cls.defaults)
        made.__dict__.update(fields)
        made.__dict__["id"] = record_id
        made.__dict__["other"] = other
        return made

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), self.id))

    def __repr__(self) -> str:
        held = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items() if value)
        return f"{type(self).__name__}({held})"

    @property
    def heading(self) -> str:
        """The text people know this record by."""
        return str(getattr(self, self.title_field))


@record
class Person(Record):
    """Somebody of the team."""

    table = "people"
    singular = "person"
    title_field = "name"

    name: str = line("the person's name", required=True)
    role: Role | None = choice(Role, "what the person does")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other names the person goes by")


@record
class Account(Record):
    """A company that buys, or may."""

    table = "accounts"
    singular = "account"
    title_field = "name"

    name: str = line("the account's name", required=True)
    segment: str = line("industry or size, as the team divides its market")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other names it goes by")


@record
class Persona(Record):
    """A kind of buyer."""

    table = "personas"
    singular = "persona"
    title_field = "name"

    name: str = line("the persona's name, such as Purchasing", required=True)
    buying_role: BuyingRole | None = choice(BuyingRole, "its part in the purchase")
    wants: str = prose("what it wants")
    fears: str = prose("what it fears")
    measures: str = prose("what it is measured by")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other names it goes by")


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
class Theme(Record):
    """A message of the message house."""

    table = "themes"
    singular = "theme"
    title_field = "name"

    name: str = line("the theme's name", required=True)
    level: ThemeLevel = choice(
        ThemeLevel, "umbrella, pillar or supporting", default=ThemeLevel.SUPPORTING, required=True
    )
    message: str = prose("the message in one sentence")
    parent: str | None = ref("themes", "the theme above it")
    personas: tuple[str, ...] = refs("personas", "whom it is for")
    proof_points: tuple[str, ...] = refs("proof_points", "what backs it")
    keywords: tuple[str, ...] = declare(Shape.WORDS, "words that point to it")
    status: ThemeStatus = choice(ThemeStatus, "whether it is in use", default=ThemeStatus.ACTIVE, required=True)
    owner: str | None = ref("people", "who answers for it")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "names it had before, or goes by as well")


@record
class ProofPoint(Record):
    """A fact that backs a message, good until it expires."""

    table = "proof_points"
    singular = "proof point"
    title_field = "claim"

    claim: str = line("what is claimed", required=True)
    source: str = line("where it can be looked up")
    evidence: str = line("kind of evidence: study, customer story, measurement …", label="kind of evidence")
    verified_on: date | None = declare(Shape.DAY, "the day it was last checked")
    expires_on: date | None = declare(Shape.DAY, "the day after which it must be checked again")

    def expired(self, on: date) -> bool:
        """Whether it must be checked again before anything is built on it."""
        return self.expires_on is not None and self.expires_on < on


@record
class Objection(Record):
    """An objection in its canonical wording."""

    table = "objections"
    singular = "objection"
    title_field = "title"

    title: str = line("the objection in one line", required=True)
    category: ObjectionCategory = choice(
        ObjectionCategory, "what it is about", default=ObjectionCategory.OTHER, required=True
    )
    nature: ObjectionNature | None = choice(ObjectionNature, "what it is behind its words")
    real_concern: str = prose("what the buyer is really worried about")
    severity: int | None = declare(Shape.NUMBER, "0 a remark … 3 ends the deal", least=0, most=3)
    status: ObjectionStatus = choice(
        ObjectionStatus, "how far the answer has come", default=ObjectionStatus.NEW, required=True
    )
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other wordings of it")


@record
class Response(Record):
    """An answer to objections."""

    table = "responses"
    singular = "response"
    title_field = "text"

    text: str = prose("the answer, as it is said", required=True)
    technique: Technique | None = choice(Technique, "how it goes about it")
    proof_points: tuple[str, ...] = refs("proof_points", "what backs it")
    owner: str | None = ref("people", "who answers for it")


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
class ContentRequest(Record):
    """Something that is wished for from the content team."""

    table = "requests"
    singular = "content request"
    title_field = "use_case"

    use_case: str = line("what is needed, and for what", required=True)
    requester: str | None = ref("people", "who asks for it")
    asset_type: AssetType | None = choice(AssetType, "what it should be")
    account: str | None = ref("accounts", "the account it came up with")
    persona: str | None = ref("personas", "whom it is for")
    stage: Stage | None = choice(Stage, "the stage it is needed at")
    deal_urgency: int | None = declare(Shape.NUMBER, "0 none … 3 a deal waits for it", least=0, most=3)
    reusability: int | None = declare(Shape.NUMBER, "0 for one deal … 3 for every deal", least=0, most=3)
    alignment: int | None = declare(Shape.NUMBER, "0 beside the message … 3 carries it", least=0, most=3)
    hours_lost: int | None = declare(Shape.NUMBER, "hours lost each month for lack of it", least=0, most=1_000)
    due: date | None = declare(Shape.DAY, "the day it is needed")
    owner: str | None = ref("people", "who makes it")
    status: RequestStatus = choice(RequestStatus, "how far it has come", default=RequestStatus.SUBMITTED, required=True)
    encounter: str | None = ref("encounters", "where it came up")
    themes: tuple[str, ...] = refs("themes", "the themes it is about")
    objections: tuple[str, ...] = refs("objections", "objections it would answer")
    evidence: tuple[str, ...] = refs("insights", "insights it stands on")
    call_to_action: str = line("what the reader should do next")
    measure: str = line("how it is known to have worked", label="measure of success")
    gap: str = line("the gap in what there is that it came from")
    asset: str | None = ref("assets", "what was made of it")
    duplicate_of: str | None = ref("requests", "the request it repeats")
    reason: str = line("why it was declined")


@record
class Asset(Record):
    """Something made for buyers or reps: a page, a deck, a calculator."""

    table = "assets"
    singular = "asset"
    title_field = "name"

    name: str = line("what it is called", required=True)
    type: AssetType | None = choice(AssetType, "what it is")
    location: str = line("where it is found: an address, a folder")
    persona: str | None = ref("personas", "whom it is for; nobody named: for all")
    stage: Stage | None = choice(Stage, "the stage it is for; none named: for all")
    themes: tuple[str, ...] = refs("themes", "the themes it carries")
    objections: tuple[str, ...] = refs("objections", "objections it answers")
    version: str = line("its version, such as 2 or 2026-03")
    owner: str | None = ref("people", "who keeps it true")
    verify_by: date | None = declare(Shape.DAY, "the day by which somebody must look at it again")
    status: AssetStatus = choice(AssetStatus, "whether it may be used", default=AssetStatus.CURRENT, required=True)

    def past(self, on: date) -> bool:
        """Whether somebody should have looked at it again by now."""
        return self.verify_by is not None and self.verify_by < on


@record
class Event(Record):
    """A trade show or meeting that many encounters belong to: what it was for, and what came of it."""

    table = "events"
    singular = "event"
    title_field = "name"
    dated_by = "starts"

    name: str = line("the event's name, as encounters have it", required=True)
    starts: date | None = declare(Shape.DAY, "its first day")
    ends: date | None = declare(Shape.DAY, "its last day")
    goals: str = prose("what it is meant to bring, a line each")
    conversations_wanted: int | None = declare(Shape.NUMBER, "conversations aimed at", least=0, most=100_000)
    leads_wanted: int | None = declare(Shape.NUMBER, "A and B conversations aimed at", least=0, most=100_000)
    verdict: str = prose("whether it was worth it")
    lessons: str = prose("what to do otherwise next time, a line each")
    owner: str | None = ref("people", "who answers for it")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other names it goes by")


@record
class LoopReply(Record):
    """The answer to a contribution, and when whoever contributed was told."""

    table = "replies"
    singular = "reply"
    title_field = "answer"

    answer: str = line("what became of it", required=True)
    state: LoopState = choice(LoopState, "shipped or declined", default=LoopState.SHIPPED, required=True)
    insight: str | None = ref("insights", "the insight it answers")
    mention: str | None = ref("mentions", "the objection heard that it answers")
    request: str | None = ref("requests", "the request it answers")
    asset: str | None = ref("assets", "what was made of it")
    told_at: datetime | None = declare(Shape.MOMENT, "when whoever contributed was told")

    @property
    def contribution(self) -> str:
        """The id of what it answers."""
        return self.request or self.insight or self.mention or ""


@record
class UnknownName(Record):
    """A name that was typed and that nobody has yet: to be made new, taken as an alias, or mended."""

    table = "unknown_names"
    singular = "unknown name"
    title_field = "name"

    name: str = line("the name as it was typed", required=True)
    names: str = line("the table it should be looked up in", required=True)
    where: str = line("the table of the record it was typed for", required=True)
    record: str = line("the id of that record", required=True)
    field: str = line("the field it belongs into", required=True)
    stance: Stance | None = choice(Stance, "the stance of a theme")


@record
class KeptFilter(Record):
    """A filter kept under a name, for everyone."""

    table = "filters"
    singular = "filter"
    title_field = "name"

    name: str = line("what it is called", required=True)
    query: str = line("what it lets through, such as: theme:cost stance:rejected since:last-month", required=True)


RECORDS: dict[str, type[Record]] = {
    kind.table: kind
    for kind in (
        Person, Account, Persona, Encounter, Insight, Theme, ProofPoint, Objection, Response, Mention, ContentRequest,
        Asset, Event, LoopReply, UnknownName, KeptFilter,
    )
}  # fmt: skip
"""Every kind of record by the name of its table."""
