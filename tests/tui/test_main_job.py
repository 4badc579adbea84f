"""The main job, with keys: record an encounter, add what was heard, tag it, read and export the brief."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest

from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.values import Basis, EncounterKind, Outcome, RequestStatus, Stage, Stance, ThemeLevel
from shadowlog.store.workspace.workspace import Workspace
from tests.tui.conftest import Driver, Running


async def _add_encounter(driver: Driver, account: str = "Mercy Hospital") -> None:
    await driver.press("c")
    await driver.focus("account")
    await driver.type(account)
    await driver.press("ctrl+s")


async def test_an_encounter_is_recorded_with_a_new_account_and_notes(running: Running) -> None:
    async with running() as driver:
        await driver.press("c")
        await driver.type("Mercy Hospital")
        await driver.focus("started_at")
        await driver.press("ctrl+u")
        await driver.type("2026-11-20 14:30")
        await driver.focus("notes")
        await driver.type("They *liked* it")
        await driver.press("ctrl+s")
        (encounter,) = driver.app.repository.newest(Encounter)
        assert encounter.notes == "They *liked* it"
        assert encounter.kind is EncounterKind.PROSPECT_CALL
        assert encounter.started_at is not None
        assert encounter.started_at.astimezone().replace(tzinfo=None) == datetime(2026, 11, 20, 14, 30)
        assert driver.app.repository.heading("accounts", encounter.account) == "Mercy Hospital"
        assert driver.app.repository.heading("people", encounter.observer) == "Maud"
        assert "Mercy Hospital" in driver.text_of("#list")
        await driver.until(lambda: "They liked it" in driver.text_of("#reading"))


async def test_the_next_form_knows_the_last_rep_the_kind_and_the_accounts_stage(running: Running) -> None:
    async with running() as driver:
        await driver.press("c")
        await driver.press("shift+tab")
        await driver.type("dd")  # discovery, then demo
        await driver.focus("account")
        await driver.type("Mercy")
        await driver.focus("rep")
        await driver.type("Dana")
        await driver.focus("stage_after")
        await driver.type("o")
        await driver.press("ctrl+s")
        await driver.press("c")
        await driver.type("Mercy")
        await driver.press("tab")
        await driver.press("ctrl+s")
        newest = driver.app.repository.newest(Encounter)
        assert [encounter.kind for encounter in newest] == [EncounterKind.DEMO, EncounterKind.DEMO]
        assert {driver.app.repository.heading("people", encounter.rep) for encounter in newest} == {"Dana"}
        assert Stage.OPPORTUNITY in {encounter.stage_before for encounter in newest}
        assert driver.app.repository.count(Account) == 1


async def test_an_insight_belongs_to_the_encounter_that_is_selected(running: Running) -> None:
    async with running() as driver:
        await _add_encounter(driver)
        await driver.press("i")
        assert "Mercy Hospital" in driver.screen()
        await driver.type("How long does it take to set up?")
        await driver.press("ctrl+s")
        (insight,) = driver.app.repository.newest(Insight)
        (encounter,) = driver.app.repository.newest(Encounter)
        assert insight.encounter == encounter.id
        assert insight.kind == "question", "it ends in a question mark"
        await driver.until(lambda: "How long does it take to set up?" in driver.text_of("#reading"))


async def test_themes_are_built_into_a_house_and_proof_points_back_them(running: Running) -> None:
    async with running() as driver:
        await driver.press("4", "n")
        await driver.type("Calmer shifts")
        await driver.press("ctrl+s")
        await driver.press("n")
        await driver.type("Quieter")
        await driver.focus("level")
        await driver.type("p")
        await driver.focus("parent")
        await driver.type("calmer")
        await driver.press("ctrl+s")
        themes = {theme.name: theme for theme in driver.app.repository.all(Theme)}
        assert themes["Calmer shifts"].level is ThemeLevel.UMBRELLA, "the first theme is the umbrella"
        assert themes["Quieter"].parent == themes["Calmer shifts"].id
        await driver.press("g", "p")
        await driver.type("Alarms fell by half")
        await driver.focus("verified_on")
        await driver.type("2026-03-01")
        await driver.press("ctrl+s")
        (proof,) = driver.app.repository.newest(ProofPoint)
        assert str(proof.verified_on) == "2026-03-01"
        assert driver.app.repository.need(Theme, themes["Calmer shifts"].id).proof_points == (proof.id,)


async def test_a_fourth_pillar_is_refused_and_what_was_typed_stays(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        roof = repository.add(Theme(name="Roof", level=ThemeLevel.UMBRELLA))
        for name in "ABC":
            repository.add(Theme(name=name, level=ThemeLevel.PILLAR, parent=roof.id))
        await driver.press("4", "n")
        await driver.type("Fourth")
        await driver.focus("level")
        await driver.type("p")
        await driver.focus("parent")
        await driver.type("Roof")
        await driver.press("ctrl+s")
        assert "has its 3 pillars already: A, B, C" in " ".join(driver.text_of("#hint").split())
        assert repository.count(Theme) == 4
        await driver.focus("level")
        await driver.type("u")
        await driver.focus("parent")
        await driver.press("ctrl+u")
        await driver.press("ctrl+s")
        assert repository.count(Theme) == 5


async def test_an_insight_is_tagged_with_a_stance_and_untagged(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        cost, quiet = (repository.add(Theme(name=name)) for name in ("Cost", "Quiet"))
        repository.add(Insight(text="too expensive"))
        await driver.press("2", "t", "x", "r", "enter")
        (insight,) = repository.newest(Insight)
        assert dict(insight.signals) == {cost.id: Stance.REJECTED, quiet.id: Stance.RESONATED}
        await driver.press("t", "d", "enter")
        (insight,) = repository.newest(Insight)
        assert dict(insight.signals) == {quiet.id: Stance.RESONATED}


async def test_an_objection_is_heard_answered_and_heard_again(running: Running) -> None:
    async with running() as driver:
        await _add_encounter(driver)
        await driver.press("o")
        await driver.type("Too expensive")
        await driver.focus("verbatim")
        await driver.type("we cannot pay that")
        await driver.focus("response")
        await driver.type("Look at five years")
        await driver.focus("outcome")
        await driver.type("r")
        await driver.press("ctrl+s")
        repository = driver.app.repository
        (mention,) = repository.newest(Mention)
        assert (mention.verbatim, mention.outcome) == ("we cannot pay that", Outcome.RESOLVED)
        assert repository.heading("accounts", mention.account) == "Mercy Hospital", "taken from the encounter"
        assert repository.need(Response, str(mention.response)).text == "Look at five years"
        await driver.press("3", "o")
        await driver.press("ctrl+s")
        assert repository.count(Objection) == 1
        assert repository.count(Mention) == 2
        await driver.until(lambda: "Heard 2 times so far" in driver.screen())


async def test_edit_delete_undo_and_redo(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        insight = repository.add(Insight(text="too slow"))
        await driver.press("2", "e")
        await driver.press("ctrl+end")
        await driver.type(" at night")
        await driver.press("ctrl+s")
        assert repository.need(Insight, insight.id).text == "too slow at night"
        await driver.press("u")
        assert repository.need(Insight, insight.id).text == "too slow"
        await driver.until(lambda: "Undone: Edit insight" in driver.screen())
        await driver.press("U")
        assert repository.need(Insight, insight.id).text == "too slow at night"
        await driver.press("d")
        assert repository.count(Insight) == 0
        assert "No insights yet" in driver.text_of("#list")
        await driver.press("u")
        assert repository.count(Insight) == 1


async def test_deleting_what_others_name_asks_first(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        theme = repository.add(Theme(name="Cost"))
        repository.add(Insight(text="x", signals={theme.id: Stance.NEUTRAL}))
        await driver.press("4", "d")
        assert "1 other records name" in driver.screen()
        await driver.press("n")
        assert repository.count(Theme) == 1
        await driver.press("d", "y")
        assert repository.count(Theme) == 0


async def test_a_brief_is_previewed_as_it_reads_and_exported_with_one_key(
    running: Running, workspace: Workspace
) -> None:
    async with running() as driver:
        repository = driver.app.repository
        theme = repository.add(Theme(name="Total cost", message="It costs less over five years"))
        repository.add(Insight(text="too expensive", signals={theme.id: Stance.REJECTED}))
        await driver.press("5")
        await driver.until(lambda: "Nothing is asked for: the backlog is empty." in driver.text_of("#reading"))
        await driver.press("j")
        await driver.until(lambda: "Theme brief: Total cost" in driver.text_of("#reading"))
        await driver.until(lambda: "In short" in driver.text_of("#reading"))
        await driver.press("x")
        await driver.until(lambda: any(workspace.exports.glob("*.md")))
        (path,) = workspace.exports.iterdir()
        text = path.read_text(encoding="utf-8")
        assert "## The message, and its proof\n\nIt costs less over five years" in text


async def test_what_belongs_to_an_encounter_is_opened_and_left_again(running: Running) -> None:
    async with running() as driver:
        await _add_encounter(driver)
        await driver.press("i")
        await driver.type("first thing learned")
        await driver.press("ctrl+s")
        await driver.press("enter")
        assert "first thing learned" in driver.text_of("#list")
        await driver.press("e")
        await driver.press("escape")
        await driver.press("escape")
        assert "Mercy Hospital" in driver.text_of("#list")


async def test_history_tells_who_changed_what(running: Running) -> None:
    async with running() as driver:
        insight = driver.app.repository.add(Insight(text="one"))
        driver.app.repository.edit(insight, text="two")
        await driver.press("2", "h")
        await driver.until(lambda: "text = two" in driver.text_of("#reading"))
        page = driver.text_of("#reading")
        assert "Maud" in page
        assert "text = one" in page
        await driver.press("h")
        await driver.until(lambda: "permission: unset" in driver.text_of("#reading"))


async def test_what_is_being_read_follows_what_others_save(running: Running) -> None:
    async with running() as driver:
        await _add_encounter(driver)
        (encounter,) = driver.app.repository.newest(Encounter)
        for number in range(3):
            driver.app.repository.add(Insight(text=f"number {number}", encounter=encounter.id))
        await driver.until(lambda: "Insights (3)" in driver.text_of("#reading"))


async def test_a_content_request_is_asked_for_moved_shipped_and_read_by_who_asked(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Insight(text="they want it as a table"))
        await driver.press("2", "ampersand")
        await driver.type("the five years as a table")
        await driver.press("ctrl+s", "8")
        assert "the five years as a table" in driver.text_of("#list")
        (request,) = repository.all(ContentRequest)
        assert len(request.evidence) == 1
        for state in ("triaged", "accepted", "in progress", "accepted"):
            await driver.press("<" if state == "accepted" and request.status == "in_progress" else ">")
            request = repository.need(ContentRequest, request.id)
            assert request.status.words == state
        for _ in range(2):
            await driver.press(">")
        await driver.press(">")
        await driver.type("Five years")
        await driver.press("ctrl+s")
        assert repository.need(ContentRequest, request.id).status is RequestStatus.SHIPPED
        assert "Five years" in driver.text_of("#list")
        await driver.press("w")
        await driver.until(lambda: "Shipped: Five years" in driver.text_of("#reading"))


async def test_a_request_is_declined_with_a_reason_only(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        request = repository.add(ContentRequest(use_case="a film"))
        await driver.press("8", "minus", "ctrl+s")
        assert repository.need(ContentRequest, request.id).status is RequestStatus.SUBMITTED
        await driver.type("nobody watches it")
        await driver.press("ctrl+s")
        held = repository.need(ContentRequest, request.id)
        assert (held.status, held.reason) == (RequestStatus.DECLINED, "nobody watches it")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12)])
async def test_boards_show_how_themes_were_received_and_how_far_requests_are(
    running: Running, size: tuple[int, int]
) -> None:
    async with running(size) as driver:
        await driver.press("b")
        wide = size[0] >= 80
        await driver.until(lambda: ("49 % of 38" if wide else "/38") in driver.text_of("#board"))
        lines = driver.text_of("#board").split("\n")
        quieter = next(line for line in lines if line.startswith("Quieter"))
        assert re.search(r" 13 ▒+┃█+ 20 ", quieter), "rejected as strong as resonated, and told apart without colour"
        total = next(line for line in lines if line.startswith("Total cost"))
        assert total.count("▒") > total.count("█") < quieter.count("█"), "as long as the buyers are many"
        if size == (120, 36):
            assert len([line for line in lines if line.startswith("  Nursing")]) == 5, "personas fill the screen"
            assert "10 of 19, 2 of 13" in driver.text_of("#board"), "the trend stands beside"
        repository = driver.app.repository
        account = repository.add(Account(name="Somebody New"))
        for _ in range(2):
            # Two conversations with one buyer are one voice.
            call = repository.add(Encounter(account=account.id, started_at=datetime.now(timezone.utc)))
            repository.add(Insight(text="x", encounter=call.id, basis=Basis.BUYER_VERBATIM, signals=_quieter(driver)))
        await driver.until(lambda: ("50 % of 39" if wide else "/39") in driver.text_of("#board"))
        await driver.press("tab")
        await driver.until(lambda: "submitted 1" in " ".join(driver.text_of("#board").split()))
        await driver.press("escape", "slash")
        await driver.type("persona:purchasing")
        await driver.press("enter", "b")
        await driver.until(lambda: ("7 % of 14" if wide else "/14") in driver.text_of("#board"))
        assert "39" not in driver.text_of("#board")
        assert ("only persona:purchasing" in driver.text_of("#status")) is (size[0] >= 80)


def _quieter(driver: Driver) -> dict[str, Stance]:
    theme = next(held for held in driver.app.repository.all(Theme) if held.name == "Quieter at the bedside")
    return {theme.id: Stance.RESONATED}
