"""Exports: only what changed, atomic, and found again."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, every_brief
from shadowlog.briefs.export.state import STATE
from shadowlog.briefs.export.verify import verify
from shadowlog.domain.ids import tail
from shadowlog.domain.records import (
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    LoopReply,
    Mention,
    Objection,
    Persona,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.values import (
    BuyingRole,
    EncounterKind,
    Outcome,
    Stage,
    Stance,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.briefs.conftest import TODAY, section
from tests.some import some


def test_only_what_changed_is_written_again(demo: Repository, tmp_path: Path) -> None:
    forms = [BriefFormat.HTML, BriefFormat.JSON]
    first = export(demo, tmp_path, TODAY, forms=forms)
    assert len(first.written) == first.total
    seen = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert (tmp_path / "index.html") in seen
    again = export(demo, tmp_path, TODAY, forms=forms)
    assert not again.exported, "what cannot have changed is not even looked at"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir() if path.name != STATE} == {
        path: when for path, when in seen.items() if path.name != STATE
    }
    gone = first.written[3].path.with_suffix(".html")
    gone.unlink()
    assert [each.path for each in export(demo, tmp_path, TODAY, forms=forms).written] == [gone.with_suffix(".md")]
    assert gone.exists()
    before = {path: _without_day(path) for path in tmp_path.glob("*.md")}
    later = export(demo, tmp_path, TODAY + timedelta(days=30), forms=forms)
    assert len(later.exported) == later.total
    # What counts as the last 90 days is another, which some briefs say.
    assert 0 < len(later.written) < later.total
    for each in later.written:
        assert _without_day(each.path) != before[each.path], "the day alone changes nothing"


def _without_day(path: Path) -> str:
    """A brief's file without the day that it is as of, and the sum of its body."""
    return re.sub(r"(?m)^(as_of: |  text: )\S+$|(?<= · as of )[-\d]+", r"\1", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("own", ["", "# {{ brief.title }}\n\n{{ brief.notes[0].markdown }}\n"])
@pytest.mark.parametrize("audience", Audience)
def test_a_day_later_a_brief_is_left_as_it_is_in_every_form(
    repository: Repository, tmp_path: Path, audience: Audience, own: str
) -> None:
    folder = tmp_path / "out"
    if own:
        repository.workspace.templates.mkdir()
        (repository.workspace.templates / "brief.md.j2").write_text(own, encoding="utf-8")
    theme = repository.add(Theme(name="Total cost", message="It pays for itself."))
    repository.add(Insight(text="It did", signals={theme.id: Stance.RESONATED}))
    forms = [BriefFormat.HTML, BriefFormat.JSON]
    first = export(repository, folder, TODAY, audience, forms)
    assert first.written
    files = {path: path.read_bytes() for path in folder.iterdir() if path.name != STATE}
    for each in first.written:
        assert f" · as of {TODAY}" in each.path.read_text(encoding="utf-8")
    later = export(repository, folder, TODAY + timedelta(days=1), audience, forms)
    assert (len(later.exported), later.written) == (later.total, [])
    assert {path: path.read_bytes() for path in folder.iterdir() if path.name != STATE} == files


def _without(text: str, title: str) -> str:
    """A brief without a section, and without what only that section refers to."""
    rest = text.replace(section(text, title), "")
    return re.sub(r"- (\[\d+\]) .*\n", lambda entry: entry[0] if rest.count(entry[1]) > 1 else "", rest)


@pytest.fixture(scope="module")
def exported(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the demo in it and its briefs in the folder ``a``: only to be copied."""
    root = tmp_path_factory.mktemp("exported")
    shutil.copytree(demo_workspace, root, dirs_exist_ok=True)
    with Repository(Workspace(root, "a test")) as repository:
        export(repository, root / "a", TODAY)
    return root


@pytest.fixture
def demo_exported(exported: Path, tmp_path: Path) -> Iterator[Repository]:
    """The demo, open, and beside it in the folder ``a`` its briefs."""
    shutil.copytree(exported, tmp_path, dirs_exist_ok=True)
    with Repository(Workspace(tmp_path, "a test")) as opened:
        yield opened


@pytest.mark.parametrize("change", range(24))
def test_what_a_change_can_have_changed_is_looked_at_again(
    demo_exported: Repository, tmp_path: Path, change: int
) -> None:
    demo = demo_exported
    first = {kind: next(demo.all(kind)) for kind in (Insight, Mention, Encounter, Theme, Objection, Persona, Account)}
    theme, objection, encounter, persona = (first[kind] for kind in (Theme, Objection, Encounter, Persona))
    match change:
        case 0:
            demo.add(
                Insight(text="new", encounter=encounter.id, persona=persona.id, signals={theme.id: Stance.REJECTED})
            )
        case 1:
            demo.add(Mention(objection=objection.id, encounter=encounter.id, persona=persona.id))
        case 2:
            demo.edit(first[Insight], signals={theme.id: Stance.CONFUSED})
        case 3:
            demo.edit(first[Mention], outcome=Outcome.LOST, objection=objection.id)
        case 4:
            demo.edit(encounter, stage_after=Stage.CLOSED_LOST, event="Another show", kind=EncounterKind.TRADE_SHOW)
        case 5:
            demo.edit(theme, name="Renamed", message="Said otherwise")
        case 6:
            demo.edit(objection, title="Renamed")
        case 7:
            demo.edit(persona, name="Renamed")
        case 8:
            demo.edit(first[Account], name="Nobody on the ward")
        case 9:
            demo.add(ContentRequest(use_case="new", themes=(theme.id,), objections=(objection.id,)))
        case 10:
            demo.add(Asset(name="new", themes=(theme.id,), persona=persona.id))
        case 11:
            demo.edit(next(demo.all(ProofPoint)), expires_on=date(2020, 1, 1))
        case 12:
            demo.edit(next(demo.all(Response)), text="Answered otherwise")
        case 13:
            demo.delete(encounter)
        case 14:
            demo.add(Persona(name="Estates", buying_role=BuyingRole.USER, measures="Square metres"))
        case 15:
            demo.edit(persona, measures="Otherwise", buying_role=BuyingRole.CHAMPION)
        case 16:
            answer = demo.add(Response(text="Tried for the first time"))
            demo.add(
                Mention(objection=objection.id, encounter=encounter.id, response=answer.id, outcome=Outcome.RESOLVED)
            )
        case 17:
            for insight in list(demo.all(Insight))[::5]:
                demo.edit(insight, text=f"{insight.text}, once more")
        case 18:
            demo.delete(objection)
        case 19:
            mention = first[Mention]
            demo.add(LoopReply(answer="Answered", mention=mention.id, told_at=datetime.now(timezone.utc)))
        case 20:
            demo.edit(encounter, started_at=datetime(2030, 1, 1, tzinfo=timezone.utc))
        case 21:
            demo.add(Asset(name="new", objections=(objection.id,), verify_by=date(2020, 1, 1)))
            demo.delete(next(demo.all(Response)))
        case 22:
            later = datetime.now(timezone.utc)
            for account in list(demo.all(Account)):
                demo.add(Encounter(account=account.id, started_at=later, stage_after=Stage.CLOSED_WON))
        case 23:
            demo.add(Encounter(started_at=datetime.now(timezone.utc), personas=(persona.id,)))
            demo.add(Encounter(account=first[Account].id, started_at=datetime.now(timezone.utc) - timedelta(days=120)))
    export(demo, tmp_path / "a", TODAY)
    # Written without memory of what was there, every brief comes out the same, but for what it is compared with.
    compared = "Changed since the last brief"
    export(demo, tmp_path / "b", TODAY)
    for path in (tmp_path / "b").glob("*.md"):
        named = path.name if (tmp_path / "a" / path.name).exists() else f"*{path.stem.rpartition('-')[2]}.md"
        (other,) = (tmp_path / "a").glob(named)
        one, two = (held.read_text(encoding="utf-8").split("\n---\n", 1)[1] for held in (path, other))
        assert _without(one, compared) == _without(two, compared), path.name


def test_an_export_that_is_killed_leaves_every_file_old_or_new(demo: Repository, tmp_path: Path) -> None:
    root = demo.workspace.root
    export(demo, tmp_path, TODAY)
    old = {path.name: path.read_bytes() for path in tmp_path.glob("*.md")}
    for theme in list(demo.all(Theme)):
        demo.edit(theme, message="Said otherwise")
    code = (
        "import os, sys, threading, time\n"
        "from shadowlog.store.log import durable_io\n"
        "whole = durable_io.replace_file\n"
        "left = [4]\n"
        "def replace(path, chunks):\n"
        "    left[0] -= 1\n"
        "    if left[0] == 0:\n"
        "        durable_io.write_all = lambda fd, data: (os.write(fd, data[:100]), os.kill(os.getpid(), 9))\n"
        "    whole(path, chunks)\n"
        "durable_io.replace_file = replace\n"
        "from shadowlog.__main__ import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", code, "--workspace", str(root), "export", "--out", str(tmp_path)]
    assert subprocess.run(command, capture_output=True, timeout=60).returncode == -9
    for path in some(tmp_path.glob("*.md")):
        text = path.read_bytes()
        assert text == old[path.name] or verify(demo, path).holds
    assert export(demo, tmp_path, TODAY).written
    assert all(verify(demo, path).holds for path in some(tmp_path.glob("*.md")))


def test_from_a_record_one_finds_the_briefs_it_stands_in(shell_demo: Any, demo: Repository) -> None:
    shell_demo("export")
    insight = next(demo.all(Insight))
    shown = shell_demo("show", insight.id).stdout
    named = [line.removeprefix("in the brief: ") for line in shown.splitlines() if line.startswith("in the brief: ")]
    assert any("/theme-" in path for path in named)
    assert all(f"`{tail(insight.id)}`" in Path(path).read_text(encoding="utf-8") for path in some(named))


def test_briefs_for_the_team_lie_apart(shell_demo: Any, demo: Repository) -> None:
    folder = demo.workspace.exports
    shell_demo("export", "--audience", "internal")
    assert not list(folder.glob("*.md"))
    texts = [path.read_text(encoding="utf-8") for path in (folder / "internal").glob("*.md")]
    assert len(texts) == len(list(every_brief(demo, TODAY, Audience.INTERNAL)))
    assert all("Team edition" in text for text in some(texts))


@pytest.fixture
def shell_demo(demo: Repository) -> Any:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "shadowlog", "--workspace", str(demo.workspace.root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, encoding="utf-8", check=True)

    return run
