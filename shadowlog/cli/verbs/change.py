"""``shadowlog edit``, ``delete``, ``tag``, ``undo`` and ``redo``."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import fill
from typing import Any

import click

from shadowlog.cli.options import KINDS, option_name, options, read_values, with_article
from shadowlog.cli.output import as_json, put, put_record, say
from shadowlog.cli.session import Session, now, pass_session
from shadowlog.domain.records import Insight, Record, Theme
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance
from shadowlog.services.field_input import Reading
from shadowlog.services.resolve import find, resolve
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.undo import Undone


class Edit(click.Group):
    """One command for each kind of record, with the options of the command that adds one; the id tells the kind."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in KINDS:
            return super().resolve_command(ctx, args)
        session = ctx.find_object(Session)
        assert session is not None
        return "", _edit(type(find(session.repository, args[0]))), args

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _edit(KINDS[cmd_name]) if cmd_name in KINDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of every kind of record, in place of commands."""
        with formatter.section("Fields"):
            width = max(formatter.width - max(map(len, KINDS)) - 6, 30)
            rows = {
                name: fill(" ".join(_option_names(kind)), width, break_on_hyphens=False) for name, kind in KINDS.items()
            }
            formatter.write_dl([(name, f"\b\n{row}") for name, row in rows.items()])


@click.group(cls=Edit, short_help="Change fields of a record.", subcommand_metavar="[KIND] ID [--FIELD VALUE]…")
def edit() -> None:
    """Change fields of a record. What is given takes the place of what the field held; an empty value clears it.

    \b
    shadowlog edit 9c2a --kind pain --text 'too slow'
    shadowlog edit 7d01 --account ''
    shadowlog edit e41b --alias Mercy --alias 'Mercy Hospital'

    The options are those of the command that adds such a record: shadowlog edit insight --help tells
    them.
    """


def _option_names(kind: type[Record]) -> list[str]:
    return [f"--{option_name(field)}" for field in fields_of(kind).values()]


def _edit(kind: type[Record]) -> click.Command:
    """The command that edits records of a kind."""

    @click.pass_context
    def callback(ctx: click.Context, /, record_id: str, as_json: bool, **given: Any) -> None:
        session = ctx.find_object(Session)
        assert session is not None
        record = find(session.repository, record_id)
        if type(record) is not kind:
            raise click.UsageError(
                f"{record_id} is {with_article(record.singular)}, not {with_article(kind.singular)}."
            )
        values = read_values(session, kind, given)
        if not values:
            raise click.UsageError(f"Say what to change, by any of: {', '.join(_option_names(kind))}.")
        put_record(session, session.repository.edit(record, **values), json=as_json, verb="Changed")
        session.saved()

    parameters = [click.Argument(["record_id"], metavar="ID"), *options(kind)]
    help = f"Change fields of {with_article(kind.singular)}. An empty value clears a field."
    return as_json(click.Command(kind.singular.replace(" ", "-"), callback=callback, params=parameters, help=help))


@click.command(short_help="Delete a record; undo brings it back.")
@click.argument("record_id", metavar="ID")
@pass_session
def delete(session: Session, record_id: str) -> None:
    """Delete a record, and with an objection its mentions. History is kept; undo brings all back."""
    record = find(session.repository, record_id)
    others = session.repository.referring_count(record.id)
    count = session.repository.delete(record)
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
@click.option(
    "--stance",
    help=f"One of: {', '.join(Stance)}. As well behind the theme's name: 'total cost:rejected', total-cost-.",
)
@click.option("--remove", is_flag=True, help="Take the tag away.")
@as_json
@pass_session
def tag(session: Session, record_id: str, theme: str, stance: str | None, remove: bool, as_json: bool) -> None:
    """Tag an insight with a theme and the stance it met: resonated, where none is said."""
    repository = session.repository
    insight = find(repository, record_id)
    if not isinstance(insight, Insight):
        raise click.UsageError(f"Only insights are tagged, and {record_id} is {with_article(insight.singular)}.")
    if stance is None:
        target, met = Reading(repository, now()).signal(theme, insight.signals)
    else:
        target, met = resolve(repository, Theme, theme).id, Stance.parse(stance, "stance")
    signals = dict(insight.signals)
    if remove:
        signals.pop(target, None)
    else:
        signals[target] = met
    changed = repository.edit(insight, label="Untag insight" if remove else "Tag insight", signals=signals)
    put_record(
        session,
        changed,
        json=as_json,
        verb="Untagged" if remove else f"Tagged {repository.heading(Theme.table, target)!r} on",
    )
    session.saved()


@click.command(short_help="Take back your last change.")
@pass_session
def undo(session: Session) -> None:
    """Take back your last change. It can be called again and again."""
    from shadowlog.store.events.undo import undo as take_back

    _step(session, take_back, "Undone")


@click.command(short_help="Do again what was undone last.")
@pass_session
def redo(session: Session) -> None:
    """Do again what was undone last."""
    from shadowlog.store.events.undo import redo as do_again

    _step(session, do_again, "Done again")


def _step(session: Session, step: Callable[[EventStore], Undone], verb: str) -> None:
    done = step(session.repository.event_store)
    put(f"{verb}: {shown_in_line(done.label)}")
    if done.kept:
        say(f"{done.kept} fields were changed again since, and stay as they are.")
    session.saved()
