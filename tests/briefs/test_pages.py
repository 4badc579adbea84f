"""The HTML pages say what the Markdown says, block for block, and what a team's template makes of it."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import BriefFormat, every_brief, rendered, subjects, written
from shadowlog.briefs.model.blocks import EvidenceList
from shadowlog.briefs.render.templates import START
from shadowlog.domain.records import Insight, Persona, Theme
from shadowlog.domain.values import Basis, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.buyers import WON, talk
from tests.briefs.conftest import NOON, TODAY
from tests.real import test_hostile_briefs as hostile
from tests.some import some

_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_SHOWN = {"h1", "h2", "p", "li", "td", "th", "strong", "code", "blockquote", "br"}


class _Outline(HTMLParser):
    """What a page shows: its text, with the elements that a reader sees as structure. A list in Markdown may have
    paragraphs in its items, and is one list with the next, so neither is told here.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self._inside: list[str] = []
        self._hidden = 0
        self.feed(page)
        self.close()
        # A page begins with the newest record of an entry, Markdown has them in the order of their ids.
        ids = re.compile(r"(?:<code> \w+ )+")
        self.shown = ids.sub(
            lambda run: "".join(sorted(re.findall(r"<code> \w+ ", run[0]))), " ".join(self.shown)
        ).split(" ")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = {("class", name) for name in ("skip", "back", "told")}
        hides = tag in ("svg", "nav", "dl", "style", "title") or bool(classes & {*attrs})
        self._hidden += hides
        if tag not in ("br", "meta"):
            self._inside.append("hidden" if hides else tag)
        if tag in _SHOWN and not self._hidden and not (tag == "p" and "li" in self._inside):
            self.shown.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and self._inside.pop() == "hidden":
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        # Where Markdown parts shares by a semicolon, and an entry of the index by a colon, a page has lines.
        last = ";" if "td" in self._inside else ":" if "li" in self._inside else ""
        words = [word.rstrip(last) if last else word for word in data.split()]
        if words and not self._hidden:
            self.shown += words


def _from_markdown(body: str) -> list[str]:
    """The outline of a brief as another program shows its Markdown, but for the pictures of series."""
    html = re.sub(r"<code>[▁-█]+((?: \d+)+)</code>", lambda bars: ", ".join(bars[1].split()), _READER.render(body))
    return _Outline(html).shown


@pytest.mark.parametrize("audience", Audience)
def test_a_page_shows_what_the_markdown_shows(demo: Repository, audience: Audience) -> None:
    for brief in some(every_brief(demo, TODAY, audience)):
        assert _Outline(rendered(brief, BriefFormat.HTML).decode()).shown == _from_markdown(brief.body), brief.title


def test_hostile_text_reads_on_a_page_as_it_was_typed(repository: Repository) -> None:
    hostile.fill(repository, hostile.OWN)
    with BriefContext(repository, TODAY, Audience.INTERNAL) as context:
        for subject in some(list(subjects(context))[::3]):
            brief, _ = written(context, subject, Path("nowhere"))
            page = rendered(brief, BriefFormat.HTML).decode()
            hostile.Tags().check(page)
            assert _Outline(page).shown == _from_markdown(brief.body), brief.title


def test_lines_of_a_quote_stay_lines_and_an_empty_one_parts_paragraphs(repository: Repository) -> None:
    from shadowlog.domain.values import Permission

    theme = repository.add(Theme(name="Total cost"))
    repository.add(
        Insight(
            text="one\ntwo <b>\n\nthree", basis=Basis.BUYER_VERBATIM, permission=Permission.ATTRIBUTED,
            signals={theme.id: Stance.RESONATED},
        )
    )  # fmt: skip
    with BriefContext(repository, TODAY) as context:
        page = rendered(written(context, theme, Path("nowhere"))[0], BriefFormat.HTML).decode()
    assert "<p>one<br>\ntwo &lt;b&gt;</p>\n<p>three</p>\n<p>— " in page


def test_a_page_of_a_teams_template_shows_what_the_template_makes(demo: Repository) -> None:
    demo.workspace.templates.mkdir()
    (demo.workspace.templates / "theme.md.j2").write_text(START + "\n## Ours\n\nAsk *Maud*, 5 < 6.\n", "utf-8")
    laid_out = [brief for brief in every_brief(demo, TODAY) if brief.kind == "theme"]
    assert laid_out
    pages = [rendered(brief, BriefFormat.HTML).decode() for brief in laid_out]
    for brief, page in zip(laid_out, pages, strict=True):
        assert _Outline(page).shown == _from_markdown(brief.body)
        assert "<p>Ask <em>Maud</em>, 5 &lt; 6.</p>" in page
        assert '<a href="#s1">In short</a>' in page
        assert page.count('<svg class="months"') == brief.body.count(" by month, ")
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))
        # Tables become blocks on a phone here too.
        assert page.count("<td ") == page.count(' data-head="')
    for link in (r'<a class="ref" id="c-1" href="#e-1">\[1\]</a>', r'<a class="ref" id="e-1" href="#c-1">\[1\]</a>'):
        assert re.search(link, "".join(pages))


def test_what_only_looks_like_a_reference_is_no_link(repository: Repository) -> None:
    repository.workspace.templates.mkdir()
    (repository.workspace.templates / "theme.md.j2").write_text(START, "utf-8")
    theme = repository.add(Theme(name="Total cost [1]", message="Read [1] and [2]."))
    with BriefContext(repository, TODAY) as context:
        brief = written(context, theme, Path("nowhere"))[0]
        laid_out = rendered(brief, BriefFormat.HTML).decode()
        (repository.workspace.templates / "theme.md.j2").unlink()
        plain = rendered(written(context, theme, Path("nowhere"))[0], BriefFormat.HTML).decode()
    for page in (laid_out, plain):
        assert "Read [1] and [2]. Meant for" in page
        assert page.count('<a class="ref"') > 0


def test_every_link_on_a_page_leads_somewhere(demo: Repository) -> None:
    for brief in some(every_brief(demo, TODAY)):
        page = rendered(brief, BriefFormat.HTML).decode()
        anchors = re.findall(r' id="([^"]+)"', page)
        assert len(anchors) == len(set(anchors)), "no anchor twice"
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


def test_a_reference_leads_to_the_records_behind_it_and_each_entry_back_to_every_line(demo: Repository) -> None:
    brief = next(brief for brief in every_brief(demo, TODAY, Audience.INTERNAL) if "[3]" in brief.body)
    page = rendered(brief, BriefFormat.HTML).decode()
    cited = re.findall(r'<a class="ref" id="(c-3[^"]*)" href="#e-3">\[3\]</a>', page)
    assert len(cited) == len(re.findall(r" \[3\]", brief.body)) - 1, "all but the index itself"
    entry = page.split('<div id="e-3">')[1].split("</div>")[0]
    assert re.findall(r'href="#(c-3[^"]*)"', entry) == cited
    entries = page.count("<details><summary>[")
    index = brief.content.sections[-1].blocks[0]
    assert isinstance(index, EvidenceList)
    assert entries == len(index.cited), "each entry is folded"


def test_a_printed_page_leaves_the_index_out_and_says_so(demo: Repository) -> None:
    page = rendered(next(every_brief(demo, TODAY, Audience.INTERNAL)), BriefFormat.HTML).decode()
    assert re.search(r'<section class="index" data-on-paper="Evidence index: what \[1\] to \[\d+\] stand for', page)
    assert "@media print" in page
    assert ".index > * { display: none; }" in page


def test_an_entry_of_the_index_says_what_its_newest_records_are(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet nights <b>", message="x"))
    nursing = repository.add(Persona(name="Nursing [1]"))
    for number in range(15):
        call = talk(repository, f"Ward <i> {number}", WON, started_at=NOON - timedelta(days=number))
        repository.add(
            Insight(
                text=f"<img src=x> {number} [2] is far {'too ' * 20}loud", persona=nursing.id, encounter=call.id,
                basis=Basis.BUYER_PARAPHRASE if number else Basis.BUYER_VERBATIM, signals={theme.id: Stance.REJECTED},
            )
        )  # fmt: skip
    with BriefContext(repository, TODAY, Audience.INTERNAL) as context:
        team = rendered(written(context, theme, Path("nowhere"))[0], BriefFormat.HTML).decode()
    with BriefContext(repository, TODAY) as context:
        outside = rendered(written(context, theme, Path("nowhere"))[0], BriefFormat.HTML).decode()
    hostile.Tags().check(team)
    entry = next(each for each in team.split("<details>") if re.match(r"<summary>\[\d+\] 15 insights, ", each))
    told = re.findall(r'<p><code>\w+</code> <span class="told">(.*)</span></p>', entry)
    assert len(told) == 12
    assert told[0] == (
        f"insight, {NOON.date()}, Nursing [1], rejected: “&lt;img src=x&gt; 0 [2] is far too too "
        "too too too too too too too too too …”"
    )
    assert told[1].startswith(
        f"insight, {(NOON - timedelta(days=1)).date()}, Nursing [1], rejected, buyer paraphrase: &lt;img"
    )
    assert len(re.findall(r"<code>", entry)) == 15, "the others are ids"
    assert f"encounter, {NOON.date()}, closed won: prospect call, Ward &lt;i&gt; 0</span>" in team
    assert "theme: Quiet nights &lt;b&gt;</span>" in team
    assert "<summary>[" in outside
    entry = next(each for each in outside.split("<details>") if re.match(r"<summary>\[\d+\] 15 insights, ", each))
    assert f'<span class="told">insight, {TODAY:%Y-%m}, Nursing [1], rejected, buyer verbatim</span>' in entry
    for hidden in ("img", "loud", "Ward", TODAY.isoformat()):
        assert hidden not in entry
    assert "Ward" not in outside
