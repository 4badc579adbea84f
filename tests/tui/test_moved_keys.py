"""Who knew an older map of keys is told of each key that moved, once; who never did is told nothing."""

from __future__ import annotations

import json

import pytest

from shadowlog.domain.records import ContentRequest, Insight, Theme
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.commands import COMMAND_NAMED, COMMANDS, Keys
from shadowlog.tui.commands.catalogue import MOVED
from tests.some import some
from tests.tui.conftest import Driver, Running


def _used_before(workspace: Workspace) -> None:
    """Make a workspace one that an older version set up."""
    device = workspace.device() or workspace.set_device(author="")
    del device["since"]
    (workspace.data / "device.json").write_text(json.dumps(device), encoding="utf-8")


def _toasts(driver: Driver) -> list[str]:
    return [toast.message for toast in driver.app._notifications]


@pytest.fixture
def something(repository: Repository) -> Repository:
    """A log with an insight, a request and a theme."""
    repository.add(Insight(text="too loud at night"))
    repository.add(ContentRequest(use_case="a page for nurses"))
    repository.add(Theme(name="Total cost"))
    return repository


@pytest.mark.usefixtures("something")
async def test_a_key_that_moved_says_so_once_to_those_who_knew_it(running: Running, workspace: Workspace) -> None:
    async with running() as driver:
        _used_before(workspace)
    for toasts in (["Permission has the key p now."], []):
        async with running() as driver:
            await driver.press("2", "P")
            assert _toasts(driver) == toasts
            await driver.press("P")
            assert _toasts(driver) == toasts
    async with running() as driver:
        await driver.press("2", "C")
        assert _toasts(driver) == ["Ask for content has the key & now. C is Booth."]
        await driver.press("escape", "8", "D")
        assert "Decline has the key - now." in _toasts(driver)


@pytest.mark.usefixtures("something")
async def test_who_begins_with_this_version_is_told_of_no_key_that_moved(running: Running) -> None:
    async with running() as driver:
        await driver.press("2", "P", "4", "r", "escape", "8", "D", "M")
        assert _toasts(driver) == []


@pytest.mark.usefixtures("something")
async def test_who_gave_a_command_or_a_key_another_meaning_is_told_nothing(
    running: Running, workspace: Workspace
) -> None:
    async with running() as driver:
        _used_before(workspace)
    async with running(settings=Settings(keys={"permission": "P", "mine": "D"})) as driver:
        await driver.press("2", "P")
        await driver.press("8", "D")
        assert "has the key" not in str(_toasts(driver))


@pytest.mark.usefixtures("something")
async def test_an_old_key_is_not_told_of_where_it_never_did_anything(running: Running, workspace: Workspace) -> None:
    async with running() as driver:
        _used_before(workspace)
    async with running() as driver:
        await driver.press("2", "D", "8", "P")
        assert _toasts(driver) == []


def test_every_key_that_moved_was_of_a_command_there_is_and_is_another_now() -> None:
    keys = Keys()
    for key, name in some(MOVED.items()):
        assert COMMAND_NAMED[name] in COMMANDS
        assert not keys.has(name, key)


@pytest.mark.usefixtures("something")
async def test_a_key_that_a_person_gave_away_before_it_was_one_of_ours_stays_theirs(running: Running) -> None:
    async with running(settings=Settings(keys={"mark": "minus", "undo": "s"})) as driver:
        await driver.press("8", "minus")
        await driver.until(lambda: "1 marked" in driver.screen())
        assert "- Decline" not in driver.text_of("KeyBar")
        await driver.press("ctrl+p")
        await driver.type("decline")
        assert "Decline a content request, with a reason." in driver.screen()
