"""Who was told what became of what they passed on."""

from __future__ import annotations

from collections.abc import Iterable

from shadowlog.analysis.feedback.loop import whom_to_tell
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.briefs.sections.figures import how_many
from shadowlog.domain.records import Encounter, LoopReply, Mention, Person

_LEFT_OUT = "who was told what became of it"
"""What briefs for outside readers leave out of answers to contributors."""


def who_was_told(builder: BriefBuilder, heard: Iterable[Mention]) -> None:
    """The section that says who was told what became of an objection, and who was not told yet."""
    builder.section("Who was told")
    mentions = {mention.id: mention for mention in heard}
    numbered = builder.reader.repository.naming_any(LoopReply, list(mentions), "mention")
    replies = [
        reply for reply in builder.reader.read(LoopReply, numbered) if reply.told_at and reply.mention in mentions
    ]
    if builder.outside:
        if replies:
            builder.leave_out(_LEFT_OUT)
        return
    there = builder.reader.fetch(Encounter, (mention.encounter for mention in mentions.values()))
    encounters = {encounter.id: encounter for encounter in there}
    from_whom = {
        key: set(filter(None, whom_to_tell(mention, encounters.get(mention.encounter or ""))))
        for key, mention in mentions.items()
    }

    def names_of(people: Iterable[str]) -> list[Text]:
        return sorted((builder.name(Person, key, "somebody") for key in people), key=lambda name: name.markdown)

    by_answer: dict[tuple[str, str], list[LoopReply]] = {}
    for reply in sorted(replies, key=lambda reply: (str(reply.told_at), reply.id), reverse=True):
        # Replies of earlier versions name nobody: all concerned were taken to know it.
        for person in [reply.person] if reply.person else sorted(from_whom[str(reply.mention)]) or [""]:
            by_answer.setdefault((person, reply.answer), []).append(reply)
    lines = []
    for (person, answer), told in by_answer.items():
        who = builder.name(Person, person, "Somebody")
        count = f" (of {how_many(len(told), 'mention')})" if len(told) > 1 else ""
        lines.append(
            builder.line(phrase(who, f", {told[0].told_at:%Y-%m-%d}: ", builder.text(answer), f"{count}."), *told)
        )
    builder.bullets(lines, MOST)
    informed = {person for person, _ in by_answer}
    names = names_of(set().union(*from_whom.values()) - informed)
    if names:
        more = f" and {how_many(len(names) - MOST, 'other')}" if len(names) > MOST else ""
        builder.paragraph(phrase("Not told yet: ", joined(", ", names[:MOST]), f"{more}."))
