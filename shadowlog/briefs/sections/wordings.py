"""What was said, what means the same in one line, by the number of buyers."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TypeVar

from shadowlog.analysis.counting.buyers import AGAINST, FOR
from shadowlog.analysis.evidence.groups import Group, Move, grouped, moves
from shadowlog.analysis.evidence.responses import (
    buyer_count,
)
from shadowlog.analysis.evidence.vocabulary import Word, vocabulary
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.briefs.sections.figures import how_many
from shadowlog.domain.records import (
    Encounter,
    Insight,
    Mention,
)
from shadowlog.domain.values import InsightKind, Stance

MOVED = "what moved prospects forward"


R = TypeVar("R", Insight, Mention, Encounter)


H = TypeVar("H", Insight, Mention)


def buyers_words(builder: BriefBuilder, records: Iterable[Insight | Mention | Encounter]) -> str:
    """How many buyers some records come from: ``12 buyers``, or ``3 conversations without a name``."""
    named = {builder.reader.buyer(record): builder.reader.has_name(record) for record in records}
    unnamed = sum(not has_name for has_name in named.values())
    if 0 < unnamed < len(named):
        return f"{buyer_count(len(named))} ({unnamed:,} without a name)"
    return buyer_count(len(named), unnamed)


def from_buyer(record: Insight | Mention) -> bool:
    """Whether a buyer said it, in these words or others."""
    return record.basis is not None and record.basis.from_buyer


def said_by_buyers(insights: Iterable[Insight], kind: InsightKind) -> list[Insight]:
    """The insights of a kind that come from a buyer."""
    return [insight for insight in insights if insight.kind is kind and from_buyer(insight)]


def list_wordings(builder: BriefBuilder, records: Iterable[R], most: int = MOST) -> None:
    """Add a list of what was said, what means the same in one line, by the number of buyers. All of them count; what
    means the same is left out where this audience may read none of its wordings.
    """
    worded = [record for record in records if record.heading]
    allowed = {record.id for record in worded if isinstance(record, Encounter) or builder.may_show(record)}
    name = worded[0].title_field if worded else ""
    groups = grouped(builder.reader, worded, name)
    shown = [group for group in groups if any(record.id in allowed for record in group.records)]
    builder.bullets(_group_line(builder, group, _wording(builder, group, allowed, name)) for group in shown[:most])
    builder.and_more(len(shown) - most)


def _wording(builder: BriefBuilder, group: Group[R], allowed: Container[str], name: str) -> str:
    """How a group was said most often, of the wordings in records whose ids are ``allowed``."""
    readable = [record for record in group.records if record.id in allowed]
    if len(readable) == len(group.records):
        return group.text
    return grouped(builder.reader, readable, name)[0].text


def _group_line(builder: BriefBuilder, group: Group[R], wording: str) -> BriefLine:
    buyers = buyers_words(builder, group.records)
    other = f", in {group.wordings} wordings" if group.wordings > 1 else ""
    return builder.line(phrase(builder.text(wording), f" — {buyers}{other}."), *group.records)


def reported(builder: BriefBuilder, records: Iterable[H]) -> None:
    """The section of what reps report and observers infer, apart from what buyers said."""
    builder.section("What the team reports, not buyers")
    found = [record for record in records if record.basis and not record.basis.from_buyer]
    list_wordings(builder, found)


def moved(builder: BriefBuilder, encounters: Iterable[Encounter]) -> None:
    """The section of what moved prospects forward, by the stages before and after."""
    builder.section("What moved them")
    if builder.outside:
        if any(encounter.moved_by.strip() for encounter in encounters):
            builder.leave_out(MOVED)
        return
    found = moves(builder.reader, encounters)
    builder.bullets(_move_line(builder, move) for move in found[:MOST])
    builder.and_more(len(found) - MOST)


def _move_line(builder: BriefBuilder, move: Move) -> BriefLine:
    reasons = [
        phrase("“", builder.text(reason.text), f"” ({len(reason.buyers)})" if len(reason.buyers) > 1 else "”")
        for reason in move.reasons[:MOST]
    ]
    more = len(move.reasons) - MOST
    tail = f" and {how_many(more, 'more reason')}" if more > 0 else ""
    records = [encounter for reason in move.reasons for encounter in reason.records]
    return builder.line(
        phrase(strong(move.words), f", {buyers_words(builder, records)}: ", joined(", ", reasons), f"{tail}."),
        *records,
    )


def words_to_use(builder: BriefBuilder, told: Iterable[tuple[Insight, Iterable[Stance]]]) -> None:
    """Add the words to use and those to avoid, if any set apart what was received well from what was not. ``told`` are
    insights that this audience may read, with how what they say was received.
    """
    landed: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    for insight, stances in told:
        received = set(stances)
        if bool(received & FOR) is not bool(received & AGAINST):
            (landed if received & FOR else failed).append((builder.reader.buyer(insight), builder.spoken(insight.text)))
    found = vocabulary(landed, failed)
    builder.bullets(
        phrase(label, joined(", ", (_word(builder, word) for word in words)), ".")
        for label, words in (("Words to use: ", found.use), ("Words to avoid: ", found.avoid))
        if words
    )


def _word(builder: BriefBuilder, word: Word) -> Text:
    return phrase("“", builder.text(word.text), f"” ({word.landed} for, {word.failed} against)")
