"""The terminal UI, driven as a person drives it: keys pressed, the screen read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import pytest
from rich.console import Console
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.worker import WorkerCancelled

from shadowlog.domain.records import Person
from shadowlog.domain.values import Role
from shadowlog.services.current_user import become
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.app import ShadowlogApp


class Driver:
    """Presses keys and reads the screen."""

    def __init__(self, app: ShadowlogApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, and wait until all is drawn."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Enter text: a few characters key by key, more of them as one paste, which is the same to a control."""
        if len(text) <= 3:
            await self.press(*text)
        else:
            self.app.post_message(events.Paste(text))
            await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to be done."""
        await self.pilot.pause()
        await self.until(lambda: not self.app.keys_wait)
        writing = [worker for worker in self.app.workers if worker.group in ("brief", "export")]
        if writing:
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete(writing)
        await self.pilot.pause()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so; fail where it is not within ten seconds."""
        try:
            async with asyncio.timeout(10):
                while not true():
                    await self.pilot.pause()
        except TimeoutError:
            raise AssertionError(f"it did not come about; on screen:\n{self.screen()}") from None

    async def focus(self, field: str) -> None:
        """Go to a field of the form that is open."""
        self.app.screen.query_one(f"#field-{field}").focus()
        await self.pilot.pause()

    def screen(self) -> str:
        """All that can be read on the screen."""
        width, height = self.app.size
        console = Console(width=width, height=height, file=None, color_system=None, legacy_windows=False)
        with console.capture() as captured:
            console.print(self.app.screen._compositor, end="")
        return captured.get()

    def text_of(self, selector: str) -> str:
        """What a widget shows."""
        region = self.app.screen.query_one(selector, Widget).region
        lines = self.screen().split("\n")[region.y : region.bottom]
        return "\n".join(line[region.x : region.right].rstrip() for line in lines)


Running = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def running(workspace: Workspace) -> Running:
    """Runs the application on the test's workspace. Its author is Maud, unless ``author`` is false. It opens on the
    encounters, unless ``settings`` are given.
    """

    @asynccontextmanager
    async def run(
        size: tuple[int, int] = (120, 36), *, author: bool = True, settings: Settings | None = None
    ) -> AsyncIterator[Driver]:
        with Repository(workspace) as repository:
            if author and not repository.event_store.author and not repository.ids_named(Person, "Maud"):
                become(repository, "Maud", Role.MARKETER)
            app = ShadowlogApp(repository, settings or Settings(opens="encounters"))
            async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
                driver = Driver(app, pilot)
                await driver.settle()
                yield driver
            app.drafts.close()

    return run
