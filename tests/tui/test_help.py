"""F1 explains what one is in, and finds any key."""

from __future__ import annotations

import re

import pytest

from shadowlog.domain.records import Encounter, Insight, Theme
from shadowlog.domain.schema.fields import fields_of
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.commands import COMMANDS
from shadowlog.tui.forms.explained import explained
from shadowlog.tui.screens.help import HelpScreen
from tests.some import some
from tests.tui.conftest import Driver, Running

SIZES = [(120, 36), (80, 24), (40, 12)]


def _read(driver: Driver) -> str:
    """What the help says at its top, in one line."""
    return re.sub(r"[\s│▁-█▊▎▕]+", " ", driver.text_of("#help VerticalScroll"))


@pytest.fixture
def something(repository: Repository) -> Repository:
    """A log with an encounter, an insight whose words look like a key of ours, and two themes."""
    repository.add(Encounter(event="Expo {undo} {nothing}"))
    repository.add(Insight(text="too loud at night"))
    repository.add(Theme(name="Total cost"))
    repository.add(Theme(name="Quieter"))
    return repository


@pytest.mark.usefixtures("something")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("keys", "first", "then"),
    [
        (["1"], "The list: Encounters", "Calls, visits and shows."),
        (["2"], "The list: Insights", "On an insight"),
        (["5"], "The list: Briefs", "On a brief"),
        (["1", "enter"], "The list: Encounters", "What belongs to “Expo {undo} {nothing}”."),
        (["2", "tab"], "The reading pane", "What is selected, read here."),
        (["slash"], "The search", "It finds as you type"),
        (["c"], "The field “account”", "The account it was with."),
        (["o"], "The field “", "It must be filled in."),
        (["2", "t"], "How the themes were received", "those that fit this insight first."),
        (["b"], "Theme board", "How buyers received the themes"),
        (["b", "2"], "Request board", "How far content requests are."),
        (["2", "space", "d"], "Delete 1 insight?", "y Delete, n Keep. Enter is “Keep”"),
        (["4", "equals_sign"], "Merge “", "1 to choose from, the likeliest first."),
        (["colon"], "While capturing a line", "Type what was said"),
        (["r"], "In a ride-along, at a booth", "everything you type is a note"),
        (["ctrl+p"], "The list of commands", "Type what a command is called"),
    ],
)
async def test_f1_explains_what_one_is_in_first(
    running: Running, size: tuple[int, int], keys: list[str], first: str, then: str
) -> None:
    async with running(size=size) as driver:
        await driver.press(*keys)
        await driver.until(lambda: driver.app.screen.focused is not None)
        await driver.press("f1")
        await driver.until(lambda: isinstance(driver.app.screen, HelpScreen))
        await driver.until(lambda: bool(_read(driver).strip()))
        assert _read(driver).strip().startswith(first)
        assert then in _read(driver)
        await driver.press("f1")
        assert not isinstance(driver.app.screen, HelpScreen)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("decline", "- Decline Decline a content request, with a reason. (on a content request, in Content (8))"),
        ("&", "& Ask for content"), ("f9", "f9 ctrl+e End"), ("trade show", "C Booth"), ("typo", "e Typing error"),
        ("objecton", "o Objection"), ("ctrl+p", "ctrl+p Commands"), ("zzqqxx", "Nothing is called that."),
    ],
)  # fmt: skip
async def test_the_help_finds_any_key_and_command(running: Running, typed: str, shown: str) -> None:
    async with running() as driver:
        await driver.press("f1")
        await driver.type(typed)
        assert _read(driver).strip().startswith(shown)
        await driver.press("ctrl+u")
        assert _read(driver).strip().startswith("The list: Encounters")
        await driver.press("escape")
        assert not isinstance(driver.app.screen, HelpScreen)


async def test_the_help_is_read_with_the_arrows_and_names_every_command(running: Running) -> None:
    async with running(size=(100, 40)) as driver:
        await driver.press("f1")
        pages = _read(driver)
        for _ in range(12):
            await driver.press("pagedown")
            pages += _read(driver)
        await driver.press("up")
        assert not _read(driver).endswith(pages[-40:]), "the arrows scroll by a line"
        assert [command.title for command in some(COMMANDS) if command.title not in pages] == []


async def test_the_help_names_keys_as_a_person_has_them(running: Running) -> None:
    async with running(settings=Settings(keys={"reading": "f7", "decline": "f6"})) as driver:
        await driver.press("2", "f7", "f1")
        assert "f7 goes back to the list." in _read(driver)
        await driver.type("turn down decline")
        await driver.press("ctrl+u")
        await driver.type("decline")
        assert _read(driver).strip().startswith("f6 Decline")


@pytest.mark.parametrize("kind", [Encounter, Insight, Theme])
def test_every_field_is_explained_in_sentences(kind: type) -> None:
    for field in some(fields_of(kind).values()):
        told = explained(field)
        assert field.label in told.title
        assert re.fullmatch(r"[A-Z].*[.]", told.text), told.text
