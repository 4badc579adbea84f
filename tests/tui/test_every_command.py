"""Every command is found from everywhere, and works there or says where it does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timezone

import pytest
from textual.command import CommandList

from shadowlog.domain.records import Encounter, Insight, Objection, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.commands import COMMANDS, Command
from shadowlog.tui.commands.places import place_of
from shadowlog.tui.screens.main.screen import MainScreen
from shadowlog.tui.screens.palette import perform, where
from tests.some import some
from tests.tui.conftest import Driver, Running

Opening = Callable[[Driver], Awaitable[None]]


def _by(*keys: str) -> Opening:
    async def press(driver: Driver) -> None:
        await driver.press(*keys)

    return press


async def _booth(driver: Driver) -> None:
    await driver.press("B")
    await driver.type("Nursing Days")
    await driver.press("ctrl+s")


SCREENS: dict[str, Opening] = {
    "lists": _by("2"),
    "briefs": _by("5"),
    "searching": _by("slash"),
    "history": _by("2", "h"),
    "boards": _by("b"),
    "form": _by("o"),
    "tagging": _by("2", "t"),
    "question": _by("2", "space", "j", "space", "d"),
    "pick": _by("4", "M"),
    "jump": _by("f"),
    "line": _by("colon"),
    "line over a form": _by("o", "f4"),
    "ride-along": _by("R"),
    "booth": _booth,
    "help": _by("f1"),
    "help over a question": _by("2", "space", "d", "f1"),
}
"""Where one can be, and how one comes there."""


@pytest.fixture
def known(repository: Repository) -> Repository:
    """A log with something in most lists."""
    for name in ("Total cost", "Cost in total"):
        theme = repository.add(Theme(name=name))
    repository.add(Encounter(event="Nursing Days", started_at=datetime.now(timezone.utc)))
    for text in ("too dear", "far too dear"):
        repository.add(Insight(text=text, signals={theme.id: Stance.CONFUSED}))
    repository.add(Objection(title="costs too much"))
    return repository


@asynccontextmanager
async def _at(running: Running, screen: str, settings: Settings | None = None) -> AsyncIterator[Driver]:
    async with running(settings=settings) as driver:
        await SCREENS[screen](driver)
        yield driver


def _named(driver: Driver, command: Command) -> tuple[str, str]:
    """How the palette names a command: where it applies, and where it does not."""
    return command.title, f"{command.title} — {where(driver.app, command)}"


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("screen", SCREENS)
async def test_the_palette_lists_every_command_wherever_one_is(running: Running, screen: str) -> None:
    async with _at(running, screen) as driver:
        here = driver.app.screen
        await driver.press("ctrl+p")
        palette = driver.app.screen
        assert palette is not here
        commands = [command for command in COMMANDS if command.name != "palette"]
        listed = palette.query_one(CommandList)
        await driver.until(lambda: listed.option_count >= len(commands))
        lines = {str(option.prompt).splitlines()[0] for option in listed.options}
        assert [command.name for command in some(commands) if not lines & set(_named(driver, command))] == []
        await driver.press("escape", "escape")
        await driver.until(lambda: driver.app.screen is here)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("screen", SCREENS)
async def test_a_command_of_the_lists_can_be_called_wherever_one_is(running: Running, screen: str) -> None:
    async with _at(running, screen) as driver:
        await driver.press("ctrl+p")
        await driver.type("How themes were received, and")
        await driver.until(lambda: "Boards" in driver.text_of("CommandList"))
        await driver.press("enter")
        await driver.until(lambda: "Themes: resonated of raised" in driver.screen())


@pytest.mark.usefixtures("known")
async def test_a_command_that_does_not_apply_goes_where_it_does_or_says_where(running: Running) -> None:
    async with running() as driver:
        silent = []
        for command in some(COMMANDS):
            if command.name in ("palette", "quit"):
                continue
            while not isinstance(driver.app.screen, MainScreen):
                driver.app.pop_screen()
            await driver.press("escape", "5")
            driver.app.clear_notifications()
            before = driver.app.screen.selection.area
            await perform(driver.app, command)
            await driver.settle()
            now = driver.app.screen
            told = [shown.message for shown in driver.app._notifications]
            moved = not isinstance(now, MainScreen) or now.selection.area is not before or place_of(now) != "lists"
            if not (moved or any(where(driver.app, command) in message for message in told)):
                silent.append(command.name)
        assert silent == []
