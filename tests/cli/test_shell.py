"""The shell: what is added is printed, what is wrong is said, and every code means something."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from tinydb import TinyDB

from shadowlog.store.events.live_index import LiveIndex
from shadowlog.store.index import index
from shadowlog.store.maintenance import background_jobs
from shadowlog.store.search import live_segments
from shadowlog.store.workspace.workspace import Workspace
from tests.cli.conftest import Shell
from tests.terminal import Terminal


def test_the_main_job_from_the_shell(shell: Shell, workspace: Workspace) -> None:
    assert shell("me", "Dana", "--role", "rep").code == 0
    shell("add", "account", "Mercy Hospital", "--alias", "Mercy")
    shell("add", "persona", "Purchasing", "--buying-role", "procurement")
    theme = shell(
        "add", "theme", "Total cost", "--message", "Less over five years", "--keyword", "lease", "--json"
    ).json
    encounter = shell(
        "add", "encounter", "--kind", "trade_show", "--event", "MedTech Expo", "--at", "yesterday", "--notes", "-",
        "--account", "mercy", "--stage-after", "closed_won", "--json", stdin="# Notes\n\n*good* talk\n",
    ).json  # fmt: skip
    assert encounter["notes"] == "# Notes\n\n*good* talk\n"
    insight = shell(
        "add", "insight", "Is the lease in it?", "--encounter", encounter["id"], "--persona", "purch",
        "--theme", "total:rejected", "--basis", "buyer_verbatim", "--json",
    ).json  # fmt: skip
    assert insight["kind"] == "question"
    assert insight["signals"] == {theme["id"]: "rejected"}
    heard = shell(
        "add", "objection", "Too expensive", "--account", "Mercy", "--category", "price_budget",
        "--response", "Look at five years", "--outcome", "resolved", "--json",
    ).json  # fmt: skip
    assert heard["mention"]["outcome"] == "resolved"
    again = shell("add", "objection", "too EXPENSIVE", "--account", "Mercy")
    assert "Heard again, objection: Too expensive" in again.out
    assert "Heard 2 times" in again.err
    assert [row["text"] for row in shell("list", "insights", "--theme", "total", "--json").json] == [
        "Is the lease in it?"
    ]
    assert shell("list", "insights", "--since", "tomorrow", "--json").json == []
    brief = shell("brief", "theme", "Total cost")
    assert "verdict: hear more" in brief.out, "one buyer decides nothing"
    exported = shell("export")
    assert len(exported.out.splitlines()) == 9, exported.out
    folders = [workspace.exports / "internal"] * 5 + [workspace.exports] * 4
    assert [Path(line).parent for line in exported.out.splitlines()] == folders
    assert shell("check").code == 0


def test_edit_tag_show_history_delete_undo_redo(here: Shell) -> None:
    theme = here("add", "theme", "Cost", "--json").json["id"]
    key = here("add", "insight", "slow", "--json").json["id"][-8:]
    assert here("edit", key, "--text", "too slow", "--kind=pain").code == 0
    here("tag", key, "Cost", "--stance", "confused")
    shown = here("show", key)
    assert "too slow" in shown.out
    assert "themes: Cost: confused" in shown.out
    here("tag", key, "Cost", "--remove")
    history = here("history", key)
    for line in ("text = slow", "text = too slow", "tagged Cost: confused", "signals cleared"):
        assert line in history.out
    assert here("delete", key).code == 0
    assert here("show", key).code == 3
    assert here("history", key).code == 0
    assert here("undo").out == "Undone: Delete insight\n"
    assert here("show", key).code == 0
    assert here("redo").code == 0
    assert here("show", key).code == 3
    here("edit", theme[-8:], "--message", "")


def test_without_an_author_the_systems_user_serves_and_is_said(shell: Shell) -> None:
    first = shell("add", "insight", "one", LOGNAME="kim", USER="kim")
    assert "'kim', your user name on this system" in first.err
    assert "kim" not in first.out
    assert shell("add", "insight", "two").err == ""
    assert [person["name"] for person in shell("list", "people", "--json").json] == ["kim"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("add", "insight", ""), 2, "text: is needed"),
        (("add", "insight", "x", "--kind", "paint"), 2, "Choose one of: pain"),
        (("add", "insight", "x", "--encounter", "dead"), 3, "no encounter called 'dead'"),
        (("add", "encounter", "--account", "Nobody"), 3, "shadowlog add account"),
        (("add", "encounter", "--at", "soon"), 2, "yesterday 3pm"),
        (("show", "ffffff"), 3, "No record has an id like"),
        (("edit", "ffffff", "--text", "x"), 3, "No record"),
        (("undo",), 1, "nothing of yours left to undo"),
        (("brief", "theme", "none"), 3, "no theme called"),
        (("restore", "nothing.json"), 3, "There is no file"),
        (("lst",), 2, "Did you mean list"),
        (("add", "insigth", "x"), 2, "Did you mean insight?"),
        (("list", "insights", "--since", "soon"), 2, "since:soon: 'soon' is not a date"),
        (("redo",), 1, "nothing to redo"),
        (("undo", "more"), 2, "unexpected extra argument"),
        (("history", "ffffff"), 3, "No record ever had an id like"),
        (("delete", "ffffff"), 3, "No record has an id like"),
        (("tag", "ffffff", "cost"), 3, "No record has an id like"),
        (("answer", "anything"), 3, "no objection called"),
        (("mine", "--person", "nobody"), 3, "no person called"),
        (("merge", "ffffff", "eeeeee"), 3, "No record has an id like"),
        (("unmerge", "ffffff"), 3, "No record ever had an id like"),
        (("ship", "ffffff", "asset"), 3, "No record has an id like"),
        (("decline", "ffffff", "why"), 3, "No record has an id like"),
        (("digest", "nobody"), 3, "no person called"),
        (("forget", "nobody"), 3, "no person or account called"),
        (("brief", "theme"), 2, "Say which theme"),
        (("brief", "thme", "x"), 2, "Invalid value"),
        (("brief", "backlog", "--as-of", "soon"), 2, "is not a date"),
        (("brief", "backlog", "--format", "HTML "), 2, "Invalid value"),
        (("export", "--audience", "everyone"), 2, "Invalid value"),
        (("export", "--as-of", "soon"), 2, "is not a date"),
        (("verify", "nothing.md"), 3, "nothing.md"),
        (("template", "more"), 2, "unexpected extra argument"),
        (("me", "Kim", "--role", "boss"), 2, "Choose one of"),
        (("completion", "tcsh"), 2, "Invalid value"),
        (("list", "insigths"), 2, "Invalid value"),
        (("show",), 2, "Missing argument"),
    ],
)
def test_what_is_wrong_is_said_on_standard_error_with_a_way_out(
    here: Shell, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = here(*arguments)
    assert done.code == code, done
    assert told in done.err
    assert done.out == ""


def test_a_name_nearly_right_is_suggested(here: Shell) -> None:
    here("add", "account", "Mercy Hospital")
    assert "Did you mean “Mercy Hospital”?" in here("add", "encounter", "--account", "Mercy Hospitl", expect=3).err


def test_input_that_is_not_utf8_is_refused_and_nothing_is_saved(shell: Shell) -> None:
    done = shell("add", "encounter", "--notes", "-", stdin=b"caf\xe9")
    assert done.code == 2
    assert "UTF-8" in done.err
    assert shell("list", "encounters", "--json").json == []


def test_the_snapshot_is_stock_tinydb_and_can_be_restored(shell: Shell, tmp_path: Path) -> None:
    key = shell("add", "insight", "as it was", "--json").json["id"]
    path = shell("backup").out.strip()
    with TinyDB(path) as stock:
        assert stock.table("insights").get(doc_id=key)["text"] == "as it was"
    shell("edit", key, "--text", "as it is")
    shell("add", "insight", "another")
    refused = shell("restore", path, stdin="n\n")
    assert refused.code == 130
    restored = shell("restore", path, "--yes")
    assert restored.out == "Restored: 0 added, 1 changed, 1 deleted.\n"
    assert [row["text"] for row in shell("list", "insights", "--json").json] == ["as it was"]
    assert shell("undo").code == 0
    assert {row["text"] for row in shell("list", "insights", "--json").json} == {"as it is", "another"}


def test_a_stock_tinydb_file_from_elsewhere_is_restored(here: Shell, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.json"
    with TinyDB(path) as stock:
        stock.insert({"anything": [1, 2, {"deep": None}]})
        stock.table("insights").insert({"text": "brought along"})
        stock.table("insights").insert({"text": "and this"})
    here("add", "insight", "was here")
    assert here("restore", str(path), "--merge", "--yes").out.startswith("Restored: 3 added, 0 changed, 0 deleted")
    assert {row["text"] for row in here("list", "insights", "--json").json} == {
        "brought along",
        "and this",
        "was here",
    }
    assert "brought along" in here("show", "1").out
    back = here("backup").out.strip()
    with TinyDB(back) as stock:
        assert stock.table("_default").get(doc_id=1) == {"anything": [1, 2, {"deep": None}]}


@pytest.mark.parametrize("content", ["[1, 2]", '{"t": [1]}', "{", '{"t": {"1": {"n": NaN}}}', "\xff"])
def test_what_is_no_tinydb_file_is_refused(here: Shell, tmp_path: Path, content: str) -> None:
    here("add", "insight", "kept")
    path = tmp_path / "odd.json"
    path.write_bytes(content.encode("latin-1"))
    assert here("restore", str(path), "--yes", expect=2).out == ""
    assert [row["text"] for row in here("list", "insights", "--json").json] == ["kept"]


def test_an_empty_file_is_an_empty_tinydb_and_restoring_it_is_undone(here: Shell, tmp_path: Path) -> None:
    here("add", "insight", "kept")
    path = tmp_path / "empty.json"
    path.touch()
    here("restore", str(path), "--yes")
    assert here("list", "insights", "--json").json == []
    here("undo")
    assert [row["text"] for row in here("list", "insights", "--json").json] == ["kept"]


def test_where_the_workspace_is(here: Shell, tmp_path: Path) -> None:
    assert here("where").out.strip() == str(tmp_path / "workspace")
    named = here("--workspace", str(tmp_path / "other"), "where")
    assert named.out.strip() == str(tmp_path / "other")
    here = tmp_path / "here"
    (here / "data").mkdir(parents=True)
    (here / "data" / "shadowlog.log").touch()
    run = [sys.executable, "-m", "shadowlog", "where"]
    environment = {key: value for key, value in os.environ.items() if key != "SHADOWLOG_WORKSPACE"}
    done = subprocess.run(run, cwd=here, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(here)
    environment |= {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")}
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "share" / "shadowlog")


def test_check_says_in_words_what_is_wrong_and_exits_with_five(here: Shell, workspace: Workspace) -> None:
    theme = here("add", "theme", "Cost", "--json").json["id"]
    here("add", "insight", "x", "--theme", "Cost:neutral")
    here("delete", theme)
    done = here("check")
    assert done.code == 5
    assert "was deleted" in done.out
    log = workspace.log
    log.write_bytes(log.read_bytes().replace(b'"text":"x"', b'"text":"y"'))
    done = here("check", expect=5)
    assert "do not match their checksum" in done.out
    here("check", "--repair", expect=0)
    assert "checksum" not in here("check", expect=0).out
    assert list((workspace.data / "damaged").iterdir())


def test_a_log_that_is_too_new_is_refused_with_code_four(here: Shell, workspace: Workspace) -> None:
    from shadowlog.store.log.lines import encoded

    workspace.data.mkdir(parents=True)
    workspace.log.write_bytes(encoded({"shadowlog": 99, "generation": "x"}))
    done = here("list", "insights")
    assert done.code == 4
    assert "Install the newest shadowlog" in done.err


def test_settings_that_are_wrong_are_named(here: Shell, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("day_frist = true\n")
    assert "no setting 'day_frist'" in here("add", "encounter", "--at", "3/4", expect=2).err
    (tmp_path / "settings.toml").write_text("day_first = false\n")
    started = here("add", "encounter", "--at", "3/4/2026", "--json").json["started_at"]
    assert datetime.fromisoformat(started).astimezone().date() == date(2026, 3, 4)


def test_the_demo_is_filled_once_tells_the_known_case_and_is_undone(here: Shell) -> None:
    assert here("me", "Maud Keller", "--role", "marketer").code == 0
    here("demo")
    assert here("demo").code == 2
    encounters = here("list", "encounters", "--json").json
    personas = {row["id"]: row["name"] for row in here("list", "personas", "--json").json}
    decided = {}
    for row in encounters:
        if row.get("stage_after") in ("closed_won", "closed_lost"):
            (persona,) = row["personas"]
            decided.setdefault(personas[persona], []).append(row["stage_after"] == "closed_won")
    assert (sum(decided["Purchasing"]), len(decided["Purchasing"])) == (4, 20)
    assert (sum(decided["Nursing"]), len(decided["Nursing"])) == (14, 20)
    assert here("check").code == 0
    assert here("undo").code == 0
    assert here("list", "encounters", "--json").json == []


def test_output_is_data_and_can_be_cut_short(here: Shell, workspace: Workspace) -> None:
    here("demo")
    done = subprocess.run(
        f"{sys.executable} -m shadowlog list insights --limit 0 | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_hostile_text_leaves_the_shell_without_escapes(here: Shell) -> None:
    text = "\x1b]0;title\x07\x9b31m\u202e[/b]"
    key = here("add", "insight", text, "--json").json["id"]
    for done in (
        here("list", "insights"),
        here("show", key),
        here("history", key),
        here("delete", key),
        here("undo"),
    ):
        for forbidden in ("\x1b", "\x07", "\x9b", "\u202e"):
            assert forbidden not in done.out + done.err
    assert here("show", key, "--json").json["text"] == text


def test_a_snapshot_is_taken_by_itself_while_the_log_is_in_use(here: Shell, workspace: Workspace) -> None:
    here("add", "insight", "one")
    import time

    end = time.monotonic() + 20
    while not list((workspace.data / "backups").glob("*.json")):
        assert time.monotonic() < end, "no snapshot was taken"
        os.sched_yield()


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(here: Shell, name: str) -> None:
    assert "_SHADOWLOG_COMPLETE" in here("completion", name).out


def test_completion_knows_the_commands(shell: Shell) -> None:
    done = shell(_SHADOWLOG_COMPLETE="bash_complete", COMP_WORDS="shadowlog und", COMP_CWORD="1")
    assert "undo" in done.out


def test_without_a_terminal_the_ui_says_what_to_do(here: Shell) -> None:
    done = here()
    assert done.code == 2
    assert "shadowlog --help" in done.err


def test_a_captured_line_never_waits_for_a_search_index(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    # As in a long log right after an upgrade, when no index fits.
    monkeypatch.setattr(live_segments, "_MOST_IN_MEMORY", 0)
    started: list[Workspace] = []
    monkeypatch.setattr(background_jobs, "write_index", started.append)
    here("me", "Maud")
    new = here("add", "!too expensive")
    assert ("Added mention: too expensive" in new.out, new.err) == (True, "")
    again = here("add", "!too expensive")
    assert again.err == "Heard 2 times so far.\n"
    assert len(started) == 2, "it is built in the background"


@pytest.mark.parametrize("call", [("insight", "too slow"), ("too slow",), ("too", "slow", "#cost")])
def test_adding_never_waits_for_an_index_of_an_earlier_version(
    here: Shell, monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...]
) -> None:
    here("me", "Maud")
    here("add", "theme", "Cost")
    monkeypatch.setattr(index, "LAYOUT", f"{index.TABLES_LAYOUT}-of another version")
    rebuilt: list[LiveIndex] = []
    rebuild = LiveIndex.rebuild

    def counted(live: LiveIndex, *, reading: bool = False) -> None:
        rebuilt.append(live)
        rebuild(live, reading=reading)

    monkeypatch.setattr(LiveIndex, "rebuild", counted)
    started: list[Workspace] = []
    monkeypatch.setattr(background_jobs, "write_index", started.append)
    here("add", *call)
    assert (rebuilt, len(started)) == ([], 1), "it is rebuilt in the background"
    assert "too slow" in here("list", "insights").out
    assert len(rebuilt) == 1
    here("add", *call)
    assert (len(rebuilt), len(started)) == (1, 1)
    assert here("list", "insights").out.count("too slow") == 2


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["add", "insight", "quick"], ["list", "insights"]])
def test_help_version_and_quick_capture_load_no_textual(arguments: list[str], workspace: Workspace) -> None:
    assert not {"textual", "rich", "markdown_it", "dateutil", "yaml"} & _loaded(*arguments)


def _loaded(*arguments: str) -> set[str]:
    """The modules that a call has loaded when it ends."""
    program = (
        "import sys; from shadowlog.cli.entry import run; code = run(sys.argv[1:]);"
        "print('MODULES', *sys.modules); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True)
    return set(done.stdout.rpartition("MODULES ")[2].split())


_SLOW = {
    "asyncio", "click", "dataclasses", "importlib.resources", "inspect", "logging", "orjson", "pathlib", "platform",
    "rapidfuzz", "shutil", "subprocess", "tempfile", "threading", "tinydb", "uuid", "uuid_utils", "zoneinfo",
}  # fmt: skip
"""Modules of which each takes longer to load than to save a record."""


@pytest.mark.parametrize(
    ("call", "most"),
    [
        (("insight", "too expensive"), 75),
        (("insight", "“we pay less”", "--theme", "cost:rejected", "--json"), 80),
        (("objection", "too dear", "--category", "price"), 80),
        (("they want a lease",), 95),
        (('too slow  #cost-  "we pay less"',), 95),
    ],
)
def test_a_quick_verb_loads_little(here: Shell, workspace: Workspace, call: tuple[str, ...], most: int) -> None:
    here("me", "Maud", "--role", "rep")
    here("add", "theme", "Cost", "--keyword", "lease")
    here("add", "account", "Mercy")
    here("backup")
    modules = _loaded("add", *call)
    assert not _SLOW & modules, sorted(_SLOW & modules)
    own = [module for module in modules if module.startswith("shadowlog")]
    assert len(own) <= most, f"{len(own)} modules: {sorted(own)}"


def test_the_domain_loads_nothing_that_does_io() -> None:
    program = (
        "import sys; import shadowlog.domain.records, shadowlog.domain.codec, shadowlog.domain.rules.message_house;"
        "assert not {'tinydb', 'textual', 'sqlite3', 'orjson', 'shadowlog.store'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")
@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C"}, {"TERM": "xterm", "LANG": "C"}]
)
def test_the_ui_opens_in_poor_surroundings_too(workspace: Workspace, environment: dict[str, str], here: Shell) -> None:
    here("me", "Maud")
    with Terminal(workspace.root, size=(80, 24), **environment) as terminal:
        terminal.until_shown("Three things to do first")
        terminal.resize(40, 12)
        terminal.until(lambda: ". Today 1 2 3" in terminal.text)
        terminal.send("q")
        assert terminal.exit_code() == 0


def test_the_index_holds_no_words_of_buyers(here: Shell, workspace: Workspace) -> None:
    here("add", "insight", "a secret of the buyer")
    here("list", "insights")
    with sqlite3.connect(workspace.data / "shadowlog.index") as database:
        assert "secret" not in json.dumps(list(database.iterdump()))


def test_a_filter_lists_what_fits_and_says_what_it_does_not_know(here: Shell) -> None:
    here("add", "theme", "Total cost")
    here("add", "insight", "They would sign a lease", "--theme", "total cost:rejected")
    here("add", "insight", "Leasing is for cars")
    assert here("list", "--where", "theme:cost stance:rejected").out.count("\n") == 1
    assert len(here("list", "insights", "--where", "leas", "--json").json) == 2
    done = here("list", "insights", "--where", "leas", "--limit", "1")
    assert (done.out.count("\n"), "1 of 2" in done.err) == (1, True)
    assert "Nothing matches" in here("list", "--where", '"a car"').err
    done = here("list", "--where", "teme:cost")
    assert (done.code, "Did you mean theme:?" in done.err) == (2, True)
    here("add", "filter", "No to cost", "--query", "theme:cost stance:rejected")
    assert "sign a lease" in here("list", "insights", "--where", "kept:no-to-cost").out


def test_a_line_is_captured_and_answered_at_once(here: Shell) -> None:
    here("me", "Maud", "--role", "marketer")
    here("add", "account", "Mercy Hospital")
    here("add", "theme", "Total cost", "--keyword", "lease")
    done = here("add", "too expensive", "!price_budget", "@mercy", "#total-cost-", '"we pay less"')
    assert (done.code, "Added mention: we pay less" in done.out) == (0, True)
    again = here("add", '!Too Expensive outcome:resolved answer:"Look at five years"')
    assert "Heard 2 times from 2 buyers (1 of them a conversation without a name)." in again.err
    assert "Too few to tell which answer is best (one worked for 1 of 1 buyer)" in again.err
    assert "It sounds like “too expensive”" in here("add", "!too expensive here").err
    suggested = here("add", "they want a lease").err
    assert "Theme? “Total cost” (because of: lease)" in suggested
    assert "'Total cost:STANCE'" in suggested
    assert "STANCE is one of resonated, neutral, confused, rejected." in suggested
    assert "No account is called 'newco' yet" in here("add", "hello @newco").err
    answered = here("answer", "far too expensive").out
    assert "worked for 1 of 1 buyer: Look at five years\n    too few for a rate, resolved for 1" in answered
    (position,) = here("answer", "too expensive", "--json").json
    assert "worked for 1 of 1 buyer: Look at five years" in here("show", position["id"]).out
    counted = {name: position[name] for name in ("times", "buyers", "unnamed", "trend", "best")}
    assert counted == {"times": 2, "buyers": 2, "unnamed": 1, "trend": "too few to tell", "best": None}
    (done,) = position["answers"]
    assert {name: done[name] for name in ("tried", "known", "worked", "resolved", "interval")} == {
        "tried": 1, "known": 1, "worked": 1, "resolved": 1, "interval": None,
    }  # fmt: skip
    assert position["themes"] == here("list", "themes", "--json").json[0]["id"].split()
    assert len(here("mine", "--json").json) == 6


def test_many_lines_come_from_standard_input_and_a_bad_one_loses_no_other(shell: Shell) -> None:
    done = shell("add", "-", stdin="first line\n\nsecond outcome:good\nthird `#code` line\n")
    assert done.code == 2
    assert "Line 3 was not saved" in done.err
    assert "second outcome:good" in done.err
    assert "2 of 3 lines saved" in done.err
    listed = shell("list", "insights").out
    assert "first line" in listed
    assert "third `#code` line" in listed


def test_two_that_mean_the_same_are_merged_and_unmerged(here: Shell) -> None:
    one = here("add", "objection", "Too expensive", "--json").json["id"]
    other = here("add", "objection", "Costs too much", "--json").json["id"]
    assert "Too expensive" in here("merge", other, one).out
    assert len(here("list", "objections", "--json").json) == 1
    assert "there are two records again" in here("unmerge", other).out
    assert len(here("list", "objections", "--json").json) == 2
    assert here("unmerge", one).code == 1


def test_a_country_that_is_none_is_refused_and_how_to_write_it_is_said(shell: Shell, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    for text in ('countries = ["Germany"]', "countries = [1]", 'countries = "US"'):
        settings.write_text(text, encoding="utf-8")
        done = shell("brief", "backlog", SHADOWLOG_SETTINGS=str(settings))
        assert done.code == 2
        assert 'countries = ["US", "DE"]' in done.err
    settings.write_text('countries = ["US", "DE"]', encoding="utf-8")
    assert shell("brief", "backlog", SHADOWLOG_SETTINGS=str(settings)).code == 0
