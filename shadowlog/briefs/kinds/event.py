"""The event brief: what a trade show was for, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set

from shadowlog.analysis.counting.receptions import RAISED
from shadowlog.analysis.evidence.events import EventEvidence, event_evidence, events, find_event
from shadowlog.analysis.evidence.personas import ThemeReception
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.context import BY_BUYERS, BriefContext
from shadowlog.briefs.in_short.event import event_in_short, recorded
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.model.text import Text, phrase, strong
from shadowlog.briefs.sections.answers import objection_lines
from shadowlog.briefs.sections.content import request_line
from shadowlog.briefs.sections.figures import ended, how_many, reception_table, says
from shadowlog.briefs.sections.follow_ups import follow_ups_of, list_follow_ups
from shadowlog.briefs.sections.wordings import list_wordings, moved, reported, said_by_buyers
from shadowlog.domain.errors import NotFound
from shadowlog.domain.ids import tail
from shadowlog.domain.records import Account, Encounter, Event, Insight, Person, Persona
from shadowlog.domain.text.fold import folded
from shadowlog.domain.values import InsightKind, Tier
from shadowlog.privacy.withholding import Audience

_PLAN = "goals, verdict and lessons"


class EventBrief(BriefKind[Event]):
    """The brief of an event: one with a record, or one that encounters name."""

    name = "event"
    about = Event
    heading = "Event brief"
    spoken = "an event"
    long = True
    paged = False

    def subjects(self, context: BriefContext) -> Iterator[Event]:
        """Events with a record, then, for the team alone, trade shows that encounters name: whatever somebody typed."""
        for event in events(context.repository, context.counting):
            if context.audience is Audience.INTERNAL or context.layout < BY_BUYERS or recorded(event):
                yield event

    def find(self, context: BriefContext, text: str) -> Event:
        """The event with a name. Raises NotFound."""
        event = find_event(context.repository, context.counting, text)
        if context.audience is Audience.EXTERNAL and not recorded(event):
            raise NotFound(
                f"{event.name} was only typed in encounters, so it has no brief for outside readers.",
                "Enter the event first: shadowlog add event NAME. Or write it for the team: --audience internal",
            )
        return event

    def get(self, context: BriefContext, subject_id: str) -> Event | None:
        """The event with a record of this id, else the one whose id is derived from its name."""
        with_record = super().get(context, subject_id)
        return with_record or next((event for event in self.subjects(context) if event.id == subject_id), None)

    def depends(self, changes: LogChanges) -> Set[str]:
        """Events that changed, and those that changed encounters belong or belonged to."""
        names: set[str] = set()
        for change in changes.all:
            names |= {str(operation.get("set", {}).get("event", "")) for operation in change.operations}
        context = changes.context
        at = {key for change in changes.all for key in change.encounters}
        names |= {encounter.event for key in at if (encounter := context.repository.get(Encounter, key))}
        # How it ended with a buyer that was there may become known anywhere.
        for account in {key for change in changes.of(Encounter) for key in change.named(Account)}:
            names |= context.counting.among("is=encounters", f"account={account}").values("event").keys()
        wanted = {folded(name) for name in names if name}
        changed = set(changes.ids_of(Event))
        if wanted:
            for event in self.subjects(context):
                if wanted & {folded(name) for name in (event.name, *event.aliases)}:
                    changed.add(event.id)
        return changed

    def looks_up(self, changes: LogChanges) -> Set[str]:
        """Changed records, and the objections whose answers have new outcomes."""
        return changes.short_ids | {tail(key) for key in changes.answered}

    def compose(self, builder: BriefBuilder, event: Event) -> list[str]:
        """From whether the goals were met to follow-ups and lessons."""
        if event.created is not None:
            builder.stand_on([event])
        context = builder.context
        evidence = event_evidence(builder.reader, event, context.counting, context.outcomes)
        builder.reader.fetch(Persona, evidence.by_persona)
        builder.reader.fetch(Account, (encounter.account for encounter in evidence.encounters))
        builder.about(evidence.talks, evidence.encounters)
        builder.counts |= {
            **{f"tier {tier.words}": evidence.tiers[tier] for tier in Tier},
            "insights": len(evidence.insights),
            "mentions": len(evidence.mentions),
            "requests": len(evidence.requests),
        }
        follow_ups = follow_ups_of(builder, evidence)
        if builder.outside and (event.goals or event.verdict or event.lessons or event.conversations_wanted):
            builder.leave_out(_PLAN)
        event_in_short(builder, evidence, follow_ups)
        _goals(builder, evidence)
        _conversations(builder, evidence)
        moved(builder, evidence.encounters)
        _heard(builder, evidence)
        builder.section("In the buyers’ words")
        listed = (InsightKind.QUESTION, InsightKind.COMPETITOR_MENTION)
        builder.quotes([insight for insight in evidence.insights if insight.kind not in listed])
        reported(builder, evidence.insights)
        list_follow_ups(builder, follow_ups)
        builder.section("Requests that came up")
        builder.bullets((request_line(builder, request) for request in evidence.requests), MOST)
        builder.section("Lessons")
        if not builder.outside:
            lessons = _lines(builder, event.lessons)
            builder.bullets((builder.line(lesson, *recorded(event)) for lesson in lessons), MOST)
        return list(_gaps(evidence))


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
        builder.paragraph(phrase(f"Held {event.starts}{until}.", owner), *recorded(event))
    if not builder.outside:
        builder.bullets(
            builder.line(phrase("Goal, not counted by the log: ", goal), *recorded(event))
            for goal in _lines(builder, event.goals)
        )
    if evidence.encounters:
        objections = how_many(len(evidence.objections), "objection")
        amounts = (
            (len(evidence.insights), "insight", ""),
            (len(evidence.mentions), f"mention of {objections}", f"mentions of {objections}"),
            (len(evidence.requests), "content request", ""),
        )
        results = ", ".join(how_many(count, one, many) for count, one, many in amounts if count) or "nothing noted"
        not_held = f" Agreed on, but not held: {evidence.not_held}." if evidence.not_held else ""
        builder.paragraph(
            f"Results: {results}.{not_held}",
            *evidence.insights, *evidence.mentions, *evidence.requests,
        )  # fmt: skip
    if event.verdict and not builder.outside:
        builder.paragraph(phrase(strong("Verdict:"), " ", builder.text(event.verdict)), *recorded(event))


def _conversations(builder: BriefBuilder, evidence: EventEvidence) -> None:
    builder.section("Conversations by persona and rating")
    by_persona = evidence.by_persona
    named = {key: builder.name(Persona, key, "No persona named") for key in by_persona}
    order = sorted(named, key=lambda key: (-len(by_persona[key]), named[key].markdown, key))
    tiers = {key: Counter(encounter.tier for encounter in by_persona[key]) for key in order}
    unnamed = {key: sum(not builder.reader.has_name(each) for each in by_persona[key]) for key in order}
    shown = order[: 2 * MOST]
    apart = any(unnamed.values())
    builder.table(
        ["persona", *(tier.words for tier in Tier), "not rated", "all", *(["without a name"] if apart else [])],
        (
            [
                named[key], *(str(tiers[key][tier] or "–") for tier in (*Tier, None)), str(len(by_persona[key])),
                *([str(unnamed[key] or "–")] if apart else []),
            ]
            for key in shown
        ),
        (by_persona[key] for key in shown),
        [len(set(map(builder.reader.buyer, by_persona[key]))) for key in shown],
    )  # fmt: skip
    builder.and_more(len(order) - len(shown))
    if sum(map(len, by_persona.values())) > len(evidence.encounters):
        builder.paragraph("A conversation with several personas stands in each of their rows.")
    if apart:
        builder.paragraph("A conversation without a name is a buyer of its own, and counted apart.")


def _behind(builder: BriefBuilder, evidence: EventEvidence, each: ThemeReception) -> list[Insight | Encounter]:
    """The insights in which a theme was raised there, and how it ended there."""
    insights = [insight for insight in evidence.insights if insight.signals.get(each.theme.id) in RAISED]
    return [*insights, *ended(builder.reader.fetch(Encounter, (insight.encounter for insight in insights)))]


def _heard(builder: BriefBuilder, evidence: EventEvidence) -> None:
    builder.section("Messages that landed")
    reception_table(builder, evidence.themes, lambda each: _behind(builder, evidence, each))
    builder.section("Questions asked")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.QUESTION))
    builder.section("Objections to answer")
    builder.bullets(objection_lines(builder, evidence.objections))
    builder.and_more(len(evidence.objections) - MOST)
    builder.section("Competitors seen")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.COMPETITOR_MENTION))


# Follow-ups ------------------------------------------------------------------------------------------------------


def _gaps(evidence: EventEvidence) -> Iterator[str]:
    talks = how_many(len(evidence.encounters), "conversation")
    for count, one, many in (
        (evidence.tiers[None], "was not rated", "were not rated"),
        (len(evidence.by_persona.get("", ())), "names no persona", "name no persona"),
        (evidence.elsewhen, "was on another day than the event", "were on other days than the event"),
    ):
        if count:
            yield f"{count} of {talks} {one if count == 1 else many}."
    without = sum(insight.basis is None for insight in evidence.insights)
    if without:
        yield f"{without} of {how_many(len(evidence.insights), 'insight')} {says(without)} not say who said it."
