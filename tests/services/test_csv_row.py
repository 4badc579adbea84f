"""Every kind of record has a row in a CSV file, which comes back as the same values."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timezone
from typing import Any, cast

import pytest
from tinydb.table import Document

from shadowlog.domain.records import RECORDS, Account, Encounter, Objection, Record
from shadowlog.domain.schema.fields import fields_of
from shadowlog.services.csv_row import harmless, header, row
from shadowlog.services.field_input import FieldReader
from shadowlog.store.repository import Repository
from tests.kinds import made


@pytest.mark.parametrize("kind", RECORDS.values(), ids=RECORDS)
def test_a_row_of_every_kind_comes_back_as_the_record_it_was(repository: Repository, kind: type[Record]) -> None:
    values, _ = made(repository, kind)
    record = repository.add(kind(**values))
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([header(kind), row(repository, record)])
    file.seek(0)
    (cells,) = csv.DictReader(file)
    assert cells["id"] == record.id
    assert cells["author"] == "Maud"
    assert datetime.fromisoformat(cells["created"]) == record.created
    reader = FieldReader(repository, datetime(2026, 11, 25, tzinfo=timezone.utc))
    for name, value in values.items():
        assert reader.value(fields_of(kind)[name], cells[name]) == value, name


def test_a_text_is_no_formula_to_a_spreadsheet(repository: Repository) -> None:
    account = repository.add(Account(name="=HYPERLINK(A1)"))
    objection = repository.add(Objection(title="-20 % elsewhere", real_concern="'quoted'", severity=2))
    cells = dict(zip(header(Objection), row(repository, objection), strict=True))
    assert (cells["title"], cells["real_concern"], cells["severity"]) == ("'-20 % elsewhere", "''quoted'", "2")
    encounter = repository.add(Encounter(account=account.id, event="\t@SUM(A1)"))
    cells = dict(zip(header(Encounter), row(repository, encounter), strict=True))
    assert (cells["account"], cells["event"]) == ("'=HYPERLINK(A1)", "'@SUM(A1)")
    assert harmless("two = 1 + 1") == "two = 1 + 1"


def test_of_two_of_one_name_the_id_is_written(repository: Repository) -> None:
    first = repository.add(Account(name="Mercy"))
    encounter = repository.add(Encounter(account=first.id))
    place = header(Encounter).index("account")
    assert row(repository, encounter)[place] == "Mercy"
    # Two machines may each have added one of that name.
    table: Any = repository.db.table("accounts")
    table.insert(Document({"name": "Mercy"}, cast("Any", "another")))
    assert row(repository, encounter)[place] == first.id
