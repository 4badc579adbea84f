"""``shadowlog schema``: what other programs read."""

from __future__ import annotations

import click

from shadowlog.cli.output import put_json
from shadowlog.cli.typed_values import KINDS


@click.command(short_help="Print the JSON Schema of stored records.")
@click.argument("kind", required=False, type=click.Choice(list(KINDS)))
def schema(kind: str | None) -> None:
    """Print the JSON Schema (2020-12) of the stored records of a KIND; without one, of a whole log.

    Fields it does not name are allowed: a newer version may have written them.
    """
    from shadowlog.domain.schema.json_schema import schema_of, schema_of_all

    put_json(schema_of(KINDS[kind]) if kind else schema_of_all())
