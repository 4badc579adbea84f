"""What is typed, pasted or left alone in a field stays as it was, sign by sign."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from shadowlog.domain.records import Account, Encounter, Insight, KeptFilter, Objection, Person
from shadowlog.tui.forms.controls import Line, Notes
from tests.tui.conftest import Driver, Running

HEBREW = "\u05e9\u05dc\u05d5\u05dd\u200f (50%)"
"""A direction mark amid letters that are written from the right."""

ACTING = "bell \x07, \x1b[2J, nel \x85, vt \x0b, ls \u2028, \u202eback\u2066 \x7f\x9b end"
"""What a terminal would act on, or take for a line end."""


def line(driver: Driver, selector: str = "#line") -> Input:
    return driver.app.screen.query_one(selector, Input)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "  \r\n\t"])
async def test_two_lines_pasted_into_a_field_of_one_line_keep_both(running: Running, end: str) -> None:
    async with running() as driver:
        await driver.press("o")
        await driver.type(f"they said it is too{end}expensive for us{end}")
        await driver.press("ctrl+s")
        assert [held.title for held in driver.app.repository.all(Objection)] == ["they said it is too expensive for us"]


async def test_only_line_feeds_and_carriage_returns_end_a_line_that_is_pasted(running: Running) -> None:
    async with running() as driver:
        text = "one\x0btwo\x0cthree\x85four\u2028five\u2029six\x1cseven"
        await driver.press("o")
        await driver.type(text)
        await driver.press("ctrl+s", "colon")
        await driver.type(f"a\tb{text}")
        assert line(driver).value == f"a b{text}"
        await driver.press("ctrl+u", "escape", "i")
        await driver.type(f"{text}\rand more")
        await driver.press("ctrl+s")
        repository = driver.app.repository
        assert [held.title for held in repository.all(Objection)] == [text]
        assert [held.text for held in repository.all(Insight)] == [f"{text}\nand more"]


async def test_every_line_of_the_app_takes_all_that_is_pasted(running: Running) -> None:
    async with running() as driver:
        await driver.press("slash")
        await driver.type("lease\nfive years")
        assert line(driver, "#search").value == "lease five years"
        await driver.press("s")
        await driver.press("escape", "escape", "C")
        await driver.type("Expo\r\n2026")
        await driver.press("ctrl+s")
        assert "Booth · Expo 2026" in driver.text_of("#live-title")
        await driver.type("one talk\ntwo talk")
        assert line(driver).value == "two talk"
        await driver.press("enter", "f9", "R")
        await driver.type("first note\rsecond note")
        await driver.press("enter", "escape")
        notes = max(driver.app.repository.all(Encounter), key=lambda held: held.id).notes
        assert "first note" in notes
        assert "second note" in notes


async def test_what_was_copied_here_is_put_in_whole(running: Running) -> None:
    async with running() as driver:
        driver.app.copy_to_clipboard(f"one\ntwo {ACTING}")
        await driver.press("o", "ctrl+v")
        assert line(driver, "#field-title").value == f"one two {ACTING}"
        await driver.press("tab", "ctrl+v", "f7", "ctrl+x")
        assert driver.app.clipboard == f"one\ntwo {ACTING}"


@pytest.mark.parametrize("text", [HEBREW, ACTING])
async def test_an_edit_changes_only_what_was_typed(running: Running, text: str) -> None:
    async with running() as driver:
        repository = driver.app.repository
        objection = repository.add(Objection(title=text))
        insight = repository.add(Insight(text=text))
        await driver.press("3", "e", "end", "Y", "ctrl+s")
        assert repository.need(Objection, objection.id).title == f"{text}Y"
        await driver.press("2", "e", "end", "Y", "ctrl+s")
        assert repository.need(Insight, insight.id).text == f"{text}Y"
        for sign in ("\x1b[2J", "\u202e", "\u200f", "\x85", "\u2028"):
            assert sign not in driver.screen()


@pytest.mark.parametrize("text", ["one\r\ntwo\r\n", "one\r\ntwo\nthree\r", "\x0bone\n\u2028two", "a\rb", "one\n\n"])
async def test_notes_keep_their_line_ends(running: Running, text: str) -> None:
    async with running() as driver:
        repository = driver.app.repository
        encounter = repository.add(Encounter(notes=text))
        await driver.press("e")
        await driver.focus("notes")
        driver.app.screen.query_one("#field-notes", Notes).move_cursor((0, 0))
        await driver.press("X", "ctrl+s")
        assert repository.need(Encounter, encounter.id).notes == f"X{text}"


async def test_a_line_that_is_added_to_notes_ends_as_the_others(running: Running) -> None:
    async with running() as driver:
        encounter = driver.app.repository.add(Encounter(notes="one\r\ntwo"))
        await driver.press("e")
        await driver.focus("notes")
        await driver.press("enter", "X", "ctrl+s")
        assert driver.app.repository.need(Encounter, encounter.id).notes == "one\r\ntwo\r\nX"


async def test_a_draft_goes_on_with_the_very_words(running: Running) -> None:
    async with running() as driver:
        for key, field, end in (("i", "text", "\x85"), ("o", "title", HEBREW)):
            await driver.press(key)
            await driver.type(f"half {end}")
            await driver.press("escape", key)
            assert "from your draft" in driver.screen()
            await driver.focus(field)
            await driver.press("Z", "ctrl+s")
        assert [held.text for held in driver.app.repository.all(Insight)] == ["half \x85Z"]
        assert [held.title for held in driver.app.repository.all(Objection)] == [f"half {HEBREW}Z"]


async def test_a_name_that_is_completed_is_written_as_it_is(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        account = repository.add(Account(name=f"Beit {HEBREW}"))
        await driver.press("o")
        await driver.focus("account")
        await driver.press("B", "e", "right")
        assert line(driver, "#field-account").value == account.name
        await driver.focus("title")
        await driver.type("too dear")
        await driver.press("ctrl+s", "colon")
        await driver.type("too loud @Be")
        await driver.press("right")
        assert line(driver).value == f"too loud @{account.name.replace(' ', '-')}"
        assert "␦" in driver.text_of("#line")
        await driver.press("escape", "slash")
        await driver.type("account:be")
        await driver.press("right")
        assert line(driver, "#search").value == f"account:be{account.name[2:].replace(' ', '-')}"
        assert repository.count(Account) == 1


async def test_what_is_offered_is_taken_to_the_letter(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Objection(title=f"it costs too much {HEBREW}"))
        await driver.press("o")
        await driver.type("it costs too much")
        await driver.press("f3", "ctrl+s")
        assert repository.count(Objection) == 1


async def test_what_is_copied_is_what_is_stored_and_nothing_in_the_clipboard_acts(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textual.app import App

    sent: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda app, text: sent.append(text))
    async with running() as driver:
        driver.app.repository.add(Insight(text=f"{HEBREW} {ACTING}"))
        await driver.press("2", "y")
        path = driver.app.repository.workspace.exports / "internal" / "copied.md"
        assert path.read_bytes().decode().startswith(f"{HEBREW} {ACTING}")
        assert driver.app.clipboard.startswith(f"{HEBREW} {ACTING}")
        assert sent
        assert HEBREW in sent[0]
        assert not {"\x07", "\x1b", "\x9b", "\x0b", "\x7f"} & set(sent[0])


async def test_notes_of_a_ride_along_and_a_kept_filter_are_kept_to_the_letter(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        await driver.press("R")
        await driver.type(f"said {HEBREW}")
        await driver.press("enter", "escape")
        (encounter,) = repository.all(Encounter)
        assert encounter.notes.endswith(f"said {HEBREW}\n")
        await driver.press("slash")
        await driver.type(HEBREW)
        await driver.press("enter", "s")
        await driver.type("Hebrew")
        await driver.press("ctrl+s")
        assert next(iter(repository.all(KeptFilter))).query == HEBREW


async def test_what_was_filled_in_for_one_is_replaced_by_typing_and_what_one_typed_is_not(running: Running) -> None:
    async with running() as driver:
        repository = driver.app.repository
        repository.add(Encounter(rep=repository.add(Person(name="Dana")).id))
        await driver.press("c")
        await driver.focus("rep")
        await driver.type("Bob")
        await driver.focus("kind")
        await driver.focus("rep")
        await driver.type("by")
        await driver.press("ctrl+s")
        assert {held.name for held in repository.all(Person)} == {"Maud", "Dana", "Bobby"}
        await driver.press("6", "e", "end")
        await driver.type(" Smith")
        await driver.press("ctrl+s")
        assert {held.name for held in repository.all(Person)} == {"Maud", "Dana", "Bobby Smith"}


async def test_a_name_typed_at_the_first_start_replaces_the_one_that_stands_there(running: Running) -> None:
    async with running(author=False) as driver:
        await driver.type("Dana")
        await driver.press("ctrl+s")
        author = driver.app.repository.author
        assert author is not None
        assert author.name == "Dana"


async def test_a_long_line_with_signs_is_scrolled_and_clicked_where_it_is_seen(running: Running) -> None:
    async with running() as driver:
        driver.app.repository.add(Objection(title="\x07" * 300 + "end"))
        await driver.press("3", "e")
        field = driver.app.screen.query_one("#field-title", Line)
        await driver.press("home", "end")
        assert driver.text_of("#field-title").rstrip().endswith("end")
        await driver.press("home", "right", "right")
        assert field.cursor_screen_offset.x == field.content_region.x + 2
        await driver.pilot.click("#field-title", offset=(5, 0))
        assert field.cursor_position == 5


async def test_notes_show_signs_where_the_cursor_is(running: Running) -> None:
    async with running() as driver:
        driver.app.repository.add(Insight(text="\x07" * 10 + "x"))
        await driver.press("2", "e")
        notes = driver.app.screen.query_one("#field-text", Notes)
        assert "␇" * 10 + "x" in driver.text_of("#field-text")
        assert notes.cursor_location == (0, 11)
