"""One declaration for each kind of record: what it is called, and how its records are listed, named, dated and grouped.

``@record(…)`` makes a class a kind of record and enters it here. Lists, forms, options, filters, the index, deletion,
erasure and the docs are made from these declarations and those of the fields; nothing keeps a table by kind of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar, dataclass_transform
from zlib import crc32

from shadowlog.domain.schema.fields import Field, WronglyDeclared, fields_of
from shadowlog.domain.schema.made import Values, made

K = TypeVar("K")


class Forgettable(Enum):
    """Who may ask to be forgotten: it decides by which parts of a name they are recognised in a text."""

    PERSON = "a person"
    """By any word of the name, and by initials."""
    COMPANY = "a company"
    """By a word that only its name has, and without what stands for its legal form."""


@made
class Lack(Values):
    """Something that ``no:`` finds and that no single field tells: ``no:debrief``."""

    name: str
    reads: str
    """How it reads in words: ``not debriefed``."""
    when: Callable[[Mapping[str, Any]], bool] | None = None
    """Whether a stored document lacks it. None: whether it has no facet of that name, not from its encounter either."""


@made
class Declaration(Values):
    """A kind of record as a whole. ``table`` stores its records, ``singular`` and ``plural`` name one and several of
    them, and ``title`` is the field by which people know a record.
    """

    table: str
    singular: str
    plural: str
    title: str
    dated_by: str = "created"
    """The field by which records are put in order, or ``created``."""
    owner: str = ""
    """The reference without which a record means nothing: it is deleted along with what it names."""
    named: bool = False
    """Whether people know its records by a name that no other of the kind has."""
    made_by_name: bool = False
    """Whether a name is enough to make one, wherever it is typed."""
    forgettable: Forgettable | None = None
    """Whether its records are people or companies that may ask to be forgotten: their names leave no text of the team.
    None: neither.
    """
    short: str = ""
    """What it is called where there is little room; its singular where nothing is said."""
    columns: tuple[str, str, str] = ("", "", "")
    """What a list says of a record: a short word, what it is, and something of note. See ``schema.line``."""
    line: str = ""
    """What the shell's list says of it; what it is known by where nothing is said."""
    form: tuple[str, ...] = ()
    """The fields of its form in the order a person fills them in; all in the order they are declared."""
    belongs: tuple[tuple[str, str, str], ...] = ()
    """What opens under a record: (title, table, the field there that names it)."""
    opens: str = ""
    """The filter that finds what opens under a record, where it is more than ``belongs`` says."""
    lacks: tuple[Lack, ...] = ()
    """What ``no:`` finds besides fields that are missed."""
    area: str = ""
    """The list of the terminal UI in which its records stand, one of AREAS; without one only in that of everything."""

    @property
    def can_be_opened(self) -> bool:
        """Whether something opens under its records."""
        return bool(self.belongs or self.opens)

    @property
    def one(self) -> str:
        """One of them, with its article: ``an insight``."""
        return f"{'an' if self.singular[0] in 'aeiou' else 'a'} {self.singular}"

    @property
    def word(self) -> str:
        """The kind as one word, for the shell and ``is:``: ``content-request``."""
        return self.singular.replace(" ", "-")

    @property
    def brief(self) -> str:
        """What it is called where there is little room."""
        return self.short or self.singular

    def count(self, number: int) -> str:
        """So many of them, in words."""
        return f"{number:,} {self.singular if number == 1 else self.plural}"


AREAS = ("encounters", "insights", "objections", "themes", "names", "content")
"""The lists of the terminal UI in which records may stand. ``tui/commands/areas.py`` says how each looks."""

KINDS: dict[str, type[Any]] = {}
"""Every kind of record by the name of its table, in the order of declaration."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
def record(
    *, table: str, singular: str, plural: str, title: str, stored: bool = True, **more: Any
) -> Callable[[type[K]], type[K]]:
    """Make a class a kind of record. ``more`` are Declaration's other attributes.

    One that is not ``stored`` stands in lists beside records, and is in no table. Raises WronglyDeclared where the
    table or the words for it are another kind's.
    """
    unknown = more.keys() - Declaration.attributes.keys()

    def declare(kind: type[K]) -> type[K]:
        if unknown:
            known = ", ".join(Declaration.attributes)
            raise WronglyDeclared(f"{kind.__name__}: @record has no {', '.join(sorted(unknown))}; there are: {known}.")
        declaration = Declaration(table=table, singular=singular, plural=plural, title=title, **more)
        for other in KINDS.values() if stored else ():
            for name in ("table", "singular", "plural"):
                if getattr(other.declared, name) == getattr(declaration, name):
                    raise WronglyDeclared(
                        f"{kind.__name__}: the {name} {getattr(declaration, name)!r} is that of {other.__name__}."
                    )
        declared: Any = kind
        declared.declared = declaration
        declared.table, declared.singular, declared.title_field = table, singular, title
        declared.dated_by, declared.owner_field = declaration.dated_by, declaration.owner
        if stored:
            KINDS[table] = kind
        return made(kind)

    return declare


def forgettable_kinds() -> list[type[Any]]:
    """The kinds of those who may ask to be forgotten, people first."""
    kinds = [kind for kind in KINDS.values() if kind.declared.forgettable]
    return sorted(kinds, key=lambda kind: kind.declared.forgettable is not Forgettable.PERSON)


def who_can_be_forgotten() -> str:
    """They in words: ``a person or an account``."""
    return " or ".join(kind.declared.one for kind in forgettable_kinds())


def can_be_merged(kind: type[Any]) -> bool:
    """Whether two records of a kind can become one: the one that stays takes the names of the other as ``aliases``."""
    return "aliases" in fields_of(kind)


def all_fields() -> Iterator[tuple[type[Any], Field]]:
    """Every field of every kind."""
    for kind in KINDS.values():
        for field in fields_of(kind).values():
            yield kind, field


def schema() -> str:
    """A digest of what indexes are made from: what was made from records under another one is to be rebuilt."""
    kinds = [
        (each.table, each.title, each.dated_by, each.owner, each.named, bool(each.forgettable),
         [lack.name for lack in each.lacks])
        for each in (kind.declared for kind in KINDS.values())
    ]  # fmt: skip
    declared = [
        (kind.table, field.name, field.shape.name, field.table, field.facet, field.missed, field.lends, field.coded)
        for kind, field in all_fields()
    ]
    return f"{crc32(repr((kinds, declared)).encode()):08x}"
