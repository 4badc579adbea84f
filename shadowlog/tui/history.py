"""Who changed what in a record, and when."""

from __future__ import annotations

from datetime import datetime, timezone

from rich.console import Group, RenderableType
from rich.text import Text

from shadowlog.domain.dates import shown
from shadowlog.domain.display import shown_in_line
from shadowlog.domain.records import Record
from shadowlog.store.logbook import Logbook
from shadowlog.store.operations import moment_of
from shadowlog.store.telling import told_changes, told_label


def history_page(logbook: Logbook, record: Record) -> RenderableType:
    """The history of a record, latest first."""
    lines = [Text(f"History of this {record.singular}", style="bold"), Text()]
    for operation in reversed(logbook.ledger.operations((record.table, record.id))):
        when = shown(datetime.fromtimestamp(moment_of(operation), timezone.utc))
        who = shown_in_line(logbook.heading("people", operation["author"]))
        label = told_label(operation)
        lines.append(Text.assemble((f"{when}  ", "dim"), (who, "bold"), f"  {label}"))
        lines.extend(Text(f"    {told}") for told in told_changes(logbook, operation))
    return Group(*lines)
