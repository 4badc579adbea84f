"""Whether briefs claim what is not there, and tell what is: personas dealt by coin over real talks, and buyers drawn
by known chances. The claims are read from the JSON of briefs as the product writes them.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple, cast

from tinydb.table import Document

from benchmarks.measuring import CACHE, Row, row
from benchmarks.real_talks import APPEALS, RealTalk, records_of, talks
from shadowlog.analysis.evidence.vocabulary import vocabulary
from shadowlog.analysis.stats.intervals import wilson
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import BriefFormat, rendered, written
from shadowlog.briefs.kinds.registry import BRIEF_KINDS
from shadowlog.domain.codec import document_of
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import Account, Encounter, Insight, Persona, Record, Theme
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import Basis, Stage, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.repository import Repository
from shadowlog.store.search.segment_writer import build
from shadowlog.store.tinydb_storage import LogDB
from shadowlog.store.workspace.workspace import Workspace

DEALS = 400
"""How often personas are dealt, and how many logs are drawn."""

FALSE = 2.5
"""The largest share of briefs, in percent, that may claim a difference where there is none."""

_WORDS = 100
"""How often it is dealt how buyers received a theme, for words to use and to avoid."""

_TOGETHER = 25
"""Deals that stand in one log, each with its own copy of talks, buyers, themes and personas."""

Tables = dict[str, dict[str, dict[str, Any]]]
"""Documents by table and id."""

_AS_OF = date(2026, 11, 21)
_NOTED = datetime(2026, 11, 20, 14, 30, tzinfo=timezone.utc)


def coin() -> Iterator[Row]:
    """False claims, true differences told, and false words."""
    told = talks()
    for accounts in (True, False):
        for personas in (2, 6):
            yield _false_claims(told, personas, accounts=accounts)
    for personas, buyers in ((2, 20), (2, 12), (4, 20), (6, 20), (6, 12)):
        yield from _true_difference(personas, buyers)
    yield from _false_words(told)


# Claims of what is not there ---------------------------------------------------------------------------------------


def _false_claims(told: Sequence[RealTalk], personas: int, *, accounts: bool) -> Row:
    """The share of theme briefs that claim a difference between personas dealt by coin."""
    stored = [_stored(talk) for talk in told]
    count = DEALS // _TOGETHER
    with ProcessPoolExecutor() as pool:
        counts = list(pool.map(_claiming, [stored] * count, [personas] * count, [accounts] * count, range(count)))
    claiming, briefs = (sum(each) for each in zip(*counts, strict=True))
    share, upper = 100 * claiming / briefs, 100 * wilson(claiming, briefs)[1]
    whose = "each talk an account’s" if accounts else "talks without a name"
    return row(
        f"real talks, {personas} personas by coin, {whose}: theme briefs that claim a difference",
        f"{share:.1f} % ({claiming} of {briefs:,}; upper bound {upper:.1f} %)", share, f"≤ {FALSE} %", FALSE,
    )  # fmt: skip


def _claiming(stored: Sequence[_Stored], personas: int, accounts: bool, number: int) -> tuple[int, int]:
    """Of the theme briefs of a log of several deals: how many claim a difference, and how many there are."""
    chance = random.Random(f"{personas} {accounts} {number}")
    tables: Tables = {}
    for _ in range(_TOGETHER):
        _deal(tables, stored, personas, chance, accounts=accounts)
    with _log(tables) as repository:
        # The edition for outside readers claims the same, and does not group what nobody may read.
        briefs = list(_briefs(repository, Theme))
    assert min(brief["comparisons"] for brief in briefs) > 0
    return sum(bool(brief["claims"]) for brief in briefs), len(briefs)


class _Stored(NamedTuple):
    """A talk as it is stored: its encounter, and its insights with how each appeal was taken in them."""

    encounter: dict[str, Any]
    insights: list[tuple[dict[str, Any], dict[str, Stance]]]


def _stored(talk: RealTalk) -> _Stored:
    encounter, *insights = records_of(talk, {appeal: appeal for appeal in APPEALS})
    tagged = [insight for insight in insights if isinstance(insight, Insight) and insight.signals]
    return _Stored(_document(encounter), [(_document(insight), dict(insight.signals)) for insight in tagged])


def _deal(tables: Tables, told: Sequence[_Stored], count: int, chance: random.Random, *, accounts: bool) -> None:
    """Add all talks to the tables of a log, with themes and personas of their own, each talk dealt to a persona."""
    themes = {appeal: new_id() for appeal in APPEALS}
    personas = [new_id() for _ in range(count)]
    for appeal, key in themes.items():
        _put(tables, Theme(id=key, name=f"{appeal} {_name(key)}"))
    for key in personas:
        _put(tables, Persona(id=key, name=_name(key)))
    for talk in told:
        persona, encounter = chance.choice(personas), new_id()
        held = {**talk.encounter, "personas": [persona]}
        if accounts:
            held["account"] = new_id()
            _put(tables, Account(id=held["account"], name=_name(held["account"])))
        tables.setdefault(Encounter.table, {})[encounter] = held
        for document, stances in talk.insights:
            signals = {themes[appeal]: stance for appeal, stance in stances.items()}
            tables.setdefault(Insight.table, {})[new_id()] = {
                **document, "encounter": encounter, "persona": persona, "signals": signals,
            }  # fmt: skip


# Claims of what is there -------------------------------------------------------------------------------------------


def _true_difference(personas: int, buyers: int) -> Iterator[Row]:
    """How often a persona with 20 % among others with 70 % is told, as resonance and as won."""
    with ProcessPoolExecutor() as pool:
        told = list(pool.map(_told, [personas] * DEALS, [buyers] * DEALS, range(DEALS), chunksize=10))
    for measure, kind in _TOLD_BY.items():
        if kind not in BRIEF_KINDS:
            continue
        share = 100 * sum(measure in measures for measures in told) / DEALS
        what = f"{measure}, 20 % of one persona against 70 % of {personas - 1} other{'s' * (personas > 2)}"
        wanted, limit = ("≥ 80 %", 80.0) if (personas, buyers) == (2, 20) else ("told", 0.0)
        reached = f"told in {share:.0f} % of {DEALS} logs"
        yield row(f"{what}, {buyers} buyers each", reached, share, wanted, limit, most=False)


_TOLD_BY = {"resonance": "theme", "won": "persona"}
"""The kind of brief that tells of a difference, by what differs."""


def _told(personas: int, buyers: int, number: int) -> set[str]:
    """In what the briefs of a log that is drawn tell the persona that differs from the others."""
    tables: Tables = {}
    low = _draw(tables, personas, buyers, random.Random(f"{personas} {buyers} {number}"))
    with _log(tables) as repository:
        return {
            measure
            for measure, kind in _TOLD_BY.items()
            if kind in BRIEF_KINDS
            for brief in _briefs(repository, BRIEF_KINDS[kind].about)
            if _tells(brief, measure, low)
        }


def _draw(tables: Tables, count: int, buyers: int, chance: random.Random) -> str:
    """Add buyers, one talk each, with each of some personas to the tables of a log. Returns the id of the persona that
    takes the theme, and buys, in 20 % of the cases where the others do in 70 %. The two are drawn apart.
    """
    theme = new_id()
    personas = [new_id() for _ in range(count)]
    _put(tables, Theme(id=theme, name="a theme"))
    for number, persona in enumerate(personas):
        _put(tables, Persona(id=persona, name=f"persona {number}"))
        rate = 0.7 if number else 0.2
        for _ in range(buyers):
            account, encounter = new_id(), new_id()
            stage = Stage.CLOSED_WON if chance.random() < rate else Stage.CLOSED_LOST
            stance = Stance.RESONATED if chance.random() < rate else Stance.REJECTED
            at = _NOTED - timedelta(days=chance.randrange(300))
            _put(tables, Account(id=account, name=_name(account)))
            _put(
                tables,
                Encounter(id=encounter, account=account, personas=(persona,), started_at=at, stage_after=stage),
            )
            _put(
                tables,
                Insight(
                    id=new_id(), text="what they said", basis=Basis.BUYER_VERBATIM, encounter=encounter,
                    persona=persona, signals={theme: stance},
                ),
            )  # fmt: skip
    return personas[0]


def _tells(brief: Mapping[str, Any], measure: str, low: str) -> bool:
    """Whether a brief claims that the persona is below the others, or, of two, the other above it."""
    return any(
        claim["measure"] == measure and (claim["of"] == low) is (claim["direction"] == "below")
        for claim in brief["claims"]
    )


# Words -------------------------------------------------------------------------------------------------------------


def _false_words(told: Sequence[RealTalk]) -> Iterator[Row]:
    """How many words set buyers apart whose reception was dealt by coin, beside the same rule over sentences."""
    chance = random.Random("words")
    said = [(talk.name, [sentence.text for sentence in talk.sentences if sentence.by_buyer]) for talk in told]
    found: Counter[str] = Counter()
    for _ in range(_WORDS):
        sides: dict[bool, list[tuple[str, list[str]]]] = {True: [], False: []}
        for pair in said:
            sides[chance.random() < 0.5].append(pair)
        for by, cases in (("buyers", _by_buyer), ("sentences", _by_sentence)):
            words = vocabulary(cases(sides[True]), cases(sides[False]))
            found[by] += len(words.use) + len(words.avoid)
    by_buyers, by_sentences = (found[by] / _WORDS for by in ("buyers", "sentences"))
    yield row(
        f"real talks, each received by coin ({_WORDS} times): false words to use or avoid a brief",
        f"{by_buyers:.2f} (counting sentences {by_sentences:.2f})", by_buyers, "≤ 0.05", 0.05,
    )  # fmt: skip


def _by_buyer(said: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, str]]:
    return ((buyer, text) for buyer, texts in said for text in texts)


def _by_sentence(said: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, str]]:
    return ((f"{buyer} {number}", text) for buyer, texts in said for number, text in enumerate(texts))


# Logs and briefs ---------------------------------------------------------------------------------------------------


def _document(record: Record) -> dict[str, Any]:
    return document_of(replace(record, created=_NOTED, updated=_NOTED))


def _name(key: str) -> str:
    """A name of its own for a record, in one word."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in key.replace("-", "")).title()


def _put(tables: Tables, record: Record) -> None:
    tables.setdefault(record.table, {})[record.id] = _document(record)


@contextmanager
def _log(tables: Tables) -> Iterator[Repository]:
    """A log with these tables, open."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        event_store = EventStore(str(folder / "data"), "author", "device")
        database = LogDB(event_store)
        for table, documents in tables.items():
            database.table(table).insert_multiple(
                Document(document, cast("Any", key)) for key, document in documents.items()
            )
        event_store.flush()
        build(event_store)
        event_store.close()
        (folder / "data" / "device.json").write_text('{"device": "device", "author": "author"}')
        with Repository(Workspace(folder, "a benchmark")) as repository:
            yield repository


def _briefs(repository: Repository, kind: type[Record]) -> Iterator[Mapping[str, Any]]:
    """The briefs of every record of a kind, as JSON."""
    with BriefContext(repository, _AS_OF, Audience.EXTERNAL) as context:
        for subject in list(repository.all(kind)):
            brief, _ = written(context, subject, Path("nowhere"))
            yield json.loads(rendered(brief, BriefFormat.JSON))
