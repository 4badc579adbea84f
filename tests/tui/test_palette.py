"""The palette does what was typed, however fast, and nothing typed after it is lost."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input, OptionList, TextArea

from shadowlog.domain.records import Insight, Theme
from shadowlog.store.repository import Repository
from shadowlog.tui.screens.palette import PaletteScreen
from tests.tui.conftest import Driver, Running


def _titles(driver: Driver) -> list[str]:
    """What the palette lists, a title each."""
    options = driver.app.screen.query_one(OptionList).options
    return [str(option.prompt).splitlines()[0].partition(" — ")[0] for option in options]


def _typed(driver: Driver) -> str:
    """What stands in the control that has the focus."""
    focused = driver.app.focused
    return focused.value if isinstance(focused, Input) else focused.text if isinstance(focused, TextArea) else ""


def _at_once(driver: Driver, *keys: str) -> None:
    """Have keys come in without a pause, as a terminal hands on what a fast person, or a script, typed."""
    for key in keys:
        driver.app.post_message(events.Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize(
    ("words", "area"), [("objections", "objections"), ("themes", "themes"), ("content", "content"), ("to do", "todo")]
)
async def test_enter_right_after_fast_typing_does_what_the_words_find(running: Running, words: str, area: str) -> None:
    async with running() as driver:
        await driver.press("ctrl+p")
        _at_once(driver, *words, "enter")
        await driver.until(lambda: not isinstance(driver.app.screen, PaletteScreen))
        await driver.settle()
        assert driver.app.screen.area == area


async def test_what_is_typed_with_the_key_that_opens_it_is_looked_for(running: Running) -> None:
    async with running() as driver:
        _at_once(driver, "ctrl+p", *"boards", "enter")
        await driver.until(lambda: "How buyers received each theme" in driver.screen())


@pytest.mark.parametrize("words", ["capture", "search", "insight"])
async def test_keys_right_after_the_palette_go_into_what_it_opened(running: Running, words: str) -> None:
    async with running() as driver:
        await driver.press("ctrl+p")
        _at_once(driver, *words, "enter", *"does it")
        await driver.until(lambda: _typed(driver).endswith("does it"))
        assert _typed(driver) == "does it"


async def test_keys_right_after_a_command_without_a_line_act_in_their_order(
    running: Running, repository: Repository
) -> None:
    for number in range(9):
        repository.add(Insight(text=f"number {number}"))
    async with running() as driver:
        await driver.press("ctrl+p")
        _at_once(driver, *"insights", "enter", "j", "j", "j", "k")
        await driver.until(lambda: not isinstance(driver.app.screen, PaletteScreen))
        await driver.until(lambda: "number 6" in driver.text_of("#reading"))


async def test_the_arrows_choose_and_escape_chooses_nothing(running: Running) -> None:
    async with running() as driver:
        await driver.press("ctrl+p", *"them")
        assert _titles(driver)[:2] == ["Themes", "Theme board"]
        await driver.press("down", "enter")
        await driver.until(lambda: "How buyers received each theme" in driver.screen())
        await driver.press("escape", "ctrl+p", "escape")
        assert driver.app.screen.area == "encounters"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("note", "Capture"), ("visit", "Encounter"), ("find", "Search"), ("typo", "Typing error"),
        ("quote", "Permission"),
        ("reject", "Decline"), ("trade show", "Booth"), ("duplicate", "Merge"), ("objecton", "Objection"),
        ("ctrl+s", "Save"), ("&", "Ask for content"), ("colours", "Colours"), ("screenshot", "Screenshot"),
    ],
)  # fmt: skip
async def test_a_command_is_found_by_what_people_call_it(running: Running, words: str, title: str) -> None:
    async with running() as driver:
        await driver.press("ctrl+p")
        await driver.type(words)
        assert title in _titles(driver)[:2]


async def test_words_that_nothing_is_called_say_so(running: Running) -> None:
    async with running() as driver:
        await driver.press("ctrl+p")
        await driver.type("zzqqxx")
        assert "Nothing is called that" in driver.screen()
        await driver.press("enter")
        assert isinstance(driver.app.screen, PaletteScreen)


async def test_colours_are_chosen_from_the_same_list(running: Running) -> None:
    async with running() as driver:
        await driver.press("ctrl+p")
        _at_once(driver, *"colours", "enter", *"high-contrast", "enter")
        await driver.until(lambda: driver.app.theme == "high-contrast")


async def test_a_click_does_a_command(running: Running, repository: Repository) -> None:
    repository.add(Theme(name="Total cost"))
    async with running() as driver:
        await driver.press("ctrl+p", *"themes")
        await driver.pilot.click("#entries", offset=(5, 0))
        await driver.until(lambda: not isinstance(driver.app.screen, PaletteScreen))
        await driver.settle()
        assert driver.app.screen.area == "themes"
