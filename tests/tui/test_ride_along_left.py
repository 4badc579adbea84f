"""A ride-along that was left: nothing is made of nothing, and what was typed is resumed from anywhere."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from shadowlog.domain.records import Encounter, Insight, Person
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.terminal import Terminal
from tests.tui.conftest import Driver, Running


async def _line(driver: Driver, text: str) -> None:
    await driver.type(text)
    await driver.press("enter")


async def test_a_ride_along_in_which_nothing_was_typed_leaves_nothing(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("R", "escape", "R")
        assert "Ride-along ·" in driver.text_of("#live-title")
        await driver.press("enter", "f9")
        assert repository.count(Encounter) == 0
        assert driver.app.drafts.own("ride-along") is None
        await driver.press("7")
        await driver.until(lambda: "Nothing waits" in driver.text_of("#list"))


async def test_one_undo_takes_back_the_first_line_and_the_encounter_it_began(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("R")
        await _line(driver, "+ they want it quiet")
        assert (repository.count(Encounter), repository.count(Insight)) == (1, 1)
        await driver.press("escape", "u")
        assert (repository.count(Encounter), repository.count(Insight)) == (0, 0)


async def test_notes_are_resumed_from_wherever_one_is(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Insight(text="something else"))
        await driver.press("R")
        await _line(driver, "the first part")
        await driver.press("escape", "2", "R")
        assert "Go on with the ride-along?" in driver.screen()
        assert "the first part" in driver.text_of("#question")
        await driver.press("y")
        assert "the first part" in driver.text_of("#lines")
        await _line(driver, "the second part")
        await driver.press("escape")
        (encounter,) = repository.all(Encounter)
        assert "first part" in encounter.notes
        assert "second part" in encounter.notes


async def test_another_ride_along_can_be_begun_and_nothing_typed_in_it_keeps_the_first(running: Running) -> None:
    async with running() as driver:
        await driver.press("R")
        await _line(driver, "the first part")
        await driver.press("escape", "2", "R", "n")
        assert "the first part" not in driver.screen()
        await driver.press("escape", "R")
        assert "the first part" in driver.text_of("#question")
        await driver.press("l")
        assert driver.app.repository.count(Encounter) == 1


async def test_one_that_was_ended_or_changed_elsewhere_is_not_overwritten(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("R")
        await _line(driver, "the first part")
        await driver.press("escape")
        (encounter,) = repository.all(Encounter)
        repository.edit(encounter, notes="mended by hand")
        await driver.press("2", "R", "y")
        assert "mended by hand" in driver.text_of("#lines")
        await driver.press("escape")
        repository.edit(encounter, debriefed=True)
        await driver.press("2", "R")
        assert "Ride-along ·" in driver.text_of("#live-title"), "nothing is left to resume"


async def test_notes_of_an_encounter_that_somebody_deleted_meanwhile_are_kept(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("R")
        await _line(driver, "+ an insight")
        await _line(driver, "worth keeping")
        repository.delete(next(iter(repository.all(Encounter))))
        await driver.press("escape")
        (encounter,) = repository.all(Encounter)
        assert "worth keeping" in encounter.notes


def test_a_ride_along_that_was_left_is_offered_at_the_next_start(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    with Repository(Workspace(workspace, "a test")) as repository:
        repository.set_author(repository.add(Person(name="Maud")))
    with Terminal(workspace) as terminal:
        terminal.until_shown("Today")
        terminal.send("R")
        terminal.until_shown("Ride-along ·")
        terminal.send("they want it quiet\r")
        terminal.until_shown("they want it quiet")
        terminal.send("\x1b")
        terminal.until(lambda: "Ride-along ·" not in terminal.text and "they want" in terminal.text)
        terminal.send("q")
        assert terminal.exit_code() == 0
    with Terminal(workspace) as terminal:
        terminal.until_shown("Go on with the ride-along?")
        terminal.until_shown("they want it quiet")
        terminal.send("y")
        terminal.until_shown("Ride-along ·")
        terminal.send("and it is loud")
        terminal.until_shown("and it is loud")
        terminal.until(
            lambda: any("it is loud" in file.read_text() for file in (workspace / "data" / "drafts").glob("*.json"))
        )
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.exit_code()
    with Terminal(workspace) as terminal:
        terminal.until_shown("and it is loud")
        terminal.send("l")
        terminal.until(lambda: "Go on" not in terminal.text)
        terminal.send("2R")
        terminal.until_shown("Go on with the ride-along?")
        terminal.send("y")
        terminal.until_shown("and it is loud")
        terminal.send("\x1b")
        terminal.until(lambda: "Ride-along ·" not in terminal.text and "No insights" in terminal.text)
        terminal.send("q")
        assert terminal.exit_code() == 0
    with Repository(Workspace(workspace, "a test")) as repository:
        (encounter,) = repository.all(Encounter)
        assert "want it quiet" in encounter.notes
        assert "it is loud" in encounter.notes
