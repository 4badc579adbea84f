"""What the JSON form of a brief holds, and the JSON Schema of it, which is published as ``brief.schema.json``.

``python -m shadowlog.briefs.render.json_types`` prints the schema.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from shadowlog.briefs.kinds.registry import BRIEF_KINDS
from shadowlog.briefs.render.json_schema import Describe, Limits, Named, schema_of
from shadowlog.privacy.withholding import Audience

FORMAT: Literal["shadowlog-brief/1"] = "shadowlog-brief/1"
"""Raise it when programs that read the JSON form could no longer do so."""

SCHEMA = Path(__file__).with_name("brief.schema.json")
"""The published schema."""

Ids = Annotated[list[str], Named("ids"), Describe("Ids of the records a claim stands on")]
Day = Annotated[str, Limits(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Sha256 = Annotated[str, Limits(pattern="^[0-9a-f]{64}$")]
Counts = dict[str, int]


class LineJson(TypedDict):
    """A claim in one line."""

    text: str
    evidence: Ids


class ParagraphJson(TypedDict):
    """A paragraph of one line."""

    type: Literal["paragraph"]
    text: str
    evidence: Ids


class ListJson(TypedDict):
    """A list."""

    type: Literal["list"]
    items: list[LineJson]


class QuoteJson(TypedDict):
    """Somebody's words."""

    type: Literal["quote"]
    text: str
    attribution: str
    evidence: Ids


Fraction = Annotated[float, Limits(minimum=0, maximum=1)]


class ShareJson(TypedDict):
    """A share in a table, as data. Shares are fractions of one."""

    column: Annotated[int, Limits(minimum=0), Describe("The column it stands in, from 0")]
    text: str
    share: Fraction
    interval: Annotated[list[Fraction], Describe("Where its 95 % interval begins and ends")]
    n: Annotated[int, Limits(minimum=1), Describe("The number of its cases")]


class RowJson(TypedDict):
    """A row of a table."""

    cells: list[str]
    shares: NotRequired[list[ShareJson]]
    evidence: Ids


class TableJson(TypedDict):
    """A table."""

    type: Literal["table"]
    header: list[str]
    rows: list[RowJson]


class MonthJson(TypedDict):
    """A month of a series."""

    month: Annotated[str, Limits(pattern="^[0-9]{4}-[0-9]{2}$")]
    count: Annotated[int, Limits(minimum=0)]


class SeriesJson(TypedDict):
    """How often something was heard, month by month."""

    type: Literal["series"]
    label: str
    months: list[MonthJson]


class ReferenceJson(TypedDict):
    """The records behind a reference such as ``[3]``."""

    number: Annotated[int, Limits(minimum=1)]
    text: str
    evidence: Ids


class IndexJson(TypedDict):
    """The evidence index: what each reference stands for."""

    type: Literal["index"]
    references: list[ReferenceJson]


AnyBlock = ParagraphJson | ListJson | QuoteJson | TableJson | SeriesJson | IndexJson
NamedBlock = Annotated[AnyBlock, Named("block")]


class SectionJson(TypedDict):
    """A section."""

    title: str
    blocks: list[NamedBlock]


class RecordJson(TypedDict):
    """What a record counts as."""

    record: str
    month: str
    basis: str
    persona: str
    counts_as: str


class LatestJson(TypedDict):
    """The newest id and the newest change among the records behind the brief."""

    id: str
    updated: str


class SinceJson(TypedDict):
    """The front matter of the earlier brief that a brief is compared with."""

    as_of: Day
    hash: str
    counts: Counts
    quoted: Ids
    latest: LatestJson


class ClaimJson(TypedDict):
    """A difference that the brief claims. Shares and the interval of the difference are fractions of one."""

    measure: Annotated[str, Describe("What differs, such as resonance")]
    of: Annotated[str, Describe("Id of what differs from all others together; empty for a trend")]
    direction: Literal["above"] | Literal["below"]
    share: Fraction
    n: int
    others_share: Fraction
    others_n: int
    interval: list[float]
    level: Fraction
    comparisons: Annotated[int, Describe("How many comparisons were made together with it")]


class FrontJson(TypedDict):
    """The front matter of a brief, the same as in its Markdown form, there partly under the key ``shadowlog``."""

    id: str
    kind: Annotated[str, Limits(enum=tuple(BRIEF_KINDS))]
    title: str
    subject: Annotated[str, Describe("Id of the record it is about")]
    audience: Annotated[str, Limits(enum=tuple(audience.value for audience in Audience))]
    as_of: Annotated[Day, Describe("The day (UTC) whose state it describes")]
    filter: NotRequired[Annotated[str, Describe("The filter on what counts, where there is one")]]
    verdict: NotRequired[Annotated[str, Describe("What to do, in a word or two")]]
    newest_evidence: NotRequired[Day]
    counts: Annotated[Counts, Describe("Each can be counted again from the records")]
    claims: list[ClaimJson]
    comparisons: Annotated[int, Describe("How many comparisons the brief made to find what it claims")]
    quoted: Ids
    latest: LatestJson
    layout: int | str
    hash: Annotated[Sha256, Describe("SHA-256 of the data it stands on")]
    since: NotRequired[Annotated[SinceJson, Describe("The earlier brief it is compared with")]]


class BodyJson(TypedDict):
    """What the JSON form adds to the front matter."""

    format: Literal["shadowlog-brief/1"]
    text: Annotated[Sha256, Describe("SHA-256 of the body of the Markdown form")]
    notes: list[NamedBlock]
    sections: list[SectionJson]
    records: Annotated[dict[str, RecordJson], Describe("What every record it stands on counts as, by its id")]


class BriefJson(FrontJson, BodyJson):
    """A brief of shadowlog."""


def brief_schema() -> dict[str, Any]:
    """The schema of the JSON form of briefs, made from its declaration."""
    return schema_of(
        BriefJson,
        "A brief of shadowlog",
        "The same content as the Markdown brief. Texts are plain text, not Markdown.",
    )


if __name__ == "__main__":
    print(json.dumps(brief_schema(), indent=2))
