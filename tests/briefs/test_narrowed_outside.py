"""Briefs with a filter that leave the team: no name stays in them, and no words that were withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from shadowlog.briefs.export.incremental import ExportReport, export
from shadowlog.briefs.export.one import BriefFormat
from shadowlog.domain.records import Account, Encounter, Insight, Person, Persona, Theme
from shadowlog.domain.values import Basis, EncounterKind, InsightKind, Permission, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.services.permissions import answer
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, TODAY

_WORDS = "do you cover repairs"
_FORMS = (BriefFormat.HTML, BriefFormat.JSON)
NAMED = 'account:"Mercy Hospital"'


@pytest.fixture
def question(repository: Repository) -> Insight:
    """A question of Mercy Hospital that may be quoted."""
    repository.set_author(repository.add(Person(name="Dana Whitlock")))
    persona = repository.add(Persona(name="Nursing"))
    theme = repository.add(Theme(name="Total cost", message="Cheaper"))
    mercy = repository.add(Account(name="Mercy Hospital"))
    call = repository.add(Encounter(account=mercy.id, personas=(persona.id,), started_at=NOON))
    return repository.add(
        Insight(
            text=_WORDS, encounter=call.id, persona=persona.id, kind=InsightKind.QUESTION,
            basis=Basis.BUYER_PARAPHRASE, signals={theme.id: Stance.RESONATED}, permission=Permission.ATTRIBUTED,
        )
    )  # fmt: skip


def _export(
    repository: Repository, folder: Path, where: str = "", audience: Audience = Audience.EXTERNAL
) -> ExportReport:
    return export(repository, folder, TODAY, audience, _FORMS, where=where)


def _holding(folder: Path, words: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file() and words.encode() in path.read_bytes())


def test_a_brief_whose_filter_names_somebody_is_removed_in_all_forms_and_told(
    repository: Repository, question: Insight, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    _export(repository, folder)
    _export(repository, folder, NAMED)
    narrowed = _holding(folder, "[withheld]")
    assert {Path(name).suffix for name in narrowed} == {".md", ".html", ".json"}
    answer(repository, question, Permission.REVOKED)
    report = _export(repository, folder)
    assert _holding(folder, _WORDS) == []
    assert {path.name for path in report.other_files.removed} >= set(narrowed)
    assert any(narrowed[0] in line for line in report.other_files.messages)


@pytest.mark.parametrize(
    "where", [NAMED, "account:mercy", "mercy", "account:mercy kind:question", "-repairs account:mercy"]
)
def test_a_filter_says_outside_only_what_it_asks_for_and_no_name_nor_word(
    repository: Repository, question: Insight, tmp_path: Path, where: str
) -> None:
    _export(repository, tmp_path, where)
    texts = [path.read_text().lower() for path in tmp_path.iterdir() if path.suffix in (".md", ".html", ".json")]
    assert len(texts) > 3
    assert [text for text in texts if "mercy" in text or "-repairs" in text] == []
    assert any("only what fits this filter counts" in text for text in texts)


def test_a_filter_of_listed_values_and_days_is_kept_and_its_brief_kept_up_to_date(
    repository: Repository, question: Insight, tmp_path: Path
) -> None:
    where = "kind:question since:2020-01-01"
    _export(repository, tmp_path)
    _export(repository, tmp_path, where)
    assert any(where in path.read_text() for path in tmp_path.glob("*.md"))
    answer(repository, question, Permission.REVOKED)
    report = _export(repository, tmp_path)
    assert report.other_files.removed == []
    assert _holding(tmp_path, _WORDS) == []
    assert any(where in path.read_text() for path in tmp_path.glob("*.md"))


def test_the_team_reads_the_filter_as_it_was_typed(repository: Repository, question: Insight, tmp_path: Path) -> None:
    _export(repository, tmp_path, NAMED, Audience.INTERNAL)
    answer(repository, question, Permission.REVOKED)
    report = _export(repository, tmp_path, audience=Audience.INTERNAL)
    assert report.other_files.removed == []
    assert any(NAMED in path.read_text() for path in tmp_path.glob("*.md"))


def test_every_record_whose_words_are_shown_is_among_the_quoted_so_that_edited_copies_are_told(
    repository: Repository, question: Insight, tmp_path: Path
) -> None:
    _export(repository, tmp_path)
    brief = next(path for path in tmp_path.glob("theme-*.md") if _WORDS in path.read_text())
    assert question.id in brief.read_text().split("\n---\n")[0]
    copy = tmp_path / f"{brief.stem}.edited-1.md"
    copy.write_text(brief.read_text() + "a note\n")
    assert _export(repository, tmp_path).other_files.left == []
    answer(repository, question, Permission.REVOKED)
    assert _export(repository, tmp_path).other_files.left == [copy]


def test_an_event_that_only_an_encounter_names_has_no_brief_outside(
    repository: Repository, question: Insight, tmp_path: Path
) -> None:
    repository.add(Encounter(event="Lunch with Bob Carver of mercy", kind=EncounterKind.TRADE_SHOW, started_at=NOON))
    report = _export(repository, tmp_path)
    assert [each.kind for each in report.exported if each.kind == "event"] == []
    assert _holding(tmp_path, "Carver") == []
    team = _export(repository, tmp_path / "internal", audience=Audience.INTERNAL)
    assert [each.kind for each in team.exported if each.kind == "event"] == ["event"]


def test_a_brief_of_the_team_in_the_folder_for_outside_is_removed(
    repository: Repository, question: Insight, tmp_path: Path
) -> None:
    team, outside = tmp_path / "team", tmp_path / "outside"
    _export(repository, team, audience=Audience.INTERNAL)
    _export(repository, outside)
    for path in team.glob("theme-*"):
        (outside / path.name.replace("total", "our-total")).write_bytes(path.read_bytes())
    assert len(_holding(outside, "internal")) >= 2
    report = _export(repository, outside)
    assert _holding(outside, "internal") == []
    assert report.other_files.removed
