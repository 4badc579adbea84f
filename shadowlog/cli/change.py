"""``shadowlog edit``, ``delete``, ``tag``, ``undo`` and ``redo``."""

from __future__ import annotations

from collections.abc import Callable

import click

from shadowlog.cli.options import option_name, read_value
from shadowlog.cli.session import Session, as_json, pass_session, put, put_record, say
from shadowlog.domain.display import shown_in_line
from shadowlog.domain.fields import fields_of
from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.ledger import Ledger
from shadowlog.store.lookup import find, resolve
from shadowlog.store.undo import Undone


@click.command(
    short_help="Change fields of a record.",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("record_id", metavar="ID")
@click.argument("changes", nargs=-1, type=click.UNPROCESSED, metavar="[--FIELD VALUE]…")
@pass_session
def edit(session: Session, record_id: str, changes: tuple[str, ...]) -> None:
    """Change fields of a record: shadowlog edit 3f9c --kind pain --text "…". An empty value clears a field.

    The options are those of the command that adds such a record; with --json the record is printed as JSON.
    """
    record = find(session.logbook, record_id)
    kind = type(record)
    by_option = {f"--{option_name(field)}": field for field in fields_of(kind).values()}
    words = list(changes)
    json = "--json" in words
    if json:
        words.remove("--json")
    values = {}
    while words:
        option, equals, value = words.pop(0).partition("=")
        field = by_option.get(option.replace("_", "-"))
        if field is None or not (equals or words):
            said = f"{option} needs a value." if field else f"There is no {option!r} in {_a(kind.singular)}."
            raise click.UsageError(f"{said} There are: {', '.join(by_option)}.")
        value = value if equals else words.pop(0)
        values[field.name] = read_value(session, field, value)
    if not values:
        raise click.UsageError(f"Say what to change, by any of: {', '.join(by_option)}.")
    put_record(session, session.logbook.edit(record, **values), json=json, verb="Changed")
    session.saved()


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeio' else 'a'} {word}"


@click.command(short_help="Delete a record; undo brings it back.")
@click.argument("record_id", metavar="ID")
@pass_session
def delete(session: Session, record_id: str) -> None:
    """Delete a record, and with an objection its mentions. History is kept; undo brings all back."""
    record = find(session.logbook, record_id)
    others = session.logbook.referring_count(record.id)
    count = session.logbook.delete(record)
    put(f"Deleted {record.singular}: {shown_in_line(record.heading)[:100]}")
    if count > 1:
        say(f"{count - 1} records that mean nothing without it went along.")
    if others - count + 1 > 0:
        say(f"{others - count + 1} records still name it; shadowlog check lists them.")
    say("To bring it back: shadowlog undo")
    session.saved()


@click.command(short_help="Tag an insight with a theme and the stance it met.")
@click.argument("record_id", metavar="ID")
@click.argument("theme")
@click.option("--stance", default="resonated", show_default=True, help=f"One of: {', '.join(Stance)}.")
@click.option("--remove", is_flag=True, help="Take the tag away.")
@as_json
@pass_session
def tag(session: Session, record_id: str, theme: str, stance: str, remove: bool, as_json: bool) -> None:
    """Tag an insight with a theme and the stance it met."""
    logbook = session.logbook
    insight = find(logbook, record_id)
    if not isinstance(insight, Insight):
        raise click.UsageError(f"Only insights are tagged, and {record_id} is {_a(insight.singular)}.")
    target = resolve(logbook, Theme, theme)
    signals = dict(insight.signals)
    if remove:
        signals.pop(target.id, None)
    else:
        signals[target.id] = Stance.parse(stance, "stance")
    changed = logbook.edit(insight, label="Untag insight" if remove else "Tag insight", signals=signals)
    put_record(session, changed, json=as_json, verb="Untagged" if remove else f"Tagged {target.name!r} on")
    session.saved()


@click.command(short_help="Take back your last change.")
@pass_session
def undo(session: Session) -> None:
    """Take back your last change. It can be called again and again."""
    from shadowlog.store.undo import undo as take_back

    _step(session, take_back, "Undone")


@click.command(short_help="Do again what was undone last.")
@pass_session
def redo(session: Session) -> None:
    """Do again what was undone last."""
    from shadowlog.store.undo import redo as do_again

    _step(session, do_again, "Done again")


def _step(session: Session, step: Callable[[Ledger], Undone], verb: str) -> None:
    done = step(session.logbook.ledger)
    put(f"{verb}: {shown_in_line(done.label)}")
    if done.kept:
        say(f"{done.kept} fields were changed again since, and stay as they are.")
    session.saved()
