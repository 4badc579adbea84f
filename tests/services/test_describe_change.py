"""What the history of a record tells: every change in words, records by what they are known by."""

from __future__ import annotations

from shadowlog.domain.records import Account, Encounter, Insight, Persona, Theme
from shadowlog.domain.values import Stance
from shadowlog.services.describe_change import changes_in_words, label_in_words
from shadowlog.store.repository import Repository


def _history(repository: Repository, table: str, record_id: str) -> list[list[str]]:
    """What each change of a record did, the first that made it left out."""
    return [
        list(changes_in_words(repository, held)) for held in repository.event_store.operations((table, record_id))[1:]
    ]


def test_tags_fields_and_references_are_told_in_words(repository: Repository) -> None:
    cost, calm = (repository.add(Theme(name=name)) for name in ("Total cost", "Calmer nights"))
    insight = repository.add(Insight(text="said", signals={cost.id: Stance.REJECTED}))
    repository.edit(insight, signals={cost.id: Stance.RESONATED, calm.id: Stance.CONFUSED})
    repository.edit(insight, signals={calm.id: Stance.CONFUSED}, text="said\x1b[31m again")
    repository.delete(insight)
    changes = _history(repository, "insights", insight.id)
    assert [sorted(told) for told in changes] == [
        ["tagged Calmer nights: confused", "tagged Total cost: resonated"],
        ["text = said␛[31m again", "untagged Total cost"],
        ["deleted"],
    ]
    operations = repository.event_store.operations(("insights", insight.id))
    assert [label_in_words(held) for held in operations] == [
        "Add insight", "Edit insight", "Edit insight", "Delete insight",
    ]  # fmt: skip


def test_references_are_told_by_what_they_are_known_by(repository: Repository) -> None:
    mercy = repository.add(Account(name="Mercy Hospital"))
    nursing, purchasing = (repository.add(Persona(name=name)) for name in ("Nursing", "Purchasing"))
    visit = repository.add(Encounter())
    repository.edit(visit, account=mercy.id)
    repository.edit(visit, personas=(nursing.id, purchasing.id))
    repository.edit(visit, account=None)
    assert _history(repository, "encounters", visit.id) == [
        ["account = Mercy Hospital"],
        ["personas = Nursing, Purchasing"],
        ["account cleared"],
    ]
