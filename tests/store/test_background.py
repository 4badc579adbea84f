"""Work in the background: begun once, not again and again where it fails, and nobody learns while somebody waits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.maintenance import background_jobs
from shadowlog.store.repository import Repository
from shadowlog.store.suggest import learning, suggester
from shadowlog.store.suggest.suggester import Suggester
from shadowlog.store.workspace.workspace import Workspace


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were started."""
    commands: list[str] = []

    def start(command: list[str], **_: Any) -> None:
        commands.append(command[-1])

    monkeypatch.setattr(subprocess, "Popen", start)
    return commands


def test_work_is_begun_once_and_again_only_when_it_is_done(repository: Repository, started: list[str]) -> None:
    repository.add(Insight(text="x"))
    for _ in range(3):
        background_jobs.learn(repository.workspace)
        background_jobs.write_index(repository.workspace)
    assert started == ["learn", "index"]
    background_jobs.done(repository.workspace, "learn")
    background_jobs.learn(repository.workspace)
    assert started == ["learn", "index", "learn"]


def test_work_that_never_ends_is_begun_again_after_a_while_even_if_the_clock_was_set_back(
    repository: Repository, started: list[str]
) -> None:
    repository.add(Insight(text="x"))
    background_jobs.learn(repository.workspace)
    (begun,) = repository.workspace.data.glob("*.begun")
    for shift in (-background_jobs.PATIENCE - 1, 3600):
        when = os.stat(begun).st_mtime + shift
        os.utime(begun, (when, when))
        background_jobs.learn(repository.workspace)
    assert started == ["learn"] * 3


def test_nothing_is_begun_where_nothing_can_be_written(tmp_path: Path, started: list[str]) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    background_jobs.learn(Workspace(tmp_path, ""))
    assert started == []


def _much(repository: Repository) -> Theme:
    theme, other = (repository.add(Theme(name=name)) for name in ("Total cost", "Quieter nights"))
    with repository.change("Many"):
        for number in range(suggester._AT_ONCE):
            repository.add(Insight(text=f"alarms at night {number}", signals={other.id: Stance.RESONATED}))
        for number in range(50):
            repository.add(Insight(text=f"rather rent it {number}", signals={theme.id: Stance.RESONATED}))
    return theme


def test_where_no_model_fits_a_long_log_nothing_is_suggested_read_or_learned(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = _much(repository)
    told: list[bool] = []
    held = Suggester(repository.event_store, lambda: told.append(True))
    with monkeypatch.context() as watched:
        watched.setattr(suggester, "example", lambda *_: pytest.fail("it learns"))
        watched.setattr(learning, "example", lambda *_: pytest.fail("it learns"))
        assert held.suggest("they rent it") == []
    assert told == [True]
    learning.learn(repository.event_store)
    assert [found.theme for found in held.suggest("they rent it")] == [theme.id]
    assert told == [True]


def test_while_it_is_learned_in_the_background_a_few_insights_of_each_theme_speak_for_it(
    repository: Repository,
) -> None:
    theme = _much(repository)
    told: list[bool] = []
    held = Suggester(repository.event_store, lambda: told.append(True), from_few=True)
    assert [found.theme for found in held.suggest("they rent it")] == [theme.id]
    assert told == [True]
    assert 0 < held._follow().texts <= suggester._AT_ONCE
    learning.learn(repository.event_store)
    assert [found.theme for found in held.suggest("they rent it")] == [theme.id]
    assert told == [True]


def test_the_shell_has_it_learned_in_the_background_and_suggests_then(repository: Repository) -> None:
    _much(repository)
    (repository.workspace.data / "backups").mkdir()
    (repository.workspace.data / "backups" / "shadowlog-20260101T000000Z.json").touch()
    command = [sys.executable, "-m", "shadowlog", "--workspace", str(repository.workspace.root)]

    def add() -> str:
        return subprocess.run([*command, "add", "they rent it"], capture_output=True, text=True, check=True).stderr

    assert "Theme?" not in add()
    deadline = time.monotonic() + 60
    while "Theme?" not in add():
        assert time.monotonic() < deadline, "nothing was learned"


def test_a_model_that_is_far_behind_is_used_as_it_is_and_written_anew(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = _much(repository)
    learning.learn(repository.event_store)
    monkeypatch.setattr(suggester, "_MOST_CHANGED", 5)
    told: list[bool] = []
    held = Suggester(repository.event_store, lambda: told.append(True))
    assert held.suggest("they rent it")
    assert told == []
    for number in range(6):
        repository.add(Insight(text=f"hire {number}", signals={theme.id: Stance.RESONATED}))
    monkeypatch.setattr(suggester, "example", lambda *_: pytest.fail("it learns"))
    assert held.suggest("they rent it")
    assert told == [True]


def test_two_do_not_learn_at_a_time(repository: Repository) -> None:
    from shadowlog.store.log.housekeeping import housekeeping

    repository.add(Insight(text="x"))
    with housekeeping(repository.event_store.folder):
        assert not learning.learn(repository.event_store)
    assert learning.learn(repository.event_store)
