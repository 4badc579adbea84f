"""How names, addresses and numbers are written, and what must stay: the lists that the benchmark reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.withholding import LISTS, eaten, enter, harmless, leaks, spoken, wordings
from shadowlog.domain.records import RECORDS, Account, Person, UnknownName
from shadowlog.privacy.names.matcher import NameMatcher
from shadowlog.privacy.withholding import Audience, discretion
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository


@pytest.fixture
def clean(repository: Repository) -> Callable[[str], str]:
    enter(repository, wordings())
    return discretion(repository, Audience.EXTERNAL).clean


@pytest.mark.parametrize("name", LISTS)
def test_names_stay_out_however_a_colleague_writes_them(repository: Repository, name: str) -> None:
    held = wordings(name)
    enter(repository, held)
    clean = discretion(repository, Audience.EXTERNAL).clean
    count = missed = 0
    for kind, texts in held.kinds.items():
        out = leaks(clean, texts)
        assert len(out) <= 0.05 * len(texts), (kind, out)
        count, missed = count + len(texts), missed + len(out)
    assert count >= 300
    assert missed <= 0.02 * count


def test_harmless_words_and_numbers_stay(clean: Callable[[str], str]) -> None:
    words = harmless()
    assert len(words) >= 500
    wrong = eaten(clean, words)
    assert len(wrong) <= 0.005 * len(words), wrong
    talks = spoken()
    if talks:
        assert len(eaten(clean, talks)) <= 0.005 * len(talks)


@pytest.mark.parametrize("name", ["Theo Brandt", "Hera Quist", "Mosti Ravn", "Manya Ortel", "Sameh Zaki"])
def test_common_words_are_no_forms_of_a_name(name: str) -> None:
    names = NameMatcher((name,), ())
    text = "There is none. They say so. Then most of these. Most, Here, Many, Same, Than: no budget this year"
    assert names.without(text, "X") == text
    assert names.without(f"{name.split()[0]}s plan, said {name}", "X").count("X") == 2


def test_names_that_only_the_history_knows_are_kept_as_they_were_typed(repository: Repository) -> None:
    gone = repository.add(Person(name="Thorvald Ekeberg"))
    repository.delete(gone)
    repository.add(Account(name="Quillfeather Ltd"))
    undo(repository.event_store)
    account = repository.add(Account(name="Zandersloot BV", aliases=("ZSB",)))
    repository.edit(account, name="Renamed", aliases=())
    repository.add(UnknownName(name="Yarborough", names="accounts", where="insights", record="x", field="account"))
    repository.add(UnknownName(name="Some theme", names="themes", where="insights", record="x", field="themes"))
    people, accounts = "Thorvald Ekeberg", ["Quillfeather Ltd", "Renamed", "Yarborough", "ZSB", "Zandersloot BV"]

    def held(table: str) -> list[str]:
        return repository.names_ever(RECORDS[table])

    assert people in held("people")
    assert held("accounts") == accounts
    repository.event_store.rebuild_index()
    assert people in held("people")
    assert held("accounts") == accounts


def test_what_stands_for_somebody_who_was_forgotten_is_no_name() -> None:
    assert NameMatcher(["[forgotten]"], ["[forgotten]"]).without("we have forgotten", "–") == "we have forgotten"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("(see https://x.example/a) now", "(see –) now"),
        ("[the page](https://x.example/a_(b)), then", "[the page](–), then"),
        ("D. Whitlock and J. Doe", "– and J. Doe"),
        ("Dana Whitlock's", "–'s"),
        ("call 415-555-2671 ext. 12, please", "call –, please"),
    ],
)  # fmt: skip
def test_no_more_is_withheld_than_the_name_or_the_address(repository: Repository, text: str, left: str) -> None:
    repository.add(Person(name="Dana Whitlock"))
    assert discretion(repository, Audience.EXTERNAL).clean(text).replace("[withheld]", "–") == left


@pytest.mark.parametrize(
    "text", ["Right now it works", "Really good", "Looking at it", "Those NGOs", "target_price.xlsx"]
)
def test_common_words_are_no_names_typed_wrong(text: str) -> None:
    names = NameMatcher(["Sam Reilly", "Ann Target"], ["Bright Harbor", "Booking.com", "NGX", "Thorsen"])
    assert names.without(text, "–") == text
