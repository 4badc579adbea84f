"""The kinds of brief: every section in its order, and what each is for."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import every_brief, export_one, find_subject, write_brief
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import (
    Account,
    Asset,
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
from shadowlog.domain.records.whole_log import ALL
from shadowlog.domain.values import (
    EncounterKind,
    ObjectionStatus,
    Outcome,
    Stage,
    Stance,
    Tier,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, TODAY, section
from tests.some import some


def test_every_kind_has_every_section_in_its_order(demo: Repository) -> None:
    wanted = {
        "theme": (
            "In short", "What moved them", "The message, and its proof", "How it was received",
            "In the buyers’ words", "Questions asked", "Objections to answer", "Competing claims heard",
            "What the team reports, not buyers", "What to make, and who answers for it", "Assets to reuse or retire",
        ),
        "objection": (
            "In short", "What they say, and the real concern", "Who raises it, and when", "In the buyers’ words",
            "What the team reports, not buyers", "Responses tried", "Talk track", "Proof",
            "Where to answer it before it is raised", "Competitors named beside it", "Open requests", "Who was told",
        ),
        "persona": (
            "In short", "What moved them", "Role, wants, fears and measures", "Outcomes beside other personas",
            "Themes that land or fail", "In their words", "What they call things", "Questions they ask",
            "Objections they raise", "What the team reports, not buyers", "The bridge: what others must hear",
            "Assets by stage",
        ),
        "event": (
            "In short", "Goals, results, verdict", "Conversations by persona and rating", "What moved them",
            "Messages that landed", "Questions asked", "Objections to answer", "Competitors seen",
            "In the buyers’ words", "What the team reports, not buyers", "Follow-ups", "Requests that came up",
            "Lessons",
        ),
        "backlog": (
            "In short", "To make, in this order", "Holes in the coverage", "Overdue", "Assets past their date",
            "Answers and proof that have worn out", "Shipped, and whom to tell",
        ),
    }  # fmt: skip
    end = ("Changed since the last brief", "Gaps and caveats", "Evidence index")
    for audience in Audience:
        kinds = set()
        for brief in every_brief(demo, TODAY, audience):
            kinds.add(brief.kind)
            titles = [section.title for section in some(brief.content.sections)]
            order = (*wanted[brief.kind], "No evidence logged", *end)
            assert titles == [title for title in order if title in titles]
            assert tuple(titles[-3:]) == end
            assert all(section.blocks for section in some(brief.content.sections))
            if audience is Audience.INTERNAL:
                missing = set(wanted[brief.kind]) - set(titles)
                told = section(brief, "No evidence logged") if missing else ""
                assert [title for title in missing if title not in told] == [], "an empty section is an answer too"
        assert kinds == set(wanted)


def test_the_bridge_says_what_purchasing_must_hear_of_what_nursing_wants(demo: Repository) -> None:
    with BriefContext(demo, TODAY) as context:
        nursing = find_subject(context, "persona", "Nursing")
    bridge = section(write_brief(demo, nursing, TODAY), "The bridge: what others must hear")
    to_purchasing = bridge.split("**To Purchasing** (procurement)")[1]
    assert "measured by: Savings against last year’s tender" in to_purchasing.splitlines()[0]
    for line in ("- Say “", "- Their first objection: “It costs more than the pump we have” — 7 buyers;"):
        assert line in to_purchasing


def test_an_event_tells_of_its_goals_its_ratings_and_who_follows_up(repository: Repository) -> None:
    owner = repository.add(Person(name="Ada Quill"))
    persona = repository.add(Persona(name="Nursing"))
    repository.add(
        Event(
            name="MedTech", goals="- ten talks\n- one trial", conversations_wanted=10, verdict="Worth it",
            lessons="Bring two",
        )
    )  # fmt: skip
    for hours, tier, done in ((100, Tier.A, False), (100, Tier.B, True), (1, Tier.A, False), (1, Tier.D, False)):
        repository.add(
            Encounter(
                kind=EncounterKind.TRADE_SHOW, event="MEDTECH", started_at=NOON - timedelta(hours=hours), tier=tier,
                followed_up=done, owner=owner.id, personas=(persona.id,),
            )
        )  # fmt: skip
    with BriefContext(repository, TODAY, Audience.INTERNAL) as context:
        brief = write_brief(repository, find_subject(context, "event", "medtech"), TODAY, Audience.INTERNAL)
    assert "- ten talks" in brief.text
    assert "Conversations: 4 of 10 aimed at" in brief.text
    assert "| Nursing | 2 | 1 | 0 | 1 | 0 | 4 |" in section(brief, "Conversations by persona and rating")
    follow_ups = section(brief, "Follow-ups")
    assert follow_ups.count("**overdue**; owner: Ada Quill") == 1
    assert follow_ups.count(": done; owner: Ada Quill") == 1
    assert follow_ups.count(": open; owner: Ada Quill") == 1
    assert "Worth it" in brief.text
    assert "- Bring two" in section(brief, "Lessons")


def test_an_event_that_only_encounters_name_has_a_brief_and_keeps_its_file(
    repository: Repository, tmp_path: Path
) -> None:
    for _ in range(2):
        repository.add(Encounter(kind=EncounterKind.TRADE_SHOW, event="Expo Léeds", started_at=NOON))
    paths = set()
    for name in ("Expo Léeds", "expo leeds", "expo"):
        with BriefContext(repository, TODAY) as context:
            paths.add(export_one(context, find_subject(context, "event", name), tmp_path).path.name)
    assert len(paths) == 1
    with BriefContext(repository, TODAY) as context, pytest.raises(NotFound, match="No encounter belongs"):
        find_subject(context, "event", "Elsewhere")


def test_the_backlog_orders_itself_and_says_how(repository: Repository) -> None:
    objection = repository.add(Objection(title="Too expensive"))
    for number in range(6):
        account = repository.add(Account(name=f"House number {number}"))
        repository.add(Mention(objection=objection.id, account=account.id))
    repository.add(ContentRequest(use_case="the loud one", deal_urgency=3, reusability=1))
    repository.add(
        ContentRequest(
            use_case="the heard one", deal_urgency=2, hours_lost=20, objections=(objection.id,), due=date(2020, 1, 1)
        )
    )  # fmt: skip
    brief = write_brief(repository, ALL, TODAY, Audience.INTERNAL)
    order = section(brief, "To make, in this order")
    assert order.index("the heard one") < order.index("the loud one")
    assert "8 of 15: urgency 2, reusability 0, alignment 0, accounts 3 (6 heard), hours 3 (20 a month)" in order
    assert "4 of 15: urgency 3, reusability 1" in order
    assert "the heard one — due 2020-01-01" in section(brief, "Overdue")


def test_a_hole_in_the_coverage_is_closed_by_an_asset_for_it(repository: Repository) -> None:
    theme, persona = repository.add(Theme(name="Cost")), repository.add(Persona(name="Purchasing"))
    encounter = repository.add(Encounter(started_at=NOON, stage_before=Stage.SQL))
    repository.add(Insight(text="x", encounter=encounter.id, persona=persona.id, signals={theme.id: Stance.REJECTED}))
    hole = "Cost for Purchasing at SQL: heard once, no asset"
    assert hole in section(write_brief(repository, ALL, TODAY), "Holes in the coverage")
    asset = repository.add(Asset(name="A table", themes=(theme.id,), verify_by=TODAY))
    assert hole not in write_brief(repository, ALL, TODAY).text
    repository.edit(asset, verify_by=TODAY - timedelta(days=1))
    late = write_brief(repository, ALL, TODAY)
    assert hole in late.text, "what is past its date covers nothing"
    assert "**Verify or retire**" in section(late, "Assets past their verify-by date")


def test_a_talk_track_that_does_worse_is_told_with_its_brief(repository: Repository) -> None:
    objection = repository.add(Objection(title="Too expensive", status=ObjectionStatus.TRIAGED))
    for text, outcome in (("show the table", Outcome.RESOLVED), ("offer a discount", Outcome.LOST)):
        response = repository.add(Response(text=text))
        for _ in range(9):
            repository.add(Mention(objection=objection.id, response=response.id, outcome=outcome))
    worn = section(write_brief(repository, ALL, TODAY), "Proof points past their date, and talk tracks that do worse")
    assert "offer a discount — resolved or progressed 0 of 9" in worn
    assert "In: objection brief Too expensive" in worn
    assert "show the table — resolved or progressed" not in worn


def test_no_brief_calls_an_answer_the_best_that_was_hardly_tried_or_never_worked(repository: Repository) -> None:
    nursing = repository.add(Persona(name="Nursing"))
    theme = repository.add(Theme(name="Quiet"))
    repository.add(Event(name="Ward Fair"))
    there = repository.add(Encounter(kind=EncounterKind.TRADE_SHOW, event="Ward Fair", started_at=NOON))
    repository.add(Insight(text="loud", encounter=there.id, persona=nursing.id, signals={theme.id: Stance.REJECTED}))
    objection = repository.add(Objection(title="Too loud", status=ObjectionStatus.TRIAGED, themes=(theme.id,)))
    answer = repository.add(Response(text="Try it for a week", objections=(objection.id,)))

    def told(*outcomes: Outcome) -> list[str]:
        for outcome in outcomes:
            there = repository.add(Encounter(kind=EncounterKind.TRADE_SHOW, event="Ward Fair", started_at=NOON))
            repository.add(
                Mention(
                    objection=objection.id, encounter=there.id, persona=nursing.id, response=answer.id, outcome=outcome
                )
            )  # fmt: skip
        found = []
        for kind, name in (("theme", "Quiet"), ("persona", "Nursing"), ("event", "Ward Fair")):
            with BriefContext(repository, TODAY) as context:
                text = write_brief(repository, find_subject(context, kind, name), TODAY).text
            found += [line for line in text.splitlines() if "Too loud" in line and line.startswith(("- Too", "- Be"))]
        return found

    lines = told(Outcome.UNRESOLVED, Outcome.LOST, Outcome.LOST)
    assert len(lines) >= 3
    for line in lines:
        assert "no answer has worked yet (0 of 3)" in line
    for line in some(told(Outcome.PROGRESSED)):
        assert "worked for 1 of 4 buyers: Try it for a week" in line


def test_the_backlog_claims_no_coverage_where_no_stage_is_known(repository: Repository) -> None:
    nursing = repository.add(Persona(name="Nursing"))
    theme = repository.add(Theme(name="Quiet"))
    repository.add(Insight(text="loud", persona=nursing.id, signals={theme.id: Stance.REJECTED}))
    with BriefContext(repository, TODAY) as context:
        holes = section(write_brief(repository, find_subject(context, "backlog", ""), TODAY), "Holes in the coverage")
    assert "Nothing was heard on a theme with both a persona and a stage, so holes cannot be told." in holes
    assert "has an asset" not in holes
