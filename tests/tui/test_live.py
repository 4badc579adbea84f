"""Ride-along and booth: a call as it runs, and many short talks."""

from __future__ import annotations

import os
import re
import signal
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    Theme,
    UnknownName,
)
from shadowlog.domain.values import Stance, Tier
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.lists.record_list import RecordList
from tests.some import some
from tests.terminal import Terminal
from tests.tui.conftest import Driver, Running


async def _line(driver: Driver, text: str) -> None:
    await driver.type(text)
    await driver.press("enter")


@pytest.mark.usefixtures("filled")
async def test_a_ride_along_keeps_notes_with_their_minutes_and_captures_marked_lines(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        before = {kind: repository.count(kind) for kind in (Insight, Objection, Mention, ContentRequest)}
        await driver.press("R")
        await _line(driver, "@mercy ^dana ~nursing")
        assert "Mercy Hospital, Dana Whitlock, Nursing" in driver.text_of("#live-title")
        for text in (
            "# Opening",
            "they came with the tender, is that #1?",
            "- asked for the quiet mode",
            "!we have four gateways already",
            '"at night I hear it in my sleep" #quieter+',
            "? how long does setup take",
            "& a page about the alarms",
        ):
            await _line(driver, text)
        await driver.type("one more thing")
        await driver.press("f9")
        await driver.type("the trial week")
        await driver.press("tab", "c", "tab", "tab")
        await driver.type("Quieter at the bedside, One charger for the ward:rejected")
        await driver.press("tab")
        await driver.type("a price list")
        await driver.press("ctrl+s")
        encounter = max(repository.all(Encounter), key=lambda held: str(held.created))
        notes = re.sub(r"\*\*\d\d:\d\d\*\*", "**at**", encounter.notes)
        assert [line for line in notes.split("\n") if line] == [
            "# **at** Opening",
            "**at** they came with the tender, is that #1?",
            "- **at** asked for the quiet mode",
            "**at** one more thing",
        ]
        assert (encounter.moved_by, encounter.debriefed, encounter.duration) == ("the trial week", True, 1)
        assert repository.heading("accounts", encounter.account) == "Mercy Hospital"
        after = {kind: repository.count(kind) - count for kind, count in before.items()}
        # The quotation, the question, and what the debrief says of the themes; the page, and what was missing.
        assert after == {Insight: 3, Objection: 1, Mention: 1, ContentRequest: 2}
        assert all(
            held.encounter == encounter.id for held in some(repository.referring(Insight, encounter.id, "encounter"))
        )
        assert driver.app.screen.query(RecordList)


async def test_a_ride_along_that_was_left_goes_on_and_waits_for_its_debrief(running: Running) -> None:
    async with running() as driver:
        await driver.press("R")
        await _line(driver, "the first part")
        await driver.press("escape", "R")
        assert "the first part" in driver.text_of("#lines")
        await _line(driver, "the second part")
        await driver.press("escape")
        (encounter,) = driver.app.repository.all(Encounter)
        assert "first part" in encounter.notes
        assert "second part" in encounter.notes
        await driver.press("7")
        await driver.until(lambda: "debrief" in driver.text_of("#list"))
        await driver.press("m", "ctrl+s")
        await driver.until(lambda: "Nothing waits" in driver.text_of("#list"))
        assert driver.app.repository.need(Encounter, encounter.id).debriefed


def test_a_ride_along_that_was_killed_goes_on_where_it_stood(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    with Repository(Workspace(workspace, "a test")) as repository:
        repository.set_author(repository.add(Person(name="Maud")))
    with Terminal(workspace) as terminal:
        terminal.until_shown("Today")
        terminal.send("R")
        terminal.until_shown("Ride-along")
        terminal.send("they want it quiet\r+ nobody trusts alarms\rand then")
        terminal.until_shown("and then")
        drafts = workspace / "data" / "drafts"
        terminal.until(lambda: any("and then" in file.read_text() for file in drafts.glob("*.json")))
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.exit_code()
    with Terminal(workspace) as terminal:
        terminal.until_shown("Go on where you stopped?")
        terminal.send("y")
        terminal.until_shown("they want it quiet")
        terminal.until_shown("and then")
        terminal.send(" they left\x1b")
        terminal.until(lambda: "Ride-along ·" not in terminal.text and "they left" in terminal.text)
    with Repository(Workspace(workspace, "a test")) as repository:
        (encounter,) = repository.all(Encounter)
        assert re.findall(r"\*\*\d\d:\d\d\*\* (.*)", encounter.notes) == ["they want it quiet", "and then they left"]
        assert [held.text for held in repository.all(Insight)] == ["nobody trusts alarms"]


async def test_a_booth_takes_talk_after_talk_and_lists_who_follows_up(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Persona(name="Nursing"))
        repository.add(Person(name="Dana"))
        repository.add(Theme(name="Quieter at the bedside"))
        await driver.press("C")
        await driver.type("MedTech Expo")
        await driver.press("ctrl+s")
        await _line(driver, "wants a trial on the night ward *a ~nursing #quieter+ ^dana")
        await _line(driver, "collects pens *d")
        await _line(driver, "asked for prices *b")
        assert "MedTech Expo · 3 talks · A 1  B 1  C 0  D 1" in driver.text_of("#live-title")
        await driver.press("f9")
        talks = sorted(repository.all(Encounter), key=lambda held: held.id)
        assert [held.tier for held in talks] == [Tier.A, Tier.D, Tier.B]
        assert {held.event for held in talks} == {"MedTech Expo"}
        assert all(held.kind == "trade_show" for held in some(talks))
        assert [repository.heading("people", held.owner) for held in talks] == ["Dana", "Maud", "Maud"]
        first = repository.referring(Insight, talks[0].id, "encounter")[0]
        assert repository.heading("personas", first.persona) == "Nursing"
        assert list(first.signals.values()) == ["resonated"]
        repository.edit(talks[0], started_at=datetime.now(timezone.utc) - timedelta(hours=30))
        await driver.press("7")
        await driver.until(lambda: "overdue" in driver.text_of("#list"))
        lines = driver.text_of("#list").split("\n")
        assert "B · Maud" in lines[0], "one's own come first"
        assert "in 47 h" in lines[0]
        overdue = next(place for place, line in enumerate(lines) if "A · Dana" in line)
        assert "6 h overdue" in lines[overdue]
        await driver.press("g", *["j"] * overdue, "m")
        await driver.until(lambda: "overdue" not in driver.text_of("#list"))
        assert repository.need(Encounter, talks[0].id).followed_up


async def test_unknown_names_are_sorted_out_with_one_key(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        mercy = repository.add(Account(name="Mercy Hospital"))
        repository.add(Theme(name="Total cost"))
        await driver.press("colon")
        for text in ("one @newco", "two @Mercie", "three #totall-cost:rejected"):
            await _line(driver, text)
        await driver.press("escape", "7")
        await driver.until(lambda: driver.text_of("#list").count("unknown name") == 3)

        async def at(name: str, *keys: str) -> None:
            held = next(held for held in repository.all(UnknownName) if held.name == name)
            driver.app.screen.query_one(RecordList).select(held)
            await driver.press(*keys)
            await driver.until(lambda: held.id not in {left.id for left in repository.all(UnknownName)})

        await at("newco", "n")
        await at("Mercie", "a", "enter")
        await at("totall-cost", "e", "enter")
        names = sorted(account.name for account in repository.all(Account))
        assert names == ["Mercy Hospital", "newco"]
        assert repository.need(Account, mercy.id).aliases == ("Mercie",)
        accounts = {repository.heading("accounts", held.account) for held in repository.all(Encounter) if held.account}
        assert accounts == {"Mercy Hospital", "newco"}
        theme = next(repository.all(Theme))
        assert theme.aliases == ()
        assert [held.text for held in repository.referring(Insight, theme.id, "signals")] == ["three"]


async def test_several_insights_are_marked_and_tagged_at_once_and_undone_at_once(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Theme(name="Total cost"))
        for number in range(4):
            repository.add(Insight(text=f"said {number}"))
        await driver.press("2", "space", "space", "space")
        assert "3 marked" in driver.text_of("#status")
        await driver.press("t", "x", "enter")
        assert "Tagged 3 insights — u undo" in driver.screen()
        assert sum(bool(held.signals) for held in some(repository.all(Insight))) == 3
        await driver.press("u")
        assert not any(held.signals for held in some(repository.all(Insight)))
        await driver.press("g", "space", "space", "d", "y")
        assert repository.count(Insight) == 2
        await driver.press("u")
        assert repository.count(Insight) == 4


@pytest.mark.usefixtures("filled")
async def test_every_place_in_sight_can_be_jumped_to(running: Running) -> None:
    async with running() as driver:
        await driver.press("f", "d")
        assert "Insights" in driver.text_of("#status")
        await driver.press("f")
        letter = driver.screen().split("\n")[2 + 5].strip()[0]
        await driver.press(letter)
        assert driver.app.screen.query_one(RecordList).cursor == 5


async def test_what_became_of_ones_own_words_is_listed(running: Running) -> None:
    async with running() as driver:
        await driver.press("colon")
        await _line(driver, "!too expensive")
        await _line(driver, "quiet please")
        await driver.press("escape", "w")
        assert "quiet please → not tagged yet" in driver.text_of("#list").split("\n")[0]
        await driver.press("G")
        await driver.until(lambda: "new, heard once; no answer was tried yet" in driver.text_of("#reading"))


async def test_themes_alike_are_merged_from_the_drift_report_and_old_names_lead_on(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        one = repository.add(Theme(name="Total cost"))
        other = repository.add(Theme(name="Total costs"))
        repository.add(Insight(text="a", signals={one.id: Stance.RESONATED}))
        repository.add(Insight(text="b", signals={other.id: Stance.REJECTED}))
        await driver.press("7")
        await driver.until(lambda: "alike" in driver.text_of("#list"))
        await driver.press("m", "y")
        await driver.until(lambda: "alike" not in driver.text_of("#list"))
        (left,) = repository.all(Theme)
        assert len(repository.referring(Insight, left.id, "signals")) == 2
        assert repository.ids_named(Theme, "total costs") == repository.ids_named(Theme, "Total cost") == [left.id]
        await driver.press("u")
        assert repository.count(Theme) == 2


async def test_what_is_copied_is_in_a_file_as_well(running: Running) -> None:
    async with running() as driver:
        driver.app.repository.add(Insight(text="they would sign a lease"))
        await driver.press("2", "y")
        assert driver.app.clipboard.startswith("they would sign a lease")
        path = driver.app.repository.workspace.exports / "internal" / "copied.md"
        assert path.read_text().startswith("they would sign a lease")


async def test_colours_that_were_chosen_are_remembered(running: Running) -> None:
    async with running() as driver:
        driver.app.theme = "high-contrast"
        await driver.settle()
    async with running() as driver:
        assert driver.app.theme == "high-contrast"


def test_what_is_typed_before_the_line_is_there_is_not_lost_and_does_nothing_else(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    with Repository(Workspace(workspace, "a test")) as repository:
        repository.set_author(repository.add(Person(name="Maud")))
        repository.add(Insight(text="the only one"))
    with Terminal(workspace) as terminal:
        terminal.until_shown("Today")
        terminal.send("2")
        terminal.until_shown("the only one")
        terminal.send(":did they tend to quit?")
        terminal.until_shown("question did they tend to quit?")
        terminal.send("\rand a second\r")
        terminal.until(lambda: "Added insight" in terminal.text)
        terminal.send("\x1b")
        terminal.until_shown("Insights  3")
    with Repository(Workspace(workspace, "a test")) as repository:
        assert {held.text for held in repository.all(Insight)} == {
            "the only one",
            "did they tend to quit?",
            "and a second",
        }


async def test_a_ride_along_that_was_ended_leaves_no_draft_and_no_line_twice(running: Running) -> None:
    async with running() as driver:
        await driver.press("R")
        await _line(driver, "the first")
        await driver.type("the last")
        await driver.press("f9")
        await driver.pilot.pause()
        driver.app.keep_drafts()
        await driver.press("escape")
        (encounter,) = driver.app.repository.all(Encounter)
        assert encounter.notes.count("the last") == 1
        assert driver.app.drafts.own("ride-along") is None
