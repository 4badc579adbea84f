"""The event brief: what a trade show was for, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timezone

from shadowlog.briefs.layout3.builder import MOST, NOTHING, BriefBuilder
from shadowlog.briefs.layout3.objections_and_events import EventEvidence, event_evidence
from shadowlog.briefs.layout3.persona_evidence import receptions
from shadowlog.briefs.layout3.sections import (
    list_wordings,
    objection_lines,
    reception_table,
    reported,
    request_line,
    said_by_buyers,
)
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, phrase, strong
from shadowlog.domain.records import Encounter, Event, Person, Persona
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import InsightKind, Tier
from shadowlog.services.capture.booth import due


def compose(builder: BriefBuilder, event: Event) -> Iterable[str]:
    """From goals and results to follow-ups and lessons."""
    if event.created is not None:
        builder.stand_on([event])
    evidence = event_evidence(builder.reader, event, builder.context.counting)
    builder.reader.fetch(Persona, evidence.by_persona)
    builder.counts = {
        "conversations": len(evidence.encounters),
        "accounts": len(evidence.accounts),
        **{f"tier {tier.words}": evidence.tiers[tier] for tier in Tier},
        "insights": len(evidence.insights),
        "mentions": len(evidence.mentions),
        "requests": len(evidence.requests),
    }
    _goals(builder, evidence)
    _conversations(builder, evidence)
    _heard(builder, evidence)
    builder.section("Quotes")
    builder.quotes(evidence.insights)
    reported(builder, evidence.insights)
    _follow_ups(builder, evidence)
    builder.section("Requests")
    builder.bullets((request_line(builder, request) for request in evidence.requests), "None came up.", MOST)
    if not builder.outside:
        builder.section("Lessons")
        builder.bullets(_lines(builder, event.lessons), "None written down yet.")
    return _gaps(evidence)


def _lines(builder: BriefBuilder, text: str) -> Iterator[Text]:
    """The lines of a text without list markers."""
    for line in text.splitlines():
        if item := builder.text(line.strip().lstrip("-*•").strip()):
            yield item


def _goals(builder: BriefBuilder, evidence: EventEvidence) -> None:
    event = evidence.event
    builder.section("Goals, results, verdict")
    if event.starts:
        until = f" to {event.ends}" if event.ends and event.ends != event.starts else ""
        owner = "" if builder.outside else phrase(" Owner: ", builder.name(Person, event.owner, "nobody named"), ".")
        builder.paragraph(phrase(f"Held {event.starts}{until}.", owner))
    if not builder.outside:
        builder.paragraph("Goals:")
        builder.bullets(_lines(builder, event.goals), "None written down.")
    promising = evidence.tiers[Tier.A] + evidence.tiers[Tier.B]
    builder.paragraph("Results:")
    builder.bullets(
        [
            builder.line(
                f"Conversations: {len(evidence.encounters)}{_of(event.conversations_wanted)}, at "
                f"{len(evidence.accounts)} accounts.",
                *evidence.encounters,
            ),
            f"Rated A or B: {promising}{_of(event.leads_wanted)}.",
            (
                f"Insights: {len(evidence.insights)}. Objections heard: {len(evidence.mentions)}. "
                f"Content requests: {len(evidence.requests)}."
            ),
        ]
    )
    if builder.outside:
        builder.leave_out("goals, verdict and lessons", "next steps and who follows up")
    else:
        builder.paragraph(phrase(strong("Verdict:"), " ", builder.text(event.verdict) or "not written yet"))


def _of(wanted: int | None) -> str:
    return f" of {wanted} aimed at" if wanted is not None else ""


def _conversations(builder: BriefBuilder, evidence: EventEvidence) -> None:
    builder.section("Conversations by persona and rating")
    named = {key: builder.name(Persona, key, "persona not said") for key in evidence.by_persona}
    order = sorted(named, key=lambda key: (-sum(evidence.by_persona[key].values()), named[key].markdown, key))

    def there(key: str) -> list[Encounter]:
        return [each for each in evidence.encounters if key in each.personas or (not key and not each.personas)]

    builder.table(
        ["persona", *(tier.words for tier in Tier), "not rated", "all"],
        (
            [named[key], *(str(evidence.by_persona[key][tier]) for tier in (*Tier, None)), str(len(there(key)))]
            for key in order
        ),
        (there(key) for key in order),
    )
    if sum(len(there(key)) for key in order) > len(evidence.encounters):
        builder.paragraph("A conversation with several personas stands in each of their rows.")


def _heard(builder: BriefBuilder, evidence: EventEvidence) -> None:
    builder.section("Questions")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.QUESTION))
    builder.section("Objections")
    builder.bullets(objection_lines(builder, evidence.objections, "best answer there"), most=MOST)
    builder.section("Messages that landed")
    raised = [reception for reception in receptions(builder.reader, evidence.insights) if reception.raised]
    reception_table(builder, raised, evidence.insights)
    builder.section("Competitors seen")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.COMPETITOR_MENTION))


def _follow_ups(builder: BriefBuilder, evidence: EventEvidence) -> None:
    builder.section("Follow-ups")
    builder.paragraph("An A within 24 hours, a B within 48.")
    end = datetime.combine(builder.as_of, time.max, tzinfo=timezone.utc)
    lines = []
    counts: Counter[str] = Counter()
    for encounter in sorted(evidence.encounters, key=lambda encounter: (str(_by(encounter)), encounter.id)):
        until = _by(encounter)
        if until is None or encounter.tier is None:
            continue
        state = "done" if encounter.followed_up else "overdue" if until < end else "open"
        counts[state] += 1
        builder.stand_on([encounter])
        if builder.outside:
            continue
        owner = builder.name(Person, encounter.owner or encounter.rep or encounter.observer, "nobody yet")
        lines.append(
            builder.line(
                phrase(
                    f"{encounter.tier.words}, by {until:%Y-%m-%d %H:%M} UTC: ",
                    strong(state) if state == "overdue" else state,
                    "; owner: ",
                    owner,
                    phrase("; ", builder.text(encounter.next_step)) if encounter.next_step else "",
                    ".",
                ),
                encounter,
            )
        )
    summary: list[BriefLine | str] = (
        [", ".join(f"{state} {count}" for state, count in sorted(counts.items())) + "."] if counts else []
    )
    builder.bullets([*summary, *lines], "Nobody rated A or B.", most=3 * MOST)


def _by(encounter: Encounter) -> datetime | None:
    """By when somebody must follow up or should have, or None if nobody has to."""
    return due(replace(encounter, followed_up=False))


def _gaps(evidence: EventEvidence) -> Iterator[str]:
    unrated = evidence.tiers[None]
    if unrated:
        yield f"{unrated} of {len(evidence.encounters)} conversations were not rated."
    unknown = sum(evidence.by_persona.get("", Counter()).values())
    if unknown:
        yield f"{unknown} of {len(evidence.encounters)} conversations do not say with which persona."
    without = sum(insight.basis is None for insight in evidence.insights)
    if without:
        yield f"{without} of {len(evidence.insights)} insights do not say who they come from, and are not told."
    if not evidence.encounters:
        yield NOTHING
