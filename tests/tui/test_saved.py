"""After a save: what is new is selected and named, and what went on for longer says what it came to."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from shadowlog.domain.records import Account, ContentRequest, Encounter, Insight, Objection, Person, Record
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.lists.record_list import RecordList
from tests.tui.conftest import Driver, Running


def selected(driver: Driver) -> Record | None:
    """What is selected in the list."""
    return driver.app.screen_stack[0].query_one(RecordList).selected


async def line(driver: Driver, text: str) -> None:
    """Type a line and save it."""
    await driver.type(text)
    await driver.press("enter")


async def test_what_a_form_adds_is_selected_and_named_with_the_key_that_takes_it_back(running: Running) -> None:
    async with running() as driver:
        for number in range(3):
            driver.app.repository.add(Objection(title=f"reason {number}"))
        await driver.press("3", "G", "o")
        await driver.focus("title")
        await driver.press("ctrl+u")
        await driver.type("too expensive for a small ward")
        await driver.press("f2")
        await driver.until(lambda: "Added objection: too expensive for a small ward — u undo" in driver.screen())
        record = selected(driver)
        assert isinstance(record, Objection)
        assert record.title == "too expensive for a small ward"
        await driver.press("u")
        assert driver.app.repository.count(Objection) == 3


async def test_what_a_line_adds_is_selected_when_one_leaves_it(running: Running) -> None:
    async with running() as driver:
        for number in range(3):
            driver.app.repository.add(Insight(text=f"said {number}"))
        await driver.press("2", "G", "colon")
        await line(driver, "the night shift is short")
        assert "Added insight: the night shift is short" in driver.text_of("#offers")
        await driver.press("escape")
        record = selected(driver)
        assert isinstance(record, Insight)
        assert record.text == "the night shift is short"


async def test_what_is_saved_elsewhere_leaves_the_list_where_it_is(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        first, _second = (repository.add(Encounter(event=name)) for name in ("one", "two"))
        await driver.press("1", "G", "i")
        await driver.type("learned there")
        await driver.press("f2")
        record = selected(driver)
        assert record is not None
        assert record.id == first.id, "the next insight is of the same encounter"


async def test_a_content_request_asks_for_five_things_and_unfolds_the_rest(running: Running) -> None:
    async with running() as driver:
        await driver.press("8", "n")
        form = driver.app.screen
        shown = [row for row in form.query(".row") if row.display and row.region.height]
        assert len(shown) == 5
        assert "more: " in driver.screen()
        await driver.type("a sheet on noise")
        form.query_one("#more").focus()
        await driver.press("enter")
        await driver.focus("owner")
        await driver.type("Theo")
        await driver.press("f2")
        (request,) = driver.app.repository.newest(ContentRequest)
        assert request.use_case == "a sheet on noise"
        assert driver.app.repository.heading("people", request.owner) == "Theo"


async def test_what_is_wrong_in_a_folded_field_is_unfolded(running: Running) -> None:
    async with running() as driver:
        await driver.press("8", "n")
        await driver.type("a sheet")
        driver.app.screen.query_one("#field-hours_lost", Input).value = "many"
        await driver.press("f2")
        assert driver.app.screen.query_one("#field-hours_lost").has_focus
        assert "many" in driver.screen()


async def test_a_ride_along_ends_with_what_it_came_to_and_is_selected(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Account(name="Mercy Hospital"))
        repository.add(Person(name="Dana"))
        repository.add(Encounter(event="another"))
        await driver.press("R")
        assert "! objection" in driver.text_of("#marks")
        await line(driver, "@mercy ^dana")
        await line(driver, "!too expensive")
        await line(driver, "+the night shift is short @carrow")
        await line(driver, "they came with a tender")
        await driver.press("f9", "f2")
        await driver.until(lambda: "Ride-along ended" in driver.screen())
        shown = driver.screen()
        assert "1 min with Mercy Hospital, Dana." in shown
        assert "1 objection, 1 line of notes." in shown, "the insight is another account's"
        record = selected(driver)
        assert isinstance(record, Encounter)
        assert record.debriefed


async def test_a_booth_ends_with_how_many_talks_and_what_is_to_be_followed_up(running: Running) -> None:
    async with running(settings=Settings()) as driver:
        await driver.press("C")
        await driver.type("MedExpo")
        await driver.press("f2")
        assert "*a" in driver.text_of("#marks")
        await line(driver, "wants a trial *a")
        await line(driver, "just looking *d")
        await driver.press("f9")
        await driver.until(lambda: "MedExpo: 2 talks (A 1, D 1)." in driver.screen())
        assert "1 to follow up, the first by" in driver.screen()


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5)])
async def test_marks_and_line_are_in_sight_at_every_size(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as driver:
        await driver.press("R")
        await driver.type("half a line")
        assert "half a line" in driver.screen()
        if size[1] > 10:
            assert "+ insight" in driver.text_of("#marks")
