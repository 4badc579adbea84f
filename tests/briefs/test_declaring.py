"""A kind of brief that is declared is met wherever briefs are: in the list, an export, a preview, a verification."""

from __future__ import annotations

from collections.abc import Iterable, Set
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import write_brief
from shadowlog.briefs.export.verify import verify
from shadowlog.briefs.kinds.backlog import BacklogBrief
from shadowlog.briefs.kinds.kind import BriefKind, WholeLogKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.kinds.registry import BRIEF_KINDS, by_name
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import Account, Asset, Encounter, Record, record
from shadowlog.domain.schema.fields import line
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.tui.lists.subjects import Subjects
from tests.briefs.conftest import NOON, TODAY


@record(table="weekly", singular="weekly", plural="weekly", title="name", stored=False)
class Week(Record):
    """The last seven days."""

    name: str = line("what it is called")


class WeeklyBrief(WholeLogKind[Week]):
    """What was heard in a week, for the team."""

    name = "weekly"
    about = Week
    heading = "The week"
    spoken = "the week"
    audiences = (Audience.INTERNAL,)
    subject = Week(id="last", name="The week")

    def compose(self, builder: BriefBuilder, subject: Week) -> Iterable[str]:
        encounters = builder.reader.every(Encounter)
        recent = [each for each in encounters if builder.reader.day(each) > builder.as_of - timedelta(days=7)]
        builder.section("Encounters")
        builder.paragraph(f"Encounters: {len(recent)}.", *recent)
        return []


class AssetBrief(BriefKind[Asset]):
    """Where an asset lies."""

    name = "asset"
    about = Asset
    heading = "Asset brief"
    spoken = "an asset"

    def depends(self, changes: LogChanges) -> Set[str]:
        return changes.ids_of(Asset)

    def compose(self, builder: BriefBuilder, subject: Asset) -> Iterable[str]:
        builder.section("Where it lies")
        builder.paragraph(builder.words(subject, "location") or "Nobody said.", subject)
        return []


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (WeeklyBrief(), AssetBrief()):
        monkeypatch.setitem(BRIEF_KINDS, kind.name, kind)


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.md")}


@pytest.mark.usefixtures("declared")
def test_a_declared_kind_is_exported_kept_up_to_date_and_verified(repository: Repository, tmp_path: Path) -> None:
    asset = repository.add(Asset(name="A page for nurses", location="the shared folder"))
    repository.add(Encounter(started_at=NOON))
    export(repository, tmp_path, TODAY, Audience.INTERNAL)
    (page,) = tmp_path.glob("asset-a-page-for-nurses-*.md")
    assert "the shared folder" in page.read_text(encoding="utf-8")
    week = tmp_path / "weekly-the-week-last.md"
    assert "Encounters: 1." in week.read_text(encoding="utf-8")
    assert verify(repository, page).holds
    assert verify(repository, week).holds
    repository.edit(asset, location="the intranet")
    assert not verify(repository, page).holds
    assert page in [each.path for each in export(repository, tmp_path, TODAY, Audience.INTERNAL).written]
    assert "the intranet" in page.read_text(encoding="utf-8")
    repository.delete(asset)
    export(repository, tmp_path, TODAY, Audience.INTERNAL)
    assert not page.exists()
    assert week.exists()


@pytest.mark.usefixtures("declared")
def test_a_kind_for_the_team_never_reaches_outside_readers(repository: Repository, tmp_path: Path) -> None:
    repository.add(Asset(name="A page for nurses"))
    export(repository, tmp_path, TODAY)
    assert {name.partition("-")[0] for name in _files(tmp_path)} == {"asset", "backlog"}
    with pytest.raises(NotFound, match="no weekly brief for the external audience"):
        write_brief(repository, WeeklyBrief.subject, TODAY)
    assert "Encounters: 0." in write_brief(repository, WeeklyBrief.subject, TODAY, Audience.INTERNAL).text


@pytest.mark.usefixtures("declared")
def test_the_list_begins_with_the_whole_log_and_has_the_records_of_a_declared_kind(repository: Repository) -> None:
    assets = [repository.add(Asset(name=f"Page {number}")) for number in range(3)]
    with closing(Finder(repository.event_store)) as finder:
        subjects = Subjects(repository, finder, lambda: True)
        assert subjects.count() == 5
        listed = [*subjects.read(0, 2), *subjects.read(2, 2), *subjects.read(4, 2)]
        assert [type(subject) for subject in listed] == [type(BacklogBrief.subject), Week, Asset, Asset, Asset]
        assert [subjects.position(subject) for subject in listed] == [0, 1, 2, 3, 4]
        assert {subject.id for subject in listed[2:]} == {asset.id for asset in assets}
        assert subjects.position(Account(id="no-subject", name="x")) is None


@pytest.mark.parametrize(
    ("attributes", "complaint"),
    [
        ({"name": "back-log"}, "letters a to z"),
        ({"name": "backlog"}, "the same name or the same type"),
        ({"about": type(BacklogBrief.subject)}, "the same name or the same type"),
    ],
)
def test_kinds_that_cannot_be_told_apart_are_refused(attributes: dict[str, Any], complaint: str) -> None:
    kind = type("Other", (WeeklyBrief,), attributes)()
    with pytest.raises(ValueError, match=complaint):
        by_name(BacklogBrief(), kind)
