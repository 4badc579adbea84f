"""What a filter may name, as the records declare it: fields, their values, kinds, and what is missed."""

from __future__ import annotations

from collections.abc import Mapping

from shadowlog.domain.records import RECORDS, KeptFilter, Person
from shadowlog.domain.schema.check_declarations import check
from shadowlog.domain.schema.fields import Shape
from shadowlog.domain.schema.registry import all_fields

# Whoever lists, searches, or opens the terminal UI has the declarations checked; a quick capture, for which every
# millisecond counts, does without.
check()

_REFERENCES = (Shape.REF, Shape.REFS, Shape.STANCES)


def _references() -> dict[str, tuple[str, str]]:
    """Fields that name a record: those that are declared so, then those that are of every record."""
    declared = [field for _, field in all_fields() if field.filter and field.shape in _REFERENCES]
    reads = {field.filter: field.reads for field in declared if field.reads}
    # In the order in which people look for them; a new one stands behind.
    first = dict.fromkeys(("theme", *(field.filter for field in declared)))
    tables = {field.filter: field.table for field in declared}
    return {
        **{name: (tables[name], reads[name]) for name in first},
        "by": (Person.table, "entered by"),
        "from": (Person.table, "contributed by"),
        "kept": (KeptFilter.table, "kept as"),
    }


def _choices() -> dict[str, dict[str, str]]:
    """Fields that hold one value of a list: the stored values with their words, by the name of the filter."""
    found: dict[str, dict[str, str]] = {"stance": {}}
    for _, field in all_fields():
        if field.shape is Shape.CHOICE and field.values is not None:
            found.setdefault(field.facet, {}).update({value.value: value.words for value in field.values})
    return found


def _missing() -> dict[str, str]:
    """What ``no:`` takes, in words: fields that are missed, and what else a kind may lack."""
    found = {field.facet: field.missed for _, field in all_fields() if field.missed}
    for kind in RECORDS.values():
        for lack in kind.declared.lacks:
            found.setdefault(lack.name, lack.reads)
    return found


REFERENCES: Mapping[str, tuple[str, str]] = _references()
"""Fields that name a record: the table it is in, and how it reads."""

CHOICES: Mapping[str, Mapping[str, str]] = _choices()

TEXTS: Mapping[str, str] = {
    field.filter: field.reads for _, field in all_fields() if field.filter and field.shape is Shape.LINE
}
"""Fields whose text is looked for as a whole, and how they read."""

CONTRIBUTORS = ("by", *dict.fromkeys(field.facet for _, field in all_fields() if field.contributor))
"""Fields that name whoever gave what a record holds: what ``from`` asks for."""

DATES = {"since": "since", "until": "until", "on": "on"}

KINDS = {kind.declared.word: kind.table for kind in RECORDS.values()}
"""What ``is:`` takes."""

PLURALS = {kind.declared.word: kind.declared.plural for kind in RECORDS.values()}

KIND_WORDS = {
    word.replace("_", "-").replace(" ", "-"): kind.declared.word
    for kind in RECORDS.values()
    for word in (
        kind.singular, kind.declared.plural, f"{kind.singular}s", kind.table, kind.table.removesuffix("s")
    )
}  # fmt: skip
"""The words for kinds of records, one and many of them, and their tables."""

MISSING = _missing()
"""What ``no:`` takes, in words."""

FIELDS = (*REFERENCES, *CHOICES, *TEXTS, *DATES, "is", "no")
"""Every field a filter may name."""
