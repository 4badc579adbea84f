"""What waits, names to be sorted out, and the boards, in plain lines of the shell."""

from __future__ import annotations

import re
import shlex

import pytest

from shadowlog.cli.verbs.tasks import _REMEDIES
from tests.cli.conftest import Shell
from tests.some import some


def test_what_waits_is_listed_with_the_call_that_mends_it(here: Shell) -> None:
    here("add", "account", "Mercy Lakeside")
    here("add", "too dear @Mercie")
    listed = here("todo").out
    assert re.search(r"unknown name: account “Mercie”", listed)
    key = re.search(r"^(\S+) +unknown name", listed, re.MULTILINE)
    assert key
    assert f"→ shadowlog name {key[1]} new, alias NAME, or typo NAME" in listed
    (task,) = [task for task in here("todo", "--json").json if task["task"] == "unknown name"]
    assert task["about"]["name"] == "Mercie"


@pytest.mark.parametrize(
    ("rest", "aliases", "accounts"),
    [(["alias", "mercy"], ["Mercie"], 1), (["typo", "Mercy Lakeside"], None, 1), (["new"], None, 2)],
)
def test_an_unknown_name_is_sorted_out_by_a_call(
    here: Shell, rest: list[str], aliases: list[str] | None, accounts: int
) -> None:
    here("add", "account", "Mercy Lakeside")
    here("add", "too dear @Mercie")
    key = here("todo", "--json").json[0]["about"]["id"]
    here("name", key, *rest)
    listed = here("list", "accounts", "--json").json
    assert len(listed) == accounts
    assert next(each for each in listed if each["name"] == "Mercy Lakeside").get("aliases") == aliases
    assert "unknown name" not in here("todo").out
    here("undo")
    assert "unknown name" in here("todo").out


@pytest.mark.parametrize(
    ("rest", "told"),
    [(["alias"], "Say who is meant"), (["typo"], "Say who is meant"), (["new", "x"], "leave out who is meant")],
)
def test_a_call_that_does_not_say_who_is_meant_is_told(here: Shell, rest: list[str], told: str) -> None:
    here("add", "too dear @Mercie")
    key = here("todo", "--json").json[0]["about"]["id"]
    done = here("name", key, *rest, expect=2)
    assert told in done.err
    insight = here("list", "insights", "--json").json[0]["id"]
    assert "is an insight, and no name" in here("name", insight, "new", expect=2).err


def test_nothing_that_waits_says_so(here: Shell) -> None:
    assert "Nothing waits." in here("todo").err


@pytest.mark.usefixtures("filled")
def test_every_kind_of_task_has_a_call_that_the_shell_knows(here: Shell) -> None:
    tasks = here("todo", "--json").json
    kinds = {task["task"] for task in some(tasks)}
    assert len(kinds) > 4
    assert kinds <= _REMEDIES.keys()
    for task in tasks:
        words = shlex.split(task["remedy"].replace("…", "x"))
        assert words[0] == "shadowlog"
        assert here(words[1], "--help").out


@pytest.mark.usefixtures("filled")
def test_the_boards_are_read_line_by_line(here: Shell) -> None:
    lines = here("board", "themes").out.splitlines()
    assert len(lines) > 2
    for line in lines:
        assert re.match(r".+: (resonated with \d+ of \d+ buyers, rejected or confused by \d+|not raised)", line)
    assert any("Nursing: resonated with" in line for line in lines)
    narrowed = here("board", "themes", "--where", "persona:nursing").out
    assert "Purchasing:" not in narrowed
    assert len(here("board", "requests").out.splitlines()) == len(here("list", "requests", "--json").json)
    assert "No persona is called" in here("board", "themes", "--where", "persona:nobody", expect=2).err


def test_empty_boards_say_so(here: Shell) -> None:
    assert "No themes yet." in here("board", "themes").err
    assert "No content requests yet." in here("board", "requests").err
