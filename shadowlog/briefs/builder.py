"""Builds a brief section by section, and keeps the records that each line stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from shadowlog.analysis.counting.buyers import Talk, buyers_of, is_named
from shadowlog.analysis.evidence.responses import buyer_count
from shadowlog.analysis.record_reader import account_of
from shadowlog.analysis.stats.trends import RECENT
from shadowlog.briefs.block_writer import BlockWriter
from shadowlog.briefs.context import BriefContext, spoken_words, triaged
from shadowlog.briefs.evidence import Evidence, in_order
from shadowlog.briefs.few_buyers import gathered
from shadowlog.briefs.model import evidence_index
from shadowlog.briefs.model.blocks import BriefLine, Content, EvidenceList, Quote
from shadowlog.briefs.model.brief import Brief, brief_id, reasons
from shadowlog.briefs.model.changes import TITLE as CHANGED
from shadowlog.briefs.model.changes import Earlier, changes
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.evidence_index import EvidenceEntry
from shadowlog.briefs.model.markdown import lines_of
from shadowlog.briefs.model.text import Text, joined, phrase, strong, typed
from shadowlog.briefs.quotes import FEWEST_QUOTES, clearance, telling
from shadowlog.domain.records import Account, Insight, Mention, Objection, Person, Persona, Record, Response
from shadowlog.domain.values import Basis, Permission
from shadowlog.privacy.anonymity import ANYBODY
from shadowlog.privacy.withholding import WITHHELD, Audience, withheld_title

NOTHING = "No evidence logged"

_CAVEAT = "Rates count buyers and need five of them. A difference is an association beyond chance, not a cause."
_EDITIONS = {Audience.INTERNAL: "Team edition", Audience.EXTERNAL: "For outside readers"}


class BriefBuilder(BlockWriter):
    """A brief while it is written."""

    def __init__(self, context: BriefContext, kind: str, subject: str, title: str, heading: str) -> None:
        """``subject`` is the id of what the brief is about, ``title`` what that is called in the log, which may be
        empty; ``heading`` stands before it.
        """
        self.context = context
        self.kind = kind
        self.subject = subject
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
        self.title = self.discretion.clean(title) or heading
        headline = phrase(heading, ": ", typed(self.title)) if title else phrase(heading)
        super().__init__(Content(headline), Evidence(self.reader, subject), context.as_of)

    # Text ------------------------------------------------------------------------------------------------------

    def text(self, words: str) -> Text:
        """Typed words as this audience may read them."""
        return typed(self.discretion.clean(words))

    def spoken(self, text: str) -> str:
        """What somebody said as its words may be counted for this audience: without what stays out."""
        return self.discretion.clean(text).replace(WITHHELD, " ")

    def words(self, record: Record, field: str) -> Text:
        """A field of a record as this audience may read it, or empty if it is for the team only. A title that may not
        be read has other words in its place.
        """
        value = getattr(record, field)
        if not value or not self.discretion.leaves(record, field):
            return Text()
        if not self.outside:
            return self.text(value)
        is_title = field == record.title_field
        may_show = self.context.may_show_wording if is_title else triaged
        if isinstance(record, Objection) and not may_show(record):
            self.leave_out("the wording of objections that nobody has triaged or permitted")
            return typed(withheld_title(record)) if is_title else Text()
        if isinstance(record, Response):
            objections = self.reader.fetch(Objection, self.context.answered_by(record))
            if objections and not any(map(triaged, objections)):
                self.leave_out("answers to objections that nobody has triaged")
                return phrase("an answer not yet released")
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

    # Parts ----------------------------------------------------------------------------------------------------

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
        self.note(f"{edition} · as of ", self.as_of.isoformat(), "".join(f" · {part}" for part in parts), ".")
        if newest is not None and (self.as_of - newest).days > RECENT:
            self.note(strong(f"Nothing newer than {RECENT} days."), f" The newest evidence is of {newest}.")
        if self.context.narrowed:
            self.note("Only what fits this filter counts: ", typed(self.context.narrowed.shown), ".")

    def quotes(self, records: Sequence[Insight] | Sequence[Mention]) -> None:
        """Add three to seven verbatims that may be printed, short ones rather than long ones, and how many may not. No
        encounter is quoted twice before each was quoted once.
        """
        allowed = [record for record in records if self.discretion.may_quote(record)]
        verbatims = [record for record in records if record.basis is Basis.BUYER_VERBATIM]
        withheld = sum(not self.may_show(record) for record in verbatims)
        chosen = telling(allowed)
        for record in chosen:
            words = lines_of(self.discretion.clean(record.heading))
            counts_as = self.evidence.counts_as(record) if isinstance(record, Insight) else ""
            attribution = phrase(self._attribution(record), f"; {counts_as}" if counts_as else "")
            line = self.line(attribution, record)
            # A reference would lead to other lines, which may say more of the speaker.
            self.add(Quote(words, line if self._described(record) else BriefLine(line.text)))
            self.quoted.append(record.id)
        if 0 < len(chosen) < FEWEST_QUOTES:
            self.paragraph(f"Fewer than {FEWEST_QUOTES} quotes: too few to write from.")
        if withheld and not self.outside:
            self.paragraph(f"Without permission to quote: {withheld}. Ask before quoting.")

    def may_show(self, record: Insight | Mention) -> bool:
        """Whether this audience may read a record's words. Those it may not read are counted as withheld."""
        allowed = self.discretion.may_show(record)
        if not allowed:
            self._withheld[record.id] = self.discretion.withheld_because(record)
        return allowed

    def _attribution(self, record: Insight | Mention) -> Text:
        account_id = account_of(self.reader, record)
        if self.context.audience is Audience.INTERNAL:
            account = self.reader.get(Account, account_id)
            where = phrase(", ", self.text(account.name)) if account else ""
            day = self.reader.day(record)
            return phrase(
                self.name(Persona, record.persona, ANYBODY),
                where,
                f", {day}; ",
                clearance(record, self.name(Person, record.permission_by, ""), self.discretion.on),
            )
        persona = self.reader.get(Persona, record.persona)
        close = record.permission is Permission.ATTRIBUTED
        return self.text(self.context.anonymity.attribution(persona, account_id, close=close))

    def _described(self, record: Record) -> bool:
        """Whether this audience may read the persona of a record: outside the team not where it fits too few people."""
        persona = self.reader.get(Persona, getattr(record, "persona", None))
        if not self.outside or persona is None:
            return True
        return self.context.anonymity.attribution(persona, None, close=False) == persona.name

    def table(
        self, header: Sequence[str], rows: Iterable[Sequence[Text | str]], evidence: Iterable[Sequence[Record]] = ()
    ) -> None:
        """Add a table, with the records behind each row, if there are rows. Outside the team, rows of personas that
        stand on fewer than three buyers are one row.
        """
        if self.outside and header[0] == "persona":
            rows, evidence = gathered(self.reader, header, rows, evidence)
            for records in () if rows else evidence:
                self.stand_on(records)
        super().table(header, rows, evidence)

    # The end ---------------------------------------------------------------------------------------------------

    def finish(self, gaps: Iterable[str], earlier: Earlier | None) -> Brief:
        """Add the sections at the end of every brief, and the front matter. ``earlier`` is the brief it is compared
        with.
        """
        self.quoted += self._shown_words()
        narrowed = self.context.narrowed
        narrowed_by = narrowed.key if narrowed else ""
        digest = self.evidence.hash
        since = earlier.before(digest) if earlier else None
        front: dict[str, Any] = {
            "id": brief_id(self.kind, self.subject, narrowed_by),
            "kind": self.kind,
            "title": self.title,
            "subject": self.subject,
            "audience": self.context.audience.value,
            "as_of": self.as_of.isoformat(),
            **({"filter": narrowed.shown} if narrowed else {}),
            **self.front,
            "counts": dict(sorted(self.counts.items())),
            "claims": [claim.stored for claim in self.claims],
            "comparisons": self.comparisons,
            "quoted": sorted(set(self.quoted)),
            "latest": self.evidence.latest,
            "layout": self.context.layout,
            "hash": digest,
        }
        if since is not None:
            front["since"] = since.stored
        self._gather_empty_sections()
        self._say_what_is_left_out()
        self.section(CHANGED)
        self.bullets(map(self._changed, changes(since, self.counts, self.quoted, self.evidence.records)))
        self.section("Gaps and caveats")
        self.bullets([*gaps, _CAVEAT])
        entries = self._index()
        return Brief(
            self.kind, self.subject, self.title, front, self.content, entries, frozenset(self.reader.looked_up),
            self._withheld, narrowed_by, self.content.markdown,
        )  # fmt: skip

    def _changed(self, line: BriefLine) -> BriefLine:
        """A change, with a reference in place of ids. Records that it does not stand on any more have none."""
        ids = in_order(key for key in line.evidence if key in self.evidence.records)
        return BriefLine(line.text, ids, self.evidence.number(ids))

    def _shown_words(self) -> Iterator[str]:
        """The ids of the records whose words a line says that stands on them."""
        blocks = (block for section in self.content.sections for block in section.blocks)
        for line in (line for block in blocks for line in block.lines):
            text = spoken_words(line.text.plain) if line.evidence else ""
            for key in line.evidence:
                record = self.evidence.records[key]
                if isinstance(record, Insight | Mention):
                    words = spoken_words(self.discretion.clean(record.heading))
                    if words and words in text:
                        yield key

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
            self.note(f"Left out: {'; '.join(left_out)}. {where}")

    def _index(self) -> dict[str, EvidenceEntry]:
        """Add the evidence index: what each reference stands for, counted, and its records."""
        entries = {record.id: self._entry(record) for record in self.evidence.records.values()}
        cited = self.evidence.cited
        self.section(evidence_index.TITLE)
        if cited:
            self.add(EvidenceList(tuple(cited)))
            self.paragraph("Any of them in full: shadowlog show ID")
        return entries

    def _entry(self, record: Record) -> EvidenceEntry:
        basis = getattr(record, "basis", None)
        return EvidenceEntry(
            record.singular,
            self.evidence.month(record),
            basis.words if basis else "",
            self.name(Persona, getattr(record, "persona", None), "") if self._described(record) else Text(),
            self.evidence.counts_as(record),
        )
