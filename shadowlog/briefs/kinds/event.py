"""The event brief: what a trade show was for, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timezone

from shadowlog.analysis.evidence.events import EventEvidence, event_evidence
from shadowlog.analysis.evidence.personas import receptions
from shadowlog.analysis.evidence.responses import responses_to
from shadowlog.briefs.builder import MOST, NOTHING, Draft
from shadowlog.briefs.context import Edition
from shadowlog.briefs.kinds.sections import best_answer, request_line, tell, times
from shadowlog.briefs.model.blocks import Line
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import Earlier
from shadowlog.domain.records import Encounter, Event, Person, Persona
from shadowlog.domain.values import InsightKind, Tier
from shadowlog.services.capture.booth import due


def event_brief(edition: Edition, event: Event, earlier: Earlier | None = None) -> Brief:
    """The brief of an event."""
    draft = Draft(edition, "event", event.id, event.name, "Event brief")
    if event.created is not None:
        draft.stand_on([event])
    found = event_evidence(draft.reader, event, edition.counting)
    draft.reader.fetch(Persona, found.by_persona)
    draft.counts = {
        "conversations": len(found.encounters),
        "accounts": len(found.accounts),
        **{f"tier {tier.words}": found.tiers[tier] for tier in Tier},
        "insights": len(found.insights),
        "mentions": len(found.mentions),
        "requests": len(found.requests),
    }
    _goals(draft, found)
    _conversations(draft, found)
    _heard(draft, found)
    draft.section("Quotes")
    draft.quotes(found.insights)
    _reported(draft, found)
    _follow_ups(draft, found)
    draft.section("Requests")
    draft.bullets((request_line(draft, request) for request in found.requests), "None came up.", MOST)
    if not draft.outside:
        draft.section("Lessons")
        draft.bullets(_lines(draft, event.lessons), "None written down yet.")
    return draft.finish(_gaps(found), earlier)


def _lines(draft: Draft, text: str) -> Iterator[str]:
    """A text line by line, without the marks of a list."""
    for line in text.splitlines():
        if said := draft.text(line.strip().lstrip("-*•").strip()):
            yield said


def _goals(draft: Draft, found: EventEvidence) -> None:
    event = found.event
    draft.section("Goals, results, verdict")
    if event.starts:
        until = f" to {event.ends}" if event.ends and event.ends != event.starts else ""
        owner = "" if draft.outside else f" Owner: {draft.name(Person, event.owner, 'nobody named')}."
        draft.paragraph(f"Held {event.starts}{until}.{owner}")
    if not draft.outside:
        draft.paragraph("Goals:")
        draft.bullets(_lines(draft, event.goals), "None written down.")
    promising = found.tiers[Tier.A] + found.tiers[Tier.B]
    draft.paragraph("Results:")
    draft.bullets(
        [
            draft.line(
                f"Conversations: {len(found.encounters)}{_of(event.conversations_wanted)}, at {len(found.accounts)} "
                "accounts.",
                *found.encounters,
            ),
            f"Rated A or B: {promising}{_of(event.leads_wanted)}.",
            (
                f"Insights: {len(found.insights)}. Objections heard: {len(found.mentions)}. "
                f"Content requests: {len(found.requests)}."
            ),
        ]
    )
    if draft.outside:
        draft.leave_out("goals, verdict and lessons", "next steps and who follows up")
    else:
        draft.paragraph(f"**Verdict:** {draft.text(event.verdict) or 'not written yet'}")


def _of(wanted: int | None) -> str:
    return f" of {wanted} aimed at" if wanted is not None else ""


def _conversations(draft: Draft, found: EventEvidence) -> None:
    draft.section("Conversations by persona and rating")
    named = {key: draft.name(Persona, key, "persona not said") for key in found.by_persona}
    order = sorted(named, key=lambda key: (-sum(found.by_persona[key].values()), named[key], key))

    def there(key: str) -> list[Encounter]:
        return [held for held in found.encounters if key in held.personas or (not key and not held.personas)]

    draft.table(
        ["persona", *(tier.words for tier in Tier), "not rated", "all"],
        (
            [named[key], *(str(found.by_persona[key][tier]) for tier in (*Tier, None)), str(len(there(key)))]
            for key in order
        ),
        (there(key) for key in order),
    )
    if sum(len(there(key)) for key in order) > len(found.encounters):
        draft.paragraph("A conversation with several personas stands in each of their rows.")


def _heard(draft: Draft, found: EventEvidence) -> None:
    bought = [insight for insight in found.insights if insight.basis and insight.basis.from_buyer]
    draft.section("Questions")
    tell(draft, (held for held in bought if held.kind is InsightKind.QUESTION))
    draft.section("Objections")
    items = []
    for objection, mentions in found.objections:
        answers = responses_to(draft.reader, mentions)
        answer = f"; {best_answer(draft, answers, 'best answer there')}" if answers else ""
        items.append(
            draft.line(f"{draft.words(objection, 'title')} — {times(len(mentions))}{answer}.", objection, *mentions)
        )
    draft.bullets(items, most=MOST)
    draft.section("Messages that landed")
    raised = [held for held in receptions(draft.reader, found.insights) if held.raised]
    draft.table(
        ["theme", "resonated of raised", "rejected or confused of raised"],
        ([draft.words(held.theme, "name"), str(held.landed), str(held.failed)] for held in raised),
        ([held for held in found.insights if theme.theme.id in held.signals] for theme in raised),
    )
    draft.section("Competitors seen")
    seen = [insight for insight in bought if insight.kind is InsightKind.COMPETITOR_MENTION]
    tell(draft, seen)


def _reported(draft: Draft, found: EventEvidence) -> None:
    draft.section("What the team reports, not buyers")
    reports = [insight for insight in found.insights if insight.basis and not insight.basis.from_buyer]
    tell(draft, reports)


def _follow_ups(draft: Draft, found: EventEvidence) -> None:
    draft.section("Follow-ups")
    draft.paragraph("An A within 24 hours, a B within 48.")
    end = datetime.combine(draft.as_of, time.max, tzinfo=timezone.utc)
    lines = []
    counts: Counter[str] = Counter()
    for encounter in sorted(found.encounters, key=lambda held: (str(_by(held)), held.id)):
        until = _by(encounter)
        if until is None or encounter.tier is None:
            continue
        state = "done" if encounter.followed_up else "**overdue**" if until < end else "open"
        counts[state.strip("*")] += 1
        draft.stand_on([encounter])
        if draft.outside:
            continue
        owner = draft.name(Person, encounter.owner or encounter.rep or encounter.observer, "nobody yet")
        lines.append(
            draft.line(
                f"{encounter.tier.words}, by {until:%Y-%m-%d %H:%M} UTC: {state}; owner: {owner}"
                f"{f'; {draft.text(encounter.next_step)}' if encounter.next_step else ''}.",
                encounter,
            )
        )
    told: list[Line | str] = (
        [", ".join(f"{state} {count}" for state, count in sorted(counts.items())) + "."] if counts else []
    )
    draft.bullets([*told, *lines], "Nobody rated A or B.", most=3 * MOST)


def _by(encounter: Encounter) -> datetime | None:
    """When somebody follows up at the latest, or should have; None where nobody needs to."""
    return due(replace(encounter, followed_up=False))


def _gaps(found: EventEvidence) -> Iterator[str]:
    unrated = found.tiers[None]
    if unrated:
        yield f"{unrated} of {len(found.encounters)} conversations were not rated."
    unknown = sum(found.by_persona.get("", Counter()).values())
    if unknown:
        yield f"{unknown} of {len(found.encounters)} conversations do not say with which persona."
    without = sum(insight.basis is None for insight in found.insights)
    if without:
        yield f"{without} of {len(found.insights)} insights do not say who they come from, and are not told."
    if not found.encounters:
        yield NOTHING
