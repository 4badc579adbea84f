"""Two records that mean the same become one, and two again, exactly."""

from __future__ import annotations

import pytest

from shadowlog.domain.errors import NothingToUndo, RuleBroken
from shadowlog.domain.records import RECORDS, Account, Asset, Encounter, Insight, Mention, Objection, Person, Theme
from shadowlog.domain.schema.registry import can_be_merged
from shadowlog.domain.values import Stance, ThemeLevel
from shadowlog.services.merge import merge, unmerge
from shadowlog.services.objections import record_objection
from shadowlog.store.maintenance.check import check
from shadowlog.store.maintenance.compact import compact
from shadowlog.store.repository import Repository
from tests.kinds import bare
from tests.some import some


@pytest.fixture
def two(repository: Repository) -> tuple[Objection, Objection]:
    """Two objections, each heard twice, at three accounts."""
    repository.set_author(repository.add(Person(name="Maud")))
    accounts = [repository.add(Account(name=name)).id for name in ("one", "two", "three")]
    for title, words, where in (
        ("Too expensive", "too dear", 0), ("Costs too much", "it costs too much", 1),
        ("Too expensive", "no money", 1), ("Costs too much", "half of it, please", 2),
    ):  # fmt: skip
        record_objection(repository, title, {}, {"verbatim": words, "account": accounts[where]})
    one, other = (
        repository.need(Objection, repository.ids_named(Objection, name)[0])
        for name in ("Too expensive", "Costs too much")
    )
    return one, other


def _everything(repository: Repository) -> list[object]:
    return [*repository.all(Objection), *sorted(repository.all(Mention), key=lambda held: held.id)]


def test_merging_unites_mentions_and_accounts_and_keeps_every_verbatim(
    repository: Repository, two: tuple[Objection, Objection]
) -> None:
    one, other = two
    done = merge(repository, other, one)
    assert done.moved == 2
    mentions = repository.referring(Mention, one.id, "objection")
    assert {held.verbatim for held in mentions} == {"too dear", "it costs too much", "no money", "half of it, please"}
    assert len({held.account for held in mentions}) == 3
    assert repository.ids_named(Objection, "costs too MUCH") == [one.id]
    heard = record_objection(repository, "Costs too much", {}, {"verbatim": "again"})
    assert (heard.objection.id, heard.times) == (one.id, 5)
    assert not check(repository.event_store).findings


def test_unmerging_restores_both_exactly_even_after_other_work_and_packing(
    repository: Repository, two: tuple[Objection, Objection]
) -> None:
    one, other = two
    before = _everything(repository)
    merge(repository, other, one)
    repository.add(Insight(text="something else"))
    compact(repository.event_store)
    assert unmerge(repository, (Objection.table, other.id)).kept == 0
    assert _everything(repository) == before
    with pytest.raises(NothingToUndo):
        unmerge(repository, (Objection.table, one.id))
    merge(repository, one, other)
    unmerge(repository, (Objection.table, other.id))
    assert _everything(repository) == before


def test_what_was_heard_after_the_merge_stays_where_it_was_heard(
    repository: Repository, two: tuple[Objection, Objection]
) -> None:
    one, other = two
    merge(repository, other, one)
    later = record_objection(repository, "Costs too much", {}, {"verbatim": "later"}).mention
    unmerge(repository, (Objection.table, one.id))
    assert repository.need(Mention, later.id).objection == one.id
    assert len(repository.referring(Mention, other.id, "objection")) == 2


def test_themes_merge_with_their_tags_and_places(repository: Repository) -> None:
    roof = repository.add(Theme(name="Roof", level=ThemeLevel.UMBRELLA))
    one = repository.add(Theme(name="Total cost", level=ThemeLevel.PILLAR, parent=roof.id))
    other = repository.add(Theme(name="Price", level=ThemeLevel.PILLAR, parent=roof.id))
    below = repository.add(Theme(name="Lease", parent=other.id))
    only = repository.add(Insight(text="a", signals={other.id: Stance.REJECTED}))
    both = repository.add(Insight(text="b", signals={other.id: Stance.REJECTED, one.id: Stance.NEUTRAL}))
    merge(repository, other, one)
    assert repository.need(Insight, only.id).signals == {one.id: Stance.REJECTED}
    assert repository.need(Insight, both.id).signals == {one.id: Stance.NEUTRAL}
    assert repository.need(Theme, below.id).parent == one.id
    assert repository.ids_named(Theme, "price") == [one.id]


def test_only_two_of_a_kind_can_be_merged(repository: Repository) -> None:
    theme, account = repository.add(Theme(name="a")), repository.add(Account(name="a"))
    with pytest.raises(RuleBroken):
        merge(repository, theme, account)
    with pytest.raises(RuleBroken):
        merge(repository, theme, theme)
    visits = repository.add(Encounter(event="a")), repository.add(Encounter(event="b"))
    with pytest.raises(RuleBroken):
        merge(repository, *visits)


def test_a_record_that_is_renamed_goes_on_answering_to_the_name_it_had(repository: Repository) -> None:
    theme = repository.add(Theme(name="Total cost"))
    repository.edit(theme, name="Costs less over five years")
    assert repository.ids_named(Theme, "total cost") == [theme.id]
    repository.edit(theme, name="Total cost")
    repository.edit(theme, name="total COST")
    assert repository.need(Theme, theme.id).aliases == ("Total cost", "Costs less over five years")


def test_what_cannot_be_merged_is_told_with_what_can(repository: Repository) -> None:
    page, deck = (repository.add(Asset(name=name)) for name in ("A page", "A deck"))
    with pytest.raises(RuleBroken, match="Assets cannot be merged, since an asset has no other names") as refused:
        merge(repository, page, deck)
    assert "These can be merged: accounts, " in refused.value.way_out
    assert "assets" not in refused.value.way_out
    with pytest.raises(RuleBroken, match="These are: asset “A page”, account “Mercy”"):
        merge(repository, page, repository.add(Account(name="Mercy")))


def test_every_kind_that_is_said_to_be_merged_is_merged_and_no_other(repository: Repository) -> None:
    for kind in some(RECORDS.values()):
        one, other = (bare(repository, kind, f"{name} {kind.declared.word}") for name in ("one", "other"))
        if can_be_merged(kind):
            assert merge(repository, one, other).record.id == other.id
        else:
            with pytest.raises(RuleBroken):
                merge(repository, one, other)
