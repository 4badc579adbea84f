"""The index file of the search: it is used once it is written, and says the same as reading every record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.domain.records import Encounter, Insight, KeptFilter, Mention, Objection
from shadowlog.domain.text.query import read_filter
from shadowlog.domain.values import EncounterStatus, Tier
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.repository import Repository
from shadowlog.store.search import segment_writer
from shadowlog.store.search.finder import Finder


@pytest.fixture
def finder(repository: Repository) -> Iterator[Finder]:
    opened = Finder(repository.event_store)
    yield opened
    opened.close()


def _found(finder: Finder, text: str) -> set[str]:
    hits = finder.find(read_filter(text))
    return {key for _, key in finder.keys(hits, 0, len(hits))}


def test_what_was_written_is_read_from_the_file_and_only_what_is_newer_from_memory(
    repository: Repository, finder: Finder
) -> None:
    older = [repository.add(Insight(text=f"lease {number}")) for number in range(3)]
    assert not finder.find(read_filter("lease")).on_disk
    finder.write()
    newer = repository.add(Insight(text="another lease"))
    for reader in (finder, Finder(repository.event_store)):
        hits = reader.find(read_filter("lease"))
        assert (len(hits.on_disk), len(hits.in_memory)) == (3, 1)
        assert {key for _, key in reader.keys(hits)} == {newer.id, *(insight.id for insight in older)}


@pytest.mark.parametrize("written", [False, True])
def test_accounts_are_counted_from_the_file_as_from_memory(
    repository: Repository, finder: Finder, written: bool
) -> None:
    accounts = repository.db.table("accounts").insert_multiple([{"name": f"Hospital {n}"} for n in range(1_100)])
    talks = [{"account": account} for account in accounts]
    repository.db.table("encounters").insert_multiple([*talks, {}, talks[0]])
    if written:
        finder.write()
    counting = FacetCounts(finder, wanted=read_filter("is:encounter"))
    assert counting.accounts() == set(accounts)
    assert len(accounts) == 1_100


@pytest.mark.parametrize("written", [False, True])
def test_only_rated_talks_that_wait_are_to_be_followed_up(
    repository: Repository, finder: Finder, written: bool
) -> None:
    waits = repository.add(Encounter(tier=Tier.A))
    repository.add(Encounter(tier=Tier.A, followed_up=True))
    repository.add(Encounter(status=EncounterStatus.PLANNED))
    repository.add(Insight(text="nobody follows up a remark"))
    if written:
        finder.write()
    assert _found(finder, "no:follow-up") == {waits.id}


def test_what_is_taken_from_one_encounter_to_another_is_found_at_the_other(
    repository: Repository, finder: Finder
) -> None:
    first, second = repository.add(Encounter()), repository.add(Encounter())
    objection = repository.add(Objection(title="too dear"))
    mention = repository.add(Mention(objection=objection.id, encounter=first.id))
    finder.write()
    assert _found(finder, "objection:dear is:encounter") == {first.id}
    repository.edit(mention, encounter=second.id)
    assert _found(finder, "objection:dear is:encounter") == {second.id}


def test_a_phrase_may_be_left_open_and_a_kept_filter_nobody_has_is_called_one(
    repository: Repository, finder: Finder
) -> None:
    both = repository.add(Insight(text="too expensive for us"))
    repository.add(Insight(text="expensive, too"))
    finder.write()
    assert _found(finder, '"too expens') == {both.id}
    assert _found(finder, '"too expens"') == set()
    repository.add(KeptFilter(name="Dear", query='"too expensive" is:insight'))
    assert _found(finder, "kept:dear") == {both.id}
    (problem,) = finder.find(read_filter("kept:deer")).plan.problems
    assert problem == "No kept filter is called 'deer'. Did you mean “Dear”?"


def test_without_a_log_no_index_is_written(event_store: EventStore) -> None:
    assert segment_writer.build(event_store)
    assert not (Path(event_store.folder) / segment_writer.NAME).exists()
