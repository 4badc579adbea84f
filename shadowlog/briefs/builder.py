"""A brief as it is being written: section by section, with the records each line stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from shadowlog.analysis.evidence.record_reader import account_of
from shadowlog.analysis.stats.trends import by_month
from shadowlog.briefs.context import Edition
from shadowlog.briefs.model.blocks import Bullets, Content, Line, Paragraph, Quote, Section, Series, Table
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import TITLE as CHANGED
from shadowlog.briefs.model.changes import Earlier, changes
from shadowlog.briefs.model.markdown import code, said, said_lines
from shadowlog.domain.codec import stored_moment
from shadowlog.domain.ids import tail
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, Persona, Record
from shadowlog.domain.values import Basis, Permission
from shadowlog.privacy.anonymity import ANYBODY
from shadowlog.privacy.withholding import WITHHELD, Audience, untold
from shadowlog.store.log.lines import as_json

NOTHING = "No evidence logged."
MOST_QUOTES = 7
FEWEST_QUOTES = 3

INDEX_TITLE = "Evidence index"
INDEX = ("record", "month", "basis", "persona", "counts as")
"""What the evidence index says of each record."""

MOST = 10
"""Lines of a ranked list; what comes after is counted."""

_HEARD = (Encounter, Insight, Mention)


class Draft:
    """A brief as it is being written."""

    def __init__(self, edition: Edition, kind: str, subject: str, title: str, heading: str) -> None:
        """``title`` is what the subject is called, as it is in the log; ``heading`` what stands before it."""
        self.edition = edition
        self.kind = kind
        self.subject = subject
        self.as_of: date = edition.as_of
        self.reader = edition.reader()
        self.discretion = edition.discretion
        self.counts: dict[str, int] = {}
        self.quoted: list[str] = []
        self._withheld: dict[str, Permission] = {}
        self._left_out: dict[str, None] = {}
        self._stands_on: dict[str, Record] = {}
        self.title = self.discretion.clean(title) or heading
        self.content = Content(f"{heading}: {said(self.title)}" if title else heading)
        if edition.audience is Audience.INTERNAL:
            self._note("**For the team only.** Verbatims and names are shown whatever their permission.")
        if edition.narrowed:
            self._note(f"Only what fits this filter counts: {self.text(edition.narrowed.words)}.")

    # Text ------------------------------------------------------------------------------------------------------

    def text(self, words: str) -> str:
        """Somebody's text as this audience may read it."""
        return said(self.discretion.clean(words))

    def words(self, record: Record, field: str) -> str:
        """A text of a record as this audience may read it, nothing where it stays with the team."""
        value = getattr(record, field)
        if not value or not self.discretion.leaves(record, field):
            return ""
        if isinstance(record, Objection) and not self.edition.tells(record):
            self.leave_out("the wording of objections that nobody has triaged or permitted")
            return said(untold(record) if field == record.title_field else WITHHELD)
        return self.text(value)

    def name(self, kind: type[Record], record_id: str | None, otherwise: str = "not said") -> str:
        """What a record is called, as this audience may read it."""
        record = self.reader.get(kind, record_id)
        return self.words(record, record.title_field) or otherwise if record else otherwise

    @property
    def outside(self) -> bool:
        """Whether what the team keeps for itself is left out."""
        return self.discretion.outside

    def leave_out(self, *what: str) -> None:
        """Note what the team keeps for itself and this brief does not say."""
        self._left_out.update(dict.fromkeys(what))

    def line(self, text: str, *records: Record) -> Line:
        """A claim, and the records it stands on."""
        return Line(_ended(text), self.stand_on(records))

    def stand_on(self, records: Iterable[Record]) -> tuple[str, ...]:
        """The ids of records that a line stands on."""
        for record in records:
            self._stands_on[record.id] = record
        return tuple(sorted({record.id for record in records}, key=lambda key: (tail(key), key)))

    # Blocks ----------------------------------------------------------------------------------------------------

    def _note(self, text: str) -> None:
        self.content.notes.append(Paragraph(Line(text)))

    def section(self, title: str) -> None:
        """Begin a section."""
        self.content.sections.append(Section(title))

    def _add(self, block: Paragraph | Bullets | Quote | Table | Series) -> None:
        self.content.sections[-1].blocks.append(block)

    def paragraph(self, text: str, *records: Record) -> None:
        """A paragraph."""
        self._add(Paragraph(self.line(text, *records)))

    def bullets(self, items: Iterable[Line | str], empty: str = NOTHING, most: int = 0) -> None:
        """A list, or what is said where there is nothing in it. Of more than ``most`` the rest is counted."""
        lines = [item if isinstance(item, Line) else Line(_ended(item)) for item in items]
        if lines:
            self._add(Bullets(tuple(lines[:most] if most else lines)))
        else:
            self.paragraph(empty)
        if most:
            self.and_more(len(lines) - most)

    def and_more(self, count: int) -> None:
        """Say how many lines a list would have beyond those that are shown."""
        if count > 0:
            self.paragraph(f"And {count} more; what they stand on is in the evidence index.")

    def table(
        self, header: Sequence[str], rows: Iterable[Sequence[str]], evidence: Iterable[Sequence[Record]] = ()
    ) -> None:
        """A table, or that there is nothing."""
        held = tuple(tuple(row) for row in rows)
        if held:
            self._add(Table(tuple(header), held, tuple(self.stand_on(records) for records in evidence)))
        else:
            self.paragraph(NOTHING)

    def months(self, label: str, days: Iterable[date]) -> None:
        """How often something was heard, month by month."""
        self._add(Series(label, tuple(by_month(days, self.as_of))))

    def quotes(self, records: Sequence[Insight] | Sequence[Mention], heading: str = "") -> None:
        """Up to seven verbatims that may be printed, and how many may not. Each encounter is heard before any twice."""
        allowed = [record for record in records if self.discretion.may_quote(record)]
        verbatims = [record for record in records if record.basis is Basis.BUYER_VERBATIM]
        withheld = sum(not self.may_tell(record) for record in verbatims)
        chosen = _from_different_encounters(allowed)[:MOST_QUOTES]
        if heading and (chosen or not (withheld and self.outside)):
            self.paragraph(heading)
        for record in chosen:
            words = said_lines(self.discretion.clean(record.heading))
            how = self._counts_as(record) if isinstance(record, Insight) else ""
            told = f"{self._attribution(record)}{f'; {how}' if how else ''}"
            self._add(Quote(words, self.line(told, record)))
            self.quoted.append(record.id)
        if not chosen:
            if not (withheld and self.outside):
                self.paragraph(NOTHING)
        elif len(chosen) < FEWEST_QUOTES:
            self.paragraph(f"Fewer than {FEWEST_QUOTES} quotes: too few to write from.")
        if withheld and not self.outside:
            self.paragraph(f"Without permission to quote: {withheld}. Ask before quoting.")

    def may_tell(self, record: Insight | Mention) -> bool:
        """Whether what a record says may be told; it is noted where it may not."""
        told = self.discretion.may_tell(record)
        if not told:
            self._withheld[record.id] = record.permission
        return told

    def _attribution(self, record: Insight | Mention) -> str:
        account = account_of(self.reader, record)
        if self.edition.audience is Audience.INTERNAL:
            speaker = self.name(Persona, record.persona, ANYBODY)
            held = self.reader.get(Account, account)
            where = f", {self.text(held.name)}" if held else ""
            allowed = "" if record.permission.may_leave_the_team else f"; {record.permission.words}"
            return f"{speaker}{where}{allowed}, {self.reader.day(record)}"
        persona = self.reader.get(Persona, record.persona)
        close = record.permission is Permission.ATTRIBUTED
        return self.text(self.edition.anonymity.attribution(persona, account, close=close))

    # The end ---------------------------------------------------------------------------------------------------

    def finish(self, gaps: Iterable[str], earlier: Earlier | None) -> Brief:
        """Write the sections that stand at the end of every brief, and the front matter."""
        narrowed = self.edition.narrowed
        digest = self._hash()
        since = earlier.before(digest) if earlier else None
        front: dict[str, Any] = {
            "id": f"{self.kind}-{self.subject}{f'-{narrowed.key}' if narrowed else ''}",
            "kind": self.kind,
            "title": self.title,
            "subject": self.subject,
            "audience": self.edition.audience.value,
            "as_of": self.as_of.isoformat(),
            **({"filter": self.discretion.clean(narrowed.words)} if narrowed else {}),
            "counts": dict(sorted(self.counts.items())),
            "quoted": sorted(set(self.quoted)),
            "latest": self._latest(),
            "layout": self.edition.layout,
            "hash": digest,
        }
        if since is not None:
            front["since"] = since.stored
        self._say_what_is_left_out()
        self.section(CHANGED)
        self.bullets(changes(since, self.counts, self.quoted, self._stands_on))
        self._caveats(gaps)
        records = self._index()
        key = narrowed.key if narrowed else ""
        looked_up = frozenset(self.reader.looked_up)
        return Brief(
            self.kind, self.subject, self.title, front, self.content, records, looked_up, self._withheld, key,
            self.content.markdown,
        )  # fmt: skip

    def _say_what_is_left_out(self) -> None:
        """One line for all that outside readers do not get, and no section that would say only that."""
        if not self.outside:
            return
        self.content.sections = [section for section in self.content.sections if section.blocks]
        left = list(self._left_out)
        if self._withheld:
            count = len(self._withheld)
            left.insert(0, f"the words of {count} record{'s' * (count > 1)} that may not leave the team")
        if left:
            where = "The team’s edition, in exports/internal, has it."
            self._note(f"**For outside readers.** Left out: {'; '.join(left)}. {where}")

    def _caveats(self, gaps: Iterable[str]) -> None:
        self.section("Gaps and caveats")
        self.bullets(
            [
                *gaps,
                "Rates come with a 95 % Wilson interval and only from five cases on; they show association, not cause.",
            ]
        )

    def _index(self) -> dict[str, tuple[str, ...]]:
        """The evidence index: every record that a line of the brief stands on, with those that count alike."""
        self.section(INDEX_TITLE)
        speakers: dict[str, str] = {}
        found: dict[str, tuple[str, ...]] = {}
        groups: dict[tuple[str, ...], list[str]] = {}
        for record in self._stands_on.values():
            basis, persona = getattr(record, "basis", None), getattr(record, "persona", None) or ""
            if persona not in speakers:
                speakers[persona] = self.name(Persona, persona, "")
            alike = (
                record.singular,
                self.reader.day(record).isoformat()[:7] if isinstance(record, _HEARD) else "",
                basis.words if basis else "",
                speakers[persona],
                self._counts_as(record),
            )
            found[record.id] = alike
            groups.setdefault(alike, []).append(record.id)
        self.table(
            (*INDEX, "records", "ids"),
            (
                (*alike, str(len(ids)), " ".join(map(code, sorted(ids, key=lambda key: (tail(key), key)))))
                for alike, ids in sorted(groups.items())
            ),
        )
        self.paragraph("Any of them in full: shadowlog show ID")
        return found

    def _counts_as(self, record: Record) -> str:
        match record:
            case Insight() if stance := record.signals.get(self.subject):
                return stance.words
            case Mention():
                return record.outcome.words
            case Encounter() if record.stage_after:
                return record.stage_after.words
        return ""

    def _hash(self) -> str:
        """SHA-256 of the records the brief stands on, in the order of their ids."""
        digest = hashlib.sha256()
        for key in sorted(self._stands_on):
            document = dict(self.reader.document(self._stands_on[key]))
            for name in ("created", "updated"):
                document.pop(name, None)
            digest.update(as_json([key, document], ordered=True))
        return digest.hexdigest()

    def _latest(self) -> dict[str, str]:
        """How far the log had come: the latest id, and the latest change, of the records the brief stands on."""
        stored = (stored_moment(record.updated) for record in self._stands_on.values() if record.updated)
        return {"id": max(self._stands_on, default=""), "updated": max(stored, default="")}


def _ended(text: str) -> str:
    """A line that ends with what somebody said, with one sign at its end."""
    return text[:-1] if text.endswith(("..", "!.", "?.", "….")) else text


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
