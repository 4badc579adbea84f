"""The theme board counts buyers without reading an insight, and comes to what a count of every record comes to."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta, timezone

import pytest
import time_machine

from shadowlog.analysis.boards import resonance
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.wordings import Wordings, message_since
from shadowlog.domain.records import Account, Encounter, Insight, Persona, Theme
from shadowlog.domain.text.query import read_filter
from shadowlog.domain.values import Basis, Stage, Stance
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from tests.some import some

TODAY = datetime.now(timezone.utc).date()


def _said(repository: Repository, theme: Theme, account: str | None, *stances: Stance, persona: str = "") -> None:
    """A conversation with an account, or with nobody's name, in which a theme was received so."""
    there = repository.add(Encounter(account=account))
    for stance in stances:
        repository.add(
            Insight(
                text="x", basis=Basis.BUYER_VERBATIM, encounter=there.id, persona=persona or None,
                signals={theme.id: stance},
            )
        )  # fmt: skip


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("where", ["", "after:closed_won", "-after:closed_won"])
@pytest.mark.parametrize("written", [True, False])
def test_the_board_of_themes_is_what_a_count_of_every_buyer_comes_to(
    repository: Repository, where: str, written: bool
) -> None:
    finder = Finder(repository.event_store)
    if written:
        finder.write()
        repository.add(Insight(text="new", persona=next(repository.all(Persona)).id,
                            signals={theme.id: Stance.CONFUSED for theme in repository.all(Theme)}))  # fmt: skip
        repository.delete(next(repository.all(Insight)))
    raised: dict[tuple[str, str, bool], dict[str, dict[str, set[Stance]]]] = {}
    for insight in repository.all(Insight):
        encounter = repository.get(Encounter, insight.encounter or "")
        won = encounter is not None and encounter.stage_after is Stage.CLOSED_WON
        if where and won is where.startswith("-"):
            continue
        buyer = encounter.account if encounter and encounter.account else ""
        said = insight.basis is not None and insight.basis.from_buyer
        day = encounter.started_at.date() if encounter and encounter.started_at else TODAY
        for theme, stance in insight.signals.items():
            if day < (message_since(repository, theme) or day):
                # It was said of a wording that is not in force any more.
                continue
            if buyer and stance is not Stance.NOT_RAISED:
                for persona in ("", insight.persona or "-"):
                    talks = raised.setdefault((theme, persona, said), {}).setdefault(buyer, {})
                    talks.setdefault(insight.encounter or "", set()).add(stance)

    def landed(theme: str, persona: str, said: bool) -> tuple[float, int]:
        buyers = raised.get((theme, persona, said), {})
        shares = []
        for talks in buyers.values():
            parts = [
                0.0 if Stance.RESONATED not in stances
                else 0.5 if stances & {Stance.REJECTED, Stance.CONFUSED} else 1.0
                for stances in talks.values()
            ]  # fmt: skip
            shares.append(sum(parts) / len(parts))
        return sum(shares), len(shares)

    counting = FacetCounts(finder, wanted=read_filter(where))
    board = resonance(Wordings(repository, counting, TODAY), list(repository.all(Theme)), list(repository.all(Persona)))
    assert len(board.themes) == repository.count(Theme)
    compared = 0
    for theme, cell, row in zip(board.themes, board.by_all, board.by_persona, strict=True):
        for persona, held in zip(("", *(each.id for each in board.personas)), (cell, *row), strict=True):
            if held.part in (0, 2):
                hits, of = landed(theme.id, persona, held.part == 0)
                assert (held.landed.hits, held.landed.of) == (pytest.approx(hits), of)
                compared += of > 0
    assert compared > 5
    order = [cell.raised for cell in board.by_all]
    assert order == sorted(order, reverse=True)
    finder.close()


def test_a_buyer_who_says_it_ten_times_is_one_buyer_on_the_board(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet"))
    one, other = (repository.add(Account(name=name)).id for name in ("Mercy", "Alder"))
    for _ in range(9):
        _said(repository, theme, one, Stance.RESONATED)
    _said(repository, theme, other, Stance.RESONATED, Stance.REJECTED)
    _said(repository, theme, other, Stance.REJECTED)
    with repository.event_store.guard:
        finder = Finder(repository.event_store)
        board = resonance(Wordings(repository, FacetCounts(finder), TODAY), [theme], [])
        finder.close()
    (cell,) = board.by_all
    assert (cell.landed.hits, cell.landed.of, cell.failed.hits) == (1.25, 2, 0.75)


def test_talks_without_a_name_stand_for_a_theme_only_where_no_buyer_with_one_does(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet"))
    for _ in range(3):
        _said(repository, theme, None, Stance.RESONATED)
    finder = Finder(repository.event_store)
    (cell,) = resonance(Wordings(repository, FacetCounts(finder), TODAY), [theme], []).by_all
    assert (cell.part, cell.landed.of) == (1, 3)
    _said(repository, theme, repository.add(Account(name="Mercy")).id, Stance.REJECTED)
    (cell,) = resonance(Wordings(repository, FacetCounts(finder), TODAY), [theme], []).by_all
    assert (cell.part, cell.landed.of, cell.landed.hits) == (0, 1, 0.0)
    finder.close()


def test_the_board_counts_only_what_it_shows_and_says_how_much_is_left(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    themes = [repository.add(Theme(name=name)) for name in ("Quiet", "Cost", "Lesson")]
    personas = [repository.add(Persona(name=name)) for name in ("Nursing", "Purchasing")]
    for times, theme in enumerate(themes):
        for _ in range(times):
            _said(repository, theme, None, Stance.NEUTRAL, persona=personas[1].id)
    counted: list[str] = []
    from shadowlog.analysis import boards

    real = boards.reception
    monkeypatch.setattr(
        boards, "reception", lambda counting, theme, *facets: counted.append(theme) or real(counting, theme, *facets)
    )
    finder = Finder(repository.event_store)
    board = resonance(Wordings(repository, FacetCounts(finder), TODAY), themes, personas, rows=2, columns=1)
    finder.close()
    assert [theme.name for theme in some(board.themes)] == ["Lesson", "Cost"]
    assert [persona.name for persona in some(board.personas)] == ["Purchasing"]
    assert (board.more_themes, board.more_personas, len(counted)) == (1, 1, 4)


def test_the_board_counts_the_wording_in_force(repository: Repository) -> None:
    now = datetime.now(timezone.utc)
    with time_machine.travel(now - timedelta(days=90), tick=False):
        theme = repository.add(Theme(name="Quiet", message="It is the quietest."))
    account = repository.add(Account(name="House")).id
    for days, stance in ((60, Stance.REJECTED), (5, Stance.RESONATED)):
        there = repository.add(Encounter(account=account, started_at=now - timedelta(days=days)))
        repository.add(Insight(text="x", basis=Basis.BUYER_VERBATIM, encounter=there.id, signals={theme.id: stance}))

    def landed() -> tuple[float, int]:
        with closing(Finder(repository.event_store)) as finder:
            (cell,) = resonance(Wordings(repository, FacetCounts(finder), TODAY), [theme], []).by_all
        return cell.landed.hits, cell.landed.conversations

    assert landed() == (0.5, 2)
    with time_machine.travel(now - timedelta(days=30), tick=False):
        repository.edit(theme, message="It sounds when somebody must come.")
    assert landed() == (1.0, 1)
