"""A brief can be trusted line by line: counted again, compared with the last one, kept where edited by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from shadowlog.briefs.export.incremental import ExportReport, export
from shadowlog.briefs.export.one import every_brief
from shadowlog.briefs.export.verify import verify
from shadowlog.briefs.model.blocks import EvidenceList
from shadowlog.domain.errors import NotFound
from shadowlog.domain.ids import tail
from shadowlog.domain.records import (
    Insight,
    Mention,
    Objection,
)
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import (
    Basis,
    Permission,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY, section, stands_on
from tests.some import some


def test_every_claim_names_records_that_are_there(demo: Repository) -> None:
    for brief in some(every_brief(demo, TODAY, Audience.INTERNAL)):
        index = section(brief, "Evidence index")
        for block in brief.content.blocks():
            for line in block.lines:
                assert set(line.evidence) <= set(brief.records)
        listed = {
            key
            for block in brief.content.blocks()
            if isinstance(block, EvidenceList)
            for each in block.cited
            for key in each.ids
        }
        assert listed <= set(brief.records)
        for key in listed:
            assert f"`{tail(key)}`" in index


def test_a_brief_is_counted_again_and_lines_that_no_longer_hold_are_told(demo: Repository, tmp_path: Path) -> None:
    exported = export(demo, tmp_path, TODAY).written
    assert len(exported) > 15
    for each in exported:
        assert verify(demo, each.path).holds, each.path
    theme = next(each for each in exported if "quieter" in each.path.name)
    record = next(held for held in demo.all(Insight) if theme.id.removeprefix("theme-") in held.signals)
    demo.delete(record)
    verdict = verify(demo, theme.path)
    assert not verdict.edited
    assert not verdict.same_data
    told = "\n".join(line for differs in verdict.differs for line in (*differs.lines, *differs.now))
    assert "Amounts: 70 insights" in told
    assert "Amounts: 69 insights" in told
    lines = theme.path.read_text(encoding="utf-8").splitlines()
    for differs in verdict.differs:
        assert tuple(lines[differs.first - 1 : differs.first - 1 + len(differs.lines)]) == differs.lines


def test_a_brief_that_was_edited_by_hand_is_noticed_and_never_overwritten(demo: Repository, tmp_path: Path) -> None:
    path = export(demo, tmp_path, TODAY).written[0].path
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("\n- ", "\n- By hand: ", 1), encoding="utf-8")
    verdict = verify(demo, path)
    assert verdict.edited
    assert verdict.same_data
    assert any("By hand: " in line for differs in verdict.differs for line in differs.lines)
    again = next(each for each in export(demo, tmp_path, TODAY).written if each.path == path)
    assert again.aside is not None
    assert "By hand: " in again.aside.read_text(encoding="utf-8")
    assert verify(demo, path).holds
    path.write_bytes(good.replace("\n", "\r\n").encode())
    assert not verify(demo, path).edited, "other line ends say nothing about the text"


@pytest.mark.parametrize(
    "text", ["", "no front matter", "---\nid: [\n---\n", "---\nid: x\nkind: theme\n---\n\n# x\n", "\xff"]
)
def test_what_is_no_brief_is_told_so(repository: Repository, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(NotFound):
        verify(repository, path)
    with pytest.raises(NotFound):
        verify(repository, tmp_path / "nowhere.md")


def test_a_brief_tells_what_changed_since_the_last_that_was_exported(repository: Repository, tmp_path: Path) -> None:
    objection = repository.add(Objection(title="Too expensive"))
    words = repository.add(
        Mention(
            objection=objection.id, verbatim="the very words", basis=Basis.BUYER_VERBATIM,
            permission=Permission.ATTRIBUTED,
        )
    )  # fmt: skip

    def run() -> ExportReport:
        return export(repository, tmp_path, TODAY)

    def text() -> str:
        return next(tmp_path.glob("objection-*.md")).read_text(encoding="utf-8")

    def changed() -> str:
        return section(text(), "Changed since the last brief")

    run()
    assert "first brief" in changed()
    assert not run().written
    new = repository.add(Mention(objection=objection.id, verbatim="again"))
    run()
    assert "- Mentions: 2, then 1 (+1)." in changed()
    assert "- Buyers: 2, then 1 (+1)." in changed()
    assert stands_on(text(), "- Heard since: 1.") == {tail(new.id)}
    assert not run().written
    repository.edit(words, permission=Permission.REVOKED)
    (withdrawn,) = [each for each in run().written if each.kind == "objection"]
    assert withdrawn.unquoted == (words.id,)
    assert stands_on(text(), "- No longer quoted: 1.") == {tail(words.id)}
    assert "the very words" not in withdrawn.path.read_text(encoding="utf-8")


def test_one_more_objection_is_a_difference_a_person_can_read(demo: Repository, tmp_path: Path) -> None:
    export(demo, tmp_path, TODAY)
    before = {path: path.read_text(encoding="utf-8").splitlines() for path in tmp_path.glob("*.md")}
    mention = next(demo.all(Mention))
    demo.add(replace(mention, id="", verbatim="one more", created=None, updated=None))
    written = {each.path for each in export(demo, tmp_path, TODAY).written}
    assert 0 < len(written) < len(before)
    for path in written:
        after = path.read_text(encoding="utf-8").splitlines()
        front = 2 * before[path].index("---", 1)
        assert len(set(after) - set(before[path])) < front + 20, path.name


def test_a_brief_for_the_team_is_counted_again_as_one_for_the_team(demo: Repository, tmp_path: Path) -> None:
    exported = export(demo, tmp_path, TODAY, Audience.INTERNAL).written
    assert len(exported) > 15
    for each in exported[:4]:
        assert verify(demo, each.path).holds, each.path
