"""The palette: every command, from everywhere. One that does not apply where one is goes where it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from textual.app import App
from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from shadowlog.tui.commands import COMMAND_NAMED, COMMANDS, Command, keys_of
from shadowlog.tui.commands.places import PLACES, place_of
from shadowlog.tui.screens.main.screen import MainScreen

_ELSEWHERE = 0.7
"""By what the score of a command is lowered that does not apply where one is."""


def _binding(screen: Screen[Any], command: Command) -> ActiveBinding | None:
    """The binding of a command that is at hand on a screen."""
    bindings = screen.active_bindings.values()
    return next((active for active in bindings if active.enabled and active.binding.id == command.name), None)


def applies(screen: Screen[Any], command: Command) -> bool:
    """Whether a command can be done on a screen as it is."""
    if isinstance(screen, MainScreen) and command.place == "lists":
        return screen.applies(command)
    return _binding(screen, command) is not None


def where(app: App[Any], command: Command) -> str:
    """Where a command works, in words: ``in Briefs (5)``."""
    return keys_of(app).named_in(command.where)


async def perform(app: App[Any], command: Command) -> None:
    """Do a command where one is; else go where it works, and do it there unless what it is done to must be chosen."""
    if applies(app.screen, command):
        await _call(app, command)
        return
    place = PLACES[command.place]
    if command.place != "lists" and (not place.way or command.name == place.leave):
        app.notify(f"{command.title} works {where(app, command)}.", markup=False)
        return
    main = await _back_to_lists(app)
    if main is None:
        app.notify(f"{command.title} works {where(app, command)}.", markup=False)
        return
    if command.place != "lists":
        await _call(app, COMMAND_NAMED[place.way])
        if applies(app.screen, command):
            await _call(app, command)
    elif main.applies(command) and not command.when.needs_selection:
        await _call(app, command)
    else:
        if command.when.area and not main.applies(command):
            await _call(app, COMMAND_NAMED[command.when.area])
        key = keys_of(app).first(command.name)
        app.notify(f"{command.title} works {where(app, command)}: {key} does it there.", markup=False)


async def _call(app: App[Any], command: Command) -> None:
    active = _binding(app.screen, command)
    if active is not None:
        await app.run_action(active.binding.action, default_namespace=active.node)
    else:
        await app.screen.run_action(command.call)


async def _back_to_lists(app: App[Any]) -> MainScreen | None:
    """Leave what is open over the lists; what is typed there is kept. None where something cannot be left."""
    while not isinstance(app.screen, MainScreen):
        screen = app.screen
        place = place_of(screen)
        if place is None or not place.leave:
            return None
        await screen.run_action(COMMAND_NAMED[place.leave].call)
        if app.screen is screen:
            return None
    return app.screen


class CommandProvider(Provider):
    """The commands, those first that apply where one is."""

    def _offered(self) -> Iterable[tuple[Command, bool]]:
        """Each command, and whether it applies where one is."""
        each = [(command, applies(self.screen, command)) for command in COMMANDS if command.name != "palette"]
        return sorted(each, key=lambda offered: not offered[1])

    async def discover(self) -> Hits:
        for command, here in self._offered():
            yield DiscoveryHit(self._title(command, here), self._runner(command), help=self._help(command))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command, here in self._offered():
            score = matcher.match(f"{command.title}: {command.help}")
            if score > 0:
                title = matcher.highlight(self._title(command, here))
                weight = 1.0 if here else _ELSEWHERE
                yield Hit(score * weight, title, self._runner(command), help=self._help(command))

    def _title(self, command: Command, here: bool) -> str:
        return command.title if here else f"{command.title} — {where(self.app, command)}"

    def _help(self, command: Command) -> str:
        return f"{keys_of(self.app).all(command.name)} — {command.help}"

    def _runner(self, command: Command) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await perform(self.app, command)

        return run
