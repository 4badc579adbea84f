"""A record of every kind goes through the terminal UI: form, search, list, edit, delete, undo."""

from __future__ import annotations

import pytest

from shadowlog.domain.records import RECORDS, Account, Mention, Objection, Record, UnknownName
from shadowlog.tui.forms.form import FormScreen
from shadowlog.tui.forms.kinds import Forms
from shadowlog.tui.forms.pick import PickScreen
from shadowlog.tui.lists.record_list import RecordList
from tests.kinds import made
from tests.tui.conftest import Driver, Running
from tests.tui.test_finding import listed


async def _fill_in(driver: Driver, kind: type[Record]) -> Record:
    """Fill in the form of a kind and save it; the record that came of it."""
    repository = driver.app.repository
    values, typed = made(repository, kind)
    form = Forms(repository, day_first=True).add(kind)
    if kind in (Mention, Objection):
        # One form adds both.
        typed["title"] = f"heard-{kind.declared.word}"
    of_form = {field.name: typed[field.name] for field in form.fields if field.name in typed}
    before = {record.id for record in repository.newest(kind, 0, 100)}
    driver.app.push_screen(FormScreen(driver.app.session, form, {**form.filled, **of_form}))
    await driver.settle()
    await driver.press("ctrl+s")
    await driver.until(lambda: not isinstance(driver.app.screen, FormScreen))
    record = next(record for record in repository.newest(kind, 0, 100) if record.id not in before)
    own = [field.name for field in form.fields if field.name in values and field.name != "title"]
    assert {name: getattr(record, name) for name in own} == {name: values[name] for name in own}
    return record


@pytest.mark.parametrize("kind", RECORDS.values(), ids=RECORDS)
async def test_a_record_of_every_kind_goes_through_the_lists(running: Running, kind: type[Record]) -> None:
    async with running() as driver:
        repository = driver.app.repository
        record = await _fill_in(driver, kind)
        await driver.press("slash")
        await driver.type(f"is:{kind.declared.word}")
        await driver.press("enter", "home")
        found = driver.app.screen.query_one(RecordList)
        found.select(record)
        await driver.settle()
        assert found.selected == record
        assert [line for line in listed(driver) if record.heading[:12] in line]
        assert record.heading[:12] in driver.text_of("#reading")
        if kind is UnknownName:
            repository.add(Account(name="Mercy"))
        await driver.press("e")
        # An unknown name is no record to be edited: it is sorted out.
        assert isinstance(driver.app.screen, PickScreen if kind is UnknownName else FormScreen)
        await driver.press("escape", "d", "y")
        assert repository.get(kind, record.id) is None
        await driver.press("u")
        assert repository.get(kind, record.id) == record
