"""``shadowlog schema`` and ``completion``: what other programs read."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

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
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script with which the shell completes shadowlog's commands and options.

    \b
    bash: shadowlog completion bash >> ~/.bashrc
    zsh:  shadowlog completion zsh  >> ~/.zshrc
    fish: shadowlog completion fish > ~/.config/fish/completions/shadowlog.fish
    """
    script = get_completion_class(shell)
    assert script is not None
    whole = click.get_current_context().find_root().command
    put(script(whole, {}, "shadowlog", "_SHADOWLOG_COMPLETE").source())
