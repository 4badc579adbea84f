"""What a person meets beside their own records: settings that name what there is not, and the demo."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from shadowlog.analysis.tasks import open_tasks
from shadowlog.domain.records import ContentRequest
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.store.workspace.settings import Settings, SettingsWrong
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.commands import COMMANDS
from shadowlog.tui.preferences import check_choices
from tests.cli.conftest import Shell


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[keys]\nundoo = "x"\n', "there is no command 'undoo'. Did you mean undo?"),
        ('[keys]\nundo = "esc"\n', "no terminal has a key 'esc'. Did you mean escape?"),
        ('[keys]\nundo = "ctrl+pgdn"\n', "no terminal has a key 'ctrl+pgdn'. Did you mean ctrl+pagedown?"),
        ('[keys]\nundo = "hyper+q"\n', "no terminal has a key 'hyper+q'"),
        ('[keys]\nundo = "ctrl+z,f99"\n', "no terminal has a key 'f99'"),
        ('[keys]\nundo = "ctrl+z,"\n', "does not fit"),
        ("[keys]\nundo = 3\n", "does not fit"),
        ('theme = "nrod"\n', "There is no theme 'nrod'. Did you mean nord?"),
        ('theme = "no such"\n', "There is no theme 'no such'. There are: textual-dark"),
        ('theem = "nord"\n', "there is no setting 'theem'. Did you mean theme?"),
        ("day_first = 1\n", "day_first = 1 does not fit"),
        ("day_first = \n", "The format is TOML"),
    ],
)
def test_settings_that_name_what_there_is_not_are_told(text: str, told: str, tmp_path: Path, here: Shell) -> None:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    asked = here("where")
    assert (asked.code, told in " ".join(asked.err.split())) == (0, True), asked
    assert asked.out.strip() == str(tmp_path / "workspace"), "where it is is told all the same"
    assert told in here("where", "--json").json["settings_wrong"]
    checked = here("check")
    assert checked.code == 5
    assert told.split(". ")[0] in checked.out


def test_settings_that_are_right_are_taken(tmp_path: Path, here: Shell) -> None:
    keys = {command.name: command.keys for command in COMMANDS}
    check_choices(Settings(theme="high-contrast", keys=keys))
    for name in ("é", "ctrl+plus", "f12", "asterisk", "ctrl+shift+up", "+"):
        check_choices(Settings(keys={"undo": name}))
    with pytest.raises(SettingsWrong):
        check_choices(Settings(keys={"undo": "shift+shift+up"}))
    (tmp_path / "settings.toml").write_text('theme = "nord"\n[keys]\nundo = "ctrl+z"\n', encoding="utf-8")
    assert here("where", "--json").json["settings_wrong"] == ""
    assert here("check").code == 0


def test_the_demo_is_its_own_peoples_and_the_newcomer_stays_who_they_are(here: Shell, workspace: Workspace) -> None:
    here("me", "Kim", "--role", "marketer")
    here("add", "insight", "heard before the demo")
    here("demo")
    assert here("me").out == "Kim, marketer\n"
    assert [row["text"] for row in here("mine", "--json").json] == ["heard before the demo"]
    people = {row["id"]: row["name"] for row in here("list", "people", "--json").json}
    by = {people[row["author"]] for row in here("list", "--json").json if row.get("text") != "heard before the demo"}
    assert by == {"Kim", "Dana Whitlock", "Piotr Sand", "Ines Amaral", "Maud Keller", "Theo Brandt", "Ruth Osei"}
    assert [row["record"] for row in here("list", "--json").json if people[row["author"]] == "Kim"] == [
        "insight", "person",
    ]  # fmt: skip
    assert here("mine", "--person", "Dana").out.count("→") > 3
    assert here("demo", "--if-empty").out == ""
    assert here("undo").out == "Undone: Fill with the demo\n"
    assert {row["record"] for row in here("list", "--json").json} == {"person", "insight"}
    assert here("undo").out == "Undone: Add insight\n"
    assert here("redo").code == 0
    assert here("demo", "--if-empty").out.startswith("Added 384 records")


def test_a_newcomer_called_as_one_of_the_demos_people_stays_the_only_one(here: Shell) -> None:
    here("me", "Maud Keller")
    here("demo")
    assert [row["name"] for row in here("list", "people", "--json").json].count("Maud Keller") == 1
    assert here("mine").code == 0


def test_the_backlog_and_the_list_of_what_waits_call_the_same_requests_late(here: Shell, workspace: Workspace) -> None:
    now = datetime.now(timezone.utc)
    with Repository(workspace) as repository:
        for days, use_case in ((24, "nobody said a word"), (14, "not yet"), (3, "new")):
            repository.add(ContentRequest(use_case=use_case, created=now - timedelta(days=days)))
        repository.add(ContentRequest(use_case="promised", due=(now - timedelta(days=1)).date()))
        repository.add(ContentRequest(use_case="due today", due=now.date()))
        waits = [
            (task.record.heading, task.note)
            for task in open_tasks(repository, Finder(repository.event_store), now)
            if "request" in task.kind
        ]
    assert {name for name, _ in waits} == {"nobody said a word", "promised"}
    brief = here("brief", "backlog", "--audience", "internal").out
    overdue = brief.split("## Overdue\n")[1].split("\n## ")[0]
    assert "  overdue: 2\n" in brief
    assert overdue.count("\n- ") == len(waits)
    for name, note in waits:
        assert f"- {name} — {note}" in overdue


def test_what_somebody_else_entered_for_a_rep_is_told_to_the_rep(here: Shell) -> None:
    here("me", "Maud", "--role", "marketer")
    here("add", "person", "Dana", "--role", "rep")
    talk = here("add", "encounter", "--rep", "Dana", "--json").json["id"]
    said = here("add", "insight", "told by Dana", "--basis", "rep_report", "--encounter", talk, "--json").json["id"]
    here("add", "insight", "said by a buyer", "--basis", "buyer_verbatim", "--encounter", talk)
    asked = here("add", "content-request", "a table", "--evidence", said, "--json").json["id"]
    here("edit", asked, "--status", "in_progress")
    assert here("digest", "Dana", "--peek").out.count("told by Dana") == 1
    here("ship", asked, "The table")
    digest = here("digest", "Dana").out
    assert "answers 1 thing you passed on, heard from 1 buyer: “told by Dana”" in digest
    assert "said by a buyer" not in digest
    assert "Nothing new." in here("digest", "Dana").out


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ('undoo = "z"', "there is no command 'undoo'. Did you mean undo?"),
        ('undo = "i"', "i would be both insight and undo"),
        ('undo = "z"', ""),
        ('alias = "a"', ""),
    ],
)
def test_every_verb_tells_of_keys_that_the_terminal_ui_would_refuse(
    keys: str, told: str, tmp_path: Path, here: Shell
) -> None:
    (tmp_path / "settings.toml").write_text(f"[keys]\n{keys}\n", encoding="utf-8")
    for call in (["list"], ["todo"], ["export"], ["undo"]):
        done = here(*call)
        assert done.code in (0, 1)
        assert (told in done.err) if told else "keys: " not in done.err, call


def test_the_names_of_commands_are_known_without_loading_the_terminal_ui() -> None:
    code = "import sys, shadowlog.tui.commands; print([name for name in sys.modules if name.startswith('textual')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
