"""The big list of naughty strings, and CommonMark's own examples, as text of every field."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from rich.console import Console

from shadowlog.briefs.export import write_brief
from shadowlog.briefs.files import save_brief
from shadowlog.briefs.withholding import Audience
from shadowlog.cli.main import run
from shadowlog.domain.display import shown_in_line
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.fields import LONGEST_LINE, Shape, fields_of
from shadowlog.domain.records import (
    RECORDS,
    Encounter,
    Insight,
    Mention,
    Objection,
    ProofPoint,
    Record,
    Response,
    Theme,
)
from shadowlog.domain.values import Basis, InsightKind, Permission, Stance
from shadowlog.store.logbook import Logbook
from shadowlog.tui.reading_pane import record_page
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


def test_every_string_is_kept_to_the_letter_in_every_field_of_every_record(logbook: Logbook, data: Path) -> None:
    kinds = [kind for kind in RECORDS.values() if kind is not Mention]
    refused: list[str] = []
    with logbook.change("All of them"):
        kept: list[Record] = []
        for text in naughty(data):
            for kind in kinds:
                try:
                    kept.append(logbook.add(kind(**_filled(kind, text))))
                except InvalidField:
                    refused.append(text)
    assert all(not text.strip() or len(text) > LONGEST_LINE for text in refused)
    for record in kept:
        held = logbook.need(type(record), record.id)
        for name, field in fields_of(type(record)).items():
            if field.shape is Shape.PROSE:
                assert getattr(held, name) == getattr(record, name)
    assert kept == [logbook.need(type(record), record.id) for record in kept]


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
        logbook = driver.app.logbook
        strings = [text for text in naughty(data) if text.strip()]
        with logbook.change("All of them"):
            for text in strings:
                line = text[:LONGEST_LINE]
                theme = logbook.add(Theme(name=line, message=text))
                encounter = logbook.add(Encounter(event=line, notes=text, moved_by=line))
                logbook.add(Insight(text=text, encounter=encounter.id, signals={theme.id: Stance.NEUTRAL}))
                objection = logbook.add(Objection(title=line, real_concern=text))
                logbook.add(Mention(objection=objection.id, encounter=encounter.id, verbatim=text))
        console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="truecolor")
        for kind in (Theme, Encounter, Insight, Objection, Mention):
            for record in logbook.all(kind):
                console.print(record_page(logbook, record))
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


def _examples(data: Path) -> Iterator[str]:
    yield from naughty(data)
    for example in json.loads((data / "hostile_commonmark" / "examples.json").read_text(encoding="utf-8")):
        yield example["markdown"]


OWN = [
    "---js\nprocess.exit(1)\n---", "---\nevil: true\n---", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "JaVaScRiPt:alert(1)", "https://evil.example/x www.evil.example mail@evil.example", "| a | b |\n| - | - |\n| c | d |",
    "```\ncode\n```", "    indented", "# h", "h\n===", "h\n---", "***", "> quote", "1. one\n2. two", "- [ ] task",
    "[ref]: http://x\n[ref]", "![i](http://x/y.png)", "&lt;script&gt;", "<!-- c -->", "~~gone~~ ==mark== ^sup^ $x$",
    "a\\\nb", "ends with backslash \\", "`tick", "``two``", "<https://auto.link>", "\u202eevil", "{{ template }} {% raw %}",
]  # fmt: skip


def test_no_string_becomes_structure_of_a_brief(logbook: Logbook, data: Path, tmp_path: Path) -> None:
    reader = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["table", "strikethrough", "linkify"])
    forbidden = {"link_open", "image", "html_block", "html_inline", "fence", "code_block", "hr", "s_open"}
    strings = [*OWN, *(text for text in _examples(data) if text.strip(" \t\r\n"))]
    sections: dict[str, list[str]] = {}
    paths = set()
    for number, text in enumerate(strings):
        theme, objection = _subjects(logbook, text)
        for subject in (theme, objection):
            for audience in Audience if number % 7 == 0 else (Audience.INTERNAL,):
                brief = write_brief(logbook, subject, date(2030, 1, 1), audience)
                assert brief.text.startswith("---\nid: ")
                front, _, body = brief.text.removeprefix("---\n").partition("\n---\n")
                assert yaml.safe_load(front)["kind"] == brief.kind
                tokens = reader.parse(body)
                kinds = {inner.type for token in tokens for inner in (token, *(token.children or ()))}
                assert not kinds & forbidden, (text, kinds & forbidden)
                titles = [
                    tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"
                ]
                kept = sections.setdefault(f"{brief.kind} {audience}", titles[1:])
                assert titles[1:] == kept, text
                assert not _ACTING & set(brief.text)
                if audience is Audience.INTERNAL and number % 10 == 0:
                    path, _ = save_brief(brief, tmp_path / "out")
                    assert path.parent == tmp_path / "out"
                    paths.add(path)
    assert len(paths) == len(list((tmp_path / "out").iterdir())) == 2 * len(range(0, len(strings), 10))


def _subjects(logbook: Logbook, text: str) -> tuple[Theme, Objection]:
    """A theme and an objection with ``text`` wherever a brief shows any."""
    line = " ".join(text.split())[:LONGEST_LINE] or "x"
    with logbook.change("One of them"):
        proof = logbook.add(ProofPoint(claim=line, source=line))
        theme = logbook.add(Theme(name=line, message=text, keywords=(line,), proof_points=(proof.id,)))
        encounter = logbook.add(Encounter(event=line, notes=text))
        for kind in (InsightKind.QUESTION, InsightKind.COMPETITOR_MENTION, InsightKind.LANGUAGE):
            for basis in (Basis.BUYER_VERBATIM, Basis.REP_REPORT):
                insight = Insight(
                    text=text,
                    kind=kind,
                    basis=basis,
                    encounter=encounter.id,
                    permission=Permission.ATTRIBUTED,
                    signals={theme.id: Stance.REJECTED},
                )
                logbook.add(insight)
        response = logbook.add(Response(text=text, proof_points=(proof.id,)))
        objection = logbook.add(Objection(title=line, real_concern=text, aliases=(line,)))
        for basis in (Basis.BUYER_VERBATIM, Basis.REP_REPORT):
            mention = Mention(
                objection=objection.id,
                verbatim=text,
                encounter=encounter.id,
                basis=basis,
                permission=Permission.ANONYMISED,
                response=response.id,
            )
            logbook.add(mention)
    return theme, objection


def test_a_verbatim_reads_as_it_was_said(logbook: Logbook, data: Path) -> None:
    """What a reader sees of a quote is what was typed, but for blanks and what no terminal may get."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for text in [held for held in naughty(data) if held.strip(" \t\r\n")][::3]:
        theme = logbook.add(Theme(name="t"))
        verbatim = Permission.ANONYMISED
        logbook.add(
            Insight(text=text, basis=Basis.BUYER_VERBATIM, permission=verbatim, signals={theme.id: Stance.NEUTRAL})
        )
        body = write_brief(logbook, theme, date(2030, 1, 1), Audience.INTERNAL).text.partition("\n---\n")[2]
        tokens = parser.parse(body)
        start = next(place for place, token in enumerate(tokens) if token.type == "blockquote_open")
        children = tokens[start + 2].children or []
        read = "".join(child.content or ("\n" if child.type.endswith("break") else "") for child in children)
        assert " ".join(shown_in_line(read).split()) == " ".join(
            shown_in_line(text).replace("\u2424", " ").split()
        ) or (" ".join(read.split()) == " ".join(shown_in_line(text.replace("\n", " ")).split())), text
