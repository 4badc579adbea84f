"""Where every call of the shell begins and ends: quick verbs at once, everything else by click."""

from __future__ import annotations

import errno
import sys

from shadowlog.cli.output import say
from shadowlog.cli.quick import quick_verb
from shadowlog.cli.streams import filtered, output_fault

NOBODY_READS = (errno.EPIPE, errno.EBADF)
"""The errors of a pipe that nobody reads any more, and of a closed stream."""

OUTPUT_FAILED = 4
"""The exit code where the output could not be written."""


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit code. Nothing that goes wrong is shown as a traceback."""
    with filtered():
        code = _run(arguments)
        sys.stdout.flush()
        fault = output_fault()
        if fault is None or fault.errno in NOBODY_READS:
            return code
        say(
            f"The output could not be written: {fault.strerror}. What the command saved is in the log: check with "
            "shadowlog list before you run it again."
        )
        return code or OUTPUT_FAILED


def _run(arguments: list[str]) -> int:
    try:
        quick = quick_verb(arguments)
        if quick is not None:
            return quick() or 0
        from shadowlog.cli.main import shadowlog

        result = shadowlog.main(arguments, prog_name="shadowlog", standalone_mode=False)
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # the one boundary at which every error is shown
        from shadowlog.cli.errors import exit_code_of

        return exit_code_of(error, arguments)
    return result if isinstance(result, int) else 0
