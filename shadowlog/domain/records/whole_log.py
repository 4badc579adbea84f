"""What the content backlog is about: the whole log."""

from __future__ import annotations

from shadowlog.domain.records.base import Record
from shadowlog.domain.schema.fields import line
from shadowlog.domain.schema.registry import record


@record(table="backlog", singular="backlog", plural="backlogs", title="name", stored=False)
class Everything(Record):
    """The whole log. It stands in lists beside records, and is in no table."""

    name: str = line("what it is called")


ALL = Everything(id="all", name="Content backlog")
