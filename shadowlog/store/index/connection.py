"""The index's connection to its SQLite file, and the numbers that stand for tables in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from shadowlog.domain.schema.checks import is_storable

V = TypeVar("V", int, str)


class Database(sqlite3.Connection):
    """A connection that can be asked for any text, also for one that cannot be stored (half a surrogate pair)."""

    def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
        """As SQLite's. A text that UTF-8 cannot encode is passed as bytes, which equal no stored text."""
        try:
            return super().execute(statement, values)
        except UnicodeEncodeError:
            return super().execute(statement, [_encodable(value) for value in values])


def _encodable(value: Any) -> Any:
    plain = not isinstance(value, str) or is_storable(value)
    return value if plain else value.encode("utf-8", "surrogatepass")


class Connected:
    """An index's connection, and the numbers that stand for tables."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self._kinds: dict[str, int] = {}

    @property
    def has_blocks(self) -> bool:
        """Whether it has what ``ranks`` needs. A version that does not know it removes it with the records."""
        asked = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'records_changed'"
        return self.database.execute(asked).fetchone() is not None

    def kind(self, table: str, *, make: bool = False) -> int:
        """The number of a table, 0 where it has none."""
        number = self._kinds.get(table)
        if number is None:
            row = self.database.execute("SELECT kind FROM kinds WHERE name = ?", (table,)).fetchone()
            if row is None:
                if not make:
                    return 0
                row = (self.database.execute("INSERT INTO kinds(name) VALUES (?)", (table,)).lastrowid,)
            number = self._kinds[table] = row[0]
        return number


def batches(values: Sequence[V]) -> Iterator[Sequence[V]]:
    """Values in batches of 500: SQLite takes no more than some thousands in one statement."""
    return (values[start : start + 500] for start in range(0, len(values), 500))


def placeholders(values: Sequence[object]) -> str:
    """The question marks that stand for values in a statement."""
    return ",".join("?" * len(values))
