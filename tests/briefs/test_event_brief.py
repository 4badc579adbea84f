"""The event brief: sentence by sentence what a trade-show marketer reads first, and what it leaves to the team."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import find_subject, write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    Response,
    Theme,
)
from shadowlog.domain.values import (
    Basis,
    EncounterKind,
    EncounterStatus,
    InsightKind,
    ObjectionStatus,
    Outcome,
    Permission,
    Stage,
    Stance,
    Tier,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, TODAY, section
from tests.some import some


def brief_of(repository: Repository, audience: Audience = Audience.INTERNAL, name: str = "MedTech") -> Brief:
    with BriefContext(repository, TODAY, audience) as context:
        return write_brief(repository, find_subject(context, "event", name), TODAY, audience)


def in_short(brief: Brief) -> list[str]:
    """The sentences of In short, without marks of emphasis and references."""
    lines = section(brief, "In short").strip().splitlines()
    return [line.removeprefix("- ").replace("**", "").rsplit(" [", 1)[0] for line in lines]


def talk(
    repository: Repository, tier: Tier | None = None, hours: int = 100, account: str = "", **more: Any
) -> Encounter:
    """A talk at the booth, so many hours before noon."""
    known = repository.ids_named(Account, account) if account else []
    at = (known[0] if known else repository.add(Account(name=account)).id) if account else None
    fields = {"kind": EncounterKind.TRADE_SHOW, "event": "MedTech", "tier": tier, "account": at, **more}
    return repository.add(Encounter(started_at=NOON - timedelta(hours=hours), **fields))


def said(repository: Repository, there: Encounter, text: str, stances: dict[str, Stance], **more: Any) -> Insight:
    fields = {"basis": Basis.BUYER_VERBATIM, "permission": Permission.ANONYMISED, **more}
    return repository.add(Insight(text=text, encounter=there.id, signals=stances, **fields))


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ((None, None), "3 conversations, 2 rated A or B; no number was aimed at."),
        ((3, 2), "Both goals met: 3 conversations (3 aimed at) and 2 leads rated A or B (2 aimed at)."),
        ((4, 2), "One of two goals met: 3 conversations (4 aimed at) and 2 leads rated A or B (2 aimed at)."),
        ((4, 3), "Neither goal met: 3 conversations (4 aimed at) and 2 leads rated A or B (3 aimed at)."),
        ((None, 3), "Goal not met: 3 conversations and 2 leads rated A or B (3 aimed at)."),
        ((1, None), "Goal met: 3 conversations (1 aimed at) and 2 leads rated A or B."),
    ],
)
def test_it_says_first_whether_the_goals_were_met(
    repository: Repository, wanted: tuple[int | None, int | None], sentence: str
) -> None:
    repository.add(Event(name="MedTech", conversations_wanted=wanted[0], leads_wanted=wanted[1]))
    for tier in (Tier.A, Tier.B, Tier.C):
        talk(repository, tier)
    assert in_short(brief_of(repository))[0] == sentence
    outside = brief_of(repository, Audience.EXTERNAL)
    assert in_short(outside)[0] == "3 conversations, 2 rated A or B."
    assert "aimed at" not in outside.text


def test_one_of_each_is_not_spoken_of_as_many(repository: Repository) -> None:
    repository.add(Event(name="MedTech", conversations_wanted=1, leads_wanted=1))
    there = talk(repository, Tier.A)
    said(repository, there, "Who measured that?", {}, kind=InsightKind.QUESTION)
    repository.add(ContentRequest(use_case="a table", encounter=there.id))
    repository.add(Mention(objection=repository.add(Objection(title="Too loud")).id, encounter=there.id))
    brief = brief_of(repository)
    assert in_short(brief)[0] == "Both goals met: 1 conversation (1 aimed at) and 1 lead rated A or B (1 aimed at)."
    assert in_short(brief)[-1].startswith("To do: follow up 1 lead, overdue; first ")
    assert "Results: 1 insight, 1 mention of 1 objection, 1 content request." in section(
        brief, "Goals, results, verdict"
    )
    assert "1 conversation without a name · " in brief.text


def test_what_landed_is_told_by_buyers_not_by_sentences(repository: Repository) -> None:
    quiet, cost = (repository.add(Theme(name=name)).id for name in ("Quiet", "Cost"))
    one = talk(repository, account="Mercy")
    for number in range(8):
        said(repository, one, f"cheap {number}", {cost: Stance.RESONATED})
    for name in ("Alder", "Summit"):
        said(repository, talk(repository, account=name), f"calm at {name}", {quiet: Stance.RESONATED})
    brief = brief_of(repository)
    assert in_short(brief)[1] == "What landed: “Quiet” with 2 of 2 buyers.", "one buyer is too few"
    assert "| Cost | 1 of 1 | 0 of 1 |" in section(brief, "Messages that landed")


def test_that_nothing_landed_with_half_is_said(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet")).id
    said(repository, talk(repository, account="Mercy"), "no", {theme: Stance.REJECTED})
    assert in_short(brief_of(repository))[1] == "Too few spoke of a message to tell what landed."
    for name in ("Alder", "Summit", "Tollgate"):
        stance = Stance.RESONATED if name == "Alder" else Stance.REJECTED
        said(repository, talk(repository, account=name), "no", {theme: stance})
    assert in_short(brief_of(repository))[1] == "No message landed with half of those who spoke of it.", "1 of 4 did"


def test_the_objection_to_be_ready_for_is_that_of_most_buyers_with_the_answer_that_worked_anywhere(
    repository: Repository,
) -> None:
    loud, dear = (
        repository.add(Objection(title=title, status=ObjectionStatus.TRIAGED)) for title in ("Too loud", "Too dear")
    )
    answer = repository.add(Response(text="Try it for a week", objections=(loud.id,)))
    one = talk(repository, account="Mercy")
    for _ in range(5):
        repository.add(Mention(objection=dear.id, encounter=one.id))
    for name in ("Alder", "Summit"):
        repository.add(Mention(objection=loud.id, encounter=talk(repository, account=name).id))
    assert in_short(brief_of(repository))[1] == (
        "Be ready for “Too loud”: no answer was tried yet; prepared: Try it for a week."
    )
    for number in range(3):
        account = repository.add(Account(name=f"Elsewhere {number}"))
        repository.add(
            Mention(objection=loud.id, account=account.id, response=answer.id, outcome=Outcome.RESOLVED)
        )  # fmt: skip
    brief = brief_of(repository)
    assert in_short(brief)[1] == (
        "Be ready for “Too loud”: worked for 3 of 3 buyers (resolved or progressed): Try it for a week."
    )
    assert section(brief, "Objections to answer").index("Too loud — 2 buyers") < section(
        brief, "Objections to answer"
    ).index("Too dear — 1 buyer;")


@pytest.mark.parametrize(
    ("tiers", "sentence"),
    [
        ([(Tier.C, 100, False)], "To do: nobody was rated A or B, so no follow-up is due."),
        ([(Tier.A, 100, True)], "To do: nothing. Everybody rated A or B was followed up."),
        ([(Tier.A, 1, False)], "To do: follow up 1 lead; first "),
        ([(Tier.A, 100, False), (Tier.B, 1, False)], "To do: follow up 2 leads, 1 of them overdue; first "),
        ([(Tier.A, 100, False), (Tier.B, 99, False)], "To do: follow up 2 leads, all overdue; first "),
    ],
)
def test_what_to_do_is_to_follow_up_an_a_within_a_day_a_b_within_two(
    repository: Repository, tiers: Sequence[tuple[Tier, int, bool]], sentence: str
) -> None:
    for tier, hours, done in tiers:
        talk(repository, tier, hours, followed_up=done)
    assert in_short(brief_of(repository))[-1].startswith(sentence)


def test_where_everybody_was_followed_up_it_says_what_to_write(repository: Repository) -> None:
    there = talk(repository, Tier.A, followed_up=True)
    question = said(repository, there, "Who measured that?", {}, kind=InsightKind.QUESTION)
    done = " Everybody rated A or B was followed up."
    assert (
        in_short(brief_of(repository))[-1]
        == f"To do: answer in writing what was asked there: “Who measured that?”.{done}"
    )
    objection = repository.add(Objection(title="Too loud", status=ObjectionStatus.TRIAGED))
    for account in ("Mercy", "Alder"):
        repository.add(Mention(objection=objection.id, encounter=talk(repository, account=account).id))
    assert in_short(brief_of(repository))[-1] == f"To do: prepare an answer to “Too loud”.{done}"
    repository.add(ContentRequest(use_case="a table", encounter=there.id))
    brief = brief_of(repository)
    assert in_short(brief)[-1] == f"To do: write what was asked for there: “a table”.{done}"
    assert "Results: 1 insight, 2 mentions of 1 objection, 1 content request." in section(
        brief, "Goals, results, verdict"
    )
    assert question.id[-8:] in brief.text


def test_a_follow_up_says_with_whom_by_when_and_whose_it_is(repository: Repository) -> None:
    repository.add(Event(name="MedTech"))
    owner = repository.add(Person(name="Ada Quill")).id
    nursing = repository.add(Persona(name="Nursing")).id
    for hours, tier, done, account in (
        (100, Tier.A, False, "Mercy"), (100, Tier.B, True, "Alder"), (1, Tier.A, False, ""), (1, Tier.D, False, ""),
    ):  # fmt: skip
        talk(repository, tier, hours, account, followed_up=done, owner=owner, personas=(nursing,), next_step="call")
    brief = brief_of(repository)
    follow_ups = section(brief, "Follow-ups")
    assert "An A within 24 hours, a B within 48. Done: 1 of 3." in follow_ups
    due = NOON - timedelta(hours=76)
    assert f"- A, Mercy, Nursing, by {due:%Y-%m-%d %H:%M} UTC: **overdue**; owner: Ada Quill; call." in follow_ups
    assert "- A, Nursing, by " in follow_ups, "a talk without a name is followed up as well"
    assert follow_ups.count(": open; owner: Ada Quill") == 1
    assert "Alder" not in follow_ups, "what is done is only counted"
    outside = brief_of(repository, Audience.EXTERNAL).text
    assert "Ada Quill" not in outside
    assert "Follow-ups" not in outside
    assert "next steps and who follows up" in outside


def test_talks_without_a_name_are_conversations_of_their_own_and_shown_apart(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet")).id
    nursing = repository.add(Persona(name="Nursing")).id
    for account in ("Mercy", "Mercy", "", "", ""):
        there = talk(repository, account=account, personas=(nursing,))
        said(repository, there, f"calm {there.id}", {theme: Stance.RESONATED})
    brief = brief_of(repository)
    assert "4 buyers (3 of them conversations without a name) in 5 conversations" in brief.text
    there_table = section(brief, "Conversations by persona and rating")
    assert "| persona | A | B | C | D | not rated | all | without a name |" in there_table
    assert "| Nursing | – | – | – | – | 5 | 5 | 3 [" in there_table
    landed = section(brief, "Messages that landed")
    assert "| Quiet | 1 of 1; without a name: 3 of 3 |" in landed, "never mixed into one rate"


def test_its_goals_verdict_and_lessons_are_the_teams(repository: Repository) -> None:
    repository.add(
        Event(name="MedTech", starts=TODAY, goals="- ten talks\n- one trial", verdict="Worth it", lessons="Bring two")
    )
    talk(repository, moved_by="the trial", stage_before=Stage.SQL, stage_after=Stage.OPPORTUNITY)
    talk(repository, status=EncounterStatus.NOT_HELD)
    brief = brief_of(repository, name="medtech")
    goals = section(brief, "Goals, results, verdict")
    assert re.search(
        r"^- Goal, not counted by the log: ten talks \[\d+\]\n- Goal, not counted by the log: one trial \[\d+\]$",
        goals,
        re.MULTILINE,
    )
    assert "**Verdict:** Worth it" in goals
    assert "Agreed on, but not held: 1." in goals
    assert in_short(brief)[0].startswith("1 conversation,"), "a talk that was not held is none"
    assert "- Bring two" in section(brief, "Lessons")
    assert "1 conversation without a name: “the trial”." in section(brief, "What moved them")
    assert "1 of 1 conversation was on another day than the event." in section(brief, "Gaps and caveats")
    outside = brief_of(repository, Audience.EXTERNAL).text
    for of_the_team in ("ten talks", "Worth it", "Bring two", "the trial"):
        assert of_the_team not in outside
    assert "Left out: what moved prospects forward; goals, verdict and lessons." in outside or (
        "Left out: goals, verdict and lessons; what moved prospects forward." in outside
    )


def test_an_event_is_found_by_the_beginning_of_its_name_with_its_record(repository: Repository) -> None:
    repository.add(Event(name="MedTech", verdict="Worth it"))
    talk(repository)
    assert "Worth it" in brief_of(repository, name="medt").text


def test_every_sentence_in_short_stands_on_records(demo: Repository) -> None:
    brief = brief_of(demo, name="MedTech Expo Leeds")
    lines = section(brief, "In short").strip().splitlines()
    assert all(" [" in line for line in some(lines))
    before_the_index = brief.content.markdown.split("## Evidence index")[0]
    assert len([word for word in before_the_index.split() if any(map(str.isalnum, word))]) <= 900


def test_what_becomes_known_elsewhere_of_a_buyer_or_an_answer_writes_its_brief_again(
    repository: Repository, tmp_path: Path
) -> None:
    repository.add(Event(name="MedTech"))
    theme = repository.add(Theme(name="Quiet")).id
    loud = repository.add(Objection(title="Too loud", status=ObjectionStatus.TRIAGED))
    there = talk(repository, account="Mercy")
    said(repository, there, "calm", {theme: Stance.RESONATED})
    repository.add(Mention(objection=loud.id, encounter=there.id))

    def written() -> str:
        paths = [each.path for each in export(repository, tmp_path, TODAY).written if "event-" in each.path.name]
        return paths[0].read_text() if paths else ""

    assert "| Quiet | 1 of 1 | 0 of 1 | – [" in written()
    repository.add(Encounter(started_at=NOON, account=there.account, stage_after=Stage.CLOSED_WON))
    assert "| Quiet | 1 of 1 | 0 of 1 | 1 of 1 [" in written(), "how it ended with a buyer is learned in another talk"
    response = repository.add(Response(text="Try it"))
    elsewhere = repository.add(Account(name="Alder")).id
    tried = repository.add(Mention(objection=loud.id, account=elsewhere, response=response.id))
    assert "not known yet how the answers did" in written()
    repository.edit(tried, outcome=Outcome.LOST)
    assert "no answer has worked yet (0 of 1)" in written()
