"""What is known of an objection at once: how often it was heard, and which answers worked. Counted in bitmaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from pyroaring import BitMap

from shadowlog.analysis.evidence import ResponseRecord
from shadowlog.analysis.intervals import FEWEST, Share
from shadowlog.analysis.trends import RECENT, Trend
from shadowlog.domain.records import Mention, Objection, ProofPoint, Response
from shadowlog.domain.values import Outcome
from shadowlog.store.index import Index
from shadowlog.store.logbook import Logbook
from shadowlog.store.search.finder import Finder
from shadowlog.store.search.part import Part


@dataclass(frozen=True)
class Standing:
    """Where an objection stands."""

    objection: Objection
    times: int
    """How often it was heard."""
    accounts: int
    trend: Trend
    answers: Sequence[ResponseRecord]
    """The responses that were tried, those that did best first."""

    @property
    def words(self) -> str:
        """``heard 14 times at 9 accounts, rising``."""
        times = "once" if self.times == 1 else f"{self.times:,} times"
        where = f" at {self.accounts:,} account{'' if self.accounts == 1 else 's'}" if self.accounts else ""
        way = self.trend.words.partition(" (")[0]
        told = f", {way}" if way in ("rising", "falling") else ""
        return f"heard {times}{where}{told}" if self.times else "not heard yet"


def standing(logbook: Logbook, finder: Finder, objection: Objection, today: date) -> Standing:
    """Where an objection stands on a day (UTC)."""
    with logbook.ledger.guard:
        parts = [(part, _mentions(part, objection.id) - dead) for part, dead in finder.parts]
        accounts: set[str] = set()
        for part, docs in parts:
            accounts |= part.accounts(docs)
        recent, before = (
            sum(len(docs & part.between(_midnight(today, since), _midnight(today, until))) for part, docs in parts)
            for since, until in ((RECENT - 1, -1), (2 * RECENT - 1, RECENT - 1))
        )
        tried = logbook.ledger.query(Index.said_together, objection.id, "objection", "response")
        found = [_answer(parts, response) for key in tried if (response := logbook.get(Response, key))]
    answers = sorted((held for held in found if held.used), key=lambda held: held.rank)
    return Standing(objection, sum(len(docs) for _, docs in parts), len(accounts), Trend(recent, before), answers)


def _mentions(part: Part, objection: str) -> BitMap:
    return part.docs(f"fobjection={objection}") & part.docs(f"fis={Mention.table}")


def _midnight(today: date, days_ago: int) -> int:
    """The first moment (milliseconds since 1970) of a day so many days ago, UTC."""
    day = datetime.combine(today - timedelta(days=days_ago), time(), tzinfo=timezone.utc)
    return int(day.timestamp() * 1000)


def _answer(parts: list[tuple[Part, BitMap]], response: Response) -> ResponseRecord:
    outcomes = dict.fromkeys(Outcome, 0)
    used = 0
    for part, docs in parts:
        here = docs & part.docs(f"fresponse={response.id}")
        used += len(here)
        for outcome in Outcome:
            outcomes[outcome] += here.intersection_cardinality(part.docs(f"foutcome={outcome}"))
    known = used - outcomes[Outcome.UNKNOWN]
    resolved = outcomes[Outcome.RESOLVED]
    moved = resolved + outcomes[Outcome.PROGRESSED]
    return ResponseRecord(response, used, Share(resolved, known), Share(moved, known))


def answer_words(held: ResponseRecord) -> str:
    """How an answer did: ``tried 6, of 5 known resolved 3 (…), progressed or resolved 4 (…)``."""
    if not held.resolved.of:
        return f"tried {held.used}, outcome not known yet"
    few = "; too few to tell" if held.resolved.of < FEWEST else ""
    return f"tried {held.used}: resolved {held.resolved}, at least progressed {held.progressed}{few}"


def proof_of(logbook: Logbook, response: Response, today: date) -> list[tuple[ProofPoint, bool]]:
    """The proof points that back an answer, each with whether it is past its date."""
    points = (logbook.get(ProofPoint, key) for key in response.proof_points)
    return [(point, bool(point.expires_on and point.expires_on < today)) for point in points if point is not None]
