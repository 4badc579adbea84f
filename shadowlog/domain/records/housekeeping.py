"""What the team needs to keep the log in order."""

from __future__ import annotations

from shadowlog.domain.records.base import Record
from shadowlog.domain.schema.fields import choice, flag, line
from shadowlog.domain.schema.registry import record
from shadowlog.domain.values import Stance


@record(table="unknown_names", singular="unknown name", plural="unknown names", title="name")
class UnknownName(Record):
    """A typed name that no record has yet: a new record, an alias, or a typing error."""

    name: str = line("the name as it was typed", required=True)
    names: str = line("the table it should be looked up in", required=True, coded=True)
    where: str = line("the table of the record it was typed for", required=True, coded=True)
    record: str = line("the id of that record", required=True, coded=True)
    field: str = line("the field it belongs in", required=True, coded=True)
    stance: Stance | None = choice(Stance, "the stance of a theme")


@record(
    table="possible_names", singular="possible name", plural="possible names", title="word",
    columns=("", "{word}", "{is_name}"), line="{word} · {is_name}", area="names",
)  # fmt: skip
class PossibleName(Record):
    """A word with a capital in a quote, and whether somebody is called that: then it is withheld like other names."""

    word: str = line("the word, or several in a row", required=True)
    is_name: bool = flag("whether it is somebody's name")


@record(
    table="filters", singular="filter", plural="filters", title="name", named=True,
    columns=("", "{name}: {query}", ""), area="names", opens="kept",
)  # fmt: skip
class KeptFilter(Record):
    """A filter kept under a name, for everyone."""

    name: str = line("the filter's name", required=True)
    query: str = line("the filter, such as: theme:cost stance:rejected since:last-month", required=True)
