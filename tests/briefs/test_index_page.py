"""The page that leads to every brief: what is new, what to do with each, and back again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import click
import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat
from shadowlog.briefs.model.brief import read_front
from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY
from tests.some import some
from tests.store.verbs import run

QUIETER = "Quieter at the bedside"


def _write(repository: Repository, folder: Path, day: date = TODAY) -> str:
    export(repository, folder, day, Audience.INTERNAL, [BriefFormat.HTML])
    return unescape(re.sub(r"<[^>]+>", " ", (folder / "index.html").read_text(encoding="utf-8").split("<body>")[1]))


def _theme(repository: Repository) -> Theme:
    return next(theme for theme in repository.all(Theme) if theme.name == QUIETER)


def test_the_page_says_what_to_do_with_each_brief_and_how_much_was_heard(demo: Repository, tmp_path: Path) -> None:
    page = " ".join(_write(demo, tmp_path).split())
    assert "Team edition" in page
    assert f"Theme briefs ({demo.count(Theme)})" in page
    row = page.split(QUIETER, 1)[1].split(TODAY.isoformat())[0]
    (brief,) = tmp_path.glob("theme-quieter-*.md")
    front, _ = read_front(brief.read_text(encoding="utf-8")) or ({}, "")
    heard = ", ".join(f"{front['counts'][name]} {name}" for name in ("buyers", "conversations", "insights"))
    assert row == f" {front['verdict']} {heard} {front['newest_evidence']} "
    assert front["verdict"] == "keep for some"
    assert " 1 asset past its date, " in page
    assert "Every brief is the first of its subject." in page


def test_the_page_begins_with_what_changed(demo: Repository, tmp_path: Path) -> None:
    _write(demo, tmp_path)
    first, second = (TODAY + timedelta(days=days) for days in (1, 2))
    demo.add(Insight(text="It woke nobody up", signals={_theme(demo).id: Stance.RESONATED}))
    demo.add(Theme(name="Out of the box in a day"))
    # What the last 90 days hold is another by now in most briefs, without any that was heard.
    assert len(export(demo, tmp_path, first, Audience.INTERNAL, [BriefFormat.HTML]).written) > 3
    for page in (_write(demo, tmp_path, first), _write(demo, tmp_path, second)):
        day, *news = page.split("New on")[1].split("Theme briefs (")[0].strip().split("\n")
        assert day.strip() == first.isoformat()
        lines = sorted(" ".join(line.split()) for line in news if line.strip())
        assert lines[0] == "Out of the box in a day (theme): the first brief of it."
        assert re.fullmatch(
            rf"{QUIETER} \(theme\): .*Insights: (\d+), then (\d+) \(\+1\)\. Heard since: 1\..*", lines[1]
        )
        assert lines[2:] == []


def test_every_page_leads_back_to_it_and_it_to_every_page(demo: Repository, tmp_path: Path) -> None:
    _write(demo, tmp_path)
    pages = some(sorted(path for path in tmp_path.glob("*.html") if path.name != "index.html"))
    for page in pages:
        assert '<a href="index.html">All briefs</a>' in page.read_text(encoding="utf-8")
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r'href="([^"#]+)"', index))) == [page.name for page in pages]


def test_a_page_by_itself_links_to_no_page_that_is_not_there(demo: Repository, tmp_path: Path) -> None:
    done = run("brief", "theme", QUIETER, "--format", "html", "--out", str(tmp_path))
    (page,) = tmp_path.glob("*.html")
    assert done.code == 0
    assert "index.html" not in page.read_text(encoding="utf-8")


def test_export_names_the_page_and_opens_it_where_asked(
    demo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", lambda url, **_: opened.append(url) or 0)
    done = run("export", "--html", "--out", str(tmp_path))
    assert (done.code, opened) == (0, [])
    team, outside = tmp_path / "internal" / "index.html", tmp_path / "index.html"
    for page, edition in ((team, "Team edition"), (outside, "Edition for outside readers")):
        assert f"All of them on one page: {page}\n" in done.err
        assert edition in page.read_text(encoding="utf-8")
    assert run("export", "--open", "--out", str(tmp_path)).code == 0
    assert opened == [str(team)], "of two editions the team's"
    assert run("export", "--open", "--audience", "external", "--out", str(tmp_path)).code == 0
    assert opened[1:] == [str(outside)]
