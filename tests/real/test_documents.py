"""Booth reports and a handbook that were written for other purposes, entered as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import handbook
from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Encounter, Mention, Objection, Theme
from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.values import ThemeLevel
from shadowlog.services.objections import record_objection
from shadowlog.store.repository import Repository
from tests.cli.conftest import Shell, shell

__all__ = ["shell"]


def test_booth_reports_are_kept_whole_as_trade_show_encounters(
    shell: Shell, repository: Repository, data: Path
) -> None:
    reports = sorted((data / "events_kairos").glob("*.md"))
    assert len(reports) == 4
    for report in reports:
        text = report.read_bytes()
        done = shell(
            "add", "encounter", "--kind", "trade_show", "--event", report.stem, "--at", report.name[:10],
            "--notes", "-", "--json", stdin=text,
        )  # fmt: skip
        held = repository.need(Encounter, done.json["id"])
        assert held.notes.encode() == text
        assert held.kind == "trade_show"
        assert held.started_at is not None
        assert held.started_at.astimezone(local_zone()).date().isoformat() == report.name[:10]
        assert report.stem in shell("list", "encounters").out


def test_the_handbooks_objections_are_heard_and_repeats_to_the_letter_are_heard_again(
    repository: Repository, data: Path
) -> None:
    objections = [title for title, _ in handbook.objections(data)]
    assert len(objections) == 17
    for text in objections:
        record_objection(repository, text, {}, {"verbatim": text})
    assert repository.count(Mention) == 17
    # Of the four repeats two are reworded, which only a person can tell by now.
    assert repository.count(Objection) == 15
    assert {mention.verbatim for mention in repository.all(Mention)} == set(objections)


def test_the_message_houses_stand_with_three_pillars_and_no_more(repository: Repository, data: Path) -> None:
    folder = data / "handbook_gitlab"
    three = handbook.key_values(folder / "marketing__strategic-marketing__usecase-gtm__cd__message-house__index.md")
    four = handbook.key_values(folder / "marketing__sales-plays-cicd__message-house-premium-to-ultimate__index.md")
    assert (len(three), len(four)) == (3, 4)
    for name, values in (("Continuous delivery", three), ("Premium to Ultimate", four)):
        roof = repository.add(Theme(name=name, level=ThemeLevel.UMBRELLA))
        for value in values[:3]:
            repository.add(Theme(name=value, level=ThemeLevel.PILLAR, parent=roof.id))
        for value in values[3:]:
            with pytest.raises(RuleBroken, match="3 pillars already"):
                repository.add(Theme(name=value, level=ThemeLevel.PILLAR, parent=roof.id))
            pillar = repository.referring(Theme, roof.id, "parent")[0]
            repository.add(Theme(name=value, level=ThemeLevel.SUPPORTING, parent=pillar.id))
    assert repository.count(Theme) == 9
