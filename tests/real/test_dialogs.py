"""150 real talks in which one person tried to win another for a cause: the briefs show the known figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.real_talks import enter
from shadowlog.analysis.stats.intervals import Share
from shadowlog.briefs.export.one import write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.domain.records import Encounter, Theme
from shadowlog.domain.values import Stage
from shadowlog.services.resolve import resolve
from shadowlog.store.repository import Repository

APPEALS = {
    "credibility-appeal": (133, 67),
    "logical-appeal": (81, 42),
    "emotion-appeal": (77, 43),
    "personal-story": (35, 25),
}
"""Talks that used the appeal, and then gave: counted independently."""


@pytest.mark.parametrize("accounts", [True, False])
def test_the_theme_briefs_show_the_figures_that_were_counted_independently(
    repository: Repository, data: Path, accounts: bool
) -> None:
    enter(repository, data, accounts=accounts)
    encounters = repository.newest(Encounter, 0, 1_000)
    assert len(encounters) == 150
    assert sum(encounter.stage_after is Stage.CLOSED_WON for encounter in encounters) == 77
    for name, (used, gave) in APPEALS.items():
        theme = resolve(repository, Theme, name)
        brief = write_brief(repository, theme, date(2026, 1, 1))
        check_figures(brief, used, gave, accounts=accounts)


def check_figures(brief: Brief, used: int, gave: int, *, accounts: bool) -> None:
    """Check the figures of an appeal. Each talk is a buyer: an account of its own, or one without a name."""
    assert (brief.front["counts"]["buyers"], brief.front["counts"]["conversations"]) == (used, used)
    assert f" · {used} {'buyers' if accounts else 'conversations without a name'}" in brief.text
    (row,) = [line for line in brief.text.splitlines() if line.startswith("| No persona named |")]
    assert f"{Share(gave, used).cell}{'' if accounts else ' without a name'} [" in row


@pytest.mark.parametrize(
    ("share", "interval"),
    [((67, 133), "42–59 %"), ((4, 20), "8–42 %"), ((14, 20), "48–85 %"), ((0, 10), "0–28 %")],
)
def test_the_intervals_are_wilsons(share: tuple[int, int], interval: str) -> None:
    assert interval in Share(*share).cell


def test_under_five_only_counts_are_shown() -> None:
    assert Share(2, 4).cell == "2 of 4"
