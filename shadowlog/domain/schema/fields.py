"""What a field of a record may hold, declared once, where the record is.

A declaration drives everything that handles the field: validation, the form in the terminal UI, the option in the
shell, the stored form, the filter it is found by, what it holds where nobody says it, and which other records it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from shadowlog.domain.schema.made import Attribute, Values, made
from shadowlog.domain.value_list import Value
from shadowlog.domain.values import Role


class _Nothing(Mapping[str, Any]):
    """An empty mapping that cannot be changed."""

    def __getitem__(self, name: str) -> Any:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0


NOTHING: Mapping[str, Any] = _Nothing()
"""The empty mapping that is the default of fields and attributes."""


class WronglyDeclared(TypeError):
    """A declaration that contradicts itself or another one. Whoever writes one is told what would be right."""


def wrongly_declared(error: WronglyDeclared) -> str:
    """What is shown of it in the shell."""
    return f"A declaration in this copy of shadowlog is wrong: {error}"


class Shape(Enum):
    """The kind of thing a field holds, and its stored JSON form."""

    LINE = "one line of text"
    PROSE = "Markdown, any number of lines"
    CHOICE = "one value of a list"
    REF = "another record's id"
    REFS = "ids of other records"
    MOMENT = "a moment, kept in UTC"
    DAY = "a calendar day"
    NUMBER = "a whole number"
    WORDS = "short texts"
    STANCES = "theme ids with the stance each met"
    FLAG = "yes or no"


class Source(Enum):
    """Where a value comes from that nobody gave."""

    ME = "the person at the keyboard"
    NOW = "the moment at which it is entered"
    ENCOUNTER = "a field of the encounter at which it was heard"
    WORDS = "whether the words are the buyer's own"
    QUESTION = "whether the words end in a question mark"


@made
class Assumed(Values):
    """What a field is taken to hold where nobody says it: see ``services.defaults``, which works it out."""

    source: Source
    role: Role | None = None
    """ME: only for people of this role."""
    other_roles: bool = False
    """ME: only for people of any other role than that, or of none."""
    field: str = ""
    """ENCOUNTER: the field of the encounter. NOW: the field that must hold ``value``, if any."""
    value: Value | None = None
    """NOW: see ``field``. QUESTION: what the field then holds."""


ME = Assumed(source=Source.ME)
WHO_SAID_IT = Assumed(source=Source.WORDS)
"""The buyer where the words are their own, else whoever enters them: a rep reports, anybody else infers."""


def now_if(field: str, value: Value) -> Assumed:
    """The moment at which a record is entered, where another of its fields holds a value."""
    return Assumed(source=Source.NOW, field=field, value=value)


def me_if(role: Role) -> Assumed:
    """The person at the keyboard, where that is their role."""
    return Assumed(source=Source.ME, role=role)


def me_unless(role: Role) -> Assumed:
    """The person at the keyboard, where their role is another one."""
    return Assumed(source=Source.ME, role=role, other_roles=True)


def of_encounter(field: str) -> Assumed:
    """What the encounter at which something was heard has in ``field``; of several, only where it is one."""
    return Assumed(source=Source.ENCOUNTER, field=field)


def if_question(value: Value) -> Assumed:
    """This value, where the words that were heard end in a question mark."""
    return Assumed(source=Source.QUESTION, value=value)


class Spoken(Enum):
    """Which words of a text are the buyer's own. Quotation marks around the whole are no part of the text."""

    QUOTED = "those in quotation marks at its end"
    WHOLE = "all of them"


@made
class Field(Values):
    """One field: its name, what it holds, what people are told about it, and what handles it."""

    name: str
    shape: Shape
    help: str
    label: str
    required: bool = False
    values: type[Value] | None = None
    table: str = ""
    least: int = 0
    most: int = 0
    coded: bool = False
    """Whether a text is written by the program, such as the name of a table, and means nothing to people."""
    forward: bool = False
    """Whether a day is one to come where nothing else is said: ``friday`` is the coming one."""
    option: str = ""
    """What its option is called in the shell, without hyphens in front, where that is not the field's name."""
    filter: str = ""
    """The filter that finds records by it: ``rep`` for ``rep:dana``. A choice() has one by default, named
    like the field.
    """
    reads: str = ""
    """How such a filter reads in words, before the name: ``with the rep``. Where fields share a filter, one of
    them declares it.
    """
    missed: str = ""
    """How ``no:`` and its filter read where it is empty: ``without an account``; nothing where it is not missed."""
    lends: bool = False
    """Whether what an encounter has here goes for what was heard there as well, and the other way round."""
    contributor: bool = False
    """Whether whoever it names gave what the record holds, whoever wrote it down: ``from:dana`` finds it."""
    assumed: Assumed | None = None
    """What it holds where nobody says it."""
    spoken: Spoken | None = None
    """Whether it holds what was heard, and which of the words are the buyer's own."""
    repeats: bool = False
    """Whether a form begins with what the last record of the kind had."""

    @property
    def refers(self) -> bool:
        """Whether it names other records."""
        return self.shape in (Shape.REF, Shape.REFS, Shape.STANCES)

    @property
    def facet(self) -> str:
        """What the search index keeps its values under."""
        return self.filter or self.name

    @property
    def option_name(self) -> str:
        """Its option in the shell, without the hyphens in front."""
        return self.option or self.name.replace("_", "-")


def declare(shape: Shape, help: str, *, default: Any = None, label: str = "", **more: Any) -> Any:
    """A field of a record, with its declaration. ``more`` are Field's other attributes.

    ``default`` is a value, or what is assumed where nobody says it (ME, ``me_if`` …).
    """
    if unknown := more.keys() - Field.attributes.keys():
        known = ", ".join(Field.attributes)
        raise WronglyDeclared(f"a field has no {', '.join(sorted(unknown))}; there are: {known}.")
    settings = {"shape": shape, "help": help, "label": label, **more}
    if isinstance(default, Assumed):
        settings["assumed"] = default
        default = None
    if shape in (Shape.REFS, Shape.WORDS):
        default = ()
    if shape is Shape.STANCES:
        default = NOTHING
        settings.setdefault("table", "themes")
    return Attribute(default, settings)


def line(help: str, **more: Any) -> Any:
    """One line of text."""
    return declare(Shape.LINE, help, default="", **more)


def words(help: str, **more: Any) -> Any:
    """Short texts."""
    return declare(Shape.WORDS, help, **more)


def number(help: str, *, least: int = 0, most: int, **more: Any) -> Any:
    """A whole number from ``least`` to ``most``."""
    return declare(Shape.NUMBER, help, least=least, most=most, **more)


def day(help: str, **more: Any) -> Any:
    """A calendar day."""
    return declare(Shape.DAY, help, **more)


def moment(help: str, **more: Any) -> Any:
    """A moment, kept in UTC."""
    return declare(Shape.MOMENT, help, **more)


def flag(help: str, **more: Any) -> Any:
    """Yes or no; no where nothing is said."""
    return declare(Shape.FLAG, help, default=False, **more)


def stances(help: str, **more: Any) -> Any:
    """Themes with the stance each met."""
    return declare(Shape.STANCES, help, **more)


def prose(help: str, **more: Any) -> Any:
    """Markdown of any length."""
    return declare(Shape.PROSE, help, default="", **more)


def choice(values: type[Value], help: str, **more: Any) -> Any:
    """One value of a list, or None where it may be left open."""
    return declare(Shape.CHOICE, help, values=values, **more)


def ref(table: str, help: str, **more: Any) -> Any:
    """The id of one record of ``table``, or None."""
    return declare(Shape.REF, help, table=table, **more)


def refs(table: str, help: str, **more: Any) -> Any:
    """Ids of records of ``table``."""
    return declare(Shape.REFS, help, table=table, **more)


_declared: dict[type, Mapping[str, Field]] = {}


def fields_of(record: type) -> Mapping[str, Field]:
    """The declared fields of a record's class, by name, in the order of declaration."""
    found = _declared.get(record)
    if found is None:
        attributes: Mapping[str, Attribute] = getattr(record, "attributes", {})
        found = _declared[record] = {
            name: Field(
                name=name, **{**attribute.settings, "label": attribute.settings["label"] or name.replace("_", " ")}
            )
            for name, attribute in attributes.items()
            if attribute.settings
        }
    return found
