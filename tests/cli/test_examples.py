"""Whatever the docs and the help show to be typed is typed: it ends well, and what it was to write is there."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest.mock import patch

import click
import pytest

from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    KeptFilter,
    Mention,
    Objection,
    Persona,
    Record,
    Theme,
)
from shadowlog.domain.values import EncounterKind, Role, Stance
from shadowlog.services.current_user import become
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.briefs.test_elsewhere import needed
from tests.cli.examples import choices, commands, examples
from tests.some import some
from tests.store.verbs import Done, run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the examples are written for a POSIX shell")

BEFORE = {"redo": ["undo"], "verify": ["export"], "restore": ["backup"]}
"""What must have been done for a verb to have something to do."""

NOT_RUN = {
    'shadowlog forget "Dana Whitlock"': "asks for the whole name, at a terminal",
    "shadowlog tour": "is taken at a terminal",
}
"""Lines that do not end well without somebody at a terminal, and why."""

MEANT = {
    "ID": "9c2a",
    "FILE": "exports/theme-total-cost-5c1dec6d.md",
    "NAME": "kept",
    "KIND": "insight",
    "'…'": "'lease'",
}
"""What a person puts in the place of words that stand for others."""


def _key(tail: str) -> str:
    return f"019aa8f1-2b3c-7d4e-8f5a-1c2d{tail}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace in which what the examples name is there, and the files they read."""
    folder = tmp_path_factory.mktemp("prepared")
    heard = datetime.now(timezone.utc) - timedelta(days=30)
    with Repository(Workspace(folder, "")) as repository:
        become(repository, "Dana Whitlock", Role.REP)

        def add(record: Record) -> str:
            return repository.add(record).id

        mercy = add(Account(id=_key("e41b0001"), name="Mercy Hospital"))
        purchasing = add(Persona(name="Purchasing"))
        add(Persona(name="Nursing"))
        cost = add(Theme(id=_key("5c1dec6d"), name="Total cost"))
        add(Theme(name="Ready in one lesson"))
        add(Event(name="MedTech Expo"))
        add(KeptFilter(name="open", query="theme:cost"))
        show = add(
            Encounter(
                id=_key("7d010001"), kind=EncounterKind.TRADE_SHOW, event="MedTech Expo", account=mercy,
                started_at=heard, personas=(purchasing,),
            )
        )  # fmt: skip
        insight = add(
            Insight(
                id=_key("9c2a0001"), text="They would sign a lease", encounter=show, persona=purchasing,
                signals={cost: Stance.REJECTED},
            )
        )  # fmt: skip
        objection = add(Objection(title="Too expensive"))
        add(Mention(objection=objection, encounter=show, account=mercy))
        add(ContentRequest(id=_key("3f9c0001"), use_case="A table for purchasing", evidence=(insight,)))
    (folder / "report.md").write_text("# A report\n\nThey came.\n", encoding="utf-8")
    (folder / "lines.txt").write_text("first line\nsecond line\n", encoding="utf-8")
    (folder / "templates").mkdir()
    (folder / ".config" / "fish" / "completions").mkdir(parents=True)
    return folder


_FOR_A_SHELL = re.compile(r"[|<>;&$*?~`]| -( |$)")
"""What a shell does with a line before the program gets its words, or what it hands on as its input."""


def _run(line: str, folder: Path) -> Done:
    """Run a line in the folder as a person does: in a shell where it has something for one to do, otherwise here."""
    if _FOR_A_SHELL.search(line):
        return _run_in_shell(line, folder)
    environment = {"HOME": str(folder), "SHADOWLOG_WORKSPACE": str(folder)}
    with contextlib.chdir(folder), patch.dict(os.environ, environment):
        return run(*shlex.split(line)[1:])


def _run_in_shell(line: str, folder: Path) -> Done:
    environment = {**os.environ, "HOME": str(folder), "SHADOWLOG_WORKSPACE": str(folder)}
    program = f'shadowlog() {{ {shlex.quote(sys.executable)} -m shadowlog "$@"; }}\n{line}\n'
    with (folder / "lines.txt").open(encoding="utf-8") as typed:
        ended = subprocess.run(
            ["bash", "-c", program], cwd=folder, env=environment, stdin=typed, capture_output=True,
            encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
    return Done(ended.returncode, ended.stdout, ended.stderr)


def _meant(line: str) -> str:
    for placeholder, word in MEANT.items():
        line = line.replace(placeholder, word)
    return line


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "at work"
    shutil.copytree(prepared, copied)
    return copied


def _done(line: str, folder: Path) -> Done:
    line = _meant(line)
    verb = line.split()[1]
    if verb == "demo":
        shutil.rmtree(folder / "data")
    for before in BEFORE.get(verb, ()):
        assert _run(f"shadowlog {before}", folder).code == 0
    return _run(line, folder)


@pytest.mark.parametrize("line", [line for line in examples() if line not in NOT_RUN])
def test_an_example_does_what_it_says(line: str, folder: Path) -> None:
    _need_what_prints(line)
    done = _done(line, folder)
    assert done.code == 0, (line, done.err)
    assert "Traceback" not in done.err
    target = _meant(line).split(">")[-1].strip() if ">" in line and "'" not in line else ""
    if target:
        written = folder / target.replace("~/", "")
        assert written.stat().st_size > 0
    else:
        assert done.out.strip() or "Nothing" in done.err, done.err
    if line.startswith("shadowlog export"):
        paths = [Path(path) for path in done.out.splitlines()]
        assert paths
        assert [path for path in paths if path.stat().st_size == 0] == []
        folders = {"exports/internal"} if "internal" in line else {"exports/internal", "exports"}
        assert {path.parent.relative_to(folder).as_posix() for path in paths} == folders
        for each in folders:
            assert (folder / each / "index.html").exists() == ("--html" in line)


@pytest.mark.parametrize("line", choices())
def test_every_choice_that_is_offered_is_taken(line: str, folder: Path) -> None:
    subject = {"theme": "'Total cost'", "objection": "'Too expensive'", "persona": "Nursing", "event": "'MedTech Expo'"}
    words = line.split()
    if words[1] == "brief" and len(words) == 3:
        line = f"{line} {subject.get(words[2], '')}"
    if words[1] == "export" and "--audience" not in words:
        # One edition shows as much of what a choice does as both.
        line = f"{line} --audience internal"
    _need_what_prints(line)
    done = _run(line, folder)
    assert done.code == 0, (line, done.err)
    if words[1] == "brief":
        form = words[-1] if "--format" in words else "markdown"
        assert done.out.lower().startswith(_BEGINS[form])
        assert form != "json" or json.loads(done.out)["kind"] == "theme"
    elif "--format" in words:
        for path in map(Path, some(done.out.splitlines())):
            beside = path.with_suffix(".md" if words[-1] == "markdown" else f".{words[-1]}")
            assert beside.read_bytes().lower().startswith(_BEGINS[words[-1]].encode())


_BEGINS = {"markdown": "---\n", "html": "<!doctype html>", "json": "{", "pdf": "%pdf-"}
"""What a brief in each format begins with, in small letters."""


def _need_what_prints(line: str) -> None:
    """Skip the test of a line that prints where nothing on this machine does."""
    if "--format pdf" in line:
        needed("chromium", shutil.which("chromium") or shutil.which("google-chrome"))


def test_choices_are_the_values_and_not_the_names_of_an_enum() -> None:
    offered = [
        str(value)
        for command in commands().values()
        for parameter in command.params
        if isinstance(parameter.type, click.Choice)
        for value in parameter.type.choices
    ]
    assert {"internal", "external", "json", "html", "markdown", "fish", "insights", "theme"} <= set(offered)
    assert [value for value in offered if value != value.lower()] == []


@pytest.mark.parametrize("line", NOT_RUN)
def test_a_line_that_is_left_out_is_shown_and_does_need_a_terminal(line: str, folder: Path) -> None:
    assert line in examples()
    assert _done(line, folder).code != 0


def test_a_plain_line_comes_to_the_same_in_a_shell(folder: Path) -> None:
    line = 'shadowlog brief theme "Total cost"'
    assert not _FOR_A_SHELL.search(line)
    assert _run_in_shell(line, folder) == _run(line, folder)


def test_the_examples_are_found() -> None:
    found = examples()
    assert len(found) >= 45
    for line in (
        "shadowlog export --audience internal",
        "shadowlog edit 9c2a --kind pain --text 'too slow'",
        "shadowlog add - < lines.txt",
        "shadowlog check --repair",
    ):
        assert line in found
