"""What the shell refuses, it says with what to do instead; its helps are complete and speak today's English."""

from __future__ import annotations

import json
import re

import click
import pytest

from shadowlog.cli.main import _COMMANDS, Commands, shadowlog
from tests.some import some
from tests.store.verbs import run

ODD = re.compile(
    r"\b(anew|by now|otherwise|so many|whatsoever|thereof|lest|ere|whence|answers? to \{|went along|be it|"
    r"is told|to be decided on|at it)\b",
    re.IGNORECASE,
)
"""Turns of speech that nobody uses in an office."""


@pytest.fixture
def insight() -> str:
    """The id of an insight."""
    assert run("me", "Maud").code == 0
    return str(json.loads(run("add", "insight", "too slow", "--json").out)["id"])


@pytest.mark.parametrize(
    ("command", "happened", "what_to_do"),
    [
        ("ship ID Table", "means another kind of record: insight “too slow”.", "shadowlog list requests"),
        ("merge ID ID", "Insights cannot be merged", "These can be merged: accounts, "),
        ("unmerge ID", "never merged", "shadowlog history ID"),
        ("show ffff", "No record has an id like", "shadowlog list"),
        ("delete ID", "", "To bring it back: shadowlog undo"),
        ("redo", "your last change was not an undo", "Redo takes back an undo"),
        ("restore", "There are no snapshots yet.", "shadowlog backup"),
        ("edit ID", "Usage: shadowlog edit insight [OPTIONS] ID", "Say what to change, with any of: --text"),
        ("forget nobody", "There is no person or account called 'nobody'", "shadowlog list accounts"),
    ],
)
def test_what_is_refused_is_told_with_what_to_do(command: str, happened: str, what_to_do: str, insight: str) -> None:
    done = run(*command.replace("ID", insight).split())
    said = done.err.replace(insight, "ID")
    assert happened in said, said
    assert what_to_do in said, said


def test_who_is_not_known_yet_is_asked_for_their_name() -> None:
    assert run("me").err == "To set your name: shadowlog me NAME\n"
    assert "shadowlog me NAME" in run("mine").err


@pytest.mark.parametrize("verb", list(_COMMANDS))
def test_every_help_is_complete_and_in_plain_english(verb: str) -> None:
    group = shadowlog
    assert isinstance(group, Commands)
    command = group.named(verb)
    options = [
        parameter for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden
    ]
    texts = [str(command.help), str(command.short_help), *(str(option.help) for option in options)]
    assert [text for text in some(texts) if not text.strip() or text == "None" or ODD.search(text)] == []
    assert [text for text in texts[1:] if not text.endswith(".")] == []
