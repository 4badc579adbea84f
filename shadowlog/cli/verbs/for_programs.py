"""``shadowlog schema`` and ``completion``: what other programs read."""

from __future__ import annotations

import click

from shadowlog.cli.completion_scripts import SCRIPTS
from shadowlog.cli.output import put, put_json
from shadowlog.cli.typed_values import KINDS


@click.command(short_help="Print the JSON Schema of stored records.")
@click.argument("kind", required=False, type=click.Choice(list(KINDS)))
def schema(kind: str | None) -> None:
    """Print the JSON Schema (2020-12) of the stored records of a KIND; without one, of a whole log.

    Fields it does not name are allowed: a newer version may have written them.
    """
    from shadowlog.domain.schema.json_schema import schema_of, schema_of_all

    put_json(schema_of(KINDS[kind]) if kind else schema_of_all())


@click.command(short_help="Print the shell's completion script.")
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
def completion(shell: str) -> None:
    """Print a script with which the shell completes what you type: commands, options and their values, names of
    personas, themes and accounts, ids, filters, and the marks in a capture line.

    \b
    bash: shadowlog completion bash >> ~/.bashrc
    zsh:  shadowlog completion zsh  >> ~/.zshrc
    fish: shadowlog completion fish > ~/.config/fish/completions/shadowlog.fish

    Then open a new shell, type the beginning of a word, and press the tab key. The script stays good when shadowlog is
    updated.
    """
    put(SCRIPTS[shell].rstrip("\n"))
