"""Words in quotation marks are the buyer's own, whichever way they are entered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shadowlog.domain.records import Encounter, Insight, Mention, Objection, Response
from shadowlog.domain.values import Basis, Outcome, Permission
from shadowlog.services.capture.booth import Booth
from shadowlog.services.capture.plan import plan_of
from shadowlog.services.capture.save import Capturing
from shadowlog.services.defaults import with_defaults
from shadowlog.services.objections import record_objection
from shadowlog.store.repository import Repository
from shadowlog.tui.forms.kinds import Forms


def _line(repository: Repository, text: str) -> Basis | None:
    saved = Capturing(repository).save(plan_of(repository, text)).first(Insight)
    assert saved
    return saved.basis


def _booth(repository: Repository, text: str) -> Basis | None:
    saved = Booth(repository, "Expo").save(plan_of(repository, text)).first(Insight)
    assert saved
    return saved.basis


def _verb(repository: Repository, text: str) -> Basis | None:
    return with_defaults(repository, Insight(text=text)).basis


def _form(repository: Repository, text: str) -> Basis | None:
    form = Forms(repository, day_first=True).add(Insight)
    form.save({**form.filled, "text": text})
    return repository.newest(Insight, 0, 1)[0].basis


def _objection(repository: Repository, text: str) -> Basis | None:
    saved = Capturing(repository).save(plan_of(repository, f"!{text}")).first(Mention)
    assert saved
    return saved.basis


FACES: tuple[Callable[[Repository, str], Basis | None], ...] = (_line, _booth, _verb, _form, _objection)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    "text",
    ['"too loud"', "“too loud”", "„too loud“", "„too loud”", "«too loud»", "»too loud«", "「too loud」", "『too loud』",
     "‘too loud’", "‹too loud›", "‘don’t touch it’", 'they hesitate "we pay less"', "she says: “we pay less”.",
     "“too loud,” she said", '"we pay less" is what I hear'],
)  # fmt: skip
def test_words_in_quotation_marks_are_the_buyers_own(
    repository: Repository, face: Callable[[Repository, str], Basis | None], text: str
) -> None:
    assert face(repository, text) is Basis.BUYER_VERBATIM


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    "text", ["too loud", "the “cloud” is risky", '"Quietline" is a good name', "it’s the ward’s budget", "a 5' cable"]
)
def test_a_name_in_quotation_marks_or_an_apostrophe_makes_no_quote(
    repository: Repository, face: Callable[[Repository, str], Basis | None], text: str
) -> None:
    assert face(repository, text) is Basis.OBSERVER_INFERENCE


@pytest.mark.parametrize(
    ("heard", "times"),
    [
        ({}, 0),
        ({"basis": Basis.REP_REPORT, "permission": Permission.ANONYMISED, "permission_by": "somebody"}, 0),
        ({"outcome": Outcome.RESOLVED}, 1),
        ({"verbatim": "too dear"}, 1),
    ],
)
def test_an_answer_prepared_but_never_used_is_no_mention(
    repository: Repository, heard: dict[str, object], times: int
) -> None:
    if "permission_by" in heard:
        from shadowlog.domain.records import Person

        heard = {**heard, "permission_by": repository.add(Person(name="Dana")).id}
    record_objection(repository, "too dear", {}, heard, "It pays for itself.")
    assert repository.count(Mention) == times
    assert repository.count(Response) == repository.count(Objection) == 1
    assert repository.count(Encounter) == 0


def test_the_form_that_prepares_an_answer_makes_no_mention(repository: Repository) -> None:
    form = Forms(repository, day_first=True).add(Objection)
    form.save({**form.filled, "title": "too dear", "response": "It pays for itself."})
    assert repository.count(Mention) == 0
    assert repository.count(Response) == 1
