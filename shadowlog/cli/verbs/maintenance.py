"""``shadowlog check``, ``backup``, ``restore``, and what runs in the background: ``pack``, ``index``, ``learn``."""

from __future__ import annotations

from pathlib import Path

import click

from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import put, put_json, say
from shadowlog.cli.progress import shown_progress, shown_seconds
from shadowlog.cli.session import ShellSession
from shadowlog.cli.verbs.workspace import settings_fault
from shadowlog.domain.records import RECORDS
from shadowlog.domain.text.sanitize import shown_in_line

_BUSY = "Another program is doing this right now. Wait until it has finished."

PROBLEMS = 5
"""The exit code of a check that found something wrong."""


@click.command(short_help="Verify the log; --repair keeps all that can be read.")
@click.option(
    "--repair",
    is_flag=True,
    help="Rewrite the log from everything that can be read, and keep the damaged bytes in data/damaged.",
)
@as_json
@pass_session
def check(session: ShellSession, repair: bool, as_json: bool) -> None:
    """Verify checksums, references, counts and settings, and say in plain words what is wrong and what to do.

    The exit code is 5 if something is wrong.
    """
    from shadowlog.store.maintenance import check

    event_store = session.repository.event_store
    if repair:
        count = check.repair(event_store)
        say(
            f"Damaged places that were set aside in {event_store.folder}/damaged: {count}."
            if count
            else "Nothing was damaged."
        )
    settings_error = settings_fault()
    with shown_progress("Reading the log", "bytes") as progress:
        report = check.check(event_store, progress)
    findings = [
        *report.findings,
        *([check.Problem(settings_error.message, settings_error.way_out)] if settings_error else []),
    ]
    if as_json:
        put_json(
            {
                "lines": report.lines,
                "records": report.records,
                "findings": [finding._asdict() for finding in findings],
                "notes": report.notes,
            }
        )
    else:
        records = ", ".join(_counted(table, count) for table, count in report.records.items())
        put(f"{report.lines:,} lines read. {shown_in_line(records) or 'No records'}.")
        for finding in findings:
            put(f"- {shown_in_line(finding.what)}\n  {shown_in_line(finding.way_out)}")
        for note in report.notes:
            put(f"- {shown_in_line(note)}")
        put("Something is wrong." if findings else "All is well.")
    if findings:
        click.get_current_context().exit(PROBLEMS)


def _counted(table: str, count: int) -> str:
    """``1 person``, ``12 people``; a table that this version does not know is shown by its own name."""
    kind = RECORDS.get(table)
    return f"{count:,} {kind.singular if kind and count == 1 else table.replace('_', ' ')}"


@click.command(short_help="Take a snapshot that stock TinyDB opens.")
@click.option("--quiet", is_flag=True, hidden=True)
@pass_session
def backup(session: ShellSession, quiet: bool) -> None:
    """Write everything into a plain TinyDB file in data/backups, and print the file's name."""
    from shadowlog.store.maintenance.background_jobs import done
    from shadowlog.store.maintenance.snapshots import take_snapshot

    with shown_seconds("Taking a snapshot"):
        path = take_snapshot(session.repository.event_store)
    done(session.workspace, "backup")
    if not quiet:
        put(str(path))


@click.command(short_help="Go back to a snapshot, or take records from any TinyDB file.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--merge", is_flag=True, help="Keep records that are in the log but not in the file.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@pass_session
def restore(session: ShellSession, file: Path | None, merge: bool, yes: bool) -> None:
    """Make the log hold exactly the records of a snapshot. Without FILE, list the snapshots.

    It is one change, so undo takes it back. Every record keeps its history.
    """
    from shadowlog.store.maintenance.snapshots import read_snapshot, snapshots
    from shadowlog.store.maintenance.snapshots import restore as put_back

    event_store = session.repository.event_store
    if file is None:
        paths = snapshots(event_store)
        for path in paths:
            put(str(path))
        say(
            "To go back to one of them: shadowlog restore FILE"
            if paths
            else "There are no snapshots yet. To take one: shadowlog backup"
        )
        return
    snapshot = read_snapshot(file)
    plan = put_back(event_store, snapshot, merge=merge, dry=True)
    if not any(plan):
        put("There is nothing to restore: the log already holds exactly these records.")
        return
    say(f"Records that would be added: {plan.added}, changed: {plan.changed}, deleted: {plan.deleted}.")
    if not yes:
        click.confirm("Continue?", abort=True, err=True)
    with shown_seconds("Restoring"), session.repository.change("Restore a snapshot"):
        restored = put_back(event_store, snapshot, merge=merge)
    put(f"Restored: {restored.added} added, {restored.changed} changed, {restored.deleted} deleted.")
    say("To take it back: shadowlog undo")


@click.command(hidden=True, short_help="Compact the log: put the operations of each record side by side.")
@pass_session
def pack(session: ShellSession) -> None:
    """Compact the log so that each record can be read at once. Nothing is dropped, and the history stays."""
    from shadowlog.store.log.errors import LogHeld
    from shadowlog.store.maintenance.background_jobs import done
    from shadowlog.store.maintenance.compact import compact

    event_store = session.repository.event_store
    if not session.workspace.log.exists():
        say("There is no log yet.")
        return
    size_before = event_store.size()
    try:
        with shown_seconds("Packing the log"):
            compact(event_store, 0)
    except LogHeld:
        say(_BUSY)
        return
    done(session.workspace, "pack")
    put(f"{size_before:,} bytes before, {event_store.size():,} after.")


@click.command(hidden=True, short_help="Rebuild the search index.")
@pass_session
def index(session: ShellSession) -> None:
    """Rebuild the search index, and learn again which themes to suggest. shadowlog does so by itself when it helps."""
    from shadowlog.store.maintenance.background_jobs import done
    from shadowlog.store.search.segment_writer import build
    from shadowlog.store.suggest.learning import learn as write_model

    event_store = session.repository.event_store
    if not event_store.size():
        say("There is no log yet.")
        return
    with shown_progress("Reading records") as progress:
        written = build(event_store, progress) and write_model(event_store)
    if not written:
        say(_BUSY)
        return
    done(session.workspace, "index")
    done(session.workspace, "learn")


@click.command(hidden=True, short_help="Learn again from tags which themes to suggest.")
@pass_session
def learn(session: ShellSession) -> None:
    """Learn again from tags which themes to suggest. shadowlog does this by itself when it helps."""
    from shadowlog.store.maintenance.background_jobs import done
    from shadowlog.store.suggest.learning import learn as write_model

    if not write_model(session.repository.event_store):
        say(_BUSY)
        return
    done(session.workspace, "learn")
