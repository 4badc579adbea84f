"""Front matter: a reader finds first what a reader wants to know, and files of every layout are still understood."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from shadowlog.briefs.export.files import read_brief
from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.verify import verify
from shadowlog.briefs.model.brief import read_front
from shadowlog.domain.records import Theme
from shadowlog.privacy.erasure.exported_files import Origin, exported_files
from shadowlog.privacy.erasure.passages import Eraser
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY
from tests.some import some

FORMATS = Path(__file__).parents[1] / "formats"


def _matter(path: Path) -> dict[str, object]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8").split("\n---\n")[0].removeprefix("---\n")))


def test_front_matter_begins_with_what_a_reader_wants_and_keeps_the_rest_under_one_key(
    demo: Repository, tmp_path: Path
) -> None:
    theme = next(theme for theme in demo.all(Theme) if theme.name == "Quieter at the bedside")
    written = export(demo, tmp_path, TODAY, Audience.INTERNAL).written
    path = next(each.path for each in written if each.id == f"theme-{theme.id}")
    matter = _matter(path)
    assert list(matter) == [
        "title", "edition", "as_of", "verdict", "buyers", "conversations", "newest_evidence", "shadowlog",
    ]  # fmt: skip
    assert (matter["title"], matter["edition"], matter["as_of"]) == (theme.name, "team", TODAY)
    assert path.read_text(encoding="utf-8").splitlines()[0] == "---", "nothing typed is on the first line"


def test_what_was_exported_is_recognised_and_not_written_again(demo: Repository, tmp_path: Path) -> None:
    first = export(demo, tmp_path, TODAY).written
    (tmp_path / ".shadowlog-export.json").unlink()
    for each in some(first):
        assert verify(demo, each.path).holds
        brief = read_brief(each.path)
        assert brief is not None
        assert (brief.front["id"], brief.front["as_of"], brief.edited) == (each.id, TODAY.isoformat(), False)
    assert export(demo, tmp_path, TODAY).written == []


def test_a_changed_figure_in_front_matter_is_put_right_by_the_next_export(demo: Repository, tmp_path: Path) -> None:
    path = export(demo, tmp_path, TODAY).written[0].path
    good = path.read_text(encoding="utf-8")
    assert "\nbuyers: " in good
    path.write_text(good.replace("\nbuyers: ", "\nbuyers: 9"), encoding="utf-8")
    assert [each.path for each in export(demo, tmp_path, TODAY).written] == [path]
    assert path.read_text(encoding="utf-8") == good


@pytest.mark.parametrize("version", ["3-briefs-layout-1", "4-briefs-layout-2", "5-briefs-layout-3"])
def test_front_matter_of_earlier_layouts_is_read_as_before(version: str) -> None:
    for path in some(sorted((FORMATS / version / "exports").rglob("*.md"))):
        if path.name == "README.md":
            continue
        text = path.read_text(encoding="utf-8")
        read = read_front(text)
        assert read is not None, path
        assert {**read[0], "as_of": str(read[0]["as_of"])} == {**_matter(path), "as_of": str(_matter(path)["as_of"])}


class _Everybody(Eraser):
    """Erases everybody: every file names them."""

    def __init__(self) -> None: ...

    def names_them(self, text: str) -> bool:
        return True


def test_erasure_tells_briefs_as_they_were_exported_from_edited_ones(demo: Repository) -> None:
    folder = demo.workspace.exports
    paths = [each.path for each in export(demo, folder, TODAY).written]
    paths[0].write_text(paths[0].read_text(encoding="utf-8") + "\nmore\n", encoding="utf-8")
    (folder / ".shadowlog-export.json").unlink()
    kinds = exported_files(demo.workspace, _Everybody())
    assert {path: kinds[path] for path in paths} == {
        path: Origin.EDITED if path == paths[0] else Origin.OURS for path in paths
    }
