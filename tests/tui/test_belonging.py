"""What is added belongs where the form says; what is changed together is what is marked and seen."""

from __future__ import annotations

import re
from typing import NamedTuple

from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, Person, Persona, Theme
from shadowlog.domain.values import Stage
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.forms.controls import Line
from tests.tui.conftest import Driver, Running


class Call(NamedTuple):
    mercy: Account
    nursing: Persona
    encounter: Encounter


def _call(repository: Repository) -> Call:
    """A call with Nursing of Mercy Hospital."""
    mercy, nursing = (
        repository.add(Account(name="Mercy Hospital", aliases=("Mercy",))),
        repository.add(Persona(name="Nurse")),
    )
    encounter = repository.add(Encounter(account=mercy.id, personas=(nursing.id,), stage_before=Stage.SQL))
    return Call(mercy, nursing, encounter)


async def _objection_of(driver: Driver, account: str) -> Mention:
    await driver.press("o")
    await driver.type("too dear")
    await driver.focus("account")
    await driver.press("ctrl+u")
    await driver.type(account)
    await driver.press("ctrl+s")
    return next(iter(driver.app.repository.newest(Mention, 0, 1)))


def _about(driver: Driver) -> str:
    return " ".join(driver.text_of("#about").split())


async def test_an_objection_belongs_to_the_encounter_that_the_form_names(running: Running) -> None:
    async with running() as driver:
        call = _call(driver.app.repository)
        await driver.press("o")
        assert _about(driver).startswith("heard at: ")
        assert "Mercy Hospital" in _about(driver)
        await driver.press("escape")
        for name in ("Mercy Hospital", "mercy"):
            held = await _objection_of(driver, name)
            assert (held.encounter, held.account) == (call.encounter.id, call.mercy.id)
            assert (held.persona, held.stage) == (call.nursing.id, Stage.SQL)


async def test_another_account_takes_nothing_from_the_encounter_and_the_form_says_so(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        _call(repository)
        other = repository.add(Account(name="Harrow Trust"))
        held = await _objection_of(driver, "Harrow Trust")
        assert (held.account, held.encounter, held.persona, held.stage) == (other.id, None, None, None)
        await driver.press("o")
        await driver.focus("account")
        await driver.type("Harrow Trust")
        assert _about(driver).startswith("at no encounter: the account is not that of")
        assert driver.app.screen.query_one("#field-persona", Line).value == ""
        await driver.press("ctrl+u")
        await driver.type("mercy hospital")
        assert _about(driver).startswith("heard at: ")
        assert driver.app.screen.query_one("#field-persona", Line).value == "Nurse"


async def test_what_one_chose_oneself_stays_when_the_account_is_changed(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        _call(repository)
        await driver.press("o")
        await driver.type("too dear")
        await driver.focus("persona")
        await driver.type("Purchasing")
        await driver.focus("account")
        await driver.type("Harrow Trust")
        await driver.press("ctrl+s")
        (held,) = repository.all(Mention)
        assert repository.heading("personas", held.persona) == "Purchasing"
        assert (held.encounter, held.stage) == (None, None)


async def test_the_stage_of_a_new_encounter_follows_the_account_that_is_typed_last(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        mercy, harrow = repository.add(Account(name="Mercy")), repository.add(Account(name="Harrow"))
        repository.add(Encounter(account=mercy.id, stage_after=Stage.OPPORTUNITY))
        await driver.press("c")
        await driver.type("Mercy")
        await driver.press("ctrl+u")
        await driver.type("Harrow")
        await driver.press("ctrl+s")
        held = next(held for held in repository.all(Encounter) if held.account == harrow.id)
        assert held.stage_before is None


async def test_a_name_nobody_has_is_said_below_the_field_before_it_is_saved(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        _call(repository)
        await driver.press("o")
        await driver.focus("account")
        await driver.type("Mercy Hospitl")
        assert driver.text_of("#new-account").strip() == "new account · did you mean Mercy Hospital?"
        await driver.press("ctrl+u")
        await driver.type("Quite Another")
        assert driver.text_of("#new-account").strip() == "new account"
        await driver.press("ctrl+u")
        await driver.type("MERCY hospital")
        assert "new account" not in driver.screen()
        await driver.press("f8", "i")
        await driver.focus("persona")
        await driver.type("Nurze")
        assert driver.text_of("#new-persona").strip() == "new persona · did you mean Nurse?"
        await driver.press("escape", "i")
        assert driver.text_of("#new-persona").strip() == "new persona · did you mean Nurse?", "in a draft as well"
        await driver.press("f8", "c")
        await driver.focus("personas")
        await driver.type("Nurse, Purchaser, Ward")
        assert driver.text_of("#new-personas").strip() == "2 new personas"


async def test_marks_act_in_the_list_in_which_they_were_made_and_nowhere_else(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        for number in range(3):
            repository.add(Insight(text=f"said {number}"))
        for number in range(2):
            repository.add(Objection(title=f"objection {number}"))
        await driver.press("2", "space", "space", "space", "3")
        assert "marked" not in driver.text_of("#status")
        await driver.press("d", "y")
        assert (repository.count(Insight), repository.count(Objection)) == (3, 1)
        await driver.press("2")
        assert "3 marked" in driver.text_of("#status")
        await driver.press("escape")
        assert "marked" not in driver.text_of("#status")


async def test_the_question_before_deleting_several_names_them_and_how_many(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        for number in range(20):
            repository.add(Insight(text=f"said {number:02}"))
        repository.add(Person(name="Dana"))
        await driver.press("2", "space", "space", "d")
        assert "Delete 2 insights?" in driver.screen()
        assert "insight: said 19" in driver.screen()
        assert "insight: said 18" in driver.screen()
        assert "said 17" not in driver.text_of("#question")
        await driver.press("n", *["space"] * 12, "d")
        assert "Delete 14 insights?" in driver.screen()
        assert "… and 2 more" in driver.screen()
        await driver.press("y")
        assert repository.count(Insight) == 6
        await driver.press("6", "space", "space", "d")
        assert "Delete 2 people?" in driver.screen()


async def test_marks_go_with_what_leaves_the_list(running: Running, workspace: Workspace) -> None:
    async with running() as driver:
        repository = driver.app.repository
        for number in range(3):
            repository.add(Insight(text=f"lease {number}"))
        await driver.press("slash")
        await driver.type("lease")
        await driver.press("enter", "space", "space")
        assert "2 marked" in driver.text_of("#status")
        with Repository(workspace) as other:
            gone, changed = (held for held in other.all(Insight) if held.text in ("lease 2", "lease 1"))
            other.delete(gone)
        await driver.until(lambda: "1 marked" in driver.text_of("#status"))
        with Repository(workspace) as other:
            other.edit(other.need(Insight, changed.id), text="rent")
        await driver.until(lambda: "marked" not in driver.text_of("#status"))
        await driver.press("slash", "ctrl+u")
        await driver.type("lease")
        assert "marked" not in driver.text_of("#status")


async def test_what_is_marked_in_a_search_is_not_marked_in_another(running: Running) -> None:
    async with running() as driver:
        for text in ("lease one", "rent two"):
            driver.app.repository.add(Insight(text=text))
        await driver.press("slash")
        await driver.type("lease")
        await driver.press("enter", "space", "slash", "ctrl+u")
        await driver.type("rent")
        assert "marked" not in driver.text_of("#status")


async def test_an_objection_stands_with_the_theme_it_is_tagged_with(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Theme(name="Total cost"))
        await driver.press("colon")
        await driver.type("!too dear #total-cost-")
        await driver.press("enter", "escape", "4")
        await driver.until(lambda: "Objections (1)" in driver.text_of("#reading"))
        await driver.press("enter")
        assert re.search("too dear → no answer yet|too dear → no answer was tried yet", driver.text_of("#list"))
