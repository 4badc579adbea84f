"""The one place where the shell shows what went wrong, and says which exit code that is."""

from __future__ import annotations

from collections.abc import Sequence

import click

from shadowlog.cli.output import say
from shadowlog.cli.session import typed_on_input
from shadowlog.domain.errors import ShadowlogError

SYSTEM_FAULT = 4
"""The exit code where the system refused, such as for want of room."""


OUR_FAULT = 70
"""The exit code of a fault in shadowlog itself."""


STOPPED = 130
"""The exit code of a command that somebody stopped."""


def show_error(error: ShadowlogError) -> None:
    """Show what went wrong and what to do about it, on standard error."""
    click.echo(f"{error.title}: {error.message}", err=True)
    if error.way_out:
        click.echo(error.way_out, err=True)


def exit_code_of(error: BaseException, arguments: Sequence[str]) -> int:
    """Show an error that ended a command called with ``arguments``, whichever it is, and return the exit code.

    Nobody sees a traceback: that of a fault of ours is kept in a file for a report.
    """
    match error:
        case SystemExit():
            return error.code if isinstance(error.code, int) else 0
        case click.ClickException():
            _show_usage(error)
            return error.exit_code
        case click.exceptions.Abort():
            say("Stopped. Nothing more was saved.")
            return STOPPED
        case ShadowlogError():
            show_error(error)
            from shadowlog.store.log.errors import SaveFailed

            if isinstance(error, SaveFailed):
                _give_back(arguments)
            return error.exit_code
        case RecursionError():
            say("That is nested too deeply to be read.")
            return click.UsageError.exit_code
        case OSError():
            say(f"The system refused: {error.strerror or error}. ({error.filename or 'no file'})")
            return SYSTEM_FAULT
    return _apologise(error)


def _show_usage(error: click.ClickException) -> None:
    error.show()
    if isinstance(error, click.NoSuchOption) and (not error.option_name.startswith("--") or " " in error.option_name):
        path = " ".join(error.ctx.command_path.split()) if error.ctx else "shadowlog"
        say(f"For text that begins with a hyphen, write -- before it: {path} -- '- too slow'")


def _apologise(error: BaseException) -> int:
    """Say that it is our fault, keep the traceback in a file for a report, and return the exit code."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="shadowlog-", suffix=".txt", delete=False, encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    say(f"A fault in shadowlog: {type(error).__name__}. What was saved is safe.")
    say(f"Please report it with {file.name}")
    return OUR_FAULT


_TYPED = {"add", "edit", "tag", "ship", "decline", "me"}
"""Verbs that take words somebody typed."""


def _give_back(arguments: Sequence[str]) -> None:
    """Say on standard error what was typed, after it could not be saved: nothing else keeps it."""
    import shlex

    lost = "What you typed is not kept. " if _TYPED & set(arguments) else ""
    say(f"{lost}To do it again: {shlex.join(['shadowlog', *arguments])}")
    for text in typed_on_input:
        say("What stood on standard input:")
        click.echo(text, err=True)
