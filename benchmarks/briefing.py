"""Briefs and boards: how long they take, beside what other programs take for the same."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.measuring import CACHE, Row, median, row
from benchmarks.sold import OBJECTIONS, THEMES, sold
from shadowlog.analysis.boards import Resonance, resonance
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import BriefFormat, rendered, write_brief, written
from shadowlog.domain.records import Encounter, Insight, Mention, Objection, Persona, Theme
from shadowlog.domain.text.query import Filter, read_filter
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.store.tinydb_storage import TableView
from shadowlog.store.workspace.workspace import Workspace

AS_OF = date(2026, 11, 21)


def briefing() -> Iterator[Row]:
    """A theme brief from 100,000 records, once the log is open."""
    repository = Repository(Workspace(sold(100_000), "a benchmark"))
    themes = list(repository.all(Theme))[:21]
    times = []
    for theme in themes:
        start = time.perf_counter()
        write_brief(repository, theme, AS_OF)
        times.append(time.perf_counter() - start)
    alone = statistics.median(times)
    with BriefContext(repository, AS_OF) as context:
        context.discretion, context.anonymity  # noqa: B018
        together = statistics.median(
            median([lambda theme=theme: written(context, theme, Path("nowhere"))], 1)[0] for theme in themes
        )
    repository.close()
    what = "a theme brief from 100,000 records, after opening"
    yield row(what, f"{alone * 1000:.0f} ms ({together * 1000:.0f} ms among others)", alone * 1000, "≤ 150 ms", 150)


_EXPORT = """
import resource, sys
from datetime import date
from pathlib import Path
from shadowlog.briefs.export.incremental import export
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    report = export(Repository(Workspace(folder, "a benchmark")), folder / "exports", date(2026, 11, 21))
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(report.total, len(report.written), most // 1024)
"""


def _export(folder: Path) -> tuple[float, list[int]]:
    """Seconds, and (briefs, written, MB of the largest process)."""
    with tempfile.TemporaryDirectory() as place:
        program = Path(place) / "program.py"
        program.write_text(_EXPORT)
        start = time.perf_counter()
        done = subprocess.run([sys.executable, str(program), str(folder)], capture_output=True, text=True, check=True)
    return time.perf_counter() - start, [int(number) for number in done.stdout.split()]


def exporting() -> Iterator[Row]:
    """Every brief of 100,000 records, and again after one change."""
    taken = {}
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        shutil.copytree(sold(100_000), folder, dirs_exist_ok=True)
        taken[100_000], (total, first, memory) = _export(folder)
        assert first == total
        yield row(
            f"all {total:,} briefs of 100,000 records, {THEMES} themes, {OBJECTIONS:,} objections",
            f"{taken[100_000]:.0f} s, {memory} MB a process", taken[100_000], "≤ 30 s", 30,
        )  # fmt: skip
        with Repository(Workspace(folder, "a benchmark")) as repository:
            objection = next(repository.all(Objection))
            encounter = repository.newest(Encounter, 0, 1)[0]
            repository.add(Mention(objection=objection.id, verbatim="again", encounter=encounter.id, author="author"))
        again, (_, changed, _) = _export(folder)
        yield row("again after one objection more", f"{again:.1f} s, {changed} written", again, "≤ 2 s", 2)
        nothing, (_, changed, _) = _export(folder)
        yield row("again after nothing changed", f"{nothing:.1f} s, {changed} written", nothing, "≤ 2 s", 2)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        shutil.copytree(sold(25_000), name, dirs_exist_ok=True)
        taken[25_000], _ = _export(Path(name))
    growth = taken[100_000] / taken[25_000]
    yield row("100,000 records of 25,000 (a quarter of everything)", f"{growth:.1f} times as long", growth, "≤ 5", 5)


def forms() -> Iterator[Row]:
    """Markdown to HTML, beside mistune with a sanitiser on the same text."""
    import mistune
    import nh3

    repository = Repository(Workspace(sold(100_000), "a benchmark"))
    with BriefContext(repository, AS_OF) as context:
        briefs = [written(context, theme, Path("nowhere"))[0] for theme in list(repository.all(Theme))[:5]]
    repository.close()
    peer = mistune.create_markdown(plugins=["table"])
    ours, theirs = median(
        [
            lambda: [rendered(brief, BriefFormat.HTML) for brief in briefs],
            lambda: [nh3.clean(str(peer(brief.body))) for brief in briefs],
        ],
        7,
    )
    yield row("Markdown to HTML, of mistune with nh3", f"{ours / theirs:.2f}", ours / theirs, "≤ 1.0", 1.0)


def boards() -> Iterator[Row]:
    """The board of themes over 100,000 records, beside a plain pass over all of them that counts the same buyers."""
    repository = Repository(Workspace(sold(100_000), "a benchmark"))
    finder = Finder(repository.event_store)
    if finder.missing or finder.worth_writing:
        finder.write()
    themes, personas = list(repository.all(Theme)), list(repository.all(Persona))
    encounters = dict(TableView(repository.event_store, Encounter.table).items())

    def plain(*, only: bool) -> dict[tuple[str, str], float]:
        """With how many buyers each theme landed, by (theme, persona)."""
        stances: dict[tuple[str, str], dict[str, dict[str, set[str]]]] = {}
        for insight in TableView(repository.event_store, Insight.table).values():
            there = encounters[insight["encounter"]]
            if (only and there["stage_after"] != "closed_won") or not insight["basis"].startswith("buyer"):
                continue
            for theme, stance in insight["signals"].items():
                if stance != "not_raised":
                    talks = stances.setdefault((theme, insight["persona"]), {}).setdefault(there["account"], {})
                    talks.setdefault(insight["encounter"], set()).add(stance)
        return {key: sum(map(_part, buyers.values())) for key, buyers in stances.items()}

    def counted(wanted: Filter) -> Resonance:
        return resonance(Wordings(repository, FacetCounts(finder, wanted=wanted), AS_OF), themes, personas, 30, 10)

    for name, where in (("unfiltered", ""), ("filtered", "after:closed_won")):
        wanted = read_filter(where)
        board = counted(wanted)
        landed = plain(only=bool(where))
        for theme, row_ in zip(board.themes, board.by_persona, strict=True):
            for persona, cell in zip(board.personas, row_, strict=True):
                assert cell.part or abs(cell.landed.hits - landed.get((theme.id, persona.id), 0.0)) < 1e-6
        (ours,) = median([lambda: counted(wanted)], 9)  # noqa: B023
        (theirs,) = median([lambda: plain(only=bool(where))], 3)  # noqa: B023
        what = f"board of themes by buyers, {name}, 30 themes × 10 personas"
        told = f"{ours * 1000:.0f} ms ({theirs / ours:.0f} times faster than reading)"
        yield row(what, told, ours * 1000, "≤ 300", 300.0)
    finder.close()
    repository.close()


def _part(talks: dict[str, set[str]]) -> float:
    """The share of a buyer's conversations in which a theme landed."""
    against = {"rejected", "confused"}
    parts = [0.0 if "resonated" not in said else 0.5 if said & against else 1.0 for said in talks.values()]
    return sum(parts) / len(parts)


def preview() -> Iterator[Row]:
    """A brief of 500 lines on the first screen, beside Textual's Markdown."""
    import asyncio

    from textual.app import App, ComposeResult
    from textual.widgets import Markdown

    from shadowlog.tui.widgets.reading_pane import ReadingPane, markdown

    repository = Repository(Workspace(sold(100_000), "a benchmark"))
    body = write_brief(repository, next(repository.all(Theme)), AS_OF).body
    repository.close()
    lines = body.splitlines()
    text = "\n".join((lines * (500 // len(lines) + 1))[:500])

    class Ours(App[None]):
        def compose(self) -> ComposeResult:
            yield ReadingPane()

        def on_mount(self) -> None:
            self.query_one(ReadingPane).read(markdown(text))

    class Theirs(App[None]):
        def compose(self) -> ComposeResult:
            yield Markdown(text)

    async def shown(app: App[None]) -> float:
        start = time.perf_counter()
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            return time.perf_counter() - start

    async def empty() -> float:
        return await shown(App())

    base = statistics.median(asyncio.run(empty()) for _ in range(5))
    ours = statistics.median(asyncio.run(shown(Ours())) for _ in range(5)) - base
    theirs = statistics.median(asyncio.run(shown(Theirs())) for _ in range(3)) - base
    times = theirs / ours
    what = "preview of a 500-line brief, first screen, of Textual's Markdown"
    yield row(what, f"{times:.1f} times faster ({ours * 1000:.0f} ms)", times, "≥ 8", 8, most=False)
