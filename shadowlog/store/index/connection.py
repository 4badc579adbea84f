"""What every part of the index reads through: its database, and the numbers of tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from shadowlog.domain.schema.checks import is_storable

V = TypeVar("V", int, str)


class Database(sqlite3.Connection):
    """A database that can be asked for texts that cannot be stored (halves of surrogate pairs): it has none of them."""

    def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
        """As SQLite's. A text that is not UTF-8 is asked for as bytes, which equal no text."""
        try:
            return super().execute(statement, values)
        except UnicodeEncodeError:
            return super().execute(statement, [_asked(value) for value in values])


def _asked(value: Any) -> Any:
    plain = not isinstance(value, str) or is_storable(value)
    return value if plain else value.encode("utf-8", "surrogatepass")


class Connected:
    """The database of an index, and the numbers its tables go by."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self._kinds: dict[str, int] = {}

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


def some(values: Sequence[V]) -> Iterator[Sequence[V]]:
    """Values a few hundred at a time: SQLite takes no more than some thousands in a statement."""
    return (values[start : start + 500] for start in range(0, len(values), 500))


def marks(values: Sequence[object]) -> str:
    """The places of values in a statement."""
    return ",".join("?" * len(values))
