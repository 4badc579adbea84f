"""The loop on the screen: what a brief withholds, where it lies, what was answered, and asking for what is missing."""

from __future__ import annotations

import re
from pathlib import Path

from shadowlog.domain.records import Account, ContentRequest, Encounter, Insight, LoopReply, Persona, Theme
from shadowlog.domain.values import Basis, Permission, Stage, Stance
from shadowlog.services.content_requests import ship
from shadowlog.store.workspace.settings import Settings
from shadowlog.store.workspace.workspace import Workspace
from tests.tui.conftest import Driver, Running


def _heard(driver: Driver, permission: Permission = Permission.UNSET, times: int = 1) -> Theme:
    """A theme that Nursing raised so often at the stage SQL."""
    repository = driver.app.repository
    nursing = repository.add(Persona(name="Nursing"))
    theme = repository.add(Theme(name="Total cost", message="It costs less over five years"))
    for number in range(times):
        encounter = repository.add(Encounter(stage_before=Stage.SQL, debriefed=True))
        repository.add(
            Insight(
                text=f"too expensive, said {number + 1} times", signals={theme.id: Stance.REJECTED},
                basis=Basis.BUYER_VERBATIM, permission=permission, encounter=encounter.id, persona=nursing.id,
            )
        )  # fmt: skip
    return theme


def _page(driver: Driver) -> str:
    """What the reading pane says, without its frame and line ends."""
    return " ".join(re.sub(r"[\u2580-\u259f]", " ", driver.text_of("#reading")).split())


async def _read_brief(driver: Driver) -> str:
    await driver.press("5", "j")
    await driver.until(lambda: "Theme brief: Total cost" in _page(driver))
    return _page(driver)


async def test_the_preview_says_what_is_withheld_and_why(running: Running) -> None:
    async with running() as driver:
        theme = _heard(driver)
        repository = driver.app.repository
        repository.add(
            Insight(
                text="between us", signals={theme.id: Stance.REJECTED}, basis=Basis.BUYER_VERBATIM,
                permission=Permission.INTERNAL_ONLY,
            )
        )  # fmt: skip
        page = await _read_brief(driver)
        assert page.count("nobody asked yet: 1, not for publication: 1") == 1, "the brief says it, once"
        assert "Withheld" not in page
        await driver.press("a")
        await driver.until(lambda: "For the team only: nothing is withheld." in _page(driver))


async def test_the_preview_says_what_the_brief_does_not_how_many_names_are_withheld(running: Running) -> None:
    async with running() as driver:
        theme = _heard(driver)
        driver.app.repository.add(Account(name="Quillfeather"))
        driver.app.repository.edit(theme, message="It costs Quillfeather less, see quillfeather.example/x")
        page = await _read_brief(driver)
        assert "Withheld: 2 names and addresses. Not exported yet." in page
        assert "Withheld: words of" not in page


async def test_the_preview_says_what_is_withheld_where_the_teams_template_does_not(running: Running) -> None:
    async with running() as driver:
        folder = driver.app.repository.workspace.templates
        folder.mkdir(parents=True)
        (folder / "theme.md.j2").write_text("# {{ brief.title }}\n", encoding="utf-8")
        _heard(driver)
        assert "Withheld: words of 1 record (nobody asked yet)." in await _read_brief(driver)


async def test_the_preview_says_what_changed_since_the_last_export(running: Running) -> None:
    async with running() as driver:
        theme = _heard(driver)
        assert "Not exported yet." in await _read_brief(driver)
        await driver.press("x")
        await driver.until(lambda: "nothing changed since" in driver.text_of("#reading"))
        driver.app.repository.add(Insight(text="again", signals={theme.id: Stance.RESONATED}))
        await driver.until(lambda: "Insights: 2, then 1 (+1)." in _page(driver))


async def test_the_path_of_the_exported_brief_is_copied_with_one_key(running: Running, workspace: Workspace) -> None:
    async with running() as driver:
        _heard(driver)
        await _read_brief(driver)
        await driver.press("Y")
        assert not driver.app.clipboard
        assert "was not exported yet: x exports it" in driver.screen()
        await driver.press("x")
        await driver.until(lambda: any(workspace.exports.glob("theme-*.md")))
        await driver.until(lambda: "nothing changed since" in driver.text_of("#reading"))
        await driver.press("Y")
        assert Path(driver.app.clipboard).read_text(encoding="utf-8").startswith("---\n")


async def test_what_was_answered_is_news_once(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        me = repository.event_store.author
        request = repository.add(ContentRequest(use_case="A page on cost", requester=me))
        ship(repository, request, "What it costs")
        await driver.press("w")
        await driver.until(lambda: repository.count(LoopReply) == 1)
        await driver.until(lambda: "Shipped: What it costs" in driver.screen())
        assert "Answered since you last looked: 1." in driver.screen()
        await driver.until(lambda: "told" in driver.text_of("#reading"))
        await driver.press("1", "w")
        await driver.settle()
        assert repository.count(LoopReply) == 1, "nobody is told the same twice"


async def test_content_is_asked_for_where_there_is_a_gap_with_one_key(running: Running) -> None:
    async with running() as driver:
        theme = _heard(driver, times=3)
        await driver.press("7")
        await driver.until(lambda: "gap" in driver.text_of("#list"))
        await driver.until(lambda: "Nursing, SQL: Total cost — no asset" in driver.text_of("#reading"))
        await driver.press("m")
        await driver.type("What it costs over five years")
        await driver.press("ctrl+s")
        (request,) = driver.app.repository.newest(ContentRequest)
        assert request.themes == (theme.id,)
        assert (request.stage, len(request.evidence)) == (Stage.SQL, 3)
        assert request.gap == "Nursing, SQL: Total cost — heard from 3 buyers, no asset"
        await driver.until(lambda: "gap" not in driver.text_of("#list"))


async def test_keys_that_were_rebound_are_named_as_they_are(running: Running) -> None:
    async with running(settings=Settings(keys={"mend": "z"})) as driver:
        _heard(driver, times=3)
        await driver.press("7")
        await driver.until(lambda: "z: ask for it" in driver.text_of("#reading"))
