"""Every command is found from everywhere, and works there or says where it does."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from string import ascii_lowercase

import pytest
from textual.widgets import OptionList

from shadowlog.domain.records import Encounter, Insight, Objection, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.commands import COMMAND_NAMED, COMMANDS, Command
from shadowlog.tui.commands.places import place_of
from shadowlog.tui.screens.main.screen import MainScreen
from shadowlog.tui.screens.perform import perform, where
from tests.some import some
from tests.tui.conftest import Driver, Running

Opening = Callable[[Driver], Awaitable[None]]


def _by(*names: str) -> Opening:
    """Press the keys of commands, as this person has them."""

    async def press(driver: Driver) -> None:
        for name in names:
            keys = driver.app.keys.rebound.get(name, COMMAND_NAMED[name].keys)
            await driver.press(keys.partition(",")[0])

    return press


async def _booth(driver: Driver) -> None:
    await _by("booth")(driver)
    await driver.type("Nursing Days")
    await _by("save")(driver)


SCREENS: dict[str, Opening] = {
    "lists": _by("insights"),
    "briefs": _by("briefs"),
    "searching": _by("search"),
    "history": _by("insights", "history"),
    "boards": _by("boards"),
    "form": _by("objection"),
    "tagging": _by("insights", "tag"),
    "question": _by("insights", "mark", "down", "mark", "delete"),
    "pick": _by("themes", "merge"),
    "jump": _by("jump"),
    "line": _by("capture"),
    "line over a form": _by("objection", "capture"),
    "ride-along": _by("ride-along"),
    "booth": _booth,
    "help": _by("help"),
    "help over a question": _by("insights", "mark", "delete", "help"),
}
"""Where one can be, and the commands that go there."""

_MODIFIERS = ("alt", "super", "hyper", "meta")

REBOUND = {
    command.name: f"{_MODIFIERS[number // 26]}+{ascii_lowercase[number % 26]}"
    for number, command in enumerate(COMMANDS)
}
"""Every command with another key than it has."""

_KEYS_BEFORE = re.compile(r"\b(esc|enter|del|page up|page down|f(?:1[0-2]?|[2-9])|ctrl[+][a-z])\b|\^[a-z]\b")
"""Keys that commands have where nobody rebound them."""


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


def _named(driver: Driver, command: Command) -> tuple[str, str]:
    """How the palette names a command: where it applies, and where it does not."""
    return command.title, f"{command.title} — {where(driver.app, command)}"


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("screen", SCREENS)
async def test_the_palette_finds_every_command_by_whatever_keys(running: Running, screen: str) -> None:
    async with running(settings=Settings(keys=REBOUND)) as driver:
        await SCREENS[screen](driver)
        here = driver.app.screen
        text = driver.screen()
        if "help" not in screen:
            # The help says what enter does in a form, which no command does.
            assert _KEYS_BEFORE.findall(text) == []
        await _by("palette")(driver)
        palette = driver.app.screen
        assert palette is not here
        commands = [command for command in COMMANDS if command.name != "palette"]
        listed = palette.query_one(OptionList)
        await driver.until(lambda: listed.option_count >= len(commands))
        titles = [str(option.prompt).splitlines()[0] for option in listed.options]
        lines = set(titles)
        assert len(titles) == len(lines), "Textual's own Quit is not offered beside ours"
        assert "Theme" not in lines, "themes are what messages are about"
        assert [command.name for command in some(commands) if not lines & set(_named(driver, command))] == []
        await _by("leave-question")(driver)
        await driver.until(lambda: driver.app.screen is here)
        await perform(driver.app, COMMAND_NAMED["boards"])
        await driver.until(lambda: "How buyers received each theme" in driver.screen())


@pytest.mark.usefixtures("known")
async def test_a_command_that_does_not_apply_goes_where_it_does_or_says_where(running: Running) -> None:
    async with running() as driver:
        silent = []
        for command in some(COMMANDS):
            if command.name in ("palette", "quit", "tour"):
                # The tour takes the terminal, which there is none of here.
                continue
            while not isinstance(driver.app.screen, MainScreen):
                driver.app.screen.dismiss(None)
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
