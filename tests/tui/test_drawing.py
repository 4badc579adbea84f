"""What is written to the terminal: no more than what changes, and nothing on it is ever out of date."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._context import visible_screen_stack
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip

from shadowlog.domain.records import Insight
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.lists.record_list import RecordList
from shadowlog.tui.screens.main import reading
from shadowlog.tui.screens.main.screen import MainScreen
from shadowlog.tui.shown_cells import ShownCells
from shadowlog.tui.widgets.reading_pane import ReadingPane
from tests.tui.conftest import Driver, Running

_TEXTS = (
    "价格 is the point 👍 for them",
    "a\u0301 combining, e\u0301 more of it",
    "עברית, and plain",
    "plain words next to it, as most are",
)
"""Texts whose signs take two cells, share one, or take one each."""


class Terminal:
    """What a terminal shows to which everything is written that the app writes."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self.screen)
        self.written = 0

    def write(self, text: str) -> None:
        self.written += len(text.encode())
        self._stream.feed(text)

    def resize(self, width: int, height: int) -> None:
        """Take another size, with anything on the screen: terminals do as they like then."""
        self.screen.resize(height, width)
        self._stream.feed("\x1b[m" + "".join(f"\x1b[{y + 1};1H{'#' * (width - 1)}" for y in range(height)))

    def cells(self) -> list[list[object]]:
        """What stands in each cell, with its colours."""
        return [[self.screen.buffer[y][x] for x in range(self.screen.columns)] for y in range(self.screen.lines)]

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.screen.display)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The terminal that the app is drawn on."""
    terminal = Terminal(120, 36)

    def display(app: App[Any], _: object, update: object) -> None:
        if isinstance(update, CompositorUpdate) and not app._batch_count:
            terminal.write(update.render_segments(app.console))

    monkeypatch.setattr(App, "_display", display)
    return terminal


def _drawn_by_textual(app: App[Any]) -> list[list[object]]:
    """What the terminal would show if Textual wrote all of it."""
    visible_screen_stack.set(app._background_screens)
    return [_line_of(strip.render(app.console), app.size.width) for strip in app.screen._compositor.render_strips()]


@lru_cache(5_000)
def _line_of(written: str, width: int) -> list[object]:
    """What a line shows on which that was written, and nothing before."""
    line = Terminal(width, 1)
    line.write(written)
    return line.cells()[0]


async def nothing_is_out_of_date(driver: Driver, terminal: Terminal) -> bool:
    """Wait until the terminal shows what is to be seen, and fail where it does not."""
    await driver.settle()
    await driver.until(lambda: terminal.cells() == _drawn_by_textual(driver.app))
    return True


async def test_the_terminal_shows_what_is_drawn_whatever_is_pressed(
    running: Running, filled: Workspace, terminal: Terminal
) -> None:
    with Repository(filled) as repository:
        for text in _TEXTS * 12:
            repository.add(Insight(text=text))
    keys = [
        *"22jjjkG", "pagedown", "pageup", "g", *"1345678902", "enter", "escape", "h", "h", "space", "space", "escape",
        "slash", *"plain", "ctrl+u", *"the", "enter", "j", "j", "escape", "2", *"jjjj",
        "colon", *"abc", "backspace", "enter", *"more", "enter", "escape", "f1", "pagedown", "escape", "f", "a",
        "ctrl+p", *"ex", "escape", "escape", "o", *"dear", "tab", *"xy", "escape", "n", "escape", "u", "4", *"jj",
        "f", "escape", "9", "x", "2",
    ]  # fmt: skip
    async with running() as driver:
        assert await nothing_is_out_of_date(driver, terminal)
        for start in range(0, len(keys), 3):
            await driver.press(*keys[start : start + 3])
            assert await nothing_is_out_of_date(driver, terminal)


async def test_it_does_on_every_screen_and_after_every_change_of_size(
    running: Running, filled: Workspace, terminal: Terminal
) -> None:
    async with running() as driver:
        for width, height in ((80, 24), (40, 12)):
            terminal.resize(width, height)
            await driver.pilot.resize_terminal(width, height)
            assert await nothing_is_out_of_date(driver, terminal)
            for key in ("2", "e", "tab", "escape", "4", "h", "f1", "escape", "colon", "x", "escape"):
                await driver.press(key)
            assert await nothing_is_out_of_date(driver, terminal)
        driver.app.theme = "textual-light"
        assert await nothing_is_out_of_date(driver, terminal)


async def test_what_another_program_wrote_over_it_goes_when_the_window_is_gone_to(
    running: Running, filled: Workspace, terminal: Terminal
) -> None:
    async with running() as driver:
        assert await nothing_is_out_of_date(driver, terminal)
        terminal.resize(120, 36)
        driver.app.post_message(events.AppBlur())
        driver.app.post_message(events.AppFocus())
        assert await nothing_is_out_of_date(driver, terminal)


async def test_a_key_that_repeats_changes_the_list_alone_and_what_is_read_follows_when_it_rests(
    running: Running, repository: Repository, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(200):
        repository.add(Insight(text=f"the word of insight number {number}"))
    monkeypatch.setattr(reading, "_REST", 1.0)
    read: list[str] = []
    original = ReadingPane.read

    def noting(pane: ReadingPane, *what: Any, **how: Any) -> None:
        read.append(driver.text_of("#list"))
        original(pane, *what, **how)

    async with running() as driver:
        await driver.press("2")
        await driver.until(lambda: "number 199" in driver.text_of("#reading"))
        # Until the keys rest.
        main = driver.app.screen
        assert isinstance(main, MainScreen)
        await driver.until(lambda: main._reading._timer is None)
        # The first is read at once: one that presses the key once does not wait.
        await driver.press("j")
        before = driver.text_of("#reading")
        assert "number 198" in before
        monkeypatch.setattr(ReadingPane, "read", noting)
        written = []
        for _ in range(40):
            start = terminal.written
            await driver.pilot.press("j")
            written.append(terminal.written - start)
        assert not read
        assert driver.text_of("#reading") == before
        assert sorted(written)[-2] <= 2_500
        await driver.until(lambda: "number 158" in driver.text_of("#reading"))
        assert len(read) == 1


async def test_a_capture_is_acknowledged_before_the_list_under_it_is_read_anew(
    running: Running, repository: Repository, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.add(Insight(text="the price is not the point"))
    shown_by_then: list[bool] = []
    original = RecordList.reread

    def noting(records: RecordList) -> None:
        shown_by_then.append("Added" in terminal.text)
        original(records)

    async with running() as driver:
        await driver.press("2", "colon")
        monkeypatch.setattr(RecordList, "reread", noting)
        await driver.type("they want to lease")
        await driver.press("enter")
        await driver.until(lambda: bool(shown_by_then))
        assert shown_by_then[0]
        await driver.press("escape")
        await driver.until(lambda: "they want to lease" in terminal.text)
        assert await nothing_is_out_of_date(driver, terminal)


# Cell by cell --------------------------------------------------------------------------------------------------

_STYLES = [None, Style.parse("bold red on blue"), Style.parse("white on black"), Style.parse("underline")]
_SIGNS = ["a", "b", " ", "▌", "…", "é", "价", "👍"]


def _line(chance: random.Random, width: int, signs: Iterable[str] = _SIGNS) -> Strip:
    """A line of signs in colours, of just so many cells."""
    line = Strip([Segment("".join(chance.choices(list(signs), k=4)), chance.choice(_STYLES)) for _ in range(width)])
    return Strip(list(line.crop(0, width)))


def _console() -> Console:
    return Console(color_system="truecolor", force_terminal=True, _environ={})


@pytest.mark.parametrize("seed", range(20))
def test_updates_on_top_of_each_other_show_what_each_would_written_as_a_whole(seed: int) -> None:
    chance = random.Random(seed)
    width, height, console, shown = 30, 6, _console(), ShownCells()
    ours, textual = Terminal(width, height), Terminal(width, height)
    for turn in range(30):
        update: LayoutUpdate | ChopsUpdate
        if turn == 0 or chance.random() < 0.3:
            update = LayoutUpdate([[_line(chance, 12), _line(chance, width - 12)] for _ in range(height)],
                                  Region(0, 0, width, height))  # fmt: skip
        else:
            y = chance.randrange(height)
            signs = chance.choice((_SIGNS, "ab "))
            chops: list[dict[int, Strip | None]] = [{0: None, 12: None} for _ in range(height)]
            chops[y] = {0: _line(chance, 12, signs), 12: _line(chance, width - 12, signs)}
            first = chance.choice((0, 12))
            update = ChopsUpdate(
                chops, [(y, first, chance.choice((12, width)) if not first else width)], [[12, width]] * height
            )
        ours.write(shown.changes(update, console))
        textual.write(update.render_segments(console).replace("\n", ""))
        assert ours.cells() == textual.cells()


def test_of_what_is_there_nothing_is_written_again() -> None:
    chance = random.Random(1)
    update = LayoutUpdate([[_line(chance, 20, "ab ▌")] for _ in range(5)], Region(0, 0, 20, 5))
    shown = ShownCells()
    whole = shown.changes(update, _console())
    assert shown.changes(update, _console()) == ""
    shown.forget()
    assert shown.changes(update, _console()) == whole
