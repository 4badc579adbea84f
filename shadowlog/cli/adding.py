"""Adding records and capturing lines, once what was typed is taken apart: for click's commands and the quick verbs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shadowlog.cli.output import as_document, put_json, put_record, say
from shadowlog.cli.session import ShellSession
from shadowlog.cli.typed_values import read_values
from shadowlog.domain.records import Mention, Objection, Record, Theme
from shadowlog.domain.schema.fields import Field, fields_of


def title_of(kind: type[Record]) -> str:
    """The field that stands behind the kind without an option: what its records are known by, where that is needed;
    else empty.
    """
    return kind.title_field if fields_of(kind)[kind.title_field].required else ""


def fields_of_objection() -> list[Field]:
    """The fields that have an option where an objection is added: its own, and those of the mention of it."""
    left_out = {Objection: ("title",), Mention: ("objection", "response")}
    return [field for kind, names in left_out.items() for name, field in fields_of(kind).items() if name not in names]


def add_record(session: ShellSession, kind: type[Record], given: Mapping[str, Any], *, as_json: bool) -> None:
    """Add a record from what was typed for its fields, by their names, and print it. Raises ShadowlogError."""
    from shadowlog.services.defaults import level_of_new_theme, with_defaults

    values = read_values(session, kind, given)
    if kind is Theme and "level" not in values:
        parent = session.repository.get(Theme, values.get("parent") or "")
        values["level"] = level_of_new_theme(session.repository, parent)
    record = session.repository.add(with_defaults(session.repository, kind(**values)))
    put_record(session, record, json=as_json, verb="Added")
    if "permission" in values:
        from shadowlog.cli.possible_names import ask_about_names

        ask_about_names(session, record)
    session.saved()


def add_objection(session: ShellSession, title: str, response: str, given: Mapping[str, Any], *, as_json: bool) -> None:
    """Add an objection, the mention of it, and the response that was used. Raises ShadowlogError."""
    from shadowlog.services.objections import record_objection

    of_objection = read_values(session, Objection, given)
    of_mention = read_values(session, Mention, given)
    heard = record_objection(session.repository, title, of_objection, of_mention, response)
    if as_json:
        mention = as_document(heard.mention) if heard.mention else None
        put_json({**as_document(heard.objection), "mention": mention})
    else:
        put_record(session, heard.objection, json=False, verb="Heard again," if heard.times > 1 else "Added")
    if heard.mention is None:
        say("The answer is saved for when the objection comes up. If it has come up, add --verbatim or --account.")
    else:
        say(f"Heard {heard.times} time{'s' if heard.times > 1 else ''} so far.")
    if heard.mention is not None and "permission" in of_mention:
        from shadowlog.cli.possible_names import ask_about_names

        ask_about_names(session, heard.mention)
    session.saved()
