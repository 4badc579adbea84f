"""What every test needs: a workspace of its own, and no settings of the person who runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shadowlog.store.ledger import Ledger
from shadowlog.store.logbook import Logbook
from shadowlog.store.workspace import Workspace


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHADOWLOG_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("SHADOWLOG_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace", "a test")


@pytest.fixture
def logbook(workspace: Workspace) -> Iterator[Logbook]:
    opened = Logbook(workspace)
    yield opened
    opened.close()


@pytest.fixture
def ledger(workspace: Workspace) -> Iterator[Ledger]:
    opened = Ledger(str(workspace.data), "author-1", "device-1")
    yield opened
    opened.close()
