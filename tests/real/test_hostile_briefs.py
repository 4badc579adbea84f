"""Hostile text through every kind and form of brief: nothing active, no structure that is not ours."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import datetime, timezone
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import ClassVar

import jsonschema
import pytest
import yaml
from markdown_it import MarkdownIt

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import BriefFormat, export_one, rendered, subjects, written
from shadowlog.briefs.render.json_types import SCHEMA
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    Mention,
    Objection,
    Persona,
    ProofPoint,
    Record,
    Response,
    Theme,
)
from shadowlog.domain.schema.checks import LONGEST_LINE
from shadowlog.domain.text.sanitize import shown
from shadowlog.domain.values import Basis, EncounterKind, InsightKind, Permission, Stage, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.elsewhere import arrived
from tests.real.test_hostile import _ACTING, naughty

NOW = datetime.now(timezone.utc)
TODAY = NOW.date()

OWN = [
    "---js\nprocess.exit(1)\n---", "---\nevil: true\n---", "...\n---\nkind: other", "&a *a",
    "!!python/object/apply:os.system [id]", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "<!--><script>alert(1)</script>",
    "[x](javascript:alert(1))", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "javascript&#58;alert(1)",
    "&#x6A;avascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "[x](<javascript:alert(1)>)",
    "https://evil.example/x www.evil.example mail@evil.example", "| a | b |\n| - | - |\n| c | d |",
    "a | b", "```\ncode\n```", "~~~html\n<b>\n~~~", "    indented", "# h", "h\n===", "h\n---", "***", "> quote",
    "1. one\n2. two", "- [ ] task",
    "[ref]: http://x\n[ref]", "![i](http://x/y.png)", "&lt;script&gt;", "<!-- c -->", "]]>", "<?php ?>",
    "~~gone~~ ==mark== ^sup^ $x$ :smile: @dana #12", "a\\\nb", "ends with backslash \\", "`tick", "``two``",
    "`0123abcd`", "`▁▂█ 0 1 2`", "<https://auto.link>", "\u202eevil\u2066", "\u2028line\u2029", "\x00\x07\x1b]0;x\x07",
    "{{ template }} {% raw %}", "{{ brief.__class__ }}", "\" onmouseover=\"alert(1)", "' style='x", "</title><script>",
    "</style><script>alert(1)</script>", "</code></a><script>", "=1+1", "\ufeffbom", "a" * 5_000, "😀" * 50, "Z̸̡͔a̷l̶g̵o̷",
]  # fmt: skip
"""What is tried against Markdown, HTML, front matter, templates, terminals and spreadsheets."""

NAMES = [
    "..", "../../etc/passwd", "/etc/passwd", "C:\\Windows\\x", "\\\\server\\share", "CON", "con.md", "nul", "COM1.txt",
    "aux ", "x.", "x ", ".hidden", "-rf", "~root", "$HOME", "`id`", "a/b\\c:d*e?f\"g<h>i|j", "\x00", "\n",
    "a\tb", "%00", "%2e%2e%2f", "Unicode", "unicode", "UNICODE", "ünïcode", "u\u0308nicode", "漢字",
    "🙂", "ﬁ", "İstanbul", "ſ", "K",
    "a" * 255, "a" * 256, "é" * 300, *(f"{'x' * length}." for length in range(1, 60)),
    *(f"name {n}" for n in range(60)),
    *(f"{chr(code)}{chr(code)}" for code in range(0x2000, 0x2030)), "desktop.ini", "index.html", ".shadowlog-export",
]  # fmt: skip


def strings(data: Path) -> list[str]:
    """All of them."""
    examples = json.loads((data / "hostile_commonmark" / "examples.json").read_text(encoding="utf-8"))
    found = [*OWN, *naughty(data), *(example["markdown"] for example in examples)]
    return [text for text in dict.fromkeys(found) if text.strip(" \t\r\n")]


def fill(repository: Repository, texts: list[str]) -> None:
    """A theme, an objection, a persona, an event and a request of each text, with it wherever a brief shows any."""
    with repository.change("All of them"):
        for text in texts:
            line = " ".join(text.split())[:LONGEST_LINE] or "x"
            point = repository.add(ProofPoint(claim=line, source=line)).id
            persona = arrived(repository, Persona(name=line, wants=text, fears=text, measures=text)).id
            theme = arrived(
                repository, Theme(name=line, message=text, keywords=(line,), proof_points=(point,), personas=(persona,))
            ).id
            event = arrived(repository, Event(name=line, goals=text, verdict=text, lessons=text)).name
            encounter = repository.add(
                Encounter(
                    kind=EncounterKind.TRADE_SHOW, event=event, notes=text, next_step=line, started_at=NOW,
                    personas=(persona,), stage_before=Stage.SQL, stage_after=Stage.CLOSED_WON,
                )
            ).id  # fmt: skip
            for kind, basis in (
                (InsightKind.QUESTION, Basis.BUYER_VERBATIM), (InsightKind.LANGUAGE, Basis.BUYER_PARAPHRASE),
                (InsightKind.COMPETITOR_MENTION, Basis.BUYER_VERBATIM), (InsightKind.PAIN, Basis.REP_REPORT),
            ):  # fmt: skip
                insight = repository.add(
                    Insight(
                        text=text, kind=kind, basis=basis, encounter=encounter, persona=persona,
                        permission=Permission.ATTRIBUTED, signals={theme: Stance.REJECTED},
                    )
                ).id  # fmt: skip
            response = repository.add(Response(text=text, proof_points=(point,))).id
            objection = arrived(repository, Objection(title=line, real_concern=text, aliases=(line,))).id
            for basis in (Basis.BUYER_VERBATIM, Basis.REP_REPORT):
                repository.add(
                    Mention(
                        objection=objection, verbatim=text, encounter=encounter, persona=persona, basis=basis,
                        permission=Permission.ANONYMISED, response=response,
                    )
                )  # fmt: skip
            repository.add(
                ContentRequest(
                    use_case=line, themes=(theme,), objections=(objection,), evidence=(insight,), persona=persona,
                    call_to_action=line, measure=line, encounter=encounter,
                )
            )  # fmt: skip
            arrived(repository, Asset(name=line, location=line, version=line, themes=(theme,), persona=persona))


LOGS = 8
"""How many logs the texts are shared out among: what a brief costs grows with its log."""


@pytest.fixture
def hostile(repository: Repository, data: Path, part: int) -> Repository:
    fill(repository, strings(data)[part::LOGS])
    return repository


_LINKING = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["table", "strikethrough", "linkify"])
_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_NEVER = {"link_open", "image", "html_block", "html_inline", "fence", "code_block", "hr", "s_open"}
_CODE = re.compile(r"[0-9a-f]{8}|[▁-█]+( \d+)+")


@pytest.mark.parametrize("part", range(LOGS))
def test_no_text_becomes_structure_of_any_kind_in_any_form(hostile: Repository) -> None:
    sections: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    briefs: Counter[str] = Counter()
    with BriefContext(hostile, TODAY, Audience.INTERNAL) as inside, BriefContext(hostile, TODAY) as outside:
        for subject in subjects(inside):
            kind = _kind(subject.table)
            number = briefs[kind]
            briefs[kind] += 1
            # Every text goes through the briefs of themes; of those of the other kinds every third is looked at.
            if kind in ("theme", "backlog") or number % 3 == 0:
                titles = _titles_of(outside if number % 7 == 0 else inside, subject, number)
                sections[kind].add(titles)
    assert {kind: count for kind, count in briefs.items() if count < 1_000 / LOGS} == {"backlog": 1}
    assert set(sections) == {"theme", "objection", "persona", "event", "backlog"}
    for each in sections.values():
        # A section that would say nothing is left out; none begins with anything that was typed.
        assert len({title for titles in each for title in titles}) < 20
        before = {pair for titles in each for pair in combinations(titles, 2)}
        assert {(one, other) for one, other in before if (other, one) in before} == set(), "always in the same order"


_VALID = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _titles_of(context: BriefContext, subject: Record, number: int) -> tuple[str, ...]:
    """Hold the brief of a subject against all that must not be in it; the titles of its sections."""
    kind = _kind(subject.table)
    brief, _ = written(context, subject, Path("nowhere"))
    assert brief.text.startswith("---\ntitle: ")
    front, _, body = brief.text.removeprefix("---\n").partition("\n---\n")
    assert yaml.load(front, Loader=yaml.CSafeLoader)["shadowlog"]["kind"] == brief.kind == kind
    # The bridge of a persona tells of the same ten others in every brief: now and then is enough.
    whole = kind != "persona" or number % 10 == 0
    body = body if whole else body.partition("\n## The bridge")[0]
    # Looking for bare links takes as long as all the rest: once for every text is enough.
    tokens = (_LINKING if kind == "theme" else _READER).parse(body)
    every = [inner for token in tokens for inner in (token, *(token.children or ()))]
    assert not {token.type for token in every} & _NEVER, brief.title
    quoted = [token.content for token in every if token.type == "code_inline"]
    assert [content for content in quoted if not _CODE.fullmatch(content)] == []
    titles = [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]
    own = [part.title for part in brief.content.sections]
    assert titles[1:] == (own if whole else own[: own.index("The bridge: what others must hear")])
    assert not _ACTING & set(brief.text)
    if number % 5 == 0:
        Tags().check(rendered(brief, BriefFormat.HTML).decode())
        _VALID.validate(json.loads(rendered(brief, BriefFormat.JSON)))
    return tuple(titles[1:]) if whole else ()


def _kind(table: str) -> str:
    return table.removesuffix("s")


class Tags(HTMLParser):
    """Sees that a page has the elements and attributes that are ours, and no others."""

    ALLOWED: ClassVar[dict[str, set[str]]] = {
        "html": {"lang"}, "head": set(), "meta": {"charset", "http-equiv", "content", "name"}, "title": set(),
        "style": set(), "body": set(), "a": {"class", "href", "id"}, "header": {"class"}, "h1": set(), "h2": {"id"},
        "dl": {"class"}, "div": {"id", "class", "role", "aria-label", "tabindex"}, "dt": set(), "dd": set(),
        "nav": {"aria-label", "class"}, "details": set(), "summary": set(), "ol": set(), "ul": {"class"}, "li": set(),
        "main": {"id", "class"}, "p": set(), "strong": set(), "code": set(), "blockquote": set(), "br": set(),
        "section": {"class", "data-on-paper"}, "table": {"role"}, "thead": {"role"}, "tbody": {"role"},
        "tr": {"role"}, "th": {"role", "scope"}, "td": {"role", "class", "data-head"}, "span": {"class"},
        "svg": {"class", "aria-hidden", "focusable", "viewbox"}, "path": {"d"}, "circle": {"cx", "cy", "r"},
        "rect": {"x", "y", "width", "height", "rx"}, "text": {"x", "y"},
    }  # fmt: skip

    def check(self, page: str) -> None:
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.ALLOWED, tag
        for name, value in attrs:
            assert name in self.ALLOWED[tag], (tag, name)
            if name == "href":
                assert re.fullmatch(r"#[a-z]-?[0-9A-Za-z-]*|#main|[a-z0-9-]+\.html", value or ""), value


def test_two_hundred_hostile_names_have_a_file_each_inside_the_folder(repository: Repository, tmp_path: Path) -> None:
    assert len(set(NAMES)) >= 200
    folder = tmp_path / "out"
    (tmp_path / "beside.md").write_text("left alone", encoding="utf-8")
    paths = []
    with repository.change("All of them"):
        themes = [arrived(repository, Theme(name=" ".join(name.split())[:200] or "x")) for name in NAMES]
    with BriefContext(repository, TODAY) as context:
        for theme in themes:
            paths.append(export_one(context, theme, folder, [BriefFormat.HTML, BriefFormat.JSON]).path)
    assert len({path.name.lower() for path in paths}) == len(NAMES)
    for path in paths:
        assert re.fullmatch(r"theme-[a-z0-9-]{1,60}-[0-9a-f]{8}(-\d+)?\.md", path.name), path.name
    assert len(list(folder.iterdir())) == 3 * len(NAMES)
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("out", "workspace")] == ["beside.md"]


def test_text_can_be_recovered_from_a_brief(repository: Repository, data: Path) -> None:
    texts = [text for text in strings(data) if text == shown(text) and "\n" not in text][::4]
    with repository.change("All of them"):
        themes = [arrived(repository, Theme(name="x", message=text)) for text in texts]
    with BriefContext(repository, TODAY, Audience.INTERNAL) as context:
        for text, theme in zip(texts, themes, strict=True):
            brief, _ = written(context, theme, Path("nowhere"))
            sections = json.loads(rendered(brief, BriefFormat.JSON))["sections"]
            (message,) = (part["blocks"][0]["text"] for part in sections if part["title"].startswith("The message"))
            assert message.endswith(" Meant for: no persona named.")
            # A message that ends without a sign gets a full stop before the next sentence.
            said = message.removesuffix(" Meant for: no persona named.").split()
            assert said in (text.split(), f"{text.rstrip()}.".split())
