"""The command ``shadowlog``."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line. Collecting garbage while modules are loaded would only cost time."""
    gc.disable()
    from shadowlog.cli.main import run

    gc.freeze()
    gc.enable()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
