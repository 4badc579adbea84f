"""``shadowlog mine`` and ``digest``: what became of what somebody contributed."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from shadowlog.cli.output import as_document, as_json, put, put_json, say
from shadowlog.cli.session import Session, pass_session
from shadowlog.cli.streams import output_fault
from shadowlog.domain.records import Person
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import resolve, short_id


@click.command(short_help="Show what became of what you contributed.")
@click.option("--person", metavar="NAME", help="Of somebody else.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="So many at the most.")
@as_json
@pass_session
def mine(session: Session, person: str | None, limit: int, as_json: bool) -> None:
    """Show what became of your insights, the objections you heard, and your requests, newest first."""
    from shadowlog.analysis.feedback.contributions import Contributions
    from shadowlog.analysis.feedback.loop import Loop
    from shadowlog.cli.verbs.listing import day

    repository = session.repository
    who = resolve(repository, Person, person).id if person else repository.event_store.author
    if not who:
        say("Nobody said who is writing: shadowlog me NAME")
        return
    loop = Loop(repository)
    answers = loop.untold(who)
    contributions = Contributions(repository, session.finder, who, datetime.now(timezone.utc).date())
    page = contributions.page(0, limit)
    if as_json:
        put_json(
            [
                {**as_document(contribution.record), "became": contribution.became, "state": contribution.state}
                for contribution in page
            ]
        )
        return
    for record, answer in answers:
        put(f"NEW  {shown_in_line(record.heading)[:100]}")
        put(f"     → {shown_in_line(answer.answer)}")
    for contribution in page:
        short = short_id(repository, contribution.record.id)
        put(f"{short:8}  {day(contribution.record):10}  {shown_in_line(contribution.record.heading)[:100]}")
        put(f"{'':20}  → {shown_in_line(contribution.became)}")
    if not page:
        say("Nothing yet. Capture something with: shadowlog add 'what was said'")
    elif len(page) < len(contributions):
        say(f"The newest {len(page)} of {len(contributions):,}. More: --limit {len(contributions)}")
    if who == repository.event_store.author and not repository.event_store.read_only and output_fault() is None:
        # They have read it now: it is not new the next time.
        loop.tell(answers)


@click.command(short_help="Write what became of what somebody contributed, once.")
@click.argument("person", metavar="NAME")
@click.option("--peek", is_flag=True, help="Only look: the next digest tells it again.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this file.")
@pass_session
def digest(session: Session, person: str, peek: bool, out: Path | None) -> None:
    """Write what became of what somebody contributed since they were last told, as Markdown.

    Each answer is told once: what this digest holds, the next one does not.
    """
    from shadowlog.analysis.feedback.loop import Loop
    from shadowlog.briefs.kinds.digest import digest as make_digest
    from shadowlog.store.log import durable_io
    from shadowlog.store.log.errors import save_failed

    who = resolve(session.repository, Person, person)
    written = make_digest(session.repository, session.finder, who, datetime.now(timezone.utc))
    if out is None:
        put(written.text.rstrip("\n"))
    else:
        try:
            durable_io.replace_file(str(out), [written.text.encode()])
        except OSError as error:
            raise save_failed(error, str(out)) from error
        put(str(out))
    if not peek and not session.repository.event_store.read_only and output_fault() is None:
        Loop(session.repository).tell(written.answers)
        session.saved()
