"""A kind of record that is declared as forgettable is withheld and forgotten like people and accounts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Basis, Permission
from shadowlog.store.repository import Repository
from tests.some import some

PROGRAM = '''
import sys
from shadowlog.domain.records import Record, record
from shadowlog.domain.schema.fields import line, words
from shadowlog.domain.schema.registry import Forgettable

@record(table="resellers", singular="reseller", plural="resellers", title="title", named=True,
        forgettable=Forgettable.{who}, columns=("", "title", ""), area="names")
class Reseller(Record):
    """Who sells with us."""
    title: str = line("what it is called", required=True)
    aliases: tuple[str, ...] = words("other names it goes by", option="alias")

from shadowlog.cli.entry import run
sys.exit(run(sys.argv[1:]))
'''
"""shadowlog with one more kind of record, in a process of its own: the registry of the tests is left alone."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def program(repository: Repository, tmp_path: Path) -> Callable[[str], Run]:
    """Makes shadowlog with a kind of people or of companies."""

    def make(who: str) -> Run:
        path = tmp_path / "with_resellers.py"
        path.write_text(PROGRAM.format(who=who), encoding="utf-8")

        def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, str(path), "--workspace", str(repository.workspace.root), *arguments]
            done = subprocess.run(command, capture_output=True, timeout=120, encoding="utf-8", check=False)
            assert done.returncode == code, done
            return done

        return run

    return make


def _theme(repository: Repository) -> None:
    """A theme whose words name a reseller, in full and by one small word of the name."""
    repository.add(Theme(name="Cost", message="Vantage Quillfeather sells it, and quillfeather knows."))
    repository.add(
        Insight(text="Ask Vantage Quillfeather", basis=Basis.BUYER_VERBATIM, permission=Permission.ANONYMISED)
    )


@pytest.mark.parametrize(("who", "small_word_leaves"), [("PERSON", False), ("COMPANY", True)])
def test_its_names_leave_no_brief_as_it_is_declared(
    repository: Repository, program: Callable[[str], Run], who: str, small_word_leaves: bool
) -> None:
    run = program(who)
    _theme(repository)
    before = run("brief", "theme", "Cost").stdout
    assert "Vantage Quillfeather" in before
    run("add", "reseller", "Vantage Quillfeather", "--alias", "VQF Ltd")
    after = run("brief", "theme", "Cost").stdout
    assert "Vantage" not in after
    assert "withheld" in after
    # A person is known by any word of the name, a company only by one with a capital.
    assert ("quillfeather" in after) == small_word_leaves


def test_exported_briefs_are_written_again_where_one_is_added(
    repository: Repository, program: Callable[[str], Run]
) -> None:
    run = program("COMPANY")
    _theme(repository)
    run("export")
    named = _briefs_that_name(repository)
    run("add", "reseller", "Vantage Quillfeather")
    run("export")
    after = _briefs_that_name(repository)
    assert sorted(named) == ["exports", "internal"]
    assert sorted(after) == ["internal"], "the team's edition has names"


def _briefs_that_name(repository: Repository) -> list[str]:
    """The folder of every exported brief with the reseller's name."""
    briefs = some(sorted(repository.workspace.exports.rglob("*.md")))
    return [path.parent.name for path in briefs if "Vantage Quillfeather" in path.read_text(encoding="utf-8")]


def test_it_is_forgotten_by_its_name(repository: Repository, program: Callable[[str], Run]) -> None:
    run = program("COMPANY")
    run("add", "reseller", "Vantage Quillfeather", "--alias", "Quillfeather Trading")
    run("add", "insight", "We buy from Vantage Quillfeather")
    assert "Forget a person" in run("--help").stdout
    assert "reseller" in " ".join(run("forget", "--help").stdout.split())
    refused = run("forget", "Vantage Quill-feather", "--confirm", "x", code=3)
    assert "reseller" in refused.stderr
    done = run("forget", "Vantage Quillfeather", "--confirm", "Vantage Quillfeather")
    assert "Forgotten." in done.stderr
    assert "Quillfeather" not in repository.workspace.log.read_text(encoding="utf-8")


def test_a_name_of_two_kinds_is_told_apart_by_their_ids(repository: Repository, program: Callable[[str], Run]) -> None:
    run = program("COMPANY")
    run("add", "reseller", "Quillfeather")
    run("add", "account", "Quillfeather")
    refused = run("forget", "Quillfeather", "--dry-run", code=3)
    assert "could mean 2 records" in refused.stderr
    assert "reseller “Quillfeather”" in refused.stderr
    assert "account “Quillfeather”" in refused.stderr
