"""Builds a brief section by section, and keeps the records that each line stands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from shadowlog.analysis.evidence.buyers import Talk, buyers_of, is_named
from shadowlog.analysis.evidence.record_reader import account_of
from shadowlog.analysis.evidence.responses import buyer_count
from shadowlog.analysis.stats.trends import RECENT, by_month
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.evidence import Evidence, in_order
from shadowlog.briefs.model import evidence_index
from shadowlog.briefs.model.blocks import (
    Block,
    BriefLine,
    Bullets,
    Cited,
    Content,
    EvidenceList,
    Paragraph,
    Quote,
    Section,
    Series,
    Table,
)
from shadowlog.briefs.model.brief import Brief, brief_id, reasons
from shadowlog.briefs.model.changes import TITLE as CHANGED
from shadowlog.briefs.model.changes import Earlier, changes
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.evidence_index import EvidenceEntry
from shadowlog.briefs.model.markdown import lines_of
from shadowlog.briefs.model.text import Text, joined, phrase, strong, typed
from shadowlog.domain.records import Account, Insight, Mention, Objection, Person, Persona, Record
from shadowlog.domain.values import Basis, Permission
from shadowlog.privacy.anonymity import ANYBODY
from shadowlog.privacy.withholding import WITHHELD, Audience, withheld_title

NOTHING = "No evidence logged"
MOST_QUOTES = 7
FEWEST_QUOTES = 3
FEWEST_WORDS = 4
"""The fewest words of a quote that tells something by itself."""

_QUOTED_WORDS = 60
"""The words of all quotes of a section together, from the fourth quote on."""

MOST = 3
"""The most lines of a ranked list: the strongest. The rest is counted."""

_CAVEAT = "Rates count buyers and need five of them. A difference is an association beyond chance, not a cause."
_EDITIONS = {Audience.INTERNAL: "Team edition", Audience.EXTERNAL: "For outside readers"}


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
        self.claims: list[Claim] = []
        """The differences that the brief claims."""
        self.comparisons = 0
        """How many comparisons it made to find them."""
        self.front: dict[str, Any] = {}
        """What the front matter says besides."""
        self.quoted: list[str] = []
        self._withheld: dict[str, str] = {}
        self._left_out: dict[str, None] = {}
        self._evidence = Evidence(self.reader, subject)
        self._numbers: dict[tuple[str, ...], int] = {}
        self.title = self.discretion.clean(title) or heading
        self.content = Content(phrase(heading, ": ", typed(self.title)) if title else phrase(heading))

    # Text ------------------------------------------------------------------------------------------------------

    def text(self, words: str) -> Text:
        """Typed words as this audience may read them."""
        return typed(self.discretion.clean(words))

    def spoken(self, text: str) -> str:
        """What somebody said as its words may be counted for this audience: without what stays out."""
        return self.discretion.clean(text).replace(WITHHELD, " ")

    def words(self, record: Record, field: str) -> Text:
        """A field of a record as this audience may read it, or empty if it is for the team only."""
        value = getattr(record, field)
        if not value or not self.discretion.leaves(record, field):
            return Text()
        if isinstance(record, Objection) and not self.context.may_show_wording(record):
            self.leave_out("the wording of objections that nobody has triaged or permitted")
            return typed(withheld_title(record) if field == record.title_field else WITHHELD)
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
        ids = self.stand_on(records)
        own = text if isinstance(text, Text) else phrase(text)
        return BriefLine(_with_one_end(own), ids, self._number(ids))

    def stand_on(self, records: Iterable[Record]) -> tuple[str, ...]:
        """Note records that the brief stands on. Returns their ids in the order in which the index lists them."""
        return self._evidence.add(records)

    def _number(self, ids: tuple[str, ...]) -> int:
        """The number of some evidence: the same for the same records."""
        return self._numbers.setdefault(ids, len(self._numbers) + 1) if ids else 0

    # Blocks ----------------------------------------------------------------------------------------------------

    def about(self, talks: Iterable[Talk], records: Sequence[Record]) -> None:
        """Say what the brief stands on, in one line under its title: buyers, conversations, and the newest evidence."""
        found = set(talks)
        buyers = buyers_of(found)
        unnamed = sum(not is_named(buyer) for buyer in buyers)
        self.counts |= {"buyers": len(buyers), "conversations": len(found)}
        newest = max((self.reader.day(record) for record in records), default=None)
        parts = []
        if buyers:
            conversations = f" in {len(found):,} conversation{'' if len(found) == 1 else 's'}"
            # Without a name a conversation is all that is known of a buyer.
            where = "" if unnamed == len(buyers) else conversations
            parts = [f"{buyer_count(len(buyers), unnamed)}{where}", f"newest evidence {newest}"]
        if newest is not None:
            self.front["newest_evidence"] = newest.isoformat()
        edition = _EDITIONS[self.context.audience]
        # The day is a span of its own: an export leaves a brief as it is where that alone would be another.
        self._note(f"{edition} · as of ", self.as_of.isoformat(), "".join(f" · {part}" for part in parts), ".")
        if newest is not None and (self.as_of - newest).days > RECENT:
            self._note(strong(f"Nothing newer than {RECENT} days."), f" The newest evidence is of {newest}.")
        if self.context.narrowed:
            self._note("Only what fits this filter counts: ", self.text(self.context.narrowed.words), ".")

    def _note(self, *parts: Text | str) -> None:
        self.content.notes.append(Paragraph(BriefLine(phrase(*parts))))

    def section(self, title: str) -> None:
        """Begin a section. Sections in which nothing stands are listed together in one line at the end."""
        self.content.sections.append(Section(title))

    def _add(self, block: Block) -> None:
        self.content.sections[-1].blocks.append(block)

    def paragraph(self, text: Text | str, *records: Record) -> None:
        """Add a paragraph, and the records it stands on."""
        self._add(Paragraph(self.line(text, *records)))

    def bullets(self, items: Iterable[BriefLine | Text | str], most: int = 0) -> None:
        """Add a list, if there are items. Of more than ``most`` (0: any number) the rest is counted."""
        lines = [item if isinstance(item, BriefLine) else self.line(item) for item in items]
        if lines:
            self._add(Bullets(tuple(lines[:most] if most else lines)))
        if most:
            self.and_more(len(lines) - most)

    def and_more(self, count: int) -> None:
        """Add how many lines of a list are not shown, if any."""
        if count > 0:
            self.paragraph(f"And {count} more.")

    def table(
        self,
        header: Sequence[str],
        rows: Iterable[Sequence[Text | str]],
        evidence: Iterable[Sequence[Record]] = (),
    ) -> None:
        """Add a table, with the records behind each row, if there are rows."""
        cells = tuple(map(tuple, rows))
        if cells:
            ids = tuple(self.stand_on(records) for records in evidence)
            self._add(Table(tuple(header), cells, ids, tuple(map(self._number, ids))))

    def months(self, label: str, days: Iterable[date]) -> None:
        """Add a series of counts by month, if there are any in its months."""
        months = tuple(by_month(days, self.as_of))
        if any(count for _, count in months):
            self._add(Series(label, months))

    def quotes(self, records: Sequence[Insight] | Sequence[Mention]) -> None:
        """Add three to seven verbatims that may be printed, short ones rather than long ones, and how many may not. No
        encounter is quoted twice before each was quoted once.
        """
        allowed = [record for record in records if self.discretion.may_quote(record)]
        verbatims = [record for record in records if record.basis is Basis.BUYER_VERBATIM]
        withheld = sum(not self.may_show(record) for record in verbatims)
        chosen = _short_enough(_telling(_from_different_encounters(allowed)))
        for record in chosen:
            words = lines_of(self.discretion.clean(record.heading))
            counts_as = self._evidence.counts_as(record) if isinstance(record, Insight) else ""
            attribution = phrase(self._attribution(record), f"; {counts_as}" if counts_as else "")
            self._add(Quote(words, self.line(attribution, record)))
            self.quoted.append(record.id)
        if 0 < len(chosen) < FEWEST_QUOTES:
            self.paragraph(f"Fewer than {FEWEST_QUOTES} quotes: too few to write from.")
        if withheld and not self.outside:
            self.paragraph(f"Without permission to quote: {withheld}. Ask before quoting.")

    def may_show(self, record: Insight | Mention) -> bool:
        """Whether this audience may read a record's words. Those it may not read are counted as withheld."""
        allowed = self.discretion.may_show(record)
        if not allowed:
            self._withheld[record.id] = record.withheld_because(self.discretion.on) or "not a buyer’s words"
        return allowed

    def _attribution(self, record: Insight | Mention) -> Text:
        account_id = account_of(self.reader, record)
        if self.context.audience is Audience.INTERNAL:
            account = self.reader.get(Account, account_id)
            where = phrase(", ", self.text(account.name)) if account else ""
            day = self.reader.day(record)
            return phrase(self.name(Persona, record.persona, ANYBODY), where, f", {day}; ", self._clearance(record))
        persona = self.reader.get(Persona, record.persona)
        close = record.permission is Permission.ATTRIBUTED
        return self.text(self.context.anonymity.attribution(persona, account_id, close=close))

    def _clearance(self, record: Insight | Mention) -> Text:
        """What a record's words may be used for, who got the permission, when it was given, and until when."""
        until = record.permission_until
        if record.ran_out(self.discretion.on):
            return phrase(f"permission ran out on {until}, ask again")
        permission = record.permission
        if permission is Permission.UNSET:
            return phrase(permission.clearance)
        given = [
            *([by] if (by := self.name(Person, record.permission_by, "")) else []),
            *([phrase(f"{record.permission_on}")] if record.permission_on else []),
            *([phrase(f"until {until}")] if until and permission.may_leave_the_team else []),
        ]
        return phrase(permission.clearance, *((" (", joined(", ", given), ")") if given else ()))

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
            **self.front,
            "counts": dict(sorted(self.counts.items())),
            "claims": [claim.stored for claim in self.claims],
            "comparisons": self.comparisons,
            "quoted": sorted(set(self.quoted)),
            "latest": self._evidence.latest,
            "layout": self.context.layout,
            "hash": digest,
        }
        if since is not None:
            front["since"] = since.stored
        self._gather_empty_sections()
        self._say_what_is_left_out()
        self.section(CHANGED)
        self.bullets(map(self._changed, changes(since, self.counts, self.quoted, self._evidence.records)))
        self.section("Gaps and caveats")
        self.bullets([*gaps, _CAVEAT])
        entries = self._index()
        return Brief(
            self.kind, self.subject, self.title, front, self.content, entries, frozenset(self.reader.looked_up),
            self._withheld, narrowed_by, self.content.markdown,
        )  # fmt: skip

    def _changed(self, line: BriefLine) -> BriefLine:
        """A change, with a reference in place of ids. Records that it does not stand on any more have none."""
        ids = in_order(key for key in line.evidence if key in self._evidence.records)
        return BriefLine(line.text, ids, self._number(ids))

    def _gather_empty_sections(self) -> None:
        """List the sections in which nothing stands in one line. An empty section is an answer too."""
        empty = [section.title for section in self.content.sections if not section.blocks]
        self.content.sections = [section for section in self.content.sections if section.blocks]
        if empty and not self.outside:
            self.section(NOTHING)
            self.paragraph(phrase(joined("; ", empty), "."))
        else:
            empty.append(NOTHING)
        self.content.empty = tuple(empty)

    def _say_what_is_left_out(self) -> None:
        """Say in one line what readers outside the team do not get, and where it is."""
        if not self.outside:
            return
        left_out = list(self._left_out)
        if self._withheld:
            count = len(self._withheld)
            why = ", ".join(f"{why}: {number}" for why, number in reasons(self._withheld))
            records = f"the words of {count} record{'s' * (count > 1)} that may not leave the team"
            left_out.insert(0, f"{records} ({why})")
        if left_out:
            where = "The team’s edition, in exports/internal, has it."
            self._note(f"Left out: {'; '.join(left_out)}. {where}")

    def _index(self) -> dict[str, EvidenceEntry]:
        """Add the evidence index: what each reference stands for, counted, and its records."""
        entries = {record.id: self._entry(record) for record in self._evidence.records.values()}
        cited = [Cited(number, self._counted(ids), ids) for ids, number in self._numbers.items()]
        self.section(evidence_index.TITLE)
        if cited:
            self._add(EvidenceList(tuple(cited)))
            self.paragraph("Any of them in full: shadowlog show ID")
        return entries

    def _entry(self, record: Record) -> EvidenceEntry:
        basis = getattr(record, "basis", None)
        return EvidenceEntry(
            record.singular,
            self._evidence.month(record),
            basis.words if basis else "",
            self.name(Persona, getattr(record, "persona", None), ""),
            self._evidence.counts_as(record),
        )

    def _counted(self, ids: tuple[str, ...]) -> str:
        """``12 insights, 2 mentions, 2026-03 to 2026-11``."""
        records = [self._evidence.records[key] for key in ids]
        kinds = Counter(record.declared for record in records)
        words = [declared.count(count) for declared, count in kinds.items()]
        months = sorted(filter(None, map(self._evidence.month, records)))
        if months:
            words.append(months[0] if months[0] == months[-1] else f"{months[0]} to {months[-1]}")
        return ", ".join(words)


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


def _telling(records: Sequence[Insight | Mention]) -> Sequence[Insight | Mention]:
    """Quotes without those of a word or two, such as “Okay!”, as long as there are enough others."""
    found = [record for record in records if len(record.heading.split()) >= FEWEST_WORDS]
    return found if len(found) >= FEWEST_QUOTES else records


def _short_enough(records: Sequence[Insight | Mention]) -> list[Insight | Mention]:
    """Up to seven of some quotes: of three there are always, the shorter ones first; more as long as all are short."""
    lengths = {record.id: len(record.heading.split()) for record in records}
    shorter = sorted(records[: 2 * MOST_QUOTES], key=lambda record: lengths[record.id])
    chosen: list[Insight | Mention] = []
    words = 0
    for record in shorter[:MOST_QUOTES]:
        words += lengths[record.id]
        if len(chosen) >= FEWEST_QUOTES and words > _QUOTED_WORDS:
            break
        chosen.append(record)
    kept = {record.id for record in chosen}
    return [record for record in records if record.id in kept]
