"""Every screen at every size, with hostile text, many records, and none."""

from __future__ import annotations

import sys

import pytest
from textual.pilot import Pilot

from shadowlog.domain.records import (
    RECORDS,
    Account,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    Person,
    Theme,
)
from shadowlog.domain.values import Stance
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import Settings, SettingsWrong
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.commands import COMMANDS, keymap
from shadowlog.tui.screens.help import HelpScreen
from tests.some import some
from tests.tui.conftest import Driver, Running

SIZES = [(120, 36), (80, 24), (40, 12), (20, 5)]

HOSTILE = [
    "[/b] closes what was never opened",
    "needs [urgent] fix",
    "[@click=app.quit]click me[/]",
    "\x1b]0;title\x07 \x1b]52;c;aGk=\x07 \x1b[2J\x9b31m",
    "\u202eright to left\u2066",
    "# heading\n<script>alert(1)</script>\n![x](javascript:1)",
    "NUL \0 and tab\tand 漢字 and 👩‍👩‍👧",
]


def fill_with(repository: Repository, text: str) -> None:
    """One record of each kind that a person reads, with ``text`` in it."""
    account = repository.add(Account(name=text, segment=text))
    rep = repository.add(Person(name=text))
    theme = repository.add(Theme(name=text, message=text, keywords=(text,)))
    encounter = repository.add(Encounter(account=account.id, rep=rep.id, event=text, notes=text, moved_by=text))
    repository.add(Insight(text=text, encounter=encounter.id, signals={theme.id: Stance.CONFUSED}))
    objection = repository.add(Objection(title=text, real_concern=text))
    repository.add(Mention(objection=objection.id, verbatim=text, encounter=encounter.id))


async def visit_every_screen(driver: Driver) -> None:
    """Go wherever a person can go."""
    for key in "123456":
        await driver.press(key, "e", "escape", "h")
    await driver.press("1", "enter", "t", "escape", "escape", "i", "escape", "o", "escape", "f1", "escape")


@pytest.mark.parametrize("size", SIZES)
async def test_it_holds_at_every_size_and_when_resized_with_a_form_open(
    running: Running, size: tuple[int, int]
) -> None:
    async with running(size) as driver:
        fill_with(driver.app.repository, "plain words")
        await visit_every_screen(driver)
        await driver.press("c")
        pilot: Pilot[object] = driver.pilot
        for columns, rows in [*SIZES, size]:
            await pilot.resize_terminal(columns, rows)
            await driver.settle()
        await driver.press("escape", "ctrl+p", "escape", "4", "n", "escape")
        assert driver.app.is_running
        assert "plain words" in driver.screen()


@pytest.mark.parametrize("text", [HOSTILE[0], "\n".join(HOSTILE)])
async def test_text_of_others_is_shown_and_never_acts(running: Running, text: str, workspace: Workspace) -> None:
    async with running() as driver:
        fill_with(driver.app.repository, text)
        await visit_every_screen(driver)
        seen = driver.screen()
        for forbidden in ("\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\0"):
            assert forbidden not in seen
        assert driver.app.is_running
        stored = driver.app.repository.newest(Encounter)[0]
        assert stored.notes == text, "the bytes are kept"


def test_notes_can_be_read_while_another_thread_is_still_loading_what_sets_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from types import ModuleType

    from shadowlog.tui.widgets import reading_pane

    monkeypatch.setattr(reading_pane, "_setting", [])
    monkeypatch.setitem(sys.modules, "rich.markdown", ModuleType("rich.markdown"))
    assert str(reading_pane.markdown("*as typed*")) == "*as typed*"
    monkeypatch.undo()
    monkeypatch.setattr(reading_pane, "_setting", [])
    reading_pane.load_markdown()
    assert type(reading_pane.markdown("*set*")).__name__ == "Markdown"


async def test_markup_is_shown_to_the_letter(running: Running) -> None:
    async with running() as driver:
        driver.app.repository.add(Insight(text="needs [urgent] fix"))
        await driver.press("2")
        assert "needs [urgent] fix" in driver.text_of("#list")


async def test_editing_one_field_of_a_hostile_record_leaves_the_others_to_the_letter(running: Running) -> None:
    async with running() as driver:
        text = "bell \x07 and \u202e here"
        encounter = driver.app.repository.add(Encounter(notes=text, event=text))
        await driver.press("e")
        await driver.focus("channel")
        await driver.type("phone")
        await driver.press("ctrl+s")
        held = driver.app.repository.need(Encounter, encounter.id)
        assert (held.channel, held.notes, held.event) == ("phone", text, text)


async def test_empty_lists_say_which_key_to_press(running: Running) -> None:
    async with running((40, 12)) as driver:
        said = {}
        for key, word in zip("12348", ("c  ", "i  ", "o  ", "n  ", "n  "), strict=True):
            await driver.press(key)
            said[key] = word in driver.text_of("#list")
        assert said == dict.fromkeys("12348", True)


async def test_a_list_of_many_reads_only_what_is_seen(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as driver:
        repository = driver.app.repository
        table = repository.db.table("insights")
        table.insert_multiple([{"text": f"number {number}"} for number in range(30_000)])
        read = []
        documents = type(repository.event_store).documents

        def counted(self: object, name: str, numbered: list[tuple[int, str]]) -> object:
            read.append(len(numbered))
            return documents(self, name, numbered)

        monkeypatch.setattr(type(repository.event_store), "documents", counted)
        await driver.press("2")
        await driver.press("G")
        await driver.until(lambda: "number 0" in driver.text_of("#list"))
        await driver.press("pageup", "g")
        assert "30,000" in driver.text_of("#status")
        assert sum(read) < 2_000


async def test_the_selection_stays_where_it_is_when_others_add(running: Running) -> None:
    async with running() as driver:
        for number in range(5):
            driver.app.repository.add(Insight(text=f"number {number}"))
        await driver.press("2", "j", "j")
        marked = [line for line in driver.text_of("#list").splitlines() if "▌" in line]
        driver.app.repository.add(Insight(text="a new one"))
        await driver.settle()
        assert [line for line in driver.text_of("#list").splitlines() if "▌" in line] == marked


async def test_help_lists_every_command_and_the_palette_knows_the_context(running: Running) -> None:
    async with running() as driver:
        await driver.press("f1")
        assert isinstance(driver.app.screen, HelpScreen)
        await driver.press("escape")
        driver.app.repository.add(Insight(text="one"))
        await driver.press("2", "ctrl+p")
        await driver.type("which themes")
        await driver.until(lambda: "Say which themes an insight bears on" in driver.screen())
        assert "in Insights (2)" not in driver.screen()
        await driver.press("escape")
        await driver.press("1", "ctrl+p")
        await driver.type("which themes")
        await driver.until(lambda: "Tag — on an insight, in Insights (2)" in driver.screen())


def test_every_command_has_a_plain_key() -> None:
    for command in COMMANDS:
        plain = [key for key in command.keys.split(",") if "+" not in key]
        assert plain or command.name == "palette", command.name
        assert command.help.endswith("."), command.name


async def test_keys_are_rebound_by_the_settings(running: Running) -> None:
    async with running(settings=Settings(keys={"themes": "T", "encounters": "Z"})) as driver:
        await driver.press("T")
        assert "No themes yet" in driver.text_of("#list")
        await driver.press("Z")
        assert "No encounters yet" in driver.text_of("#list")


async def test_a_rebound_key_is_named_in_the_toast_and_the_palette(running: Running) -> None:
    async with running(settings=Settings(keys={"undo": "ctrl+z"})) as driver:
        await driver.press("i")
        await driver.type("something heard")
        await driver.press("ctrl+s")
        await driver.until(lambda: "Added insight: something heard — ctrl+z undo" in driver.screen())
        await driver.press("ctrl+p")
        await driver.type("take back your")
        await driver.until(lambda: "ctrl+z — Take back your last change." in driver.screen())


def test_keys_that_name_no_command_or_clash_are_refused_in_words() -> None:
    with pytest.raises(SettingsWrong, match=r"no command 'theme'.*Did you mean themes"):
        keymap({"theme": "T"})
    with pytest.raises(SettingsWrong, match="i would be both insight and undo"):
        keymap({"undo": "i"})


async def test_the_mouse_goes_to_areas_and_lines(running: Running) -> None:
    async with running() as driver:
        for number in range(3):
            driver.app.repository.add(Insight(text=f"number {number}"))
        await driver.pilot.click("#areas", offset=(driver.text_of("#areas").index("Insights"), 0))
        await driver.settle()
        await driver.pilot.click("#list", offset=(5, 2))
        await driver.settle()
        lines = driver.text_of("#list").splitlines()
        assert lines[2].startswith("▌")


async def test_a_click_in_the_footer_does_what_its_key_does(running: Running) -> None:
    async with running() as driver:
        place = driver.text_of("KeyBar").index("Insight")
        await driver.pilot.click("KeyBar", offset=(place, 0))
        await driver.until(lambda: "Add insight" in driver.screen())


async def test_the_first_start_asks_who_one_is_and_offers_the_demo(running: Running) -> None:
    async with running(author=False) as driver:
        assert "Welcome to shadowlog" in driver.screen()
        await driver.press("ctrl+u")
        await driver.type("Dana Whitlock-Reyes")
        await driver.press("enter", "right", "tab", "tab", "enter")
        await driver.until(lambda: driver.app.repository.count(Encounter) > 50)
        author = driver.app.repository.author
        assert author is not None
        assert (author.name, author.role) == ("Dana Whitlock-Reyes", "rep")
        assert all(driver.app.repository.count(kind) for kind in some(RECORDS.values()))


async def test_hints_name_the_keys_as_they_were_rebound(running: Running) -> None:
    rebound = {"encounter": "Q", "insights": "Z", "edit": "ctrl+g", "same": "f6", "new": "f7"}
    async with running(settings=Settings(keys=rebound)) as driver:
        repository = driver.app.repository
        await driver.press("1")
        assert "Q  records a call" in driver.text_of("#list")
        assert " Z Insights" in driver.text_of("#areas")
        repository.add(Objection(title="costs too much"))
        await driver.press("o")
        await driver.type("it costs too much")
        assert "f6: “costs too much”" in driver.text_of("#hint")
        await driver.press("f8")
        repository.add(ContentRequest(use_case="a film"))
        await driver.press("8", "less_than_sign")
        await driver.until(lambda: "ctrl+g edits it." in driver.screen())
        repository.add(Insight(text="one"))
        await driver.press("Z", "t")
        await driver.until(lambda: "4, then f7 adds one" in driver.screen())


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_message_does_not_cover_a_question(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as driver:
        theme = driver.app.repository.add(Theme(name="calm"))
        driver.app.repository.add(Insight(text="x", signals={theme.id: Stance.RESONATED}))
        await driver.press("4", "d")
        driver.app.notify("Something that takes\nthree lines\nwas done.", timeout=60)
        await driver.settle()
        answers = [line for line in driver.screen().split("\n") if "Delete (y)" in line or "Keep (n)" in line]
        assert "Delete (y)" in " ".join(answers)
        assert "Keep (n)" in " ".join(answers)
        await driver.press("n")
        await driver.until(lambda: "was done" in driver.screen())
