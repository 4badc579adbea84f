"""How a verb is found: by its name, in a module that is loaded when it is called."""

from __future__ import annotations

import sys
from types import ModuleType

import click
import pytest

from shadowlog.cli import main


@pytest.mark.parametrize(
    ("verb", "function"), [("list", "list_"), ("shortlist", "shortlist"), ("import", "import_"), ("re-list", "re_list")]
)
def test_a_verb_is_the_function_of_its_name(verb: str, function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("shadowlog.cli.verbs.made_up")
    command = click.Command(verb)
    setattr(module, function, command)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(main._COMMANDS, verb, "made_up")
    group = main.shadowlog
    assert isinstance(group, main.Commands)
    assert group.named(verb) is command
