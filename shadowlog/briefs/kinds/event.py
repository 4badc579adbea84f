"""The event brief: what a trade show was for, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, time, timezone

from shadowlog.analysis.evidence.buyers import CASES, share_words
from shadowlog.analysis.evidence.events import EventEvidence, event_evidence, events, find_event
from shadowlog.analysis.evidence.personas import ThemeReception
from shadowlog.briefs.builder import MOST, BriefBuilder
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.kinds.sections import (
    IN_SHORT,
    be_ready,
    by_buyers,
    how_many,
    list_wordings,
    moved,
    objection_lines,
    reception_table,
    reported,
    request_line,
    said_by_buyers,
)
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.domain.ids import tail
from shadowlog.domain.records import Account, Encounter, Event, Person, Persona
from shadowlog.domain.text.fold import folded
from shadowlog.domain.values import InsightKind, Tier
from shadowlog.services.capture.booth import due

_PLAN = "goals, verdict and lessons"
_NEXT = "next steps and who follows up"


class EventBrief(BriefKind[Event]):
    """The brief of an event: one with a record, or one that encounters name."""

    name = "event"
    about = Event
    heading = "Event brief"
    spoken = "an event"
    long = True
    paged = False

    def subjects(self, context: BriefContext) -> Iterator[Event]:
        """Events with a record, then trade shows that encounters name."""
        yield from events(context.repository, context.counting)

    def find(self, context: BriefContext, text: str) -> Event:
        """The event with a name. Raises NotFound."""
        return find_event(context.repository, context.counting, text)

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
        follow_ups = _follow_ups(builder, evidence)
        if builder.outside and (event.goals or event.verdict or event.lessons or event.conversations_wanted):
            builder.leave_out(_PLAN)
        _in_short(builder, evidence, follow_ups)
        _goals(builder, evidence)
        _conversations(builder, evidence)
        moved(builder, evidence.encounters)
        _heard(builder, evidence)
        builder.section("In the buyers’ words")
        listed = (InsightKind.QUESTION, InsightKind.COMPETITOR_MENTION)
        builder.quotes([insight for insight in evidence.insights if insight.kind not in listed])
        reported(builder, evidence.insights)
        _list_follow_ups(builder, follow_ups)
        builder.section("Requests that came up")
        builder.bullets((request_line(builder, request) for request in evidence.requests), MOST)
        builder.section("Lessons")
        if not builder.outside:
            builder.bullets(_lines(builder, event.lessons), MOST)
        return list(_gaps(evidence))


# In short --------------------------------------------------------------------------------------------------------


def _in_short(builder: BriefBuilder, evidence: EventEvidence, follow_ups: Sequence[_FollowUp]) -> None:
    builder.section(IN_SHORT)
    if not evidence.encounters:
        builder.bullets([builder.line("Nobody was spoken with there yet.", *_recorded(evidence.event))])
        return
    lines = (
        _talks_and_leads(builder, evidence), _what_landed(builder, evidence), _be_ready(builder, evidence),
        _to_do(builder, evidence, follow_ups),
    )  # fmt: skip
    builder.bullets(line for line in lines if line is not None)


def _recorded(event: Event) -> list[Event]:
    """The event, if it has a record to stand on."""
    return [event] if event.created is not None else []


def _talks_and_leads(builder: BriefBuilder, evidence: EventEvidence) -> BriefLine:
    """How many conversations and leads there were, and whether that was what was aimed at."""
    event, talks, leads = evidence.event, len(evidence.encounters), len(evidence.leads)
    wanted_talks, wanted_leads = event.conversations_wanted, event.leads_wanted
    records = [*_recorded(event), *evidence.encounters]
    if builder.outside or (wanted_talks is None and wanted_leads is None):
        aim = "" if builder.outside else "; no number was aimed at"
        return builder.line(f"{how_many(talks, 'conversation')}, {leads or 'none'} rated A or B{aim}.", *records)
    met = [
        count >= wanted for count, wanted in ((talks, wanted_talks), (leads, wanted_leads)) if wanted is not None
    ]  # fmt: skip
    verdict = _GOALS[len(met), sum(met)]
    talked = f"{how_many(talks, 'conversation')}{_aimed_at(wanted_talks)}"
    led = f"{how_many(leads, 'lead')} rated A or B{_aimed_at(wanted_leads)}"
    return builder.line(phrase(strong(verdict), f" {talked} and {led}."), *records)


_GOALS = {
    (1, 1): "Goal met:",
    (1, 0): "Goal not met:",
    (2, 2): "Both goals met:",
    (2, 1): "One of two goals met:",
    (2, 0): "Neither goal met:",
}
"""What is said of the goals, by how many there are and how many were met."""


def _aimed_at(wanted: int | None) -> str:
    return "" if wanted is None else f" ({wanted:,} aimed at)"


def _what_landed(builder: BriefBuilder, evidence: EventEvidence) -> BriefLine | None:
    """The two themes that landed with most buyers."""
    if not evidence.themes:
        return None
    landed = [each for each in evidence.themes if each.received.landed[each.received.landed.main].touched]
    records = [
        insight for insight in evidence.insights if {each.theme.id for each in landed[:2]} & set(insight.signals)
    ]
    if not landed:
        raised = [insight for insight in evidence.insights if insight.signals]
        return builder.line("No message landed with anybody there.", *raised)
    return builder.line(
        phrase("What landed: ", joined("; ", (_landed_with(builder, each) for each in landed[:2])), "."), *records
    )


def _landed_with(builder: BriefBuilder, each: ThemeReception) -> Text:
    landed = each.received.landed
    return phrase(
        "“", builder.words(each.theme, "name"), "” with ", share_words(landed[landed.main], CASES[landed.main])
    )


def _be_ready(builder: BriefBuilder, evidence: EventEvidence) -> BriefLine | None:
    """The objection that most buyers raised there, and the answer that is known to work."""
    if not evidence.objections:
        return None
    return be_ready(builder, *by_buyers(builder, evidence.objections)[0][1:])


def _to_do(builder: BriefBuilder, evidence: EventEvidence, follow_ups: Sequence[_FollowUp]) -> BriefLine | None:
    """Which follow-ups are due."""
    if builder.outside:
        if follow_ups:
            builder.leave_out(_NEXT)
        return None
    lead = strong("To do:")
    if not follow_ups:
        return builder.line(phrase(lead, " nobody was rated A or B, so no follow-up is due."), *evidence.encounters)
    waiting = [each for each in follow_ups if not each.done]
    records = [each.encounter for each in waiting or follow_ups]
    if not waiting:
        return builder.line(phrase(lead, " nothing; everybody rated A or B was followed up."), *records)
    overdue = sum(each.overdue for each in waiting)
    if overdue == len(waiting):
        late = ", overdue" if overdue == 1 else ", all overdue"
    else:
        late = f", {overdue} of them overdue" if overdue else ""
    first = waiting[0]
    when = f" (due {first.by:%Y-%m-%d %H:%M} UTC)."
    leads = how_many(len(waiting), "lead")
    return builder.line(phrase(lead, f" follow up {leads}{late}; first ", first.who, when), *records)


# The sections ----------------------------------------------------------------------------------------------------


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
        builder.paragraph(phrase(f"Held {event.starts}{until}.", owner), *_recorded(event))
    if not builder.outside:
        builder.bullets(phrase("Goal: ", goal) for goal in _lines(builder, event.goals))
    if evidence.encounters:
        amounts = (
            (len(evidence.insights), "insight", ""),
            (len(evidence.mentions), "objection heard", "objections heard"),
            (len(evidence.requests), "content request", ""),
        )
        results = ", ".join(how_many(count, one, many) for count, one, many in amounts if count) or "nothing noted"
        not_held = f" Agreed on, but not held: {evidence.not_held}." if evidence.not_held else ""
        builder.paragraph(
            f"Results: {results}.{not_held}",
            *evidence.insights, *evidence.mentions, *evidence.requests,
        )  # fmt: skip
    if event.verdict and not builder.outside:
        builder.paragraph(phrase(strong("Verdict:"), " ", builder.text(event.verdict)), *_recorded(event))


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
    )  # fmt: skip
    builder.and_more(len(order) - len(shown))
    if sum(map(len, by_persona.values())) > len(evidence.encounters):
        builder.paragraph("A conversation with several personas stands in each of their rows.")
    if apart:
        builder.paragraph("A conversation without a name is a buyer of its own, and counted apart.")


def _heard(builder: BriefBuilder, evidence: EventEvidence) -> None:
    builder.section("Messages that landed")
    reception_table(builder, evidence.themes, evidence.insights)
    builder.section("Questions asked")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.QUESTION))
    builder.section("Objections to answer")
    builder.bullets(objection_lines(builder, evidence.objections))
    builder.and_more(len(evidence.objections) - MOST)
    builder.section("Competitors seen")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.COMPETITOR_MENTION))


# Follow-ups ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _FollowUp:
    """A conversation that somebody must follow up, or has."""

    encounter: Encounter
    tier: Tier
    by: datetime
    overdue: bool
    """Whether its time has run out; what is done in time or late is only counted."""
    who: Text
    """With whom, as this audience may read it."""

    @property
    def done(self) -> bool:
        return self.encounter.followed_up


def _follow_ups(builder: BriefBuilder, evidence: EventEvidence) -> list[_FollowUp]:
    """The follow-ups, the first due first."""
    end = datetime.combine(builder.as_of, time.max, tzinfo=timezone.utc)
    found = []
    for encounter in evidence.encounters:
        by = due(replace(encounter, followed_up=False))
        if by is not None and encounter.tier is not None:
            found.append(_FollowUp(encounter, encounter.tier, by, by < end, _with_whom(builder, encounter)))
    return sorted(found, key=lambda each: (each.by, each.encounter.id))


def _with_whom(builder: BriefBuilder, encounter: Encounter) -> Text:
    """``Riverbend Rehab, Nursing``."""
    personas = [builder.name(Persona, key, "") for key in encounter.personas]
    account = builder.name(Account, encounter.account, "")
    parts = [part for part in (account, *personas) if part]
    return joined(", ", parts) if parts else phrase("somebody without a name")


def _list_follow_ups(builder: BriefBuilder, follow_ups: Sequence[_FollowUp]) -> None:
    builder.section("Follow-ups")
    if builder.outside or not follow_ups:
        return
    done = [each for each in follow_ups if each.done]
    waiting = [each for each in follow_ups if not each.done]
    builder.paragraph(
        f"An A within 24 hours, a B within 48. Done: {len(done)} of {len(follow_ups)}.",
        *(each.encounter for each in done),
    )
    builder.bullets((_follow_up_line(builder, each) for each in waiting), 2 * MOST)


def _follow_up_line(builder: BriefBuilder, each: _FollowUp) -> BriefLine:
    encounter = each.encounter
    owner = builder.name(Person, encounter.owner or encounter.rep or encounter.observer, "nobody yet")
    next_step = builder.text(encounter.next_step)
    state = strong("overdue") if each.overdue else "open"
    return builder.line(
        phrase(
            f"{each.tier.words}, ", each.who, f", by {each.by:%Y-%m-%d %H:%M} UTC: ", state, "; owner: ", owner,
            phrase("; ", next_step) if next_step else "", ".",
        ),
        encounter,
    )  # fmt: skip


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
        says = "does" if without == 1 else "do"
        yield f"{without} of {how_many(len(evidence.insights), 'insight')} {says} not say who said it."
