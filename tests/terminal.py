"""A program in a real pseudo-terminal: keys go in, a screen comes out."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

_UNKNOWN = re.compile(
    rb"\x1b\[[><=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$[a-z]|\x1b\[\?[0-9;]*u|\x1b[P_^].*?\x1b\\|\x1b\].*?(?:\x07|\x1b\\)",
    re.DOTALL,
)
"""What pyte does not know and would print."""

PATIENCE = 20.0
"""Seconds to wait for anything before giving up."""


class Terminal:
    """``shadowlog`` running in a terminal of its own, or another ``program``."""

    def __init__(
        self,
        workspace: Path,
        *arguments: str,
        size: tuple[int, int] = (100, 30),
        program: Sequence[str] = (),
        **environment: str,
    ) -> None:
        self.screen = pyte.Screen(*size)
        self.raw = b""
        self._text = ""
        self._drawn = False
        self._hung_up = False
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "NO_COLOR")}
            kept |= {"TERM": "xterm-256color", **environment}
            command = [*program] or [sys.executable, "-m", "shadowlog", "--workspace", str(workspace), *arguments]
            # Under nohup closing the window would not be told.
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            os.execve(command[0], command, kept)
        self._end = os.pidfd_open(self.pid)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        self.hang_up()
        os.close(self._end)

    def pump(self, seconds: float = 0.02) -> None:
        """Take in what the program writes: wait for some of it, then take all there is."""
        while not self._hung_up:
            if not select.select([self.fd], [], [], seconds)[0]:
                return
            data = b""
            with contextlib.suppress(OSError):
                data = os.read(self.fd, 1 << 16)
            if not data:
                break
            self.raw += data
            self._stream.feed(_UNKNOWN.sub(b"", data))
            self._drawn = False
            seconds = 0.0
        # Nobody writes here any more: whoever asks again at once would only keep a core busy until the program ends.
        select.select([self._end], [], [], seconds)

    @property
    def text(self) -> str:
        """The screen as text."""
        if not self._drawn:
            self._text = "\n".join(line.rstrip() for line in self.screen.display)
            self._drawn = True
        return self._text

    @property
    def asleep(self) -> bool:
        """Whether the program waits, for a key as a rule. Where there is no /proc, it is taken to."""
        state = Path(f"/proc/{self.pid}/stat")
        return not state.exists() or state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "S"

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                raise AssertionError(f"it did not come about; on screen:\n{self.text}")
            self.pump()

    def until_shown(self, text: str) -> None:
        """Wait until a text is on the screen."""
        self.until(lambda: text in self.text)

    def send(self, text: str) -> None:
        """Press keys."""
        os.write(self.fd, text.encode())

    def paste(self, text: str) -> None:
        """Paste text, as a terminal does for whoever asked to be told of pastes."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size."""
        self._drawn = False
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal's window."""
        if not self._hung_up:
            self._hung_up = True
            os.close(self.fd)

    def exit_code(self) -> int:
        """Wait for the program to end."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            self.pump()
        raise AssertionError(f"it did not end; on screen:\n{self.text}")
