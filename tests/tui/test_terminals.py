"""Terminals on which nothing can be drawn are told so; tiny and broken ones are borne."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shadowlog.store.workspace.workspace import Workspace
from tests.terminal import Terminal
from tests.tui.conftest import Running
from tests.tui.test_screens import fill_with, visit_every_screen

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_whose_cursor_cannot_be_moved_is_told_what_to_do(tmp_path: Path, term: str) -> None:
    with Terminal(tmp_path, TERM=term) as terminal:
        assert terminal.exit_code() == 2
        terminal.pump()
        assert b"\x1b" not in terminal.raw
        assert b"Traceback" not in terminal.raw
        said = "".join(terminal.text.split())
        assert f"TERMis{(term or 'not set').replace(' ', '')}" in said
        assert "shadowlog--help" in said


def test_a_terminal_that_nobody_knows_is_believed(tmp_path: Path) -> None:
    with Terminal(tmp_path, TERM="xterm-of-tomorrow") as terminal:
        terminal.until_shown("Welcome to shadowlog")


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_without_a_terminal_on_one_of_its_streams_nothing_is_drawn(tmp_path: Path, stream: str) -> None:
    given, other = os.openpty()
    streams = {"stdin": other, "stdout": other, "stderr": other, stream: subprocess.DEVNULL}
    command = [sys.executable, "-m", "shadowlog", "--workspace", str(tmp_path)]
    try:
        done = subprocess.run(command, timeout=60, env={**os.environ, "TERM": "xterm-256color"}, check=False, **streams)
    finally:
        os.close(other)
    assert done.returncode == 2
    os.set_blocking(given, False)
    try:
        said = os.read(given, 1 << 16)
    except OSError:
        said = b""
    os.close(given)
    assert b"\x1b" not in said


@pytest.mark.parametrize("size", [(1, 1), (200, 1)])
async def test_a_window_of_nothing_is_borne(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as driver:
        fill_with(driver.app.repository, "plain words")
        await visit_every_screen(driver)
        await driver.press("colon", *"ab", "escape", "R", *"cd", "escape", "b", "escape", "5", "7", "8", "f", "escape")
        await driver.pilot.resize_terminal(100, 30)
        await driver.settle()
        assert driver.app.is_running


def test_a_window_of_one_cell_starts_and_ends(workspace: Workspace) -> None:
    with Terminal(workspace.root, size=(1, 1)) as terminal:
        terminal.until(lambda: b"\x1b[?1049h" in terminal.raw)
        terminal.hang_up()
        terminal.exit_code()
        assert b"Traceback" not in terminal.raw
