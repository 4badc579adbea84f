"""Checks that the declarations of all kinds of record fit together: done where filters are made from them.

Every message names the kind, the field where there is one, and what would be right.
"""

from __future__ import annotations

from typing import Any

from shadowlog.domain.schema.fields import Assumed, Field, Shape, Source, WronglyDeclared, fields_of
from shadowlog.domain.schema.line import parts_of
from shadowlog.domain.schema.registry import AREAS, KINDS, Declaration, all_fields, can_be_merged

OF_EVERY_RECORD = ("by", "from", "kept", "is", "no", "since", "until", "on")
"""Filters that every kind has, or that say something else than a field."""

_OF_A_LINE = ("short", "day", "heading")
_BASE = ("id", "author", "created", "updated", "other")


def check() -> None:
    """Check all declarations. Raises WronglyDeclared."""
    for kind in KINDS.values():
        _check_kind(kind)
        for field in fields_of(kind).values():
            _check_field(kind, field)
    _check_words()
    _check_filters()


def _check_kind(kind: type[Any]) -> None:
    """What is declared of a kind names fields it has, and kinds there are."""
    declared: Declaration = kind.declared
    fields = fields_of(kind)
    for name in kind.attributes:
        if name not in fields and name not in _BASE:
            raise WronglyDeclared(f"{kind.__name__}.{name} is no field yet: declare it by line(), ref(), day() …")
    names = [declared.title, *declared.form, *filter(None, (declared.owner,))]
    if declared.dated_by != "created":
        names.append(declared.dated_by)
    for line in (*declared.columns, declared.line):
        names += [name for name in parts_of(line).names if name not in _OF_A_LINE]
    for name in names:
        if name not in fields:
            raise WronglyDeclared(f"{kind.__name__} has no field {name!r}. It has: {', '.join(fields)}.")
    if fields[declared.title].shape not in (Shape.LINE, Shape.PROSE):
        raise WronglyDeclared(f"{kind.__name__}: its title {declared.title!r} is to be a line or prose.")
    if declared.owner and fields[declared.owner].shape is not Shape.REF:
        raise WronglyDeclared(f"{kind.__name__}: its owner {declared.owner!r} is to be a ref().")
    if declared.dated_by != "created" and fields[declared.dated_by].shape not in (Shape.MOMENT, Shape.DAY):
        raise WronglyDeclared(f"{kind.__name__}: {declared.dated_by!r}, which dates it, is to be a moment() or day().")
    if can_be_merged(kind) and not (declared.named and fields["aliases"].shape is Shape.WORDS):
        raise WronglyDeclared(
            f"{kind.__name__}.aliases holds the other names of a record: declare it by words(), and add named=True."
        )
    if declared.area and declared.area not in AREAS:
        raise WronglyDeclared(f"{kind.__name__}: there is no area {declared.area!r}. There are: {', '.join(AREAS)}.")
    if declared.forgettable and not declared.named:
        raise WronglyDeclared(f"{kind.__name__} may ask to be forgotten, and has no names: add named=True.")
    more = [field.name for field in fields.values() if field.required and _left_open(kind, field)]
    if declared.made_by_name and more != [declared.title]:
        raise WronglyDeclared(f"{kind.__name__} is made by its name alone, and needs {', '.join(more)}.")
    options = [field.option_name for field in fields.values()]
    if twice := {option for option in options if options.count(option) > 1}:
        raise WronglyDeclared(f"{kind.__name__}: two fields have the option --{min(twice)}.")
    for _, table, field_name in declared.belongs:
        other = fields_of(KINDS[table]).get(field_name) if table in KINDS else None
        if other is None or other.table != declared.table:
            raise WronglyDeclared(
                f"{kind.__name__}: no field {field_name!r} of {table!r} names {declared.one}, so nothing belongs so."
            )


def _left_open(kind: type[Any], field: Field) -> bool:
    return kind.defaults[field.name] in (None, "", ())


def _check_field(kind: type[Any], field: Field) -> None:
    """A field says what it is, and refers to what there is."""
    where = f"{kind.__name__}.{field.name}"
    if not field.help.strip():
        raise WronglyDeclared(f"{where} says nothing of what it is: give it a help text.")
    if field.refers and field.table not in KINDS:
        raise WronglyDeclared(f"{where} refers to {field.table!r}, which is no table. There are: {', '.join(KINDS)}.")
    if field.shape is Shape.NUMBER and field.least > field.most:
        raise WronglyDeclared(f"{where}: no number is from {field.least} to {field.most}.")
    if field.facet in OF_EVERY_RECORD and (field.filter or field.refers or field.shape is Shape.CHOICE):
        raise WronglyDeclared(f"{where}: {field.facet}: is a filter of every kind. Give this one another name.")
    if field.assumed is not None:
        _check_assumed(kind, where, field, field.assumed)


def _check_assumed(kind: type[Any], where: str, field: Field, assumed: Assumed) -> None:
    """What a field is taken to hold where nobody says it is something that can be found out."""
    fields = fields_of(kind)
    match assumed.source:
        case Source.ME if field.table != "people":
            raise WronglyDeclared(f"{where}: only a ref() to people can be the person at the keyboard.")
        case Source.NOW if field.shape is not Shape.MOMENT:
            raise WronglyDeclared(f"{where}: only a moment() can be now.")
        case Source.NOW if assumed.field not in fields:
            raise WronglyDeclared(f"{where}: there is no field {assumed.field!r} for it to depend on.")
        case Source.ENCOUNTER if "encounter" not in fields:
            raise WronglyDeclared(f"{where} is taken from the encounter, and {kind.__name__} names none.")
        case Source.ENCOUNTER if assumed.field not in fields_of(KINDS["encounters"]):
            raise WronglyDeclared(f"{where}: an encounter has no field {assumed.field!r}.")
        case Source.WORDS | Source.QUESTION if not any(each.spoken for each in fields.values()):
            raise WronglyDeclared(f"{where} follows from what was heard, and no field is ``spoken``.")


def _check_words() -> None:
    """No word means two kinds."""
    meant: dict[str, type[Any]] = {}
    for kind in KINDS.values():
        declared: Declaration = kind.declared
        for word in {declared.singular, declared.plural, declared.table}:
            other = meant.setdefault(word.replace(" ", "-").replace("_", "-"), kind)
            if other is not kind:
                raise WronglyDeclared(f"{kind.__name__}: {word!r} means {other.declared.one} already.")


def _check_filters() -> None:
    """A filter finds the same sort of thing in every kind, and reads the same in words."""
    first: dict[str, tuple[type[Any], Field]] = {}
    reads: dict[str, str] = {}
    for kind, field in all_fields():
        if not (field.filter or field.refers or field.shape is Shape.CHOICE):
            continue
        where = f"{kind.__name__}.{field.name}"
        other_kind, other = first.setdefault(field.facet, (kind, field))
        if other.table != field.table or (other.shape is Shape.CHOICE) is not (field.shape is Shape.CHOICE):
            raise WronglyDeclared(
                f"{where}: {field.facet}: finds something else in {other_kind.__name__}.{other.name}. "
                "Give one of them another filter=."
            )
        if field.reads and reads.setdefault(field.facet, field.reads) != field.reads:
            raise WronglyDeclared(f"{where}: {field.facet}: reads {reads[field.facet]!r} elsewhere.")
    for kind, field in all_fields():
        if field.filter and field.shape is not Shape.CHOICE and field.filter not in reads:
            raise WronglyDeclared(f"{kind.__name__}.{field.name}: say by reads= how {field.filter}: reads in words.")
    for kind in KINDS.values():
        opens = kind.declared.opens
        if opens and opens not in first and opens not in OF_EVERY_RECORD:
            raise WronglyDeclared(f"{kind.__name__} opens {opens}:, and no field has such a filter.")
