"""Briefs as PDF, read back from the file."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from pathlib import Path

import pypdf
import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, rendered, write_brief
from shadowlog.briefs.render import pdf
from shadowlog.domain.records import Account, Insight, Theme
from shadowlog.domain.values import Basis, Permission, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.briefs.conftest import TODAY
from tests.briefs.test_elsewhere import needed
from tests.store.verbs import run

QUIETER = "Quieter at the bedside"


@pytest.fixture
def browser() -> str:
    return needed("chromium", shutil.which("chromium") or shutil.which("google-chrome"))


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a browser that prints."""
    monkeypatch.setattr(pdf, "_PLACES", ())
    monkeypatch.setenv("PATH", os.devnull)


def _text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    # Letters that a font joins, and signs that part a line, are no difference in what it says.
    joined = " ".join(page.extract_text() for page in pages).replace("ﬁ", "fi").replace("ﬀ", "ff").replace("ﬂ", "fl")
    return " ".join(joined.split())


def _theme(repository: Repository) -> Theme:
    return next(theme for theme in repository.all(Theme) if theme.name == QUIETER)


@pytest.mark.usefixtures("browser")
def test_a_theme_prints_on_two_pages_with_its_verdict_and_without_its_index(demo: Repository) -> None:
    brief = write_brief(demo, _theme(demo), TODAY, Audience.INTERNAL)
    content = rendered(brief, BriefFormat.PDF)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) <= 2
    text = _text(content)
    for heading in (section.title for section in brief.content.sections[:-1]):
        assert heading in text
    assert f"Verdict: {brief.front['verdict']}" in text
    assert "stand for is left out on paper" in text
    assert not re.search(r"\b[0-9a-f]{8}\b", text), "no ids"


@pytest.mark.usefixtures("browser")
def test_a_pdf_for_outside_readers_holds_no_words_that_may_not_leave_the_team(repository: Repository) -> None:
    account = repository.add(Account(name="Mercy Hospital"))
    theme = repository.add(Theme(name="Total cost", message="It pays for itself."))
    for words, permission in (("Kept among us", Permission.INTERNAL_ONLY), ("Told to all", Permission.ATTRIBUTED)):
        repository.add(
            Insight(text=words, basis=Basis.BUYER_VERBATIM, permission=permission, signals={theme.id: Stance.RESONATED})
        )
    repository.edit(theme, message=f"It pays for itself at {account.name}.")
    theme = repository.need(Theme, theme.id)
    text = _text(rendered(write_brief(repository, theme, TODAY), BriefFormat.PDF))
    assert "Told to all" in text
    assert "Kept among us" not in text
    assert "Mercy" not in text
    assert "Kept among us" in _text(rendered(write_brief(repository, theme, TODAY, Audience.INTERNAL), BriefFormat.PDF))


@pytest.mark.usefixtures("browser")
def test_a_pdf_is_printed_again_only_where_the_brief_changed(repository: Repository, tmp_path: Path) -> None:
    theme = repository.add(Theme(name="Total cost", message="It pays for itself."))
    folder = tmp_path / "out"
    export(repository, folder, TODAY, forms=[BriefFormat.PDF])
    assert sorted(path.name.partition("-")[0] for path in folder.glob("*.pdf")) == ["backlog", "theme"]
    (file,) = folder.glob("theme-*.pdf")
    first = file.read_bytes()
    (folder / ".shadowlog-export.json").unlink()
    assert export(repository, folder, TODAY, forms=[BriefFormat.PDF]).written == []
    assert file.read_bytes() == first
    repository.edit(theme, message="It is paid back.")
    export(repository, folder, TODAY)
    assert "It is paid back." in _text(file.read_bytes()), "a format that lies there is kept up to date"


def test_without_a_browser_it_says_what_to_do_and_writes_nothing(
    demo: Repository, tmp_path: Path, no_browser: None
) -> None:
    done = run("export", "--format", "pdf", "--out", str(tmp_path / "out"))
    assert done.code == 1
    assert "none of them was found" in done.err
    assert "Install one, or name it in SHADOWLOG_BROWSER" in done.err
    assert not (tmp_path / "out").exists()
    assert run("brief", "theme", QUIETER, "--format", "pdf", "--out", str(tmp_path)).code == 1
    assert run("export", "--format", "html", "--out", str(tmp_path / "out")).code == 0


def test_without_a_browser_a_pdf_with_words_that_changed_does_not_stay(
    repository: Repository, tmp_path: Path, no_browser: None
) -> None:
    theme = repository.add(Theme(name="Total cost", message="It pays for itself."))
    (brief,) = (each for each in export(repository, tmp_path, TODAY).written if each.kind == "theme")
    file = brief.path.with_suffix(".pdf")
    file.write_bytes(b"%PDF-1.4\n%%EOF\n" + pdf.MARK + b"0" * 64 + b"\n")
    repository.edit(theme, message="It is paid back.")
    done = run("export", "--out", str(tmp_path))
    assert done.code == 0
    assert f"Removed {file.name}" in done.err
    assert not file.exists()


def test_a_browser_that_is_named_wrongly_is_told_by_its_name(
    demo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(pdf.BROWSER, "no-such-browser")
    done = run("export", "--format", "pdf", "--out", str(tmp_path))
    assert done.code == 1
    assert "SHADOWLOG_BROWSER names no-such-browser" in done.err


def test_a_browser_that_prints_nothing_is_told(
    demo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(pdf.BROWSER, needed("false", shutil.which("false")))
    done = run("brief", "theme", QUIETER, "--format", "pdf", "--out", str(tmp_path))
    assert done.code == 1
    assert "printed nothing" in done.err


def test_forgetting_somebody_removes_a_pdf_that_cannot_be_printed_again(workspace: Workspace, no_browser: None) -> None:
    with Repository(workspace) as repository:
        account = repository.add(Account(name="Mercy Hospital"))
        repository.add(Theme(name="Total cost", message=f"It pays for itself at {account.name}."))
        exported = export(repository, workspace.exports / "internal", TODAY, Audience.INTERNAL).written
        (brief,) = (each for each in exported if each.kind == "theme")
        assert "Mercy" in brief.path.read_text(encoding="utf-8")
        file = brief.path.with_suffix(".pdf")
        file.write_bytes(b"%PDF-1.4\n%%EOF\n" + pdf.MARK + b"0" * 64 + b"\n")
        state = file.parent / ".shadowlog-export.json"
        held = json.loads(state.read_bytes())
        status = file.stat()
        held["briefs"][brief.id]["files"][file.name] = [status.st_size, status.st_mtime_ns]
        state.write_text(json.dumps(held), encoding="utf-8")
    done = run("forget", "Mercy Hospital", "--confirm", "Mercy Hospital")
    assert done.code == 0, done.err
    assert "No PDF was printed again." in done.err
    assert not file.exists()
    assert "Mercy" not in brief.path.read_text(encoding="utf-8")
