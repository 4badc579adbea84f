"""Writes a workspace as this version leaves it: ``python -m tests.formats.make NAME [FOLDER]``.

The same version writes the same bytes each time: clock and ids go on by themselves from a fixed day.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest.mock import patch

import time_machine

from shadowlog.domain import ids
from shadowlog.store.workspace.drafts import CAPTURE, Drafts
from tests.store.verbs import run as run_verb

FOLDER = Path(__file__).parent

BEGIN = datetime(2026, 11, 2, 9, tzinfo=timezone.utc)
"""When the first command is run; each further one is run a minute after the one before."""

MAKING = 'backups = false\ncountries = ["US"]\n'
"""The settings while it is written: nothing runs in the background, and numbers are dialled as in the US."""

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
"""What is kept of a workspace: indexes and web pages can be rebuilt from it."""


def write(root: Path) -> None:
    """Log, edit, take back, export and leave drafts, in a workspace at ``root``, as people do."""
    settings = root.parent / "making.toml"
    settings.write_text(MAKING, encoding="utf-8")
    os.environ |= {"SHADOWLOG_WORKSPACE": str(root), "SHADOWLOG_SETTINGS": str(settings), "TZ": "UTC"}
    if hasattr(time, "tzset"):
        time.tzset()
    # Ids are the same in each run: the clock, and digits from a fixed seed.
    made = patch.multiple(ids, urandom=random.Random(7).randbytes, _millisecond=0)
    with time_machine.travel(BEGIN, tick=False) as clock, made:

        def run(*arguments: str) -> str:
            clock.shift(timedelta(minutes=1))
            done = run_verb(*arguments)
            assert done.code == 0, (arguments, done.err)
            return done.out

        _log(run)
        for audience in ("external", "internal"):
            run("export", "--html", "--json", "--audience", audience)
        call = json.loads(run("list", "encounters", "--json"))[0]["id"]
        _leave(root, CAPTURE, {"text": "a half typed line @Mer"}, {"encounter": ""})
        _leave(root, "add insights", {"text": "a half typed insight", "permission": "unset"}, {"encounter": call})
    _same_times(root / "exports")
    (root / "settings.toml").write_text(SETTINGS, encoding="utf-8")


def _log(run: Callable[..., str]) -> None:
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


def _leave(root: Path, form: str, typed: dict[str, str], context: dict[str, str]) -> None:
    """Leave a draft, as a program does that is killed while somebody types."""
    drafts = Drafts(str(root / "data"))
    drafts.keep(form, {"typed": typed, "context": context})
    drafts.close()


def _same_times(exports: Path) -> None:
    """Give exported files the same time in each run, which the list of what was exported holds as well."""
    moment = int(BEGIN.timestamp()) * 1_000_000_000
    for path in exports.rglob("*"):
        os.utime(path, ns=(moment, moment))
    for path in exports.rglob(".shadowlog-export.json"):
        path.write_text(re.sub(r"(?<=,)\d{19}(?=])", str(moment), path.read_text(encoding="utf-8")), encoding="utf-8")


def main(name: str, parent: Path = FOLDER) -> None:
    """Write the folder ``name`` into ``parent``."""
    target = parent / name
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        write(root)
        for pattern in KEPT:
            for path in root.glob(pattern):
                kept = target / path.relative_to(root)
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, kept)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:3]))
