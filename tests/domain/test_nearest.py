"""“Did you mean”: one way of finding what was most likely meant, whoever asks."""

from __future__ import annotations

import pytest

from shadowlog.domain.text.nearest import nearest, nearest_names

KNOWN = ["accounts", "Acme Corporation", "Mercy Health", "Mueller", "Sörensen", "objections"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("acounts", "accounts"),
        ("Acme Corportion", "Acme Corporation"),
        ("MERCY ", "Mercy Health"),
        ("Müler", "Mueller"),
        ("sorensn", "Sörensen"),
    ],
)
def test_the_word_that_was_meant_comes_first(typed: str, meant: str) -> None:
    assert nearest(typed, KNOWN, at_least=50)[0] == meant


def test_the_very_word_was_no_mistake_whatever_its_case_and_accents() -> None:
    assert nearest("soren", ["Sören", "Sörensen"]) == ["Sörensen"]


def test_what_is_not_like_anything_is_not_answered_for() -> None:
    assert nearest("xylophone", ["accounts", "people"]) == []
    assert nearest("", ["accounts", "people"]) == []
    assert nearest("accounts", []) == []
    assert nearest("acount", ["account", "accounts", "accountant", "recount"], 2) == ["account", "accounts"]


def test_a_part_of_a_name_and_another_order_count_for_names_to_choose_from() -> None:
    names = {"1": "mercy health", "2": "northwind traders", "3": "health mercy gmbh"}
    assert nearest_names("Mercy", names, 2) == ["1", "3"]
    assert nearest_names("Traders, Northwind", names, 1) == ["2"]
    assert nearest_names("qqq", names, 3, at_least=80) == []
