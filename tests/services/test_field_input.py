"""What people type for lists and names is read as they mean it, and filled in as it may be typed."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowlog.domain.codec import document_of
from shadowlog.domain.errors import Ambiguous, InvalidField, NotFound, RuleBroken
from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Insight,
    Objection,
    Persona,
    Record,
    Theme,
    UnknownName,
)
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.text.query import read_filter
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance
from shadowlog.services.capture.plan import plan_in_words, plan_of
from shadowlog.services.capture.save import Capturing
from shadowlog.services.field_input import FieldReader, begun, joined, split, text_of, would_be_new
from shadowlog.services.merge import merge, unmerge
from shadowlog.services.objections import record_objection
from shadowlog.services.resolve import find, resolve
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.tui.forms.kinds import Forms

NAMES = st.text(st.sampled_from(" ab,\":'“”;\\#@é"), min_size=1, max_size=12).map(str.strip).filter(bool)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('"VP, Sales", Nurse', ["VP, Sales", "Nurse"]), ("VP, Sales", ["VP", "Sales"]), ("a,,b, ", ["a", "b"]),
        ('"VP, Sales":rejected, Cost', ["VP, Sales:rejected", "Cost"]), ('5" pump, x', ['5" pump', "x"]),
        ('"Best" Corp, x', ['"Best" Corp', "x"]), ('"a ""b"", c"', ['a "b", c']), ('"VP, Sales', ["VP, Sales"]),
        ("", []), (" , ", []), ('""', []),
    ],
)  # fmt: skip
def test_a_list_is_divided_by_commas_but_not_inside_quotes(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@given(st.lists(NAMES, max_size=5))
def test_a_list_of_any_names_is_found_again(names: list[str]) -> None:
    assert split(joined(names)) == names


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Nurse, Pu", ("Pu", False)),
        ('Nurse, "VP, S', ("VP, S", True)),
        ('"VP, Sales", Nu', ("Nu", False)),
        ("", ("", False)),
    ],
)
def test_what_is_being_typed_is_completed(text: str, last: tuple[str, bool]) -> None:
    assert begun(text) == last


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NAMES, min_size=1, max_size=4, unique_by=str.casefold), st.lists(NAMES, max_size=3, unique=True))
def test_what_a_form_fills_in_is_read_back_as_it_was(
    repository: Repository, names: list[str], words: list[str]
) -> None:
    with repository.change("Names"):
        themes = [_named(repository, Theme, name) for name in names]
        personas = [_named(repository, Persona, name) for name in names]
    reading = FieldReader(repository, datetime.now(timezone.utc))
    stances = dict(zip(dict.fromkeys(themes), [*Stance] * 2, strict=False))
    for kind, name, value in (
        (Encounter, "personas", tuple(dict.fromkeys(personas))), (Insight, "signals", stances),
        (Theme, "keywords", tuple(words)),
    ):  # fmt: skip
        field = fields_of(kind)[name]
        assert reading.value(field, text_of(repository, field, value)) == value


def _named(repository: Repository, kind: type[Record], name: str) -> str:
    known = repository.ids_named(kind, name)
    values = {kind.title_field: name}
    return known[0] if known else repository.add(kind(**values)).id


def test_what_has_no_name_is_read_back_as_what_the_field_holds(repository: Repository) -> None:
    ids = tuple(repository.add(Insight(text=text)).id for text in ("too, loud\nat night", "too, loud\nat night", " x"))
    field = fields_of(ContentRequest)["evidence"]
    reading = FieldReader(repository, datetime.now(timezone.utc))
    text = text_of(repository, field, ids)
    assert reading.value(field, text, current=ids) == ids
    assert reading.value(field, shown_in_line(text), current=ids) == ids


def test_a_persona_with_a_comma_stays_one_when_another_is_added_in_the_form(repository: Repository) -> None:
    persona = repository.add(Persona(name="VP, Sales"))
    encounter = repository.add(Encounter(event="X", personas=(persona.id,)))
    form = Forms(repository, day_first=True).edit(encounter)
    done = form.save({**form.filled, "personas": form.filled["personas"] + ", Nurse"})
    assert "new persona “Nurse”" in done.words
    assert [held.name for held in repository.all(Persona)] == ["VP, Sales", "Nurse"]
    assert repository.need(Encounter, encounter.id).personas[0] == persona.id
    field = fields_of(Encounter)["personas"]
    assert would_be_new(repository, field, '"VP, Sales", Nurs') == ["Nurs (did you mean Nurse?)"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME"), ("Müller", unicodedata.normalize("NFD", "Müller")), ("Søren", "Soren"), ("A  b", "a B"),
        ("Mer\u00adcy", "Mercy"),
    ],
)  # fmt: skip
def test_a_name_belongs_to_one_record_of_its_kind(repository: Repository, one: str, other: str) -> None:
    for kind in (Account, Theme, Persona, Objection):
        held = repository.add(kind(**{kind.title_field: one}))
        with pytest.raises(RuleBroken, match="already"):
            repository.add(kind(**{kind.title_field: other}))
        second = repository.add(kind(**{kind.title_field: "Second"}))
        with pytest.raises(RuleBroken, match="merge"):
            repository.edit(second, **{kind.title_field: other})
        with pytest.raises(RuleBroken, match="merge"):
            repository.edit(second, aliases=(other,))
        assert repository.edit(held, **{kind.title_field: other}).heading == other, (
            "its own name may be written otherwise"
        )
        merge(repository, second, held)
        assert repository.ids_named(kind, "second") == [held.id]
    assert repository.count(Account) == 1


def test_two_of_one_name_from_two_devices_stay_readable_and_can_be_edited_and_merged(repository: Repository) -> None:
    one = repository.add(Account(name="Acme"))
    repository.db.table("accounts").insert(document_of(Account(name="ACME")))
    other = next(held for held in repository.all(Account) if held.id != one.id)
    assert repository.edit(other, segment="rural").segment == "rural"
    assert repository.edit(other, name="acme").name == "acme"
    with pytest.raises(Ambiguous):
        resolve(repository, Account, "ACME")
    merge(repository, other, one)
    assert resolve(repository, Account, "ACME").id == one.id
    unmerge(repository, ("accounts", other.id))
    assert repository.count(Account) == 2


def test_events_are_matched_without_case_and_form(repository: Repository) -> None:
    repository.add(Account(name="Beef"))
    for text in ('one event:"CES 2026" @beef', 'two event:"ces 2026" @beef', "three event:CES-2026 @beef"):
        Capturing(repository).save(plan_of(repository, text))
    assert repository.count(Encounter) == 2, "a hyphen is part of an event's name"
    assert {held.event for held in repository.all(Encounter)} == {"CES 2026", "CES-2026"}


def test_a_name_means_the_same_for_marks_options_and_filters(repository: Repository) -> None:
    mercy = repository.add(Account(name="Mercy Hospital", aliases=("St. Mary",)))
    alder = repository.add(Account(name="Alder Valley Hospital"))
    finder = Finder(repository.event_store)
    for name, wanted in (
        ("mercy", mercy), ("MERCY-hospital", mercy), ("mary", mercy), ("valley", alder), ("alder-val", alder),
        ("st.", mercy), ("Valley Hosp", alder),
    ):  # fmt: skip
        assert resolve(repository, Account, name).id == wanted.id, name
        assert plan_of(repository, f'x @"{name}"').first("account") == wanted.id, name
        assert finder.find(read_filter(f'account:"{name}"')).plan.resolved.clauses[0].values == (wanted.name,), name
    with pytest.raises(Ambiguous):
        resolve(repository, Account, "hospital")
    assert plan_of(repository, "x @hospital").names["account"][0].candidates == (alder.name, mercy.name)
    with pytest.raises(NotFound, match="Did you mean “Mercy Hospital”") as caught:
        resolve(repository, Account, "Mercy Hopsital")
    assert "Hopsital”" not in str(caught.value)
    (said,) = [
        words for what, words in plan_in_words(plan_of(repository, "x @mercy-hopsital")) if what == "unknown account"
    ]
    assert "Mercy Hospital" in said
    finder.close()


def test_the_id_of_what_was_merged_leads_to_what_stays(repository: Repository) -> None:
    names = ("Too expensive", "Costs too much", "No money")
    one, two, three = (record_objection(repository, name, {}, {"verbatim": name}).objection for name in names)
    merge(repository, one, two)
    merge(repository, two, three)
    for key in (one.id, two.id, one.id[-8:]):
        assert find(repository, key).id == three.id
        assert resolve(repository, Objection, key).id == three.id
    finder = Finder(repository.event_store)
    assert len(finder.find(read_filter(f"objection:{one.id} is:mentions"))) == 3
    finder.close()
    gone = repository.add(Account(name="Gone"))
    repository.delete(gone)
    repository.add(Account(name="Gone"))
    with pytest.raises(NotFound):
        find(repository, gone.id)
    undo(repository.event_store)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("foo:bar", "no field 'foo'.*quotes"), ("-foo:bar", "no field 'foo'"), ("thme:cost", "Did you mean theme:"),
        ("★", "no word to search for"), ("👍", "no word"), ("lease ★", "no word"), ("-★", "no word"),
        ('"★ ☆"', "no word"),
        ("—", "no word"), ("&", "no word"), ("is:nonsense", "not a value"), ("account:Mercyy", "Did you mean “Mercy”"),
        ("since:nov", "names no day"),
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_refused_with_a_hint(repository: Repository, text: str, told: str) -> None:
    repository.add(Account(name="Mercy"))
    finder = Finder(repository.event_store)
    problems = " ".join(finder.find(read_filter(text)).plan.problems)
    finder.close()
    assert re.search(told, problems), problems


@pytest.mark.parametrize(
    "text",
    [
        "http://x", "10:30", "a:", '"foo:bar"', "lease & price", "lease - price", "C:\\x", "r&d",
        "is:replies", "is:reply",
        "is:people", "is:persons", "is:person", "is:proof-points", "is:proof_points", "is:proof-point", "is:requests",
        "is:content-requests", "is:request", "is:unknown-names", "is:filters", "is:responses", "is:objection,insights",
    ],
)  # fmt: skip
def test_a_filter_that_means_something_is_taken(repository: Repository, text: str) -> None:
    finder = Finder(repository.event_store)
    assert finder.find(read_filter(text)).plan.problems == []
    finder.close()


def test_lines_that_are_pasted_into_one_line_keep_their_words(repository: Repository) -> None:
    objection = repository.add(Objection(title=" they said it is too\n  expensive\r\n\r\nfor us\n"))
    assert objection.title == "they said it is too expensive for us"
    assert repository.add(Account(name="a\u2028b\x0bc")).name == "a\u2028b\x0bc", "only LF and CRLF end a line"


def test_a_mark_that_was_mistyped_is_saved_only_as_it_was_typed(repository: Repository) -> None:
    with pytest.raises(InvalidField, match="Did you mean !price_budget"):
        Capturing(repository).save(plan_of(repository, "too expensive !prize"))
    saved = Capturing(repository).save(plan_of(repository, "too expensive !prize", as_typed=True))
    assert saved.records[0].heading == "too expensive !prize"
    assert not repository.count(UnknownName)
