"""A fault in shadowlog itself: people read what happened and where the details are, never a traceback."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Shell

BROKEN = """import shadowlog.store.repository as repository
def broken(self, kind): raise ZeroDivisionError('oops, and half a sign: \\udcff')
repository.Repository.count = broken
"""
FULL = """import tempfile
def full(*arguments, **options): raise OSError(28, 'No space left on device')
tempfile.NamedTemporaryFile = full
"""


def test_a_fault_says_in_which_file_its_details_are(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BROKEN)
    ended = shell("list", "insights", PYTHONPATH=str(tmp_path), TMPDIR=str(tmp_path))
    assert ended.code == 70
    assert "A fault in shadowlog: ZeroDivisionError. What was saved is safe." in ended.err
    (details,) = tmp_path.glob("shadowlog-*.txt")
    assert f"The details are in {details}" in ended.err
    assert "oops, and half a sign" in details.read_text()


def test_where_its_details_cannot_be_kept_a_fault_says_the_place(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BROKEN + FULL)
    ended = shell("list", "insights", PYTHONPATH=str(tmp_path))
    assert ended.code == 70
    assert "The details could not be kept: No space left on device." in ended.err
    assert f"{tmp_path / 'sitecustomize.py'}, line 2." in ended.err
