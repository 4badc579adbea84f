"""Every list of the terminal UI over records of kinds from a newer version, and with fields that hold anything."""

from __future__ import annotations

import pytest

from shadowlog.store.maintenance.snapshots import restore
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.store.test_shapes import odd_documents
from tests.store.test_surroundings import documents_of_unknown_kinds, with_unknown_kinds
from tests.tui.conftest import Running


@pytest.mark.parametrize("what", ["unknown kinds", "odd values"])
async def test_every_list_shows_what_can_be_read(running: Running, workspace: Workspace, what: str) -> None:
    before = {}
    if what == "unknown kinds":
        with_unknown_kinds(workspace)
        with Repository(workspace) as repository:
            before = documents_of_unknown_kinds(repository)
        assert before
    else:
        with Repository(workspace) as repository:
            odd = {(table, key): held for table, records in odd_documents().items() for key, held in records.items()}
            restore(repository.event_store, odd, merge=True)
    async with running() as driver:
        for key in "12345678":
            await driver.press(key, "home", "enter", "escape", "down", "down", "end", "h", "escape")
            assert driver.app.is_running
        await driver.press("1", "end", "d", "y", "u", "/")
        await driver.type("is:insight")
        await driver.press("enter", "escape")
        assert driver.app.is_running
    assert driver.app.return_code in (0, None)
    if what == "unknown kinds":
        with Repository(workspace) as repository:
            assert documents_of_unknown_kinds(repository) == before
