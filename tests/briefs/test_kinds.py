"""The kinds of brief: every section in its order, and what each is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import every_brief, export_one, find_subject, write_brief
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import (
    Encounter,
    Event,
    Insight,
    Mention,
    Objection,
    Persona,
    Response,
    Theme,
)
from shadowlog.domain.values import (
    EncounterKind,
    ObjectionStatus,
    Outcome,
    Stance,
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
            "In short", "To make, in this order", "Holes in the coverage", "Overdue", "Assets to verify or retire",
            "Answers and proof that have worn out", "Shipped, and whom to tell",
        ),
    }  # fmt: skip
    good_news = {"Overdue", "Assets to verify or retire", "Answers and proof that have worn out"}
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
                missing = set(wanted[brief.kind]) - set(titles) - good_news
                told = section(brief, "No evidence logged") if missing else ""
                assert [title for title in missing if title not in told] == [], "an empty section is an answer too"
        assert kinds == set(wanted)


def test_the_bridge_says_what_purchasing_must_hear_of_what_nursing_wants(demo: Repository) -> None:
    with BriefContext(demo, TODAY) as context:
        nursing = find_subject(context, "persona", "Nursing")
    bridge = section(write_brief(demo, nursing, TODAY), "The bridge: what others must hear")
    to_purchasing = bridge.split("**To Purchasing** (procurement)")[1]
    assert "measured by: Savings against last year’s tender" in to_purchasing.splitlines()[0]
    for line in ("- Say “", "- Their first objection: “It costs more than the pump we have” — 11 buyers."):
        assert line in to_purchasing


def test_an_event_that_only_encounters_name_has_a_brief_and_keeps_its_file(
    repository: Repository, tmp_path: Path
) -> None:
    for _ in range(2):
        repository.add(Encounter(kind=EncounterKind.TRADE_SHOW, event="Expo Léeds", started_at=NOON))
    paths = set()
    for name in ("Expo Léeds", "expo leeds", "expo"):
        with BriefContext(repository, TODAY, Audience.INTERNAL) as context:
            paths.add(export_one(context, find_subject(context, "event", name), tmp_path).path.name)
    assert len(paths) == 1
    with BriefContext(repository, TODAY, Audience.INTERNAL) as context, pytest.raises(NotFound, match="No encounter"):
        find_subject(context, "event", "Elsewhere")
    with BriefContext(repository, TODAY) as context, pytest.raises(NotFound, match="only typed in encounters"):
        find_subject(context, "event", "expo")


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
        assert "worked for 1 of 4 buyers: Try it for a week" in line.replace(" (resolved or progressed)", "")
