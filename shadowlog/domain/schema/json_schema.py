"""The stored documents of the records as JSON Schema (2020-12), made from the declarations."""

from __future__ import annotations

from typing import Any

from shadowlog.domain.schema.checks import LONGEST_ID, LONGEST_LINE, LONGEST_PROSE
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.schema.registry import KINDS
from shadowlog.domain.values import Stance

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_MOMENT = {"type": "string", "format": "date-time", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"}
_DAY = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_ID = {"type": "string", "minLength": 1, "maxLength": LONGEST_ID}
_LINE = {"type": "string", "maxLength": LONGEST_LINE}


def schema_of(kind: type[Any]) -> dict[str, Any]:
    """The schema of one stored document of a kind of record, without its id."""
    return {"$schema": DIALECT, **_document(kind)}


def schema_of_all() -> dict[str, Any]:
    """The schema of a whole log as TinyDB has it: each table with its documents by their ids."""
    return {
        "$schema": DIALECT,
        "title": "log",
        "description": "Every table with its documents by their ids.",
        "type": "object",
        "properties": {
            table: {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{kind.declared.word}"}}
            for table, kind in KINDS.items()
        },
        "$defs": {kind.declared.word: _document(kind) for kind in KINDS.values()},
    }


def _document(kind: type[Any]) -> dict[str, Any]:
    """Fields of other versions are allowed: they are kept as they are."""
    fields = fields_of(kind)
    return {
        "title": kind.declared.singular,
        "description": kind.__doc__,
        "type": "object",
        "properties": {
            **{name: {"description": _sentence(field.help), **_value(field)} for name, field in fields.items()},
            "author": {"description": "The id of the person who entered it.", **_ID},
            "created": {"description": "When it was entered (UTC).", **_MOMENT},
            "updated": {"description": "When it was changed last (UTC).", **_MOMENT},
        },
        "required": [name for name, field in fields.items() if field.required],
    }


def _sentence(help: str) -> str:
    return f"{help[0].upper()}{help[1:]}."


def _value(field: Field) -> dict[str, Any]:
    """The schema of a field's stored value. A reference says which table it names, under ``x-table``."""
    table = {"x-table": field.table} if field.refers else {}
    match field.shape:
        case Shape.LINE:
            return dict(_LINE)
        case Shape.PROSE:
            return {"type": "string", "maxLength": LONGEST_PROSE}
        case Shape.CHOICE:
            return {"enum": [value.value for value in field.values or ()]}
        case Shape.REF:
            return {**_ID, **table}
        case Shape.REFS:
            return {"type": "array", "items": dict(_ID), "uniqueItems": True, **table}
        case Shape.WORDS:
            return {"type": "array", "items": dict(_LINE), "uniqueItems": True}
        case Shape.MOMENT:
            return dict(_MOMENT)
        case Shape.DAY:
            return dict(_DAY)
        case Shape.NUMBER:
            return {"type": "integer", "minimum": field.least, "maximum": field.most}
        case Shape.STANCES:
            stances = {"enum": [stance.value for stance in Stance]}
            return {"type": "object", "propertyNames": dict(_ID), "additionalProperties": stances, **table}
        case Shape.FLAG:
            return {"type": "boolean"}
