"""Changing records from the shell: options as ``add`` has them, and JSON that says of each record what it is."""

from __future__ import annotations

import re

import click
import pytest

from shadowlog.cli.typed_values import KINDS
from shadowlog.domain.codec import document_of, record_of
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import RECORDS, Insight, Record, Theme, UnknownName
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.cli.conftest import Shell
from tests.cli.examples import commands


def test_what_may_be_given_several_times_holds_all_that_was_given(here: Shell) -> None:
    account = here("add", "account", "Zeta", "--alias", "Z1", "--json").json["id"]
    assert here("edit", account, "--alias", "A", "--alias", "B", "--json").json["aliases"] == ["A", "B"]
    assert here("edit", account, "--alias", "VP, Sales", "--json").json["aliases"] == ["VP, Sales"]
    nursing, purchasing = (here("add", "persona", name, "--json").json["id"] for name in ("Nursing", "Purchasing"))
    talk = here("add", "encounter", "--json").json["id"]
    edited = here("edit", talk, "--persona", "Nursing", "--persona", "Purchasing", "--json").json
    assert edited["personas"] == [nursing, purchasing]
    cost, quiet = (here("add", "theme", name, "--json").json["id"] for name in ("Cost", "Quiet"))
    assert here("edit", cost, "--keyword", "lease", "--keyword", "rent", "--json").json["keywords"] == ["lease", "rent"]
    said = here("add", "insight", "x", "--json").json["id"]
    edited = here("edit", said, "--theme", "Cost:rejected", "--theme", "Quiet:confused", "--json").json
    assert edited["signals"] == {cost: "rejected", quiet: "confused"}


def test_an_empty_value_clears_a_field_of_any_shape(here: Shell) -> None:
    here("add", "account", "Mercy")
    here("add", "persona", "Nursing")
    talk = here(
        "add", "encounter", "--account", "Mercy", "--persona", "Nursing", "--notes", "many", "--duration", "20",
        "--event", "Expo", "--stage-after", "opportunity", "--json",
    ).json  # fmt: skip
    filled = {"account", "personas", "notes", "duration", "event", "stage_after"}
    assert filled <= set(talk)
    options = [f"--{name}=" for name in ("account", "persona", "notes", "duration", "event", "stage-after")]
    assert filled & set(here("edit", talk["id"], *options, "--json").json) == set()


def test_text_of_an_option_may_begin_with_a_hyphen_and_options_stand_anywhere(here: Shell) -> None:
    said = here("add", "insight", "x", "--json").json["id"]
    assert here("edit", "--json", said, "--text", "- yes").code == 2, "an option of the record stands behind its id"
    assert here("edit", said, "--json", "--text", "- yes").json["text"] == "- yes"


@pytest.mark.parametrize("name", KINDS)
def test_edit_takes_the_options_of_add_and_its_help_lists_them(name: str, here: Shell, workspace: Workspace) -> None:
    kind = KINDS[name]
    adds = {
        option for held in commands()[f"add {name}"].params if isinstance(held, click.Option) for option in held.opts
    }
    edits = {
        option: held.multiple
        for held in commands()[f"edit {name}"].params
        if isinstance(held, click.Option)
        for option in held.opts
    }
    fields = {f"--{field.option_name}": field.shape for field in fields_of(kind).values()}
    assert set(edits) == {*fields, "--json"}
    assert {option for option in adds if option in fields} <= set(edits)
    assert {option for option, many in edits.items() if many} == {
        option for option, shape in fields.items() if shape in (Shape.REFS, Shape.WORDS, Shape.STANCES)
    }
    whole = here("edit", "--help").out
    of_kind = here("edit", name, "--help").out
    for option in fields:
        assert option in whole
        assert option in of_kind


def test_what_edit_does_not_understand_is_told(here: Shell) -> None:
    said = here("add", "insight", "x", "--json").json["id"]
    for arguments, code, told in (
        ((said,), 2, "Say what to change, with any of: --text"),
        ((said, "--tex", "y"), 2, "Did you mean"),
        ((said, "--message", "y"), 2, "No such option"),
        (("theme", said, "--name", "y"), 2, "is an insight, not a theme"),
        (("ffff", "--name", "y"), 3, "No record has an id like"),
        ((said, "--text", ""), 2, "text: is needed"),
        ((said, "--kind", "paint"), 2, "Choose one of"),
        ((said, "--persona", "Nobody"), 3, "There is no persona called"),
    ):
        done = here("edit", *arguments)
        assert done.code == code, done
        assert told in done.err
    assert here("show", said, "--json").json["text"] == "x"
    assert here("edit", said, "--help").out.startswith("Usage: shadowlog edit")


def _filled(kind: type[Record]) -> Record:
    """A record of a kind with every field filled, whatever it may mean."""
    held = {
        Shape.LINE: "words", Shape.PROSE: "words", Shape.REF: "somebody", Shape.REFS: ("somebody",), Shape.NUMBER: 1,
        Shape.WORDS: ("words",), Shape.STANCES: {"theme": "neutral"}, Shape.FLAG: True,
        Shape.MOMENT: "2026-11-20T14:30:00+00:00", Shape.DAY: "2026-11-20",
    }  # fmt: skip
    fields = fields_of(kind).values()
    values = {field.name: next(iter(field.values)) if field.values else held[field.shape] for field in fields}
    return kind(id=new_id(), author="somebody", other={"id": "not its own", "record": "neither"}, **values)


@pytest.mark.parametrize("kind", RECORDS.values(), ids=RECORDS)
def test_json_of_every_kind_says_what_it_is_and_loses_no_field(kind: type[Record]) -> None:
    from shadowlog.cli.output import as_document

    filled = _filled(kind)
    record = record_of(kind, filled.id, document_of(filled))
    told = as_document(record)
    assert (told["record"], told["id"]) == (kind.singular, record.id)
    assert (told["field_id"], len(told)) == ("not its own", len(document_of(record)) + 2)
    stored = document_of(record)
    assert {name: told[name] for name in stored if name not in ("record", "id")} == {
        name: value for name, value in stored.items() if name not in ("record", "id")
    }
    assert told["field_record"] == stored["record"]


@pytest.mark.usefixtures("filled")
def test_lists_of_a_whole_year_say_of_each_record_what_it_is(here: Shell, workspace: Workspace) -> None:
    with Repository(workspace) as repository:
        stored = {(kind.singular, record.id) for kind in RECORDS.values() for record in repository.all(kind)}
        unknown = [record.record for record in repository.all(UnknownName)]
        insights = {record.id for record in repository.all(Insight)}
        assert repository.count(Theme)
    assert len({name for name, _ in stored}) == len(RECORDS)
    assert {(row["record"], row["id"]) for row in here("list", "--json").json} == stored
    for table, kind in RECORDS.items():
        rows = here("list", table.replace("_", "-"), "--json").json
        assert {(row["record"], row["id"]) for row in rows} == {pair for pair in stored if pair[0] == kind.singular}
    assert [row["field_record"] for row in here("list", "unknown-names", "--json").json] == unknown
    assert set(unknown) <= insights


@pytest.mark.usefixtures("filled")
def test_an_objection_is_answered_by_any_words_that_sound_like_it(here: Shell) -> None:
    asked = {
        "There is no budget this year": True,
        "no budget": False,
        "my staff trusts noise more": False,
        "half a year without any budget at all": False,
    }
    for words, exactly in asked.items():
        done = here("answer", *words.split())
        assert done.code == 0, done
        assert ("No objection is called" in done.err) is not exactly
        title = "Nurses will miss alarms" if "noise" in words else "There is no budget this year"
        assert title in done.out.splitlines()[0]
        assert ("heard as “My staff trusts noise more than a promise.”" in done.out) is ("noise" in words)
        told = here("answer", words, "--json").json
        assert (told[0]["record"], told[0]["title"].startswith(title), told[0]["called_so"]) == (
            "objection", True, exactly,
        )  # fmt: skip


@pytest.mark.usefixtures("filled")
def test_words_that_no_objection_has_are_answered_with_what_is_heard_most(here: Shell) -> None:
    told = here("answer", "too expensive")
    assert told.code == 3
    assert "No objection is alike to 'too expensive'. Heard most:" in told.err
    heads = [line for line in told.out.splitlines() if line[:1].strip()]
    assert len(heads) == 5
    assert "It costs more than the pump we have" in told.out
    assert "worked for 5 of 8 buyers: Let us put your own numbers into the five-year table" in told.out
    asked = here("answer", "too expensive", "--json")
    assert (asked.code, {row["why"] for row in asked.json}) == (3, {"heard most"})
    assert [row["buyers"] for row in asked.json] == sorted((row["buyers"] for row in asked.json), reverse=True)


@pytest.mark.usefixtures("filled")
def test_an_objection_that_only_begins_so_hides_none_that_has_an_answer(here: Shell) -> None:
    here("add", "too expensive next to Acme's lease", "!price_budget")
    told = here("answer", "too expensive")
    assert told.code == 0
    assert "No objection is called 'too expensive'. It sounds like:" in told.err
    assert "Perhaps another will do, also about price and budget:" in told.err
    assert "too expensive next to Acme's lease" in told.out.splitlines()[0]
    assert "worked for 5 of 8 buyers: Let us put your own numbers into the five-year table" in told.out
    assert {row["category"] for row in here("answer", "too expensive", "--json").json} == {"price_budget"}
    here("add", "!nurses will miss it")
    titles = [row["title"] for row in here("answer", "nurses will miss", "--json").json]
    assert titles[0] == "Nurses will miss alarms if it is quieter", "what has an answer that worked comes first"
    assert "nurses will miss it" in titles
    assert len(here("answer", "Nurses will miss it", "--json").json) >= 1


@pytest.mark.usefixtures("filled")
def test_what_is_to_be_told_is_the_same_number_wherever_it_stands(here: Shell) -> None:
    people = ("Dana Whitlock", "Ines Amaral", "Piotr Sand", "Maud Keller")
    to_tell = dict(
        re.findall(
            r"- Tell (.*) what became of (\d+) things? passed on",
            here("brief", "backlog", "--audience", "internal").out,
        )
    )
    assert len(to_tell) == 3, "the backlog shows three and counts the rest"
    for person in people:
        news = here("mine", "--person", person).out.count("NEW  ")
        read = here("digest", person).out
        assert f"- {news} things you passed on were answered." in read
        assert to_tell.get(person, str(news)) == str(news)
    assert "Tell " not in here("brief", "backlog", "--audience", "internal").out
    assert {"Nothing new." in here("digest", person).out for person in people} == {True}


def test_where_nothing_was_heard_no_answer_is_offered(here: Shell) -> None:
    nothing = here("answer", "xyzzy")
    assert (nothing.code, nothing.out) == (3, "")
    assert "There is no objection called 'xyzzy'" in nothing.err


def test_the_first_theme_is_the_umbrella_and_others_without_a_parent_support_it(here: Shell) -> None:
    levels = [here("add", "theme", name, "--json").json["level"] for name in ("Calmer shifts", "Cost")]
    assert levels == ["umbrella", "supporting"]


def test_a_theme_added_under_another_stands_one_level_below_it(here: Shell) -> None:
    here("add", "theme", "Calm", "--level", "umbrella")
    assert here("add", "theme", "Quiet", "--parent", "Calm", "--json").json["level"] == "pillar"
    assert here("add", "theme", "No beeping", "--parent", "Quiet", "--json").json["level"] == "supporting"
    refused = here("add", "theme", "Deeper", "--parent", "No beeping")
    assert refused.code == 2
    assert "pillar" in refused.err


def test_what_is_refused_of_a_line_is_told_without_a_field(here: Shell) -> None:
    refused = here("add", "too slow !prize")
    assert refused.code == 2
    assert "That does not fit: !prize is not a mark." in refused.err


def test_check_counts_one_as_one(here: Shell) -> None:
    here("add", "persona", "Nursing")
    counted = here("check").out
    assert "1 person" in counted
    assert "1 people" not in counted
    assert "1 persona," in counted or "1 persona." in counted


@pytest.mark.parametrize(
    ("typed", "stance"),
    [
        ("total-cost-", "rejected"), ("Total cost?", "confused"), ("total cost =", "neutral"),
        ("Total cost+", "resonated"), ("Total cost:rejected", "rejected"), ("total-cost:rej", "rejected"),
        ("Total cost", "resonated"),
    ],
)  # fmt: skip
def test_a_stance_behind_the_name_of_a_theme_is_that_stance_for_every_verb(
    here: Shell, typed: str, stance: str
) -> None:
    theme = here("add", "theme", "Total cost", "--json").json["id"]
    said = here("add", "insight", "one", "--theme", typed, "--json").json
    assert said["signals"] == {theme: stance}
    other = here("add", "insight", "two", "--json").json["id"]
    assert here("edit", other, "--theme", typed, "--json").json["signals"] == {theme: stance}
    tagged = here("add", "insight", "three", "--json").json["id"]
    assert here("tag", tagged, typed, "--json").json["signals"] == {theme: stance}
    assert here("tag", tagged, "total-cost", "--stance", "confused", "--json").json["signals"] == {theme: "confused"}
    assert not here("tag", tagged, typed, "--remove", "--json").json.get("signals")


def test_a_theme_whose_name_ends_with_a_sign_is_that_theme(here: Shell) -> None:
    plain = here("add", "theme", "C", "--json").json["id"]
    signed = here("add", "theme", "C+", "--json").json["id"]
    assert here("add", "insight", "one", "--theme", "C+", "--json").json["signals"] == {signed: "resonated"}
    assert here("add", "insight", "two", "--theme", "C+-", "--json").json["signals"] == {signed: "rejected"}
    assert here("add", "insight", "three", "--theme", "C-", "--json").json["signals"] == {plain: "rejected"}
