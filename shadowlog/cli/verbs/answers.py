"""``shadowlog answer``: which answers to an objection worked."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from shadowlog.cli.output import as_document, as_json, put, put_json, say
from shadowlog.cli.session import Session, pass_session
from shadowlog.domain.errors import Ambiguous, NotFound
from shadowlog.domain.records import Objection, Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import resolve, short_id

_OFFERED = 3

CLOSE = 60.0
"""How alike (of 100) two objections must sound for it to be worth a word."""


@click.command(short_help="Say what to answer to an objection: what was tried, and how it went.")
@click.argument("words", metavar="WORDS_OR_ID", nargs=-1, required=True)
@as_json
@pass_session
def answer(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    """Say how often an objection was heard, and which answers did best.

    Any words will do: where no objection is called so, those are told that sound like it, in what they are called or
    in what buyers said.
    """
    from shadowlog.analysis.evidence.answers import answer_words, proof_of, standing

    repository, today = session.repository, datetime.now(timezone.utc).date()
    text = " ".join(words)
    meant, exactly = _meant(session, text)
    found = [standing(repository, session.finder, held, today) for held in meant]
    if as_json:
        put_json([
            {
                **as_document(held.objection), "times": held.times, "accounts": held.accounts, "called_so": exactly,
                "answers": [
                    {
                        "id": each.response.id, "text": each.response.text, "used": each.used,
                        "known": each.resolved.of, "resolved": each.resolved.hits, "progressed": each.progressed.hits,
                    }
                    for each in held.answers
                ] + [
                    {"id": each.id, "text": each.text, "used": 0, "known": 0, "resolved": 0, "progressed": 0}
                    for each in held.prepared
                ],
            }
            for held in found
        ])  # fmt: skip
        return
    if not exactly:
        say(f"No objection is called {text!r}. It sounds like:")
    for held in found:
        put(f"{short_id(repository, held.objection.id)}  {shown_in_line(held.objection.title)}  ({held.words})")
        for each in held.answers:
            put(f"  {shown_in_line(each.response.text)}\n    {answer_words(each)}")
            for point, past in proof_of(repository, each.response, today):
                put(
                    f"    proof: {shown_in_line(point.claim)}"
                    + (f" (PAST ITS DATE, {point.expires_on})" if past else "")
                )
        for response in held.prepared:
            put(f"  {shown_in_line(response.text)}\n    prepared, not tried yet")
        if not held.best:
            put(f"  {held.best_words[0].upper()}{shown_in_line(held.best_words[1:])}.")


def _meant(session: Session, text: str) -> tuple[list[Objection], bool]:
    """The objections that words or an id mean, the likeliest first, and whether one is called so.

    Raises NotFound, Ambiguous.
    """
    from shadowlog.store.search.similar import Sounds

    try:
        return [resolve(session.repository, Objection, text)], True
    except (NotFound, Ambiguous):
        alike = Sounds(session.repository.event_store, session.finder).like(text, _OFFERED)
        found = [held for each in alike if (held := session.repository.get(Objection, each.objection))]
        if not found:
            raise
        return found, False


def tell_standing(session: Session, objection: Record) -> None:
    """Tell how often an objection was heard by now, and which answer did best."""
    from shadowlog.analysis.evidence.answers import answer_words, standing

    assert isinstance(objection, Objection)
    held = standing(session.repository, session.finder, objection, datetime.now(timezone.utc).date())
    say(f"{held.words[0].upper()}{held.words[1:]}.")
    say(f"{held.best_words[0].upper()}{held.best_words[1:]}")
    if held.best:
        say(f"  {answer_words(held.best)}")


def tell_alike(session: Session, objection: Record) -> None:
    """Tell which objection a new one may be the same as."""
    from shadowlog.store.search.similar import Sounds

    others = Sounds(session.repository.event_store, session.finder).like(objection.heading, 2)
    for other in [held for held in others if held.objection != objection.id and held.score >= CLOSE][:1]:
        old, new = (short_id(session.repository, key) for key in (other.objection, objection.id))
        title = session.repository.heading(Objection.table, other.objection)
        say(f"New. It sounds like “{title}”: if it is that one, shadowlog merge {new} {old}")
