"""Exporting every brief from the lists: one sees how far it is, can stop it, and is told what it did."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from shadowlog.briefs.export import incremental, one
from shadowlog.briefs.export.one import folder_of
from shadowlog.domain.records import Theme
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.tui.screens.main.screen import MainScreen
from tests.tui.conftest import Driver, Running

MANY = 240
"""So many are shared among processes."""


class _Pen:
    """Holds the export before each brief until it may write some more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free = Event()
        self.written = 0
        self._write = one.export_one
        monkeypatch.setattr(incremental, "export_one", self._export_one)
        # In processes of their own, nothing could be held.
        monkeypatch.setattr(incremental, "MANY", 10**9)

    def _export_one(self, *arguments: Any, **named: Any) -> one.Exported:
        if self.written >= 3:
            assert self.free.wait(30)
        self.written += 1
        return self._write(*arguments, **named)


def _themes(repository: Repository, count: int) -> tuple[Path, Path]:
    """Add themes. Returned are the folders of the team's edition, which is written first, and of the outside one. There
    is a brief of each theme, and that of the backlog.
    """
    with repository.change("Many themes"):
        for number in range(count):
            repository.add(Theme(name=f"Theme {number}"))
    inside, outside = (folder_of(repository.workspace, each) for each in (Audience.INTERNAL, Audience.EXTERNAL))
    return inside, outside


def _written(folder: Path) -> int:
    return len(list(folder.glob("*.md")))


async def _stop(driver: Driver, pen: _Pen, key: str) -> None:
    await driver.pilot.press("5", "X")
    await driver.until(lambda: pen.written == 3)
    await driver.until(lambda: "Exporting" in driver.text_of("#status"))
    assert "(X or esc stops)" in driver.text_of("#status")
    await driver.pilot.press(key)
    await driver.until(lambda: "Stopping the export" in driver.text_of("#status"))
    pen.free.set()
    await driver.until(lambda: "Stopped:" in driver.screen())


@pytest.mark.parametrize("key", ["X", "escape"])
async def test_an_export_of_many_briefs_is_stopped_and_the_next_does_the_rest(
    running: Running, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    pen = _Pen(monkeypatch)
    async with running() as driver:
        inside, outside = _themes(driver.app.repository, 30)
        await _stop(driver, pen, key)
        written = _written(inside)
        assert 3 <= written < 31
        assert f"Stopped: {written} briefs written, {31 - written} of 31 not looked at." in driver.screen()
        assert "Stopped before those in" in driver.screen()
        assert _written(outside) == 0
        assert "Exporting" not in driver.text_of("#status")
        await driver.press("X")
        assert (_written(inside), _written(outside)) == (31, 31)
        assert f"{31 - written} of 31 briefs written" in driver.screen()
        assert "31 of 31 briefs written" in driver.screen()


async def test_an_export_shared_among_processes_shows_how_far_it_is_and_is_stopped(running: Running) -> None:
    async with running() as driver:
        inside, _ = _themes(driver.app.repository, MANY)
        await driver.pilot.press("5", "X")
        await driver.until(lambda: f"of {MANY + 1} (X or esc stops)" in driver.text_of("#status"))
        # At once, without waiting for what each key does: other processes write on meanwhile.
        for key in ("j", "k", "X"):
            driver.app.simulate_key(key)
        await driver.until(lambda: "Stopped:" in driver.screen())
        assert 0 < _written(inside) < MANY


async def test_leaving_the_program_waits_for_no_export(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    pen = _Pen(monkeypatch)
    async with running() as driver:
        _themes(driver.app.repository, 30)
        await driver.pilot.press("5", "X")
        await driver.until(lambda: pen.written == 3)
        assert isinstance(driver.app.screen, MainScreen)
        export = driver.app.screen.selection.exporting
        assert export is not None
        Thread(target=lambda: export.stop.wait(20) and pen.free.set(), daemon=True).start()
        driver.app.exit()
    assert export.stop.is_set()
    assert pen.written < 30


async def test_a_fault_while_exporting_is_told(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("nobody thought of this")

    monkeypatch.setattr(incremental, "export_one", broken)
    async with running() as driver:
        _themes(driver.app.repository, 3)
        await driver.pilot.press("5", "X")
        await driver.until(lambda: "by a fault of shadowlog: nobody thought" in driver.screen())
        assert "Exporting" not in driver.text_of("#status")
