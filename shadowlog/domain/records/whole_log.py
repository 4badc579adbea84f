"""What the content backlog is about: the whole log."""

from __future__ import annotations

from shadowlog.domain.records import Record, record
from shadowlog.domain.schema.fields import line


@record
class Everything(Record):
    """The whole log. It stands in lists beside records, and is in no table."""

    table = "backlog"
    singular = "backlog"
    title_field = "name"

    name: str = line("what it is called")


ALL = Everything(id="all", name="Content backlog")
