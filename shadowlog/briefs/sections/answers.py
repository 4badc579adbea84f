"""Objections with the answers that worked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shadowlog.analysis.evidence.responses import (
    ResponseRecord,
    best_of,
    none_best,
    response_records,
    worked_words,
)
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, phrase
from shadowlog.briefs.sections.wordings import buyers_words, from_buyer
from shadowlog.domain.records import (
    Mention,
    Objection,
    Response,
)

WORKED = " (resolved or progressed)"
"""What it means that an answer worked, to be said where that is said first."""


def answers_anywhere(builder: BriefBuilder, objection: Objection) -> list[ResponseRecord]:
    """How every response to an objection did, wherever it was heard, the best first."""
    heard = builder.context.counting.among("is=mentions", f"objection={objection.id}")
    keys = sorted(builder.reader.repository.named_together(objection.id, "objection", "response"))
    return response_records(heard, builder.reader.fetch(Response, keys))


def outcomes_of(builder: BriefBuilder, objection: Objection, best: ResponseRecord | None) -> list[Mention]:
    """The mentions that say how an answer to an objection did."""
    if best is None:
        return []
    facets = (f"objection={objection.id}", f"response={best.response.id}")
    return builder.reader.fetch(Mention, builder.context.counting.ids("is=mentions", *facets))


def best_answer(builder: BriefBuilder, answers: Sequence[ResponseRecord], meaning: str = "") -> Text:
    """``worked for 4 of 8 buyers: We take back …``, or why no answer is called the best. ``meaning`` is ``WORKED``
    where that is said first.
    """
    best = best_of(answers)
    if best is None:
        return phrase(none_best(answers))
    return phrase(f"{worked_words(best)}{meaning}: ", builder.words(best.response, "text"))


def answer_to(
    builder: BriefBuilder, objection: Objection, answers: Sequence[ResponseRecord], meaning: str = ""
) -> tuple[Text, Response | None]:
    """The best answer to an objection and how it did; or why none is called so, with the one to say meanwhile: what is
    prepared, else what was tried and may have worked. And which answer that is.
    """
    best = best_of(answers)
    if best:
        return best_answer(builder, answers, meaning), best.response
    among = "no answer was tried with these" if builder.context.narrowed and not answers else none_best(answers)
    prepared = prepared_answers(builder, objection, answers)
    if prepared:
        return phrase(among, "; prepared: ", builder.words(prepared[0], "text")), prepared[0]
    open_ = [record.response for record in answers if record.worked.hits or not record.worked.of]
    if open_:
        return phrase(among, "; tried: ", builder.words(open_[0], "text")), open_[0]
    return phrase(among), None


def prepared_answers(builder: BriefBuilder, objection: Objection, answers: Sequence[ResponseRecord]) -> list[Response]:
    """The responses that are prepared for an objection and were not tried yet. ``answers`` are those that were."""
    tried = {record.response.id for record in answers}
    if builder.context.narrowed:
        # What was tried with others is not new.
        tried |= set(builder.reader.repository.named_together(objection.id, "objection", "response"))
    meant_for_it = builder.reader.referring(Response, objection.id, "objections")
    return sorted((answer for answer in meant_for_it if answer.id not in tried), key=lambda each: (each.text, each.id))


def by_buyers(
    builder: BriefBuilder, objections: Iterable[tuple[Objection, list[Mention]]]
) -> list[tuple[int, Objection, list[Mention]]]:
    """Objections with the number of buyers that raised them, those of most buyers first."""
    counted = [
        (len({builder.reader.buyer(mention) for mention in mentions}), objection, mentions)
        for objection, mentions in objections
    ]
    return sorted(counted, key=lambda each: (-each[0], -len(each[2]), each[1].title, each[1].id))


def be_ready(builder: BriefBuilder, objection: Objection, mentions: Sequence[Mention]) -> BriefLine | None:
    """The one objection to be ready for, with its best answer; None where this audience may not read its wording."""
    if not builder.context.may_show_wording(objection):
        return None
    answers = answers_anywhere(builder, objection)
    best = best_of(answers)
    words, answer = answer_to(builder, objection, answers, WORKED)
    return builder.line(
        phrase("Be ready for “", builder.words(objection, "title"), "”: ", words, "."),
        objection, *mentions, *outcomes_of(builder, objection, best), *([answer] if answer else []),
    )  # fmt: skip


def _heard_from(builder: BriefBuilder, mentions: Sequence[Mention]) -> str:
    """From how many buyers an objection was heard: ``12 buyers``, or ``12 buyers, 4 reported``."""
    said = {builder.reader.buyer(mention) for mention in mentions if from_buyer(mention)}
    told = {builder.reader.buyer(mention) for mention in mentions if mention.basis and not from_buyer(mention)} - said
    buyers = buyers_words(builder, mentions)
    if not told:
        return buyers
    only = len(told) == len({builder.reader.buyer(mention) for mention in mentions})
    return f"{buyers}, {'as the team reports' if only else f'{len(told)} reported'}"


def objection_lines(
    builder: BriefBuilder, objections: Iterable[tuple[Objection, list[Mention]]], most: int = MOST
) -> Iterator[BriefLine]:
    """The objections of most buyers, each with its best answer."""
    for buyers, objection, mentions in by_buyers(builder, objections)[:most]:
        answers = answers_anywhere(builder, objection)
        best = best_of(answers)
        not_heard = "not among these" if builder.context.narrowed else "not heard yet"
        heard = f" — {_heard_from(builder, mentions) if buyers else not_heard}; "
        words, answer = answer_to(builder, objection, answers)
        yield builder.line(
            phrase(builder.words(objection, "title"), heard, words, "."),
            objection, *mentions, *outcomes_of(builder, objection, best), *([answer] if answer else []),
        )  # fmt: skip
