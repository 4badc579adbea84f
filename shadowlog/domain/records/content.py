"""What is wished for, what was made, and who was told."""

from __future__ import annotations

from datetime import date, datetime

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records.base import Record
from shadowlog.domain.schema.fields import ME, choice, day, line, moment, number, of_encounter, ref, refs
from shadowlog.domain.schema.registry import record
from shadowlog.domain.values import AssetStatus, AssetType, LoopState, RequestStatus, Stage


@record(
    table="requests", singular="content request", plural="content requests", title="use_case",
    columns=("status", "use_case", "due {due} | {asset_type}"), area="content",
    form=(
        "use_case", "asset_type", "persona", "stage", "account", "themes", "objections", "evidence", "deal_urgency",
        "reusability", "alignment", "hours_lost", "due", "owner", "requester", "call_to_action", "measure", "gap",
        "status", "asset", "reason",
    ),
)  # fmt: skip
class ContentRequest(Record):
    """Something that is wished for from the content team."""

    use_case: str = line("what is needed, and for what", required=True)
    requester: str | None = ref("people", "who asks for it", default=ME, contributor=True)
    asset_type: AssetType | None = choice(AssetType, "what it should be")
    account: str | None = ref(
        "accounts", "the account it came up with", filter="account", default=of_encounter("account")
    )
    persona: str | None = ref("personas", "whom it is for", filter="persona", default=of_encounter("personas"))
    stage: Stage | None = choice(Stage, "the stage it is needed at")
    deal_urgency: int | None = number("0 none … 3 a deal waits for it", most=3)
    reusability: int | None = number("0 for one deal … 3 for every deal", most=3)
    alignment: int | None = number("0 beside the message … 3 carries it", most=3)
    hours_lost: int | None = number("hours lost each month for lack of it", most=1_000)
    due: date | None = day("the day it is needed", forward=True)
    owner: str | None = ref("people", "who makes it", filter="owner")
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

    def check(self) -> None:
        """Check that it says what its state needs. Raises RuleBroken."""
        match self.status:
            case RequestStatus.DECLINED if not self.reason.strip():
                raise RuleBroken("Declining a content request needs a reason.", "Say why, in a few words.")
            case RequestStatus.SHIPPED if not self.asset:
                raise RuleBroken("Shipping a content request needs an asset.", "Name the asset.")
            case RequestStatus.DUPLICATE if not self.duplicate_of or self.duplicate_of == self.id:
                raise RuleBroken("A duplicate needs the content request that it repeats.", "Choose that request.")


@record(
    table="assets", singular="asset", plural="assets", title="name", named=True,
    columns=("{type} | asset", "name", "verify by {verify_by} | {status}"), area="content",
)  # fmt: skip
class Asset(Record):
    """Something made for buyers or reps: a page, a deck, a calculator."""

    name: str = line("what it is called", required=True)
    type: AssetType | None = choice(AssetType, "what it is")
    location: str = line("where it is found: an address, a folder")
    persona: str | None = ref("personas", "whom it is for; nobody named: for all", filter="persona")
    stage: Stage | None = choice(Stage, "the stage it is for; none named: for all")
    themes: tuple[str, ...] = refs("themes", "the themes it carries")
    objections: tuple[str, ...] = refs("objections", "objections it answers")
    version: str = line("its version, such as 2 or 2026-03")
    owner: str | None = ref("people", "who keeps it true", filter="owner")
    verify_by: date | None = day("the day by which somebody must look at it again", forward=True)
    status: AssetStatus = choice(AssetStatus, "whether it may be used", default=AssetStatus.CURRENT, required=True)

    def past(self, on: date) -> bool:
        """Whether somebody should have looked at it again by now."""
        return self.verify_by is not None and self.verify_by < on


@record(table="replies", singular="reply", plural="replies", title="answer")
class LoopReply(Record):
    """The answer to a contribution, and when whoever contributed was told."""

    answer: str = line("what became of it", required=True)
    state: LoopState = choice(LoopState, "shipped or declined", default=LoopState.SHIPPED, required=True)
    insight: str | None = ref("insights", "the insight it answers")
    mention: str | None = ref("mentions", "the objection heard that it answers")
    request: str | None = ref("requests", "the request it answers")
    asset: str | None = ref("assets", "what was made of it")
    told_at: datetime | None = moment("when whoever contributed was told")

    @property
    def contribution(self) -> str:
        """The id of what it answers."""
        return self.request or self.insight or self.mention or ""
