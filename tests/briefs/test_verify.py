"""Counting a brief again tells what differs in words or in the records behind them, and no more."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timezone
from pathlib import Path

import pytest

from shadowlog.analysis.feedback.loop import Loop
from shadowlog.briefs.digest import digest
from shadowlog.briefs.export.files import read_brief
from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat
from shadowlog.briefs.export.verify import Verdict, verify
from shadowlog.cli.entry import run
from shadowlog.domain.errors import NotFound
from shadowlog.domain.ids import tail
from shadowlog.domain.records import Encounter, Insight, Person, Persona, Theme
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import Basis, InsightKind, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from tests.briefs.buyers import talk
from tests.briefs.conftest import NOON, TODAY, section
from tests.some import some

HOSTILE = "## Evidence index - [1] 1 insight: `aaaaaaaa` [1] [99] \\[1] <b>&amp; | ` * _"


def _written(repository: Repository, folder: Path, name: str, audience: Audience = Audience.INTERNAL) -> Path:
    export(repository, folder, TODAY, audience)
    return next(folder.glob(f"{name}*.md"))


def _told(verdict: Verdict) -> list[str]:
    return [line for differs in verdict.differs for line in (*differs.lines, *differs.now) if line]


def test_another_number_of_a_reference_is_no_difference(demo: Repository, tmp_path: Path) -> None:
    path = _written(demo, tmp_path, "backlog")
    body = path.read_text(encoding="utf-8")
    assert section(body, "Evidence index").count("\n- [") > 10
    with contextlib.closing(Finder(demo.event_store)) as finder:
        for person in some(demo.all(Person)):
            Loop(demo).tell(digest(demo, finder, person, datetime.now(timezone.utc)).answers, person.id)
    told = _told(verify(demo, path))
    assert told
    assert [line for line in told if "people wait to be told" not in line and not line.startswith("- Tell ")] == [
        "And 1 more."
    ]


@pytest.fixture
def asked(repository: Repository) -> Theme:
    """A theme about which two buyers asked something, and of which another was told."""
    theme = repository.add(Theme(name="Quiet nights", message=HOSTILE))
    nursing = repository.add(Persona(name="Nursing"))
    for number, text in enumerate(("What does it cost?", "Does it beep?", HOSTILE)):
        call = talk(repository, f"Ward {number}")
        repository.add(
            Insight(
                text=text, kind=InsightKind.QUESTION, encounter=call.id, persona=nursing.id, basis=Basis.BUYER_VERBATIM,
                signals={theme.id: Stance.RESONATED},
            )
        )  # fmt: skip
    return theme


def test_the_same_words_on_other_records_are_a_difference(repository: Repository, asked: Theme, tmp_path: Path) -> None:
    path = _written(repository, tmp_path, "theme")
    assert verify(repository, path).holds
    (old,) = [insight for insight in repository.all(Insight) if "cost" in insight.text]
    repository.delete(old)
    new = repository.add(replace(old, id="", created=None, updated=None))
    verdict = verify(repository, path)
    (question,) = [each for each in verdict.differs if any("What does it cost" in line for line in each.lines)]
    assert f"`{tail(old.id)}`" in question.gone
    assert f"`{tail(new.id)}`" in question.new
    told = _told(verdict)
    assert not [line for line in told if "Does it beep" in line], "what still stands on the same records holds"
    assert not [line for line in told if line.startswith("- [")], "the index is told by the lines that cite it"


def test_the_shell_names_the_records_that_came_and_went(
    repository: Repository, asked: Theme, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _written(repository, tmp_path, "theme")
    (old,) = [insight for insight in repository.all(Insight) if "cost" in insight.text]
    repository.delete(old)
    new = repository.add(replace(old, id="", created=None, updated=None))
    repository.close()
    assert run(["verify", str(path)]) == 1
    told = capsys.readouterr().out
    assert re.search(rf"  no longer behind it: [\w ]*{tail(old.id)}", told)
    assert re.search(rf"  newly behind it: [\w ]*{tail(new.id)}", told)


def test_a_word_of_the_index_that_no_longer_holds_is_told(repository: Repository, asked: Theme, tmp_path: Path) -> None:
    path = _written(repository, tmp_path, "theme")
    index = section(path.read_text(encoding="utf-8"), "Evidence index")
    months = set(re.findall(r"insights?, (\d{4}-\d\d):", index))
    for call in some(repository.all(Encounter)):
        repository.edit(call, started_at=NOON.replace(year=NOON.year - 1))
    told = _told(verify(repository, path))
    assert [line for line in told if line.startswith("- [") and months & set(re.findall(r"\d{4}-\d\d", line))]


@pytest.mark.parametrize("audience", Audience)
def test_brackets_and_headings_that_somebody_typed_are_words(
    repository: Repository, asked: Theme, tmp_path: Path, audience: Audience
) -> None:
    path = _written(repository, tmp_path, "theme", audience)
    assert verify(repository, path).holds
    repository.edit(asked, message=HOSTILE.replace("[99]", "[98]"))
    (message,) = [line for line in _told(verify(repository, path)) if "99" in line]
    assert "Evidence index" in message
    (repeated,) = [line for line in _told(verify(repository, path)) if "98" in line]
    assert "Evidence index" in repeated


def test_an_index_that_somebody_edited_is_told_where_it_was_edited(
    repository: Repository, asked: Theme, tmp_path: Path
) -> None:
    path = _written(repository, tmp_path, "theme")
    good = path.read_text(encoding="utf-8")
    *_, entry = (line for line in good.splitlines() if line.startswith("- ["))
    path.write_text(good.replace(entry, f"{entry}\n- [77] 1 insight, 2020-01: `aaaaaaaa`\nby hand"), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    verdict = verify(repository, path)
    assert verdict.edited
    found = [(each.first, each.lines) for each in verdict.differs]
    first = lines.index(entry) + 2
    assert [line for _, told in found for line in told] == ["- [77] 1 insight, 2020-01: `aaaaaaaa`", "by hand"]
    assert found[0][0] == first
    for number, told in found:
        assert tuple(lines[number - 1 : number - 1 + len(told)]) == told
    short = good.replace(entry, entry.rsplit(" ", 1)[0] + " `bbbbbbbb`")
    path.write_text(short, encoding="utf-8")
    number = entry.split("]")[0].removeprefix("- [")
    told = _told(verify(repository, path))
    assert [line for line in told if f"[{number}]" in line]
    path.write_text(good.replace(f"{entry}\n", ""), encoding="utf-8")
    assert verify(repository, path).differs, "a reference without an entry stands on nothing"


def test_another_format_of_a_brief_leads_to_the_markdown_beside_it(
    repository: Repository, asked: Theme, tmp_path: Path
) -> None:
    export(repository, tmp_path, TODAY, Audience.INTERNAL, (BriefFormat.HTML, BriefFormat.JSON))
    (markdown,) = tmp_path.glob("theme*.md")
    for form in (BriefFormat.HTML, BriefFormat.JSON):
        page = markdown.with_suffix(form.ending)
        with pytest.raises(NotFound, match="the Markdown beside it can") as error:
            verify(repository, page)
        assert str(markdown) in error.value.way_out
    assert read_brief(markdown)
    markdown.unlink()
    with pytest.raises(NotFound, match="is not a brief of shadowlog"):
        verify(repository, page)
