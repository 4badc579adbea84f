"""``shadowlog add``."""

from __future__ import annotations

from typing import Any

import click

from shadowlog.cli.options import options, read_values
from shadowlog.cli.session import Session, as_document, as_json, put_json, put_record, say
from shadowlog.domain.records import RECORDS, Insight, Mention, Objection, Record
from shadowlog.domain.values import Basis, InsightKind, Role
from shadowlog.store.hearing import hear

KINDS = {kind.singular.replace(" ", "-"): kind for kind in RECORDS.values()}
"""What can be added, by the word for it."""

_TEXT = {"encounter": None, "mention": None}
"""Kinds that take no text of their own as argument."""


class Add(click.Group):
    """One command for each kind of record, made when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "objection":
            return _objection()
        return _command(cmd_name, KINDS[cmd_name]) if cmd_name in KINDS else None


@click.group(cls=Add, short_help="Add a record.")
def add() -> None:
    """Add a record, and print it with its id."""


def _command(name: str, kind: type[Record]) -> click.Command:
    title = None if name in _TEXT else kind.title_field
    parameters = options(kind, leave_out=(title,) if title else ())
    if title:
        parameters = [click.Argument([title]), *parameters]

    @click.pass_context
    def callback(ctx: click.Context, /, as_json: bool, **given: Any) -> None:
        session = ctx.find_object(Session)
        assert session is not None
        values = read_values(session, kind, given)
        record = session.logbook.add(with_defaults(session, kind(**values)))
        put_record(session, record, json=as_json, verb="Added")
        session.saved()

    doc = kind.__doc__ or ""
    help = f"Add {_article(kind.singular)} {kind.singular}: {doc[0].lower()}{doc[1:]}"
    return as_json(click.Command(name, callback=callback, params=parameters, help=help))


def _article(word: str) -> str:
    return "an" if word[0] in "aeio" else "a"


def with_defaults(session: Session, record: Record) -> Record:
    """A record with what can be known without asking: who an insight comes from, whether it is a question."""
    from dataclasses import replace

    if isinstance(record, Insight):
        if record.kind is None and record.text.rstrip().endswith("?"):
            record = replace(record, kind=InsightKind.QUESTION)
        if record.basis is None:
            author = session.logbook.author
            reported = author is not None and author.role is Role.REP
            record = replace(record, basis=Basis.REP_REPORT if reported else Basis.OBSERVER_INFERENCE)
    return record


def _objection() -> click.Command:
    """Adding an objection also adds the mention of it, and the response that was used."""
    parameters: list[click.Parameter] = [click.Argument(["title"])]
    parameters += options(Objection, leave_out=("title",))
    parameters += options(Mention, leave_out=("objection", "response"))
    parameters.append(
        click.Option(["--response"], metavar="TEXT", help="What was answered: an id, or the words of a new response.")
    )

    @click.pass_context
    def callback(ctx: click.Context, /, as_json: bool, title: str, response: str | None, **given: Any) -> None:
        session = ctx.find_object(Session)
        assert session is not None
        of_objection = read_values(session, Objection, given)
        of_mention = read_values(session, Mention, given)
        heard = hear(session.logbook, title, of_objection, of_mention, response or "")
        if as_json:
            put_json({**as_document(heard.objection), "mention": as_document(heard.mention)})
        else:
            put_record(session, heard.objection, json=False, verb="Heard again," if heard.times > 1 else "Added")
        say(f"Heard {heard.times} time{'s' if heard.times > 1 else ''} so far.")
        session.saved()

    help = (
        "Add an objection with its first mention, or hear it again: where one with this wording or alias is there "
        "already, a mention is added to it."
    )
    return as_json(click.Command("objection", callback=callback, params=parameters, help=help))
