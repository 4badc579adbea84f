"""Capturing in the terminal UI: one line, few keys, and an answer at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from shadowlog.domain.records import Encounter, Insight, Mention, Objection, Person, Response
from shadowlog.domain.values import Stance
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings
from shadowlog.store.workspace.workspace import Workspace
from tests.terminal import Terminal
from tests.tui.conftest import Running


async def test_two_keys_beyond_the_words_save_from_a_list(running: Running) -> None:
    async with running() as driver:
        await driver.press("colon")
        await driver.type("they want it quiet at night")
        assert "insight they want it quiet at night" in driver.text_of("#becomes")
        await driver.press("enter")
        assert [held.text for held in driver.app.repository.all(Insight)] == ["they want it quiet at night"]
        assert "Added insight" in driver.text_of("#offers")
        await driver.press("enter")
        assert not driver.app.screen.query("#capture")


async def test_from_a_form_and_from_the_search_a_function_key_opens_the_line(running: Running) -> None:
    async with running() as driver:
        for before in (["c"], ["slash"]):
            await driver.press(*before, "f4")
            await driver.type("said in between")
            await driver.press("enter", "escape", "escape")
        assert driver.app.repository.count(Insight) == 2


@pytest.mark.usefixtures("filled")
async def test_what_the_line_will_become_is_shown_while_typing_and_names_are_completed(running: Running) -> None:
    async with running() as driver:
        await driver.press("colon")
        await driver.type("!too dear #quieter:rejected ^nobody ")
        shown = driver.text_of("#becomes")
        assert "objection too dear" in shown
        assert "theme Quieter at the bedside: rejected" in shown
        assert "unknown rep nobody → to be sorted out" in shown.replace("\n", " ")
        await driver.press(*"@me", "right")
        assert driver.app.screen.query_one("#line", Input).value.endswith("@mercy-Hospital")


@pytest.mark.usefixtures("filled")
async def test_one_key_adds_a_mention_to_an_objection_that_was_heard_before(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        objections, mentions = repository.count(Objection), repository.count(Mention)
        await driver.press("colon")
        await driver.type("!costs more than our pump")
        offers = driver.text_of("#offers")
        assert "It costs more than the pump we have  heard" in offers
        assert re.search(r"worked for \d+ of \d+ buyers: \w+", offers)
        assert re.search(r"95 % interval \d+–\d+ %", offers)
        await driver.press("down", "enter")
        assert (repository.count(Objection), repository.count(Mention)) == (objections, mentions + 1)
        assert "Heard" in driver.text_of("#offers")
        assert next(iter(repository.newest(Mention, 0, 1))).verbatim == "costs more than our pump"


@pytest.mark.usefixtures("filled")
async def test_a_theme_that_fits_is_taken_with_how_it_was_received(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("colon")
        await driver.type("alarms at night, and every noise")
        await driver.press("enter")
        shown = driver.text_of("#offers")
        assert "↓ Quieter at the bedside  because of: " in shown
        await driver.press("down")
        assert "▸ Quieter at the bedside" in driver.text_of("#offers")
        assert "r resonated · n neutral · c confused · x rejected" in driver.text_of("#offers")
        await driver.press("enter")
        assert driver.app.screen.query("#capture"), "it asks how it was received, and guesses nothing"
        await driver.press("x")
        assert "tagged with Quieter at the bedside: rejected" in driver.text_of("#offers")
        insight = next(iter(repository.newest(Insight, 0, 1)))
        tags = {repository.heading("themes", key): stance for key, stance in insight.signals.items()}
        assert tags == {"Quieter at the bedside": Stance.REJECTED}


@pytest.mark.usefixtures("filled")
async def test_what_is_typed_after_a_line_is_text_even_where_themes_fit_the_line_before(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("colon")
        await driver.type("alarms at night, and every noise")
        await driver.press("enter", *"1 in 3", "enter")
        assert next(iter(repository.newest(Insight, 0, 1))).text == "1 in 3"
        await driver.type("alarms at night, once more")
        await driver.press("enter", "down", *"was", "enter")
        texts = {insight.text: insight.signals for insight in repository.newest(Insight, 0, 3)}
        assert texts["was"] == {}
        assert texts["alarms at night, once more"] == {}, "a letter that is no stance is text"
        await driver.type("alarms at night, a third time")
        await driver.press("enter", "down", "up", "r", "enter")
        assert next(iter(repository.newest(Insight, 0, 1))).text == "r"


@pytest.mark.usefixtures("filled")
async def test_the_keys_of_stances_are_those_a_person_chose(running: Running) -> None:
    async with running(settings=Settings(keys={"rejected": "v"})) as driver:
        await driver.press("colon")
        await driver.type("alarms at night, and every noise")
        await driver.press("enter", "down")
        assert "v rejected" in driver.text_of("#offers")
        await driver.press("v")
        (stance,) = next(iter(driver.app.repository.newest(Insight, 0, 1))).signals.values()
        assert stance is Stance.REJECTED


@pytest.mark.usefixtures("filled")
async def test_an_objection_heard_before_is_offered_for_a_line_without_a_mark(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        objections, insights = repository.count(Objection), repository.count(Insight)
        await driver.press("colon")
        assert "Choose" not in driver.text_of("KeyBar"), "there is nothing to choose yet"
        await driver.type("costs more than the pump we have")
        assert "It costs more than the pump we have  heard" in driver.text_of("#offers")
        assert "insight costs more" in driver.text_of("#becomes")
        assert "↓ Choose" in driver.text_of("KeyBar")
        assert "Not that" not in driver.text_of("KeyBar"), "the footer is for what is wanted often"
        await driver.press("down")
        assert "heard again It costs more than the pump we have" in driver.text_of("#becomes")
        await driver.press("enter")
        assert (repository.count(Objection), repository.count(Insight)) == (objections, insights)
        mention = next(iter(repository.newest(Mention, 0, 1)))
        assert mention.verbatim == "costs more than the pump we have"
        await driver.type("the soup in the cafeteria was good")
        assert "Choose" not in driver.text_of("KeyBar")


@pytest.mark.usefixtures("filled")
async def test_known_answers_of_an_objection_are_completed_and_told_in_the_line(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        answers = repository.count(Response)
        known = "Let us put your own numbers into the five-year table, here and now."
        await driver.press("colon")
        line = driver.app.screen.query_one("#line", Input)
        await driver.type('!It costs more than the pump we have answer:"Let us')
        await driver.press("right")
        assert line.value.endswith(f'answer:"{known}')
        await driver.press("ctrl+u")
        await driver.type('too expensive, costs more than the pump we have answer:"five-year table"')
        assert "new answer five-year table" in driver.text_of("#becomes").replace("\n", " ")
        await driver.press("down")
        assert f"known answer {known}" in driver.text_of("#becomes").replace("\n", " ")
        await driver.press("enter")
        assert repository.count(Response) == answers
        mention = next(iter(repository.newest(Mention, 0, 1)))
        assert repository.heading("responses", mention.response) == known


async def test_a_line_belongs_to_the_encounter_that_was_opened(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        visit = repository.add(Encounter(event="Expo"))
        await driver.press("enter", "colon")
        await driver.type("said at the expo")
        assert "at " in driver.text_of("#becomes")
        await driver.press("enter")
        assert next(iter(repository.all(Insight))).encounter == visit.id


@pytest.mark.parametrize("ahead", [False, True])
async def test_lines_that_are_pasted_are_shown_before_any_is_saved(running: Running, ahead: bool) -> None:
    async with running() as driver:
        if ahead:
            driver.app.post_message(events.Key("colon", ":"))
            driver.app.post_message(events.Paste("one\ntwo\n\nthree"))
            await driver.until(lambda: "Not saved yet: 2 insights" in driver.screen())
        else:
            await driver.press("colon")
            await driver.type("one\ntwo\n\nthree")
        shown = driver.text_of("#offers")
        assert "Not saved yet: 2 insights" in shown
        assert "insight one" in shown
        assert "insight two" in shown
        assert driver.app.repository.count(Insight) == 0
        await driver.press("enter")
        assert "Saved 3 lines" in driver.text_of("#offers")
        assert sorted(held.text for held in driver.app.repository.all(Insight)) == ["one", "three", "two"]


async def test_pasted_lines_can_be_changed_before_they_are_saved_and_are_never_lost(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("colon")
        await driver.type("first ")
        await driver.type("one\ntwo\nthree")
        line = driver.app.screen.query_one("#line", Input)
        await driver.press("up")
        assert line.value == "two"
        await driver.type(", no: too dear")
        await driver.press("escape")
        assert repository.count(Insight) == 0
        await driver.press("colon")
        line = driver.app.screen.query_one("#line", Input)
        assert line.value == "first one", "the draft holds all of them"
        for _ in range(3):
            await driver.press("enter")
        assert sorted(held.text for held in repository.all(Insight)) == ["first one", "three", "two, no: too dear"]


async def test_lines_pasted_into_a_ride_along_are_shown_and_kept_as_notes_when_it_is_left(running: Running) -> None:
    async with running() as driver:
        await driver.press("r")
        await driver.type("they came late\n!too dear\nand left early")
        assert "Not saved yet: 1 note, 1 objection" in driver.text_of("#offers")
        await driver.press("escape")
        (encounter,) = driver.app.repository.all(Encounter)
        notes = re.sub(r"\*\*\d\d:\d\d\*\* ", "", encounter.notes)
        assert [note for note in notes.split("\n") if note] == ["they came late", "and left early"]
        assert driver.app.repository.count(Mention) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("too dear buget:3k", "buget: is no field and stays text"),
        ("too dear persna:nursing", "persna:nursing is not a mark. Did you mean persona:nursing?"),
        ("they said owner:dana", "owner: is no field and stays text"),
        ("they use oucome:lost", "outcome"),
    ],
)
async def test_a_field_that_there_is_not_is_named(running: Running, typed: str, told: str) -> None:
    async with running() as driver:
        await driver.press("colon")
        await driver.type(typed)
        assert told in re.sub(r"\s+", " ", driver.text_of("#becomes"))


@pytest.mark.parametrize("typed", ["see https://x.example/a", "at 10:30 sharp", "note: later", "`foo:bar` in code"])
async def test_ordinary_text_with_a_colon_is_no_field(running: Running, typed: str) -> None:
    async with running() as driver:
        await driver.press("colon")
        await driver.type(typed)
        assert "is no field" not in driver.text_of("#becomes")


async def test_a_wrong_value_keeps_the_line_and_says_what_would_be_right(running: Running) -> None:
    async with running() as driver:
        await driver.press("colon")
        await driver.type("x outcome:good")
        assert "Choose one of" in driver.text_of("#becomes")
        await driver.press("enter")
        assert driver.app.screen.query_one("#line", Input).value == "x outcome:good"
        assert not driver.app.repository.count(Insight)


def test_a_line_is_there_again_after_the_window_was_closed(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    with Repository(Workspace(workspace, "a test")) as repository:
        repository.set_author(repository.add(Person(name="Maud")))
    with Terminal(workspace) as terminal:
        terminal.until_shown("Three things to do first")
        terminal.send(":")
        terminal.until_shown("what was said")
        terminal.send("they would sign a lease")
        terminal.until_shown("insight they would sign a lease")
        terminal.hang_up()
        terminal.exit_code()
    with Terminal(workspace) as terminal:
        terminal.until_shown("Go on where you stopped?")
        terminal.until_shown("they would sign a lease")
        terminal.send("y")
        terminal.until_shown("insight they would sign a lease")
        terminal.send("\r")
        terminal.until_shown("Added insight")
    with Repository(Workspace(workspace, "a test")) as repository:
        assert [held.text for held in repository.all(Insight)] == ["they would sign a lease"]


@pytest.mark.usefixtures("filled")
async def test_the_form_offers_what_was_heard_before_and_one_key_takes_it(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        objections = repository.count(Objection)
        await driver.press("o")
        await driver.type("costs more than our pump")
        assert "f3: “It costs more than the pump we have” (heard" in driver.text_of("#hint").replace("\n", " ")
        assert "Add objection" in driver.text_of("#title")
        await driver.press("f3")
        assert "Heard again: It costs more than the pump we have" in driver.text_of("#title")
        hint = driver.text_of("#hint").replace("\n", " ")
        worked = "worked for 5 of 8 buyers: Let us put your own numbers"
        assert worked in hint, "what worked is what one wants to read now"
        await driver.press("tab")
        assert worked in driver.text_of("#hint").replace("\n", " ")
        await driver.press("ctrl+s")
        assert "so far" in driver.screen()
        assert repository.count(Objection) == objections
        mention = next(iter(repository.newest(Mention, 0, 1)))
        assert mention.verbatim == "costs more than our pump"
        objection = repository.need(Objection, mention.objection)
        assert (objection.title, objection.category) == ("It costs more than the pump we have", "price_budget")


@pytest.mark.usefixtures("filled")
async def test_a_form_says_which_objection_is_heard_again_and_offers_the_one_that_fits_better(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("3", "o")
        selected = driver.app.repository.newest(Objection, 0, 1)[0]
        (category,) = [line for line in driver.screen().splitlines() if "category" in line]
        assert selected.category.words in category, "the category is that of the objection that is heard again"
        assert "Heard again: We do not know anyone who uses it" in driver.text_of("#title")
        await driver.type("costs more than our pump")
        assert "f3: “It costs more than the pump we have” (heard" in driver.text_of("#hint").replace("\n", " ")
        await driver.press("f3")
        assert "Heard again: It costs more than the pump we have" in driver.text_of("#title")
        await driver.press("ctrl+s")
        mention = next(iter(repository.newest(Mention, 0, 1)))
        assert repository.heading("objections", mention.objection) == "It costs more than the pump we have"
        assert mention.verbatim == "costs more than our pump"
        await driver.press("o")
        await driver.focus("title")
        await driver.press("ctrl+u")
        await driver.type("Its colour is ugly")
        assert "Add objection" in driver.text_of("#title")
        (shown,) = [line for line in driver.screen().splitlines() if "category" in line]
        await driver.press("ctrl+s")
        (new,) = [each for each in repository.newest(Objection, 0, 1) if each.title == "Its colour is ugly"]
        assert new.category.words in shown, "what the form shows is saved"


@pytest.mark.usefixtures("filled")
async def test_the_line_shows_in_which_words_an_objection_was_heard_and_why_a_theme_fits(running: Running) -> None:
    async with running() as driver:
        await driver.press("colon")
        await driver.type("!your price is too high")
        lines = driver.text_of("#offers").splitlines()
        assert "It costs more than the pump we have  heard" in lines[0]
        assert "heard as “We cannot explain that price upstairs.”" in lines[1]
        await driver.press("ctrl+u")
        await driver.type("!the cafeteria has good soup")
        assert not driver.text_of("#offers").strip()
        await driver.press("ctrl+u")
        await driver.type("In der Nacht ist jeder ALARM zu laut")
        await driver.press("enter")
        (theme,) = [line for line in driver.text_of("#offers").splitlines() if "because of" in line]
        assert "Quieter at the bedside  because of: ALARM" in theme


@pytest.mark.usefixtures("filled")
async def test_an_objection_that_was_chosen_counts_for_one_line_only(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        objections, mentions = repository.count(Objection), repository.count(Mention)
        await driver.press("colon")
        await driver.type("!costs more than our pump")
        await driver.press("down")
        await driver.type(" now\n!its colour is ugly\n!it smells")
        await driver.press("enter")
        assert repository.count(Mention) == mentions + 3
        assert repository.count(Objection) == objections + 2


async def test_pasted_lines_that_cannot_be_saved_come_up_one_after_the_other(running: Running) -> None:
    async with running() as driver:
        await driver.press("colon")
        await driver.type("one\ntwo outcome:good\nthree tier:z\nfour")
        line = driver.app.screen.query_one("#line", Input)
        assert "2 insights, 1 objection, 2 of them cannot be saved as typed" in driver.text_of("#offers")
        await driver.press("enter")
        assert driver.app.repository.count(Insight) == 2
        assert line.value == "two outcome:good"
        await driver.press("ctrl+u")
        await driver.type("two")
        await driver.press("enter")
        assert line.value == "three tier:z"
        driver.app.keep_drafts()
        kept = driver.app.drafts.own("capture")
        assert kept is not None
        assert kept["typed"]["text"] == "three tier:z"
        await driver.press("escape", "colon")
        line = driver.app.screen.query_one("#line", Input)
        assert line.value == "three tier:z", "what waits is in the draft as well"
        await driver.press("ctrl+u")
        await driver.type("three")
        await driver.press("enter")
        assert sorted(held.text for held in driver.app.repository.all(Insight)) == ["four", "one", "three", "two"]
