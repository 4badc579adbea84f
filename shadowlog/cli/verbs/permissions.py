"""``shadowlog ask`` and ``permit``: getting a buyer's permission to quote."""

from __future__ import annotations

import click

from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import put_record, say
from shadowlog.cli.param_types import id_of, name_of, one_of
from shadowlog.cli.session import ShellSession
from shadowlog.cli.typed_values import read_value
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import Insight, Mention, Person
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.values import Permission
from shadowlog.services.resolve import find


def _quotable(session: ShellSession, record_id: str) -> Insight | Mention:
    """The insight or mention of an id. Raises NotFound, Ambiguous."""
    record = find(session.repository, record_id)
    if not isinstance(record, Insight | Mention):
        raise click.UsageError(f"Only insights and mentions can be quoted, and {record_id} is {record.declared.one}.")
    return record


@click.command(short_help="Have a rep ask the buyer whether words may be quoted.")
@click.argument("record_id", metavar="ID", type=id_of(Insight, Mention))
@click.option(
    "--rep",
    metavar="NAME",
    type=name_of(Person),
    help="Who asks. Default: the rep of the encounter, else whoever entered it.",
)
@as_json
@pass_session
def ask(session: ShellSession, record_id: str, rep: str | None, as_json: bool) -> None:
    """Have a rep ask the buyer whether the words of an insight or a mention may be quoted.

    It waits in their list of tasks (7 in the terminal UI) until somebody answers it there or with: shadowlog permit ID
    """
    from shadowlog.services.permissions import ask as ask_for
    from shadowlog.services.permissions import request_words

    record = _quotable(session, record_id)
    field = fields_of(type(record))["permission_asker"]
    asked = ask_for(session.repository, record, read_value(session, field, rep) if rep else "")
    put_record(session, asked, json=as_json, verb="Asked about")
    who = session.repository.heading("people", asked.permission_asker)
    say(f"{who} is to {request_words(session.repository, asked)}")
    session.saved()


@click.command(short_help="Save whether a buyer's words may be quoted.")
@click.argument("record_id", metavar="ID", type=id_of(Insight, Mention))
@click.argument("permission", metavar="PERMISSION", type=one_of(Permission))
@click.option("--until", metavar="DATE", help="The last day of the permission. Then it counts as unset.")
@click.option("--on", metavar="DATE", help="The day the buyer gave it. Default: today.")
@click.option("--by", metavar="NAME", type=name_of(Person), help="Who got it from the buyer. Default: you.")
@as_json
@pass_session
def permit(
    session: ShellSession,
    record_id: str,
    permission: str,
    until: str | None,
    on: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Save whether the words of an insight or a mention may be quoted, who got the permission, when, and until when.

    \b
    PERMISSION is one of:
      attributed      may be quoted
      anonymised      may be quoted without saying whose words they are
      internal_only   not for publication
      revoked         was permitted, and no longer is
      unset           nobody asked yet

    \b
    shadowlog permit 9c2a anonymised --until 'end of next year'
    """
    from shadowlog.cli.possible_names import ask_about_names
    from shadowlog.services.permissions import answer, permission_day

    record = _quotable(session, record_id)
    allowed = Permission.parse(permission, "permission")
    for name, typed in (("until", until), ("on", on), ("by", by)):
        if typed is not None and not typed.strip():
            raise InvalidField(name, "is empty.", "Leave it out, or say which.")
    if until and not allowed.may_leave_the_team:
        raise InvalidField("until", f"does not fit {allowed.value}: there is nothing that could run out.", "Leave it.")
    fields = fields_of(type(record))
    changed = answer(
        session.repository,
        record,
        allowed,
        until=read_value(session, fields["permission_until"], until) if until else None,
        on=read_value(session, fields["permission_on"], on) if on else None,
        got_by=read_value(session, fields["permission_by"], by) if by else "",
    )
    put_record(session, changed, json=as_json, verb=f"{allowed.clearance[0].upper()}{allowed.clearance[1:]}:")
    if changed.ran_out(permission_day()):
        say(f"{changed.permission_until} is past: the permission counts as unset.")
    ask_about_names(session, changed)
    session.saved()
