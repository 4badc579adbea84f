"""What the content backlog is about: the whole log."""

from __future__ import annotations

from shadowlog.domain.fields import line
from shadowlog.domain.records import Record, record


@record
class Everything(Record):
    """The whole log. It stands in lists beside records, and is in no table."""

    table = "backlog"
    singular = "backlog"
    title_field = "name"

    name: str = line("what it is called")


ALL = Everything(id="all", name="Content backlog")
