"""The list of briefs: the same as an export writes, and what is looked for counts within them."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import folder_of, subjects, write_brief
from shadowlog.domain.records import Encounter, Event, Insight, Persona, Theme
from shadowlog.domain.values import EncounterKind, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.tui.lists.record_list import RecordList
from tests.tui.conftest import Driver, Running


def _listed(driver: Driver) -> list[str]:
    """The ids of what is listed."""
    rows = driver.app.screen.query_one(RecordList).rows
    return [record.id for record in rows.read(0, 1_000) if record is not None]


def _page(driver: Driver) -> str:
    return " ".join(driver.text_of("#reading").split())


@pytest.mark.usefixtures("filled")
async def test_the_list_has_a_brief_for_everything_that_an_export_writes(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Event(name="A record of an event"))
        today = datetime.now(timezone.utc).date()
        repository.add(Encounter(event="Only typed", kind=EncounterKind.TRADE_SHOW))
        await driver.press("5")
        lengths = []
        for audience in (Audience.EXTERNAL, Audience.INTERNAL):
            with BriefContext(repository, today, audience) as context:
                exported = [subject.id for subject in subjects(context)]
            listed = _listed(driver)
            assert sorted(listed) == sorted(exported)
            lengths.append(len(listed))
            if audience is Audience.EXTERNAL:
                await driver.press("a")
        assert lengths[0] < lengths[1], "what was only typed has a brief for the team"
        assert len(listed) == len(set(listed)) > 15
        assert f"Briefs  {len(listed)}" in driver.text_of("#status")
        rows = driver.app.screen.query_one(RecordList).rows
        pages = [record.id for at in range(0, len(listed), 3) for record in rows.read(at, 3) if record is not None]
        assert pages == listed
        assert [rows.position(record) for record in rows.read(0, 1_000) if record is not None] == [*range(len(listed))]


async def test_the_brief_of_a_trade_show_without_a_record_is_read_and_exported(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Encounter(event="MedTech Expo", kind=EncounterKind.TRADE_SHOW))
        await driver.press("5", "a", "G")
        await driver.until(lambda: "MedTech Expo" in _page(driver))
        await driver.press("x")
        await driver.until(lambda: any((repository.workspace.exports / "internal").glob("event-*.md")))


async def test_what_is_looked_for_counts_within_the_briefs_and_the_title_says_so(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        nursing = repository.add(Persona(name="Nursing"))
        theme = repository.add(Theme(name="Total cost"))
        for number in range(5):
            repository.add(
                Insight(
                    text=f"said {number}",
                    signals={theme.id: Stance.RESONATED},
                    persona=nursing.id if number < 2 else None,
                )
            )
        await driver.press("5")
        every = _listed(driver)
        to_the_theme = ["j"] * every.index(theme.id)
        await driver.press("slash")
        await driver.type("persona:nursing")
        await driver.press("enter", "5", *to_the_theme)
        assert _listed(driver) == every
        assert "counting only: with the persona Nursing" in driver.text_of("#status")
        told = write_brief(
            repository, theme, datetime.now(timezone.utc).date(), Audience.EXTERNAL, "persona:nursing"
        ).body.split("\n")[0]
        await driver.until(lambda: told.strip("# ") in _page(driver))
        await driver.until(lambda: "2 conversations without a name" in _page(driver))
        await driver.press("x")
        folder = folder_of(repository.workspace, Audience.EXTERNAL)
        await driver.until(lambda: len(list(folder.glob("theme-*.md"))) == 1)
        await driver.until(lambda: "nothing changed since" in _page(driver))
        await driver.press("Y")
        assert driver.app.clipboard == str(next(iter(folder.glob("theme-*.md"))))
        assert "persona:nursing" in next(iter(folder.glob("theme-*.md"))).read_text(encoding="utf-8")
        await driver.press("escape", "5", *to_the_theme, "Y")
        assert "was not exported yet" in driver.screen(), "the whole brief is another"


async def test_nothing_is_marked_or_deleted_among_briefs(running: Running) -> None:
    async with running() as driver:
        driver.app.repository.add(Theme(name="Total cost"))
        await driver.press("5", "space", "space", "d")
        assert "marked" not in driver.text_of("#status")
        assert driver.app.repository.count(Theme) == 1
