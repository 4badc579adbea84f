"""What goes out of the shell, and where it goes: nothing a terminal would act on, and no stream that stops a save."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from shadowlog.domain.text.sanitize import shown
from shadowlog.store.workspace.workspace import Workspace
from tests.cli.conftest import Shell
from tests.cli.examples import commands

posix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")

HOSTILE = "x\x1b]0;title\x07\x1b[31m\x9b1m\u202e\u2066y\x7f"


def _acted_on(text: str) -> list[str]:
    """Characters that a terminal would act on."""
    return [sign for sign in text if shown(sign) != sign]


@pytest.mark.parametrize("name", [*commands(), "pack", "index", "no-such", HOSTILE])
def test_no_verb_hands_on_what_a_terminal_would_act_on(name: str, here: Shell, tmp_path: Path) -> None:
    verb = name.split()
    odd = tmp_path / HOSTILE.replace("/", "")
    calls = [
        [*verb, HOSTILE],
        [*verb, HOSTILE, HOSTILE],
        [*verb, f"--{HOSTILE}"],
        [*verb, f"-{HOSTILE}"],
        ["--workspace", str(odd), *verb],
    ]
    said = 0
    for call in calls:
        done = here(*call)
        assert done.code in (0, 1, 2, 3, 4, 5), done
        assert _acted_on(done.out + done.err) == [], call
        said += len(done.out + done.err)
    assert said


def test_records_full_of_such_characters_are_shown_without_them(here: Shell, workspace: Workspace) -> None:
    me = here("me", HOSTILE, "--role", "rep")
    account = here("add", "account", HOSTILE, "--json").json["id"]
    theme = here("add", "theme", HOSTILE, "--message", HOSTILE, "--json").json["id"]
    insight = here("add", "insight", HOSTILE, "--theme", f"{theme}:rejected", "--json").json["id"]
    objection = here("add", "objection", HOSTILE, "--account", account, "--response", HOSTILE, "--json").json["id"]
    request = here("add", "content-request", HOSTILE, "--evidence", insight, "--json").json["id"]
    other = here("add", "account", "Other", "--json").json["id"]
    snapshot = here("backup").out.strip()
    data = json.loads(Path(snapshot).read_text(encoding="utf-8"))
    data[HOSTILE] = {"1": {HOSTILE: HOSTILE}}
    elsewhere = workspace.root / "elsewhere.json"
    elsewhere.write_text(json.dumps(data), encoding="utf-8")
    calls = [
        ["list"], ["list", "--where", HOSTILE], ["list", "--json"], ["show", insight], ["show", account],
        ["history", theme],
        ["show", insight, "--json"], ["history", theme, "--json"], ["answer", HOSTILE], ["answer", HOSTILE, "--json"],
        ["mine"], ["mine", "--json"], ["edit", insight, "--text", HOSTILE + "2"], ["tag", insight, theme],
        ["brief", "theme", theme], ["brief", "theme", theme, "--format", "json"],
        ["brief", "objection", objection, "--format", "html", "--audience", "internal"],
        ["brief", "theme", theme, "--audience", "internal", "--format", "json"], ["export", "--html", "--json"],
        ["ship", request, HOSTILE, "--location", HOSTILE], ["digest", HOSTILE], ["merge", other, account],
        ["unmerge", other], ["delete", insight], ["undo"], ["redo"], ["where"], ["where", "--json"], ["me"],
        ["restore", str(elsewhere), "--merge", "--yes"], ["check"], ["check", "--json"],
        ["forget", HOSTILE, "--dry-run"],
        ["add", HOSTILE], ["verify", HOSTILE],
    ]  # fmt: skip
    for call in calls:
        done = here(*call)
        assert done.code in (0, 2, 3, 5), done
        assert _acted_on(done.out + done.err) == [], call
        assert done.out + done.err
    assert _acted_on(me.out) == []


@posix
@pytest.mark.parametrize("redirection", [">&-", "<&-", "2>&-", ">&- 2>&- <&-", ">/dev/full", "2>/dev/full", "| true"])
@pytest.mark.parametrize("line", ["add said", "add - < lines", "where", "export", "lst"])
def test_a_stream_that_takes_nothing_stops_no_command(
    line: str, redirection: str, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "lines").write_text("".join(f"said {number}\n" for number in range(30)), encoding="utf-8")
    program = f"{shlex.quote(sys.executable)} -m shadowlog {line} {redirection}; echo ${{PIPESTATUS[0]}} >code"
    done = subprocess.run(
        ["bash", "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
    )
    code = int((tmp_path / "code").read_text())
    wrong = 2 if line == "lst" else 0
    failed = 4 if redirection == ">/dev/full" and not wrong else wrong
    assert code == (wrong if "- < lines" in line and "<&-" in redirection else failed), done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    if code == 4:
        assert "The output could not be written: No space left on device" in done.stderr
    saved = subprocess.run(
        [sys.executable, "-m", "shadowlog", "list", "insights", "--json"], capture_output=True, text=True, check=True
    )
    wanted = 30 if "lines" in line and "<&-" not in redirection else 1 if "said" in line else 0
    assert len(json.loads(saved.stdout)) == wanted
    assert workspace.log.exists() == bool(wanted)


@posix
def test_what_nobody_could_read_is_news_the_next_time(shell: Shell, workspace: Workspace) -> None:
    shell("me", "Dana")
    insight = shell("add", "insight", "they want a table", "--json").json["id"]
    request = shell("add", "content-request", "a table", "--evidence", insight, "--json").json["id"]
    shell("ship", request, "The table")
    for verb in ("mine", "digest Dana"):
        program = f"{shlex.quote(sys.executable)} -m shadowlog {verb} >/dev/full"
        assert subprocess.run(program, shell=True, stderr=subprocess.DEVNULL, check=False).returncode == 4
    assert "The table" in shell("digest", "Dana", "--peek").out
    assert shell("mine").out.count("NEW  ") == 2
    assert "NEW" not in shell("mine").out


@pytest.mark.parametrize("text", ["- too slow", "-5 degrees", "-x", "--no way", "-hello"])
@pytest.mark.parametrize(
    "verb", ["add", "add insight", "add objection", "add theme", "answer", "me", "decline 9c2a", "tag 9c2a", "forget"]
)
def test_text_that_begins_with_a_hyphen_is_refused_with_a_hint_and_taken_behind_two(
    verb: str, text: str, here: Shell
) -> None:
    refused = here(*verb.split(), text)
    assert refused.code == 2, refused
    assert f"write -- before it: shadowlog {verb.split(' 9')[0]} --" in refused.err
    taken = here(*verb.split(), "--", text)
    assert "No such option" not in taken.err
    if verb.startswith("add"):
        assert taken.code == 0, taken
        assert text in taken.out
    else:
        assert taken.code == (0 if verb == "me" else 3), taken


def test_a_line_keeps_its_hyphens_and_options_may_still_follow(shell: Shell) -> None:
    shell("add", "--", "- too", "slow")
    assert [row["text"] for row in shell("list", "insights", "--json").json] == ["- too slow"]
    assert shell("add", "--json", "--", "-5 degrees").json[0]["text"] == "-5 degrees"
    assert shell("add", "said so", "--json").json[0]["text"] == "said so"
    assert "What was said" in shell("add", "insight", "--", "What was said").out


@pytest.mark.parametrize(
    ("call", "near"),
    [
        ("lst", "list"),
        ("exprt", "export"),
        ("add insigth x", "insight"),
        ("list --wher x", "--where"),
        ("undoo", "undo"),
    ],
)
def test_what_is_nearly_a_verb_or_an_option_is_told(call: str, near: str, shell: Shell) -> None:
    done = shell(*call.split(), expect=2)
    assert "Did you mean" in done.err
    assert near in done.err


@posix
def test_what_could_not_be_saved_is_given_back_and_not_said_to_be_kept(shell: Shell, tmp_path: Path) -> None:
    shell("me", "Kim")
    (tmp_path / "notes.md").write_text("# What they said\n\nAll of it.\n", encoding="utf-8")
    line = f"{shlex.quote(sys.executable)} -m shadowlog add encounter --moved-by 'the sound of it' --notes - < notes.md"
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 0; {line}"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 4, done.stderr
    assert "What you typed is not kept" in done.stderr
    assert "shadowlog add encounter --moved-by 'the sound of it' --notes -" in done.stderr
    assert "# What they said\n\nAll of it.\n" in done.stderr
    assert shell("list", "encounters", "--json").json == []
