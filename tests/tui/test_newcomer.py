"""The first minutes: the README's first line in an empty workspace, and the names of the demo."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Static

from shadowlog.domain.records import (
    Account,
    Encounter,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    Theme,
    UnknownName,
)
from shadowlog.domain.values import Role, Stance
from shadowlog.services.capture.plan import plan_of
from shadowlog.services.current_user import become
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.app import ShadowlogApp
from shadowlog.tui.screens.capture import CaptureScreen
from tests.terminal import Terminal
from tests.tui.conftest import Driver, Running

README = Path(__file__).parents[2] / "README.md"
LINE = next(line for line in README.read_text(encoding="utf-8").split("\n") if line.startswith("too expensive next to"))


async def save(driver: Driver, text: str) -> None:
    """Open the line, type one, and save it."""
    await driver.press("colon")
    await driver.type(text)
    await driver.press("enter")


async def test_the_first_line_of_the_readme_ends_in_one_question_not_in_four_tasks(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await save(driver, LINE)
        assert "enter make 4 new names?" in driver.text_of("#offers")
        assert "account Mercy Hospital" in driver.text_of("#offers")
        await driver.press("enter")
        assert "Added theme: total cost" in driver.text_of("#offers").replace("\n", " ")
        assert isinstance(driver.app.screen, CaptureScreen), "the next line can follow"
        assert repository.count(UnknownName) == 0
        (mention,), (encounter,) = repository.newest(Mention), repository.newest(Encounter)
        assert repository.heading("accounts", mention.account or encounter.account) == "Mercy Hospital"
        assert repository.heading("people", encounter.rep) == "dana"
        assert repository.heading("personas", mention.persona) == "purchasing"
        (insight,) = repository.newest(Insight)
        assert list(insight.signals.values()) == [Stance.REJECTED]
        await driver.press("enter")
        assert not isinstance(driver.app.screen, CaptureScreen)
        await driver.press("u")
        kinds = (Account, Persona, Theme)
        assert [repository.count(kind) for kind in kinds] == [0, 0, 0], "one undo takes all four back"
        assert repository.count(UnknownName) == 4


async def test_whoever_types_on_is_not_asked_and_finds_the_names_in_the_tasks(running: Running) -> None:
    async with running() as driver:
        await save(driver, "quiet please @carrow")
        assert "make a new name?" in driver.text_of("#offers")
        await driver.type("and warm")
        assert "make a new name?" not in driver.text_of("#offers")
        await driver.press("enter", "enter")
        assert driver.app.repository.count(Account) == 0
        assert driver.app.repository.count(UnknownName) == 1


async def test_a_name_that_is_spelled_like_a_known_one_is_not_made(running: Running) -> None:
    async with running() as driver:
        driver.app.repository.add(Account(name="Carrow Hill"))
        await save(driver, "quiet please @carow-hill ~night-shift")
        assert "make a new name? persona night-shift" in driver.text_of("#offers")
        await driver.press("enter")
        assert driver.app.repository.count(Account) == 1
        (waiting,) = driver.app.repository.newest(UnknownName)
        assert waiting.name == "carow-hill"


@pytest.mark.usefixtures("filled")
def test_the_readme_and_the_demo_speak_of_the_same_names(demo: Repository) -> None:
    plan = plan_of(demo, LINE)
    assert plan.unknown == []
    assert plan.problems == ()
    brief = re.findall(r'shadowlog brief (?:theme|persona) "([^"]+)"', README.read_text(encoding="utf-8"))
    names = {record.heading for kind in (Theme, Persona, Person) for record in demo.all(kind)}
    assert set(brief) <= names


@asynccontextmanager
async def touring(workspace: Workspace, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Driver]:
    """The tour, as ``shadowlog tour`` begins it."""
    with Repository(workspace) as repository:
        become(repository, "Dana Whitlock", Role.REP)
        app = ShadowlogApp(repository, Settings(), tour=True)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            driver = Driver(app, pilot)
            await driver.settle()
            yield driver
        app.drafts.close()


async def at(driver: Driver, step: str) -> None:
    """Wait until the tour is at a step."""
    await driver.until(lambda: step in str(driver.app.screen_stack[0].query_one("#tour", Static).render()))


async def test_the_tour_goes_on_by_what_one_does(filled: Workspace) -> None:
    async with touring(filled) as driver:
        await at(driver, "1/5")
        await driver.press("colon")
        await driver.type("!no budget this year @mercy")
        await driver.until(lambda: "heard" in driver.text_of("#offers"))
        objections = driver.app.repository.count(Objection)
        await driver.press("down", "enter")
        await at(driver, "2/5")
        assert driver.app.repository.count(Objection) == objections
        await driver.press("escape", "slash")
        await driver.type("lease")
        await at(driver, "3/5")
        await driver.press("escape", "3", "enter")
        await at(driver, "4/5")
        await driver.press("5", "a")
        await at(driver, "5/5")
        await driver.press("w")
        await at(driver, "That was all")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_step_can_be_skipped_and_all_of_it_read_at_every_size(filled: Workspace, size: tuple[int, int]) -> None:
    async with touring(filled, size) as driver:
        for step in range(1, 6):
            await at(driver, f"{step}/5")
            assert "skips, q leaves)" in " ".join(driver.text_of("#tour").split())
            await driver.press("ctrl+t")
        await at(driver, "That was all")
        await driver.press("ctrl+t")
        await at(driver, "That was all")


def test_the_tour_from_the_shell_opens_on_the_demo_and_q_leaves_it_and_nothing_behind(tmp_path: Path) -> None:
    with Terminal(tmp_path, "tour") as terminal:
        terminal.until_shown("1/5 You are Dana")
        terminal.until_shown("Yours, late first")
        terminal.send("q")
        assert terminal.exit_code() == 0
    assert list(tmp_path.iterdir()) == []


def test_the_tour_from_within_comes_back_to_ones_own_log(tmp_path: Path) -> None:
    with Repository(Workspace(tmp_path, "a test")) as repository:
        become(repository, "Maud", Role.MARKETER)
        repository.add(Insight(text="my own words"))
    with Terminal(tmp_path) as terminal:
        terminal.until_shown("Raised by buyers")
        terminal.send("\x14")
        terminal.until_shown("1/5 You are Dana")
        terminal.send("q")
        terminal.until(lambda: "1/5" not in terminal.text)
        terminal.send("2")
        terminal.until_shown("my own words")
