"""The big list of naughty strings, and CommonMark's own examples, as text of every field."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from shadowlog.briefs.export.one import write_brief
from shadowlog.cli.entry import run
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import (
    RECORDS,
    Encounter,
    Insight,
    Mention,
    Objection,
    Record,
    Theme,
)
from shadowlog.domain.schema.checks import LONGEST_LINE
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Basis, Permission, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.tui.lists.record_page import record_page
from tests.elsewhere import arrived
from tests.some import some
from tests.tui.conftest import Running, running

__all__ = ["running"]

_ACTING = {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127, *range(128, 160), 0x202E, 0x2066, 0x200F)}


def naughty(data: Path) -> list[str]:
    """The strings."""
    strings: list[str] = json.loads((data / "hostile_blns" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) == 515
    return strings


def _filled(kind: type[Record], text: str) -> dict[str, object]:
    shapes = {Shape.LINE: text, Shape.PROSE: text, Shape.WORDS: (text,)}
    return {name: shapes[field.shape] for name, field in fields_of(kind).items() if field.shape in shapes}


def test_every_string_is_kept_to_the_letter_in_every_field_of_every_record(repository: Repository, data: Path) -> None:
    kinds = [kind for kind in RECORDS.values() if kind is not Mention]
    refused: list[str] = []
    with repository.change("All of them"):
        kept: list[Record] = []
        for text in naughty(data):
            for kind in kinds:
                try:
                    kept.append(arrived(repository, kind(**_filled(kind, text))))
                except InvalidField:
                    refused.append(text)
    assert all(not text.strip() or len(text) > LONGEST_LINE for text in some(refused))
    for record in kept:
        held = repository.need(type(record), record.id)
        for name, field in fields_of(type(record)).items():
            if field.shape is Shape.PROSE:
                assert getattr(held, name) == getattr(record, name)
    assert kept == [repository.need(type(record), record.id) for record in kept]


def test_every_string_goes_through_the_shell_and_comes_back(
    data: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {}
    for text in naughty(data):
        code = run(["add", "insight", "--json", "--", text])
        out = capfd.readouterr().out
        if not text.strip():
            assert code == 2
            continue
        if text == "-":
            continue
        assert code == 0, repr(text)
        keys[json.loads(out)["id"]] = text
    for key, text in list(keys.items())[::5]:
        for command in (["show", key], ["history", key]):
            assert run(command) == 0
            seen = capfd.readouterr()
            assert not _ACTING & set(seen.out + seen.err), text
        assert run(["show", "--json", key]) == 0
        assert json.loads(capfd.readouterr().out)["text"] == text
    assert run(["list", "insights", "--limit", "0"]) == 0
    listed = capfd.readouterr().out
    assert not _ACTING & set(listed)
    assert len(listed.splitlines()) == len(keys)


async def test_every_string_is_on_every_screen_and_none_acts(running: Running, data: Path) -> None:
    async with running((100, 30)) as driver:
        repository = driver.app.repository
        strings = [text for text in naughty(data) if text.strip()]
        with repository.change("All of them"):
            for text in strings:
                line = text[:LONGEST_LINE]
                theme = arrived(repository, Theme(name=line, message=text))
                encounter = repository.add(Encounter(event=line, notes=text, moved_by=line))
                repository.add(Insight(text=text, encounter=encounter.id, signals={theme.id: Stance.NEUTRAL}))
                objection = arrived(repository, Objection(title=line, real_concern=text))
                repository.add(Mention(objection=objection.id, encounter=encounter.id, verbatim=text))
        console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="truecolor")
        for kind in (Theme, Encounter, Insight, Objection, Mention):
            for record in repository.all(kind):
                console.print(record_page(repository, record))
        drawn = console.file.getvalue()
        assert "\x1b]" not in drawn, "no operating system command"
        assert not (_ACTING - {"\x1b"}) & set(drawn)
        for area in "12345":
            await driver.press(area)
            for _ in range(20):
                await driver.press("pagedown")
                assert not _ACTING & set(driver.screen())
            await driver.press("G", "e", "escape") if area != "5" else None
        assert driver.app.is_running


def test_a_verbatim_reads_as_it_was_said(repository: Repository, data: Path) -> None:
    """What a reader sees of a quote is what was typed, but for blanks and what no terminal may get."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for text in [held for held in naughty(data) if held.strip(" \t\r\n")][::3]:
        theme = arrived(repository, Theme(name="t"))
        verbatim = Permission.ANONYMISED
        repository.add(
            Insight(text=text, basis=Basis.BUYER_VERBATIM, permission=verbatim, signals={theme.id: Stance.NEUTRAL})
        )
        body = write_brief(repository, theme, date(2030, 1, 1), Audience.INTERNAL).text.partition("\n---\n")[2]
        tokens = parser.parse(body)
        start = next(place for place, token in enumerate(tokens) if token.type == "blockquote_open")
        children = tokens[start + 2].children or []
        read = "".join(child.content or ("\n" if child.type.endswith("break") else "") for child in children)
        assert " ".join(shown_in_line(read).split()) == " ".join(
            shown_in_line(text).replace("\u2424", " ").split()
        ) or (" ".join(read.split()) == " ".join(shown_in_line(text.replace("\n", " ")).split())), text
