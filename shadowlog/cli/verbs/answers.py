"""``shadowlog answer``: which answers to an objection worked."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

import click

from shadowlog.cli.output import as_document, as_json, put, put_json, say
from shadowlog.cli.param_types import id_of
from shadowlog.cli.session import ShellSession, pass_session
from shadowlog.domain.errors import Ambiguous, NotFound
from shadowlog.domain.records import Objection, Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import resolve, short_id

if TYPE_CHECKING:
    from shadowlog.analysis.evidence.answers import Standing
    from shadowlog.store.repository import Repository

_OFFERED = 3

CLOSE = 40.0
"""The similarity, from 0 to 100, from which a new objection is compared with an older one on screen."""


@click.command(short_help="Show which answers to an objection were tried, and how they did.")
@click.argument("words", metavar="WORDS_OR_ID", type=id_of(Objection), nargs=-1, required=True)
@as_json
@pass_session
def answer(session: ShellSession, words: tuple[str, ...], as_json: bool) -> None:
    """Show how often an objection was heard, and which answers did best.

    Any words will do. If no objection has exactly that wording, those that sound like it are listed, compared by their
    own wording and by what buyers said.
    """
    from shadowlog.analysis.evidence.answers import standing

    today = datetime.now(timezone.utc).date()
    text = " ".join(words)
    objections, called_so = _objections_meant(session, text)
    standings = [
        (standing(session.repository, session.finder, objection, today), wording) for objection, wording in objections
    ]
    if as_json:
        put_json([_document(position, wording, called_so=called_so) for position, wording in standings])
        return
    if not called_so:
        say(f"No objection is called {text!r}. It sounds like:")
    for position, wording in standings:
        _put_standing(session, position, wording, today)


def _document(position: Standing, wording: str, *, called_so: bool) -> dict[str, Any]:
    """Where an objection stands, for ``--json``, with the wording of it that resembles what was asked for. Answers are
    counted by buyers: tried with so many, known of so many how it ended, worked with so many, resolved with so many.
    ``unnamed`` are the buyers that are conversations without a name.
    """
    tried = [
        {
            "id": record.response.id, "text": record.response.text, "tried": record.tried, "known": record.worked.of,
            "worked": record.worked.hits, "resolved": record.resolved.hits,
            "interval": [round(end, 3) for end in record.worked.interval] if record.worked.enough else None,
        }
        for record in position.answers
    ]  # fmt: skip
    untried = [
        {"id": response.id, "text": response.text, "tried": 0, "known": 0, "worked": 0, "resolved": 0, "interval": None}
        for response in position.prepared
    ]
    best = position.best
    return {
        **as_document(position.objection), "times": position.times, "buyers": position.buyers,
        "unnamed": position.unnamed, "trend": position.trend.way, "best": best.response.id if best else None,
        "called_so": called_so, "wording": wording, "answers": tried + untried,
    }  # fmt: skip


def _put_standing(session: ShellSession, position: Standing, wording: str, today: date) -> None:
    """Print where an objection stands: its answers, those that did best first, with their proof.

    ``wording`` is the wording of it that resembles what was asked for; where it is not the title, it is printed.
    """
    repository = session.repository
    objection = position.objection
    put(f"{short_id(repository, objection.id)}  {shown_in_line(objection.title)}  ({position.words})")
    if wording != objection.title:
        put(f"  heard as “{shown_in_line(wording)}”")
    _put_answers(repository, position, today)


def put_answers(session: ShellSession, objection: Objection) -> None:
    """Print how often an objection was heard and from how many buyers, and its answers, the best first."""
    from shadowlog.analysis.evidence.answers import standing

    today = datetime.now(timezone.utc).date()
    position = standing(session.repository, session.finder, objection, today)
    put(f"{position.words}:")
    _put_answers(session.repository, position, today)


def _put_answers(repository: Repository, position: Standing, today: date) -> None:
    from shadowlog.analysis.evidence.answers import answer_words, certainty_words, proof_of

    for record in position.answers:
        put(f"  {shown_in_line(answer_words(record))}")
        if certainty := certainty_words(record):
            put(f"    {certainty}")
        for point, past in proof_of(repository, record.response, today):
            late = f" (EXPIRED {point.expires_on})" if past else ""
            put(f"    proof: {shown_in_line(point.claim)}{late}")
    for response in position.prepared:
        put(f"  prepared, not tried yet: {shown_in_line(response.text)}")
    if not position.best:
        put(f"  {position.best_words[0].upper()}{shown_in_line(position.best_words[1:])}.")


def _objections_meant(session: ShellSession, text: str) -> tuple[list[tuple[Objection, str]], bool]:
    """The objections that words or an id may mean, likeliest first, and whether that is one with exactly this wording.

    Each comes with the wording of it that resembles the words: its title where it has exactly this wording. Raises
    NotFound, Ambiguous.
    """
    from shadowlog.store.search.similar import SimilarObjections

    try:
        called = resolve(session.repository, Objection, text)
    except (NotFound, Ambiguous):
        similar = SimilarObjections(session.repository.event_store, session.finder).find(text, _OFFERED)
        objections = [
            (objection, match.wording)
            for match in similar
            if match.fits and (objection := session.repository.get(Objection, match.objection))
        ]
        if not objections:
            raise
        return objections, False
    return [(called, called.title)], True


def tell_standing(session: ShellSession, objection: Record) -> None:
    """Print how often an objection was heard so far, and which answer did best."""
    from shadowlog.analysis.evidence.answers import certainty_words, standing

    assert isinstance(objection, Objection)
    position = standing(session.repository, session.finder, objection, datetime.now(timezone.utc).date())
    say(f"{position.words[0].upper()}{position.words[1:]}.")
    say(f"{position.best_words[0].upper()}{position.best_words[1:]}")
    if position.best:
        say(f"  {certainty_words(position.best)}")


def tell_alike(session: ShellSession, objection: Record) -> None:
    """Print which objection a new one may be the same as."""
    from shadowlog.store.search.similar import SimilarObjections

    others = SimilarObjections(session.repository.event_store, session.finder).find(objection.heading, 2)
    for other in [match for match in others if match.objection != objection.id and match.score >= CLOSE][:1]:
        old, new = (short_id(session.repository, key) for key in (other.objection, objection.id))
        title = session.repository.heading(Objection.table, other.objection)
        say(f"New. It sounds like “{title}”. If they are the same, merge them: shadowlog merge {new} {old}")
