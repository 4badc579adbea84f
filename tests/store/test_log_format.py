"""docs/log-format.md says what is in a log: held against the bytes of one."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

from shadowlog.store.workspace.workspace import Workspace
from tests.some import some
from tests.store.verbs import run

PAGE = (Path(__file__).parents[2] / "docs" / "log-format.md").read_text(encoding="utf-8")


def _documented(heading: str) -> set[str]:
    """The keys in the table below a heading."""
    table = PAGE.partition(heading)[2].partition("| --- | --- |\n")[2].partition("\n\n")[0]
    return {key for row in table.split("\n") for key in re.findall(r"`\"?(\w+)\"?`", row.split("|")[1])}


def _written() -> None:
    """Write, by what people do, operations of every sort."""
    run("me", "Maud")
    for name in ("Total cost", "Cost of it all"):
        run("add", "theme", name)
    added = run("add", "insight", "too slow", "--theme", "Total cost", "--kind", "pain", "--json")
    insight = json.loads(added.out)["id"]
    for command in (
        ("tag", insight, "Cost of it all"), ("tag", insight, "Total cost", "--remove"), ("edit", insight, "--kind", ""),
        ("delete", insight), ("undo",), ("add", "objection", "Too dear"),
    ):  # fmt: skip
        assert run(*command).code == 0, command


def test_the_page_names_every_key_of_a_log_and_no_other(workspace: Workspace) -> None:
    _written()
    lines = workspace.log.read_bytes().split(b"\n")
    assert lines.pop() == b"", "the last line ends with LF"
    header, *operations = [json.loads(line[9:]) for line in lines]
    assert [line[:9] for line in lines] == [b"%08x " % zlib.crc32(line[9:]) for line in lines]
    assert header.keys() == _documented("**The header**")
    assert {key for operation in some(operations) for key in operation} == _documented("**An operation**")
    first, second = [operation for operation in operations if "part" in operation]
    assert (first["part"], second["part"]) == ([0, 2], [1, 2])
    assert second["change"] == first["op"]
    assert ("label" in first, "label" in second) == (True, False)


def test_the_page_names_every_file_beside_a_log(workspace: Workspace, tmp_path: Path) -> None:
    # A snapshot that is taken in the background would come and go beside the log.
    (tmp_path / "settings.toml").write_text("backups = false\n", encoding="utf-8")
    _written()
    for verb in ("index", "pack", "check"):
        assert run(verb).code == 0
    assert '"part"' not in workspace.log.read_text(encoding="utf-8")
    names = some(sorted(path.name for path in workspace.data.iterdir() if path.is_file()))
    assert [name for name in names if f"`{name}`" not in PAGE and f"`data/{name}`" not in PAGE] == []
