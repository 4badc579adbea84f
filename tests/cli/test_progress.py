"""How far long work is, shown in one line on a terminal and nowhere else."""

from __future__ import annotations

import io
import sys
import time

import pytest

from shadowlog.cli.progress import shown_progress, shown_seconds
from shadowlog.tui.terminal import said_if_slow


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_shows_on_a_terminal_and_leaves_an_empty_line_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with shown_progress("Reading the log", "bytes") as progress:
        assert progress is not None
        progress(3_000, 10_000)
        assert terminal.getvalue().endswith("Reading the log: 3,000 of 10,000 bytes")
        progress(7_000, 0)
        assert terminal.getvalue().endswith("\r\x1b[KReading the log: 7,000 bytes")
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_is_written_where_nothing_was_done_or_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, file = Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    with shown_progress("Reading records"):
        pass
    monkeypatch.setattr(sys, "stderr", file)
    with shown_progress("Reading records") as progress:
        assert progress is None
    assert (terminal.getvalue(), file.getvalue()) == ("", "")


def test_long_work_whose_end_nobody_knows_says_how_long_it_takes_and_how_it_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with shown_seconds("Packing the log"):
        end = time.monotonic() + 30
        while "Packing the log: 1 s (ctrl+c stops)" not in terminal.getvalue():
            assert time.monotonic() < end
            time.sleep(0.01)
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_quick_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with shown_seconds("Packing the log"):
        pass
    assert terminal.getvalue() == ""


def test_opening_a_log_that_takes_long_is_said_before_there_is_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("shadowlog.tui.terminal._SLOW", 0.0)
    with said_if_slow("Reading the log"):
        end = time.monotonic() + 30
        while "Reading the log … (ctrl+c stops)" not in terminal.getvalue():
            assert time.monotonic() < end
            time.sleep(0.01)
    assert terminal.getvalue().endswith("\r\x1b[K")
