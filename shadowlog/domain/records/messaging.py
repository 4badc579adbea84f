"""What the team says: themes, proof points, objections and the answers to them."""

from __future__ import annotations

from datetime import date

from shadowlog.domain.records.base import Record
from shadowlog.domain.schema.fields import choice, day, line, number, prose, ref, refs, words
from shadowlog.domain.schema.registry import record
from shadowlog.domain.values import (
    ObjectionCategory,
    ObjectionNature,
    ObjectionStatus,
    Technique,
    ThemeLevel,
    ThemeStatus,
)


@record(
    table="themes", singular="theme", plural="themes", title="name", named=True,
    columns=("level", "name", "status"), line="{level} · {name}", area="themes",
    form=("name", "level", "message", "parent", "personas", "keywords", "owner", "status"),
    belongs=(
        ("Insights", "insights", "signals"), ("Objections", "objections", "themes"),
        ("Themes below it", "themes", "parent"),
    ),
)  # fmt: skip
class Theme(Record):
    """A message of the message house."""

    name: str = line("the theme's name", required=True)
    level: ThemeLevel = choice(
        ThemeLevel, "umbrella, pillar or supporting", default=ThemeLevel.SUPPORTING, required=True
    )
    message: str = prose("the message in one sentence")
    parent: str | None = ref("themes", "the theme above it")
    personas: tuple[str, ...] = refs("personas", "whom it is for", filter="persona", option="persona")
    proof_points: tuple[str, ...] = refs("proof_points", "proof points that support it", option="proof-point")
    keywords: tuple[str, ...] = words("words that point to it", option="keyword")
    status: ThemeStatus = choice(ThemeStatus, "whether it is in use", default=ThemeStatus.ACTIVE, required=True)
    owner: str | None = ref("people", "who is responsible for it", filter="owner")
    aliases: tuple[str, ...] = words("earlier and other names", option="alias")


@record(
    table="proof_points", singular="proof point", plural="proof points", title="claim", short="proof",
    columns=("", "claim", "until {expires_on}"), area="names",
)  # fmt: skip
class ProofPoint(Record):
    """A fact that supports a message until it expires."""

    claim: str = line("the claim", required=True)
    source: str = line("where it can be looked up")
    evidence: str = line("kind of evidence: study, customer story, measurement …", label="kind of evidence")
    verified_on: date | None = day("the day it was last checked")
    expires_on: date | None = day("the day after which it must be checked again", forward=True)

    def expired(self, on: date) -> bool:
        """Whether it must be checked again before anything is built on it."""
        return self.expires_on is not None and self.expires_on < on


@record(
    table="objections", singular="objection", plural="objections", title="title", named=True,
    columns=("category", "title", "status"), belongs=(("Heard", "mentions", "objection"),), area="objections",
)  # fmt: skip
class Objection(Record):
    """An objection in its canonical wording."""

    title: str = line("the objection in one line", required=True)
    category: ObjectionCategory = choice(
        ObjectionCategory, "what it is about", default=ObjectionCategory.OTHER, required=True
    )
    nature: ObjectionNature | None = choice(ObjectionNature, "what is behind it")
    real_concern: str = prose("what the buyer is really worried about")
    severity: int | None = number("0 a remark … 3 ends the deal", most=3)
    status: ObjectionStatus = choice(
        ObjectionStatus, "how far the answer has come", default=ObjectionStatus.NEW, required=True
    )
    themes: tuple[str, ...] = refs("themes", "themes it bears on", filter="theme", option="theme")
    aliases: tuple[str, ...] = words("other wordings of it", option="alias")


@record(
    table="responses", singular="response", plural="responses", title="text",
    columns=("", "text", "technique"), area="names",
)  # fmt: skip
class Response(Record):
    """An answer to objections."""

    text: str = prose("the answer, as it is said", required=True)
    technique: Technique | None = choice(Technique, "the technique it uses")
    objections: tuple[str, ...] = refs("objections", "objections it is prepared for")
    proof_points: tuple[str, ...] = refs("proof_points", "proof points that support it", option="proof-point")
    owner: str | None = ref("people", "who is responsible for it", filter="owner")
