"""A fault in shadowlog itself: people read what happened and where the details are, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

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


WITHOUT_HELP = """import shadowlog.domain.schema.fields as fields
def line(help, **more): raise fields.WronglyDeclared("Partner.name says nothing of what it is.")
fields.line = line
"""
IN_NO_AREA = """from shadowlog.domain.records import Record, record
from shadowlog.domain.schema.fields import line
@record(table="partners", singular="partner", plural="partners", title="name", area="nmaes")
class Partner(Record):
    name: str = line("what it is called", required=True)
"""


@pytest.mark.parametrize(
    ("declaration", "told"),
    [
        (WITHOUT_HELP, "Partner.name says nothing of what it is."),
        (IN_NO_AREA, "Partner: there is no area 'nmaes'. There are: encounters, insights"),
    ],
)
def test_who_declares_a_record_wrongly_reads_what_would_be_right(
    shell: Shell, tmp_path: Path, declaration: str, told: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(declaration)
    ended = shell("list", "insights", PYTHONPATH=str(tmp_path))
    assert ended.code == 70
    assert ended.err.startswith(f"A declaration in this copy of shadowlog is wrong: {told}")
    assert "fault" not in ended.err
