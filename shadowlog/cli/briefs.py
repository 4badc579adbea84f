"""``shadowlog brief`` and ``export``."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import click

from shadowlog.briefs.edition import Edition
from shadowlog.briefs.export import KINDS, every_brief, find_subject, save_brief, written
from shadowlog.briefs.withholding import Audience
from shadowlog.cli.session import Session, now, pass_session, put, say
from shadowlog.domain.dates import read_day
from shadowlog.store.settings import read_settings

_audience = click.option(
    "--audience",
    type=click.Choice(list(Audience)),
    default=Audience.EXTERNAL,
    show_default=True,
    help="Who reads it. External leaves out names, addresses and every quote without permission.",
)
_as_of = click.option("--as-of", metavar="DATE", help="As it stood on a day (UTC), today if not given.")


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(timezone.utc).date()
    return read_day(text, now(), day_first=read_settings().day_first, field="as-of")


@click.command(short_help="Print a brief: of a theme, objection, persona, event, or the content backlog.")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("subject", metavar="NAME_OR_ID", default="")
@_as_of
@_audience
@click.option("--where", default="", metavar="FILTER", help="Count only what fits, such as: persona:purchasing.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write it into this folder instead.")
@pass_session
def brief(
    session: Session, kind: str, subject: str, as_of: str | None, audience: Audience, where: str, out: Path | None
) -> None:
    """Print the brief of a theme, an objection, a persona, an event, or the content backlog, as Markdown.

    With --out it is written into a folder, and the file's name is printed. The backlog needs no name.
    """
    if not subject and kind != "backlog":
        raise click.UsageError(f"Name the {kind}, such as: shadowlog brief {kind} 'its name'")
    folder = out or session.workspace.exports
    with Edition(session.logbook, _day(as_of), Audience(audience), where=where) as edition:
        brief, earlier = written(edition, find_subject(edition, kind, subject), folder)
    if out is None:
        put(brief.text.rstrip("\n"))
    else:
        put(str(save_brief(brief, out, earlier)))


@click.command(short_help="Write every brief.")
@_as_of
@_audience
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder (exports/ of the workspace).")
@pass_session
def export(session: Session, as_of: str | None, audience: Audience, out: Path | None) -> None:
    """Write every brief, and print the files' names."""
    folder = out or session.workspace.exports
    count = 0
    for each in every_brief(session.logbook, _day(as_of), Audience(audience), folder):
        put(str(save_brief(each, folder)))
        count += 1
    say(f"{count} briefs in {folder}." if count else "Nothing is in the log yet, so there is no brief.")
