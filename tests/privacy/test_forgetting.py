"""Who asks to be forgotten leaves no trace in any byte of the workspace, and what was counted stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path

import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, folder_of
from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Account, Encounter, Insight, Objection, Person, Record, Theme
from shadowlog.domain.values import Basis, Permission, Stance
from shadowlog.privacy.erasure.erasure import FORGOTTEN, Erasure
from shadowlog.privacy.withholding import Audience
from shadowlog.store.events.undo import undo
from shadowlog.store.maintenance.check import check
from shadowlog.store.maintenance.snapshots import take_snapshot
from shadowlog.store.repository import Repository
from shadowlog.store.search.segment_writer import build
from shadowlog.store.suggest.learning import learn as write_suggester
from shadowlog.store.workspace.drafts import Drafts
from tests.some import some

TODAY = datetime.now(timezone.utc).date()
NAME = "Jörgen Quistgaard"
OLD = "Jorgen Quist-Ebbinghaus"
TRACES = ("quistgaard", "quist", "ebbinghaus", "jorgen", "jörgen", "j\\u00f6rgen", "quistgard")


def traces(folder: Path) -> list[str]:
    """Where any form of the name stands in any file, in its bytes or its name."""
    found = []
    for path in folder.rglob("*"):
        held = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        for text in (held.casefold(), path.name.casefold()):
            plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
            found += [f"{path}: {trace}" for trace in TRACES if trace in text or trace in plain]
    return found


def entangle(repository: Repository, forms: Sequence[BriefFormat] = ()) -> Person:
    """Somebody who is named everywhere a name can be in the demo, and left everything that remembers."""
    person = repository.add(Person(name=OLD))
    person = repository.edit(person, name=NAME)
    account = next(repository.all(Account))
    theme = repository.add(Theme(name=f"As {NAME} says", message="JÖRGEN said so", keywords=("Quistgaard",)))
    said = repository.add(
        Insight(text=f"ask jorgen quistgard\nor {OLD}", basis=Basis.BUYER_VERBATIM, permission=Permission.ATTRIBUTED,
                signals={theme.id: Stance.RESONATED})
    )  # fmt: skip
    gone = repository.add(
        Encounter(rep=person.id, account=account.id, notes=f"**{NAME}** was there", moved_by="Quistgaard")
    )
    repository.add(Encounter(rep=person.id, account=account.id, next_step="call Jörgen"))
    objection = repository.add(Objection(title=f"{NAME} will not sign", author=person.id))
    repository.edit(objection, title="They will not sign")
    repository.delete(gone)
    undo(repository.event_store)
    repository.edit(said, text="said otherwise by Quistgaard")
    build(repository.event_store)
    write_suggester(repository.event_store)
    take_snapshot(repository.event_store)
    drafts = Drafts(repository.event_store.folder)
    drafts.keep("capture", {"typed": {"text": f"!too dear ^{NAME}"}})
    drafts.close()
    damaged = Path(repository.event_store.folder) / "damaged"
    damaged.mkdir()
    (damaged / "x.bin").write_bytes(f'"name": "{NAME}" \x00'.encode() + b"\xff")
    (damaged / "other.bin").write_bytes(b"of somebody else")
    for audience in Audience:
        folder = folder_of(repository.workspace, audience)
        export(repository, folder, TODAY, audience, forms)
    return person


@pytest.mark.usefixtures("filled")
def test_nothing_of_a_forgotten_person_is_left_in_any_byte_and_counts_stay(repository: Repository) -> None:
    person = entangle(repository, [BriefFormat.HTML, BriefFormat.JSON])
    root = repository.workspace.root
    assert len({line.partition(": ")[0] for line in traces(root)}) > 8
    counts = repository.counts()
    erasure = Erasure(repository, person)
    preview = erasure.preview()
    assert preview.names == [OLD, NAME]
    assert preview.texts["theme"] == 3
    assert all(FORGOTTEN in text for text in some(preview.examples))
    assert any("internal" in path.parts for path in preview.exports)
    assert erasure.forget() == preview.exports
    for audience in Audience:
        export(
            repository, folder_of(repository.workspace, audience), TODAY, audience, [BriefFormat.HTML, BriefFormat.JSON]
        )
    build(repository.event_store)
    write_suggester(repository.event_store)
    assert traces(root) == []
    assert repository.counts() == counts
    assert repository.need(Person, person.id).name == FORGOTTEN
    assert len(repository.referring(Encounter, person.id, "rep")) == 2
    assert (Path(repository.event_store.folder) / "damaged" / "other.bin").exists()
    assert not check(repository.event_store).findings
    undo(repository.event_store)
    assert traces(root) == []


def test_an_account_is_forgotten_with_its_aliases_and_ordinary_words_stay(repository: Repository) -> None:
    account = repository.add(Account(name="Acme Hospital", aliases=("ACME-H",)))
    insight = repository.add(Insight(text="Acme said the hospital at acme hosptal is dear, acme-h too"))
    erasure = Erasure(repository, account)
    # A word of a company's name is seldom its own: somebody has to say so.
    assert list(erasure.preview().asked) == ["acme"]
    erasure.decide({"Acme": True})
    erasure.forget()
    assert repository.need(Insight, insight.id).text == (
        f"{FORGOTTEN} said the hospital at {FORGOTTEN} is dear, {FORGOTTEN} too"
    )
    held = repository.need(Account, account.id)
    assert (held.name, set(held.aliases)) == (FORGOTTEN, {FORGOTTEN})


@pytest.mark.parametrize("which", ["theme", "me"])
def test_who_cannot_be_forgotten_is_told_so(repository: Repository, which: str) -> None:
    record: Record = repository.add(Theme(name="x"))
    if which == "me":
        record = repository.add(Person(name="Maud"))
        assert isinstance(record, Person)
        repository.set_author(record)
    with pytest.raises(RuleBroken):
        Erasure(repository, record)


@pytest.fixture
def shell(repository: Repository) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
        program = ["-c", f"{code}\nfrom shadowlog.__main__ import main\nmain()"] if code else ["-m", "shadowlog"]
        command = [sys.executable, *program, "--workspace", str(repository.workspace.root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, encoding="utf-8", check=False)

    return run


@pytest.mark.usefixtures("filled")
def test_it_asks_for_the_whole_name_and_writes_the_briefs_anew(
    repository: Repository, shell: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    entangle(repository)
    dry = shell("forget", "Jörgen", "--dry-run")
    assert dry.returncode == 0
    assert "internal" in dry.stdout
    for confirm in ((), ("--confirm", "Jörgen")):
        refused = shell("forget", NAME, *confirm)
        assert refused.returncode == 2
        assert "Nothing was forgotten" in refused.stderr
    assert traces(repository.workspace.root)
    done = shell("forget", NAME, "--confirm", NAME)
    assert done.returncode == 0, done.stderr
    assert "Briefs written again" in done.stderr
    repository.event_store.refresh()
    assert traces(repository.workspace.root) == []
    assert shell("check").returncode == 0


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("moment", [1, 2, 3, 4])
def test_a_forgetting_that_is_killed_loses_nothing_and_can_be_done_again(
    repository: Repository, shell: Callable[..., subprocess.CompletedProcess[str]], moment: int
) -> None:
    entangle(repository)
    counts = repository.counts()
    code = (
        "import os\nfrom shadowlog.store.log import durable_io\n"
        f"left = [{moment}]\n"
        "def dying(whole):\n"
        "    def call(*arguments):\n"
        "        left[0] -= 1\n"
        "        if not left[0]: os.kill(os.getpid(), 9)\n"
        "        return whole(*arguments)\n"
        "    return call\n"
        # Removing exported files comes first, one by one: what comes after is what matters.
        "for name in 'replace_file', 'put_in_place': setattr(durable_io, name, dying(getattr(durable_io, name)))\n"
    )
    killed = shell("forget", NAME, "--confirm", NAME, code=code)
    assert killed.returncode == -signal.SIGKILL
    again = shell("forget", NAME, "--confirm", NAME)
    assert again.returncode in (0, 3), again.stderr
    with Repository(repository.workspace) as held:
        assert held.counts() == counts
        assert not check(held.event_store).findings
    for name in ("shadowlog.log.rewritten",):
        left = Path(repository.event_store.folder) / name
        assert not left.exists() or not traces(left.parent)
    assert [line for line in traces(repository.workspace.root) if ".edited-" not in line] == []
    assert os.path.exists(repository.event_store.path)
