"""The boards count without reading, and come to what a count of every record comes to."""

from __future__ import annotations

from collections import Counter

import pytest

from shadowlog.analysis.boards import RAISED, resonance
from shadowlog.analysis.evidence.facet_counts import FacetCounts
from shadowlog.domain.records import Encounter, Insight, Persona, Theme
from shadowlog.domain.text.query import read_filter
from shadowlog.domain.values import Stage, Stance
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("where", ["", "after:closed_won", "-after:closed_won"])
@pytest.mark.parametrize("written", [True, False])
def test_the_board_of_themes_is_what_a_count_of_every_insight_comes_to(
    repository: Repository, where: str, written: bool
) -> None:
    finder = Finder(repository.event_store)
    if written:
        finder.write()
        repository.add(Insight(text="new", persona=next(repository.all(Persona)).id,
                            signals={theme.id: Stance.CONFUSED for theme in repository.all(Theme)}))  # fmt: skip
        repository.delete(next(repository.all(Insight)))
    counted: Counter[tuple[str, str, Stance]] = Counter()
    for insight in repository.all(Insight):
        encounter = repository.get(Encounter, insight.encounter or "")
        won = encounter is not None and encounter.stage_after is Stage.CLOSED_WON
        if not where or won != where.startswith("-"):
            for theme, stance in insight.signals.items():
                counted[theme, "", stance] += 1
                counted[theme, insight.persona or "-", stance] += 1
    counting = FacetCounts(finder, wanted=read_filter(where))
    board = resonance(counting, list(repository.all(Theme)), list(repository.all(Persona)))
    assert len(board.themes) == repository.count(Theme)
    for theme, cell, row in zip(board.themes, board.by_all, board.by_persona, strict=True):
        assert cell.counts == tuple(counted[theme.id, "", stance] for stance in RAISED)
        for persona, held in zip(board.personas, row, strict=True):
            assert held.counts == tuple(counted[theme.id, persona.id, stance] for stance in RAISED)
    raised = [cell.raised for cell in board.by_all]
    assert raised == sorted(raised, reverse=True)
    finder.close()
