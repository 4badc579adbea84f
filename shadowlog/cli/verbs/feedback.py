"""``shadowlog mine`` and ``digest``: what became of somebody's contributions."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import as_document, put, put_json, say
from shadowlog.cli.param_types import name_of
from shadowlog.cli.session import ShellSession
from shadowlog.cli.streams import output_fault
from shadowlog.domain.records import Person
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.record_line import title
from shadowlog.services.resolve import resolve


@click.command(short_help="Show what became of your contributions.")
@click.option("--person", metavar="NAME", type=name_of(Person), help="Whose contributions. Default: yours.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The largest number to show.")
@as_json
@pass_session
def mine(session: ShellSession, person: str | None, limit: int, as_json: bool) -> None:
    """Show what became of your insights, of the objections you heard, and of your requests, newest first."""
    from shadowlog.analysis.feedback.contributions import Contributions
    from shadowlog.analysis.feedback.loop import Loop
    from shadowlog.cli.verbs.listing import record_row

    repository = session.repository
    who = resolve(repository, Person, person).id if person else repository.event_store.author
    if not who:
        say("shadowlog does not know your name yet. Set it with: shadowlog me NAME")
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
        put(f"NEW  {title(record)}")
        put(f"     → {shown_in_line(answer.answer)}")
    for contribution in page:
        put(record_row(session, contribution.record, title(contribution.record)))
        put(f"{'':20}  → {shown_in_line(contribution.became)}")
    if not page:
        say("Nothing yet. Capture something with: shadowlog add 'what was said'")
    elif len(page) < len(contributions):
        say(f"These are the newest {len(page)} of {len(contributions):,}. To show all: --limit {len(contributions)}")
    if who == repository.event_store.author and not repository.event_store.read_only and output_fault() is None:
        # They have read these answers, which are not marked as new the next time.
        loop.tell(answers, who)


@click.command(short_help="Write a digest of what became of somebody's contributions.")
@click.argument("person", metavar="NAME", type=name_of(Person))
@click.option("--peek", is_flag=True, help="Only look: the next digest holds the same answers again.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this file.")
@pass_session
def digest(session: ShellSession, person: str, peek: bool, out: Path | None) -> None:
    """Write what became of somebody's contributions since their last digest, as Markdown.

    Each answer is reported once: the next digest leaves out what this one holds.
    """
    from shadowlog.analysis.feedback.loop import Loop
    from shadowlog.briefs.digest import digest as make_digest
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
        Loop(session.repository).tell(written.answers, who.id)
        session.saved()
