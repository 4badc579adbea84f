"""A JSON Schema (draft 2020-12) of a declaration in types: ``TypedDict``, ``Literal``, ``Annotated`` and plain ones."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

_SIMPLE = {str: "string", int: "integer", bool: "boolean", float: "number", NoneType: "null"}


@dataclass(frozen=True)
class Describe:
    """What a value is, in words."""

    description: str


@dataclass(frozen=True)
class Limits:
    """What a value may be."""

    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    enum: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Named:
    """The name under which a type is defined once and referred to."""

    name: str


def schema_of(declared: Any, title: str, description: str) -> dict[str, Any]:
    """The schema of a document that a ``TypedDict`` declares. Raises TypeError for a type it cannot express."""
    definitions: dict[str, Any] = {}
    document = _schema(declared, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": description,
        **document,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(declared: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type. Types with a name go into ``definitions``."""
    origin, arguments = get_origin(declared), get_args(declared)
    if origin is NotRequired:
        return _schema(arguments[0], definitions)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:], definitions)
    if is_typeddict(declared):
        hints = get_type_hints(declared, include_extras=True)
        return {
            "type": "object",
            "required": [name for name, hint in hints.items() if get_origin(hint) is not NotRequired],
            "properties": {name: _schema(hint, definitions) for name, hint in hints.items()},
            "additionalProperties": False,
        }
    if origin is Literal and len(arguments) == 1:
        return {"const": arguments[0]}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is dict and arguments[0] is str:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if origin in (Union, UnionType):
        if all(argument in _SIMPLE for argument in arguments):
            return {"type": [_SIMPLE[argument] for argument in arguments]}
        return {"oneOf": [_schema(argument, definitions) for argument in arguments]}
    if declared in _SIMPLE:
        return {"type": _SIMPLE[declared]}
    raise TypeError(f"{declared!r} has no JSON Schema here")


def _annotated(declared: Any, notes: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _schema(declared, definitions)
    name = ""
    for note in notes:
        match note:
            case Named():
                name = note.name
            case Describe():
                schema["description"] = note.description
            case Limits():
                limits = {
                    "pattern": note.pattern, "minimum": note.minimum, "maximum": note.maximum,
                    "enum": note.enum and list(note.enum),
                }  # fmt: skip
                schema |= {key: limit for key, limit in limits.items() if limit is not None}
    if not name:
        return schema
    definitions[name] = schema
    return {"$ref": f"#/$defs/{name}"}
