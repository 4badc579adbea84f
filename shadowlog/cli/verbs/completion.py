"""``shadowlog completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from shadowlog.cli.output import put


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
