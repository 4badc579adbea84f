"""Each key of a place does one thing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shadowlog.domain.records import Account, Objection, Theme
from shadowlog.domain.schema import registry
from shadowlog.tui.commands import COMMANDS, Command
from shadowlog.tui.commands.areas import AREA_NAMED
from shadowlog.tui.commands.catalogue import key_clashes, strange_capitals
from shadowlog.tui.commands.when import RECORD, on
from tests.some import some


def test_no_command_is_hidden_by_another_with_its_key() -> None:
    assert list(key_clashes(some(COMMANDS))) == []


@pytest.mark.parametrize(
    "second",
    [
        Command("total", "v", "Total", "Say how much was found."),
        Command("total", "t,v", "Total", "Say how much was found.", when=RECORD),
        Command("total", "v", "Total", "Say how much was found.", when=on(Theme, Account)),
        Command("total", "v", "Total", "Say how much was found.", when=on(Account, marked=True)),
        Command("total", "v", "Total", "Say how much was found.", when=on(Account), action="screen.total"),
    ],
)
def test_two_commands_of_one_place_that_may_apply_together_cannot_share_a_key(second: Command) -> None:
    first = Command("visit", "v", "Visit", "Go there.", when=on(Theme, Objection))
    (told,) = key_clashes([first, second])
    assert told.startswith("in lists, the key v is that of visit, and total would never be done")


def test_commands_that_never_apply_together_may_share_a_key() -> None:
    on_a_theme = Command("visit", "v", "Visit", "Go there.", when=on(Theme))
    on_an_account = Command("total", "v", "Total", "Say how much was found.", when=on(Account))
    elsewhere = Command("view", "v", "View", "Look at it.", "boards")
    assert list(key_clashes([on_a_theme, on_an_account, elsewhere])) == []


def test_every_area_in_which_records_may_stand_is_a_list_with_a_key() -> None:
    for name in some(registry.AREAS):
        assert AREA_NAMED[name].key
        assert [kind for kind in AREA_NAMED[name].kinds if kind.declared.area == name]


@pytest.mark.parametrize(
    ("capital", "told"),
    [
        (Command("visits", "V", "Visits", "Go there again and again."), True),
        (Command("visits", "V", "Visits", "Go there again and again.", more_of="visit"), False),
        (Command("visits", "V", "Visits", "Go there again and again.", more_of="edit"), True),
        (Command("visits", "V", "Visits", "Go there again and again.", "boards"), False),
    ],
)
def test_a_capital_has_to_do_with_its_small_letter(capital: Command, told: bool) -> None:
    small = Command("visit", "v", "Visit", "Go there.")
    assert bool(list(strange_capitals([small, capital]))) is told


def test_no_capital_of_the_program_has_nothing_to_do_with_its_small_letter() -> None:
    assert list(strange_capitals(some(COMMANDS))) == []


def test_keys_that_are_kept_for_what_is_coming_are_free() -> None:
    page = (Path(__file__).parents[2] / "docs" / "keys.md").read_text(encoding="utf-8")
    free = re.findall(
        r"^\| `(.)` \| ", page.partition("## Keys that are kept free")[2].partition("\n## ")[0], re.MULTILINE
    )
    taken = {key for command in COMMANDS if command.place in ("lists", "everywhere") for key in command.keys.split(",")}
    assert [key for key in some(free) if key in taken] == []
