"""What a person takes for one sign is one key: an arrow goes over it, backspace takes all of it away."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from shadowlog.tui.forms.controls import Notes
from tests.some import some
from tests.tui.conftest import Driver, Running

SIGNS = ["👩‍👩‍👧‍👦", "👍🏽", "❤️", "🇩🇪", "e\u0301", "1️⃣", "한", "a", "\x07", "\u202e"]


async def _open(driver: Driver, where: str) -> Input | Notes:
    await driver.press(*{"line": ["colon"], "search": ["slash"], "field": ["c"], "notes": ["i"]}[where])
    await driver.until(lambda: isinstance(driver.app.focused, Input | Notes))
    control = driver.app.focused
    assert isinstance(control, Input | Notes)
    return control


def _text(control: Input | Notes) -> str:
    return control.typed if isinstance(control, Notes) else control.value


@pytest.mark.parametrize("where", ["line", "search", "field", "notes"])
async def test_backspace_takes_a_whole_sign_and_an_arrow_goes_over_it(running: Running, where: str) -> None:
    async with running() as driver:
        control = await _open(driver, where)
        for sign in some(SIGNS):
            driver.app.post_message(events.Paste(f"xy {sign}{sign}z"))
            await driver.settle()
            await driver.press("left", "left", "backspace")
            assert _text(control) == f"xy {sign}z", sign
            await driver.press("left", "delete")
            assert _text(control) == f"xy{sign}z", sign
            await driver.press("right", "backspace", "z")
            assert _text(control) == "xyzz", sign
            await driver.press("end", "ctrl+u")


async def test_a_sign_typed_ahead_is_taken_back_as_a_whole(running: Running) -> None:
    async with running() as driver:
        for key, character in [("colon", ":"), ("a", "a")]:
            driver.app.post_message(events.Key(key, character))
        driver.app.post_message(events.Paste("👩‍👩‍👧‍👦"))
        driver.app.post_message(events.Key("backspace", None))
        await driver.until(lambda: bool(driver.app.screen.query("#line")))
        await driver.settle()
        line = driver.app.screen.query_one("#line", Input)
        await driver.until(lambda: line.value == "a")
