"""Keys that are pressed faster than the screen follows: what is typed into a line never acts as a command."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from shadowlog.domain.records import Insight, Objection
from shadowlog.store.repository import Repository
from shadowlog.tui.forms.controls import Line, Notes
from shadowlog.tui.forms.form import FormScreen
from shadowlog.tui.lists.record_list import RecordList
from tests.tui.conftest import Driver, Running

_NAMED = {" ": "space", "/": "slash", ":": "colon"}


async def at_once(driver: Driver, text: str) -> None:
    """Press the keys of a text all at once, as they come in after the program was busy."""
    for character in text:
        driver.app.post_message(events.Key(_NAMED.get(character, character), character))
    await driver.settle()


async def test_words_typed_right_after_the_slash_are_looked_for(running: Running, repository: Repository) -> None:
    repository.add(Insight(text="the price is not the point"))
    async with running() as driver:
        await driver.press("2")
        await at_once(driver, "/price idea dd")
        assert driver.app.screen.query_one("#search", Input).value == "price idea dd"
        assert len(driver.app.screen_stack) == 1
    assert repository.count(Insight) == 1


@pytest.mark.parametrize("key", ["o", "i"])
async def test_words_typed_right_after_the_key_of_a_form_are_in_it(
    running: Running, repository: Repository, key: str
) -> None:
    repository.add(Objection(title="too dear"))
    repository.add(Insight(text="the price is not the point"))
    async with running() as driver:
        await driver.press("2")
        await at_once(driver, f"{key}does it do qdd")
        field = driver.app.screen.focused
        assert isinstance(field, (Line, Notes))
        assert field.typed == "does it do qdd"
    assert repository.count(Insight) == 1


async def test_a_paste_right_after_the_key_of_a_form_is_in_it(running: Running) -> None:
    async with running() as driver:
        driver.app.post_message(events.Key("o", "o"))
        driver.app.post_message(events.Paste("far too\ndear"))
        driver.app.post_message(events.Key("x", "x"))
        await driver.settle()
        field = driver.app.screen.focused
        assert isinstance(field, Line)
        assert field.typed == "far too dearx"


async def test_an_answer_typed_ahead_goes_to_its_question(running: Running, repository: Repository) -> None:
    for text in ("one", "two", "three"):
        repository.add(Insight(text=text))
    async with running() as driver:
        await driver.press("2", "space", "j", "space")
        await at_once(driver, "dyu")
        assert repository.count(Insight) == 3
        assert "Undone: Delete 2 insights" in driver.screen()


@pytest.mark.parametrize("key", ["R", ":"])
async def test_pastes_right_after_the_key_of_a_line_are_in_it(running: Running, key: str) -> None:
    async with running() as driver:
        driver.app.post_message(events.Key(_NAMED.get(key, key), key))
        for text in ("far too", " dear\r", "they said"):
            driver.app.post_message(events.Paste(text))
        driver.app.post_message(events.Key("x", "x"))
        await driver.settle()
        line = driver.app.screen.query_one("#line", Input)
        await driver.until(lambda: line.value == "far too dearthey saidx")


async def test_what_is_typed_and_pasted_right_after_going_on_is_in_the_line(
    running: Running, repository: Repository
) -> None:
    repository.add(Insight(text="the price is not the point"))
    async with running() as driver:
        await driver.press("R")
        await driver.type("half a line")
        driver.app.keep_drafts()
        driver.app.screen.dismiss()
        await driver.press("2", "R")
        assert "Go on with the ride-along?" in driver.screen()
        driver.app.post_message(events.Key("y", "y"))
        driver.app.post_message(events.Key("d", "d"))
        driver.app.post_message(events.Paste(" and so on"))
        driver.app.post_message(events.Key("q", "q"))
        await driver.settle()
        line = driver.app.screen.query_one("#line", Input)
        await driver.until(lambda: line.value == "half a lined and so onq")
    assert repository.count(Insight) == 1


async def test_what_is_typed_and_pasted_right_after_going_on_at_the_start_is_in_the_form(
    running: Running, repository: Repository
) -> None:
    repository.add(Insight(text="the price is not the point"))
    async with running() as driver:
        await driver.press("2", "o")
        await driver.type("half a line")
        driver.app.keep_drafts()
    async with running() as driver:
        assert "Go on where you stopped?" in driver.screen()
        driver.app.post_message(events.Key("y", "y"))
        driver.app.post_message(events.Key("d", "d"))
        driver.app.post_message(events.Paste(" and so on"))
        driver.app.post_message(events.Key("q", "q"))
        await driver.settle()
        # The title is there, so the next field has the focus.
        assert driver.app.screen.query_one("#field-verbatim", Notes).typed == "d and so onq"
    assert repository.count(Insight) == 1


@pytest.mark.parametrize("key", ["R", ":"])
async def test_a_paste_right_after_going_on_at_the_start_is_in_the_line(running: Running, key: str) -> None:
    async with running() as driver:
        await driver.press(_NAMED.get(key, key))
        await driver.type("half a line")
        driver.app.keep_drafts()
    async with running() as driver:
        assert "Go on where you stopped?" in driver.screen()
        driver.app.post_message(events.Key("y", "y"))
        driver.app.post_message(events.Paste(" and so on"))
        driver.app.post_message(events.Key("q", "q"))
        await driver.settle()
        line = driver.app.screen.query_one("#line", Input)
        await driver.until(lambda: line.value == "half a line and so onq")


async def test_each_thing_that_was_left_is_asked_about(running: Running) -> None:
    async with running() as driver:
        await driver.press("o")
        await driver.type("far too dear")
        driver.app.keep_drafts()
        await driver.press("escape", "i")
        await driver.type("they compare us")
        driver.app.keep_drafts()
    async with running() as driver:
        first = driver.text_of("#question")
        await driver.press("l")
        second = driver.text_of("#question")
        assert ("far too dear" in first) != ("far too dear" in second)
        assert ("they compare us" in first) != ("they compare us" in second)
        await driver.press("y")
        assert isinstance(driver.app.screen, FormScreen)


async def test_a_click_while_something_is_opened_does_nothing(running: Running, repository: Repository) -> None:
    for text in ("one", "two", "three"):
        repository.add(Insight(text=text))
    async with running() as driver:
        await driver.press("2")
        records = driver.app.screen.query_one(RecordList)
        x, y = records.region.x + 5, records.region.y + 2

        async def click() -> None:
            for kind in (events.MouseDown, events.MouseUp):
                driver.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
            await driver.settle()

        # The search is opened, and has the focus a turn later.
        driver.app.open_in(driver.app.screen.query_one("#search"))
        await click()
        assert records.cursor == 0
        await click()
        assert records.cursor == 2
