"""Exporting every brief from the lists: one sees how far it is, can stop it, and is told what it did."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest

from shadowlog.briefs.export import incremental, one
from shadowlog.briefs.export.one import folder_of
from shadowlog.domain.records import Theme
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
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

    def _export_one(self, *arguments: object, **named: object) -> object:
        if self.written >= 3:
            assert self.free.wait(30)
        self.written += 1
        return self._write(*arguments, **named)  # type: ignore[arg-type]


def _themes(repository: Repository, count: int) -> Path:
    with repository.change("Many themes"):
        for number in range(count):
            repository.add(Theme(name=f"Theme {number}"))
    return folder_of(repository.workspace, Audience.EXTERNAL)


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
        folder = _themes(driver.app.repository, 30)
        await _stop(driver, pen, key)
        written = len(list(folder.glob("*.md")))
        assert 3 <= written < 30
        assert f"Stopped: {written} briefs written, {30 - written} of 30 not looked at." in driver.screen()
        assert "Exporting" not in driver.text_of("#status")
        await driver.press("X")
        assert len(list(folder.glob("*.md"))) == 30
        assert f"{30 - written} of 30 briefs written" in driver.screen()


async def test_an_export_shared_among_processes_shows_how_far_it_is_and_is_stopped(running: Running) -> None:
    async with running() as driver:
        folder = _themes(driver.app.repository, MANY)
        await driver.pilot.press("5", "X")
        await driver.until(lambda: "of 240 (X or esc stops)" in driver.text_of("#status"))
        await driver.pilot.press("j", "k", "X")
        await driver.until(lambda: "Stopped:" in driver.screen())
        assert 0 < len(list(folder.glob("*.md"))) < MANY


async def test_leaving_the_program_waits_for_no_export(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    pen = _Pen(monkeypatch)
    async with running() as driver:
        _themes(driver.app.repository, 30)
        await driver.pilot.press("5", "X")
        await driver.until(lambda: pen.written == 3)
        export = driver.app.screen.selection.exporting  # type: ignore[attr-defined]
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
