"""What is filled in for whoever says no more, and what a change is called that can be undone."""

from __future__ import annotations

import pytest

from shadowlog.domain.records import Account, ContentRequest, Encounter, Mention, Objection, Persona, Record, Response
from shadowlog.domain.values import Basis, Permission, Stage
from shadowlog.services.defaults import with_defaults
from shadowlog.services.objections import record_objection
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository


@pytest.mark.parametrize("kind", [ContentRequest, Mention])
def test_what_was_heard_at_an_encounter_is_of_its_account_unless_it_says_another(
    repository: Repository, kind: type[Record]
) -> None:
    mercy, alder = (repository.add(Account(name=name)) for name in ("Mercy Hospital", "Alder Valley"))
    nurse = repository.add(Persona(name="Nursing"))
    where = repository.add(Encounter(account=mercy.id, personas=(nurse.id,), stage_before=Stage.MQL))

    def heard(**said: str) -> tuple[object, ...]:
        words = {"objection": "an-id"} if kind is Mention else {"use_case": "a sheet"}
        made = with_defaults(repository, kind(encounter=where.id, **words, **said))
        return getattr(made, "account", None), getattr(made, "persona", None)

    assert heard() == (mercy.id, nurse.id)
    assert heard(account=mercy.id) == (mercy.id, nurse.id)
    assert heard(account=alder.id) == (alder.id, None), "nothing of the encounter is taken for another account"


def test_a_change_is_called_by_whether_the_objection_was_there(repository: Repository) -> None:
    assert record_objection(repository, "too expensive", {}, {}).words == "Added objection"
    assert record_objection(repository, "Too expensive", {}, {}).words == "Heard 2 times so far"
    assert undo(repository.event_store).label == "Add mention of objection"
    assert undo(repository.event_store).label == "Add objection"


@pytest.mark.parametrize("said", [{"basis": Basis.REP_REPORT}, {"permission": Permission.INTERNAL_ONLY}])
def test_on_whose_word_and_what_for_does_not_say_that_a_prepared_answer_was_heard(
    repository: Repository, said: dict[str, object]
) -> None:
    heard = record_objection(repository, "too expensive", {}, said, "A lease spreads it.")
    assert (heard.mention, heard.times, heard.words) == (None, 0, "Saved the answer for when the objection comes up")
    (answer,) = repository.all(Response)
    assert (answer.text, answer.objections) == ("A lease spreads it.", (heard.objection.id,))
    assert record_objection(repository, "too expensive", {}, {**said, "verbatim": "far too much"}, answer.id).times == 1
    assert [objection.title for objection in repository.all(Objection)] == ["too expensive"]
