"""What earlier versions wrote, and what this one writes, opens unchanged, checks clean and verifies."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shadowlog.briefs.export.files import read_brief
from shadowlog.briefs.export.verify import verify
from shadowlog.briefs.model.brief import LAYOUT
from shadowlog.domain.records import Account, ContentRequest, Encounter, Insight, Mention, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import CAPTURE, Drafts
from shadowlog.store.workspace.settings import read_settings
from shadowlog.store.workspace.workspace import Workspace
from tests.some import some
from tests.store.verbs import run
from tests.tui.conftest import Running

FOLDER = Path(__file__).parent
THIS = "this version"
"""What ``python -m tests.formats.make`` writes now."""
KEPT = some(sorted(path.name for path in FOLDER.iterdir() if (path / "data").is_dir()))
VERSIONS = (*KEPT, THIS)
WITH_BRIEFS = (*some(name for name in KEPT if (FOLDER / name / "exports").is_dir()), THIS)
NEVER_RELEASED = ("3-briefs-layout-1", "4-briefs-layout-2")
"""Some lines of their briefs have other words today."""


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _made(folder: Path) -> Path:
    """What the script for a release writes, run as CONTRIBUTING.md says."""
    command = [sys.executable, "-m", "tests.formats.make", THIS, str(folder)]
    subprocess.run(command, check=True, cwd=FOLDER.parent.parent)
    return folder / THIS


@pytest.fixture(scope="session")
def made_now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as this version writes it."""
    return _made(tmp_path_factory.mktemp("formats"))


@pytest.fixture
def old(version: str, workspace: Workspace, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A version's workspace, where the test's programs look for theirs."""
    source = request.getfixturevalue("made_now") if version == THIS else FOLDER / version
    shutil.copytree(source, workspace.root, dirs_exist_ok=True)
    (workspace.root / "settings.toml").rename(tmp_path / "settings.toml")
    return workspace.root


def _log(root: Path) -> bytes:
    return (root / "data" / "shadowlog.log").read_bytes()


def test_a_release_writes_the_same_workspace_each_time(made_now: Path, tmp_path: Path) -> None:
    again = _made(tmp_path / "again")
    names = some(sorted(path.relative_to(made_now) for path in made_now.rglob("*") if path.is_file()))
    assert names == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [str(name) for name in names if (made_now / name).read_bytes() != (again / name).read_bytes()] == []


def test_a_log_opens_unchanged_and_checks_clean(version: str, old: Path) -> None:
    before = _log(old)
    done = run("check")
    assert (done.code, done.out.splitlines()[-1]) == (0, "All is well."), done.out + done.err
    with Repository(Workspace(old, "")) as repository:
        insights = {insight.text: insight for insight in repository.all(Insight)}
        themes = {theme.id: theme.name for theme in repository.all(Theme)}
        assert "Grüße: “zu teuer”, sagt der Einkauf" in insights
        assert "this one was edited" in insights
        assert "this one is taken back" not in insights
        lease = insights["They would sign a lease at once"]
        assert {themes[theme]: stance for theme, stance in lease.signals.items()} == {"Total cost": Stance.RESONATED}
        assert repository.need(Encounter, lease.encounter or "").started_at is not None
        assert [account.aliases for account in repository.all(Account)] == [("Mercy",)]
        assert "far too much" in [mention.verbatim for mention in repository.all(Mention)]
        assert repository.count(ContentRequest) == (version != "1-first")
    assert _log(old) == before


def test_its_last_change_is_taken_back_and_new_ones_follow(old: Path) -> None:
    before = _log(old)
    with Repository(Workspace(old, "")) as repository:
        count = repository.count(Insight) + repository.count(Mention)
        undo(repository.event_store)
        added = repository.add(Insight(text="written today"))
        assert repository.get(Insight, added.id) == added
        assert repository.count(Insight) + repository.count(Mention) <= count + 1
    assert _log(old).startswith(before)
    assert run("check").code == 0


def test_its_snapshot_is_restored(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (snapshot,) = (old / "data" / "backups").glob("*.json")
    monkeypatch.setenv("SHADOWLOG_WORKSPACE", str(tmp_path / "another"))
    assert run("restore", str(snapshot), "--yes").code == 0
    assert "They would sign a lease at once" in run("list", "insights").out


def test_its_settings_are_read(old: Path, tmp_path: Path) -> None:
    settings = read_settings()
    assert (settings.day_first, settings.backups, settings.theme) == (False, True, "nord")
    assert settings.keys == {"insight": "ctrl+n"}
    done = run("where")
    assert (done.code, done.err.splitlines()[-1]) == (0, f"Settings: {tmp_path / 'settings.toml'}")


async def test_its_drafts_are_offered_and_resumed(version: str, old: Path, running: Running) -> None:
    left = {draft.form: draft.content["typed"]["text"] for draft in Drafts(str(old / "data")).of_ended_programs()}
    line = {} if version == "1-first" else {CAPTURE: "a half typed line @Mer"}
    assert left == {"add insights": "a half typed insight", **line}
    async with running() as driver:
        for _ in left:
            await driver.until(lambda: "half typed" in driver.screen())
            shown = next(text for text in left.values() if text in driver.screen())
            await driver.press("escape")
            await driver.until(lambda shown=shown: shown not in driver.screen())


@pytest.mark.parametrize("version", WITH_BRIEFS)
def test_its_briefs_are_counted_again(version: str, old: Path) -> None:
    exported = some(sorted((old / "exports").rglob("*.md")))
    assert {path.parent.name for path in exported} == {"exports", "internal"}
    with Repository(Workspace(old, "")) as repository:
        for path in exported:
            verdict = verify(repository, path)
            assert not verdict.edited, path.name
            assert verdict.holds or version in NEVER_RELEASED, (path.name, verdict.differs)


@pytest.mark.parametrize("version", WITH_BRIEFS)
def test_a_folder_of_its_briefs_is_brought_up_to_date(version: str, old: Path) -> None:
    for audience in ("external", "internal"):
        done = run("export", "--audience", audience)
        assert done.code == 0
        assert "edited" not in done.err
    exported = some(sorted((old / "exports").rglob("*.md")))
    with Repository(Workspace(old, "")) as repository:
        assert [path.name for path in exported if not verify(repository, path).holds] == []
    layouts = {str(brief.front["layout"]) for path in exported if (brief := read_brief(path))}
    assert layouts == {str(LAYOUT)}
