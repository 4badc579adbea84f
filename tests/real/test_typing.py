"""Real talks, a real meeting and real objections, typed as a person types them."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

from benchmarks import handbook
from shadowlog.briefs.export.one import write_brief
from shadowlog.domain.records import Encounter, Mention, Objection, Person, Theme
from shadowlog.domain.values import Stage
from shadowlog.services.resolve import resolve
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.capturing.capture_box import CaptureBox
from tests.real.test_dialogs import APPEALS, check_figures
from tests.terminal import Terminal
from tests.tui.conftest import Running, running

__all__ = ["running"]


def _talks(data: Path) -> list[str]:
    """A capture line for each talk: its name, day, outcome, and the appeals that were used in it."""
    folder = data / "dialogs_p4g_dev"
    with (folder / "participants.csv").open(encoding="utf-8", newline="") as file:
        gave = {row["B2"]: float(row["B6"]) > 0 for row in csv.DictReader(file) if row["B4"] == "1"}
    used: dict[str, dict[str, str]] = defaultdict(dict)
    with (folder / "dialog_sentences.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            used[row["B2"]].setdefault("", row["Unit"])
            for key in ("er_label_1", "er_label_2"):
                if row[key] in APPEALS:
                    used[row["B2"]].setdefault(row[key], row["Unit"])
    lines = []
    for name, appeals in used.items():
        day = f"{name[:4]}-{name[4:6]}-{name[6:8]}"
        marks = " ".join(f"#{appeal}" for appeal in appeals if appeal)
        said = next((text for appeal, text in appeals.items() if appeal), appeals[""]).replace('"', "'")
        outcome = "closed_won" if gave[name] else "closed_lost"
        lines.append(f'{marks} event:{name} when:{day} after:{outcome} "{said.strip()}"')
    return lines


async def test_150_talks_typed_into_the_capture_line_come_to_the_known_figures(running: Running, data: Path) -> None:
    lines = _talks(data)
    assert len(lines) == 150
    async with running((100, 30)) as driver:
        repository = driver.app.repository
        for name in APPEALS:
            repository.add(Theme(name=name))
        await driver.press("colon")
        for line in lines[:25]:
            await driver.type(line)
            await driver.press("enter")
        await driver.type("\n".join(lines[25:]))
        await driver.press("enter")
        encounters = list(repository.all(Encounter))
        assert len(encounters) == 150
        assert sum(encounter.stage_after is Stage.CLOSED_WON for encounter in encounters) == 77
        for name, (used, gave) in APPEALS.items():
            brief = write_brief(repository, resolve(repository, Theme, name), date(2026, 1, 1))
            check_figures(brief, used, gave, accounts=False)


async def test_every_repeated_objection_is_offered_first_and_nothing_else_is_merged(
    running: Running, data: Path
) -> None:
    objections = [title for title, _ in handbook.objections(data)]
    assert len(objections) == 17
    repeated = []
    async with running((100, 40)) as driver:
        repository = driver.app.repository
        await driver.press("colon")
        box = driver.app.screen.query_one(CaptureBox)
        for text in objections:
            await driver.type(f"!{text}")
            # As a person does who takes an offer that says the same, and no other.
            if box._offers and box._offers[0].same:
                repeated.append((text, box._offers[0].standing.objection.title))
                await driver.press("down")
            await driver.press("enter")
        assert (repository.count(Objection), repository.count(Mention)) == (13, 17)
    assert len(repeated) == 4
    for again, first in repeated:
        assert set(re.findall(r"\w{6,}", again)) & set(re.findall(r"\w{6,}", first)), (again, first)
        assert objections.index(again) < 13 or objections.index(first) < objections.index(again)


def test_an_hour_of_notes_survives_three_kills(tmp_path: Path, data: Path) -> None:
    path = data / "meetings_qmsum_product_dev" / "ES2002d.json"
    turns = json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]
    said = [" ".join(f"{number} {turn['content']}".split()) for number, turn in enumerate(turns)]
    assert sum(map(len, said)) > 45_000, "about an hour of speech"
    workspace = tmp_path / "workspace"
    with Repository(Workspace(workspace, "a test")) as repository:
        repository.set_author(repository.add(Person(name="Maud")))
    kills = [len(said) * part // 4 for part in (1, 2, 3)]
    begin = 0
    safe: list[str] = []
    for end in [*kills, len(said)]:
        with Terminal(workspace, size=(120, 40)) as terminal:
            if begin:
                terminal.until_shown("Go on where you stopped?")
                terminal.send("y")
            else:
                terminal.until_shown("Three things to do first")
                terminal.send("R")
            terminal.until_shown("Ride-along ·")
            # What was half typed stands in the line again; here it is typed anew.
            terminal.until_shown("esc Leave")
            terminal.send("\x15")
            terminal.until_shown("what was said")
            typed: list[tuple[float, str]] = []
            for start in range(begin, end, 8):
                lines = said[start : min(end, start + 8)]
                # Key by key a line takes as long as ten that are pasted, and what is kept of them is the same.
                for line in lines:
                    if start == begin or line is lines[0]:
                        terminal.send(line)
                    else:
                        terminal.paste(line)
                    terminal.send("\r")
                number = lines[-1].partition(" ")[0]
                shown = re.compile(rf"^ *\d\d:\d\d  {number} ", re.MULTILINE)
                terminal.until(lambda: shown.search(terminal.text) is not None)  # noqa: B023
                typed += [(time.monotonic(), line) for line in lines]
            begin = end
            if end == len(said):
                terminal.send("\x1b")
                terminal.until(lambda: "Ride-along ·" not in terminal.text)
                safe += [line for _, line in typed]
                break
            killed = time.monotonic()
            os.kill(terminal.pid, signal.SIGKILL)
            terminal.exit_code()
            safe += [line for when, line in typed if when < killed - 2]
    with Repository(Workspace(workspace, "a test")) as repository:
        (encounter,) = repository.all(Encounter)
        kept = re.findall(r"^\*\*\d\d:\d\d\*\* (.*)$", encounter.notes, re.MULTILINE)
        assert set(safe) <= set(kept), sorted(set(kept) - set(said))
        assert kept == [line for line in said if line in set(kept)], "in their order, each once"
