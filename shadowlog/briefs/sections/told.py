"""Who was told what became of what they passed on."""

from __future__ import annotations

from collections.abc import Iterable

from shadowlog.analysis.feedback.loop import whom_to_tell
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.briefs.sections.figures import how_many, listed
from shadowlog.domain.records import Encounter, LoopReply, Mention, Person

_LEFT_OUT = "who was told what became of it"
"""What briefs for outside readers leave out of answers to contributors."""


def who_was_told(builder: BriefBuilder, heard: Iterable[Mention]) -> None:
    """The section that says who was told what became of an objection, and who was told nothing yet."""
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

    lines = []
    for reply in sorted(replies, key=lambda reply: (str(reply.told_at), reply.id), reverse=True):
        who = listed(names_of(from_whom[str(reply.mention)]) or ["Somebody"])
        lines.append(builder.line(phrase(who, f", {reply.told_at:%Y-%m-%d}: ", builder.text(reply.answer), "."), reply))
    builder.bullets(lines, MOST)
    informed = set().union(*(from_whom[str(reply.mention)] for reply in replies))
    names = names_of(set().union(*from_whom.values()) - informed)
    if names:
        more = f" and {how_many(len(names) - MOST, 'other')}" if len(names) > MOST else ""
        builder.paragraph(phrase("Told nothing yet: ", joined(", ", names[:MOST]), f"{more}."))
