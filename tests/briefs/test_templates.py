"""Templates of a team that take too much, lead elsewhere, or are no files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.render.templates import START, LayoutFault, Layouts
from shadowlog.domain.records import Theme
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY

HEAD = "# {{ brief.title }}\n"


@pytest.fixture
def themes(repository: Repository) -> Repository:
    for name in ("Total cost", "Quiet nights"):
        repository.add(Theme(name=name))
    repository.workspace.templates.mkdir()
    return repository


def _fault(repository: Repository, folder: Path) -> str:
    """What is told of the templates; exactly one thing."""
    (fault,) = export(repository, folder, TODAY).faults
    assert isinstance(fault, LayoutFault)
    return str(fault)


@pytest.mark.parametrize(
    ("tail", "told"),
    [
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "longer than 3 seconds"),
        ("{% macro m(n) %}{% for i in range(9) %}{{ m(n) }}{% endfor %}{% endmacro %}{{ m(1) }}", "itself without end"),
        ("{% include 'theme.md.j2' %}", "itself without end"),
        ("{{ 'x' * 10 ** 9 }}", "memory"),
        ("{{ '%1000000000d' % 1 }}", "memory"),
        ("{{ 'x' | center(10 ** 9) }}", "memory"),
        ("{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}", "memory"),
        ("{{ 10 ** (10 ** 8) }}", "power is too large"),
        ("{% for a in range(99999) %}{{ 'x' * 1000 }}{% endfor %}", "more than 4,000,000 characters"),
    ],
)
def test_a_template_that_takes_too_much_is_ended_and_told_by_its_line(
    themes: Repository, tmp_path: Path, tail: str, told: str
) -> None:
    export(themes, tmp_path / "out", TODAY)
    good = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("theme-*.md")}
    assert len(good) == 2
    (themes.workspace.templates / "theme.md.j2").write_text(f"{HEAD}\n{tail}\n", encoding="utf-8")
    fault = _fault(themes, tmp_path / "out")
    assert told in fault
    assert "theme.md.j2" in fault
    if "characters" not in told:
        assert "theme.md.j2, line 3:" in fault or ("line 1:" in fault and "include" in tail)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").glob("theme-*.md")} == good


def test_numbers_that_grow_in_one_long_computation_are_ended_too(themes: Repository, tmp_path: Path) -> None:
    tail = "{% set n = namespace(x=9) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}"
    (themes.workspace.templates / "theme.md.j2").write_text(HEAD + tail, encoding="utf-8")
    assert "it takes " in _fault(themes, tmp_path / "out")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("tail", ["{% include 'secret.j2' %}", "{% include 'deep/secret.j2' %}"])
def test_a_link_that_leads_out_of_the_templates_is_not_read(themes: Repository, tmp_path: Path, tail: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.j2").write_text("the secret", encoding="utf-8")
    folder = themes.workspace.templates
    (folder / "secret.j2").symlink_to(outside / "secret.j2")
    (folder / "deep").symlink_to(outside)
    (folder / "theme.md.j2").write_text(HEAD + tail, encoding="utf-8")
    fault = _fault(themes, tmp_path / "out")
    assert "leads out of templates/" in fault or "there is no template 'deep/secret.j2'" in fault
    written = [path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*.md")]
    assert written
    assert not [text for text in written if "the secret" in text]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_templates_that_lie_elsewhere_altogether_are_not_read(themes: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "brief.md.j2").write_text(START, encoding="utf-8")
    themes.workspace.templates.rmdir()
    themes.workspace.templates.symlink_to(outside)
    assert "leads out of templates/" in _fault(themes, tmp_path / "out")


def test_a_link_among_the_templates_and_an_included_part_are_read(themes: Repository, tmp_path: Path) -> None:
    folder = themes.workspace.templates
    (folder / "parts").mkdir()
    (folder / "parts" / "notes.j2").write_text("One part.\n", encoding="utf-8")
    (folder / "theme.md.j2").write_text(HEAD + "\n{% include 'parts/notes.j2' %}", encoding="utf-8")
    out = tmp_path / "out"
    assert [each.kind for each in export(themes, out, TODAY).written].count("theme") == 2
    (folder / "parts" / "notes.j2").write_text("Another part.\n", encoding="utf-8")
    assert [each.kind for each in export(themes, out, TODAY).written] == ["theme", "theme"], "a part of it changed"
    texts = [path.read_text(encoding="utf-8") for path in out.glob("theme-*.md")]
    assert [text.count("Another part.") for text in texts] == [1, 1]


def test_a_byte_order_mark_before_a_template_is_skipped(themes: Repository, tmp_path: Path) -> None:
    (themes.workspace.templates / "theme.md.j2").write_text(HEAD, encoding="utf-8-sig")
    report = export(themes, tmp_path / "out", TODAY)
    assert report.faults == []
    texts = [each.path.read_text(encoding="utf-8") for each in report.written if each.kind == "theme"]
    assert [text.count("\ufeff") for text in texts] == [0, 0]


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")
@pytest.mark.parametrize("kind", ["pipe", "zero", "large", "utf-16", "folder", "nobody"])
def test_what_is_no_template_is_refused_at_once(themes: Repository, tmp_path: Path, kind: str) -> None:
    path = themes.workspace.templates / "theme.md.j2"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "zero":
            path.symlink_to("/dev/zero")
        case "large":
            path.write_bytes(b"x" * (2 << 20))
        case "utf-16":
            path.write_bytes(START.encode("utf-16"))
        case "folder":
            path.mkdir()
        case "nobody":
            path.symlink_to("theme.md.j2")
    assert "theme.md.j2: it " in _fault(themes, tmp_path / "out")
    assert Layouts(themes.workspace.templates).state["theme.md.j2"]
