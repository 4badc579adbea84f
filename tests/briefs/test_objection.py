"""The objection brief: each sentence of *In short*, and what stands under it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    LoopReply,
    Mention,
    Objection,
    Person,
    Persona,
    Theme,
)
from shadowlog.domain.values import (
    Basis,
    InsightKind,
    ObjectionStatus,
    Outcome,
    Permission,
    Stage,
    Stance,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.buyers import LOST, WON, front, in_short, raised, received, talk
from tests.briefs.conftest import NOON, TODAY, section
from tests.some import some


def _brief(repository: Repository, objection: Objection, audience: Audience = Audience.INTERNAL) -> Brief:
    return write_brief(repository, objection, TODAY, audience)


@pytest.fixture
def dear(repository: Repository) -> Objection:
    return repository.add(Objection(title="Too dear", status=ObjectionStatus.TRIAGED))


def test_an_objection_that_nobody_raised_says_only_that(repository: Repository, dear: Objection) -> None:
    brief = _brief(repository, dear)
    assert in_short(brief) == ["Nobody has raised it yet."]
    assert "Responses tried" in section(brief, "No evidence logged")


def test_how_many_buyers_raise_it_not_how_many_sentences(repository: Repository, dear: Objection) -> None:
    there = talk(repository, "St. Luke")
    for number in range(15):
        repository.add(
            Mention(
                objection=dear.id, encounter=there.id, account=there.account, verbatim=f"It costs {number} too much",
                basis=Basis.BUYER_VERBATIM,
            )
        )  # fmt: skip
    brief = _brief(repository, dear)
    assert in_short(brief)[0] == "Heard from 1 buyer; trend: too few to tell."
    assert front(brief)["counts"]["buyers"] == 1
    assert front(brief)["counts"]["mentions"] == 15
    assert "Heard from 1 buyer: not yet a pattern." in section(brief, "Gaps and caveats")


def test_conversations_without_a_name_are_called_so(repository: Repository, dear: Objection) -> None:
    raised(repository, dear, 2)
    repository.add(Mention(objection=dear.id))
    assert in_short(_brief(repository, dear))[0].startswith(
        "Heard from 3 buyers (1 of them a conversation without a name);"
    )


@pytest.mark.parametrize(
    ("before", "recent", "way"),
    [
        (0, 9, "it is rising"),
        (9, 0, "it is falling"),
        (5, 6, "trend: steady, or too few to tell"),
        (9, 9, "trend: steady"),
    ],
)
def test_it_rises_only_by_the_share_of_buyers_spoken_with(
    repository: Repository, dear: Objection, before: int, recent: int, way: str
) -> None:
    for span, many, days in (("then", before, 120), ("now", recent, 10)):
        when = NOON - timedelta(days=days)
        raised(repository, dear, many, span, when)
        for number in range(many, 10):
            talk(repository, f"{span} {number}", started_at=when)
    brief = _brief(repository, dear)
    assert in_short(brief)[0].startswith(f"Heard from {before + recent} buyers; {way}")
    told = f"(raised by {recent} of 10 buyers spoken with in the last 90 days, {before} of 10 in the 90 before)"
    assert told in section(brief, "Who raises it, and when")
    claims = [(claim["measure"], claim["direction"]) for claim in front(brief)["claims"]]
    wanted = {"it is rising": [("trend", "above")], "it is falling": [("trend", "below")]}
    assert claims == wanted.get(way, [])


def test_logging_more_of_the_same_buyers_is_not_rising(repository: Repository, dear: Objection) -> None:
    for span, days, times in (("then", 120, 1), ("now", 10, 9)):
        for _ in range(times):
            raised(repository, dear, 6, span, NOON - timedelta(days=days))
    assert in_short(_brief(repository, dear))[0] == "Heard from 12 buyers; trend: steady, or too few to tell."


def test_who_raises_it_and_when(repository: Repository, dear: Objection) -> None:
    nursing, purchasing = (repository.add(Persona(name=name)) for name in ("Nursing", "Purchasing"))
    raised(repository, dear, 3, "Clinic", persona=nursing.id, stage=Stage.SQL)
    raised(repository, dear, 5, "House", persona=purchasing.id, stage=Stage.OPPORTUNITY)
    raised(repository, dear, 1, "Nobody")
    brief = _brief(repository, dear)
    assert in_short(brief)[1] == "Most often raised by Purchasing (5 of 9), at the stage opportunity (5 of 9)."
    heard = section(brief, "Who raises it, and when")
    rows = [heard.index(row) for row in ("| Purchasing | 5 |", "| Nursing | 3 |", "| No persona named | 1 |")]
    assert rows == sorted(rows)
    assert "| SQL | 3 |" in heard
    before = section(brief, "Where to answer it before it is raised")
    assert "Most often raised at the stage opportunity (5 of 9 buyers)." in before


def test_how_it_ended_with_those_that_raised_it(repository: Repository, dear: Objection) -> None:
    raised(repository, dear, 5)
    assert "we won" not in section(_brief(repository, dear), "In short")
    for number in range(5):
        talk(repository, f"House {number}", WON if number < 2 else LOST, started_at=NOON)
    talk(repository, "Elsewhere", WON)
    assert in_short(_brief(repository, dear))[-1] == (
        "Of those that raised it, we won 2 of the 5 buyers whose outcome is known."
    )


def test_who_only_the_team_says_raised_it_is_counted_apart(repository: Repository, dear: Objection) -> None:
    raised(repository, dear, 3, "Said")
    for number in range(2):
        there = talk(repository, f"Told {number}")
        repository.add(Mention(objection=dear.id, encounter=there.id, basis=Basis.REP_REPORT, outcome=Outcome.LOST))
    brief = _brief(repository, dear)
    assert in_short(brief)[0].startswith("Heard from 5 buyers (2 of them as the team reports); ")
    theme = repository.add(Theme(name="Cost"))
    repository.edit(dear, themes=(theme.id,))
    received(repository, theme, repository.add(Persona(name="Nursing")), {"Mercy": Stance.RESONATED})
    listed = section(write_brief(repository, theme, TODAY, Audience.INTERNAL), "Objections to answer")
    assert "- Too dear — 5 buyers, 2 reported; no answer was tried yet. [" in listed
    amounts = "5 mentions (3 said by buyers, 2 reported). What became of it: lost 2, unknown 3."
    assert amounts in section(brief, "Who raises it, and when")


@pytest.mark.parametrize("count", [1, 2])
def test_gaps_speak_of_one_and_of_many(repository: Repository, dear: Objection, count: int) -> None:
    for number in range(count):
        repository.add(Mention(objection=dear.id, encounter=talk(repository, f"House {number}").id))
    gaps = section(_brief(repository, dear), "Gaps and caveats")
    for what in ("what became of it", "what was answered", "who said it"):
        assert (f"1 of 1 mention does not say {what}." if count == 1 else f"2 of 2 mentions do not say {what}.") in gaps


def test_what_they_say_and_what_worries_them(repository: Repository) -> None:
    objection = repository.add(
        Objection(
            title="Too dear", aliases=("Costs a fortune",), real_concern="the board", severity=3,
            status=ObjectionStatus.TRIAGED,
        )
    )  # fmt: skip
    raised(repository, objection, 1)
    brief = _brief(repository, objection)
    concern = section(brief, "What they say, and the real concern")
    assert "- They also say: Costs a fortune. [" in concern
    assert "Too dear" not in concern, "that is the title"
    assert "- The real concern: the board. [" in concern
    assert "severity: 3 of 3" in concern
    assert "Talk track" in section(brief, "No evidence logged"), "nothing that is said of every objection"
    outside = _brief(repository, objection, Audience.EXTERNAL)
    assert "Costs a fortune" not in outside.text
    assert "other wordings of it. The team’s edition" in outside.text


def test_what_is_wanted_told_and_named_beside_it(repository: Repository, dear: Objection) -> None:
    repository.add(ContentRequest(use_case="A price table", objections=(dear.id,)))
    repository.add(Asset(name="Five years on a page", objections=(dear.id,)))
    ada, ben, rep = (repository.add(Person(name=name)) for name in ("Ada Quill", "Ben Hart", "Rosa Lind"))
    (first,) = raised(repository, dear, 1, "Ada’s", author=ada.id)
    raised(repository, dear, 1, "Ben’s", author=ben.id)
    repository.add(LoopReply(answer="The table is out", mention=first.id, told_at=NOON))
    repository.add(
        Insight(
            text="Acuvia leases at half", kind=InsightKind.COMPETITOR_MENTION, encounter=first.encounter,
            basis=Basis.BUYER_PARAPHRASE, permission=Permission.ANONYMISED,
        )
    )  # fmt: skip
    brief = _brief(repository, dear)
    assert "Acuvia leases at half — 1 buyer." in section(brief, "Competitors named beside it")
    assert "A price table" in section(brief, "Open requests")
    assert "Already made: Five years on a page" in section(brief, "Where to answer it before it is raised")
    told = section(brief, "Who was told")
    assert f"- Ada Quill, {NOON:%Y-%m-%d}: The table is out. [" in told
    assert "Not told yet: Ben Hart." in told
    assert first.encounter
    repository.edit(repository.need(Encounter, first.encounter), rep=rep.id)
    there = talk(repository, "Elsewhere", rep=rep.id)
    repository.add(Mention(objection=dear.id, encounter=there.id, author=ben.id))
    told = section(_brief(repository, dear), "Who was told")
    for who in ("Ada Quill", "Rosa Lind"):
        assert f"- {who}, {NOON:%Y-%m-%d}: The table is out. [" in told, "the rep is told too"
    assert "Not told yet: Ben Hart." in told
    outside = _brief(repository, dear, Audience.EXTERNAL).text
    assert "The table is out" not in outside
    assert "who was told what became of it" in outside


def test_who_was_told_the_same_of_several_mentions_stands_there_once(repository: Repository, dear: Objection) -> None:
    piotr, maud = (repository.add(Person(name=name)) for name in ("Piotr Sand", "Maud Keller"))
    for number in range(3):
        there = talk(repository, f"House {number}", rep=piotr.id)
        mention = repository.add(Mention(objection=dear.id, encounter=there.id, author=maud.id))
        repository.add(LoopReply(answer="Shipped: a table", mention=mention.id, told_at=NOON, person=piotr.id))
    told = section(_brief(repository, dear), "Who was told")
    assert told.count("Shipped: a table") == 1
    assert f"- Piotr Sand, {NOON:%Y-%m-%d}: Shipped: a table (of 3 mentions). [" in told
    assert "Not told yet: Maud Keller." in told


def test_an_outcome_of_a_buyer_that_raised_it_brings_the_brief_up_to_date(
    repository: Repository, dear: Objection
) -> None:
    raised(repository, dear, 1)
    folder = repository.workspace.exports
    export(repository, folder, TODAY, Audience.INTERNAL)
    talk(repository, "House 0", WON, started_at=NOON)
    written = [
        each for each in export(repository, folder, TODAY, Audience.INTERNAL).written if each.kind == "objection"
    ]
    assert len(written) == 1
    assert "we won 1 of 1 buyer" in written[0].path.read_text(encoding="utf-8")


def test_every_count_of_the_demos_objection_briefs_can_be_counted_again(demo: Repository) -> None:
    for objection in some(demo.all(Objection)):
        mentions = [mention for mention in demo.all(Mention) if mention.objection == objection.id]
        brief = _brief(demo, objection)
        assert front(brief)["counts"] == {
            "buyers": len({mention.account for mention in mentions}),
            "conversations": len({mention.encounter for mention in mentions}),
            "mentions": len(mentions),
            "responses": len({mention.response for mention in mentions if mention.response}),
            "resolved": sum(mention.outcome is Outcome.RESOLVED for mention in mentions),
        }
        index = brief.text.split("## Evidence index")[1]
        assert all(mention.id[-8:] in index for mention in some(mentions))
