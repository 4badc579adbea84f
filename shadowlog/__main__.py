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
    from shadowlog.cli.main import run

    gc.freeze()
    gc.enable()
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1
    os._exit(code)


if __name__ == "__main__":
    main()
