"""The shell, driven as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from shadowlog.store.workspace import Workspace


class Done(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output, read as JSON."""
        return json.loads(self.out)


Shell = Callable[..., Done]


@pytest.fixture
def shell(workspace: Workspace) -> Shell:
    """Runs ``shadowlog`` on the test's workspace. A command must never show a traceback."""

    def run(*arguments: str, stdin: str | bytes = "", **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "shadowlog", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            env={**os.environ, **environment},
            timeout=60,
            check=False,
        )
        err = done.stderr.decode(errors="replace")
        assert "Traceback" not in err, err
        return Done(done.returncode, done.stdout.decode(errors="replace"), err)

    return run
