"""What every test needs: a workspace of its own, and no settings of the person who runs it."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from shadowlog.demo import fill
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace

ZONE = os.environ.get("TZ") or "UTC"
"""The time zone the tests run in: whoever runs them may name another."""


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: Zone) -> None:
    monkeypatch.setenv("SHADOWLOG_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("SHADOWLOG_WORKSPACE", str(tmp_path / "workspace"))
    zone(ZONE)
    # Numbers are dialled as in the US, and the rest is as wherever the tests run.
    if language := os.environ.get("LC_ALL"):
        monkeypatch.delenv("LC_ALL")
        monkeypatch.setenv("LANG", language)
    monkeypatch.setenv("LC_TELEPHONE", "en_US.UTF-8")


def pytest_collection_finish() -> None:
    """Collect garbage seldom: looking through all that the tests import took a fourth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """After a failure, how to have the same order again: tests run in another one each time."""
    seed = config.getoption("randomly_seed", None)
    if seed is not None and terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"In the same order again: make test ARGS=--randomly-seed={seed}")


Zone = Callable[[str], None]


@pytest.fixture
def zone() -> Iterator[Zone]:
    """Moves this process, and those it starts, to another time zone: ``zone("Pacific/Auckland")``."""
    before = os.environ.get("TZ")

    def move(name: str | None) -> None:
        if name is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = name
        if hasattr(time, "tzset"):
            # Without it only processes started from here would notice.
            time.tzset()

    yield move
    move(before)


Clock = Callable[[datetime], AbstractContextManager[object]]


@pytest.fixture
def clock() -> Clock:
    """Sets this process's clock, which goes on from there, to an aware time: ``with clock(then): …``."""
    return lambda moment: time_machine.travel(moment, tick=True)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace", "a test")


@pytest.fixture
def repository(workspace: Workspace) -> Iterator[Repository]:
    opened = Repository(workspace)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace with the demo in it, a year of a made-up company: only to be copied."""
    root = tmp_path_factory.mktemp("demo")
    with Repository(Workspace(root, "a test")) as filled:
        fill(filled)
    return root


@pytest.fixture
def filled(workspace: Workspace, demo_workspace: Path) -> Workspace:
    """The test's workspace, with the demo in it."""
    shutil.copytree(demo_workspace, workspace.root, dirs_exist_ok=True)
    return workspace


@pytest.fixture
def demo(filled: Workspace) -> Iterator[Repository]:
    """The test's workspace, open, with the demo in it."""
    with Repository(filled) as opened:
        yield opened


@pytest.fixture
def event_store(workspace: Workspace) -> Iterator[EventStore]:
    opened = EventStore(str(workspace.data), "author-1", "device-1")
    yield opened
    opened.close()
