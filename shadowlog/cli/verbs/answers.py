"""``shadowlog answer``: which answers to an objection worked."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

import click

from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import as_document, put, put_json, say
from shadowlog.cli.param_types import id_of
from shadowlog.cli.session import ShellSession
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import Objection
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import short_id

if TYPE_CHECKING:
    from shadowlog.analysis.evidence.answers import Standing
    from shadowlog.analysis.evidence.meant import Meant
    from shadowlog.store.repository import Repository


@click.command(short_help="Show which answers to an objection were tried, and how they did.")
@click.argument("words", metavar="WORDS_OR_ID", type=id_of(Objection), nargs=-1, required=True)
@as_json
@pass_session
def answer(session: ShellSession, words: tuple[str, ...], as_json: bool) -> None:
    """Show how often an objection was heard, and which answers did best.

    Any words will do. If no objection has exactly that wording, those that sound like it are listed, compared by their
    own wording and by what buyers said. If none does, those are listed that most buyers raised, and the exit code is 3.
    """
    from itertools import groupby

    from shadowlog.analysis.evidence.meant import Why, objections_meant

    today = datetime.now(timezone.utc).date()
    text = " ".join(words)
    meant = objections_meant(session.repository, session.finder, text, today)
    if not meant:
        raise NotFound(
            f"There is no objection called {text!r}.", "What was heard is listed by: shadowlog list objections"
        )
    if as_json:
        put_json([_document(each) for each in meant])
    else:
        for why, group in groupby(meant, key=lambda each: each.why):
            offered = list(group)
            if why is Why.ALIKE:
                say(f"No objection is called {text!r}. It sounds like:")
            elif why is Why.CATEGORY:
                categories = dict.fromkeys(each.standing.objection.category.words for each in offered)
                say(f"Perhaps another will do, also about {' or '.join(categories)}:")
            elif why is Why.HEARD_MOST:
                say(f"No objection is alike to {text!r}. Heard most:")
            for each in offered:
                _put_standing(session, each.standing, each.wording, today)
    if meant[0].why is Why.HEARD_MOST:
        raise SystemExit(NotFound.exit_code)


def _document(meant: Meant) -> dict[str, Any]:
    """Where an objection that may be meant stands, for ``--json``, and ``why`` it may be.

    Answers are counted by buyers: tried with so many, known of so many how it ended, worked with so many, resolved with
    so many. ``unnamed`` are the buyers that are conversations without a name.
    """
    position, wording, why = meant
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
        "called_so": why == "called so", "why": why, "wording": wording, "answers": tried + untried,
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
