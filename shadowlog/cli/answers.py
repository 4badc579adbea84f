"""``shadowlog answer``, ``mine``, ``merge`` and ``unmerge``."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from shadowlog.cli.session import Session, as_document, as_json, pass_session, put, put_json, put_record, say
from shadowlog.cli.streams import output_fault
from shadowlog.domain.errors import Ambiguous, NotFound
from shadowlog.domain.records import Objection, Person, Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import find, find_key, resolve, short_id

_OFFERED = 3

CLOSE = 40.0
"""How near (of 100) two objections must be for it to be worth a word."""


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
        found = [held for each in alike if each.fits and (held := session.repository.get(Objection, each.objection))]
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


@click.command(short_help="Show what became of what you contributed.")
@click.option("--person", metavar="NAME", help="Of somebody else.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="So many at the most.")
@as_json
@pass_session
def mine(session: Session, person: str | None, limit: int, as_json: bool) -> None:
    """Show what became of your insights, the objections you heard, and your requests, newest first."""
    from shadowlog.analysis.feedback.contributions import Contributions
    from shadowlog.analysis.feedback.loop import Loop
    from shadowlog.cli.listing import day

    repository = session.repository
    who = resolve(repository, Person, person).id if person else repository.event_store.author
    if not who:
        say("Nobody said who is writing: shadowlog me NAME")
        return
    loop = Loop(repository)
    answers = loop.untold(who)
    held = Contributions(repository, session.finder, who, datetime.now(timezone.utc).date())
    page = held.page(0, limit)
    if as_json:
        put_json([{**as_document(each.record), "became": each.became, "state": each.state} for each in page])
        return
    for record, answer in answers:
        put(f"NEW  {shown_in_line(record.heading)[:100]}")
        put(f"     → {shown_in_line(answer.answer)}")
    for each in page:
        short = short_id(repository, each.record.id)
        put(f"{short:8}  {day(each.record):10}  {shown_in_line(each.record.heading)[:100]}")
        put(f"{'':20}  → {shown_in_line(each.became)}")
    if not page:
        say("Nothing yet. Capture something with: shadowlog add 'what was said'")
    elif len(page) < len(held):
        say(f"The newest {len(page)} of {len(held):,}. More: --limit {len(held)}")
    if who == repository.event_store.author and not repository.event_store.read_only and output_fault() is None:
        # They have read it now: it is not new the next time.
        loop.tell(answers)


@click.command(short_help="Merge two records that mean the same.")
@click.argument("one", metavar="ID")
@click.argument("into", metavar="INTO_ID")
@as_json
@pass_session
def merge(session: Session, one: str, into: str, as_json: bool) -> None:
    """Merge a theme, objection, account, persona or person into another of its kind.

    What named the first names the second from then on, and both names lead there. Every word is kept, and
    shadowlog unmerge takes it back at any time.
    """
    from shadowlog.services.merge import merge as merge_records

    done = merge_records(session.repository, find(session.repository, one), find(session.repository, into))
    put_record(session, done.record, json=as_json, verb=f"Merged, and {done.moved} records name it now:")
    session.saved()


@click.command(short_help="Take back a merge.")
@click.argument("record_id", metavar="ID")
@pass_session
def unmerge(session: Session, record_id: str) -> None:
    """Take back the latest merge of a record: both are as they were, but for what was changed since."""
    from shadowlog.services.merge import unmerge as take_back

    done = take_back(session.repository, find_key(session.repository, record_id))
    put("Taken back: both are there again.")
    if done.kept:
        say(f"{done.kept} fields were changed again since, and stay as they are.")
    session.saved()
