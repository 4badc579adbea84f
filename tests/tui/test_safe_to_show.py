"""Other people's text in notes, and keys in hints: what is told is safe to show, and names the keys one has."""

from __future__ import annotations

from textual.widgets import Static

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Insight, Theme
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.widgets.errors import show_error
from tests.tui.conftest import Running

_ACTS = "\x1b]0;owned\x07 [/b] \u202e"


async def test_what_is_told_in_a_corner_is_safe_to_show(running: Running) -> None:
    async with running() as driver:
        driver.app.notify(f"Copied: /tmp/{_ACTS}", title=f"A title{_ACTS}")
        error = RuleBroken(f"It lies at {_ACTS}", "Go there.")
        error.title = f"Not saved {_ACTS}"
        show_error(driver.app, error)
        await driver.settle()
        told = [text for held in driver.app._notifications for text in (held.message, held.title)]
        assert len(told) == 4
        for text in told:
            assert "␛]0;owned␇ [/b] ␦" in text
        seen = driver.screen()
        assert "Copied: /tmp/␛]0;owned␇ [/b]" in seen
        assert "A title␛]0;owned␇ [/b]" in seen


async def test_icons_of_the_private_area_stay_as_they_were(running: Running, repository: Repository) -> None:
    # Fonts for developers have their icons there; their numbers end like those of control characters.
    kept = repository.add(Insight(text="\U000f001b \U000f0007 \U0010200e a\x07b"))
    async with running() as driver:
        await driver.press("2", "e")
        await driver.focus("text")
        await driver.press("end", "Y", "ctrl+s")
    assert repository.need(Insight, kept.id).text == "\U000f001b \U000f0007 \U0010200e a\x07bY"


async def test_hints_name_the_keys_one_has(running: Running, repository: Repository) -> None:
    keys = {"themes": "f7", "new": "f6", "ask": "f5", "resonated": "v", "end": "f12", "undo": "z", "mark": "minus"}
    async with running(settings=Settings(keys=keys)) as driver:
        await driver.press("f1")
        assert "z takes it back" in " ".join(driver.screen().split())
        assert "- marks" in " ".join(driver.screen().split())
        await driver.press("escape", "b")
        await driver.until(lambda: "f7 lists them, f6 adds one" in driver.screen())
        await driver.press("tab")
        await driver.until(lambda: "f5 asks for something" in driver.screen())
        await driver.press("escape")
        repository.add(Theme(name="Cost"))
        repository.add(Insight(text="dear"))
        driver.app.repository.event_store.refresh()
        await driver.settle()
        await driver.press("2", "t")
        hint = driver.app.screen.query_one("#hint", Static)
        assert str(hint.content).startswith("v resonated · n neutral")
