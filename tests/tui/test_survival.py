"""What is being typed survives: signals, a closed window, a killed process; and the next start offers it."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from shadowlog.domain.records import Insight, Objection
from shadowlog.domain.values import Role
from shadowlog.services.current_user import become
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import CAPTURE
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.forms.form import FormScreen
from shadowlog.tui.forms.kinds import Forms
from shadowlog.tui.screens.capture import CaptureScreen
from tests.terminal import Terminal
from tests.tui.conftest import Running

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")

WORDS = "the buyer said: a lease would do"


@pytest.fixture
def known(workspace: Workspace) -> Path:
    with Repository(workspace) as repository:
        become(repository, "Maud", Role.MARKETER)
    return workspace.root


def _typing(terminal: Terminal) -> None:
    terminal.until_shown("Three things to do first")
    terminal.send("i")
    terminal.until_shown("Add insight")
    terminal.send(WORDS)
    terminal.until_shown(WORDS)


def _drafts(root: Path) -> list[str]:
    files = (root / "data" / "drafts").glob("*.json")
    return [draft["content"]["typed"]["text"] for path in files for draft in json.loads(path.read_text()).values()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_draft_kept_and_the_terminal_restored(known: Path, number: signal.Signals) -> None:
    with Terminal(known) as terminal:
        _typing(terminal)
        terminal.signal(number)
        assert terminal.exit_code() == 128 + number
        assert b"\x1b[?1049l" in terminal.raw, "the terminal's own screen is back"
        assert b"Traceback" not in terminal.raw
    assert _drafts(known) == [WORDS]


def test_a_closed_window_loses_nothing(known: Path) -> None:
    with Terminal(known) as terminal:
        _typing(terminal)
        terminal.hang_up()
        terminal.exit_code()
    assert _drafts(known) == [WORDS]


def test_after_sigkill_all_but_the_last_two_seconds_are_there_and_offered(known: Path) -> None:
    with Terminal(known) as terminal:
        _typing(terminal)
        terminal.until(lambda: _drafts(known) == [WORDS])
        terminal.signal(signal.SIGKILL)
        terminal.exit_code()
    with Terminal(known) as terminal:
        terminal.until_shown("Go on where you stopped?")
        terminal.until_shown(WORDS)
        terminal.send("y")
        terminal.until_shown("from your draft")
        terminal.until_shown(WORDS)
        terminal.send("\x13")
        terminal.until_shown("Added insight")
        terminal.send("q")
        assert terminal.exit_code() == 0
    with Repository(Workspace(known, "")) as repository:
        assert [insight.text for insight in repository.newest(Insight)] == [WORDS]
    assert _drafts(known) == []


def test_a_log_that_grew_by_edits_is_packed_after_the_window_is_left(known: Path) -> None:
    with Repository(Workspace(known, "")) as repository:
        insight = repository.add(Insight(text="-"))
        for number in range(45):
            repository.edit(insight, text=f"{number} " + "x" * 100_000)
        generation = repository.event_store.generation
    with Terminal(known) as terminal:
        terminal.until_shown("Raised by buyers")
        terminal.send("q")
        assert terminal.exit_code() == 0
        terminal.until(lambda: generation not in (known / "data" / "shadowlog.log").open().readline())
    with Repository(Workspace(known, "")) as repository:
        assert repository.need(Insight, insight.id).text.startswith("44 ")
        assert len(repository.event_store.operations(("insights", insight.id))) == 46


def test_the_draft_of_a_program_that_still_runs_is_not_offered(known: Path) -> None:
    with Terminal(known) as first:
        _typing(first)
        first.until(lambda: _drafts(known) == [WORDS])
        with Terminal(known) as second:
            second.until_shown("Three things to do first")
            second.send("2")
            second.until_shown("No insights yet")
            assert "Go on where you stopped" not in second.text


def test_an_open_window_shows_what_another_program_saves_within_a_second(known: Path) -> None:
    with Terminal(known) as terminal:
        terminal.until_shown("Three things to do first")
        terminal.send("2")
        terminal.until_shown("No insights yet")
        with Repository(Workspace(known, "")) as repository:
            repository.add(Insight(text="said on the phone"))
        terminal.until_shown("said on the phone")


async def test_a_form_that_is_left_is_resumed(running: Running) -> None:
    async with running() as driver:
        await driver.press("i")
        await driver.type("half a thought")
        await driver.press("escape")
        assert driver.app.repository.count(Insight) == 0
        await driver.press("i")
        assert "from your draft" in driver.screen()
        assert "half a thought" in driver.screen()
        await driver.press("f8")
        await driver.press("i")
        assert "half a thought" not in driver.screen()


async def test_when_the_disk_is_full_the_form_stays_and_saving_goes_on_later(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as driver:
        await driver.press("i")
        await driver.type("worth keeping")

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr("shadowlog.store.log.durable_io.write_all", full)
            await driver.press("ctrl+s")
            hint = " ".join(driver.text_of("#hint").split())
            assert "is full" in hint
            assert "worth keeping" in driver.screen()
            assert driver.app.repository.count(Insight) == 0
        await driver.press("ctrl+s")
        assert [insight.text for insight in driver.app.repository.newest(Insight)] == ["worth keeping"]


def test_a_fault_of_ours_keeps_the_draft_and_shows_no_traceback(known: Path, tmp_path: Path) -> None:
    fault = tmp_path / "sitecustomize.py"
    fault.write_text(
        "import shadowlog.tui.forms.form as form\n"
        "def broken(self): raise ZeroDivisionError('oops')\n"
        "form.FormScreen.action_save = broken\n"
    )
    with Terminal(known, PYTHONPATH=str(tmp_path), TMPDIR=str(tmp_path)) as terminal:
        _typing(terminal)
        terminal.send("\x13")
        assert terminal.exit_code() == 70
        terminal.pump()
        assert b"Traceback" not in terminal.raw
        assert b"A fault in shadowlog: ZeroDivisionError" in terminal.raw
    assert _drafts(known) == [WORDS]
    (report,) = tmp_path.glob("shadowlog-*.txt")
    assert "oops" in report.read_text()


async def test_a_draft_that_is_being_opened_is_kept_as_it_was(running: Running) -> None:
    async with running() as driver:
        app = driver.app
        # Nothing is on the screen yet, as where a signal comes in at that moment.
        app.push_screen(CaptureScreen(app.session, text="half a line"))
        app.keep_drafts()
        kept = app.drafts.own(CAPTURE)
        assert kept is not None
        assert kept["typed"] == {"text": "half a line"}
        form = Forms(app.repository, day_first=True).add(Objection, {})
        app.push_screen(FormScreen(app.session, form, {"title": "half a title"}))
        app.keep_drafts()
        kept = app.drafts.own(form.name)
        assert kept is not None
        assert kept["typed"]["title"] == "half a title"
        await driver.settle()
