"""The event brief in short: goals met or not, what landed, what to be ready for, what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from shadowlog.analysis.counting.buyers import CASES, share_words
from shadowlog.analysis.evidence.events import EventEvidence
from shadowlog.analysis.evidence.groups import grouped
from shadowlog.analysis.evidence.personas import ThemeReception
from shadowlog.analysis.evidence.responses import best_of
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.in_short import IN_SHORT
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.briefs.sections.answers import answers_anywhere, be_ready, by_buyers
from shadowlog.briefs.sections.figures import how_many
from shadowlog.briefs.sections.follow_ups import NEXT_STEPS, FollowUp
from shadowlog.briefs.sections.wordings import said_by_buyers
from shadowlog.domain.records import Event, Record
from shadowlog.domain.values import InsightKind


def event_in_short(builder: BriefBuilder, evidence: EventEvidence, follow_ups: Sequence[FollowUp]) -> None:
    builder.section(IN_SHORT)
    if not evidence.encounters:
        builder.bullets([builder.line("Nobody was spoken with there yet.", *recorded(evidence.event))])
        return
    lines = (
        _talks_and_leads(builder, evidence), _what_landed(builder, evidence), _be_ready(builder, evidence),
        _to_do(builder, evidence, follow_ups),
    )  # fmt: skip
    builder.bullets(line for line in lines if line is not None)


def recorded(event: Event) -> list[Event]:
    """The event, if it has a record to stand on."""
    return [event] if event.created is not None else []


_FEWEST = 2
"""The number of buyers from which a theme may be said to have landed."""


def _talks_and_leads(builder: BriefBuilder, evidence: EventEvidence) -> BriefLine:
    """How many conversations and leads there were, and whether that was what was aimed at."""
    event, talks, leads = evidence.event, len(evidence.encounters), len(evidence.leads)
    wanted_talks, wanted_leads = event.conversations_wanted, event.leads_wanted
    records = [*recorded(event), *evidence.encounters]
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
    """The two themes that landed with most buyers, of those that did with at least half of two or more."""
    if not evidence.themes:
        return None
    shares = {each.theme.id: each.received.landed[each.received.landed.main] for each in evidence.themes}
    heard = [each for each in evidence.themes if shares[each.theme.id].of >= _FEWEST]
    landed = [each for each in heard if shares[each.theme.id].share >= 0.5]
    records = [
        insight for insight in evidence.insights if {each.theme.id for each in landed[:2]} & set(insight.signals)
    ]
    if not landed:
        raised = [insight for insight in evidence.insights if insight.signals]
        words = (
            "No message landed with half of those who spoke of it"
            if heard
            else "Too few spoke of a message to tell what landed"
        )
        return builder.line(f"{words}.", *raised)
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


def _to_do(builder: BriefBuilder, evidence: EventEvidence, follow_ups: Sequence[FollowUp]) -> BriefLine | None:
    """Which follow-ups are due; where none is, what to write."""
    if builder.outside:
        if follow_ups:
            builder.leave_out(NEXT_STEPS)
        return None
    lead = strong("To do:")
    if not follow_ups:
        write, records = _to_write(builder, evidence)
        none_due = " nobody was rated A or B, so no follow-up is due."
        return builder.line(phrase(lead, none_due, write), *evidence.encounters, *records)
    waiting = [each for each in follow_ups if not each.done]
    followed = [each.encounter for each in waiting or follow_ups]
    if not waiting:
        write, records = _to_write(builder, evidence)
        return builder.line(
            phrase(lead, write or " nothing.", " Everybody rated A or B was followed up."), *followed, *records
        )
    overdue = sum(each.overdue for each in waiting)
    if overdue == len(waiting):
        late = ", overdue" if overdue == 1 else ", all overdue"
    else:
        late = f", {overdue} of them overdue" if overdue else ""
    first = waiting[0]
    when = f" (due {first.by:%Y-%m-%d %H:%M} UTC)."
    leads = how_many(len(waiting), "lead")
    return builder.line(phrase(lead, f" follow up {leads}{late}; first ", first.who, when), *followed)


def _to_write(builder: BriefBuilder, evidence: EventEvidence) -> tuple[Text, Sequence[Record]]:
    """What to write after it, and what that stands on: what was asked for there, an answer to the objection of most
    buyers where none is known to work, or one to the question of most; empty if there is none.
    """
    wanted = [request for request in evidence.requests if request.status.open]
    if wanted:
        return phrase(" write what was asked for there: “", builder.words(wanted[0], "use_case"), "”."), wanted[:1]
    for _, objection, mentions in by_buyers(builder, evidence.objections)[:1]:
        if best_of(answers_anywhere(builder, objection)) is None:
            return phrase(" prepare an answer to “", builder.words(objection, "title"), "”."), [objection, *mentions]
    questions = grouped(builder.reader, said_by_buyers(evidence.insights, InsightKind.QUESTION), "text")
    if questions:
        asked = builder.text(questions[0].text)
        return phrase(" answer in writing what was asked there: “", asked, "”."), list(questions[0].records)
    return Text(), []
