"""``shadowlog brief``, ``export``, ``verify`` and ``template``."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import click

from shadowlog.briefs.context import Edition
from shadowlog.briefs.export.one import Form, export_one, find_subject, folder_of, rendered, written
from shadowlog.briefs.kinds.registry import KINDS
from shadowlog.cli.errors import show_error
from shadowlog.cli.output import put, say
from shadowlog.cli.progress import shown_progress
from shadowlog.cli.session import Session, now, pass_session
from shadowlog.domain.text.dates import read_day
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.privacy.withholding import Audience
from shadowlog.store.workspace.settings import read_settings

_audience = click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    default=Audience.EXTERNAL.value,
    show_default=True,
    help="Who reads it. External holds only the team's own wording and permitted words, without names.",
)
_as_of = click.option("--as-of", metavar="DATE", help="As it stood on a day (UTC), today if not given.")
_SHOWN = 40


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
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Form]),
    default=Form.MARKDOWN.value,
    show_default=True,
    help="What it is.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write it into this folder instead.")
@pass_session
def brief(
    session: Session,
    kind: str,
    subject: str,
    as_of: str | None,
    audience: Audience,
    where: str,
    form: Form,
    out: Path | None,
) -> None:
    """Print the brief of a theme, an objection, a persona, an event, or the content backlog.

    With --out it is written into a folder, as Markdown and in the format given, and the file's name is printed. The
    backlog needs no name.
    """
    if not subject and kind != "backlog":
        raise click.UsageError(f"Name the {kind}, such as: shadowlog brief {kind} 'its name'")
    audience, form = Audience(audience), Form(form)
    folder = out or folder_of(session.workspace, audience)
    with Edition(session.repository, _day(as_of), audience, where=where) as edition:
        record = find_subject(edition, kind, subject)
        if out is None:
            put(rendered(written(edition, record, folder)[0], form).decode().rstrip("\n"))
        else:
            exported = export_one(edition, record, folder, [form])
            _tell_aside(exported.path, exported.aside)
            put(str(exported.path.with_suffix(form.ending)))


@click.command(short_help="Write every brief that changed.")
@_as_of
@_audience
@click.option("--html", is_flag=True, help="Write each as a web page as well, with an index page.")
@click.option("--json", "json_too", is_flag=True, help="Write each as JSON as well, for other programs.")
@click.option("--where", default="", metavar="FILTER", help="Count only what fits, such as: persona:purchasing.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder (exports/ of the workspace).")
@pass_session
def export(
    session: Session, as_of: str | None, audience: Audience, html: bool, json_too: bool, where: str, out: Path | None
) -> None:
    """Write the briefs that changed since they were last written here, and print the files' names.

    A brief that only the day would change is left as it is. Briefs for the team go into exports/internal. With
    --where each brief counts only what fits, and lies in a file of its own. Every form of a brief that lies in the
    folder is kept up to date; briefs of what was deleted are removed; copies, and versions edited by hand that hold
    withdrawn words, are named.
    """
    from shadowlog.briefs.export.incremental import export as export_all

    audience = Audience(audience)
    folder = out or folder_of(session.workspace, audience)
    forms = [*([Form.HTML] if html else []), *([Form.JSON] if json_too else [])]

    with shown_progress("Looking at briefs") as progress:
        report = export_all(session.repository, folder, _day(as_of), audience, forms, progress, where)
    for brief_file in report.written:
        put(str(brief_file.path))
    for brief_file in report.exported:
        _tell_aside(brief_file.path, brief_file.aside)
        if brief_file.unquoted:
            withdrawn = ", ".join(brief_file.unquoted)
            say(f"No longer quoted in {brief_file.path.name}, which was exported with it: {withdrawn}")
    for line in report.beside.told:
        say(shown_in_line(line))
    say(f"{len(report.written):,} of {report.total:,} briefs written in {folder}.")
    for fault in report.faults:
        show_error(fault)
    if report.faults:
        raise SystemExit(report.faults[0].exit_code)


def _tell_aside(path: Path, aside: Path | None) -> None:
    if aside is not None:
        say(f"{path.name} was edited by hand since it was exported; that version is kept as {aside.name}.")


@click.command(short_help="Count a brief again, and say which lines no longer hold.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_session
def verify(session: Session, file: Path) -> None:
    """Count an exported brief again, as of its own day, and report every line that no longer holds, and whether
    somebody edited it. Ends with 1 where anything differs.
    """
    from shadowlog.briefs.export.verify import verify as count_again

    verdict = count_again(session.repository, file)
    if verdict.holds:
        put(f"{file}: every line holds.")
        return
    if not verdict.layout:
        say("It was laid out otherwise than briefs are now: lines may differ for that alone.")
    if verdict.edited:
        say(f"{file} was edited by hand since it was exported.")
    elif verdict.same_data and not verdict.differs:
        say("Its front matter was changed.")
    if not verdict.same_data:
        say("The log holds other data for that day by now.")
    for difference in verdict.differs:
        for number, line in enumerate(difference.lines, difference.first):
            put(f"line {number}: {shown_in_line(line)}")
        if not difference.lines:
            put(f"before line {difference.first}: missing")
        for line in difference.now[:_SHOWN]:
            put(f"  now: {shown_in_line(line)}")
        if not difference.now:
            put("  now: nothing")
    raise SystemExit(1)


@click.command(short_help="Print a template to lay briefs out with.")
def template() -> None:
    """Print a Jinja2 template that lays a brief out as it is laid out without one, to begin your own from.

    Keep it in templates/ of the workspace: as brief.md.j2 for every kind, or as theme.md.j2, objection.md.j2 and so
    on for one. It gets brief.title, kind, audience, as_of, counts, notes, sections, and section("Its title"); every
    section has a title and blocks, every block its markdown.
    """
    from shadowlog.briefs.render.templates import START

    put(START.rstrip("\n"))
