"""Who changed what in a record, and when."""

from __future__ import annotations

from datetime import datetime, timezone

from rich.console import Group, RenderableType
from rich.text import Text

from shadowlog.domain.dates import shown
from shadowlog.domain.display import shown_in_line
from shadowlog.domain.records import Record
from shadowlog.store.logbook import Logbook
from shadowlog.store.operations import clock_seconds

_NOT_TOLD = ("author", "created", "updated")


def history_page(logbook: Logbook, record: Record) -> RenderableType:
    """The history of a record, latest first."""
    lines = [Text(f"History of this {record.singular}", style="bold"), Text()]
    for operation in reversed(logbook.ledger.operations((record.table, record.id))):
        when = shown(datetime.fromtimestamp(clock_seconds(operation["clock"]), timezone.utc))
        who = shown_in_line(logbook.heading("people", operation["author"]))
        label = shown_in_line(operation.get("label", "Change"))
        lines.append(Text.assemble((f"{when}  ", "dim"), (who, "bold"), f"  {label}"))
        for name, value in operation.get("set", {}).items():
            if name not in _NOT_TOLD:
                lines.append(Text(f"    {shown_in_line(name)} = {shown_in_line(str(value))[:160]}"))
        for name in operation.get("clear", ()):
            lines.append(Text(f"    {shown_in_line(name)} cleared"))
        for key, stance in operation.get("put", {}).get("signals", {}).items():
            lines.append(
                Text(f"    tagged {shown_in_line(logbook.heading('themes', key))}: {shown_in_line(str(stance))}")
            )
        for key in operation.get("drop", {}).get("signals", ()):
            lines.append(Text(f"    untagged {shown_in_line(logbook.heading('themes', key))}"))
        if "gone" in operation:
            lines.append(Text("    deleted" if operation["gone"] else "    brought back"))
    return Group(*lines)
