"""The first tasks of somebody who knows no key: the footer names it, or the words that come to mind find it."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from shadowlog.domain.records import UnknownName
from shadowlog.services.capture.plan import plan_of
from shadowlog.services.capture.save import Capturing
from shadowlog.tui.commands import COMMAND_NAMED
from tests.tui.conftest import Driver, Running

TASKS: list[tuple[str, str, str, list[str], bool]] = [
    ("note what a buyer just said", "1", "capture", ["what was said", "note"], True),
    ("record this morning's visit", "1", "encounter", ["visit", "record a call"], True),
    ("add an objection that was heard", "3", "objection", ["objection"], True),
    ("find all that was said of the lease", "1", "search", ["find", "search"], False),
    ("say that an insight speaks against a theme", "2", "tag", ["tag", "stance"], True),
    ("a name was typed wrong: say whose it is", "7", "typo", ["wrong", "typo"], True),
    ("have a quote released", "2", "permission", ["quote", "permission"], True),
    ("ask the content team for a page", "2", "ask", ["ask", "request page"], False),
    ("turn a request down", "8", "decline", ["decline", "reject", "refuse"], True),
    ("take talks at a trade show", "1", "booth", ["trade show", "booth"], False),
    ("see how themes did with buyers", "1", "boards", ["received", "boards"], False),
    ("write all briefs into files", "5", "export-all", ["export all", "every brief"], True),
]
"""What somebody wants to do, in which list they are, the command, words that come to mind, and whether the footer at
80 columns names it.
"""


async def _go(driver: Driver, area: str, command: str) -> None:
    await driver.press(area)
    if command == "typo":
        main = driver.app.screen
        await driver.until(lambda: main.selection.list.total > 0)
        for _ in range(main.selection.list.total):
            if isinstance(main.selection.record, UnknownName):
                return
            await driver.press("down")


@pytest.mark.usefixtures("filled")
async def test_whoever_knows_no_key_finds_the_first_tasks(running: Running) -> None:
    async with running(size=(80, 24)) as driver:
        repository = driver.app.repository
        Capturing(repository).save(plan_of(repository, "!too dear @Mercie"))
        for task, area, name, words, in_footer in TASKS:
            title = COMMAND_NAMED[name].title
            await _go(driver, area, name)
            assert (title in driver.text_of("KeyBar")) >= in_footer, task
            for typed in words:
                await driver.press("ctrl+p")
                await driver.type(typed)
                first = str(driver.app.screen.query_one(OptionList).options[0].prompt).splitlines()[0]
                assert first.partition(" — ")[0] == title, (task, typed)
                await driver.press("escape")
