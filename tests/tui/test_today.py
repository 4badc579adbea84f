"""Today, the first screen: what is mine, what was answered, what buyers raise."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from shadowlog.analysis import today as analysis
from shadowlog.domain.records import Account, ContentRequest, Encounter, Insight, Mention, Objection, Person
from shadowlog.domain.values import EncounterKind, ObjectionStatus, Tier
from shadowlog.services.content_requests import decline
from shadowlog.services.current_user import become
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings, SettingsWrong
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.lists.record_list import RecordList
from shadowlog.tui.preferences import check_choices
from tests.tui.conftest import Driver, Running

NOW = datetime.now(timezone.utc)


async def today(driver: Driver) -> None:
    """Wait until Today is looked up."""
    await driver.until(lambda: "Raised by buyers" in driver.text_of("#list"))


def overdue(repository: Repository, who: str = "") -> Encounter:
    """A promising talk at a booth that somebody should have followed up."""
    account = repository.add(Account(name=f"Mercy {who or 'Maud'}"))
    owner = repository.ids_named(Person, who)[0] if who else repository.event_store.author
    return repository.add(
        Encounter(
            kind=EncounterKind.TRADE_SHOW, tier=Tier.A, started_at=NOW - timedelta(days=3), owner=owner,
            account=account.id,
        )
    )  # fmt: skip


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (20, 5)])
async def test_a_newcomer_reads_three_things_to_do_first_each_a_key_away(
    running: Running, size: tuple[int, int]
) -> None:
    async with running(size, settings=Settings()) as driver:
        if size[0] >= 40:
            shown = driver.text_of("#list")
            assert "Three things to do first" in shown
            assert ":  type what a buyer said" in shown
        await driver.press("colon")
        assert driver.app.screen.query("#line")


async def test_what_is_mine_and_late_stands_first_and_m_mends_it(running: Running) -> None:
    async with running(settings=Settings()) as driver:
        repository = driver.app.repository
        other = repository.add(Person(name="Theo"))
        repository.add(
            Encounter(observer=repository.event_store.author, account=repository.add(Account(name="Ada")).id)
        )
        late = overdue(repository)
        overdue(repository, other.name)
        await today(driver)
        await driver.until(lambda: "overdue" in driver.text_of("#list"))
        lines = driver.text_of("#list").split("\n")
        assert "Yours, late first" in lines[0]
        assert "follow-up" in lines[1]
        assert "overdue" in lines[1]
        assert "debrief" in lines[2]
        assert "Ada" in lines[2]
        assert "Mercy Theo" not in driver.text_of("#list"), "what is another's waits in 7"
        await driver.press("m")
        assert repository.need(Encounter, late.id).followed_up
        await driver.until(lambda: "overdue" not in driver.text_of("#list"))


async def test_an_answer_stands_there_until_it_was_told_under_mine(running: Running) -> None:
    async with running(settings=Settings()) as driver:
        repository = driver.app.repository
        request = repository.add(ContentRequest(use_case="a sheet on noise", requester=repository.event_store.author))
        decline(repository, request, "nobody reads sheets")
        await driver.until(lambda: "Declined: nobody reads sheets" in driver.text_of("#list"))
        await driver.press("w")
        await driver.app.workers.wait_for_complete()
        await driver.press("full_stop")
        await driver.until(lambda: "Answered: nothing new" in driver.text_of("#list"))


async def test_what_most_buyers_raise_says_of_how_many_and_a_retired_one_is_past(running: Running) -> None:
    async with running(settings=Settings()) as driver:
        repository = driver.app.repository
        price, past = (
            repository.add(Objection(title="too expensive")),
            repository.add(Objection(title="gone", status=ObjectionStatus.RETIRED)),
        )
        for name in ("Ash", "Birch", "Cedar"):
            account = repository.add(Account(name=name))
            talk = repository.add(Encounter(account=account.id, started_at=NOW, debriefed=True))
            if name != "Ash":
                repository.add(Mention(objection=price.id, encounter=talk.id, verbatim="too much"))
            repository.add(Mention(objection=past.id, encounter=talk.id, verbatim="gone"))
        await today(driver)
        await driver.until(lambda: "too expensive" in driver.text_of("#list"))
        line = next(line for line in driver.text_of("#list").split("\n") if "too expensive" in line)
        assert "2 of 3" in line
        assert "new objection" in line
        assert "gone" not in driver.text_of("#list").partition("Raised by buyers")[2]
        await driver.press("G", "enter")
        assert "too expensive" in driver.text_of("#status"), "enter opens it"
        assert "too much" in driver.text_of("#list")
        await driver.press("escape")
        await today(driver)


async def test_enter_goes_to_what_cannot_be_opened_where_it_is_listed(running: Running) -> None:
    async with running(settings=Settings()) as driver:
        repository = driver.app.repository
        insight = repository.add(Insight(text="the night shift is short", author=repository.event_store.author))
        request = repository.add(
            ContentRequest(
                use_case="a sheet", evidence=(insight.id,), owner=repository.event_store.author,
                due=(NOW - timedelta(days=4)).date(),
            )
        )  # fmt: skip
        await driver.until(lambda: "late request" in driver.text_of("#list"))
        await driver.press("g", "enter")
        assert driver.app.screen.area == "content"
        assert driver.app.screen.query_one(RecordList).selected == request


async def test_escape_leads_back_to_today_from_every_list(running: Running) -> None:
    async with running(settings=Settings()) as driver:
        driver.app.repository.add(Encounter(started_at=NOW))
        for key in "12345678":
            await driver.press(key)
            await driver.press("escape")
            await today(driver)
            assert driver.app.screen.area == "today"


async def test_the_cursor_passes_over_headings(running: Running) -> None:
    async with running(settings=Settings()) as driver:
        overdue(driver.app.repository)
        await driver.until(lambda: "overdue" in driver.text_of("#list"))
        for key in ("j", "j", "k", "k", "k", "G", "g", "pagedown", "pageup"):
            await driver.press(key)
            assert driver.app.screen.query_one(RecordList).selected is not None, key


async def test_the_settings_can_name_a_list_to_open_on(running: Running) -> None:
    async with running(settings=Settings(opens="objections")) as driver:
        assert "No objections yet" in driver.screen()
    with pytest.raises(SettingsWrong, match="objectons"):
        check_choices(Settings(opens="objectons"))


async def test_an_older_window_of_another_person_shows_theirs(running: Running, workspace: Workspace) -> None:
    with Repository(workspace) as repository:
        become(repository, "Theo", None)
        overdue(repository)
    async with running(settings=Settings()) as driver:
        await driver.until(lambda: "Mercy Maud" in driver.text_of("#list"))


async def test_what_is_saved_on_today_stands_on_top_and_is_selected_until_it_is_taken_back(running: Running) -> None:
    async with running(settings=Settings()) as driver:
        overdue(driver.app.repository)
        await driver.until(lambda: "overdue" in driver.text_of("#list"))
        await driver.press("colon")
        await driver.type("the night shift is short")
        await driver.press("enter", "escape")
        await driver.until(lambda: "Just saved" in driver.text_of("#list"))
        await driver.until(lambda: "the night shift is short" in driver.text_of("#reading"))
        assert driver.text_of("#list").split("\n")[1].startswith("▌")
        await driver.until(lambda: "overdue" in driver.text_of("#list"))
        await driver.press("u")
        await driver.until(lambda: "Just saved" not in driver.text_of("#list"))


async def test_the_line_of_a_ride_along_is_in_sight_on_a_small_screen_after_much_was_offered(running: Running) -> None:
    async with running((40, 12)) as driver:
        for number in range(3):
            driver.app.repository.add(Objection(title=f"no budget this year {number}"))
        await driver.press("R")
        await driver.type("!no budget this year")
        await driver.settle()
        assert driver.app.screen.max_scroll_y == 0
        assert "!no budget" in driver.screen()


async def test_nothing_is_looked_up_while_somebody_types_over_it(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings=Settings()) as driver:
        overdue(driver.app.repository)
        await driver.until(lambda: "overdue" in driver.text_of("#list"))
        looked: list[object] = []
        look_up = analysis.own
        monkeypatch.setattr(
            analysis, "SECTIONS", (analysis.Section(lambda day: looked.append(1) or look_up(day), "Yours", "nothing"),)
        )
        await driver.press("colon")
        for text in ("one", "two", "three"):
            await driver.type(text)
            await driver.press("enter")
        assert looked == []
        await driver.press("escape")
        await driver.until(lambda: len(looked) == 1)
