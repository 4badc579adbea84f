"""``shadowlog brief`` and ``export``."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import click

from shadowlog.briefs.export import KINDS, every_brief, save_brief, write_brief
from shadowlog.briefs.withholding import Audience
from shadowlog.cli.session import Session, now, pass_session, put, say
from shadowlog.domain.dates import read_day
from shadowlog.store.lookup import resolve
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


@click.command(short_help="Print the brief of a theme or an objection.")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("subject", metavar="NAME_OR_ID")
@_as_of
@_audience
@click.option("--where", default="", metavar="FILTER", help="Count only what fits, such as: persona:purchasing.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write it into this folder instead.")
@pass_session
def brief(
    session: Session, kind: str, subject: str, as_of: str | None, audience: Audience, where: str, out: Path | None
) -> None:
    """Print the brief of a theme or an objection as Markdown, or write it into a folder and print the file's name."""
    record = resolve(session.logbook, KINDS[kind], subject)
    written = write_brief(session.logbook, record, _day(as_of), Audience(audience), where)
    if out is None:
        put(written.text.rstrip("\n"))
    else:
        put(str(save_brief(written, out)))


@click.command(short_help="Write every brief.")
@_as_of
@_audience
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder (exports/ of the workspace).")
@pass_session
def export(session: Session, as_of: str | None, audience: Audience, out: Path | None) -> None:
    """Write the briefs of every theme and every objection, and print the files' names."""
    folder = out or session.workspace.exports
    count = 0
    for written in every_brief(session.logbook, _day(as_of), Audience(audience)):
        put(str(save_brief(written, folder)))
        count += 1
    say(f"{count} briefs in {folder}." if count else "There is no theme and no objection yet, so there is no brief.")
