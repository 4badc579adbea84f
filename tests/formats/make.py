"""Writes a workspace of this version beside the others, at each release: ``python -m tests.formats.make 0.1.0``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.terminal import Terminal

FOLDER = Path(__file__).parent

SETTINGS = """day_first = false
backups = true
theme = "nord"
countries = ["DE"]

[keys]
insight = "ctrl+n"
"""

KEPT = (
    "settings.toml", "data/shadowlog.log", "data/device.json", "data/drafts/*.json", "data/backups/*.json",
    "exports/*.md", "exports/theme-*.json", "exports/.shadowlog-export.json",
    "exports/internal/*.md", "exports/internal/theme-*.json", "exports/internal/.shadowlog-export.json",
)  # fmt: skip
"""What is kept of a workspace: indexes and web pages are made anew from it."""


def write(root: Path) -> None:
    """Log, edit, take back, export and leave drafts, in a workspace at ``root``, as people do."""
    os.environ |= {"SHADOWLOG_WORKSPACE": str(root), "SHADOWLOG_SETTINGS": str(root / "none.toml"), "TZ": "UTC"}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "shadowlog", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout

    run("me", "Maud", "--role", "marketer")
    run("add", "account", "Mercy Hospital", "--segment", "hospitals", "--alias", "Mercy")
    run("add", "persona", "Purchasing")
    run("add", "person", "Dana Whitlock", "--role", "rep")
    run("add", "theme", "Total cost", "--message", "It pays for itself in two years")
    met = ("--rep", "Dana Whitlock", "--persona", "Purchasing", "--at", "2026-11-02 10:00")
    run("add", "encounter", "--kind", "demo", "--account", "Mercy Hospital", *met)
    call = json.loads(run("list", "encounters", "--json"))[0]["id"]
    lease = ("--persona", "Purchasing", "--theme", "Total cost:resonated")
    run("add", "insight", "They would sign a lease at once", "--encounter", call, *lease)
    run("add", "insight", "Grüße: “zu teuer”, sagt der Einkauf", "--encounter", call, "--theme", "Total cost:rejected")
    heard = ("--verbatim", "far too much", "--response", "Five years cost less", "--outcome", "resolved")
    run("add", "objection", "Too expensive", "--account", "Mercy Hospital", *heard)
    run("add", "content-request", "A table for purchasing", "--persona", "Purchasing")
    run("add", "insight", "this one is taken back")
    run("undo")
    run("add", "insight", "this one is edited")
    for insight in json.loads(run("list", "insights", "--json")):
        if insight["text"] == "this one is edited":
            run("edit", insight["id"], "--text", "this one was edited")
    run("add", "@Mercy Hospital the table *total-cost helped them")
    run("add", "--", '!too expensive "no way" @"Mercy Hospital"')
    run("backup")
    for audience in ("external", "internal"):
        run("export", "--html", "--json", "--audience", audience)
    _leave(root, ":", "a half typed line @Mer")
    _leave(root, "i", "a half typed insight")
    (root / "settings.toml").write_text(SETTINGS, encoding="utf-8")


def _leave(root: Path, key: str, text: str) -> None:
    """Open something with a key, type, and kill the program once it has kept what was typed."""
    drafts = root / "data" / "drafts"
    before = set(drafts.glob("*.json"))
    with Terminal(root) as terminal:
        terminal.until_shown("Insights")
        if before:
            terminal.until_shown("half typed")
            terminal.send("\x1b")
            terminal.until(lambda: "half typed" not in terminal.text)
        terminal.send(key)
        terminal.until_shown("F8" if key == "i" else "F1")
        terminal.send(text)
        terminal.until(lambda: any(text in path.read_text() for path in set(drafts.glob("*.json")) - before))


def main(name: str) -> None:
    """Write the folder ``name``."""
    target = FOLDER / name
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        write(root)
        for pattern in KEPT:
            for path in root.glob(pattern):
                kept = target / path.relative_to(root)
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, kept)


if __name__ == "__main__":
    main(sys.argv[1])
