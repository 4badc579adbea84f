"""``shadowlog add LINE`` and ``shadowlog add -``: capture lines."""

from __future__ import annotations

import sys
import time
from typing import Any, NamedTuple, cast

import click

from shadowlog.cli.input_lines import InputLine, NotUtf8, Readable, lines_of
from shadowlog.cli.output import as_document, as_json, put, put_json, put_record, saved_line, say
from shadowlog.cli.param_types import CAPTURED, id_of
from shadowlog.cli.progress import shown_progress
from shadowlog.cli.session import ShellSession, pass_session
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import RECORDS, Encounter, Insight, Mention, Theme
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.capture.plan import Plan, plan_of
from shadowlog.services.capture.save import CaptureContext, Capturing, Saved
from shadowlog.services.resolve import find_by_id, short_id
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
    plan = _asked(session, " ".join(words))
    saved = Capturing(session.repository).save(plan, where)
    if as_json:
        put_json([as_document(record) for record in saved.records])
    else:
        put_record(session, saved.records[0], json=False, verb="Added")
        _answer(session, plan, saved)
    session.saved()


def _plan(session: ShellSession, text: str, *, as_typed: bool = False) -> Plan:
    if "when:" in text:
        from shadowlog.store.workspace.settings import read_settings

        return plan_of(session.repository, text, day_first=read_settings().day_first, as_typed=as_typed)
    return plan_of(session.repository, text, as_typed=as_typed)


def _asked(session: ShellSession, text: str) -> Plan:
    """What a line will become. On a terminal, ask whether text that only looks like a mark is meant as text."""
    plan = _plan(session, text)
    if plan.line.doubts and sys.stdin.isatty() and sys.stderr.isatty():
        for doubt in plan.line.doubts:
            say(doubt)
        if click.confirm("Save it as plain text, exactly as typed?", default=False, err=True):
            return _plan(session, text, as_typed=True)
    return plan


def _answer(session: ShellSession, plan: Plan, saved: Saved) -> None:
    """Print what is worth knowing about a line that was just saved."""
    for name in plan.unknown:
        could = f" (could be {' or '.join(name.candidates)})" if name.candidates else ""
        say(
            f"No {RECORDS[name.table].singular} is called {name.typed!r} yet{could}. The name is kept: "
            "to sort it out, open shadowlog and press 7."
        )
    quote = saved.first(Mention) or saved.first(Insight)
    if quote is not None and quote.permission.may_leave_the_team:
        from shadowlog.cli.possible_names import ask_about_names

        ask_about_names(session, quote)
    insight = saved.first(Insight)
    if insight is not None and not insight.signals:
        _suggest(session, insight)
    if saved.heard > 1:
        from shadowlog.cli.verbs.answers import tell_standing

        tell_standing(session, saved.records[1])
    elif saved.heard:
        from shadowlog.cli.verbs.answers import tell_alike

        tell_alike(session, saved.records[1])


def _suggest(session: ShellSession, insight: Insight) -> None:
    """Print which themes an insight may be about, and why."""
    from shadowlog.analysis.recall import Recall

    if not session.repository.count(Theme):
        return
    for suggestion in Recall(session.repository).suggester.suggest(insight.text):
        name = session.repository.heading(Theme.table, suggestion.theme)
        key = short_id(session.repository, insight.id)
        because = f" (because of: {', '.join(map(shown_in_line, suggestion.because))})" if suggestion.because else ""
        say(f"Theme? “{name}”{because}: shadowlog tag {key} {name!r}")


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
                    outcomes.append(_Outcome(line, capturing.save(_plan(session, line.text), context)))
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
