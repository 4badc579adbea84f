"""A log of a team that sells: a hundred themes, two thousand objections, and what was heard at encounters."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

from tinydb.table import Document

from benchmarks.measuring import CACHE, said
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.search.segment_writer import build
from shadowlog.store.tinydb_storage import LogDB

THEMES = 100
OBJECTIONS = 2_000
_PEOPLE, _ACCOUNTS, _PERSONAS, _RESPONSES, _POINTS = 60, 1_500, 12, 1_500, 200
_FIRST = datetime(2024, 11, 1, 9, tzinfo=timezone.utc)
_DAYS = 750
_STAGES = ("inquiry", "mql", "sal", "sql", "opportunity")
_OUTCOMES = ("resolved", "progressed", "unresolved", "lost", "unknown")
_STANCES = ("resonated", "resonated", "neutral", "confused", "rejected", "not_raised")


def sold(count: int) -> Path:
    """A workspace of so many records, with a search index. Made once, to be read only, or copied."""
    made = CACHE / f"sold-{count}"
    if not (made / "done").exists():
        shutil.rmtree(made, ignore_errors=True)
        event_store = EventStore(str(made / "data"), "author", "device")
        database = LogDB(event_store)
        for table, documents in _tables(count):
            for start in range(0, len(documents), 20_000):
                database.table(table).insert_multiple(documents[start : start + 20_000])
        event_store.flush()
        build(event_store)
        event_store.close()
        (made / "data" / "device.json").write_text('{"device": "device", "author": "author"}')
        (made / "done").touch()
    return made


def _key(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _tables(count: int) -> Iterator[tuple[str, list[Document]]]:
    chance = random.Random(11)
    share = min(1.0, count / 100_000)
    themes, objections = max(4, int(THEMES * share)), max(10, int(OBJECTIONS * share))
    ids = {
        name: [_key(chance) for _ in range(many)]
        for name, many in {
            "people": _PEOPLE, "accounts": max(20, int(_ACCOUNTS * share)), "personas": _PERSONAS, "themes": themes,
            "objections": objections, "responses": max(10, int(_RESPONSES * share)), "proof_points": _POINTS,
        }.items()
    }  # fmt: skip

    def some(name: str, most: int) -> list[str]:
        return chance.sample(ids[name], chance.randrange(most + 1))

    def one(name: str) -> str:
        return chance.choice(ids[name])

    made: dict[str, list[dict[str, Any]]] = {
        "people": [{"name": said(chance, 2, 3).title(), "role": "rep"} for _ in ids["people"]],
        "accounts": [
            {"name": said(chance, 2, 4).title(), "segment": chance.choice(("care", "steel", "food"))}
            for _ in ids["accounts"]
        ],
        "personas": [{"name": said(chance, 1, 2).title(), "buying_role": "user"} for _ in ids["personas"]],
        "proof_points": [{"claim": said(chance), "verified_on": "2026-01-01"} for _ in ids["proof_points"]],
        "themes": [
            {"name": said(chance, 2, 4), "message": said(chance), "proof_points": some("proof_points", 3)}
            for _ in ids["themes"]
        ],
        "objections": [
            {"title": said(chance, 4, 10), "category": "price_budget", "status": "new"} for _ in ids["objections"]
        ],
        "responses": [{"text": said(chance), "proof_points": some("proof_points", 2)} for _ in ids["responses"]],
    }
    for table, documents in made.items():
        yield table, [_stored(document, key) for document, key in zip(documents, ids[table], strict=True)]
    left = count - sum(map(len, ids.values()))
    encounters = [_key(chance) for _ in range(left // 6)]
    when = {key: _FIRST + timedelta(minutes=chance.randrange(_DAYS * 24 * 60)) for key in encounters}
    yield "encounters", [
        _stored(
            {
                "kind": "discovery", "status": "held", "started_at": f"{when[key]:%Y-%m-%dT%H:%M:00Z}",
                "account": one("accounts"), "rep": one("people"), "personas": some("personas", 2),
                "stage_before": chance.choice(_STAGES), "notes": said(chance),
                "stage_after": chance.choice((*_STAGES, "closed_won", "closed_lost")), "debriefed": True,
                **({"event": f"Show {chance.randrange(20)}", "tier": chance.choice("abcd")}
                   if chance.random() < 0.2 else {}),
            },
            key,
        )
        for key in encounters
    ]  # fmt: skip
    insights = left - len(encounters) - left * 2 // 5
    yield "insights", [
        _stored(
            {
                "text": said(chance), "kind": chance.choice(("pain", "question", "praise", "competitor_mention")),
                "basis": chance.choice(("buyer_verbatim", "buyer_paraphrase", "rep_report")),
                "permission": chance.choice(("unset", "anonymised", "attributed")),
                "encounter": chance.choice(encounters), "persona": one("personas"),
                "signals": {theme: chance.choice(_STANCES) for theme in some("themes", 2)},
            },
            _key(chance),
        )
        for _ in range(insights)
    ]  # fmt: skip
    yield "mentions", [
        _stored(
            {
                "objection": one("objections"), "verbatim": said(chance), "basis": "buyer_verbatim",
                "permission": chance.choice(("unset", "anonymised")), "encounter": chance.choice(encounters),
                "persona": one("personas"), "response": chance.choice(ids["responses"][:40]),
                "outcome": chance.choice(_OUTCOMES),
            },
            _key(chance),
        )
        for _ in range(left * 2 // 5)
    ]  # fmt: skip


def _stored(document: dict[str, Any], key: str) -> Document:
    made: Any = key
    return Document({**document, "created": "2026-11-20T14:30:00Z", "updated": "2026-11-20T14:30:00Z"}, made)
