"""Whoever declares a kind of record wrongly is told what is wrong with it, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shadowlog.domain.records import Record, record
from shadowlog.domain.schema import registry
from shadowlog.domain.schema.check_declarations import check
from shadowlog.domain.schema.fields import (
    ME,
    WHO_SAID_IT,
    WronglyDeclared,
    choice,
    day,
    line,
    now_if,
    number,
    of_encounter,
    ref,
)
from shadowlog.domain.values import Role, Stage

DECLARATION = """
@record(table="{table}", singular="{singular}", plural="{plural}", title="name"{more})
class Widget(Record):
    name: str = line("what it is called", required=True)
    {field}
"""
NAMES = {
    "Forgettable": registry.Forgettable,
    "ME": ME, "WHO_SAID_IT": WHO_SAID_IT, "Record": Record, "Role": Role, "Stage": Stage, "choice": choice, "day": day,
    "line": line, "now_if": now_if, "number": number, "of_encounter": of_encounter, "record": record, "ref": ref,
}  # fmt: skip


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Whatever a test declares is gone after it."""
    before = dict(registry.KINDS)
    yield
    registry.KINDS.clear()
    registry.KINDS.update(before)


def _declare(field: str = "", more: str = "", **words: str) -> None:
    words = {"table": "widgets", "singular": "widget", "plural": "widgets", **words}
    exec(DECLARATION.format(field=field, more=more and f", {more}", **words), dict(NAMES))
    check()


def test_a_kind_that_is_declared_well_is_taken() -> None:
    _declare('account: str | None = ref("accounts", "who buys", filter="account")', 'columns=("", "{name}", "")')
    assert registry.KINDS["widgets"].declared.one == "a widget"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"table": "themes"}, "Widget: the table 'themes' is that of Theme"),
        ({"singular": "theme"}, "Widget: the singular 'theme' is that of Theme"),
        ({"plural": "people"}, "Widget: the plural 'people' is that of Person"),
        ({"plural": "theme"}, "Widget: 'theme' means a theme already"),
        ({"table": "content_request"}, "Widget: 'content_request' means a content request already"),
    ],
)
def test_no_word_means_two_kinds(words: dict[str, str], told: str) -> None:
    with pytest.raises(WronglyDeclared, match=told):
        _declare(**words)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('colums=("", "name", "")', "Widget: @record has no colums; there are: .*columns"),
        ('columns=("", "naem", "")', "Widget has no field 'naem'. It has: name"),
        ('line="{stage}"', "Widget has no field 'stage'"),
        ('form=("name", "stage")', "Widget has no field 'stage'"),
        ('dated_by="opened"', "Widget has no field 'opened'"),
        ('dated_by="name"', "'name', which dates it, is to be a moment"),
        ('owner="name"', "its owner 'name' is to be a ref"),
        ('belongs=(("Heard", "insights", "widget"),)', "no field 'widget' of 'insights' names a widget"),
        ('belongs=(("Heard", "insihgts", "persona"),)', "no field 'persona' of 'insihgts' names a widget"),
        ('area="nmaes"', "Widget: there is no area 'nmaes'. There are: encounters, .*names"),
        ("forgettable=Forgettable.PERSON", "Widget may ask to be forgotten, and has no names: add named=True"),
        ('opens="deel"', "Widget opens deel:, and no field has such a filter"),
    ],
)
def test_what_is_said_of_a_kind_names_what_there_is(more: str, told: str) -> None:
    with pytest.raises(WronglyDeclared, match=told):
        _declare(more=more)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ('aliases: str = line("other names")', "Widget.aliases holds the other names .* words.., and add named=True"),
        ("stage: str = ''", "Widget.stage is no field yet: declare it by line"),
        ('stage = line("the stage")', "'stage' is a field but has no type annotation"),
        ('stage: str = line("")', "Widget.stage says nothing of what it is"),
        ('stage: str = line("the stage", filtre="stage")', "a field has no filtre; there are: .*filter"),
        ('deal: str | None = ref("deels", "another")', "Widget.deal refers to 'deels', which is no table"),
        ('value: int | None = number("worth", least=5, most=3)', "Widget.value: no number is from 5 to 3"),
        ('other: str = line("its other name", option="name")', "two fields have the option --name"),
        (
            'person: str | None = ref("people", "who", filter="account")',
            "person: account: finds something else in",
        ),
        (
            'event: str | None = ref("events", "where", filter="since")',
            "event: since: is a filter of every kind",
        ),
        ('won: str | None = ref("people", "who", filter="winner")', "Widget.won: say by reads= how winner: reads"),
        (
            'rep: str | None = ref("people", "who", filter="rep", reads="by")',
            "reads 'with the rep' elsewhere",
        ),
        ('account: str | None = ref("accounts", "who", default=ME)', "only a ref.. to people can be the person"),
        ('on_day: object = day("when", default=now_if("name", Stage.SQL))', "only a moment.. can be now"),
        ('account: str | None = ref("accounts", "who", default=of_encounter("account"))', "Widget names none"),
        ('basis: Stage | None = choice(Stage, "who", filter="x", default=WHO_SAID_IT)', "no field is ``spoken``"),
    ],
)
def test_a_field_is_declared_so_that_everything_can_be_made_from_it(field: str, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        _declare(field)


def test_what_a_name_alone_makes_needs_no_more_than_a_name() -> None:
    with pytest.raises(WronglyDeclared, match="Widget is made by its name alone, and needs name, buyer"):
        _declare('buyer: str | None = ref("accounts", "who buys", required=True)', "made_by_name=True")
