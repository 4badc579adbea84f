"""What stands in an operation, in which order operations stand, and who is kept waiting for the lock."""

from __future__ import annotations

from pathlib import Path

import pytest

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Account, Insight
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.log_view import LogView
from shadowlog.store.events.undo import undo
from shadowlog.store.log.clock import Clock
from shadowlog.store.log.errors import SaveFailed
from shadowlog.store.repository import Repository

_YEARS = 73 * 365 * 86_400_000 << 16
"""As far as a clock may be ahead, as the log counts it."""


def test_an_operation_says_on_which_device_and_by_whom_it_was_made(repository: Repository) -> None:
    insight = repository.add(Insight(text="rain"))
    (made,) = repository.event_store.operations(("insights", insight.id))
    device = repository.workspace.device()
    assert device["device"]
    assert (made["device"], made["author"]) == (device["device"], device.get("author", ""))


def test_a_change_of_now_with_a_reading_from_far_ahead_is_taken_back_in_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    with event_store.change("First"):
        event_store.write({("insights", "first"): {"text": "first"}})
    real = Clock.tick
    with monkeypatch.context() as pulled:
        # As another shadowlog makes them that follows whatever reading it has seen.
        pulled.setattr(Clock, "tick", lambda clock: real(clock) + _YEARS)
        with event_store.change("Ahead"):
            event_store.write({("insights", "ahead"): {"text": "ahead"}})
    with event_store.change("Last"):
        event_store.write({("insights", "last"): {"text": "last"}})
    event_store.flush()
    event_store.close()
    event_store = EventStore(str(tmp_path), "a", "d")
    assert [undo(event_store).label for _ in range(3)] == ["Last", "Ahead", "First"]
    event_store.close()


def test_whoever_cannot_read_what_others_wrote_gives_the_lock_back(
    event_store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:

        def failing(view: LogView, *, locked: bool = False) -> None:
            raise SaveFailed("The disk is gone.", "Plug it in.")

        broken.setattr(LogView, "catch_up", failing)
        with pytest.raises(SaveFailed, match="The disk is gone"), event_store.locked():
            pytest.fail("it is not held")
    other = EventStore(event_store.folder, "b", "e")
    with other.locked():
        other.write({("insights", "x"): {"text": "saved meanwhile"}})
    other.close()
    assert event_store.document(("insights", "x")) == {"text": "saved meanwhile"}


def test_a_name_that_somebody_has_is_refused_with_what_to_do(repository: Repository) -> None:
    repository.add(Account(name="Mercy Hospital"))
    with pytest.raises(RuleBroken) as added:
        repository.add(Account(name="MERCY hospital"))
    assert added.value.way_out == "Give this one a name of its own, or use the one that is there."
    other = repository.add(Account(name="Alder Valley"))
    with pytest.raises(RuleBroken) as edited:
        repository.edit(other, name="mercy  hospital")
    assert "merge them (M, or shadowlog merge)" in edited.value.way_out


def test_names_given_within_one_change_count_for_the_rest_of_it(repository: Repository) -> None:
    with repository.change("Both"):
        mercy = repository.add(Account(name="Mercy Hospital"))
        repository.add(Insight(text="Mercy Hospital"))
        assert repository.ids_named(Account, "mercy hospital") == [mercy.id]
        assert repository.ids_named(Account, "Alder Valley") == []
        with pytest.raises(RuleBroken, match="There is an account called “Mercy Hospital” already"):
            repository.add(Account(name="mercy hospital"))
