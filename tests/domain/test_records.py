"""Records: what they take, what they refuse, and what survives being stored."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowlog.domain.codec import document_of, record_of
from shadowlog.domain.errors import InvalidField, RuleBroken
from shadowlog.domain.records import RECORDS, ContentRequest, Encounter, Insight, Objection, Record, Theme
from shadowlog.domain.rules.message_house import check_place
from shadowlog.domain.schema.checks import checked
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.sanitize import shown, shown_in_line
from shadowlog.domain.values import InsightKind, ObjectionCategory, Stance, Technique, ThemeLevel, ThemeStatus
from shadowlog.store.repository import Repository


def test_values_are_named_by_a_start_in_any_case_with_blanks_or_hyphens() -> None:
    assert ObjectionCategory.parse("Price", "category") is ObjectionCategory.PRICE_BUDGET
    assert InsightKind.parse("desired outcome", "kind") is InsightKind.DESIRED_OUTCOME
    assert ObjectionCategory.PRICE_BUDGET.words == "price and budget"
    assert Technique.FEEL_FELT_FOUND.words == "feel, felt, found"
    assert ObjectionCategory.parse("Price and budget", "category") is ObjectionCategory.PRICE_BUDGET


@pytest.mark.parametrize(
    ("kind", "name", "value", "told"),
    [
        (Insight, "text", "", "is needed"),
        (Insight, "kind", "paint", "Choose one of: pain"),
        (Insight, "kind", "p", "fits more than one.*pain, praise"),
        (Objection, "severity", 4, "from 0 to 3"),
        (Objection, "title", "x" * 3_000, "at most 2,000 are"),
        (Encounter, "duration", "long", "whole number"),
        (Encounter, "started_at", "2026-11-20 14:30", "no time zone"),
        (Encounter, "started_at", "soon", "Write it like"),
        (Insight, "text", "half \ud800", "UTF-8"),
        (Encounter, "debriefed", "maybe", "yes or no"),
        (ContentRequest, "themes", ["a" * 300], "not an id"),
        (Theme, "keywords", ["half \ud800"], "UTF-8"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_field_and_what_would(
    kind: type, name: str, value: object, told: str
) -> None:
    with pytest.raises(InvalidField, match=told) as caught:
        checked(fields_of(kind)[name], value)
    assert caught.value.field == name


def test_every_kind_of_record_comes_back_as_it_was_stored(repository: Repository) -> None:
    theme = repository.add(Theme(name="Cost", keywords=("lease", "price")))
    insight = Insight(text="  two\nlines ", kind=InsightKind.PAIN, signals={theme.id: Stance.REJECTED})
    stored = repository.add(insight)
    assert repository.get(Insight, stored.id) == stored
    assert stored.text == "  two\nlines ", "prose is kept to the letter"


@pytest.mark.parametrize("kind", RECORDS.values(), ids=RECORDS)
def test_no_field_of_any_kind_is_lost_on_the_way_to_the_disk_and_back(kind: type[Record]) -> None:
    moment = datetime(2026, 11, 20, 14, 30, tzinfo=timezone.utc)
    values = {
        Shape.LINE: "words", Shape.PROSE: "two\nlines", Shape.REF: "an-id", Shape.REFS: ("one", "two"), Shape.NUMBER: 1,
        Shape.WORDS: ("some", "words"), Shape.STANCES: {"a-theme": Stance.NEUTRAL}, Shape.FLAG: True,
        Shape.MOMENT: moment, Shape.DAY: moment.date(),
    }  # fmt: skip
    fields = fields_of(kind)
    filled = {name: list(field.values)[-1] if field.values else values[field.shape] for name, field in fields.items()}
    record = kind(id="its-id", author="somebody", created=moment, updated=moment, **filled)
    document = document_of(record)
    assert set(document) == {*fields, "author", "created", "updated"}
    assert record_of(kind, "its-id", document) == record


def test_unknown_and_unreadable_fields_are_carried_along() -> None:
    document = {"text": "a", "kind": "prophecy", "mood": "grey", "created": "2026-11-20T14:30:00Z"}
    insight = record_of(Insight, "x", document)
    assert insight.kind is None
    assert insight.created == datetime(2026, 11, 20, 14, 30, tzinfo=timezone.utc)
    assert document_of(insight) == {**document, "permission": "unset"}


def test_a_moment_stored_in_another_time_zone_is_the_same_moment() -> None:
    insight = record_of(Insight, "x", {"text": "a", "created": "2026-11-20T23:30:00-05:00", "updated": "2026-11-21"})
    assert insight.created == datetime(2026, 11, 21, 4, 30, tzinfo=timezone.utc)
    assert insight.created.tzinfo is timezone.utc
    assert insight.updated == datetime(2026, 11, 21, tzinfo=timezone.utc)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_shown_text_holds_nothing_a_terminal_acts_on(text: str) -> None:
    for clean in (shown(text), shown_in_line(text)):
        for character in clean:
            code = ord(character)
            assert character == "\n" or character == "\t" or code >= 0x20
            assert not 0x7F <= code <= 0x9F
            assert code not in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    assert "\n" not in shown_in_line(text)


def _theme(name: str, level: ThemeLevel, parent: str = "", status: ThemeStatus = ThemeStatus.ACTIVE) -> Theme:
    return Theme(id=name, name=name, level=level, parent=parent or None, status=status)


def test_a_house_has_one_roof_three_pillars_and_what_supports_them() -> None:
    roof = _theme("roof", ThemeLevel.UMBRELLA)
    pillars = [_theme(name, ThemeLevel.PILLAR, "roof") for name in "abc"]
    check_place(pillars[2], roof, pillars)
    fourth = _theme("d", ThemeLevel.PILLAR, "roof")
    with pytest.raises(RuleBroken, match="has its 3 pillars already: a, b, c"):
        check_place(fourth, roof, pillars)
    check_place(fourth, roof, [*pillars[:2], _theme("c", ThemeLevel.PILLAR, "roof", ThemeStatus.RETIRED)])
    with pytest.raises(RuleBroken, match="needs a pillar theme as its parent"):
        check_place(_theme("e", ThemeLevel.SUPPORTING, "roof"), roof, pillars)
    with pytest.raises(RuleBroken, match="has no parent"):
        check_place(_theme("other", ThemeLevel.UMBRELLA, "roof"), roof, [])
