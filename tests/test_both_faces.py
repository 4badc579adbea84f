"""Every job can be done in the terminal UI and in the shell, or it is said why not."""

from __future__ import annotations

import re

import click
import pytest

from shadowlog.cli.main import Commands, shadowlog
from shadowlog.tui.commands import COMMANDS
from shadowlog.tui.commands.in_shell import IN_SHELL, ON_SCREEN_ONLY, SHELL_ONLY
from tests.some import some


def _verbs() -> list[str]:
    group = shadowlog
    assert isinstance(group, Commands)
    return group.list_commands(click.Context(group))


def test_every_command_names_its_call_of_the_shell_or_says_why_there_is_none() -> None:
    names = {command.name for command in some(COMMANDS)}
    assert names == IN_SHELL.keys() | ON_SCREEN_ONLY.keys()
    assert not IN_SHELL.keys() & ON_SCREEN_ONLY.keys()
    for reason in some([*ON_SCREEN_ONLY.values(), *SHELL_ONLY.values()]):
        assert re.fullmatch(r".{5,}[.]", reason), reason


def test_every_verb_is_in_the_terminal_ui_or_says_why_not() -> None:
    called = {call.split()[1] for call in some(IN_SHELL.values())}
    assert [verb for verb in _verbs() if verb not in called | SHELL_ONLY.keys()] == []
    assert [verb for verb in SHELL_ONLY if verb not in _verbs()] == []


@pytest.mark.parametrize("call", sorted(set(IN_SHELL.values())))
def test_every_call_is_one_that_the_shell_knows(call: str) -> None:
    _, *words = call.split()
    if words == ["--help"]:
        return
    command: click.Command | None = shadowlog
    while isinstance(command, click.Group) and words and not words[0].isupper() and not words[0].startswith("-"):
        command = command.get_command(click.Context(command), words.pop(0))
    assert command is not None, call
    takes = [option for each in _inner(command) for parameter in each.params for option in parameter.opts]
    for word in words:
        if word.startswith("--"):
            assert word in takes, f"{call}: {word}"
        elif word.islower() and ":" not in word and word != "-":
            values = {value for each in _inner(command) for parameter in each.params for value in _values(parameter)}
            assert not values or word in values, f"{call}: {word}"


def _inner(command: click.Command) -> list[click.Command]:
    """A command, or those in it where it has one for each kind."""
    if not isinstance(command, click.Group):
        return [command]
    context = click.Context(command)
    each = [command.get_command(context, name) for name in command.list_commands(context)]
    return [inner for inner in each if inner is not None]


def _values(parameter: click.Parameter) -> list[str]:
    choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else ()
    return [str(choice) for choice in choices]
