"""The forms of a brief: Markdown, JSON, and a team's own layouts."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from markdown_it import MarkdownIt

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, every_brief, rendered, write_brief
from shadowlog.briefs.export.verify import verify
from shadowlog.briefs.model.markdown import as_markdown
from shadowlog.briefs.model.text import typed
from shadowlog.briefs.render.json_types import SCHEMA, brief_schema
from shadowlog.briefs.render.templates import START, LayoutFault
from shadowlog.briefs.render.validate import proofread
from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Basis, InsightKind, Permission, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY
from tests.some import some


def test_json_holds_the_same_and_fits_its_schema(demo: Repository) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for brief in some(brief for audience in Audience for brief in every_brief(demo, TODAY, audience)):
        held = json.loads(rendered(brief, BriefFormat.JSON))
        jsonschema.validate(held, schema, cls=jsonschema.Draft202012Validator)
        assert [part["title"] for part in held["sections"]] == [part.title for part in brief.content.sections]
        assert set(held["records"]) == set(brief.records)
        cited = [each for block in held["sections"][-1]["blocks"][:1] for each in block["references"]]
        assert {key for each in cited for key in each["evidence"]} == set(brief.records)
        front = yaml.safe_load(brief.text.split("\n---\n")[0].removeprefix("---\n"))
        own = front.pop("shadowlog")
        assert {key: held[key] for key in own} == own
        edition = "team" if brief.front["audience"] == "internal" else "outside readers"
        for_readers = {**held, **held["counts"], "edition": edition}
        assert {key: str(for_readers[key]) for key in front} == {key: str(value) for key, value in front.items()}


def test_the_published_schema_is_what_the_declaration_makes() -> None:
    made = json.dumps(brief_schema(), indent=2) + "\n"
    how = "python -m shadowlog.briefs.render.json_types > shadowlog/briefs/render/brief.schema.json"
    assert SCHEMA.read_text(encoding="utf-8") == made, f"make it anew: {how}"


def test_the_schema_refuses_what_no_brief_holds(demo: Repository) -> None:
    validator = jsonschema.Draft202012Validator(brief_schema())
    good = json.loads(rendered(next(every_brief(demo, TODAY)), BriefFormat.JSON))
    assert validator.is_valid(good)
    front = {name: value for name, value in good.items() if name != "quoted"}
    quote = {"type": "quote", "text": "a", "attribution": "b"}
    for bad in (
        front, {**good, "more": 1}, {**good, "kind": "novel"}, {**good, "as_of": "today"}, {**good, "layout": None},
        {**good, "notes": [quote]}, {**good, "notes": [{**quote, "evidence": [1]}]}, {**good, "hash": "0"},
        {**good, "notes": [{"type": "series", "label": "a", "months": [{"month": "2026-11", "count": -1}]}]},
    ):  # fmt: skip
        assert not validator.is_valid(bad), bad


def test_markdown_is_plain_commonmark_with_headings_in_order(demo: Repository) -> None:
    for audience in Audience:
        for brief in some(every_brief(demo, TODAY, audience)):
            proofread(brief.body)
            tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(brief.body)
            headings = [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]
            assert headings == [brief.content.title.markdown, *(part.title for part in brief.content.sections)]


def test_text_reads_as_it_was_typed_and_its_inverse_gives_it_back() -> None:
    for text in (
        "a: b",
        "12. x",
        "- x",
        "# x",
        ": x",
        "a_b*c`d",
        "<b>",
        "x\\y",
        "5 > 3 & 2",
        "~~x~~",
        "@dana",
        "$5$",
        "a|b",
    ):
        assert typed(text).plain == text
        assert typed(text).markdown == as_markdown(text)
        html = MarkdownIt("commonmark").enable("strikethrough").render(as_markdown(text))
        assert "<strong>" not in html
        assert html.startswith("<p>")


def test_a_teams_template_lays_a_brief_out(demo: Repository, tmp_path: Path) -> None:
    folder = demo.workspace.templates
    folder.mkdir()
    without = {brief.id: brief.body for brief in every_brief(demo, TODAY)}
    (folder / "brief.md.j2").write_text(START, encoding="utf-8")
    assert {brief.id: brief.body for brief in every_brief(demo, TODAY)} == without, "it begins as briefs are"
    (folder / "theme.md.j2").write_text(
        "# {{ brief.title }}\n\n{{ brief.section('In short').markdown }}\n", encoding="utf-8"
    )
    written = export(demo, tmp_path, TODAY).written
    themes = [each for each in written if each.kind == "theme"]
    assert len(themes) == demo.count(Theme)
    for each in themes:
        text = each.path.read_text(encoding="utf-8")
        assert "## Questions asked" not in text
        assert "## In short" in text
    for each in written:
        assert verify(demo, each.path).holds


@pytest.mark.parametrize("audience", Audience)
def test_a_section_in_which_nothing_stands_is_empty_in_a_teams_template(
    repository: Repository, audience: Audience
) -> None:
    folder = repository.workspace.templates
    folder.mkdir()
    (folder / "theme.md.j2").write_text(
        "# {{ brief.title }}\n\n{{ brief.section('questions asked').markdown }}\n"
        "{% for block in brief.section('No evidence logged').blocks %}{{ block.markdown }}\n{% endfor %}",
        encoding="utf-8",
    )
    theme = repository.add(Theme(name="Total cost"))
    bare = write_brief(repository, theme, TODAY, audience).body
    assert "## Questions asked" not in bare
    assert ("Questions asked; " in bare) is (audience is Audience.INTERNAL)
    repository.add(
        Insight(
            text="Who services it?", kind=InsightKind.QUESTION, basis=Basis.BUYER_VERBATIM,
            permission=Permission.ATTRIBUTED, signals={theme.id: Stance.NEUTRAL},
        )
    )  # fmt: skip
    assert "## Questions asked" in write_brief(repository, theme, TODAY, audience).body


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("# {{ brief.title }}\n\n{% for x in %}\n", 3),
        ("# {{ brief.title }}\n\n{{ brief.nothing }}\n", 3),
        ("# {{ brief.title }}\n\n\n{{ brief.section('Nowhere') }}\n", 4),
        ("# {{ brief.title }}\n{{ ''.__class__.__mro__[1].__subclasses__() }}\n", 2),
        ("# {{ brief.title }}\n{% include '/etc/passwd' %}\n", 2),
        ("# {{ brief.title }}\n{% for x in range(10 ** 9) %}{% endfor %}\n", 2),
        ("# {{ brief.title }}\n\n<script>alert(1)</script>\n", None),
        ("## no first heading\n", None),
        ("# {{ brief.title }}\n\n### one level left out\n", None),
    ],
)
def test_a_fault_in_a_template_names_its_line_and_leaves_the_last_export(
    demo: Repository, tmp_path: Path, template: str, line: int | None
) -> None:
    export(demo, tmp_path, TODAY)
    good = {path.name: path.read_bytes() for path in tmp_path.glob("theme-*.md")}
    folder = demo.workspace.templates
    folder.mkdir()
    (folder / "theme.md.j2").write_text(template, encoding="utf-8")
    demo.edit(next(demo.all(Theme)), message="Said otherwise")
    report = export(demo, tmp_path, TODAY)
    (fault,) = report.faults
    assert isinstance(fault, LayoutFault)
    assert "theme.md.j2" in str(fault)
    if line is not None:
        assert f"line {line}:" in str(fault)
    assert good
    assert {path.name: path.read_bytes() for path in tmp_path.glob("theme-*.md")} == good
    (folder / "theme.md.j2").unlink()
    assert [each.kind for each in export(demo, tmp_path, TODAY).written if each.kind == "theme"]
