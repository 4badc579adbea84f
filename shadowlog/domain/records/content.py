"""What the content team is asked for, what it made, and who was told."""

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
    """Something the content team is asked for."""

    use_case: str = line("what is needed, and for what", required=True)
    requester: str | None = ref("people", "who asks for it", default=ME, contributor=True)
    asset_type: AssetType | None = choice(AssetType, "what it should be")
    account: str | None = ref(
        "accounts", "the account it came up at", filter="account", default=of_encounter("account")
    )
    persona: str | None = ref("personas", "whom it is for", filter="persona", default=of_encounter("personas"))
    stage: Stage | None = choice(Stage, "the stage it is needed at")
    deal_urgency: int | None = number("how urgent it is: 0 no deal needs it … 3 a deal waits for it", most=3)
    reusability: int | None = number("how reusable it is: 0 for one deal … 3 for every deal", most=3)
    alignment: int | None = number("how well it fits the message: 0 not at all … 3 carries it", most=3)
    hours_lost: int | None = number("hours lost each month for lack of it", most=1_000)
    due: date | None = day("the day it is needed", forward=True)
    owner: str | None = ref("people", "who makes it", filter="owner")
    status: RequestStatus = choice(RequestStatus, "how far it has come", default=RequestStatus.SUBMITTED, required=True)
    encounter: str | None = ref("encounters", "where it came up")
    themes: tuple[str, ...] = refs("themes", "the themes it is about")
    objections: tuple[str, ...] = refs("objections", "objections it would answer")
    evidence: tuple[str, ...] = refs("insights", "insights that show the need")
    call_to_action: str = line("what the reader should do next")
    measure: str = line("how its success is measured", label="measure of success")
    gap: str = line("the gap in the assets that it fills")
    asset: str | None = ref("assets", "the asset it was shipped as")
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

    name: str = line("the asset's name", required=True)
    type: AssetType | None = choice(AssetType, "the type of asset")
    location: str = line("where to find it: an address, a folder")
    persona: str | None = ref("personas", "whom it is for; empty: for all", filter="persona")
    stage: Stage | None = choice(Stage, "the stage it is for; empty: for all")
    themes: tuple[str, ...] = refs("themes", "the themes it carries")
    objections: tuple[str, ...] = refs("objections", "objections it answers")
    version: str = line("its version, such as 2 or 2026-03")
    owner: str | None = ref("people", "who keeps it up to date", filter="owner")
    verify_by: date | None = day("the day by which it must be reviewed", forward=True)
    status: AssetStatus = choice(AssetStatus, "whether it may be used", default=AssetStatus.CURRENT, required=True)

    def past(self, on: date) -> bool:
        """Whether it should have been reviewed before a day."""
        return self.verify_by is not None and self.verify_by < on


@record(table="replies", singular="reply", plural="replies", title="answer")
class LoopReply(Record):
    """The answer to a contribution, and who was told of it when."""

    answer: str = line("what became of it", required=True)
    state: LoopState = choice(LoopState, "shipped or declined", default=LoopState.SHIPPED, required=True)
    insight: str | None = ref("insights", "the insight it answers")
    mention: str | None = ref("mentions", "the mention of an objection it answers")
    request: str | None = ref("requests", "the request it answers")
    asset: str | None = ref("assets", "the asset that was shipped")
    told_at: datetime | None = moment("when the contributor was told")
    person: str | None = ref("people", "who was told; everybody concerned, if nobody is named")

    @property
    def contribution(self) -> str:
        """The id of what it answers."""
        return self.request or self.insight or self.mention or ""
