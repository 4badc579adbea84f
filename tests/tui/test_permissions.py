"""Permission to quote, as a rep meets it: asked for with one key, waiting under 7, answered with one key."""

from __future__ import annotations

import pytest

from shadowlog.domain.records import Account, Encounter, Insight, Person, PossibleName, Theme
from shadowlog.domain.values import Basis, Permission, Role, Stance
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import Draft
from shadowlog.tui.forms.dialogs import draft_question
from tests.tui.conftest import Driver, Running


def _heard(repository: Repository, text: str = "too loud at night") -> Insight:
    dana = repository.add(Person(name="Dana Whitlock", role=Role.REP))
    mercy = repository.add(Account(name="Mercy Hospital"))
    encounter = repository.add(Encounter(account=mercy.id, rep=dana.id))
    return repository.add(Insight(text=text, basis=Basis.BUYER_VERBATIM, encounter=encounter.id))


def _now(driver: Driver, record: Insight) -> Insight:
    return driver.app.repository.need(Insight, record.id)


async def test_a_rep_is_asked_for_permission_and_answers_with_one_key(running: Running) -> None:
    async with running() as driver:
        record = _heard(driver.app.repository)
        await driver.press("2", "p")
        said = [notice.message for notice in driver.app._notifications]
        assert said == ["Dana Whitlock is to ask Mercy Hospital whether we may quote: “too loud at night” — u undo"]
        await driver.press("7")
        await driver.until(lambda: "Dana Whitlock asks" in driver.screen())
        await driver.press("m")
        await driver.until(lambda: "What did the buyer answer?" in driver.screen())
        await driver.press("a")
        answered = _now(driver, record)
        assert answered.permission is Permission.ANONYMISED
        assert driver.app.repository.heading("people", answered.permission_by) == "Maud"
        await driver.until(lambda: "Dana Whitlock asks" not in driver.screen())
        await driver.press("u")
        await driver.until(lambda: "Dana Whitlock asks" in driver.screen())
        assert _now(driver, record).permission is Permission.UNSET


async def test_the_same_key_answers_where_the_rep_was_asked_and_later_leaves_it_waiting(running: Running) -> None:
    async with running() as driver:
        record = _heard(driver.app.repository)
        await driver.press("2", "p", "p")
        await driver.until(lambda: "What did the buyer answer?" in driver.screen())
        await driver.press("l")
        assert _now(driver, record).permission_asker is not None
        await driver.press("p", "n")
        assert _now(driver, record).permission is Permission.INTERNAL_ONLY
        assert _now(driver, record).permission_asker is None


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (36, 10)])
async def test_enter_and_q_give_no_permission_and_every_answer_is_whole(
    running: Running, size: tuple[int, int]
) -> None:
    async with running(size=size) as driver:
        record = _heard(driver.app.repository, "too loud at night")
        await driver.press("2", "p", "p")
        await driver.until(lambda: "What did the buyer answer?" in driver.screen())
        driver.app.clear_notifications()
        await driver.settle()
        for answer in ("May be quoted (y)", "Anonymised only (a)", "Not for publication (n)", "Later (l)"):
            assert answer in driver.screen()
        await driver.press("q")
        assert "What did the buyer answer?" in driver.screen()
        await driver.press("enter")
        assert "What did the buyer answer?" not in driver.screen()
        assert _now(driver, record).permission is Permission.UNSET
        assert _now(driver, record).permission_asker is not None


@pytest.mark.parametrize("size", [(40, 12), (36, 10)])
async def test_what_becomes_of_a_draft_can_be_read_in_a_small_window(running: Running, size: tuple[int, int]) -> None:
    async with running(size=size) as driver:
        draft = Draft("a", "add insights", {"typed": {"text": "too loud " * 40}}, "2026-11-20T10:00:00+00:00")
        driver.app.push_screen(draft_question(draft))
        await driver.settle()
        for answer in ("Go on (y)", "Later (l)", "Throw away (x)"):
            assert answer in driver.screen()
        assert driver.app.focused is not None
        assert driver.app.focused.id == "answer-y"


async def test_words_with_a_capital_are_asked_about_once(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        record = _heard(repository, "Cassidy said the Vantiq pumps are too loud at Mercy Hospital")
        await driver.press("2", "p", "p", "y")
        await driver.until(lambda: "Cassidy: a name?" in driver.screen())
        await driver.press("y")
        await driver.until(lambda: "Vantiq: a name?" in driver.screen())
        await driver.press("n")
        kept = {possible.word: possible.is_name for possible in repository.all(PossibleName)}
        assert kept == {"Cassidy": True, "Vantiq": False}
        await driver.press("p", "p", "a")
        assert "a name?" not in driver.screen()
        assert _now(driver, record).permission is Permission.ANONYMISED


async def test_words_with_a_capital_are_asked_about_where_a_form_gives_the_permission(running: Running) -> None:
    async with running() as driver:
        _heard(driver.app.repository, "they hesitate, says Cassidy")
        await driver.press("2", "e")
        await driver.focus("permission")
        await driver.press("a", "ctrl+s")
        await driver.until(lambda: "Cassidy: a name?" in driver.screen())
        await driver.press("escape")
        assert driver.app.repository.count(PossibleName) == 0


async def test_a_quote_in_a_brief_is_picked_to_be_asked_about(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        record = _heard(repository)
        theme = repository.add(Theme(name="Quiet nights"))
        repository.edit(record, signals={theme.id: Stance.RESONATED})
        await driver.press("5", "j")
        await driver.until(lambda: "Theme brief: Quiet nights" in driver.text_of("#reading"))
        await driver.press("p")
        await driver.until(lambda: "Ask for permission to quote which" in driver.screen())
        await driver.press("enter")
        await driver.until(lambda: _now(driver, record).permission_asker is not None)


async def test_all_briefs_are_exported_for_the_team_and_for_outside_readers(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        record = _heard(repository)
        theme = repository.add(Theme(name="Quiet nights"))
        repository.edit(record, signals={theme.id: Stance.RESONATED})
        await driver.press("X")
        root = repository.workspace.exports
        await driver.until(lambda: len([*root.rglob("theme-*.md")]) == 2)
        (outside,), (inside,) = root.glob("theme-*.md"), root.glob("internal/theme-*.md")
        assert ("Mercy Hospital" in inside.read_text(), "Mercy Hospital" in outside.read_text()) == (True, False)
        await driver.until(lambda: bool(driver.app._notifications))
        said = "\n".join(notice.message for notice in driver.app._notifications)
        assert f"2 of 2 briefs written in {root}\n" in f"{said}\n"
        assert f"2 of 2 briefs written in {root / 'internal'}\n" in f"{said}\n"


async def test_hostile_words_are_asked_about_as_they_are(running: Running) -> None:
    async with running(size=(80, 24)) as driver:
        repository = driver.app.repository
        record = _heard(repository, "[/b][@click=app.quit]Cassidy[/] \x1b]0;Evil\x07 " + "loud " * 500)
        repository.edit(repository.newest(Account, 0, 1)[0], name="[red]Mercy[/red]")
        await driver.press("2", "p", "p")
        await driver.until(lambda: "What did the buyer answer?" in driver.screen())
        assert "[red]Mercy[/red]" in driver.screen()
        await driver.press("y")
        await driver.until(lambda: "Cassidy: a name?" in driver.screen())
        await driver.press("z", "y")
        await driver.until(lambda: "Evil: a name?" in driver.screen())
        await driver.press("escape")
        assert [each.word for each in repository.all(PossibleName)] == ["Cassidy"]
        assert _now(driver, record).permission is Permission.ATTRIBUTED
        await driver.press("7")
        await driver.until(lambda: "asks " not in driver.text_of("#list"))


async def test_words_that_are_not_there_and_records_that_are_gone_are_told(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        record = _heard(repository)
        await driver.press("2", "p", "p")
        await driver.until(lambda: "What did the buyer answer?" in driver.screen())
        repository.delete(_now(driver, record))
        await driver.press("a")
        assert repository.get(Insight, record.id) is None
        assert any(notice.severity == "error" for notice in driver.app._notifications)


async def test_a_permission_in_a_capture_line_tells_of_names_and_the_key_on_the_quote_asks(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("colon")
        await driver.type('"loud, says Cassidy" permission:attributed')
        await driver.press("enter")
        await driver.until(lambda: repository.count(Insight) == 1)
        said = "\n".join(notice.message for notice in driver.app._notifications)
        assert "Nobody has entered as a name: Cassidy. p on the quote asks whether it is one." in said
        await driver.press("y", "n", "escape", "2")
        assert repository.count(PossibleName) == 0
        await driver.press("p")
        await driver.until(lambda: "Cassidy: a name?" in driver.screen())
        await driver.press("y")
        assert [each.is_name for each in repository.all(PossibleName)] == [True]
        await driver.press("p")
        assert repository.newest(Insight, 0, 1)[0].permission_asker is not None
