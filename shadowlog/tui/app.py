"""The application: opens the log, watches it, and ends without losing a word."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import threading
from collections.abc import Iterable
from typing import Any, ClassVar

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.theme import Theme

from shadowlog.analysis.recall import Recall
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.text.sanitize import shown, shown_for_clipboard, shown_in_line
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import Drafts
from shadowlog.store.workspace.settings import Settings, read_settings
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.colours import HIGH_CONTRAST, markdown_theme
from shadowlog.tui.commands import Keys, bindings, keymap
from shadowlog.tui.commands.places import PLACES, place_of
from shadowlog.tui.preferences import check_choices
from shadowlog.tui.screens.main.screen import MainScreen
from shadowlog.tui.session import Session
from shadowlog.tui.shown_cells import Changes, ShownCells
from shadowlog.tui.terminal import require_terminal, said_if_slow
from shadowlog.tui.widgets.errors import show_error
from shadowlog.tui.widgets.keys_ahead import KeysAhead

LOOK = 0.5
"""Seconds between two looks for what other programs wrote."""

FAULT = 70
"""The exit code of a fault of ours."""

GRACE = 2.0
"""Seconds the program may take to put the terminal back after a signal, before it ends without."""

_SETTLED = 1.0
"""Seconds after which what is loaded for the first screens is there."""

_SNAPSHOTS = 60.0
"""Seconds between two looks whether a snapshot is due."""


def _collect_garbage() -> None:
    """Have garbage collected from now on, where it was not, but among what comes and goes: what is there stays."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


class ShadowlogApp(KeysAhead):
    """shadowlog's terminal UI."""

    TITLE = "shadowlog"
    CSS_PATH = "shadowlog.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (36, "-narrow"), (76, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-low"), (18, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]

    def __init__(self, repository: Repository, settings: Settings, *, tour: bool = False) -> None:
        """With ``tour``, the steps of the tour stand above the lists."""
        super().__init__()
        self._tour = tour
        self.repository = repository
        self.drafts = Drafts(repository.event_store.folder)
        self.session = Session(repository, self.drafts, settings, Recall(repository, day_first=settings.day_first))
        self.keys = Keys(keymap(settings.keys))
        self._handlers: dict[int, Any] = {}
        self._fault: Exception | None = None
        self._shown = ShownCells()

    @classmethod
    def open(cls, workspace: Workspace, *, tour: bool = False) -> int:
        """Run on a workspace, with the ``tour`` if it is asked for, and return the exit code. Raises StoreError,
        SettingsWrong.
        """
        require_terminal()
        from shadowlog.store.maintenance.background_jobs import compact_if_worth_it

        settings = read_settings()
        check_choices(settings)
        with said_if_slow("Reading the log"):
            opened = Repository(workspace)
        with opened as repository:
            app = cls(repository, settings, tour=tour)
            app.drafts.begin()
            try:
                code = app.run()
            finally:
                app.drafts.close()
                compact_if_worth_it(workspace, repository.event_store)
            if app._fault is not None:
                raise app._fault
            return code or app.return_code or 0

    def get_default_screen(self) -> Screen[None]:
        return MainScreen(self.session, tour=self._tour)

    def on_mount(self) -> None:
        self.console.push_theme(markdown_theme())
        self.set_keymap(dict(self.keys.rebound))
        self._choose_theme()
        self._watch_signals()
        self.set_interval(LOOK, self._look)
        self.set_timer(_SETTLED, _collect_garbage)
        if self.session.settings.backups:
            self.set_interval(_SNAPSHOTS, self._snapshot)

    def _choose_theme(self) -> None:
        """Take the colours the settings ask for, else those that were chosen last in this workspace."""
        self.register_theme(HIGH_CONTRAST)
        wanted = self.session.settings.theme or str(self.repository.workspace.device().get("theme", ""))
        if wanted in self.available_themes:
            self.theme = wanted
        self.theme_changed_signal.subscribe(self, self._remember_theme)

    def _remember_theme(self, theme: Theme) -> None:
        """Remember the colours that were chosen from the palette."""
        with contextlib.suppress(ShadowlogError):
            self.repository.workspace.set_device(theme=theme.name)

    def _watch_signals(self) -> None:
        """Have the signals that end a program keep the drafts first.

        By Python's own handlers: those of asyncio wait for the event loop, which stands still for good where the
        terminal is gone and Textual waits for it to take what was drawn.
        """
        self._event_loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                # Elsewhere than in the main thread there are no signals to be handled.
                with contextlib.suppress(ValueError):
                    self._handlers[number] = signal.signal(number, self._end)

    def on_unmount(self) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _end(self, number: int, _: object) -> None:
        """End on a signal, with everything typed kept."""
        self.keep_drafts()
        last_resort = threading.Timer(GRACE, os._exit, (128 + number,))
        last_resort.daemon = True
        last_resort.start()
        self._event_loop.call_soon_threadsafe(lambda: self.exit(return_code=128 + number))

    def keep_drafts(self) -> None:
        """Keep what is typed in every open form and line."""
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_draft", None)
            if keep is not None:
                keep()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Textual's own commands in the palette, without those there is a command of ours for. Its themes are colours:
        themes here are what messages are about.
        """
        for command in super().get_system_commands(screen):
            if command.title == "Theme":
                yield SystemCommand("Colours", "Choose the colours of the terminal UI", command.callback)
            elif command.title not in ("Quit", "Keys"):
                yield command

    def search_themes(self) -> None:
        """Offer Textual's themes under the name they have here."""
        from shadowlog.tui.screens.palette import colours

        self.push_screen(colours(self))

    def action_command_palette(self) -> None:
        """Show every command, or no more."""
        from shadowlog.tui.screens.palette import PaletteScreen, palette

        if isinstance(self.screen, PaletteScreen):
            self.screen.dismiss()
        else:
            self.push_screen(palette(self, self.screen))

    async def action_quit(self) -> None:
        self.keep_drafts()
        self.exit(0)

    def action_capture(self) -> None:
        """Type what was said in one line, over whatever one looks at."""
        from shadowlog.tui.screens.capture import CaptureScreen

        if self.screen.query("#capture"):
            return
        selection = self.screen.selection if isinstance(self.screen, MainScreen) else None
        self.push_screen(CaptureScreen(self.session, encounter=selection.opened_encounter if selection else ""))

    def action_help(self) -> None:
        """Say what the keys do here, or no more."""
        from shadowlog.tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            from shadowlog.tui.commands.explanation import explanation_of

            self.push_screen(HelpScreen(place_of(self.screen) or PLACES["lists"], explanation_of(self.screen)))

    def _look(self) -> None:
        """See what other programs wrote."""
        try:
            self.repository.event_store.refresh()
        except ShadowlogError as error:
            show_error(self, error)
        except OSError as error:
            self.notify(f"The log cannot be read: {error.strerror}", severity="error", markup=False)

    def _snapshot(self) -> None:
        from shadowlog.store.maintenance.snapshot_times import snapshot_due
        from shadowlog.store.maintenance.snapshots import take_snapshot

        def take() -> None:
            try:
                take_snapshot(self.repository.event_store)
            except ShadowlogError as error:
                self.call_from_thread(show_error, self, error)

        if snapshot_due(self.repository.event_store):
            self.run_worker(take, thread=True, exclusive=True, group="snapshot", exit_on_error=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text as it is; what goes out to the terminal's clipboard has no control characters in it."""
        super().copy_to_clipboard(shown_for_clipboard(text))
        self._clipboard = text

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Tell something: paths, names and reasons in it are other people's text and go through the display filter."""
        super().notify(shown(message), title=shown_in_line(title), severity=severity, timeout=timeout, markup=markup)

    def on_resize(self) -> None:
        self._draw_anew()

    def on_app_focus(self) -> None:
        self._draw_anew()

    def _draw_anew(self) -> None:
        """Write the whole screen: after another size, a suspension, or what other programs wrote into the terminal."""
        if self._shown.forget():
            self.refresh()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Write an update to the terminal: of it, what the terminal does not show already."""
        if isinstance(renderable, (LayoutUpdate, ChopsUpdate)):
            super()._display(screen, Changes(renderable, self._shown))
        else:
            super()._display(screen, renderable)

    def _handle_exception(self, error: Exception) -> None:
        """End after a fault of ours, with everything typed kept. Textual would print the traceback."""
        self.keep_drafts()
        if self.is_headless:
            super()._handle_exception(error)
        elif self._fault is None:
            self._fault = error
            self.exit(return_code=FAULT)
