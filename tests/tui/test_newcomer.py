"""The first minutes: the README's first line in an empty workspace, and the names of the demo."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shadowlog.domain.records import Account, Encounter, Insight, Mention, Person, Persona, Theme, UnknownName
from shadowlog.domain.values import Stance
from shadowlog.services.capture.plan import plan_of
from shadowlog.store.repository import Repository
from shadowlog.tui.screens.capture import CaptureScreen
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
