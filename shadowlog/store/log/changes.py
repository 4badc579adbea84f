"""The lines of a log grouped into changes: all lines of a change count, or none."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator

from shadowlog.store.log import durable_io
from shadowlog.store.log.lines import LogLine
from shadowlog.store.log.log_file import LogFile
from shadowlog.store.log.operations import Json, Operation
from shadowlog.store.log.salvage import Damage


def changes_in(log_file: LogFile, start: int, size: int) -> Iterator[list[LogLine] | Damage]:
    """The log from byte ``start`` up to ``size``: the lines of one change at a time, and damaged pieces.

    Where the log ends within a change, the lines of it that are there are part of the torn end. A blank line is
    returned by itself.
    """
    group: list[LogLine] = []
    for piece in log_file.lines(start, size):
        if isinstance(piece, Damage):
            if piece.torn and group:
                break
            if group:
                yield group
                group = []
            yield piece
            continue
        if not piece.content:
            if not group:
                yield [piece]
            continue
        part = piece.content.get("part")
        if group and change_of(piece.content) != change_of(group[0].content):
            yield group
            group = []
        group.append(piece)
        if part is None or part[0] == part[1] - 1:
            yield group
            group = []
    if group:
        offset = group[0].offset
        yield Damage(offset, durable_io.read_at(log_file.fd, size - offset, offset), torn=True)


def change_of(operation: Operation | Json) -> str:
    """The id of the change an operation belongs to."""
    return str(operation.get("change") or operation.get("op"))


def set_aside(log_file: LogFile, folder: str, piece: Damage) -> None:
    """Copy damaged bytes into a file in ``damaged`` in the data folder; the log is left as it is. Raises OSError."""
    aside = os.path.join(folder, "damaged")
    name = f"{log_file.generation[-12:]}-{piece.offset}-{zlib.crc32(piece.content):08x}.bin"
    path = os.path.join(aside, name)
    if not os.path.exists(path):
        durable_io.make_folder(aside)
        durable_io.replace_file(path, [piece.content])


def without_repeats(operations: list[Operation]) -> Iterator[Operation]:
    """A record's operations, each once, as lines that no longer stand beside the others of their change."""
    seen: set[str] = set()
    for operation in operations:
        if operation["op"] not in seen:
            seen.add(operation["op"])
            # Lines of one change no longer stand together, so none of them says how many there should be.
            operation.pop("part", None)
            yield operation
