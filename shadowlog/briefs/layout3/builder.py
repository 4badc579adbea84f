"""Builds a brief section by section, and keeps the records that each line stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from shadowlog.analysis.record_reader import account_of
from shadowlog.analysis.stats.trends import by_month
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.evidence import Evidence, in_order
from shadowlog.briefs.model import evidence_index
from shadowlog.briefs.model.blocks import Block, BriefLine, Bullets, Content, Paragraph, Quote, Section, Series, Table
from shadowlog.briefs.model.brief import Brief, brief_id
from shadowlog.briefs.model.changes import TITLE as CHANGED
from shadowlog.briefs.model.changes import Earlier, changes
from shadowlog.briefs.model.evidence_index import EvidenceEntry
from shadowlog.briefs.model.markdown import lines_of
from shadowlog.briefs.model.text import IdsSpan, Text, phrase, strong, typed
from shadowlog.domain.records import Account, Insight, Mention, Objection, Persona, Record
from shadowlog.domain.values import Basis, Permission
from shadowlog.privacy.anonymity import ANYBODY
from shadowlog.privacy.withholding import WITHHELD, Audience, withheld_title

NOTHING = "No evidence logged."
MOST_QUOTES = 7
FEWEST_QUOTES = 3

MOST = 10
"""The most lines of a ranked list. The rest is counted."""

_CAVEAT = "Rates come with a 95 % Wilson interval and only from five cases on; they show association, not cause."


class BriefBuilder:
    """A brief while it is written."""

    def __init__(self, context: BriefContext, kind: str, subject: str, title: str, heading: str) -> None:
        """``subject`` is the id of what the brief is about, ``title`` what that is called in the log, which may be
        empty; ``heading`` stands before it.
        """
        self.context = context
        self.kind = kind
        self.subject = subject
        self.as_of: date = context.as_of
        self.reader = context.reader()
        self.discretion = context.discretion
        self.counts: dict[str, int] = {}
        self.quoted: list[str] = []
        self._withheld: dict[str, str] = {}
        self._left_out: dict[str, None] = {}
        self._evidence = Evidence(self.reader, subject)
        self.title = self.discretion.clean(title) or heading
        self.content = Content(phrase(heading, ": ", typed(self.title)) if title else phrase(heading))
        if context.audience is Audience.INTERNAL:
            self._note(strong("For the team only."), " Verbatims and names are shown whatever their permission.")
        if context.narrowed:
            self._note("Only what fits this filter counts: ", self.text(context.narrowed.words), ".")

    # Text ------------------------------------------------------------------------------------------------------

    def text(self, words: str) -> Text:
        """TypedSpan words as this audience may read them."""
        return typed(self.discretion.clean(words))

    def words(self, record: Record, field: str) -> Text:
        """A field of a record as this audience may read it, or empty if it is for the team only."""
        value = getattr(record, field)
        if not value or not self.discretion.leaves(record, field):
            return Text()
        if isinstance(record, Objection) and not self.context.may_show_wording(record):
            self.leave_out("the wording of objections that nobody has triaged or permitted")
            return typed(withheld_title(record, plain=True) if field == record.title_field else WITHHELD)
        return self.text(value)

    def name(self, kind: type[Record], record_id: str | None, otherwise: str = "not said") -> Text:
        """The name of a record as this audience may read it, or ``otherwise`` if there is no such record."""
        record = self.reader.get(kind, record_id)
        name = self.words(record, record.title_field) if record else Text()
        return name or phrase(otherwise)

    @property
    def outside(self) -> bool:
        """Whether the brief is for outside readers."""
        return self.discretion.outside

    def leave_out(self, *what: str) -> None:
        """Note what this brief leaves out because it is for the team only. One line of the brief lists it."""
        self._left_out.update(dict.fromkeys(what))

    def line(self, text: Text | str, *records: Record) -> BriefLine:
        """A claim, and the records it stands on."""
        own = text if isinstance(text, Text) else phrase(text)
        return BriefLine(_with_one_end(own), self.stand_on(records))

    def stand_on(self, records: Iterable[Record]) -> tuple[str, ...]:
        """Note records that the brief stands on. Returns their ids in the order in which a line names them."""
        return self._evidence.add(records)

    # Blocks ----------------------------------------------------------------------------------------------------

    def _note(self, *parts: Text | str) -> None:
        self.content.notes.append(Paragraph(BriefLine(phrase(*parts))))

    def section(self, title: str) -> None:
        """Begin a section."""
        self.content.sections.append(Section(title))

    def _add(self, block: Block) -> None:
        self.content.sections[-1].blocks.append(block)

    def paragraph(self, text: Text | str, *records: Record) -> None:
        """Add a paragraph, and the records it stands on."""
        self._add(Paragraph(self.line(text, *records)))

    def bullets(self, items: Iterable[BriefLine | Text | str], empty: str = NOTHING, most: int = 0) -> None:
        """Add a list, or the paragraph ``empty`` where there are no items. Of more than ``most`` (0: any number) the
        rest is counted.
        """
        lines = [item if isinstance(item, BriefLine) else self.line(item) for item in items]
        if lines:
            self._add(Bullets(tuple(lines[:most] if most else lines)))
        else:
            self.paragraph(empty)
        if most:
            self.and_more(len(lines) - most)

    def and_more(self, count: int) -> None:
        """Add how many lines of a list are not shown, if any."""
        if count > 0:
            self.paragraph(f"And {count} more; what they stand on is in the evidence index.")

    def table(
        self,
        header: Sequence[str],
        rows: Iterable[Sequence[Text | str]],
        evidence: Iterable[Sequence[Record]] = (),
    ) -> None:
        """Add a table, with the records behind each row, or say that there is nothing."""
        cells = tuple(map(tuple, rows))
        if cells:
            self._add(Table(tuple(header), cells, tuple(self.stand_on(records) for records in evidence)))
        else:
            self.paragraph(NOTHING)

    def months(self, label: str, days: Iterable[date]) -> None:
        """Add a series of counts by month."""
        self._add(Series(label, tuple(by_month(days, self.as_of))))

    def quotes(self, records: Sequence[Insight] | Sequence[Mention], heading: str = "") -> None:
        """Add up to seven verbatims that may be printed, and how many may not. No encounter is quoted twice before
        each was quoted once.
        """
        allowed = [record for record in records if self.discretion.may_quote(record)]
        verbatims = [record for record in records if record.basis is Basis.BUYER_VERBATIM]
        withheld = sum(not self.may_show(record) for record in verbatims)
        chosen = _from_different_encounters(allowed)[:MOST_QUOTES]
        if heading and (chosen or not (withheld and self.outside)):
            self.paragraph(heading)
        for record in chosen:
            words = lines_of(self.discretion.clean(record.heading))
            counts_as = self._evidence.counts_as(record) if isinstance(record, Insight) else ""
            attribution = phrase(self._attribution(record), f"; {counts_as}" if counts_as else "")
            self._add(Quote(words, self.line(attribution, record)))
            self.quoted.append(record.id)
        if not chosen:
            if not (withheld and self.outside):
                self.paragraph(NOTHING)
        elif len(chosen) < FEWEST_QUOTES:
            self.paragraph(f"Fewer than {FEWEST_QUOTES} quotes: too few to write from.")
        if withheld and not self.outside:
            self.paragraph(f"Without permission to quote: {withheld}. Ask before quoting.")

    def may_show(self, record: Insight | Mention) -> bool:
        """Whether this audience may read a record's words. Those it may not read are counted as withheld."""
        allowed = self.discretion.may_show(record)
        if not allowed:
            self._withheld[record.id] = record.withheld_because(self.discretion.on)
        return allowed

    def _attribution(self, record: Insight | Mention) -> Text:
        account_id = account_of(self.reader, record)
        if self.context.audience is Audience.INTERNAL:
            account = self.reader.get(Account, account_id)
            where = phrase(", ", self.text(account.name)) if account else ""
            clearance = "" if record.permission.may_leave_the_team else f"; {record.permission.words}"
            day = self.reader.day(record)
            return phrase(self.name(Persona, record.persona, ANYBODY), where, f"{clearance}, {day}")
        persona = self.reader.get(Persona, record.persona)
        close = record.permission is Permission.ATTRIBUTED
        return self.text(self.context.anonymity.attribution(persona, account_id, close=close))

    # The end ---------------------------------------------------------------------------------------------------

    def finish(self, gaps: Iterable[str], earlier: Earlier | None) -> Brief:
        """Add the sections at the end of every brief, and the front matter. ``earlier`` is the brief it is compared
        with.
        """
        narrowed = self.context.narrowed
        narrowed_by = narrowed.key if narrowed else ""
        digest = self._evidence.hash
        since = earlier.before(digest) if earlier else None
        front: dict[str, Any] = {
            "id": brief_id(self.kind, self.subject, narrowed_by),
            "kind": self.kind,
            "title": self.title,
            "subject": self.subject,
            "audience": self.context.audience.value,
            "as_of": self.as_of.isoformat(),
            **({"filter": self.discretion.clean(narrowed.words)} if narrowed else {}),
            "counts": dict(sorted(self.counts.items())),
            "quoted": sorted(set(self.quoted)),
            "latest": self._evidence.latest,
            "layout": self.context.layout,
            "hash": digest,
        }
        if since is not None:
            front["since"] = since.stored
        self._say_what_is_left_out()
        self.section(CHANGED)
        self.bullets(changes(since, self.counts, self.quoted, self._evidence.records))
        self.section("Gaps and caveats")
        self.bullets([*gaps, _CAVEAT])
        entries = self._index()
        return Brief(
            self.kind, self.subject, self.title, front, self.content, entries, frozenset(self.reader.looked_up),
            self._withheld, narrowed_by, self.content.markdown,
        )  # fmt: skip

    def _say_what_is_left_out(self) -> None:
        """Leave out empty sections for outside readers, and say in one line what they do not get."""
        if not self.outside:
            return
        self.content.sections = [section for section in self.content.sections if section.blocks]
        left_out = list(self._left_out)
        if self._withheld:
            count = len(self._withheld)
            left_out.insert(0, f"the words of {count} record{'s' * (count > 1)} that may not leave the team")
        if left_out:
            where = "The team’s edition, in exports/internal, has it."
            self._note(strong("For outside readers."), f" Left out: {'; '.join(left_out)}. {where}")

    def _index(self) -> dict[str, EvidenceEntry]:
        """Add the evidence index: every record that a line of the brief stands on, those that count alike in a row."""
        self.section(evidence_index.TITLE)
        alike: dict[tuple[str, str, Basis | None, str, str], list[str]] = {}
        for record in self._evidence.records.values():
            basis, persona = getattr(record, "basis", None), getattr(record, "persona", None) or ""
            key = (record.singular, self._evidence.month(record), basis, persona, self._evidence.counts_as(record))
            alike.setdefault(key, []).append(record.id)
        names = {persona: self.name(Persona, persona, "") for persona in {key[3] for key in alike}}
        entries: dict[str, EvidenceEntry] = {}
        rows: dict[EvidenceEntry, list[str]] = {}
        for (singular, month, basis, persona, counts_as), ids in alike.items():
            entry = EvidenceEntry(singular, month, basis.words if basis else "", names[persona], counts_as)
            entries.update(dict.fromkeys(ids, entry))
            rows.setdefault(entry, []).extend(ids)
        ordered = sorted(rows.items(), key=lambda row: row[0].in_words)
        self.table(
            evidence_index.COLUMNS,
            ((*entry, str(len(ids)), Text((IdsSpan(in_order(ids)),))) for entry, ids in ordered),
        )
        self.paragraph("Any of them in full: shadowlog show ID")
        return entries


def _with_one_end(text: Text) -> Text:
    """A line that ends with what somebody said, with one sign at its end."""
    last_signs = "".join([span.plain[-2:] for span in text.spans[-2:]])[-2:]
    return text.without_last_sign() if last_signs in ("..", "!.", "?.", "….") else text


def _from_different_encounters(records: Iterable[Insight | Mention]) -> list[Insight | Mention]:
    """The records, the same words only once, and no encounter twice before each was there once."""
    once: dict[str, Insight | Mention] = {}
    for record in records:
        once.setdefault(" ".join(record.heading.casefold().split()), record)
    first: dict[str, Insight | Mention] = {}
    for record in once.values():
        first.setdefault(record.encounter or record.id, record)
    chosen = {record.id for record in first.values()}
    return [*first.values(), *(record for record in once.values() if record.id not in chosen)]
