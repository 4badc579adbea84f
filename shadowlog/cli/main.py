"""The commands and how they are found. The module of a command is loaded when the command is called."""

from __future__ import annotations

import builtins
from importlib import import_module
from keyword import iskeyword

import click

from shadowlog import __version__
from shadowlog.cli.param_types import FOLDER
from shadowlog.cli.session import ShellSession

_COMMANDS = {
    "add": "add",
    "list": "listing", "show": "listing", "history": "listing",
    "edit": "change", "delete": "change", "tag": "change", "undo": "change", "redo": "change",
    "answer": "answers", "mine": "feedback", "merge": "change", "unmerge": "change",
    "ship": "content_requests", "decline": "content_requests", "digest": "feedback",
    "ask": "permissions", "permit": "permissions",
    "forget": "forget",
    "brief": "briefs", "export": "briefs", "verify": "briefs", "template": "briefs",
    "check": "maintenance", "backup": "maintenance", "restore": "maintenance", "where": "workspace", "me": "workspace",
    "pack": "maintenance", "index": "maintenance", "learn": "maintenance",
    "tour": "workspace",
    "schema": "for_programs", "demo": "workspace", "completion": "completion",
}  # fmt: skip
"""Every command, with the module of ``shadowlog.cli.verbs`` it is in.

Its function there is called like it, with ``_`` for a hyphen, and behind a name that Python has for itself (``list_``).
"""


class Commands(click.Group):
    """The commands by name, each loaded when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in _COMMANDS if not self.named(name).hidden]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self.named(cmd_name) if cmd_name in _COMMANDS else None

    def named(self, name: str) -> click.Command:
        """The command of this name."""
        function = name.replace("-", "_")
        if hasattr(builtins, function) or iskeyword(function):
            function += "_"
        command = getattr(import_module(f"shadowlog.cli.verbs.{_COMMANDS[name]}"), function)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from shadowlog.domain.text.nearest import nearest

            close = nearest(args[0], [name for name in _COMMANDS if not self.named(name).hidden], 2)
            hint = f" Did you mean {' or '.join(close)}?" if close else " See: shadowlog --help"
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Without a command the terminal UI opens. Press F1 there for help.",
)
@click.option("--workspace", metavar="PATH", type=FOLDER, help="The folder that holds data/ and exports/.")
@click.version_option(__version__, "--version", message="shadowlog %(version)s")
@click.pass_context
def shadowlog(ctx: click.Context, workspace: str | None) -> None:
    """Carry what buyers say to the people who write what buyers read.

    Log calls, demos and trade shows; tag what was heard against your messaging themes; hand briefs to the content
    team.
    """
    ctx.obj = ShellSession(workspace, capturing=ctx.invoked_subcommand == "add")
    ctx.call_on_close(ctx.obj.close)
    if ctx.invoked_subcommand is None:
        from shadowlog.tui import open_tui

        ctx.exit(open_tui(ctx.obj.workspace))
