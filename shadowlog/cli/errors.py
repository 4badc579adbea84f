"""Shows every error of the shell, and says which exit code it gets."""

from __future__ import annotations

from collections.abc import Sequence

import click

from shadowlog.cli.output import say
from shadowlog.cli.session import typed_on_input
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.schema.fields import WronglyDeclared, wrongly_declared

SYSTEM_FAULT = 4
"""The exit code of an error in the system, such as a full disk."""


OUR_FAULT = 70
"""The exit code of a fault in shadowlog itself."""


STOPPED = 130
"""The exit code of a command that was interrupted, such as with Ctrl+C."""


def show_error(error: ShadowlogError) -> None:
    """Show what went wrong and what to do about it, on standard error."""
    click.echo(f"{error.title}: {error.message}", err=True)
    if error.way_out:
        click.echo(error.way_out, err=True)


def exit_code_of(error: BaseException, arguments: Sequence[str]) -> int:
    """Show any error that ended a command called with ``arguments``, and return the exit code.

    Nobody sees a traceback: that of an unexpected error is kept in a file for a report.
    """
    match error:
        case SystemExit():
            return error.code if isinstance(error.code, int) else 0
        case click.ClickException():
            _show_usage(error)
            return error.exit_code
        case KeyboardInterrupt():
            # As click does: what follows stands on a line of its own, behind the ^C.
            say("")
            say("Stopped. Nothing more was saved.")
            return STOPPED
        case click.exceptions.Abort():
            say("Stopped. Nothing more was saved.")
            return STOPPED
        case ShadowlogError():
            show_error(error)
            from shadowlog.store.log.errors import SaveFailed

            if isinstance(error, SaveFailed):
                _give_back(arguments)
            return error.exit_code
        case WronglyDeclared():
            say(wrongly_declared(error))
            return OUR_FAULT
        case RecursionError():
            say("The input is nested too deeply to be read. Give a simpler one.")
            return click.UsageError.exit_code
        case OSError():
            where = f" ({error.filename})" if error.filename else ""
            say(f"The system reported an error: {error.strerror or error}{where}. Correct it, then try again.")
            return SYSTEM_FAULT
    return _keep_details(error)


def _show_usage(error: click.ClickException) -> None:
    error.show()
    if isinstance(error, click.NoSuchOption) and (not error.option_name.startswith("--") or " " in error.option_name):
        path = " ".join(error.ctx.command_path.split()) if error.ctx else "shadowlog"
        say(f"For text that begins with a hyphen, write -- before it: {path} -- '- too slow'")


def _keep_details(error: BaseException) -> int:
    """Say that shadowlog itself failed and where the details are kept, and return the exit code."""
    import tempfile
    import traceback

    say(f"A fault in shadowlog: {type(error).__name__}. What was saved is safe.")
    details = "".join(traceback.format_exception(error)).encode(errors="backslashreplace")
    try:
        with tempfile.NamedTemporaryFile(prefix="shadowlog-", suffix=".txt", delete=False) as file:
            file.write(details)
    except OSError as not_written:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        say(f"The details could not be kept: {not_written.strerror or not_written}.")
        say(f"Please report it with this place in the program: {frame.filename}, line {frame.lineno}.")
    else:
        say(f"The details are in {file.name}: please report it with that file.")
    return OUR_FAULT


_TYPED = {"add", "edit", "tag", "ship", "decline", "me"}
"""Verbs whose arguments are words that somebody typed."""


def _give_back(arguments: Sequence[str]) -> None:
    """Print the command and its standard input again after they could not be saved, since nothing else keeps them."""
    import shlex

    lost = "What you typed is not kept. " if _TYPED & set(arguments) else ""
    say(f"{lost}To do it again: {shlex.join(['shadowlog', *arguments])}")
    for text in typed_on_input:
        say("This was on standard input:")
        click.echo(text, err=True)
