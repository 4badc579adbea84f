"""``shadowlog forget``: what it asks, where nobody is there to be asked, and what it tells of."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from shadowlog.domain.records import Account, Insight, Person, Theme
from shadowlog.privacy.erasure.erasure import FORGOTTEN
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import Drafts
from tests.terminal import Terminal

Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def shell(repository: Repository) -> Shell:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "shadowlog", "--workspace", str(repository.workspace.root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, encoding="utf-8", check=False)

    return run


@pytest.fixture
def target(repository: Repository) -> list[Insight]:
    repository.add(Account(name="Target"))
    texts = ("our target price is high", "Target said no", "Target asked again", "the target is met")
    return [repository.add(Insight(text=text)) for text in texts]


def texts(repository: Repository, insights: list[Insight]) -> list[str]:
    repository.event_store.refresh()
    return [repository.need(Insight, insight.id).text for insight in insights]


def test_without_a_terminal_it_says_what_to_decide_and_does_nothing(
    repository: Repository, shell: Shell, target: list[Insight]
) -> None:
    before = repository.workspace.log.read_bytes()
    refused = shell("forget", "Target", "--confirm", "Target")
    assert refused.returncode == 2
    assert "--word 'target=keep'" in refused.stderr
    assert "our [target] price is high" in refused.stderr
    assert repository.workspace.log.read_bytes() == before
    for wrong in ("target", "target=perhaps", "price=keep"):
        assert shell("forget", "Target", "--word", wrong, "--confirm", "Target").returncode == 2
    assert "You decide about “target”, which occurs in 4 places" in shell("forget", "Target", "--dry-run").stderr
    done = shell("forget", "Target", "--word", "target=keep", "--confirm", "Target")
    assert done.returncode == 0, done.stderr
    assert texts(repository, target) == [insight.text for insight in target]
    assert next(repository.all(Account)).name == FORGOTTEN


def test_on_a_terminal_each_place_is_shown_and_decided_on(repository: Repository, target: list[Insight]) -> None:
    with Terminal(repository.workspace.root, "forget", "Target", size=(160, 60)) as terminal:
        terminal.until_shown("Type the whole name")
        terminal.send("Target\r")
        for number, answer in enumerate("nyyn", 1):
            terminal.until_shown(f"“target”, {number} of 4")
            terminal.until(lambda shown=f"{number} of 4": terminal.text.rpartition(shown)[2].count("Does this"))
            terminal.send(f"{answer}\r")
        terminal.until_shown("Forgotten.")
        assert terminal.exit_code() == 0
    assert texts(repository, target) == [
        "our target price is high", f"{FORGOTTEN} said no", f"{FORGOTTEN} asked again", "the target is met",
    ]  # fmt: skip


def test_what_is_left_is_listed_and_the_exit_code_says_so(repository: Repository, shell: Shell) -> None:
    repository.add(Person(name="Dana Whitlock"))
    contract = repository.workspace.exports / "contract.pdf"
    contract.parent.mkdir()
    contract.write_bytes(b"%PDF Dana Whitlock")
    done = shell("forget", "Dana Whitlock", "--confirm", "Dana Whitlock")
    assert done.returncode == 1
    assert f"{contract}: shadowlog did not write it" in done.stderr.replace("\n", "")
    assert contract.read_bytes() == b"%PDF Dana Whitlock"


def test_an_open_window_has_to_be_closed_first(repository: Repository, shell: Shell) -> None:
    repository.add(Person(name="Dana Whitlock"))
    window = Drafts(repository.event_store.folder)
    window.begin()
    refused = shell("forget", "Dana Whitlock", "--confirm", "Dana Whitlock")
    assert refused.returncode == 2
    assert "open in another window" in refused.stderr
    window.close()
    assert shell("forget", "Dana Whitlock", "--confirm", "Dana Whitlock").returncode == 0


def test_a_window_that_only_looks_counts_as_open(repository: Repository, shell: Shell) -> None:
    repository.set_author(repository.add(Person(name="Maud")))
    repository.add(Person(name="Dana Whitlock"))
    with Terminal(repository.workspace.root) as terminal:
        terminal.until_shown("Three things to do first")
        assert shell("forget", "Dana Whitlock", "--confirm", "Dana Whitlock").returncode == 2


def test_who_is_interrupted_before_the_briefs_are_written_anew_runs_it_again(
    repository: Repository, shell: Shell
) -> None:
    repository.add(Person(name="Dana Whitlock"))
    repository.add(Theme(name="Cost", message="As Dana Whitlock says"))
    assert shell("export", "--audience", "internal", "--html").returncode == 0
    folder = repository.workspace.exports / "internal"
    before = sorted(path.name for path in folder.iterdir())
    dying = "import os\nfrom shadowlog.briefs.export import incremental\n"
    dying += "incremental.export = lambda *_: os.kill(os.getpid(), 9)\n"
    program = [sys.executable, "-c", f"{dying}\nfrom shadowlog.__main__ import main\nmain()"]
    arguments = ["--workspace", str(repository.workspace.root), "forget", "Dana Whitlock", "--confirm", "Dana Whitlock"]
    assert subprocess.run([*program, *arguments], capture_output=True, check=False, timeout=60).returncode == -9
    assert sorted(path.name for path in folder.iterdir()) != before
    again = shell("forget", "Dana Whitlock", "--confirm", "Dana Whitlock")
    assert again.returncode == 0, again.stderr
    assert sorted(path.name for path in folder.iterdir()) == before
    assert not (repository.workspace.data / "forgetting.json").exists()
    assert shell("forget", "Dana Whitlock", "--confirm", "Dana Whitlock").returncode == 3
