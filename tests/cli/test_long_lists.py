"""A long list in the shell: printed as it is read, nothing twice and nothing missing while others save."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from shadowlog.domain.records import Insight
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.cli.conftest import Shell

_MANY = 1_700


@pytest.fixture
def long_log(workspace: Workspace) -> None:
    with Repository(workspace) as repository, repository.change("Many"):
        for number in range(_MANY):
            repository.add(Insight(text=f"lease number {number}"))


@pytest.mark.usefixtures("long_log")
@pytest.mark.parametrize("asked", [("insights",), ("insights", "--where", "lease"), ()])
def test_every_record_is_listed_once_in_one_json_list(shell: Shell, asked: tuple[str, ...]) -> None:
    listed = shell("list", *asked, "--json")
    assert json.dumps(listed.json, indent=1) == listed.out.rstrip("\n")
    texts = [each["text"] for each in listed.json if each["record"] == "insight"]
    assert sorted(texts) == sorted(f"lease number {number}" for number in range(_MANY))
    assert shell("list", *asked, "--json", "--limit", "501").json == listed.json[:501]
    assert shell("list", "themes", "--json").out == "[]\n"


@pytest.mark.usefixtures("long_log")
@pytest.mark.parametrize("asked", [("insights",), ("insights", "--where", "lease")])
def test_what_is_saved_while_a_list_is_printed_puts_nothing_into_it_twice(
    workspace: Workspace, asked: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "shadowlog", "list", *asked, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as listing:
        assert listing.stdout is not None
        # The pipe holds less than the list: it is printed, and waits, before the last page is read.
        begun = listing.stdout.read(4_000)
        with Repository(workspace) as repository:
            for number in range(40):
                repository.add(Insight(text=f"lease late {number}"))
        out = begun + listing.stdout.read()
    texts = [each["text"] for each in json.loads(out)]
    assert len(texts) == len(set(texts))
    assert {f"lease number {number}" for number in range(_MANY)} <= set(texts)


@pytest.mark.usefixtures("long_log")
def test_a_reader_that_stops_early_is_no_fault(workspace: Workspace) -> None:
    assert workspace.log.exists()
    command = f"{sys.executable} -m shadowlog list insights --json --limit 0 | head -c 100"
    ended = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert ended.returncode == 0
    assert ended.stdout.startswith(b"[\n {\n")
    assert b"Traceback" not in ended.stderr
