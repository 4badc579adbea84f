"""The shell, driven as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shadowlog.store.workspace.workspace import Workspace


class Done:
    """What a command left. Where it did not end with 0, a test must look at the code it ended with."""

    def __init__(self, command: tuple[str, ...], code: int, out: str, err: str) -> None:
        self.command = command
        self.out = out
        self.err = err
        self._code = code
        self.looked_at = code == 0

    @property
    def code(self) -> int:
        """What it ended with."""
        self.looked_at = True
        return self._code

    @property
    def json(self) -> Any:
        """Its output, read as JSON."""
        return json.loads(self.out)

    def __repr__(self) -> str:
        return f"{self.command} ended with {self._code}\n{self.out}\n{self.err}"


Shell = Callable[..., Done]


@pytest.fixture
def shell(workspace: Workspace) -> Iterator[Shell]:
    """Runs ``shadowlog`` on the test's workspace.

    A command must never show a traceback. It ends with ``expect``; where a test does not say with what, it ends with
    0, or the test looks at its code.
    """
    every: list[Done] = []

    def run(*arguments: str, stdin: str | bytes = "", expect: int | None = None, **environment: str) -> Done:
        ended = subprocess.run(
            [sys.executable, "-m", "shadowlog", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            env={**os.environ, **environment},
            timeout=120,
            check=False,
        )
        err = ended.stderr.decode(errors="replace")
        assert "Traceback" not in err, err
        done = Done(arguments, ended.returncode, ended.stdout.decode(errors="replace"), err)
        assert expect is None or done.code == expect, done
        every.append(done)
        return done

    yield run
    _all_looked_at(every)


def _all_looked_at(every: list[Done]) -> None:
    assert [done for done in every if not done.looked_at] == [], "nobody looked at what it ended with"


@pytest.fixture
def here(workspace: Workspace, capfd: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """As ``shell``, but within this process: for many calls."""
    every: list[Done] = []

    def run(*arguments: str, expect: int | None = None) -> Done:
        from shadowlog.cli.entry import run as run_here

        code = run_here(list(arguments))
        out, err = capfd.readouterr()
        assert "Traceback" not in err, err
        done = Done(arguments, code, out, err)
        assert expect is None or done.code == expect, done
        every.append(done)
        return done

    yield run
    _all_looked_at(every)
