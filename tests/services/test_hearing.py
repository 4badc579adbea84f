"""What is filled in for whoever says no more, and what a change is called that can be undone."""

from __future__ import annotations

import pytest

from shadowlog.domain.records import Account, ContentRequest, Encounter, Mention, Objection, Persona, Record, Response
from shadowlog.domain.values import Basis, Permission, Stage
from shadowlog.services.defaults import with_defaults
from shadowlog.services.objections import hear
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Logbook


@pytest.mark.parametrize("kind", [ContentRequest, Mention])
def test_what_was_heard_at_an_encounter_is_of_its_account_unless_it_says_another(
    logbook: Logbook, kind: type[Record]
) -> None:
    mercy, alder = (logbook.add(Account(name=name)) for name in ("Mercy Hospital", "Alder Valley"))
    nurse = logbook.add(Persona(name="Nursing"))
    where = logbook.add(Encounter(account=mercy.id, personas=(nurse.id,), stage_before=Stage.MQL))

    def heard(**said: str) -> tuple[object, ...]:
        words = {"objection": "an-id"} if kind is Mention else {"use_case": "a sheet"}
        made = with_defaults(logbook, kind(encounter=where.id, **words, **said))
        return getattr(made, "account", None), getattr(made, "persona", None)

    assert heard() == (mercy.id, nurse.id)
    assert heard(account=mercy.id) == (mercy.id, nurse.id)
    assert heard(account=alder.id) == (alder.id, None), "nothing of the encounter is taken for another account"


def test_a_change_is_called_by_whether_the_objection_was_there(logbook: Logbook) -> None:
    assert hear(logbook, "too expensive", {}, {}).words == "Added objection"
    assert hear(logbook, "Too expensive", {}, {}).words == "Heard 2 times by now"
    assert undo(logbook.ledger).label == "Hear objection again"
    assert undo(logbook.ledger).label == "Add objection"


@pytest.mark.parametrize("said", [{"basis": Basis.REP_REPORT}, {"permission": Permission.INTERNAL_ONLY}])
def test_on_whose_word_and_what_for_does_not_say_that_a_prepared_answer_was_heard(
    logbook: Logbook, said: dict[str, object]
) -> None:
    heard = hear(logbook, "too expensive", {}, said, "A lease spreads it.")
    assert (heard.mention, heard.times, heard.words) == (None, 0, "Kept the answer for when it is heard")
    (answer,) = logbook.all(Response)
    assert (answer.text, answer.objections) == ("A lease spreads it.", (heard.objection.id,))
    assert hear(logbook, "too expensive", {}, {**said, "verbatim": "far too much"}, answer.id).times == 1
    assert [objection.title for objection in logbook.all(Objection)] == ["too expensive"]
