"""``shadowlog brief``, ``export``, ``verify`` and ``template``."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import BriefFormat, export_one, find_subject, folder_of, rendered, written
from shadowlog.briefs.kinds.registry import BRIEF_KINDS, spoken_kinds
from shadowlog.cli.errors import show_error
from shadowlog.cli.options import pass_session
from shadowlog.cli.output import put, put_bytes, say, to_a_terminal
from shadowlog.cli.param_types import FILTER, about
from shadowlog.cli.progress import shown_progress
from shadowlog.cli.session import ShellSession, now
from shadowlog.domain.text.dates import read_day
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.privacy.withholding import Audience
from shadowlog.store.workspace.settings import read_settings

if TYPE_CHECKING:
    from shadowlog.briefs.export.incremental import ExportReport
    from shadowlog.briefs.render.templates import LayoutFault

_audience = click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    show_default=Audience.EXTERNAL.value,
    help="Who reads it. External briefs hold only the team's own wording and permitted quotes, without names.",
)
_as_of = click.option(
    "--as-of", metavar="DATE", help="Use the log as it was at the end of this day (UTC). Default: today."
)
_SHOWN = 40


class _Folder(click.Path):
    """A folder to write into. An empty name is none: it would be the folder that the shell is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("It is empty. Name a folder, or leave the option out.", param, ctx)
        return super().convert(value, param, ctx)


_FOLDER = _Folder(file_okay=False, path_type=Path)


def _day(text: str | None) -> date:
    """The day (UTC) of ``--as-of``, today without it. Raises InvalidField."""
    if text is None:
        return datetime.now(timezone.utc).date()
    return read_day(text, now(), day_first=read_settings().day_first, field="as-of")


@click.command(
    short_help=f"Print a brief: of {spoken_kinds()}.",
    help=f"""Print the brief of {spoken_kinds()}.

    With --out it is written into a folder, as Markdown and in the format given, and the file's name is printed.
    Kinds about the whole log ({", ".join(kind.name for kind in BRIEF_KINDS.values() if not kind.named)}) need no name.
    """,
)
@click.argument("kind", type=click.Choice(list(BRIEF_KINDS)))
@click.argument(
    "subject",
    metavar="NAME_OR_ID",
    default="",
    type=about({kind.name: kind.about for kind in BRIEF_KINDS.values() if kind.named}),
)
@_as_of
@_audience
@click.option(
    "--where",
    default="",
    metavar="FILTER",
    type=FILTER,
    help="Count only records that match, such as: persona:purchasing.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in BriefFormat]),
    default=BriefFormat.MARKDOWN.value,
    show_default=True,
    help="The format of the brief.",
)
@click.option("--out", type=_FOLDER, help="Write it into this folder instead of printing it.")
@pass_session
def brief(
    session: ShellSession,
    kind: str,
    subject: str,
    as_of: str | None,
    audience: str | None,
    where: str,
    form: BriefFormat,
    out: Path | None,
) -> None:
    """Print a brief, or write it into a folder."""
    if not subject and BRIEF_KINDS[kind].named:
        raise click.UsageError(f"Say which {kind}, such as: shadowlog brief {kind} 'its name'")
    from shadowlog.briefs.export.editions import checked_folder

    form = BriefFormat(form)
    if form is BriefFormat.PDF and out is None and to_a_terminal():
        raise click.UsageError("A PDF is no text for a terminal. Add: --out FOLDER")
    reader = Audience(audience) if audience else BRIEF_KINDS[kind].audiences[0]
    folder = checked_folder(session.workspace, reader, out) if out else folder_of(session.workspace, reader)
    with BriefContext(session.repository, _day(as_of), reader, where=where) as context:
        record = find_subject(context, kind, subject)
        if out is None and form is BriefFormat.PDF:
            put_bytes(rendered(written(context, record, folder)[0], form))
        elif out is None:
            put(rendered(written(context, record, folder)[0], form).decode().rstrip("\n"))
        else:
            exported = export_one(context, record, folder, [form])
            _tell_aside(exported.path, exported.aside)
            put(str(exported.path.with_suffix(form.ending)))


@click.command(short_help="Write every brief that changed, for the team and for outside readers.")
@_as_of
@click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    help="Write only the edition for the team (internal) or for outside readers (external). Default: both, or what "
    "[briefs] audiences in the settings says.",
)
@click.option("--html", is_flag=True, help="Write each as a web page as well, with a page that leads to all of them.")
@click.option("--json", "json_too", is_flag=True, help="Write each as JSON as well, for other programs.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([form.value for form in BriefFormat]),
    help="Write each in this format as well; may be given several times. PDF is printed by Chromium or Chrome.",
)
@click.option("--open", "open_index", is_flag=True, help="Open the page that leads to all briefs; implies --html.")
@click.option(
    "--where",
    default="",
    metavar="FILTER",
    type=FILTER,
    help="Count only records that match, such as: persona:purchasing.",
)
@click.option("--out", type=_FOLDER, help="The folder. Default: exports/ in the workspace.")
@pass_session
def export(
    session: ShellSession,
    as_of: str | None,
    audience: str | None,
    html: bool,
    json_too: bool,
    formats: tuple[str, ...],
    open_index: bool,
    where: str,
    out: Path | None,
) -> None:
    """Write the briefs that changed since they were last written here, and print the files' names.

    The edition for outside readers goes into exports, the team's into exports/internal. A brief in which only the date
    would change is left as it is. With
    --where each brief counts only records that match, and gets a file of its own. All formats of a brief that are in
    the folder are kept up to date. Briefs of deleted records are removed. Copies, and versions edited by hand, that
    hold withdrawn words are listed.
    """
    from shadowlog.briefs.export.editions import editions
    from shadowlog.briefs.export.incremental import export as export_all

    wanted = {BriefFormat(name) for name in formats}
    if html or open_index:
        wanted.add(BriefFormat.HTML)
    if json_too:
        wanted.add(BriefFormat.JSON)
    only = Audience(audience) if audience else None
    faults: dict[str, LayoutFault] = {}
    pages: list[Path] = []
    for reader, folder in editions(session.workspace, read_settings(), only, out).items():
        with shown_progress("Looking at briefs") as progress:
            report = export_all(session.repository, folder, _day(as_of), reader, wanted, progress, where)
        _tell(report, folder)
        faults |= {str(fault): fault for fault in report.faults}
        pages += [report.index] if report.index is not None else []
    for fault in faults.values():
        show_error(fault)
    if open_index and pages:
        click.launch(str(pages[0]))
    if faults:
        raise SystemExit(next(iter(faults.values())).exit_code)


def _tell(report: ExportReport, folder: Path) -> None:
    """Print what an export wrote, and what a person should know about it."""
    for brief_file in report.written:
        put(str(brief_file.path))
    for brief_file in report.exported:
        _tell_aside(brief_file.path, brief_file.aside)
        if brief_file.without:
            say(f"Removed {brief_file.path.with_suffix('.pdf').name}, now out of date: {brief_file.without}")
        if brief_file.unquoted:
            withdrawn = ", ".join(brief_file.unquoted)
            say(f"Records that {brief_file.path.name} quoted in its last export, and no longer quotes: {withdrawn}")
    for line in report.other_files.messages:
        say(shown_in_line(line))
    say(f"Briefs written in {folder}: {len(report.written):,} of {report.total:,}.")
    if report.index is not None:
        say(f"All of them on one page: {report.index}")


def _tell_aside(path: Path, aside: Path | None) -> None:
    """Print where a version edited by hand was kept, if there was one."""
    if aside is not None:
        say(f"{path.name} was edited by hand since it was exported; that version is kept as {aside.name}.")


@click.command(short_help="Count a brief again, and say which lines no longer hold.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_session
def verify(session: ShellSession, file: Path) -> None:
    """Count an exported brief again, as of its own day, and list every line that no longer holds. It also says whether
    somebody edited the brief. The exit code is 1 if anything differs.
    """
    from shadowlog.briefs.export.verify import verify as count_again

    verdict = count_again(session.repository, file)
    if verdict.holds:
        put(f"{file}: every line holds.")
        return
    if not verdict.layout:
        say("It has the layout of an earlier version or of another template: lines may differ for that reason alone.")
    if verdict.edited:
        say(f"{file} was edited by hand since it was exported.")
    elif verdict.same_data and not verdict.differs:
        say(f"The front matter of {file} was changed by hand.")
    if not verdict.same_data:
        say("The data in the log for that day has changed since.")
    for difference in verdict.differs:
        for number, line in enumerate(difference.lines, difference.first):
            put(f"line {number}: {shown_in_line(line)}")
        if not difference.lines:
            put(f"before line {difference.first}: missing")
        for line in difference.now[:_SHOWN]:
            put(f"  now: {shown_in_line(line)}")
        if not difference.now:
            put("  now: no such line")
        for words, records in (("no longer behind it", difference.gone), ("newly behind it", difference.new)):
            if records:
                put(f"  {words}: {_named(records)}")
    say("To bring it up to date, export it again: shadowlog export")
    raise SystemExit(1)


def _named(records: tuple[str, ...]) -> str:
    """Records as the evidence index names them."""
    more = f" and {len(records) - _SHOWN} more" if len(records) > _SHOWN else ""
    return shown_in_line(" ".join(records[:_SHOWN]).replace("`", "")) + more


@click.command(short_help="Print a template for the layout of briefs.")
def template() -> None:
    """Print a Jinja2 template with the standard layout of a brief, as a starting point for your own.

    Save yours in templates/ in the workspace: as brief.md.j2 for every kind, or as theme.md.j2, objection.md.j2 and so
    on for one kind. It can use brief.title, kind, audience, as_of, counts, notes, sections, and section("Its title").
    Every section has a title and blocks, every block its markdown. One in which nothing stands is empty.
    """
    from shadowlog.briefs.render.templates import START

    put(START.rstrip("\n"))
