"""What the team says: themes, proof points, objections and the answers to them."""

from __future__ import annotations

from datetime import date

from shadowlog.domain.records.base import Record, record
from shadowlog.domain.schema.fields import Shape, choice, declare, line, prose, ref, refs
from shadowlog.domain.values import (
    ObjectionCategory,
    ObjectionNature,
    ObjectionStatus,
    Technique,
    ThemeLevel,
    ThemeStatus,
)


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
    expires_on: date | None = declare(Shape.DAY, "the day after which it must be checked again", forward=True)

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
    objections: tuple[str, ...] = refs("objections", "objections it is prepared for")
    proof_points: tuple[str, ...] = refs("proof_points", "what backs it")
    owner: str | None = ref("people", "who answers for it")
