"""``shadowlog edit``, ``delete``, ``tag``, ``undo``, ``redo``, ``merge`` and ``unmerge``: changes of records."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import fill
from typing import Any

import click

from shadowlog.cli.options import as_json, options, pass_session
from shadowlog.cli.output import put, put_record, say
from shadowlog.cli.param_types import KIND_AND_REST, STANCE, id_of, one_of
from shadowlog.cli.session import ShellSession, now
from shadowlog.cli.typed_values import KINDS, read_values
from shadowlog.domain.records import Insight, Mention, Record, Theme
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.schema.registry import can_be_merged
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance
from shadowlog.services.field_input import FieldReader
from shadowlog.services.permissions import lost_permission, with_giver
from shadowlog.services.record_line import titled
from shadowlog.services.resolve import find, find_by_id, find_key, resolve
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.undo import Undone


class Edit(click.Group):
    """One command for each kind of record. The kind may be left out: the id or the name says which it is."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in KINDS:
            return super().resolve_command(ctx, args)
        session = ctx.find_object(ShellSession)
        assert session is not None
        kind = type(find(session.repository, args[0]))
        return kind.singular.replace(" ", "-"), _edit(kind), args

    def otherwise(self) -> click.Command:
        """The command whose first argument says which kind it is, for completion."""
        return click.Command("edit", params=[click.Argument(["record_id"], type=KIND_AND_REST)])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _edit(KINDS[cmd_name]) if cmd_name in KINDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of every kind of record instead of a list of commands."""
        with formatter.section("Fields"):
            width = max(formatter.width - max(map(len, KINDS)) - 6, 30)
            rows = {
                name: fill(" ".join(_option_names(kind)), width, break_on_hyphens=False) for name, kind in KINDS.items()
            }
            formatter.write_dl([(name, f"\b\n{row}") for name, row in rows.items()])


@click.group(cls=Edit, short_help="Change fields of a record.", subcommand_metavar="[KIND] ID_OR_NAME [--FIELD VALUE]…")
def edit() -> None:
    """Change fields of a record. A value replaces the one the field had; an empty value clears the field.

    \b
    shadowlog edit 9c2a --kind pain --text 'too slow'
    shadowlog edit 7d01 --account ''
    shadowlog edit 'Mercy Hospital' --alias Mercy

    The options are the same as those of shadowlog add. To list them: shadowlog edit insight --help
    """


def _option_names(kind: type[Record]) -> list[str]:
    return [f"--{field.option_name}" for field in fields_of(kind).values()]


def _edit(kind: type[Record]) -> click.Command:
    """The command that edits records of a kind."""

    @click.pass_context
    def callback(ctx: click.Context, /, record_id: str, as_json: bool, **given: Any) -> None:
        session = ctx.find_object(ShellSession)
        assert session is not None
        record = find(session.repository, record_id, kind)
        if type(record) is not kind:
            raise click.UsageError(f"{record_id} is {record.declared.one}, not {kind.declared.one}.")
        values = read_values(session, kind, given)
        if not values:
            raise click.UsageError(f"Say what to change, with any of: {', '.join(_option_names(kind))}.")
        if isinstance(record, Insight | Mention):
            values = with_giver(session.repository, record, values)
        changed = session.repository.edit(record, **values)
        put_record(session, changed, json=as_json, verb="Changed")
        if lost := lost_permission(record, changed):
            say(f"{lost} To permit these: shadowlog permit {record_id} PERMISSION")
        if "permission" in values:
            from shadowlog.cli.possible_names import ask_about_names

            ask_about_names(session, changed)
        session.saved()

    parameters = [
        click.Argument(["record_id"], metavar="ID_OR_NAME", type=id_of(kind)),
        *options(fields_of(kind).values()),
    ]
    help = f"Change fields of {kind.declared.one}. An empty value clears a field."
    return as_json(click.Command(kind.declared.word, callback=callback, params=parameters, help=help))


@click.command(short_help="Delete a record; undo brings it back.")
@click.argument("record_id", metavar="ID_OR_NAME", type=id_of())
@pass_session
def delete(session: ShellSession, record_id: str) -> None:
    """Delete a record; an objection is deleted with its mentions. The history is kept, and undo brings all back."""
    record = find(session.repository, record_id)
    others = session.repository.referring_count(record.id)
    count = session.repository.delete(record)
    put(f"Deleted {titled(record)}")
    if count > 1:
        say(f"Records that belong to it and were deleted with it: {count - 1}.")
    if others - count + 1 > 0:
        say(f"Records that still refer to it: {others - count + 1}. To list them: shadowlog check")
    say("To bring it back: shadowlog undo")
    session.saved()


@click.command(short_help="Tag an insight with a theme and the stance it met.")
@click.argument("record_id", metavar="ID", type=id_of(Insight))
@click.argument("theme", type=STANCE)
@click.option(
    "--stance",
    type=one_of(Stance),
    help=f"One of: {', '.join(Stance)}. It can also follow the theme's name: 'total cost:rejected', total-cost-.",
)
@click.option("--remove", is_flag=True, help="Remove the tag.")
@as_json
@pass_session
def tag(session: ShellSession, record_id: str, theme: str, stance: str | None, remove: bool, as_json: bool) -> None:
    """Tag an insight with a theme and the stance it met. Without a stance, the theme resonated."""
    repository = session.repository
    insight = find_by_id(repository, record_id)
    if not isinstance(insight, Insight):
        raise click.UsageError(f"Only insights can be tagged, and {record_id} is {insight.declared.one}.")
    if stance is None:
        target, met = FieldReader(repository, now()).signal(theme, insight.signals)
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
def undo(session: ShellSession) -> None:
    """Take back your last change. Repeat it to take back the one before."""
    from shadowlog.store.events.undo import undo as take_back

    _step(session, take_back, "Undone")


@click.command(short_help="Redo the change that was undone last.")
@pass_session
def redo(session: ShellSession) -> None:
    """Redo the change that was undone last."""
    from shadowlog.store.events.undo import redo as do_again

    _step(session, do_again, "Redone")


def _step(session: ShellSession, step: Callable[[EventStore], Undone], verb: str) -> None:
    done = step(session.repository.event_store)
    put(f"{verb}: {shown_in_line(done.label)}")
    if done.kept:
        say(f"Fields that were changed since then, and stay as they are: {done.kept}.")
    session.saved()


_MERGED = [kind for kind in KINDS.values() if can_be_merged(kind)]


@click.command(short_help="Merge two records that mean the same.")
@click.argument("one", metavar="ID_OR_NAME", type=id_of(*_MERGED))
@click.argument("into", metavar="INTO", type=id_of(*_MERGED))
@as_json
@pass_session
def merge(session: ShellSession, one: str, into: str, as_json: bool) -> None:
    """Merge a theme, an account or another record that has aliases into one of its kind.

    Records that referred to the first refer to the second from then on, and both names lead to it. No text is lost,
    and shadowlog unmerge takes the merge back at any time.
    """
    from shadowlog.services.merge import merge as merge_records

    merged = merge_records(session.repository, find(session.repository, one), find(session.repository, into))
    put_record(session, merged.record, json=as_json, verb="Merged into")
    say(f"Records that referred to the other and now refer to it: {merged.moved}.")
    session.saved()


@click.command(short_help="Take back a merge.")
@click.argument("record_id", metavar="ID_OR_NAME", type=id_of(*_MERGED))
@pass_session
def unmerge(session: ShellSession, record_id: str) -> None:
    """Take back the latest merge of a record. Both are as they were before, except for what was changed since."""
    from shadowlog.services.merge import unmerge as take_back

    undone = take_back(session.repository, find_key(session.repository, record_id))
    put("The merge is taken back: there are two records again.")
    if undone.kept:
        say(f"Fields that were changed since then, and stay as they are: {undone.kept}.")
    session.saved()
