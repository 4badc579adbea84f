"""What several commands have in common: their session, their options, and options made from declared fields."""

from __future__ import annotations

from collections.abc import Iterable

import click

from shadowlog.cli.param_types import type_of
from shadowlog.cli.session import ShellSession
from shadowlog.cli.typed_values import repeated
from shadowlog.domain.schema.fields import Field, Shape
from shadowlog.domain.values import Stance

pass_session = click.make_pass_decorator(ShellSession)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def options(fields: Iterable[Field]) -> list[click.Parameter]:
    """An option for each of some fields."""
    return [_option(field) for field in fields]


def _option(field: Field) -> click.Option:
    help = field.help[0].upper() + field.help[1:] + "."
    if field.values is not None:
        help += f" One of: {', '.join(field.values)}."
    elif field.shape in (Shape.REF, Shape.REFS):
        help += " A name or an id."
    elif field.shape is Shape.STANCES:
        help += f" Give THEME:STANCE, where STANCE is one of: {', '.join(Stance)}."
    elif field.shape is Shape.PROSE:
        help += " A hyphen (-) reads the text from standard input."
    elif field.shape is Shape.MOMENT:
        help += " For example: yesterday 3pm, last tue, 2026-11-20 14:30."
    many = repeated(field)
    return click.Option(
        [f"--{field.option_name}", field.name],
        multiple=many,
        type=type_of(field),
        metavar=_METAVAR.get(field.shape, "TEXT"),
        help=help + (" Can be repeated." if many else ""),
    )


_METAVAR = {
    Shape.CHOICE: "VALUE",
    Shape.REF: "NAME",
    Shape.REFS: "NAME",
    Shape.MOMENT: "WHEN",
    Shape.DAY: "DATE",
    Shape.NUMBER: "N",
    Shape.STANCES: "T:S",
    Shape.FLAG: "YES/NO",
}
