"""Two records that mean the same become one, and two again, exactly."""

from __future__ import annotations

import pytest

from shadowlog.domain.errors import NothingToUndo, RuleBroken
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, Person, Theme
from shadowlog.domain.values import Stance, ThemeLevel
from shadowlog.services.merge import merge, unmerge
from shadowlog.services.objections import hear
from shadowlog.store.maintenance.check import check
from shadowlog.store.maintenance.compact import pack
from shadowlog.store.repository import Logbook


@pytest.fixture
def two(logbook: Logbook) -> tuple[Objection, Objection]:
    """Two objections, each heard twice, at three accounts."""
    logbook.set_author(logbook.add(Person(name="Maud")))
    accounts = [logbook.add(Account(name=name)).id for name in ("one", "two", "three")]
    for title, words, where in (
        ("Too expensive", "too dear", 0), ("Costs too much", "it costs too much", 1),
        ("Too expensive", "no money", 1), ("Costs too much", "half of it, please", 2),
    ):  # fmt: skip
        hear(logbook, title, {}, {"verbatim": words, "account": accounts[where]})
    one, other = (
        logbook.need(Objection, logbook.ids_named(Objection, name)[0]) for name in ("Too expensive", "Costs too much")
    )
    return one, other


def _everything(logbook: Logbook) -> list[object]:
    return [*logbook.all(Objection), *sorted(logbook.all(Mention), key=lambda held: held.id)]


def test_merging_unites_mentions_and_accounts_and_keeps_every_verbatim(
    logbook: Logbook, two: tuple[Objection, Objection]
) -> None:
    one, other = two
    done = merge(logbook, other, one)
    assert done.moved == 2
    mentions = logbook.referring(Mention, one.id, "objection")
    assert {held.verbatim for held in mentions} == {"too dear", "it costs too much", "no money", "half of it, please"}
    assert len({held.account for held in mentions}) == 3
    assert logbook.ids_named(Objection, "costs too MUCH") == [one.id]
    heard = hear(logbook, "Costs too much", {}, {"verbatim": "again"})
    assert (heard.objection.id, heard.times) == (one.id, 5)
    assert not check(logbook.ledger).findings


def test_unmerging_restores_both_exactly_even_after_other_work_and_packing(
    logbook: Logbook, two: tuple[Objection, Objection]
) -> None:
    one, other = two
    before = _everything(logbook)
    merge(logbook, other, one)
    logbook.add(Insight(text="something else"))
    pack(logbook.ledger)
    assert unmerge(logbook, (Objection.table, other.id)).kept == 0
    assert _everything(logbook) == before
    with pytest.raises(NothingToUndo):
        unmerge(logbook, (Objection.table, one.id))
    merge(logbook, one, other)
    unmerge(logbook, (Objection.table, other.id))
    assert _everything(logbook) == before


def test_what_was_heard_after_the_merge_stays_where_it_was_heard(
    logbook: Logbook, two: tuple[Objection, Objection]
) -> None:
    one, other = two
    merge(logbook, other, one)
    later = hear(logbook, "Costs too much", {}, {"verbatim": "later"}).mention
    unmerge(logbook, (Objection.table, one.id))
    assert logbook.need(Mention, later.id).objection == one.id
    assert len(logbook.referring(Mention, other.id, "objection")) == 2


def test_themes_merge_with_their_tags_and_places(logbook: Logbook) -> None:
    roof = logbook.add(Theme(name="Roof", level=ThemeLevel.UMBRELLA))
    one = logbook.add(Theme(name="Total cost", level=ThemeLevel.PILLAR, parent=roof.id))
    other = logbook.add(Theme(name="Price", level=ThemeLevel.PILLAR, parent=roof.id))
    below = logbook.add(Theme(name="Lease", parent=other.id))
    only = logbook.add(Insight(text="a", signals={other.id: Stance.REJECTED}))
    both = logbook.add(Insight(text="b", signals={other.id: Stance.REJECTED, one.id: Stance.NEUTRAL}))
    merge(logbook, other, one)
    assert logbook.need(Insight, only.id).signals == {one.id: Stance.REJECTED}
    assert logbook.need(Insight, both.id).signals == {one.id: Stance.NEUTRAL}
    assert logbook.need(Theme, below.id).parent == one.id
    assert logbook.ids_named(Theme, "price") == [one.id]


def test_only_two_of_a_kind_can_be_merged(logbook: Logbook) -> None:
    theme, account = logbook.add(Theme(name="a")), logbook.add(Account(name="a"))
    with pytest.raises(RuleBroken):
        merge(logbook, theme, account)
    with pytest.raises(RuleBroken):
        merge(logbook, theme, theme)
    visits = logbook.add(Encounter(event="a")), logbook.add(Encounter(event="b"))
    with pytest.raises(RuleBroken):
        merge(logbook, *visits)


def test_a_record_that_is_renamed_goes_on_answering_to_the_name_it_had(logbook: Logbook) -> None:
    theme = logbook.add(Theme(name="Total cost"))
    logbook.edit(theme, name="Costs less over five years")
    assert logbook.ids_named(Theme, "total cost") == [theme.id]
    logbook.edit(theme, name="Total cost")
    logbook.edit(theme, name="total COST")
    assert logbook.need(Theme, theme.id).aliases == ("Total cost", "Costs less over five years")
