"""The page that leads to every brief: what is new, what to do with each, and back again."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import click
import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat
from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY
from tests.some import some
from tests.store.verbs import run

QUIETER = "Quieter at the bedside"


def _write(repository: Repository, folder: Path) -> str:
    export(repository, folder, TODAY, Audience.INTERNAL, [BriefFormat.HTML])
    return unescape(re.sub(r"<[^>]+>", " ", (folder / "index.html").read_text(encoding="utf-8").split("<body>")[1]))


def _theme(repository: Repository) -> Theme:
    return next(theme for theme in repository.all(Theme) if theme.name == QUIETER)


def test_the_page_says_what_to_do_with_each_brief_and_how_much_was_heard(demo: Repository, tmp_path: Path) -> None:
    page = " ".join(_write(demo, tmp_path).split())
    assert "Team edition" in page
    assert f"Theme ({demo.count(Theme)})" in page
    row = page.split(QUIETER, 1)[1].split(TODAY.isoformat())[0]
    assert re.fullmatch(r" keep 12 buyers, \d+ conversations, \d+ insights, \d+ reps \d{4}-\d\d-\d\d ", row), row
    assert "Every brief is the first of its subject." in page


def test_the_page_begins_with_what_changed(demo: Repository, tmp_path: Path) -> None:
    _write(demo, tmp_path)
    demo.add(Insight(text="It woke nobody up", signals={_theme(demo).id: Stance.RESONATED}))
    demo.add(Theme(name="Out of the box in a day"))
    news = " ".join(_write(demo, tmp_path).split("New on")[1].split("Theme (")[0].split())
    assert re.search(rf"{QUIETER} \(theme\): .*Insights: (\d+), then (\d+) \(\+1\)\. Heard since: 1\.", news), news
    assert "Out of the box in a day (theme): the first brief of it." in news


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
    index = tmp_path / "index.html"
    done = run("export", "--html", "--out", str(tmp_path))
    assert (done.code, opened) == (0, [])
    assert f"All of them on one page: {index}" in done.err
    assert run("export", "--open", "--out", str(tmp_path)).code == 0
    assert opened == [str(index)]
    assert index.exists()
