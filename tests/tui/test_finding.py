"""Finding as one types, narrowing down, keeping a filter, and an account's timeline."""

from __future__ import annotations

import re

import pytest

from shadowlog.domain.records import Insight, KeptFilter
from shadowlog.domain.values import Outcome
from shadowlog.services.objections import record_objection
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.lists.record_list import RecordList
from tests.some import some
from tests.tui.conftest import Driver, Running


def listed(driver: Driver) -> list[str]:
    """The lines of the list."""
    return [line for line in driver.text_of("#list").split("\n") if line.strip(" ▌▁▂▃▄▅▆▇█")]


@pytest.mark.usefixtures("filled")
async def test_every_key_finds_and_escape_goes_back_to_where_one_was(running: Running, workspace: Workspace) -> None:
    async with running() as driver:
        await driver.press("2", "slash")
        await driver.type("ala")
        assert "All  " in driver.text_of("#status")
        lines = listed(driver)
        said = [line for line in lines if "insight" in line or "objection" in line]
        assert all("ala" in line.casefold() for line in some(said))
        await driver.type(" persona:nursing stance:resonated")
        assert "with the persona Nursing · stance resonated" in driver.text_of("#status")
        assert all("insight" in line or "encounter" in line for line in some(listed(driver)))
        await driver.press("enter")
        assert isinstance(driver.app.focused, RecordList)
        before = len(listed(driver))
        await driver.press("2")
        assert 0 < len(listed(driver)) <= before
        assert "Insights" in driver.text_of("#status")
        await driver.press("escape")
        assert driver.text_of("#status").startswith(" Insights")
        assert driver.app.screen.query_one(RecordList).total == driver.app.repository.count(Insight)


async def test_a_name_nobody_has_is_said_while_typing(running: Running) -> None:
    async with running() as driver:
        await driver.press("slash")
        await driver.type("theme:nix")
        assert "No theme is called 'nix'" in driver.text_of("#status")
        assert "Nothing matches" in driver.text_of("#list")


@pytest.mark.usefixtures("filled")
async def test_fields_and_names_are_completed_by_the_right_arrow(running: Running) -> None:
    async with running() as driver:
        await driver.press("slash", *"th", "right", *"quie", "right")
        assert "bearing on the theme Quieter at the bedside" in driver.text_of("#status")


@pytest.mark.usefixtures("filled")
async def test_a_filter_is_kept_under_a_name_and_used_from_the_list_of_names(running: Running) -> None:
    async with running() as driver:
        await driver.press("slash")
        await driver.type("stance:rejected is:insight")
        await driver.press("enter", "s")
        await driver.type("Turned down")
        await driver.press("ctrl+s")
        kept = driver.app.repository.newest(KeptFilter)[0]
        assert (kept.name, kept.query) == ("Turned down", "stance:rejected is:insight")
        count = driver.app.screen.query_one(RecordList).total
        await driver.press("escape", "6", "G")
        await driver.press("k", "k")
        driver.app.screen.query_one(RecordList).select(kept)
        await driver.press("enter")
        assert driver.app.screen.query_one(RecordList).total == count


@pytest.mark.usefixtures("filled")
async def test_an_account_opens_as_its_timeline(running: Running) -> None:
    async with running() as driver:
        await driver.press("6", "enter")
        days = [line[2:12] for line in listed(driver)]
        assert len(days) > 3
        assert days == sorted(days, reverse=True)
        assert {"encounter", "insight"} <= {word for line in listed(driver) for word in line.split()}


async def test_what_another_program_saves_turns_up_in_what_was_found(running: Running, workspace: Workspace) -> None:
    async with running() as driver:
        await driver.press("slash")
        await driver.type("lease")
        assert "Nothing matches" in driver.text_of("#list")
        with Repository(workspace) as other:
            other.add(Insight(text="they would sign a lease"))
        await driver.until(lambda: "sign a lease" in driver.text_of("#list"))


@pytest.mark.usefixtures("filled")
async def test_an_objection_shows_how_its_best_answer_did_in_every_list_and_in_full_where_it_is_read(
    running: Running,
) -> None:
    async with running() as driver:
        await driver.press("3")
        assert all(re.search(r"worked \d+ of \d+ ", line) for line in some(listed(driver)))
        read = " ".join(driver.text_of("#reading").replace("▊", " ").split())
        assert re.search(r"Heard \d+ times from \d+ buyers · worked for \d+ of \d+ buyers: \w+", read)
        assert re.search(r"95 % interval \d+–\d+ %", read)
        await driver.press("slash")
        await driver.type("is:objection miss")
        (line,) = listed(driver)
        assert re.search(r"miss.* → worked \d+ of \d+", line)


async def test_the_list_of_objections_follows_what_becomes_of_an_answer(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        record_objection(repository, "Too dear", {}, {"verbatim": "x"})
        await driver.press("3")
        assert re.search("no answer yet +Too dear", driver.text_of("#list"))
        record_objection(repository, "Too dear", {}, {"outcome": Outcome.RESOLVED}, "Look at five years")
        await driver.until(lambda: re.search("worked 1 of 1 +Too dear", driver.text_of("#list")) is not None)
        await driver.until(lambda: "worked for 1 of 1 buyer: Look at five years" in driver.text_of("#reading"))
