"""150 real talks in which one person tried to win another for a cause: the briefs show the known figures."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from shadowlog.analysis.stats.intervals import Share
from shadowlog.briefs.export.one import write_brief
from shadowlog.domain.records import Encounter, Insight, Theme
from shadowlog.domain.values import Basis, Stage, Stance
from shadowlog.services.resolve import resolve
from shadowlog.store.repository import Repository

APPEALS = {
    "credibility-appeal": (133, 67),
    "logical-appeal": (81, 42),
    "emotion-appeal": (77, 43),
    "personal-story": (35, 25),
}
"""Talks that used the appeal, and then gave: counted independently."""

_STANCES = {
    "positive-reaction-to-donation": Stance.RESONATED,
    "agree-donation": Stance.RESONATED,
    "neutral-reaction-to-donation": Stance.NEUTRAL,
    "negative-reaction-to-donation": Stance.REJECTED,
    "disagree-donation": Stance.REJECTED,
}


def _reactions(rows: list[dict[str, str]]) -> dict[str, Stance]:
    """By turn, how the other took it."""
    found: dict[str, Stance] = {}
    for row in rows:
        for label in (row["ee_label_1"], row["ee_label_2"]):
            if row["B4"] == "1" and label in _STANCES:
                found.setdefault(row["Turn"], _STANCES[label])
    return found


def fill(repository: Repository, data: Path) -> None:
    """Enter the talks, their labelled sentences and the appeals."""
    with (data / "dialogs_p4g_dev" / "dialog_sentences.csv").open(encoding="utf-8", newline="") as file:
        talks: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in csv.DictReader(file):
            talks[row["B2"]].append(row)
    with (data / "dialogs_p4g_dev" / "participants.csv").open(encoding="utf-8", newline="") as file:
        gave = {row["B2"]: float(row["B6"]) > 0 for row in csv.DictReader(file) if row["B4"] == "1"}
    themes = {name: repository.add(Theme(name=name)).id for name in APPEALS}
    for name, rows in talks.items():
        with repository.change("Enter a talk"):
            encounter = repository.add(
                Encounter(
                    event=name,
                    started_at=datetime.strptime(name[:8], "%Y%m%d").replace(tzinfo=timezone.utc),
                    stage_after=Stage.CLOSED_WON if gave[name] else Stage.CLOSED_LOST,
                )
            )
            reactions = _reactions(rows)
            for row in rows:
                labels = [row[key] for key in ("er_label_1", "er_label_2", "ee_label_1", "ee_label_2") if row[key]]
                if labels and row["Unit"].strip():
                    stance = reactions.get(row["Turn"], Stance.NEUTRAL)
                    repository.add(
                        Insight(
                            text=row["Unit"],
                            basis=Basis.BUYER_VERBATIM if row["B4"] == "1" else Basis.OBSERVER_INFERENCE,
                            encounter=encounter.id,
                            signals={themes[label]: stance for label in labels if label in themes},
                        )
                    )


def test_the_theme_briefs_show_the_figures_that_were_counted_independently(repository: Repository, data: Path) -> None:
    fill(repository, data)
    encounters = repository.newest(Encounter, 0, 1_000)
    assert len(encounters) == 150
    assert sum(encounter.stage_after is Stage.CLOSED_WON for encounter in encounters) == 77
    for name, (used, gave) in APPEALS.items():
        theme = resolve(repository, Theme, name)
        brief = write_brief(repository, theme, date(2026, 1, 1))
        assert f"that were decided: {Share(gave, used)}." in brief.text.replace("\\", "")
        assert f"Encounters: {used}." in brief.text
        assert f"won: {gave}\n" in brief.text


@pytest.mark.parametrize(
    ("share", "interval"),
    [((67, 133), "42.0–58.7"), ((4, 20), "8.1–41.6"), ((14, 20), "48.1–85.5"), ((0, 10), "0.0–27.8")],
)
def test_the_intervals_are_wilsons(share: tuple[int, int], interval: str) -> None:
    assert interval in str(Share(*share))


def test_under_five_only_counts_and_only_separated_intervals_are_called_different() -> None:
    assert str(Share(2, 4)) == "2 of 4"
    assert Share(4, 20).separated_from(Share(14, 20))
    assert not Share(2, 10).separated_from(Share(7, 10))
    assert not Share(0, 4).separated_from(Share(4, 4))
