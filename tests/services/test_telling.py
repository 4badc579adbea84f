"""What the history of a record tells: every change in words, records by what they are known by."""

from __future__ import annotations

from shadowlog.domain.records import Account, Encounter, Insight, Persona, Theme
from shadowlog.domain.values import Stance
from shadowlog.services.describe_change import told_changes, told_label
from shadowlog.store.repository import Logbook


def _history(logbook: Logbook, table: str, record_id: str) -> list[list[str]]:
    """What each change of a record did, the first that made it left out."""
    return [list(told_changes(logbook, held)) for held in logbook.ledger.operations((table, record_id))[1:]]


def test_tags_fields_and_references_are_told_in_words(logbook: Logbook) -> None:
    cost, calm = (logbook.add(Theme(name=name)) for name in ("Total cost", "Calmer nights"))
    insight = logbook.add(Insight(text="said", signals={cost.id: Stance.REJECTED}))
    logbook.edit(insight, signals={cost.id: Stance.RESONATED, calm.id: Stance.CONFUSED})
    logbook.edit(insight, signals={calm.id: Stance.CONFUSED}, text="said\x1b[31m again")
    logbook.delete(insight)
    changes = _history(logbook, "insights", insight.id)
    assert [sorted(told) for told in changes] == [
        ["tagged Calmer nights: confused", "tagged Total cost: resonated"],
        ["text = said␛[31m again", "untagged Total cost"],
        ["deleted"],
    ]
    operations = logbook.ledger.operations(("insights", insight.id))
    assert [told_label(held) for held in operations] == [
        "Add insight", "Edit insight", "Edit insight", "Delete insight",
    ]  # fmt: skip


def test_references_are_told_by_what_they_are_known_by(logbook: Logbook) -> None:
    mercy = logbook.add(Account(name="Mercy Hospital"))
    nursing, purchasing = (logbook.add(Persona(name=name)) for name in ("Nursing", "Purchasing"))
    visit = logbook.add(Encounter())
    logbook.edit(visit, account=mercy.id)
    logbook.edit(visit, personas=(nursing.id, purchasing.id))
    logbook.edit(visit, account=None)
    assert _history(logbook, "encounters", visit.id) == [
        ["account = Mercy Hospital"],
        ["personas = Nursing, Purchasing"],
        ["account cleared"],
    ]
