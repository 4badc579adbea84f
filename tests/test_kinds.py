"""Every kind of record goes through every face: whatever a declaration says, a person can do with it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from shadowlog.domain.codec import document_of
from shadowlog.domain.ids import tail
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.values import Role
from shadowlog.services.current_user import become
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.commands.areas import AREAS
from tests.kinds import bare, made
from tests.some import some
from tests.store.verbs import run

KINDS = list(RECORDS.values())
IDS = [kind.declared.word for kind in KINDS]


def shell(*arguments: str) -> str:
    done = run(*arguments)
    assert done.code == 0, (arguments, done.err)
    return done.out


def _options(kind: type[Record], typed: dict[str, str]) -> list[str]:
    """The arguments of ``shadowlog add KIND``: an option for each field, and the title where it is an argument."""
    title = kind.title_field if fields_of(kind)[kind.title_field].required else ""
    options = [f"--{fields_of(kind)[name].option_name}={text}" for name, text in typed.items() if name != title]
    return [*options, "--", typed[title]] if title else options


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_record_goes_through_the_shell(workspace: Workspace, kind: type[Record]) -> None:
    with Repository(workspace) as repository:
        values, typed = made(repository, kind)
    declared = kind.declared
    added = json.loads(shell("add", declared.word, "--json", *_options(kind, typed)))
    record_id, short = added["id"], tail(added["id"])
    with Repository(workspace) as repository:
        record = repository.need(kind, record_id)
        assert {name: getattr(record, name) for name in values} == values
        assert added.items() >= {("record", declared.singular), ("id", record_id)}
        assert document_of(record).keys() <= added.keys() | {"record"}

    for what in ([declared.table.replace("_", "-")], ["--where", f"is:{declared.word}"]):
        assert record_id in [each["id"] for each in json.loads(shell("list", *what, "--json"))], what
        lines = shell("list", *what, "--limit", "0").splitlines()
        assert [line for line in lines if short.startswith(line.split()[0])], what
    shown = shell("show", record_id)
    for name in values:
        assert f"{fields_of(kind)[name].label}:" in shown, name
    assert json.loads(shell("show", record_id, "--json"))["id"] == record_id

    before = shell("show", record_id, "--json")
    text = next(name for name in values if fields_of(kind)[name].shape in (Shape.LINE, Shape.PROSE))
    option = fields_of(kind)[text].option_name
    shell("edit", declared.word, record_id, f"--{option}=accounts")
    with Repository(workspace) as repository:
        assert getattr(repository.need(kind, record_id), text) == "accounts"
    assert "accounts" in shell("history", record_id)
    shell("undo")
    assert json.loads(shell("show", record_id, "--json")) | {"updated": ""} == json.loads(before) | {"updated": ""}
    assert "Deleted" in shell("delete", record_id)
    assert record_id not in shell("list", "--where", f"is:{declared.word}", "--json")
    shell("undo")
    assert record_id in shell("list", "--where", f"is:{declared.word}", "--json")


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_record_is_found_by_each_of_its_filters(workspace: Workspace, kind: type[Record]) -> None:
    with Repository(workspace) as repository:
        values, _ = made(repository, kind)
        record = repository.add(kind(**values))
        clauses, missed = [f"is:{kind.declared.word}"], []
        for name, value in values.items():
            field = fields_of(kind)[name]
            if field.shape is Shape.CHOICE and value is not None:
                clauses.append(f"{field.facet}:{value.value.replace('_', '-')}")
            elif field.filter and field.refers:
                clauses.append(f"{field.filter}:{repository.heading(field.table, next(iter(_many(value))))}")
            elif field.filter:
                clauses.append(f"{field.filter}:{value}")
            if field.missed:
                missed.append(f"no:{field.facet}")
    for clause in clauses:
        assert record.id in shell("list", "--where", clause, "--json"), clause
    assert record.id in shell("list", "--where", " ".join(clauses), "--json")
    for clause in missed:
        assert record.id not in shell("list", "--where", clause, "--json"), clause


def _many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_what_is_stored_fits_the_schema_that_is_printed(workspace: Workspace, kind: type[Record]) -> None:
    schema = json.loads(shell("schema", kind.declared.word))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    with Repository(workspace) as repository:
        values, _ = made(repository, kind)
        for record in (repository.add(kind(**values)), bare(repository, kind, "another")):
            validator.validate(repository.event_store.document((kind.table, record.id)))
    for name in some(values):
        wrong: object = {"no": "such value"} if fields_of(kind)[name].shape is not Shape.STANCES else ["x"]
        assert not validator.is_valid({**document_of(kind(**values)), name: wrong}), name


@pytest.mark.usefixtures("demo")
def test_the_demo_fits_the_schema_of_a_whole_log(demo: Repository) -> None:
    schema = json.loads(shell("schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    tables = {kind.table: {record.id: document_of(record) for record in demo.newest(kind, 0, 200)} for kind in KINDS}
    assert sum(map(len, tables.values())) > 200
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(tables)


_MERGED = [kind for kind in KINDS if kind.declared.named and "aliases" in fields_of(kind)]


@pytest.mark.parametrize("kind", _MERGED, ids=lambda kind: kind.declared.word)
def test_two_of_a_kind_that_has_names_are_merged(workspace: Workspace, kind: type[Record]) -> None:
    with Repository(workspace) as repository:
        become(repository, "Maud", Role.MARKETER)
        one, other = bare(repository, kind, "this one"), bare(repository, kind, "that one")
    shell("merge", one.id, other.id)
    with Repository(workspace) as repository:
        assert repository.ids_named(kind, "this one") == [other.id]
    shell("unmerge", one.id)
    with Repository(workspace) as repository:
        assert repository.need(kind, one.id).heading == "this one"


def test_each_kind_stands_in_an_area_there_is() -> None:
    areas = {area.name for area in AREAS}
    assert {kind.declared.area for kind in some(KINDS)} - areas <= {""}
