"""``shadowlog add LINE`` and ``shadowlog add -``: capture lines."""

from __future__ import annotations

import sys

import click

from shadowlog.cli.session import Session, as_document, as_json, pass_session, progress, put_json, put_record, say
from shadowlog.domain.display import shown_in_line
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import RECORDS, Insight, Theme
from shadowlog.store.capture_plan import Plan, plan_of
from shadowlog.store.capturing import Capturing, Context, Saved
from shadowlog.store.lookup import find

FAILED = 2
"""The exit code where some of many lines could not be saved."""


@click.command(name="line")
@click.argument("words", nargs=-1, required=True)
@click.option("--encounter", metavar="ID", help="The encounter it was heard at.")
@as_json
@pass_session
def line(session: Session, words: tuple[str, ...], encounter: str | None, as_json: bool) -> None:
    """Capture a line, or with a hyphen every line of standard input."""
    where = Context(find(session.logbook, encounter).id if encounter else "")
    if words == ("-",):
        _many(session, where, as_json)
        return
    plan = _asked(session, " ".join(words))
    saved = Capturing(session.logbook).save(plan, where)
    if as_json:
        put_json([as_document(record) for record in saved.records])
    else:
        put_record(session, saved.records[0], json=False, verb="Added")
        _answer(session, plan, saved)
    session.saved()


def _plan(session: Session, text: str, *, as_typed: bool = False) -> Plan:
    if "when:" in text:
        from shadowlog.store.settings import read_settings

        return plan_of(session.logbook, text, day_first=read_settings().day_first, as_typed=as_typed)
    return plan_of(session.logbook, text, as_typed=as_typed)


def _asked(session: Session, text: str) -> Plan:
    """What a line will become; on a terminal one is asked whether what looks like a mark is text."""
    plan = _plan(session, text)
    if plan.line.doubts and sys.stdin.isatty() and sys.stderr.isatty():
        for doubt in plan.line.doubts:
            say(doubt)
        if click.confirm("Save it as text, as it is typed?", default=False, err=True):
            return _plan(session, text, as_typed=True)
    return plan


def _answer(session: Session, plan: Plan, saved: Saved) -> None:
    """What is worth knowing at once about a line that was saved."""
    for name in plan.unknown:
        could = f" (could be {' or '.join(name.candidates)})" if name.candidates else ""
        say(f"No {RECORDS[name.table].singular} is called {name.typed!r} yet{could}: kept to be sorted out.")
    insight = next((record for record in saved.records if isinstance(record, Insight)), None)
    if insight is not None and not insight.signals:
        _suggest(session, insight)
    if saved.heard > 1:
        from shadowlog.cli.answers import tell_standing

        tell_standing(session, saved.records[1])
    elif saved.heard:
        from shadowlog.cli.answers import tell_alike

        tell_alike(session, saved.records[1])


def _suggest(session: Session, insight: Insight) -> None:
    """Tell which themes an insight may bear on, and why."""
    from shadowlog.store.lookup import short_id
    from shadowlog.store.suggest.suggester import Suggester

    if not session.logbook.count(Theme):
        return
    for held in Suggester(session.logbook.ledger).suggest(insight.text):
        name = session.logbook.heading(Theme.table, held.theme)
        key = short_id(session.logbook, insight.id)
        say(f"Theme? “{name}” (because of: {', '.join(held.because)}): shadowlog tag {key} {name!r}")


def _many(session: Session, where: Context, as_json: bool) -> None:
    """Capture every line of standard input; what cannot be read is told with its number, and the others are kept."""
    text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    tell = progress("Saved", len(lines))
    capturing = Capturing(session.logbook)
    failed = 0
    found = []
    for done, (number, words) in enumerate(lines, 1):
        try:
            saved = capturing.save(_plan(session, words), where)
        except ShadowlogError as error:
            failed += 1
            say(f"Line {number} was not saved: {error}")
            say(f"  {shown_in_line(words)[:200]}")
            continue
        if as_json:
            found += [as_document(record) for record in saved.records]
        else:
            put_record(session, saved.records[0], json=False, verb="Added")
        if tell:
            tell(done)
    if as_json:
        put_json(found)
    say(f"{len(lines) - failed} of {len(lines)} lines saved.")
    session.saved()
    if failed:
        click.get_current_context().exit(FAILED)
