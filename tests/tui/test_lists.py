"""What the lists say at a glance: whose turn it is, what is meant, and which keys are at hand."""

from __future__ import annotations

import pytest
from textual.widgets import Input, OptionList

from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, Person, Persona, UnknownName
from shadowlog.domain.values import Basis
from shadowlog.services.capture.plan import plan_of
from shadowlog.services.capture.save import Capturing
from shadowlog.services.permissions import ask
from shadowlog.tui.screens.main.screen import MainScreen
from tests.some import some
from tests.tui.conftest import Running

_AREAS = {"1": "Encou", "2": "Insig", "3": "Objec", "4": "Themes", "5": "Briefs", "7": "To do", "8": "Conten"}


@pytest.mark.parametrize("width", [36, 40, 60])
async def test_the_area_one_looks_at_stands_above_the_list_in_a_narrow_window(running: Running, width: int) -> None:
    async with running(size=(width, 12)) as driver:
        for key, name in _AREAS.items():
            await driver.press(key)
            tabs = driver.screen().split("\n")[0]
            assert f" {key} {name}" in tabs
            assert tabs.rstrip().endswith(" 0"), "every key is in sight"


@pytest.mark.usefixtures("filled")
async def test_the_footer_begins_with_the_keys_of_the_list(running: Running) -> None:
    async with running(size=(80, 24)) as driver:
        for area, keys in {
            "3": "o Objection",
            "5": "p Permission  x Export  X Export all  a Audience",
            "7": "m Mend",
            "2": "i Insight  t Tag  p Permission",
        }.items():
            await driver.press(area)
            assert keys in driver.text_of("KeyBar"), driver.text_of("KeyBar")
        await driver.press("3")
        assert "X Export all" not in driver.text_of("KeyBar")
    async with running() as driver:
        await driver.press("5")
        assert "Y Copy path" in driver.text_of("KeyBar")


@pytest.mark.usefixtures("filled")
async def test_a_filter_finds_the_objections_of_which_a_mention_fits(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        (nursing,) = repository.ids_named(Persona, "Nursing")
        raised = {mention.objection for mention in repository.all(Mention) if mention.persona == nursing}
        await driver.press("slash")
        await driver.type("persona:nursing")
        await driver.press("enter", "3")
        shown = driver.text_of("#list")
        each = list(repository.all(Objection))
        assert some(each)
        assert [objection.title in shown for objection in each] == [objection.id in raised for objection in each]
        await driver.press("slash")
        driver.app.screen.query_one("#search", Input).value = "persona:nursing nonesuch"
        await driver.until(lambda: "Nothing matches" in driver.text_of("#list"))


async def test_what_waits_shows_the_words_first_and_an_unknown_name_once(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        dana = repository.add(Person(name="Dana Whitlock"))
        mercy = repository.add(Account(name="Mercy Hospital"))
        for rep, text in ((dana.id, "too loud at night"), (repository.event_store.author, "too dear")):
            encounter = repository.add(Encounter(account=mercy.id, rep=rep, debriefed=True))
            ask(repository, repository.add(Insight(text=text, basis=Basis.BUYER_VERBATIM, encounter=encounter.id)))
        for text in ("it is heavy ~porters", "it tips over ~Porters"):
            Capturing(repository).save(plan_of(repository, text))
        await driver.press("7")
        await driver.until(lambda: "Maud asks" in driver.screen())
        lines = driver.text_of("#list").split("\n")
        assert sum("unknown name" in line for line in lines) == 1
        await driver.press("end", "home")
        waiting = [line for line in lines if "permission" in line]
        assert "“too dear” · Maud" in waiting[0], "one's own come first"
        assert "“too loud at night” · Dana" in waiting[1]
        place = next(place for place, line in enumerate(lines) if "unknown name" in line)
        await driver.press(*["down"] * place)
        name = next(iter(repository.all(UnknownName)))
        assert ", 2 times" in driver.text_of("#reading")
        assert "typed for: insight: it " in driver.text_of("#reading")
        assert name.record not in driver.screen()
        await driver.press("m")
        await driver.until(lambda: "Who is that?" in driver.screen())
        assert "was typed as a persona" in driver.text_of("#question")


async def test_a_name_is_asked_about_with_the_right_article(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        Capturing(repository).save(plan_of(repository, "it is heavy @nowhere"))
        await driver.press("7")
        await driver.until(lambda: "nowhere" in driver.text_of("#list"))
        await driver.press("m")
        await driver.until(lambda: "Who is that?" in driver.screen())
        assert "was typed as an account" in driver.text_of("#question")


@pytest.mark.usefixtures("filled")
async def test_briefs_name_their_kind_and_objections_have_room_for_their_titles(running: Running) -> None:
    async with running() as driver:
        await driver.press("5")
        lines = [line.strip("▌● ") for line in driver.text_of("#list").split("\n") if line.strip("▌▊ ")]
        kinds = {line.split()[0] for line in lines}
        assert {"backlog", "theme", "objection", "persona", "event"} >= kinds >= {"theme", "objection", "persona"}
        await driver.press("3")
        shown = driver.text_of("#list")
        titles = [objection.title for objection in driver.app.repository.all(Objection)]
        assert [title for title in titles if title not in shown] == []


async def test_what_became_of_ones_own_is_whole_and_no_brief_is_looked_for(running: Running) -> None:
    async with running(size=(80, 24)) as driver:
        driver.app.repository.add(Insight(text="they asked whether somebody could come at three in the morning"))
        await driver.press("5", "w")
        await driver.until(lambda: "→ not tagged yet" in driver.text_of("#list"))
        assert "There is no brief" not in driver.screen()


async def test_the_palette_finds_answers_that_worked(running: Running) -> None:
    async with running() as driver:
        await driver.press("ctrl+p")
        await driver.type("answers worked")
        listed = driver.app.screen.query_one(OptionList)
        await driver.until(lambda: listed.option_count == 1)
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, MainScreen))
        assert driver.app.screen.selection.area.name == "objections"
