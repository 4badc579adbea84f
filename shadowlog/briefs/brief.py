"""What all briefs have in common: front matter, evidence by id, the sections at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from typing import Any

import orjson

from shadowlog.analysis.evidence import Reader
from shadowlog.briefs.markdown import Page, said
from shadowlog.briefs.proofreading import proofread
from shadowlog.briefs.withholding import Audience, Discretion, discretion
from shadowlog.domain.documents import document_of
from shadowlog.domain.errors import FilterUnclear
from shadowlog.domain.filters import read_filter
from shadowlog.domain.identity import tail
from shadowlog.domain.records import Encounter, Insight, Mention, Persona, Record
from shadowlog.domain.values import Basis, Permission
from shadowlog.store.logbook import Logbook
from shadowlog.store.search.finder import Finder

NOTHING = "No evidence logged."
MOST_QUOTES = 7
FEWEST_QUOTES = 3


def times(count: int) -> str:
    """How often, in words."""
    return "once" if count == 1 else f"{count} times"


@dataclass(frozen=True)
class Brief:
    """A finished brief."""

    kind: str
    subject: str
    """The id of the record it is about."""
    title: str
    """Fit to be read by its audience."""
    text: str
    """Markdown, front matter included."""
    narrowed: str = ""
    """What tells it from the same brief without its filter."""


@dataclass(frozen=True)
class Narrowed:
    """A filter on what counts in a brief."""

    words: str
    """The filter as it was typed."""
    only: frozenset[str]
    """The ids of the insights and mentions it lets through."""

    @property
    def key(self) -> str:
        """What tells the brief from the same one without the filter, or with another."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:8]


def narrowed(logbook: Logbook, where: str, as_of: date) -> Narrowed | None:
    """What a filter lets through as of a day, None where there is no filter. Raises FilterUnclear."""
    wanted = read_filter(where)
    if not wanted and not wanted.problems:
        return None
    # Relative dates mean the day the brief is of, whenever it is written.
    noon = datetime.combine(as_of, time(12), tzinfo=timezone.utc)
    finder = Finder(logbook.ledger, now=lambda: noon)
    try:
        if finder.missing:
            finder.write()
        hits = finder.find(wanted)
        if hits.meaning.problems:
            raise FilterUnclear(" ".join(hits.meaning.problems), "See: shadowlog list --help")
        keys = finder.keys(hits, 0, len(hits))
    finally:
        finder.close()
    kinds = (Insight.table, Mention.table)
    return Narrowed(str(wanted), frozenset(key for table, key in keys if table in kinds))


class Draft:
    """A brief as it is being written: a page, and the records it stands on."""

    def __init__(
        self, logbook: Logbook, kind: str, subject: Record, as_of: date, audience: Audience, narrowed: Narrowed | None
    ) -> None:
        self.kind = kind
        self.subject = subject
        self.as_of = as_of
        self.narrowed = narrowed
        self.reader = Reader(logbook, as_of, narrowed.only if narrowed else None)
        self.discretion: Discretion = discretion(logbook, audience)
        self.page = Page()
        self.counts: dict[str, int] = {}
        self._stands_on: dict[str, Record] = {subject.id: subject}
        self.title = self.discretion.clean(subject.heading)
        self.page.heading(1, f"{kind.capitalize()} brief: {self.text(subject.heading)}")
        if audience is Audience.INTERNAL:
            self.page.paragraph("**For the team only.** Verbatims and names are shown whatever their permission.")

        if narrowed:
            self.page.paragraph(f"Only what fits this filter counts: {self.text(narrowed.words)}.")

    def text(self, words: str) -> str:
        """Somebody's text as this audience may read it."""
        return said(self.discretion.clean(words))

    def section(self, title: str) -> None:
        """Begin a section."""
        self.page.heading(2, title)

    def bullets(self, items: Iterable[str], empty: str = NOTHING) -> None:
        """A list, or what is said where there is nothing in it."""
        held = list(items)
        self.page.bullets(held)
        if not held:
            self.page.paragraph(empty)

    def table(self, header: list[str], rows: Iterable[list[str]]) -> None:
        """A table, or that there is nothing."""
        held = list(rows)
        self.page.table(header, held)
        if not held:
            self.page.paragraph(NOTHING)

    def evidence(self, *records: Record) -> str:
        """The ids of the records that a line stands on, to be put at its end."""
        for record in records:
            self._stands_on[record.id] = record
        ids = sorted({said(tail(record.id)) for record in records})
        more = f" and {len(ids) - 12} more" if len(ids) > 12 else ""
        return f" ({', '.join(ids[:12])}{more})" if ids else ""

    def name(self, kind: type[Record], record_id: str | None, otherwise: str = "not said") -> str:
        """What a record is called, as this audience may read it."""
        record = self.reader.get(kind, record_id)
        return self.text(record.heading) if record else otherwise

    def quotes(self, records: list[Insight] | list[Mention]) -> None:
        """Up to seven verbatims that may be printed, and how many may not. Each encounter is heard before any twice."""
        allowed = [record for record in records if self.discretion.may_quote(record)]
        withheld = sum(record.basis is Basis.BUYER_VERBATIM for record in records) - len(allowed)
        chosen = _from_different_encounters(allowed)[:MOST_QUOTES]
        for record in chosen:
            words = self.discretion.clean(record.heading)
            self.page.quote(words, self._attribution(record) + self.evidence(record))
        if not chosen:
            self.page.paragraph(NOTHING)
        elif len(chosen) < FEWEST_QUOTES:
            self.page.paragraph(f"Fewer than {FEWEST_QUOTES} quotes: too few to write from.")
        if withheld:
            self.page.paragraph(f"Withheld for want of permission: {withheld}. Ask before quoting.")

    def _attribution(self, record: Insight | Mention) -> str:
        speaker = self.name(Persona, record.persona, "a buyer")
        if self.discretion.audience is Audience.INTERNAL:
            encounter = self.reader.get(Encounter, record.encounter)
            account = record.account if isinstance(record, Mention) else None
            account = account or (encounter.account if encounter else None)
            where = self.reader.logbook.heading("accounts", account)
            allowed = "" if record.permission.may_leave_the_team else f"; {record.permission.words}"
            return f"{speaker}{f', {self.text(where)}' if where else ''}{allowed}, {self.reader.day(record)}"
        if record.permission is Permission.ATTRIBUTED:
            return f"{speaker}, {self.reader.day(record):%B %Y}"
        return speaker

    def caveats(self, gaps: Iterable[str]) -> None:
        """Gaps and caveats, the rules of the numbers among them."""
        self.section("Gaps and caveats")
        self.page.bullets(
            [
                *gaps,
                "Rates come with a 95 % Wilson interval and only from five cases on; they show association, not cause.",
            ]
        )

    def changed(self, records: Iterable[Record]) -> None:
        """What was heard in the last thirty days before the brief's day."""
        self.section("Changed in the last 30 days")
        fresh = [record for record in records if (self.as_of - self.reader.day(record)).days < 30]
        kinds = {record.table: 0 for record in fresh}
        for record in fresh:
            kinds[record.table] += 1
        self.bullets(f"{table.capitalize()} heard: {count}." for table, count in sorted(kinds.items()))

    def index(self) -> None:
        """The evidence index: every record that a line of the brief names."""
        self.section("Evidence index")
        rows = []
        for record in self._stands_on.values():
            basis = getattr(record, "basis", None)
            rows.append(
                [
                    said(tail(record.id)),
                    record.singular,
                    self.reader.day(record).isoformat() if not isinstance(record, _TIMELESS) else "",
                    basis.words if basis else "",
                ]
            )
        self.page.table(["id", "record", "day", "basis"], sorted(rows))
        self.page.paragraph("Any of them in full: shadowlog show ID")

    def finish(self) -> Brief:
        """The brief, read once more as a reader's program will. Raises BriefUnsound."""
        import yaml

        front: dict[str, Any] = {
            "id": f"{self.kind}-{self.subject.id}{f'-{self.narrowed.key}' if self.narrowed else ''}",
            "kind": self.kind,
            "title": self.title,
            "audience": self.discretion.audience.value,
            "as_of": self.as_of.isoformat(),
            **({"filter": self.discretion.clean(self.narrowed.words)} if self.narrowed else {}),
            "counts": dict(sorted(self.counts.items())),
            "hash": self._hash(),
        }
        body = self.page.text
        proofread(body, self.page.headings)
        matter = yaml.safe_dump(front, sort_keys=False, allow_unicode=False, default_flow_style=False, width=10_000)
        key = self.narrowed.key if self.narrowed else ""
        return Brief(self.kind, self.subject.id, self.title, f"---\n{matter}---\n\n{body}", key)

    def _hash(self) -> str:
        """SHA-256 of the records the brief stands on, in the order of their ids."""
        digest = hashlib.sha256()
        for key in sorted(self._stands_on):
            document = document_of(self._stands_on[key])
            for name in ("created", "updated"):
                document.pop(name, None)
            digest.update(orjson.dumps([key, document], option=orjson.OPT_SORT_KEYS))
        return digest.hexdigest()


def _from_different_encounters(records: Iterable[Insight | Mention]) -> list[Insight | Mention]:
    """The records, the same words only once, and no encounter twice before each was heard once."""
    once: dict[str, Insight | Mention] = {}
    for record in records:
        once.setdefault(" ".join(record.heading.casefold().split()), record)
    first: dict[str, Insight | Mention] = {}
    for record in once.values():
        first.setdefault(record.encounter or record.id, record)
    chosen = {record.id for record in first.values()}
    return [*first.values(), *(record for record in once.values() if record.id not in chosen)]


_TIMELESS = tuple(kind for kind in Record.__subclasses__() if kind not in (Encounter, Insight, Mention))
