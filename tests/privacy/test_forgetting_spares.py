"""Forgetting somebody leaves everything else byte for byte: coded values, others" names, ordinary words, keys."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tinydb.table import Document

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, folder_of
from shadowlog.domain.records import (
    Account,
    Asset,
    Encounter,
    Event,
    Insight,
    KeptFilter,
    Objection,
    Person,
    Persona,
    Theme,
    UnknownName,
)  # fmt: skip
from shadowlog.domain.values import (
    AssetType,
    BuyingRole,
    EncounterKind,
    InsightKind,
    ObjectionCategory,
    Stage,
    Stance,
)  # fmt: skip
from shadowlog.privacy.erasure.erasure import FORGOTTEN, Erasure, Undecided
from shadowlog.privacy.withholding import Audience
from shadowlog.store.log.lines import encoded
from shadowlog.store.log.operations import Json
from shadowlog.store.maintenance.snapshots import take_snapshot
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import Drafts
from shadowlog.store.workspace.settings import settings_path
from tests.elsewhere import arrived

CODED = [
    "Champion",
    "Pain",
    "Video",
    "Neutral",
    "Demo",
    "Need",
    "Coach",
    "User",
    "Blocker",
    "Authority",
    "Trigger",
    "Procurement",
]
SHARED = [
    "Whitlock",
    "Haverkamp",
    "Okonkwo",
    "Lindqvist",
    "Moreau",
    "Takahashi",
    "Novak",
    "Esposito",
    "Kowalski",
    "Ferreira",
    "Iversen",
    "Castellano",
]


def history(repository: Repository) -> dict[str, bytes]:
    """Every operation by its id, as it stands in the log."""
    repository.event_store.refresh()
    repository.event_store.flush()
    return {held["op"]: encoded(held) for held in repository.event_store.latest_operations()}


def world(repository: Repository) -> None:
    """One record of every coded value, and what only looks like one."""
    for role in BuyingRole:
        arrived(repository, Persona(name="RecordReader", buying_role=role))
    theme = repository.add(Theme(name="Costs less", keywords=("cheap",)))
    for kind in InsightKind:
        repository.add(Insight(text="it is slow", kind=kind, signals={theme.id: Stance.NEUTRAL}))
    for category in ObjectionCategory:
        arrived(repository, Objection(title="We wait", category=category))
    for made in EncounterKind:
        repository.add(Encounter(kind=made, stage_before=Stage.MQL, notes="slow"))
    for asset in AssetType:
        arrived(repository, Asset(name="A sheet", type=asset))
    repository.add(KeptFilter(name="open", query="kind:pain stance:neutral,rejected type:video theme:costs"))
    repository.add(UnknownName(name="Xy", names="personas", where="insights", record="user", field="persona"))
    table: Any = repository.db.table("widgets")
    table.insert(Document({"champion": "champion", "need": ["pain", {"video": 1}], "user": "demo"}, "user"))
    insight = repository.add(Insight(text="x", kind=InsightKind.PAIN, signals={theme.id: Stance.NEUTRAL}))
    repository.edit(insight, signals={theme.id: Stance.REJECTED}, kind=InsightKind.TRIGGER)
    repository.edit(insight, signals={})
    take_snapshot(repository.event_store)
    drafts = Drafts(repository.event_store.folder)
    drafts.keep("add personas", {"typed": {"buying_role": "champion", "kind": "Pain", "type": "video"}, "context": {}})
    drafts.close()


def files(repository: Repository) -> dict[Path, bytes]:
    """What a forgetting may have rewritten beside the log."""
    found = {
        path: path.read_bytes()
        for part in ("backups", "drafts")
        for path in (repository.workspace.data / part).iterdir()
    }
    assert found
    return found


@pytest.mark.parametrize("surname", CODED)
def test_a_surname_that_is_a_coded_value_changes_no_value(repository: Repository, surname: str) -> None:
    world(repository)
    beside, before = files(repository), history(repository)
    person = repository.add(Person(name=f"Jim {surname}"))
    said = repository.add(Insight(text=f"Jim {surname} said so"))
    Erasure(repository, person).forget()
    after = history(repository)
    assert {key: after[key] for key in before} == before
    assert files(repository) == beside
    assert repository.need(Insight, said.id).text == f"{FORGOTTEN} said so"
    assert repository.need(Person, person.id).name == FORGOTTEN


@pytest.mark.parametrize("surname", SHARED)
def test_others_who_share_a_word_keep_their_names(repository: Repository, surname: str) -> None:
    person = repository.add(Person(name=f"Dana {surname}"))
    kept = [
        repository.add(Person(name=f"Sam {surname}", aliases=(f"S. {surname}",))),
        repository.add(Account(name=f"{surname} GmbH", aliases=(surname,))),
        repository.add(Persona(name=f"{surname} buyer", aliases=("Dana",))),
        repository.add(Theme(name=f"{surname} first")),
        repository.add(Asset(name=f"The {surname} case")),
        repository.add(Event(name=f"{surname} day")),
        repository.add(Encounter(event=f"{surname} day")),
        repository.add(Insight(text=f"Sam {surname} of {surname} GmbH signed")),
    ]
    before = history(repository)
    said = repository.add(Insight(text=f"dana {surname} and Sam {surname} came"))
    erasure = Erasure(repository, person)
    preview = erasure.preview()
    assert f"{surname} first" in preview.kept
    assert not preview.asked
    erasure.forget()
    after = history(repository)
    own = {key for key, line in before.items() if f'"record":"{person.id}"'.encode() in line}
    assert {key: after[key] for key in before if key not in own} == {k: v for k, v in before.items() if k not in own}
    assert repository.some([(held.table, held.id) for held in kept]) == kept
    assert repository.need(Insight, said.id).text == f"{FORGOTTEN} and Sam {surname} came"


def test_a_word_that_means_something_else_is_asked_about_place_by_place(repository: Repository) -> None:
    account = repository.add(Account(name="Target"))
    ours = repository.add(Insight(text="our target price is too high"))
    theirs = repository.add(Insight(text="Target said no"))
    erasure = Erasure(repository, account)
    with pytest.raises(Undecided) as told:
        erasure.forget()
    assert "target" in str(told.value)
    assert "--word 'target=keep'" in str(told.value)
    assert repository.need(Account, account.id).name == "Target"
    (places,) = erasure.preview().asked.values()
    for place in places:
        erasure.change.contexts[place] = place.there == "Target"
    erasure.forget()
    assert repository.need(Insight, ours.id) == ours
    assert repository.need(Insight, theirs.id).text == f"{FORGOTTEN} said no"


def test_a_namesake_keeps_the_name_and_is_asked_about(repository: Repository) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    other = arrived(repository, Person(name="Dana Whitlock"))
    repository.add(Insight(text="Dana Whitlock called"))
    erasure = Erasure(repository, person)
    assert list(erasure.preview().asked) == ["danawhitlock"]
    erasure.decide({"danawhitlock": False})
    erasure.forget()
    assert repository.need(Person, other.id).name == "Dana Whitlock"
    assert repository.need(Person, person.id).name == FORGOTTEN


def test_small_words_within_a_name_are_no_name(repository: Repository) -> None:
    person = repository.add(Person(name="Ludwig von der Heide"))
    held = repository.add(Insight(text="der Preis von der Anlage, and the heidelberg plant, and lud"))
    Erasure(repository, person).forget()
    assert repository.need(Insight, held.id) == held


def test_a_kind_that_this_version_does_not_know_is_read_as_free_text(repository: Repository) -> None:
    person = repository.add(Person(name="Jim Champion"))
    table: Any = repository.db.table("widgets")
    document: Json = {
        "note": "Jim Champion was there",
        "role": "champion",
        "Jim Champion": 1,
        "at": {"jim champion": 2},
    }
    table.insert(Document(document, "jim-champion"))
    Erasure(repository, person).forget()
    held = table.get(doc_id="jim-champion")
    assert dict(held) == {"note": f"{FORGOTTEN} was there", "role": "champion", FORGOTTEN: 1, "at": {FORGOTTEN: 2}}


def test_files_that_shadowlog_did_not_write_stay_and_are_told_of(repository: Repository, tmp_path: Path) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    workspace = repository.workspace
    (tmp_path / "elsewhere.txt").write_text("Dana Whitlock")
    foreign = {
        workspace.exports / "contract.pdf": b"%PDF-1.4 (Dana Whitlock) \xff",
        workspace.root / "notes.txt": "Dana Whitlock".encode("utf-16"),
        workspace.root / "server.log": b'0badcafe {"who":"Dana Whitlock"}\n',
        workspace.data / "contacts.json": json.dumps({"who": "Dana Whitlock"}).encode(),
        workspace.templates / "brief.md.j2": b"# For Dana Whitlock",
        workspace.exports / "dana-whitlock.png": b"\x89PNG",
    }
    for path, held in foreign.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(held)
    settings_path().write_text("# asked by Dana Whitlock\n")
    (workspace.exports / "other.pdf").write_bytes(b"nobody")
    (workspace.data / "link").symlink_to(tmp_path / "elsewhere.txt")
    erasure = Erasure(repository, person)
    assert erasure.forget() == []
    assert {copy.path for copy in erasure.left} == {*foreign, workspace.data / "link", settings_path()}
    assert {path: path.read_bytes() for path in foreign} == foreign
    assert (tmp_path / "elsewhere.txt").read_text() == "Dana Whitlock"


def test_exports_that_a_sync_program_wrote_anew_are_no_ones_edits(repository: Repository) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    repository.add(Theme(name="Speed", message="Dana Whitlock says so"))
    folder = folder_of(repository.workspace, Audience.INTERNAL)
    export(repository, folder, date(2026, 5, 28), Audience.INTERNAL, [BriefFormat.HTML, BriefFormat.JSON])
    briefs = sorted(folder.glob("theme-*"))
    for path in briefs:
        os.utime(path, (1, 1))
    copy = folder / "theme-speed (conflicted copy).md"
    copy.write_bytes(next(path for path in briefs if path.suffix == ".md").read_bytes())
    erasure = Erasure(repository, repository.need(Person, person.id))
    assert {*briefs, copy} <= set(erasure.forget())
    assert len(briefs) == 3
    assert not erasure.left


def test_exports_that_somebody_changed_stay_and_others_are_removed(repository: Repository) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    for number in range(3):
        repository.add(Theme(name=f"Theme {number}", message="As Dana Whitlock says" if number else "Cheap"))
    folder = folder_of(repository.workspace, Audience.INTERNAL)
    export(repository, folder, date(2026, 1, 2), Audience.INTERNAL, [BriefFormat.HTML, BriefFormat.JSON])
    spared, edited, removed = (next(folder.glob(f"theme-theme-{number}-*.md")) for number in range(3))
    edited.write_text(edited.read_text(encoding="utf-8") + "\nAnd more.\n", encoding="utf-8")
    page = edited.with_suffix(".html")
    page.write_text(page.read_text(encoding="utf-8") + "<!-- mine -->", encoding="utf-8")
    kept = {path: path.read_bytes() for path in (spared, spared.with_suffix(".html"), edited, page)}
    erasure = Erasure(repository, person)
    gone = erasure.forget()
    assert {removed, removed.with_suffix(".html"), removed.with_suffix(".json")} <= set(gone)
    assert {copy.path for copy in erasure.left} == {edited, page}
    assert {path: path.read_bytes() for path in kept} == kept


def test_what_speaks_of_them_in_a_title_or_an_event_nobody_planned_is_cleaned(repository: Repository) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    objection = repository.add(Objection(title="Whitlock will not sign", aliases=("They need Whitlock",)))
    encounter = repository.add(Encounter(event="Whitlock dinner"))
    asset = repository.add(Asset(name="Sheet for Dana Whitlock"))
    Erasure(repository, person).forget()
    held = repository.need(Objection, objection.id)
    assert (held.title, held.aliases) == (f"{FORGOTTEN} will not sign", (f"They need {FORGOTTEN}",))
    assert repository.need(Encounter, encounter.id).event == f"{FORGOTTEN} dinner"
    assert repository.need(Asset, asset.id).name == f"Sheet for {FORGOTTEN}"


def test_names_that_others_had_stay_in_their_history(repository: Repository) -> None:
    person = repository.add(Person(name="Dana Whitlock"))
    renamed = repository.add(Person(name="Sam Whitlock"))
    repository.edit(renamed, name="Sam Meyer", aliases=())
    repository.delete(repository.add(Theme(name="Whitlock first")))
    before = history(repository)
    Erasure(repository, person).forget()
    after = history(repository)
    assert len(before) == len(after)
    assert [key for key in before if before[key] != after[key]] == [
        key for key, line in before.items() if b"Dana Whitlock" in line
    ]
