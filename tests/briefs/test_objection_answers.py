"""The objection brief on answers: which worked, how it ended where it was used, and what to do."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.render.json_document import to_json
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Objection,
    Persona,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.values import (
    ObjectionStatus,
    Outcome,
    RequestStatus,
    Stage,
    Stance,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.buyers import LOST, WON, front, in_short, raised, received, talk
from tests.briefs.conftest import NOON, TODAY, section

ANSWER = "Take it for a week"


def _brief(repository: Repository, objection: Objection, audience: Audience = Audience.INTERNAL) -> Brief:
    return write_brief(repository, objection, TODAY, audience)


@pytest.fixture
def dear(repository: Repository) -> Objection:
    return repository.add(Objection(title="Too dear", status=ObjectionStatus.TRIAGED))


@pytest.fixture
def answer(repository: Repository) -> Response:
    return repository.add(Response(text=ANSWER))


def _tried(repository: Repository, objection: Objection, response: Response, **outcomes: int) -> None:
    """The response is tried with as many buyers as given for each outcome, by its name."""
    for name, buyers in outcomes.items():
        raised(repository, objection, buyers, f"{response.text} {name}", response=response.id, outcome=Outcome(name))


def _to_do(brief: Brief) -> str:
    return next(line for line in in_short(brief) if line.startswith("To do: ")).removeprefix("To do: ")


def test_the_best_answer_says_for_how_many_it_worked(repository: Repository, dear: Objection, answer: Response) -> None:
    _tried(repository, dear, answer, resolved=1, progressed=3, lost=4, unknown=2)
    other = repository.add(Response(text="Here is a discount"))
    _tried(repository, dear, other, resolved=2)
    brief = _brief(repository, dear)
    assert f"The best answer worked for 4 of 8 buyers (resolved or progressed): {ANSWER}." in in_short(brief)
    responses = section(brief, "Responses tried")
    assert f"| {ANSWER} | – | 10 buyers | 4 of 8 (50 %, 22–78 %) | 1 of 8 (12 %, 2–47 %) | – [" in responses
    assert "| Here is a discount | – | 2 buyers | 2 of 2 | 2 of 2 | – [" in responses
    assert f"Say: {ANSWER}. [" in section(brief, "Talk track")
    assert "Too few outcomes are known to compare them." in responses


def test_no_answer_is_called_the_best_that_has_not_worked(
    repository: Repository, dear: Objection, answer: Response
) -> None:
    _tried(repository, dear, answer, lost=3, unresolved=2)
    brief = _brief(repository, dear)
    assert "No answer has worked yet (0 of 5)." in in_short(brief)
    assert "best" not in section(brief, "In short")
    assert "| worked (resolved or progressed) |" in section(brief, "Responses tried"), "nothing has said it before"


@pytest.mark.parametrize(
    ("outcomes", "to_do", "verdict"),
    [
        ({}, "Prepare an answer: none was tried.", "prepare an answer"),
        ({"unknown": 4}, "Log what became of it where it was answered: no outcome is known.", "log outcomes"),
        ({"lost": 4}, "Prepare another answer: those tried have not worked.", "prepare an answer"),
        (
            {"resolved": 2},
            "Try the answers with more buyers: too few outcomes are known to choose one.",
            "try with more buyers",
        ),
        ({"resolved": 1, "lost": 4}, "Use that answer for now, and prepare a better one.", "find a better answer"),
        (
            {"resolved": 2, "lost": 1},
            "Use that answer. Back it with proof: no proof point that holds stands behind it.",
            "use the answer",
        ),
    ],
)
def test_what_to_do_about_it(
    repository: Repository, dear: Objection, answer: Response, outcomes: dict[str, int], to_do: str, verdict: str
) -> None:
    raised(repository, dear, 1, "Unanswered")
    _tried(repository, dear, answer, **outcomes)
    brief = _brief(repository, dear)
    assert _to_do(brief) == to_do
    assert front(brief)["verdict"] == verdict


def test_an_answer_that_is_prepared_is_to_be_tried_and_never_the_best(repository: Repository, dear: Objection) -> None:
    repository.add(Response(text=ANSWER, objections=(dear.id,)))
    raised(repository, dear, 6)
    brief = _brief(repository, dear)
    assert _to_do(brief) == f"Try the answer that is prepared: {ANSWER}."
    assert "No answer was tried yet." in in_short(brief)
    assert f"Prepared, not tried yet: {ANSWER}." in section(brief, "Responses tried")
    assert f"- Say (not tried yet): {ANSWER}. [" in section(brief, "Talk track")


def test_an_answer_that_works_is_to_be_published_before_it_is_raised(repository: Repository, dear: Objection) -> None:
    proof = repository.add(ProofPoint(claim="Nine weeks on two wards", verified_on=date(2026, 5, 9)))
    answer = repository.add(Response(text=ANSWER, proof_points=(proof.id,)))
    raised(repository, dear, 4, stage=Stage.SQL, response=answer.id, outcome=Outcome.RESOLVED)
    brief = _brief(repository, dear)
    assert _to_do(brief) == "Use that answer. Publish it for readers before the stage SQL."
    assert "Nine weeks on two wards — verified 2026-05-09" in section(brief, "Proof")
    repository.edit(proof, expires_on=TODAY - timedelta(days=1))
    assert _to_do(_brief(repository, dear)).endswith("no proof point that holds stands behind it.")


def _ended(repository: Repository, response: Response, outcome: str, won: int, of: int) -> None:
    """Of the buyers with whom ``_tried`` tried a response with an outcome, so many were won, and the others lost."""
    for number in range(of):
        talk(repository, f"{response.text} {outcome} {number}", WON if number < won else LOST, started_at=NOON)


def test_how_it_ended_where_an_answer_was_used_is_told_and_nothing_is_published_after_which_most_were_lost(
    repository: Repository, dear: Objection, answer: Response
) -> None:
    _tried(repository, dear, answer, resolved=8)
    raised(repository, dear, 4, "Unanswered")
    _ended(repository, answer, "resolved", 1, 8)
    brief = _brief(repository, dear)
    assert in_short(brief)[-1] == (
        "Of those that raised it, we won 12 % of 8 buyers whose outcome is known; of the 8 that answer was used with, "
        "1 was won."
    )
    assert "Before you publish it, find out why most of those it was used with were lost." in _to_do(brief)
    assert "Publish it for" not in _to_do(brief)
    assert "| 1 of 8 (12 %, 2–47 %) [" in section(brief, "Responses tried")
    for number in range(1, 6):
        talk(repository, f"{ANSWER} resolved {number}", WON, started_at=NOON + timedelta(hours=1))
    assert "find out why" not in _to_do(_brief(repository, dear))


def test_an_answer_with_which_fewer_are_won_than_without_is_not_to_be_used_for_good(
    repository: Repository, dear: Objection, answer: Response
) -> None:
    _tried(repository, dear, answer, resolved=10)
    other = repository.add(Response(text="Wait"))
    _tried(repository, dear, other, unknown=10)
    _ended(repository, answer, "resolved", 1, 10)
    _ended(repository, other, "unknown", 9, 10)
    brief = _brief(repository, dear)
    assert front(brief)["verdict"] == "find a better answer"
    assert [(claim["measure"], claim["of"], claim["direction"]) for claim in front(brief)["claims"]] == [
        ("won", answer.id, "below")
    ]
    assert front(brief)["comparisons"] == 1


def test_whose_answer_ended_how_writes_the_brief_again(
    repository: Repository, dear: Objection, answer: Response
) -> None:
    """As many are won of those that raised it, but with other answers."""
    _tried(repository, dear, answer, resolved=5)
    raised(repository, dear, 1, "Unanswered")
    _ended(repository, answer, "resolved", 1, 5)
    talk(repository, "Unanswered 0", LOST, started_at=NOON)
    folder = repository.workspace.exports
    export(repository, folder, TODAY, Audience.INTERNAL)
    talk(repository, f"{ANSWER} resolved 0", LOST, started_at=NOON + timedelta(minutes=5))
    talk(repository, "Unanswered 0", WON, started_at=NOON + timedelta(minutes=5))
    (written,) = (
        each for each in export(repository, folder, TODAY, Audience.INTERNAL).written if each.kind == "objection"
    )
    assert "of the 5 that answer was used with, none was won" in written.path.read_text(encoding="utf-8")


def test_what_was_made_because_of_it_and_the_proof_of_its_themes_stand_there(
    repository: Repository, answer: Response
) -> None:
    proof = repository.add(ProofPoint(claim="Nine weeks on two wards", verified_on=date(2026, 5, 9)))
    worn = repository.add(ProofPoint(claim="A diary", verified_on=date(2025, 5, 9), expires_on=date(2025, 6, 9)))
    theme = repository.add(Theme(name="Quieter", proof_points=(proof.id, worn.id)))
    objection = repository.add(Objection(title="Too quiet", themes=(theme.id,), status=ObjectionStatus.TRIAGED))
    sheet = repository.add(Asset(name="What is heard"))
    repository.add(
        ContentRequest(use_case="a page", objections=(objection.id,), status=RequestStatus.SHIPPED, asset=sheet.id)
    )
    _tried(repository, objection, answer, resolved=3)
    brief = _brief(repository, objection)
    assert "- Already made: What is heard" in section(brief, "Where to answer it before it is raised")
    shown = section(brief, "Proof")
    assert "- Nine weeks on two wards — verified 2026-05-09; no source. In: Quieter. [" in shown
    assert _to_do(brief) == "Use that answer. Put proof behind it: “Nine weeks on two wards”."


def test_within_a_filter_nothing_is_said_of_what_was_heard_from_others(
    repository: Repository, dear: Objection, answer: Response
) -> None:
    theme = repository.add(Theme(name="Cost"))
    repository.edit(dear, themes=(theme.id,))
    repository.edit(answer, objections=(dear.id,))
    nursing = repository.add(Persona(name="Nursing"))
    received(repository, theme, nursing, {"Mercy": Stance.RESONATED})
    _tried(repository, dear, answer, resolved=3)
    narrowed = write_brief(repository, theme, TODAY, Audience.INTERNAL, where="persona:nursing")
    assert "Too dear — not among these; no answer was tried with these." in narrowed.text
    own = write_brief(repository, dear, TODAY, Audience.INTERNAL, where="persona:nursing")
    assert in_short(own) == ["None of these has raised it yet."]
    assert "not tried yet" not in own.text, "it was tried with others"


def test_the_answer_that_is_prepared_is_shown_where_one_must_be_ready(repository: Repository, dear: Objection) -> None:
    theme = repository.add(Theme(name="Cost"))
    repository.edit(dear, themes=(theme.id,))
    received(repository, theme, repository.add(Persona(name="Nursing")), {"Mercy": Stance.RESONATED})
    raised(repository, dear, 2)
    folder = repository.workspace.exports
    export(repository, folder, TODAY, Audience.INTERNAL)
    ready = "Be ready for “Too dear”: no answer was tried yet; prepared: Take it for a week."
    assert ready not in in_short(write_brief(repository, theme, TODAY, Audience.INTERNAL))
    repository.add(Response(text=ANSWER, objections=(dear.id,)))
    assert ready in in_short(write_brief(repository, theme, TODAY, Audience.INTERNAL))
    assert "theme" in {each.kind for each in export(repository, folder, TODAY, Audience.INTERNAL).written}


def test_answers_are_compared_by_the_rule_and_claims_stand_as_data(repository: Repository, dear: Objection) -> None:
    good, poor, other = (repository.add(Response(text=text)) for text in ("Show it", "Offer less", "Wait"))
    _tried(repository, dear, good, resolved=11, lost=1)
    _tried(repository, dear, poor, resolved=1, lost=11)
    _tried(repository, dear, other, resolved=6, lost=6)
    brief = _brief(repository, dear)
    responses = section(brief, "Responses tried")
    assert "“Show it” works more often than all others together (92 % of 12 against 29 % of 24)" in responses
    assert "“Offer less” works less often than all others together (8 % of 12 against 71 % of 24)" in responses
    assert "“Wait” works" not in responses
    for read in (front(brief), json.loads(to_json(brief))):
        assert read["comparisons"] == 3
        assert {(claim["measure"], claim["of"], claim["direction"]) for claim in read["claims"]} == {
            ("worked", good.id, "above"), ("worked", poor.id, "below"),
        }  # fmt: skip


def test_answers_that_chance_sets_apart_are_not_called_different(repository: Repository, dear: Objection) -> None:
    for text, worked in (("Show it", 4), ("Offer less", 2)):
        _tried(repository, dear, repository.add(Response(text=text)), resolved=worked, lost=6 - worked)
    brief = _brief(repository, dear)
    assert "None can be told apart from the others." in section(brief, "Responses tried")
    assert front(brief)["claims"] == []
    assert front(brief)["comparisons"] == 1
