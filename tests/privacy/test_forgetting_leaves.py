"""Forgetting somebody leaves no trace: in copies, halves of files, other spellings, joined words, other scripts."""

from __future__ import annotations

import errno
import json
import shutil
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, folder_of
from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Account, Insight, Person, Theme
from shadowlog.domain.text.fold import fold
from shadowlog.privacy.erasure.erasure import FORGOTTEN, Erasure
from shadowlog.privacy.withholding import Audience
from shadowlog.services.merge import merge
from shadowlog.store.events.undo import undo
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import SaveFailed
from shadowlog.store.maintenance.check import check
from shadowlog.store.maintenance.copies import Fate, files_of
from shadowlog.store.maintenance.readings import readings
from shadowlog.store.maintenance.snapshots import take_snapshot
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import Drafts

NAMES = {
    "Latin": "Zoë Brömmelhaus",
    "Cyrillic": "Аркадий Звонарёв",
    "Greek": "Αλέξανδρος Παπαδόπουλος",
    "Arabic": "عبدالرحمن الشمري",
    "Hebrew": "אברהם רוזנצווייג",
    "Devanagari": "राजेंद्र श्रीवास्तव",
    "Thai": "สมชายวงศ์ศรี",
    "Chinese": "欧阳慧敏",
    "Japanese": "佐々木健太郎",
    "Korean": "김민수",
    "Armenian": "Հովհաննես Թումանյան",
    "Georgian": "გიორგი მაისურაძე",
}


def traces(repository: Repository, *names: str) -> list[str]:
    """Where a word of a name stands, in any reading of any file, or in the file's name."""
    words = {fold(word) for name in names for word in [*name.split(), "".join(name.split())]}
    assert words
    found = []
    for path in files_of(repository.workspace):
        for text in (*readings(path.read_bytes()), path.name):
            folded = fold(text)
            found += [f"{path}: {word}" for word in words if word in folded]
    return found


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_and_spelling_goes(repository: Repository, script: str) -> None:
    name = NAMES[script]
    person = repository.add(Person(name=name))
    first, last = name.split()[0], name.split()[-1]
    joined = "".join(name.split())
    texts = [
        f"{name} said so",
        unicodedata.normalize("NFD", f"and {last}, then {first}"),
        f"see https://x.example/{quote(name)}?q={joined}2024 and {last}2024, {first}_notes.txt",
        f"#{joined} @{joined} {'_'.join(name.split())} {'-'.join(name.split())}",
        f"{last}, {first} and\n**{first}**\n{last}",
    ]
    kept = [repository.add(Insight(text=text)) for text in texts]
    repository.add(Theme(name=f"What {name} wants", keywords=(last,)))
    take_snapshot(repository.event_store)
    assert traces(repository, name)
    Erasure(repository, person).forget()
    assert traces(repository, name) == []
    assert [FORGOTTEN in repository.need(Insight, held.id).text for held in kept] == [True] * len(kept)
    undo(repository.event_store)
    assert traces(repository, name) == []


def test_every_copy_of_ours_is_cleaned_or_removed(repository: Repository) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    repository.add(Insight(text="Whitlock2024 said: “slow”"))
    other = repository.add(Insight(text="somebody said: dear"))
    snapshot = take_snapshot(repository.event_store)
    data, log = repository.workspace.data, repository.workspace.log
    copies = [
        "shadowlog (conflicted copy).log", "shadowlog.log~", "shadowlog.log.bak", "shadowlog 2.log",
        "shadowlog.sync-conflict-20260102-030405-ABCDEFG.log",
    ]  # fmt: skip
    for name in copies:
        shutil.copy(log, data / name)
    (data / copies[3]).write_bytes(log.read_bytes().replace(b"\n", b"\r\n"))
    half = log.read_bytes()[:-40]
    gone = [data / "shadowlog.log.1.tmp", data / "backups" / "shadowlog-x.json.1.tmp", data / "backups" / "half.json"]
    gone[0].write_bytes(half)
    for path in gone[1:]:
        path.write_bytes(snapshot.read_bytes()[:-30])
    (data / "drafts").mkdir()
    (data / "drafts" / "half.json").write_text('{"capture": {"content": {"typed": {"text": "Dana Whit')
    (data / "drafts" / "half2.json").write_text('{"capture": {"content": {"typed": {"text": "Dana Whitlock')
    (data / "shadowlog 2.search").write_bytes(b"whitlock")
    stversions = repository.workspace.root / ".stversions" / "data"
    stversions.mkdir(parents=True)
    (stversions / "shadowlog~20260101.log").write_bytes(half)
    take_snapshot(repository.event_store)
    shutil.copy(snapshot, data / "backups" / "shadowlog (copy).json")
    erasure = Erasure(repository, person)
    fates = {copy.path: copy.fate for copy in erasure.preview().copies}
    assert {fates[path] for path in gone} == {Fate.REMOVED}
    assert {fates[data / name] for name in copies} == {Fate.CLEANED}
    erasure.forget()
    assert not erasure.left
    assert traces(repository, "Whitlock") == []
    assert not [path for path in gone if path.exists()]
    for name in copies:
        assert (data / name).read_bytes().count(b"somebody said: dear") == 1
    line = next(line for line in (data / copies[0]).read_bytes().splitlines() if other.id.encode() in line)
    assert line in (data / copies[3]).read_bytes()
    assert json.loads((data / "backups" / "shadowlog (copy).json").read_bytes())["insights"][other.id]


def test_a_draft_is_cleaned_and_an_open_window_has_to_be_closed(repository: Repository) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    left = Drafts(repository.event_store.folder)
    left.keep("add insights", {"typed": {"text": "Whitlock says", "kind": "pain"}, "context": {"Dana Whitlock": "x"}})
    left.close()
    open_one = Drafts(repository.event_store.folder)
    open_one.begin()
    with pytest.raises(RuleBroken, match="another window"):
        Erasure(repository, person).forget()
    assert traces(repository, "Whitlock")
    open_one.close()
    Erasure(repository, person).forget()
    assert traces(repository, "Whitlock") == []
    (draft,) = Drafts(repository.event_store.folder).of_ended_programs()
    assert draft.content["typed"] == {"text": f"{FORGOTTEN} says", "kind": "pain"}


def test_who_was_merged_into_them_is_forgotten_with_them(repository: Repository) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    merge(repository, repository.add(Person(name="Lou Wycherley")), person)
    Erasure(repository, repository.need(Person, person.id)).forget()
    assert traces(repository, "Dana Whitlock", "Lou Wycherley") == []


def test_what_was_decided_on_goes_everywhere(repository: Repository) -> None:
    account = repository.add(Account(name="Mercy Hospital"))
    repository.add(Insight(text="Mercy said no; mercy hospital is slow"))
    take_snapshot(repository.event_store)
    erasure = Erasure(repository, account)
    erasure.decide({"mercy": True, "Mercy Hospital": True})
    erasure.forget()
    assert traces(repository, "Mercy") == []


def small(repository: Repository) -> Person:
    """Somebody who is named in the log, a snapshot, a draft, a copy, and an exported file."""
    person = repository.add(Person(name="Dana Whitlock"))
    for number in range(3):
        repository.add(Insight(text=f"Whitlock said {number}"))
    repository.add(Theme(name="Costs less", message="as Dana Whitlock says"))
    take_snapshot(repository.event_store)
    drafts = Drafts(repository.event_store.folder)
    drafts.keep("capture", {"typed": {"text": "Whitlock wants"}, "context": {}})
    drafts.close()
    shutil.copy(repository.workspace.log, repository.workspace.data / "shadowlog.log~")
    folder = folder_of(repository.workspace, Audience.INTERNAL)
    export(repository, folder, date(2026, 1, 2), Audience.INTERNAL, [BriefFormat.HTML])
    return person


def test_whatever_call_fails_it_can_be_done_again_and_ends_the_same(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = small(repository)
    counts, said = repository.counts(), sorted(held.text for held in repository.all(Insight))
    left, failed = 0, 0

    def failing(whole: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: Any) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(errno.EIO, "no more")
            whole(*arguments)

        return call

    for name in ("replace_file", "remove", "put_in_place"):
        monkeypatch.setattr(durable_io, name, failing(getattr(durable_io, name)))
    for moment in range(1, 60):
        left = moment
        try:
            Erasure(repository, person).forget()
            break
        except SaveFailed:
            failed += 1
            # Nothing is half: the log is as it was, or as it shall be.
            assert repository.counts() == counts
            assert sorted(held.text for held in repository.all(Insight)) == said
    left = 0
    assert failed >= 3
    assert traces(repository, "Whitlock") == []
    assert repository.counts() == counts
    assert sorted(held.text for held in repository.all(Insight)) == [
        f"{FORGOTTEN} said {number}" for number in range(3)
    ]
    assert not check(repository.event_store).findings
