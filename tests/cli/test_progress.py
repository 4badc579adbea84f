"""How far long work is, shown in one line on a terminal and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from shadowlog.cli.progress import shown_progress


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
