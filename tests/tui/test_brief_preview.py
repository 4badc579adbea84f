"""The preview of a brief: drawn from what it says, for the width there is, with no number cut."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest
from rich.console import Console

from shadowlog.briefs.export.one import write_brief
from shadowlog.briefs.model.blocks import Table
from shadowlog.briefs.model.brief import Brief
from shadowlog.domain.records import Theme
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.tui.brief_page.page import brief_page
from tests.some import some
from tests.tui.conftest import Driver, Running

TODAY = datetime.now(timezone.utc).date()
QUIETER = "Quieter at the bedside"


def _theme(repository: Repository) -> Theme:
    return next(theme for theme in repository.all(Theme) if theme.name == QUIETER)


def _brief(repository: Repository) -> Brief:
    return write_brief(repository, _theme(repository), TODAY, Audience.INTERNAL)


def _drawn(brief: Brief, width: int) -> list[str]:
    console = Console(width=width, color_system=None, force_terminal=False, legacy_windows=False)
    with console.capture() as captured:
        console.print(brief_page(brief.content))
    return captured.get().splitlines()


@pytest.mark.parametrize("width", [24, 38, 52, 62, 78, 110, 200])
def test_no_number_is_cut_or_parted_from_its_percent_sign_at_any_width(demo: Repository, width: int) -> None:
    brief = _brief(demo)
    lines = _drawn(brief, width)
    assert max(map(len, lines)) <= width
    page = "\n".join(lines)
    tables = [block for block in brief.content.blocks() if isinstance(block, Table)]
    cells = some(
        [cell if isinstance(cell, str) else cell.plain for table in tables for row in table.rows for cell in row]
    )
    for cell in cells:
        for number in re.findall(r"\(?\d+(?:–\d+)?(?: %\)?)?", cell):
            assert number in page, (number, cell)


@pytest.mark.parametrize("width", [62, 200])
def test_every_line_of_the_brief_stands_in_the_preview_with_its_reference(demo: Repository, width: int) -> None:
    brief = _brief(demo)
    page = " ".join(" ".join(_drawn(brief, width)).replace("▌", " ").split())
    for block in some(brief.content.blocks()):
        for line in block.lines:
            words = " ".join(f"{line.text.plain} {line.reference}".split())
            assert words in page
    assert "shadowlog show ID" in page


def test_shares_and_months_are_drawn_beside_their_numbers(demo: Repository) -> None:
    lines = _drawn(_brief(demo), 78)
    shares = [line for line in lines if "●" in line]
    assert len(shares) > 5
    assert len({line.index(next(sign for sign in line if sign in "─━●")) for line in shares}) == 1, "below each other"
    numbers = next(place for place, line in enumerate(lines) if re.fullmatch(r"(\s*\d+){12}", line))
    assert re.fullmatch(r"([▁-█]+ ?){12}", lines[numbers - 1])
    assert len(lines[numbers + 1].split()) == 12, "the months"


def test_a_table_with_room_is_a_table_and_one_without_is_small_blocks(demo: Repository) -> None:
    brief = _brief(demo)
    wide, narrow = ("\n".join(_drawn(brief, width)) for width in (200, 62))
    assert re.search(r"persona +resonated +rejected or confused +won", wide)
    assert not re.search(r"persona +resonated", narrow)
    assert re.search(r"Nursing \[\d+\]\n  resonated +\d+ %", narrow)


async def _read(driver: Driver) -> str:
    await driver.until(lambda: "Theme brief" in driver.text_of("#reading"))
    return " ".join(driver.text_of("#reading").split())


@pytest.mark.usefixtures("filled")
async def test_a_switches_the_edition_and_says_which(running: Running) -> None:
    async with running() as driver:
        await driver.press("5", "j")
        assert "For outside readers" in await _read(driver)
        await driver.press("a")
        await driver.until(lambda: "Team edition" in driver.text_of("#reading"))
        assert "Team edition" in driver.text_of("#status")
        assert "Team edition: everything, with names." in driver.screen()
        await driver.press("a")
        await driver.until(lambda: "Outside readers’ edition" in driver.text_of("#status"))


@pytest.mark.usefixtures("filled")
async def test_a_teams_template_is_what_the_preview_shows(running: Running) -> None:
    async with running() as driver:
        folder = driver.app.repository.workspace.templates
        folder.mkdir()
        (folder / "theme.md.j2").write_text(
            "# Theme brief of ours\n\n{{ brief.section('In short').markdown }}\n", "utf-8"
        )
        await driver.press("5", "j")
        page = await _read(driver)
        assert "Theme brief of ours" in page
        assert "Evidence index" not in page
