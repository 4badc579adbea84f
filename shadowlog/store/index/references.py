"""What the index knows of references between records, and of their names."""

from __future__ import annotations

from collections.abc import Sequence

from shadowlog.store.index.connection import Connected, batches, placeholders


class Links(Connected):
    """The questions about references and names."""

    def referring(self, target: str) -> list[tuple[str, str, str]]:
        """(table, id, field) of every record that names ``target``, oldest first."""
        return self.database.execute(
            "SELECT kinds.name, records.id, refs.field FROM refs JOIN records USING (record) JOIN kinds USING (kind) "
            "WHERE refs.target = ? ORDER BY records.at, records.record",
            (target,),
        ).fetchall()

    def naming(self, table: str, target: str, field: str) -> list[tuple[int, str]]:
        """(number, id) of records of a table that name ``target`` in a field, oldest first."""
        return self.database.execute(
            "SELECT records.record, records.id FROM refs JOIN records USING (record) "
            "WHERE refs.target = ? AND refs.field = ? AND records.kind = ? ORDER BY records.at, records.record",
            (target, field, self.kind(table)),
        ).fetchall()

    def some_naming(self, table: str, target: str, field: str, limit: int) -> list[tuple[int, str]]:
        """(number, id) of records of a table that name ``target`` in a field: those indexed last, so many at the most.

        However many there are, no others are looked at.
        """
        return self.database.execute(
            "SELECT records.record, records.id FROM (SELECT record FROM refs WHERE target = ? AND field = ? "
            "ORDER BY rowid DESC LIMIT ?) JOIN records USING (record) WHERE records.kind = ? AND records.gone = 0",
            (target, field, limit, self.kind(table)),
        ).fetchall()

    def naming_any(self, table: str, targets: Sequence[str], field: str) -> list[tuple[int, str]]:
        """(number, id) of records of a table that name any of ``targets`` in a field, oldest first."""
        rows: set[tuple[int, int, str]] = set()
        for batch in batches(targets):
            rows.update(
                self.database.execute(
                    "SELECT records.at, records.record, records.id FROM refs CROSS JOIN records USING (record) "
                    f"WHERE refs.target IN ({placeholders(batch)}) AND refs.field = ? AND records.kind = ?",
                    (*batch, field, self.kind(table)),
                )
            )
        return [(number, key) for _, number, key in sorted(rows)]

    def named_by(self, table: str, targets: Sequence[str], field: str, other: str) -> list[tuple[str, str]]:
        """(record id, id it names in ``other``) of records of a table that name any of ``targets`` in ``field``."""
        pairs: list[tuple[str, str]] = []
        for batch in batches(targets):
            pairs.extend(
                self.database.execute(
                    "SELECT records.id, two.target FROM refs AS one CROSS JOIN refs AS two USING (record) "
                    f"CROSS JOIN records USING (record) WHERE one.target IN ({placeholders(batch)}) AND one.field = ? "
                    "AND two.field = ? AND records.kind = ?",
                    (*batch, field, other, self.kind(table)),
                )
            )
        return pairs

    def named_together(self, target: str, field: str, other: str) -> list[str]:
        """The ids that records naming ``target`` in ``field`` name in the field ``other``, each once."""
        rows = self.database.execute(
            "SELECT DISTINCT two.target FROM refs AS one JOIN refs AS two USING (record) "
            "WHERE one.target = ? AND one.field = ? AND two.field = ?",
            (target, field, other),
        )
        return [row[0] for row in rows]

    def dangling(self) -> list[tuple[str, str, str, str]]:
        """(table, id, field, target) of every reference to a record that is not there, or is deleted."""
        return self.database.execute(
            "SELECT kinds.name, one.id, refs.field, refs.target FROM refs JOIN records AS one USING (record) "
            "JOIN kinds USING (kind) WHERE NOT EXISTS "
            "(SELECT 1 FROM records AS other WHERE other.id = refs.target AND other.gone = 0)"
        ).fetchall()

    def names_ever(self, table: str) -> list[str]:
        """Every name that people or companies ever had, as typed.

        Also earlier and removed names, those of deleted, undone or merged records, and unknown names.
        """
        rows = self.database.execute("SELECT name FROM ever WHERE kind = ?", (self.kind(table),))
        return sorted(row[0] for row in rows)

    def names(self, table: str) -> list[str]:
        """Every folded name that records of a table answer to."""
        return [row[0] for row in self.database.execute("SELECT name FROM names WHERE kind = ?", (self.kind(table),))]

    def named(self, table: str, name: str) -> list[str]:
        """Ids of records of a table that answer to a folded name."""
        rows = self.database.execute(
            "SELECT DISTINCT records.id FROM names JOIN records USING (record) WHERE names.kind = ? AND names.name = ?",
            (self.kind(table), name),
        )
        return [row[0] for row in rows]

    def names_with(self, table: str, start: str, limit: int = 200) -> list[str]:
        """Ids of records of a table with a name in which a word begins with ``start``."""
        plain = start.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = self.database.execute(
            "SELECT DISTINCT records.id FROM names JOIN records USING (record) WHERE names.kind = ? "
            "AND (names.name LIKE ? ESCAPE '\\' OR names.name LIKE ? ESCAPE '\\') LIMIT ?",
            (self.kind(table), f"{plain}%", f"% {plain}%", limit),
        )
        return [row[0] for row in rows]

    def names_starting(self, table: str, start: str, limit: int = 9) -> list[tuple[str, str]]:
        """(folded name, id) of records of a table with a name that begins with ``start``."""
        return self.database.execute(
            "SELECT DISTINCT names.name, records.id FROM names JOIN records USING (record) "
            "WHERE names.kind = ? AND names.name >= ? AND names.name < ? LIMIT ?",
            (self.kind(table), start, start + "\U0010ffff", limit),
        ).fetchall()
