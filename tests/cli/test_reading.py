"""What comes in on standard input: in groups as it arrives, in UTF-8 or what a mark of byte order says."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from shadowlog.cli.input_lines import NotUtf8, Readable, lines_of, text_of
from shadowlog.domain.records import Insight
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.cli.conftest import Shell

_HYPHEN = [sys.executable, "-m", "shadowlog", "add", "-"]


def _texts(shell: Shell) -> list[str]:
    return sorted(row["text"] for row in shell("list", "insights", "--json", "--limit", "0").json)


@contextlib.contextmanager
def _stream(data: bytes, kind: str, folder: Path) -> Iterator[BinaryIO]:
    """Bytes that can be read from a pipe or a file."""
    if kind == "file":
        (folder / "lines.txt").write_bytes(data)
        with (folder / "lines.txt").open("rb") as file:
            yield file
        return
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        yield pipe


@pytest.mark.parametrize("kind", ["pipe", "file"])
@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"\xef\xbb\xbffirst\nsecond\n", ["first", "second"]),
        ("first\nsecond\n".encode("utf-16"), ["first", "second"]),
        ("first\r\nzweite Größe".encode("utf-16"), ["first", "zweite Größe"]),
        ("\ufefffirst\nsecond\n".encode("utf-16-be"), ["first", "second"]),
        ("first\nsecond".encode("utf-32"), ["first", "second"]),
        ("first\nzweite Größe\n".encode("utf-16-le"), ["first", "zweite Größe"]),
        ("first\nzweite Größe".encode("utf-16-be"), ["first", "zweite Größe"]),
        (b"h", ["h"]),
        (b"h\0i", None),
        (b"crlf one\r\ncrlf two\r\n\r\n", ["crlf one", "crlf two"]),
        ("a\u2028b\nc\x85d\ne\x0bf\ng\x0ch\n\x1ci\nj\rk\n".encode(),
         ["a\u2028b", "c\x85d", "e\x0bf", "g\x0ch", "\x1ci", "j\rk"]),
        (b"", []),
        (b"\n\n \n", []),
        (b"\xef\xbb\xbf", []),
        (b"\xef\xbb", None),
        (b"no end", ["no end"]),
        (b"caf\xe9\n", None),
        ("odd".encode("utf-16") + b"\0", None),
        (b"\xff\xfe\x00\xd8", None),
    ],
)  # fmt: skip
def test_a_line_ends_with_lf_or_crlf_and_a_mark_of_byte_order_is_no_text(
    data: bytes, texts: list[str] | None, kind: str, tmp_path: Path
) -> None:
    with _stream(data, kind, tmp_path) as stream:
        if texts is None:
            with pytest.raises(NotUtf8, match="UTF"):
                list(lines_of(cast("Readable", stream)))
        else:
            assert [line.text for group in lines_of(cast("Readable", stream)) for line in group] == texts


def test_soft_ends_of_lines_stay_within_what_is_saved(shell: Shell) -> None:
    done = shell("add", "-", stdin="they would sign\x0ba lease #cost-\nbefore\u2028after\n")
    assert "2 of 2 lines saved" in done.err
    assert len(_texts(shell)) == 2


def test_a_mark_of_byte_order_before_an_objection_does_not_make_it_another(shell: Shell) -> None:
    shell("add", "!too expensive")
    shell("add", "-", stdin=b"\xef\xbb\xbf!too expensive\n")
    (objection,) = shell("list", "objections", "--json").json
    assert objection["title"] == "too expensive"
    assert len(shell("list", "mentions", "--json").json) == 2


@pytest.mark.parametrize("data", [b"le caf\xe9 est cher\nok line\n", b"ok line\nle caf\xe9\n"])
def test_another_encoding_is_refused_with_a_hint_and_nothing_is_half_saved(shell: Shell, data: bytes) -> None:
    done = shell("add", "-", stdin=data)
    assert done.code == 2
    assert "is not UTF-8" in done.err
    assert "iconv" in done.err
    assert _texts(shell) == []


def test_of_a_long_input_what_came_before_another_encoding_is_told(shell: Shell) -> None:
    piped = _Piped()
    piped.write("first\n")
    assert "first" in piped.read()
    _, err = piped.process.communicate(b"caf\xe9\nlater\n")
    assert piped.process.returncode == 2
    assert b"1 of 1 lines saved" in err
    assert b"Line 2 of the input is not UTF-8" in err
    assert _texts(shell) == ["first"]


def test_notes_lose_their_mark_of_byte_order_too(shell: Shell) -> None:
    for data in (b"\xef\xbb\xbfthey liked it", "they liked it".encode("utf-16")):
        shell("add", "encounter", "--notes", "-", stdin=data)
    assert [row["notes"] for row in shell("list", "encounters", "--json").json] == ["they liked it"] * 2


@pytest.mark.parametrize("text", ["", "a", "\ufefftwice", "Größe\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_any_text_comes_back_from_any_of_these_encodings(text: str, encoding: str) -> None:
    if text.startswith("\ufeff") and encoding == "utf-8":
        return
    assert text_of(text.encode(encoding)) == text


def test_where_a_text_is_no_utf8_the_line_is_told() -> None:
    with pytest.raises(NotUtf8, match="Line 3 "):
        text_of(b"one\ntwo\n\xff\xff\n")


class _Piped:
    """``add -`` that is fed line by line."""

    def __init__(self, code: str = "") -> None:
        command = _HYPHEN
        if code:
            run = "from shadowlog.__main__ import main\nsys.argv = ['shadowlog', 'add', '-']\nsys.exit(main())\n"
            command = [sys.executable, "-c", f"import sys\n{code}\n{run}"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def write(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def read(self) -> str:
        """The next line of what it says."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode()


def test_a_line_that_comes_alone_is_acknowledged_at_once() -> None:
    piped = _Piped()
    for number in range(3):
        piped.write(f"line {number}\n")
        assert f"Added insight: line {number}" in piped.read()
    piped.write("and half")
    piped.write(" a line")
    out, err = piped.process.communicate()
    assert b"Added insight: and half a line" in out
    assert b"4 of 4 lines saved" in err


def test_what_was_acknowledged_is_there_after_a_kill(shell: Shell) -> None:
    piped = _Piped()
    piped.write("".join(f"line {number}\n" for number in range(1_000)))
    told = [piped.read() for _ in range(600)]
    piped.process.send_signal(signal.SIGKILL)
    piped.process.communicate()
    kept = set(_texts(shell))
    assert len(kept) >= 600
    assert {line.partition("Added insight: ")[2].strip() for line in told} <= kept
    assert shell("check").code == 0


_WATCHED = """
import os
from shadowlog.store.log import durable_io
whole = durable_io.sync
def sync(fd):
    whole(fd)
    os.write(1, b"synced\\n")
durable_io.sync = sync
"""


def test_many_lines_share_a_sync_and_none_is_acknowledged_before_it() -> None:
    lines = "".join(f"line {number}\n" for number in range(1_000))
    out, _ = _Piped(_WATCHED).process.communicate(lines.encode())
    told = out.decode().splitlines()
    assert told[0] == "synced"
    assert sum(line != "synced" for line in told) == 1_000
    assert sum(line == "synced" for line in told) <= 100


def test_each_line_is_a_change_of_its_own(shell: Shell) -> None:
    shell("add", "-", stdin="one\ntwo\nthree\n")
    shell("undo")
    assert _texts(shell) == ["one", "two"]


def test_a_line_builds_on_what_the_ones_before_it_made(shell: Shell, workspace: Workspace) -> None:
    shell("add", "account", "Mercy Hospital")
    done = shell("add", "-", stdin="!too slow @mercy\n!too slow @mercy\nthey wait @mercy\n!Too slow\n")
    assert done.code == 0
    assert len(shell("list", "objections", "--json").json) == 1
    assert len(shell("list", "mentions", "--json").json) == 3
    assert len(shell("list", "encounters", "--json").json) == 1


_FAILING = """
import errno
from shadowlog.store.log import durable_io
whole, left = durable_io.{call}, [{after}]
def failing(*given):
    left[0] -= 1
    if left[0] < 0:
        raise OSError(errno.{error}, "injected")
    return whole(*given)
durable_io.{call} = failing
"""


@pytest.mark.parametrize(("call", "error", "after"), [("sync", "EIO", 1), ("write_all", "ENOSPC", 5)])
def test_where_the_disk_fails_only_what_was_saved_is_acknowledged(
    shell: Shell, workspace: Workspace, call: str, error: str, after: int
) -> None:
    shell("add", "first")
    lines = "".join(f"line {number}\n" for number in range(1_000))
    process = _Piped(_FAILING.format(call=call, error=error, after=after)).process
    out, err = process.communicate(lines.encode())
    assert process.returncode == 2, err
    assert b"Traceback" not in err
    told = {line.partition("Added insight: ")[2] for line in out.decode().splitlines()}
    with Repository(workspace) as repository:
        kept = {insight.text for insight in repository.all(Insight)}
    assert kept == told | {"first"}
    assert len(kept) < 1_000
    assert err.count(b"was not saved:") == 1_000 - len(told)
    assert shell("check").code == 0


def test_input_of_a_terminal_is_read_line_by_line(workspace: Workspace) -> None:
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    process = subprocess.Popen(_HYPHEN, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    os.close(slave)
    assert process.stdout is not None
    for word in ("one", "two"):
        os.write(master, f"{word}\n".encode())
        assert f"Added insight: {word}".encode() in process.stdout.readline()
    os.write(master, b"\x04")
    process.communicate()
    os.close(master)
    assert process.returncode == 0
