"""The quick verbs do what click does with the same call, only sooner."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from shadowlog.cli import adding, capturing
from shadowlog.cli.main import shadowlog
from shadowlog.cli.quick import COMPLETING, quick_verb
from shadowlog.cli.typed_values import KINDS
from shadowlog.cli.verbs import add as add_verb
from shadowlog.cli.verbs import capture as capture_verb
from shadowlog.store.workspace.workspace import Workspace

Heard = list[tuple[str, Path, dict[str, Any]]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Heard:
    """What was asked for instead of being saved: by which function, in which workspace, with what."""
    asked: Heard = []
    monkeypatch.setenv("SHADOWLOG_WORKSPACE", str(tmp_path))

    def noting(name: str) -> Any:
        def note(session: Any, *places: Any, **named: Any) -> None:
            given = {**dict(zip(_PLACES[name], places, strict=False)), **named}
            if "given" in given:
                # Click also gives what was not typed.
                given["given"] = {key: value for key, value in given["given"].items() if value not in (None, ())}
            given.setdefault("as_json", False)
            given.pop("where", None)
            asked.append((name, session.workspace.root, given))

        return note

    for name in _PLACES:
        for module in (adding, add_verb, capturing, capture_verb):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, noting(name))
    return asked


_PLACES = {
    "add_record": ("kind", "given"),
    "add_objection": ("title", "response", "given"),
    "capture_line": ("text", "where"),
}


def _both(heard: Heard, call: list[str]) -> tuple[Any, Any] | None:
    """What the quick verb and click make of a call; None where it is left to click."""
    heard.clear()
    quick = quick_verb(call)
    if quick is None:
        return None
    quick()
    shadowlog.main(call, prog_name="shadowlog", standalone_mode=False)
    first, second = heard
    return first, second


@pytest.mark.parametrize(
    "call",
    [
        ["add", "insight", "too expensive"],
        ["add", "insight", ""],
        ["add", "insight", "--json", "why so?", "--theme", "cost", "--theme=lease:rejected", "--basis", "rep_report"],
        ["--workspace", "elsewhere", "add", "theme", "Total cost", "--message=", "--keyword", "a=b"],
        ["--workspace=elsewhere", "add", "too expensive !price @acme"],
        ["add", "objection", "too dear", "--response", "it pays", "--account", "acme"],
        ["add", "encounter", "--account", "acme", "--at", "yesterday 3pm", "--account", "mercy"],
        ["add", ""],
        ["add", "“we pay less”"],
    ],
)
def test_a_plain_call_is_taken_apart_as_click_does(heard: Heard, call: list[str]) -> None:
    both = _both(heard, call)
    assert both is not None
    assert both[0] == both[1]


@pytest.mark.parametrize(
    "call",
    [
        ["add"],
        ["--help"],
        ["add", "--help"],
        ["add", "insight", "--help"],
        ["add", "insight"],
        ["add", "insight", "a", "b"],
        ["add", "insight", "--them", "x", "text"],
        ["add", "insight", "text", "--theme"],
        ["add", "insight", "--", "- too slow"],
        ["add", "encounter", "--notes", "-"],
        ["add", "-"],
        ["add", "insigth", "x"],
        ["add", "too", "expensive"],
        ["list", "insights"],
        ["--version", "add", "insight", "x"],
        ["--workspace", "add", "insight"],
    ],
)
def test_what_is_not_plain_is_left_to_click(heard: Heard, call: list[str]) -> None:
    assert quick_verb(call) is None
    assert heard == []


def test_a_call_that_is_being_completed_is_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COMPLETING, "bash_complete")
    assert quick_verb(["add", "insight", "x"]) is None
    assert quick_verb([]) is None


@pytest.mark.parametrize("named", [[], ["--workspace", "elsewhere"], ["--workspace=elsewhere"]])
def test_without_a_verb_the_terminal_ui_opens_on_the_same_workspace_as_by_click(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: list[str]
) -> None:
    opened: list[Path] = []

    def open_tui(workspace: Workspace) -> int:
        opened.append(workspace.root)
        return 3

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shadowlog.tui.open_tui", open_tui)
    quick = quick_verb(named)
    assert quick is not None
    assert quick() == 3
    assert shadowlog.main(named, prog_name="shadowlog", standalone_mode=False) == 3
    assert len(opened) == 2
    assert opened[0] == opened[1]


def test_whatever_the_quick_verbs_take_click_takes_in_the_same_way(heard: Heard) -> None:
    chance = random.Random(12)
    pieces = [
        "--json",
        "--account",
        "--theme",
        "--theme=a",
        "--basis=",
        "-h",
        "-",
        "--",
        "x",
        "a b",
        "--x",
        "",
        "--kind",
    ]
    taken = 0
    for _ in range(600):
        start = chance.choice([[], [], ["--workspace", "there"], ["--workspace="]])
        words = [chance.choice(["insight", "objection", "theme", "mention", "encounter", "a line", "filter"])]
        words += chance.choices(pieces, k=chance.randrange(5))
        both = _both(heard, [*start, "add", *words])
        if both is not None:
            taken += 1
            assert both[0] == both[1], words
    assert taken > 50


def test_no_kind_has_two_options_of_one_name() -> None:
    for fields in (adding.fields_of_objection(), *(adding.fields_of(kind).values() for kind in KINDS.values())):
        names = [field.option_name for field in fields]
        assert len(names) == len(set(names)), names
