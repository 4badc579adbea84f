"""Who changed what in a record, and when."""

from __future__ import annotations

from datetime import datetime, timezone

from rich.console import Group, RenderableType
from rich.text import Text

from shadowlog.domain.records import Record
from shadowlog.domain.text.dates import shown
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.describe_change import changes_in_words, label_in_words
from shadowlog.store.log.operations import moment_of
from shadowlog.store.repository import Repository


def history_page(repository: Repository, record: Record) -> RenderableType:
    """The history of a record, latest first."""
    lines = [Text(f"History of this {record.singular}", style="bold"), Text()]
    for operation in reversed(repository.event_store.operations((record.table, record.id))):
        when = shown(datetime.fromtimestamp(moment_of(operation), timezone.utc))
        who = shown_in_line(repository.heading("people", operation["author"]))
        label = label_in_words(operation)
        lines.append(Text.assemble((f"{when}  ", "dim"), (who, "bold"), f"  {label}"))
        lines.extend(Text(f"    {told}") for told in changes_in_words(repository, operation))
    return Group(*lines)
