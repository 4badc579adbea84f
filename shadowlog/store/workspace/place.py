"""Where the workspace is. It loads next to nothing, for completion in the shell."""

from __future__ import annotations

import os

ENVIRONMENT = "SHADOWLOG_WORKSPACE"


def workspace_root(named: str | None = None) -> tuple[str, str]:
    """The folder of the workspace, and why it is that one, in words.

    The one ``named``, else the one in the environment (SHADOWLOG_WORKSPACE), else the current folder if it holds a log
    or is a clone of shadowlog, else the platform's folder for user data.
    """
    if named:
        return _absolute(named), "it was named with --workspace"
    if given := os.environ.get(ENVIRONMENT):
        return _absolute(given), f"{ENVIRONMENT} names it"
    here = os.getcwd()
    if os.path.exists(os.path.join(here, "data", "shadowlog.log")):
        return here, "the current folder holds a log"
    if os.path.isdir(os.path.join(here, "shadowlog", "domain")) and os.path.isdir(os.path.join(here, "data")):
        return here, "the current folder is a clone of shadowlog"
    from platformdirs import user_data_dir

    return user_data_dir("shadowlog", appauthor=False), "it is the place for your data on this system"


def _absolute(path: str) -> str:
    path = os.path.expanduser(path)
    # Where the path is whole, the current folder may have been removed.
    return path if os.path.isabs(path) else os.path.join(os.getcwd(), path)
