"""The themes' own words are kept with the model, and read again once a theme changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance, ThemeStatus
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.repository import Repository
from shadowlog.store.suggest import suggester
from shadowlog.store.suggest.learning import learn, read_names
from shadowlog.store.suggest.model import Model
from shadowlog.store.suggest.suggester import Suggester


@pytest.fixture
def learned(repository: Repository) -> Repository:
    """A log with tagged insights and a model."""
    cost = repository.add(Theme(name="Total cost", keywords=("lease", "price")))
    quiet = repository.add(Theme(name="Quiet operation", message="No louder than a dishwasher"))
    for number in range(10):
        repository.add(Insight(text=f"the lease of {number} beds is dear", signals={cost.id: Stance.REJECTED}))
        repository.add(Insight(text=f"ward {number} wants to sleep", signals={quiet.id: Stance.RESONATED}))
    assert learn(repository.event_store)
    return repository


def _reads(monkeypatch: pytest.MonkeyPatch) -> list[EventStore]:
    """How often the words of the themes are read."""
    reads: list[EventStore] = []

    def noted(event_store: EventStore, model: Model) -> object:
        reads.append(event_store)
        return read_names(event_store, model)

    monkeypatch.setattr(suggester, "read_names", noted)
    return reads


def test_the_words_of_themes_are_kept_with_the_model(learned: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = _reads(monkeypatch)
    text = "is a lease louder than a dishwasher"
    kept = Suggester(learned.event_store).suggest(text)
    assert (len(kept), reads) == (2, [])
    model = Model.load(learned.event_store.folder)
    assert model is not None
    assert model.names is not None
    fresh = read_names(learned.event_store, model)
    assert (list(model.names.keys), list(model.names.weights)) == (list(fresh.keys), list(fresh.weights))
    assert model.names.squares == fresh.squares


def test_they_are_read_again_once_a_theme_changes(learned: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = _reads(monkeypatch)
    running = Suggester(learned.event_store)
    text = "does it fit through the door"
    assert running.suggest(text) == []
    theme = learned.add(Theme(name="Fits through any door"))
    for each in (running, Suggester(learned.event_store)):
        assert [suggestion.theme for suggestion in each.suggest(text)] == [theme.id]
    assert len(reads) == 2
    learned.edit(theme, status=ThemeStatus.RETIRED)
    for each in (running, Suggester(learned.event_store)):
        assert each.suggest(text) == []


@pytest.mark.parametrize("left", [1, 40, 500, -1, -8])
def test_a_model_that_is_cut_short_is_no_model(learned: Repository, left: int) -> None:
    path = Path(learned.event_store.folder) / "shadowlog.themes"
    path.write_bytes(path.read_bytes()[:left])
    assert Model.load(learned.event_store.folder) is None
    assert Suggester(learned.event_store).suggest("is a lease dear")
