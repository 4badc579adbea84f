"""Finding: side by side with SQLite's FTS5 in memory, RapidFuzz over everything, and other programs' searches."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from rapidfuzz import process

from benchmarks.measuring import CACHE, Row, copied, document, median, python, row, run, said, vocabulary, workspace
from shadowlog.analysis.recall import Recall
from shadowlog.domain.text.query import read_filter
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.store.search.segment_writer import build
from shadowlog.store.search.tokenizer import folded_text
from shadowlog.store.tinydb_storage import LogDB
from shadowlog.store.workspace.workspace import Workspace

SHOWN = 50


def _asked(chance: random.Random, count: int) -> list[str]:
    """What people type, stopped at any key: a start, two words, words and the start of one."""
    words, weights = vocabulary()
    found = []
    for _ in range(count):
        one, other = chance.choices(words, cum_weights=weights, k=2)
        found.append(
            chance.choice(
                (one[: chance.randrange(1, len(one) + 1)], f"{one} {other}", f"{one} {other[:1]}", f'"{one} {other}"')
            )
        )
    return found


def _texts(event_store: EventStore) -> Iterator[tuple[str, str]]:
    """Every insight's text, with its moment."""
    for held in LogDB(event_store).table("insights"):
        yield held["text"], held["created"]


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _ours(repository: Repository, finder: Finder, asked: Sequence[str]) -> list[float]:
    """Seconds a query takes, with the number of hits and the newest 50 read whole."""
    times = []
    for text in asked:
        start = time.perf_counter()
        hits = finder.find(read_filter(text))
        len(hits)
        repository.some(finder.keys(hits, 0, SHOWN))
        times.append(time.perf_counter() - start)
    return times


def _fts(database: sqlite3.Connection, asked: Sequence[str]) -> list[float]:
    """The same of FTS5: a count, and the newest 50."""
    times = []
    for text in asked:
        match = text if text.startswith('"') else " ".join(f'"{word}"*' for word in text.split())
        start = time.perf_counter()
        database.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", (match,)).fetchone()
        database.execute(
            "SELECT at, body FROM texts JOIN records ON records.rowid = texts.rowid WHERE texts MATCH ? "
            "ORDER BY at DESC LIMIT ?",
            (match, SHOWN),
        ).fetchall()
        times.append(time.perf_counter() - start)
    return times


def searching() -> Iterator[Row]:
    """One key press: the number of hits, and the newest 50 read."""
    asked = _asked(random.Random(7), 300)
    repository = Repository(Workspace(workspace(100_000, "spoken"), "a benchmark"))
    finder = Finder(repository.event_store)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE records(at TEXT)")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(body, prefix='1 2 3')")
    for text, at in _texts(repository.event_store):
        database.execute("INSERT INTO records VALUES (?)", (at,))
        database.execute("INSERT INTO texts VALUES (?)", (text,))
    _ours(repository, finder, asked[:20])
    _fts(database, asked[:20])
    ours, theirs = _p95(_ours(repository, finder, asked)), _p95(_fts(database, asked))
    bare = _p95(_bare(finder, asked))
    yield row(
        "search in 100,000, query with count and newest 50, p95",
        f"{bare * 1e3:.2f} ms ({ours * 1e3:.2f} with reading them)",
        bare * 1e3, "≤ 2 ms", 2,
    )  # fmt: skip
    yield row(
        "search in 100,000, of SQLite FTS5 in memory, p95",
        f"{bare / theirs:.3f} ({theirs * 1e3:.1f} ms)", bare / theirs, "≤ 0.1", 0.1,
    )  # fmt: skip
    finder.close()
    repository.close()
    database.close()
    many = EventStore(str(workspace(1_000_000, "spoken") / "data"), "author", "device")
    finder = Finder(many)
    _bare(finder, asked[:20])
    taken = _p95(_bare(finder, asked))
    yield row("search in 1,000,000, p95", f"{taken * 1e3:.1f} ms", taken * 1e3, "≤ 10 ms", 10)
    finder.close()
    many.close()


def _bare(finder: Finder, asked: Sequence[str]) -> list[float]:
    """Seconds a query takes: the number of hits, and which are the newest 50."""
    times = []
    for text in asked:
        start = time.perf_counter()
        hits = finder.find(read_filter(text))
        len(hits)
        finder.keys(hits, 0, SHOWN)
        times.append(time.perf_counter() - start)
    return times


_READY = """
import sys, time
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.search.finder import Finder
from shadowlog.analysis.recall import Recall
from shadowlog.domain.text.query import read_filter
event_store = EventStore(sys.argv[1], "author", "device")
event_store.flush()
start = time.perf_counter()
finder = Finder(event_store)
assert len(finder.find(read_filter("ba")))
print(time.perf_counter() - start)
"""


def index_ready() -> Iterator[Row]:
    """After opening: until the first query is answered, each time in a fresh process."""
    data = str(workspace(100_000, "spoken") / "data")
    times = [
        float(subprocess.run([sys.executable, "-c", _READY, data], capture_output=True, check=True).stdout)
        for _ in range(9)
    ]
    taken = statistics.median(times) * 1e3
    yield row("search index ready after opening 100,000", f"{taken:.1f} ms", taken, "≤ 50 ms", 50)


def saving_found() -> Iterator[Row]:
    """A save that is found at once, beside a SQLite commit of row and FTS5 with synchronous=FULL."""
    with copied(100_000, "spoken") as folder:
        event_store = EventStore(str(folder / "data"), "author", "device")
        table = LogDB(event_store).table("insights")
        finder = Finder(event_store)
        database = sqlite3.connect(folder / "peer.db", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE records(body TEXT)")
        database.execute("CREATE VIRTUAL TABLE texts USING fts5(body, prefix='1 2 3')")
        database.execute("BEGIN")
        for text, _ in _texts(event_store):
            database.execute("INSERT INTO records VALUES (?)", (json.dumps({"text": text}),))
            database.execute("INSERT INTO texts VALUES (?)", (text,))
        database.execute("COMMIT")
        chance = random.Random(5)
        nothing = read_filter('"zzzzzz"')

        def ours() -> None:
            table.insert({**document(1, "spoken"), "text": said(chance)})
            finder.find(nothing)

        def theirs() -> None:
            text = said(chance)
            database.execute("BEGIN")
            database.execute("INSERT INTO records VALUES (?)", (json.dumps({**document(1, "spoken"), "text": text}),))
            database.execute("INSERT INTO texts VALUES (?)", (text,))
            database.execute("COMMIT")

        for call in (ours, theirs):
            call()
        one, other = median([ours, theirs], 400)
        finder.close()
        event_store.close()
        database.close()
    yield row(
        "save and index together, of a SQLite commit of row and FTS5",
        f"{one / other:.2f} ({one * 1e6:.0f} µs of {other * 1e6:.0f})",
        one / other, "≤ 0.9", 0.9,
    )  # fmt: skip


def _objections() -> Path:
    """2,000 objections and 100,000 mentions of them, each in other words. Made once."""
    made = CACHE / "mentions-100000"
    if (made / "done").exists():
        return made
    shutil.rmtree(made, ignore_errors=True)
    chance = random.Random(5)
    titles = [said(chance, 5, 12).split() for _ in range(2_000)]
    event_store = EventStore(str(made / "data"), "author", "device")
    db = LogDB(event_store)
    day = "2026-{:02}-{:02}T10:00:00Z"
    objection = {"category": "other", "status": "new", "created": day.format(1, 1)}
    ids = db.table("objections").insert_multiple([{**objection, "title": " ".join(title)} for title in titles])
    often = list(accumulate(1 / (place + 5) for place in range(2_000)))
    for _ in range(5):
        chosen = chance.choices(range(2_000), cum_weights=often, k=20_000)
        db.table("mentions").insert_multiple(
            [
                {
                    "objection": ids[place], "verbatim": _otherwise(chance, titles[place]), "outcome": "unknown",
                    "permission": "unset", "created": day.format(chance.randrange(1, 12), chance.randrange(1, 29)),
                }
                for place in chosen
            ]
        )  # fmt: skip
    build(event_store)
    event_store.close()
    (made / "titles.json").write_text(json.dumps([(ids[place], title) for place, title in enumerate(titles)]))
    (made / "done").touch()
    return made


def _otherwise(chance: random.Random, words: Sequence[str]) -> str:
    """Words as somebody else says them: some left out, some added, a typing error now and then."""
    kept = [word for word in words if chance.random() > 0.12] or list(words)
    for word in said(chance, 1, 4).split():
        kept.insert(chance.randrange(len(kept) + 1), word)
    if chance.random() < 0.2:
        place = chance.randrange(len(kept))
        word = kept[place]
        if len(word) > 4:
            cut = chance.randrange(1, len(word) - 1)
            kept[place] = word[:cut] + word[cut + 1 :]
    return " ".join(kept)


def offering() -> Iterator[Row]:
    """Objections offered while one types, beside RapidFuzz over every wording."""
    made = _objections()
    titles = json.loads((made / "titles.json").read_text())
    repository = Repository(Workspace(made, "a benchmark"))
    event_store = repository.event_store
    # Two, so that neither finds what the other has read already.
    recall, hinting = Recall(repository), Recall(repository)
    # A log kept from an earlier run may have been indexed for another version.
    recall.finder.need()
    sounds = recall.sounds
    wordings = [(held.doc_id, held["title"]) for held in LogDB(event_store).table("objections")]
    wordings += [(held["objection"], held["verbatim"]) for held in LogDB(event_store).table("mentions")]
    texts = [folded_text(text) for _, text in wordings]
    chance = random.Random(9)
    ours: list[float] = []
    with_answers: list[float] = []
    theirs: list[float] = []
    found = hers = first = 0
    sounds.find("warm up")
    hinting.offers("warm up")
    turns = 40
    for _ in range(turns):
        right, words = chance.choice(titles)
        typed = _otherwise(chance, words)
        for end in range(max(4, len(typed) // 2), len(typed) + 1, 3):
            start = time.perf_counter()
            offered = [held.objection for held in sounds.find(typed[:end], 10)]
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            hinting.offers(typed[:end])
            with_answers.append(time.perf_counter() - start)
        start = time.perf_counter()
        best = process.extract(folded_text(typed), texts, limit=60)
        theirs.append(time.perf_counter() - start)
        ranked = list(dict.fromkeys(wordings[place][0] for _, _, place in best))[:10]
        hers += right in ranked
        found += right in offered and right in ranked
        first += bool(offered) and offered[0] == right
    repository.close()
    one, other = statistics.median(ours), statistics.median(theirs)
    hint = statistics.median(with_answers)
    yield row(
        "the hint: three objections with where they stand, a key press, 100,000 mentions",
        f"{hint * 1e3:.1f} ms", hint * 1e3, "≤ 5 ms", 5,
    )  # fmt: skip
    yield row("objections offered, a key press, 100,000 mentions", f"{one * 1e3:.1f} ms", one * 1e3, "≤ 5 ms", 5)
    yield row(
        "objections offered, faster than rapidfuzz.process.extract", f"{other / one:.0f} times ({other * 1e3:.0f} ms)",
        other / one, "≥ 100 times", 100, most=False,
    )  # fmt: skip
    yield row(
        "objection meant among the ten offered, of those RapidFuzz has among its ten",
        f"{found / hers:.2f} (first: {first} of {turns})", found / hers, "≥ 0.95", 0.95, most=False,
    )  # fmt: skip


def shell_search() -> Iterator[Row]:
    """``shadowlog list --where`` as a whole process, beside its peers on as many records."""
    word = vocabulary()[0][300]
    with copied(100_000, "spoken") as folder, tempfile.TemporaryDirectory(dir=CACHE) as name:
        place = Path(name)
        event_store = EventStore(str(folder / "data"), "author", "device")
        texts = [text for text, _ in _texts(event_store)]
        event_store.close()
        database, records = place / "peer.db", place / "records.json"
        records.write_text(json.dumps([{"id": number, "text": text} for number, text in enumerate(texts)]))
        run(python("sqlite-utils"), "insert", str(database), "insights", str(records), "--pk", "id")
        run(python("sqlite-utils"), "enable-fts", str(database), "insights", "text", "--fts5")
        calls = [
            lambda: run(python("shadowlog"), "--workspace", str(folder), "list", "--where", word),
            lambda: run(python("sqlite-utils"), "search", str(database), "insights", word, "--limit", "50"),
        ]
        task = shutil.which("task")
        if task:
            _tasks(place, task, texts)
            calls.append(lambda: run(str(task), "list", f"description.contains:{word}", TASKRC=str(place / "taskrc")))
        for call in calls:
            call()
        ours, *theirs = median(calls, 9)
    for peer, limit, taken in zip(("sqlite-utils search", "Taskwarrior's filter"), (0.5, 0.1), theirs, strict=False):
        yield row(
            f"shadowlog list --where, 100,000 records, of {peer}",
            f"{ours / taken:.2f} ({ours * 1e3:.0f} ms of {taken * 1e3:.0f})", ours / taken, f"≤ {limit}", limit,
        )  # fmt: skip
    if not task:
        yield Row("shadowlog list --where, of Taskwarrior's filter", "not installed", "≤ 0.1", good=False)
    yield from _beside_jrnl(word)


def _tasks(place: Path, task: str, texts: Sequence[str]) -> None:
    (place / "taskrc").write_text(f"data.location={place / 'tasks'}\nconfirmation=no\nhooks=0\nverbose=nothing\n")
    source = place / "tasks.json"
    source.write_text("\n".join(json.dumps({"description": text}) for text in texts))
    (place / "tasks").mkdir()
    run(task, "import", str(source), TASKRC=str(place / "taskrc"))


def _beside_jrnl(word: str) -> Iterator[Row]:
    """10,000 entries. jrnl is installed beside, in an environment of its own."""
    home = CACHE / "jrnl"
    jrnl = home / "bin" / "jrnl"
    if not jrnl.exists():
        run(sys.executable, "-m", "venv", str(home))
        run(str(home / "bin" / "python"), "-m", "pip", "install", "-q", "jrnl")
    with copied(10_000, "spoken") as folder, tempfile.TemporaryDirectory(dir=CACHE) as name:
        place = Path(name)
        event_store = EventStore(str(folder / "data"), "author", "device")
        lines = "".join(f"[2026-01-01 10:00] {text}.\n\n" for text, _ in _texts(event_store))
        event_store.close()
        (place / "journal.txt").write_text(lines)
        (place / "config.yaml").write_text(f"journals:\n  default: {place / 'journal.txt'}\nencrypt: false\n")
        calls = [
            lambda: run(python("shadowlog"), "--workspace", str(folder), "list", "--where", word),
            lambda: run(str(jrnl), "--config-file", str(place / "config.yaml"), "-contains", word, "--short"),
        ]
        for call in calls:
            call()
        ours, theirs = median(calls, 7)
    yield row(
        "shadowlog list --where, 10,000 records, of jrnl -contains",
        f"{ours / theirs:.2f} ({ours * 1e3:.0f} ms of {theirs * 1e3:.0f})", ours / theirs, "< 1", 0.999,
    )  # fmt: skip
