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
    from shadowlog.cli.streams import open_closed

    gc.freeze()
    gc.enable()
    open_closed()
    os._exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
