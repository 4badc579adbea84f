"""The demo tells its well-known case in briefs, by the rule that every log is held to."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from shadowlog.analysis.counting.wordings import message_since
from shadowlog.analysis.evidence.answers import standing
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import written
from shadowlog.briefs.model.brief import Brief
from shadowlog.demo import fill
from shadowlog.domain.codec import document_of
from shadowlog.domain.records import (
    ContentRequest,
    Encounter,
    Event,
    Insight,
    Mention,
    Objection,
    Persona,
    Theme,
    UnknownName,
)
from shadowlog.domain.values import EncounterKind, RequestStatus
from shadowlog.privacy.withholding import Audience
from shadowlog.services.resolve import resolve
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.briefs.conftest import TODAY, section
from tests.some import some

QUIETER = "Quieter at the bedside"


def _brief(repository: Repository, title: str) -> Brief:
    with BriefContext(repository, TODAY, Audience.INTERNAL) as context:
        return written(context, resolve(repository, Theme, title), Path("nowhere"))[0]


def test_the_theme_brief_says_that_it_lands_with_nursing_and_fails_with_purchasing(demo: Repository) -> None:
    brief = _brief(demo, QUIETER)
    names = {persona.id: persona.name for persona in demo.all(Persona)}
    claims = {(names[claim["of"]], claim["direction"]): claim for claim in brief.front["claims"]}
    assert claims.keys() == {("Nursing", "above"), ("Purchasing", "below")}
    assert min(claim["n"] for claim in claims.values()) >= 14
    short = section(brief, "In short")
    day = message_since(demo, resolve(demo, Theme, QUIETER).id)
    assert (
        f"Since the wording changed on {day} it resonated with 49 % of 38 buyers on average (41 conversations)" in short
    )
    assert "most with Nursing (89 % of 19) and least with Purchasing (7 % of 14)" in short
    assert "Keep it for Nursing, and say something else to Purchasing and Biomedical engineering." in short
    rows = section(brief, "How it was received").splitlines()
    for start, lands in (("| Purchasing |", "7 % ("), ("| Nursing |", "89 % (")):
        (row,) = [row for row in rows if row.startswith(start)]
        assert row.startswith(f"{start} {lands}")


def test_that_nursing_is_won_more_often_and_purchasing_less_often_is_claimed(demo: Repository) -> None:
    with BriefContext(demo, TODAY) as context:
        found = context.personas.comparisons.found
        told = {demo.heading("personas", each.persona): each.difference.above for each in found}
    assert told == {"Nursing": True, "Purchasing": False}


def test_it_holds_what_there_is_to_see(demo: Repository) -> None:
    text = _brief(demo, QUIETER).text
    day = message_since(demo, resolve(demo, Theme, QUIETER).id)
    assert day == TODAY - timedelta(days=240)
    assert "Before the wording changed: " in text
    questions = section(text, "Questions asked")
    assert ", in 3 wordings." in questions
    encounters = demo.newest(Encounter, 0, 1_000)
    booth = [encounter for encounter in encounters if encounter.event == "MedTech Expo Leeds"]
    assert len(booth) == 8
    assert {encounter.account for encounter in booth} == {None}
    assert len({encounter.started_at.date() for encounter in booth if encounter.started_at}) <= 2
    assert len({encounter.moved_by for encounter in encounters if encounter.moved_by}) >= 10
    assert demo.count(UnknownName) == 1
    assert len({insight.permission for insight in some(demo.all(Insight))}) >= 4
    assert len({mention.permission for mention in some(demo.all(Mention))}) >= 4
    assert {insight.ran_out(TODAY) for insight in some(demo.all(Insight))} == {True, False}


def test_an_objection_has_answers_that_work_for_some_and_one_has_none_that_works(demo: Repository) -> None:
    with BriefContext(demo, TODAY) as context:
        words = {
            objection.title: standing(demo, context.finder, objection, TODAY).best_words
            for objection in demo.all(Objection)
        }
    assert words["Our own workshop may not open it"] == "no answer has worked yet (0 of 5)"
    assert words["It costs more than the pump we have"].startswith("worked for 5 of 8 buyers: ")


def test_a_show_is_days_and_who_is_said_to_have_been_there_was(demo: Repository) -> None:
    encounters = demo.newest(Encounter, 0, 1_000)
    shows: dict[str, list[Encounter]] = {}
    for encounter in encounters:
        assert bool(encounter.event) is (encounter.kind is EncounterKind.TRADE_SHOW)
        if encounter.event:
            shows.setdefault(encounter.event, []).append(encounter)
    assert len(shows) == 3
    for there in some(shows.values()):
        days = [encounter.started_at.date() for encounter in there if encounter.started_at]
        assert (max(days) - min(days)).days <= 2
        assert len(there) >= 3
    personas = {persona.id: persona.name for persona in demo.all(Persona)}
    forum = {personas[key] for encounter in shows["Hospital Procurement Forum"] for key in encounter.personas}
    assert forum == {"Purchasing"}, "the team says that purchasing was there"
    (expo,) = demo.all(Event)
    assert "purchasing was at the forum that week" in expo.verdict
    assert expo.starts
    held = shows["Hospital Procurement Forum"][0].started_at
    assert held
    assert abs((held.date() - expo.starts).days) < 7


def test_what_was_declined_answers_what_was_asked(demo: Repository) -> None:
    (declined,) = (request for request in demo.all(ContentRequest) if request.status is RequestStatus.DECLINED)
    asked = [demo.need(Insight, key).text for key in declined.evidence]
    assert {("dock" in text.casefold() or "spare" in text) for text in some(asked)} == {True}
    assert "dock" in declined.use_case
    assert "dock" in declined.reason


def test_it_is_the_same_each_time(demo: Repository, tmp_path: Path) -> None:
    with Repository(Workspace(tmp_path / "other", "a test")) as other:
        fill(other)
        assert _heard(other) == _heard(demo)


def _heard(repository: Repository) -> Counter[str]:
    """Everything that was heard, without ids and times."""
    changing = {
        "id", "author", "encounter", "persona", "account", "created", "updated", "objection", "response",
        "permission_by", "permission_on", "permission_until",
    }  # fmt: skip
    documents = [document_of(record) for kind in (Insight, Mention) for record in repository.all(kind)]
    return Counter(
        repr(
            sorted(
                (name, sorted(value.values()) if isinstance(value, dict) else value)
                for name, value in document.items()
                if name not in changing
            )
        )
        for document in documents
    )
