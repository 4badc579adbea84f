"""Doing a command from wherever one is: there, or where it works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.binding import ActiveBinding
from textual.screen import Screen

from shadowlog.tui.commands import COMMAND_NAMED, Command, keys_of
from shadowlog.tui.commands.places import PLACES, place_of
from shadowlog.tui.screens.main.screen import MainScreen


def _binding(screen: Screen[Any], command: Command) -> ActiveBinding | None:
    """The binding of a command that is at hand on a screen."""
    bindings = screen.active_bindings.values()
    return next((active for active in bindings if active.enabled and active.binding.id == command.name), None)


def applicable(screen: Screen[Any]) -> Callable[[Command], bool]:
    """What says whether a command can be done on a screen as it is now."""
    at_hand = {active.binding.id for active in screen.active_bindings.values() if active.enabled}

    def applies(command: Command) -> bool:
        if isinstance(screen, MainScreen) and command.place == "lists":
            return screen.applies(command)
        return command.name in at_hand

    return applies


def applies(screen: Screen[Any], command: Command) -> bool:
    """Whether a command can be done on a screen as it is."""
    return applicable(screen)(command)


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
