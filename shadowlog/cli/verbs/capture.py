"""``shadowlog add LINE`` and ``shadowlog add -``: capture lines."""

from __future__ import annotations

import sys
import time
from typing import Any, NamedTuple, cast

import click

from shadowlog.cli.capturing import capture_line, planned
from shadowlog.cli.input_lines import InputLine, NotUtf8, Readable, lines_of
from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import as_document, put, put_json, saved_line, say
from shadowlog.cli.param_types import CAPTURED, id_of
from shadowlog.cli.progress import shown_progress
from shadowlog.cli.session import ShellSession
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Encounter
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.capture.save import CaptureContext, Capturing, Saved
from shadowlog.services.resolve import find_by_id
from shadowlog.store.log.errors import StoreError

MOST = 500
"""The largest number of lines saved with one sync."""

LONGEST = 0.1
"""Seconds after which no more lines are added to one sync, since other programs wait for the lock meanwhile."""

FAILED = 2
"""The exit code where some of many lines could not be saved."""


@click.command(name="line")
@click.argument("words", nargs=-1, required=True, type=CAPTURED)
@click.option("--encounter", metavar="ID", type=id_of(Encounter), help="The encounter it was heard at.")
@as_json
@pass_session
def line(session: ShellSession, words: tuple[str, ...], encounter: str | None, as_json: bool) -> None:
    """Capture a line, or with a hyphen every line of standard input."""
    where = CaptureContext(find_by_id(session.repository, encounter).id if encounter else "")
    if words == ("-",):
        _many(session, where, as_json)
        return
    capture_line(session, " ".join(words), where, as_json=as_json)


class _Outcome(NamedTuple):
    """The result of a line: the records that were saved, or the error."""

    line: InputLine
    saved: Saved | None
    error: ShadowlogError | None = None


def _many(session: ShellSession, context: CaptureContext, as_json: bool) -> None:
    """Capture every line of standard input. A line that cannot be saved is reported with its number.

    Lines that arrive together are saved with one sync and acknowledged after it. Raises NotUtf8 if no line was read.
    """
    capturing = Capturing(session.repository)
    done = failed = 0
    documents: list[dict[str, Any]] = []
    stopped: NotUtf8 | None = None
    try:
        for group in lines_of(cast("Readable", sys.stdin.buffer)):
            remaining = group
            with session.repository.change("Add person"):
                # The author is added by a change of its own, which no undo of a line takes back.
                pass
            with shown_progress("Lines read") as progress:
                while remaining:
                    outcomes = _save(session, capturing, remaining, context)
                    remaining = remaining[len(outcomes) :]
                    done += len(outcomes)
                    failed += _tell(session, outcomes, documents if as_json else None)
                    if progress and len(group) > MOST:
                        progress(done, 0)
    except NotUtf8 as error:
        if not done:
            raise
        stopped = error
    if as_json:
        put_json(documents)
    say(f"{done - failed} of {done} lines saved.")
    if stopped is not None:
        say(f"{stopped.message} This line and those after it were not saved. {stopped.way_out}")
    session.saved()
    if failed or stopped:
        click.get_current_context().exit(FAILED)


def _save(
    session: ShellSession, capturing: Capturing, lines: list[InputLine], context: CaptureContext
) -> list[_Outcome]:
    """Save some lines, each as its own change, with one sync: at most ``MOST`` lines, for ``LONGEST`` seconds or so.

    When this returns, the saved lines are on the disk.
    """
    outcomes: list[_Outcome] = []
    try:
        with session.repository.event_store.gathering():
            begun = time.monotonic()
            for line in lines[:MOST]:
                try:
                    outcomes.append(_Outcome(line, capturing.save(planned(session, line.text), context)))
                except ShadowlogError as error:
                    outcomes.append(_Outcome(line, None, error))
                if time.monotonic() - begun > LONGEST:
                    break
    except StoreError as error:
        return [
            _Outcome(line, None, error) for line in (lines if not outcomes else [outcome.line for outcome in outcomes])
        ]
    return outcomes


def _tell(session: ShellSession, outcomes: list[_Outcome], documents: list[dict[str, Any]] | None) -> int:
    """Print the results of lines, or add the saved records to ``documents``. Returns how many lines were not saved."""
    rows = []
    for line, saved, error in outcomes:
        if error is not None:
            say(f"Line {line.number} was not saved: {error}")
            say(f"  {shown_in_line(line.text)[:200]}")
        elif saved is not None and documents is not None:
            documents += [as_document(record) for record in saved.records]
        elif saved is not None:
            rows.append(saved_line(session, saved.records[0], "Added"))
    if rows:
        put("\n".join(rows))
    return sum(outcome.error is not None for outcome in outcomes)
