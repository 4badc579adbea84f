"""The command ``shadowlog``."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line.

    Collecting garbage while modules are loaded, and taking the interpreter apart at the end, would only cost time:
    what was to be kept is on the disk by then, and the log is closed.
    """
    gc.disable()
    if (shell := os.environ.get("_SHADOWLOG_COMPLETE")) in ("bash", "zsh", "fish"):
        # Somebody waits at the tab key: the program as a whole is not loaded.
        from shadowlog.cli.completing.answer import answer

        answer(shell)
        os._exit(0)
    from shadowlog.domain.schema.fields import WronglyDeclared, wrongly_declared

    try:
        from shadowlog.cli.entry import run
        from shadowlog.cli.streams import open_closed
    except WronglyDeclared as error:
        # Records are declared while modules are loaded, before there is anything that shows errors.
        print(wrongly_declared(error), file=sys.stderr)
        raise SystemExit(70) from None

    gc.freeze()
    gc.enable()
    open_closed()
    os._exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
