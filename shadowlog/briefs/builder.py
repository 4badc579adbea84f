"""Builds a brief section by section, and keeps the records that each line stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from heapq import nsmallest
from typing import Any

from shadowlog.analysis.counting.buyers import Talk, buyers_of, is_named
from shadowlog.analysis.evidence.responses import buyer_count
from shadowlog.analysis.record_reader import account_of
from shadowlog.analysis.stats.trends import RECENT
from shadowlog.briefs.audience_writer import AudienceWriter
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.evidence import in_order
from shadowlog.briefs.model import evidence_index
from shadowlog.briefs.model.blocks import BriefLine, Cited, Content, EvidenceList, Quote, SpelledOut
from shadowlog.briefs.model.brief import Brief, brief_id, reasons
from shadowlog.briefs.model.changes import TITLE as CHANGED
from shadowlog.briefs.model.changes import Earlier, changes
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.evidence_index import EvidenceEntry
from shadowlog.briefs.model.markdown import lines_of
from shadowlog.briefs.model.text import Text, joined, phrase, strong, typed
from shadowlog.briefs.quotes import FEWEST_QUOTES, clearance, telling
from shadowlog.briefs.spelled_out import MOST, spelled_out
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Person, Persona, Record, Theme
from shadowlog.domain.values import Basis, Permission, Stance
from shadowlog.privacy.anonymity import ANYBODY
from shadowlog.privacy.withholding import Audience

NOTHING = "No evidence logged"

_CAVEAT = "Rates count buyers and need five of them. A difference is an association beyond chance, not a cause."
_EDITIONS = {Audience.INTERNAL: "Team edition", Audience.EXTERNAL: "For outside readers"}


class BriefBuilder(AudienceWriter):
    """A brief while it is written."""

    def __init__(self, context: BriefContext, kind: str, subject: str, title: str, heading: str) -> None:
        """``subject`` is the id of what the brief is about, ``title`` what that is called in the log, which may be
        empty; ``heading`` stands before it.
        """
        self.kind = kind
        self.subject = subject
        self.counts: dict[str, int] = {}
        self.claims: list[Claim] = []
        """The differences that the brief claims."""
        self.comparisons = 0
        """How many comparisons it made to find them."""
        self.caveats = [_CAVEAT]
        """What is to be borne in mind with its figures."""
        self.front: dict[str, Any] = {}
        """What the front matter says besides."""
        self.quoted: list[str] = []
        self._withheld: dict[str, str] = {}
        self.title = context.discretion.clean(title) or heading
        headline = phrase(heading, ": ", typed(self.title)) if title else phrase(heading)
        super().__init__(context, subject, Content(headline))

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
        """Add three to seven verbatims that may be printed (``telling``), each with its clearance and how the theme
        was received, and for the team how many there are that nobody gave permission for.
        """
        allowed = [record for record in records if self.discretion.may_quote(record)]
        verbatims = [record for record in records if record.basis is Basis.BUYER_VERBATIM]
        unset = [record for record in verbatims if record.cleared(self.discretion.on) is Permission.UNSET]
        unasked = sum(bool(record.heading) for record in unset)
        chosen = telling(allowed, self.discretion.on, self._stances)
        for record in chosen:
            words = lines_of(self.discretion.clean(record.heading))
            how = self._received(record)
            line = self.line(phrase(self._attribution(record), "; " if how else "", how), record)
            # A reference would lead to other lines, which may say more of the speaker.
            self.add(Quote(words, line if self.described(record) else BriefLine(line.text)))
            self.quoted.append(record.id)
        if 0 < len(chosen) < FEWEST_QUOTES:
            self.paragraph(f"Fewer than {FEWEST_QUOTES} quotes: too few to write from.")
        for record in verbatims:
            # Notes those that are withheld.
            self.may_show(record)
        if unasked and not self.outside:
            self.paragraph(f"Without permission to quote: {unasked}. Ask before quoting.")

    def _stances(self, record: Insight | Mention) -> list[Stance]:
        """How what the brief is about was received in a record; where it is not about a theme, any of its themes."""
        signals = record.signals if isinstance(record, Insight) else {}
        return [signals[self.subject]] if self.subject in signals else list(signals.values())

    def _received(self, record: Insight | Mention) -> Text:
        """``rejected``, or in a brief that is not about a theme ``“Quiet” rejected``; empty where none was raised."""
        signals = record.signals if isinstance(record, Insight) else {}
        if self.subject in signals:
            return phrase(signals[self.subject].words)
        raised = [(stance is Stance.NEUTRAL, key) for key, stance in signals.items() if stance is not Stance.NOT_RAISED]
        shown = [key for _, key in sorted(raised)[:2]]
        return joined(", ", (phrase("“", self.name(Theme, key), f"” {signals[key].words}") for key in shown))

    def may_show(self, record: Insight | Mention) -> bool:
        """Whether this audience may read a record's words. Those it may not read are counted as withheld."""
        allowed = self.discretion.may_show(record)
        if not allowed:
            self._withheld[record.id] = self.discretion.withheld_because(record)
        return allowed

    def _attribution(self, record: Insight | Mention) -> Text:
        account_id = account_of(self.reader, record)
        if self.context.audience is Audience.INTERNAL:
            # The brief of a persona need not say whose words they are.
            who = Text() if record.persona == self.subject else self.name(Persona, record.persona, ANYBODY)
            account = self.reader.get(Account, account_id)
            where = self.text(account.name) if account else Text()
            when = phrase(f"{self.reader.day(record)}")
            cleared = clearance(record, self.name(Person, record.permission_by, ""), self.discretion.on)
            return phrase(joined(", ", filter(None, (who, where, when))), "; ", cleared)
        persona = self.reader.get(Persona, record.persona)
        close = record.permission is Permission.ATTRIBUTED
        return self.text(self.context.anonymity.attribution(persona, account_id, close=close))

    # The end ---------------------------------------------------------------------------------------------------

    def finish(self, gaps: Iterable[str | Text], earlier: Earlier | None) -> Brief:
        """Add the sections at the end of every brief, and the front matter. ``earlier`` is the brief it is compared
        with.
        """
        self.quoted += self.shown_words()
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
        self.bullets([*gaps, *self.caveats])
        entries = self._index()
        return Brief(
            self.kind, self.subject, self.title, front, self.content, entries, frozenset(self.reader.looked_up),
            self._withheld, narrowed_by, self.content.markdown,
        )  # fmt: skip

    def _changed(self, line: BriefLine) -> BriefLine:
        """A change, with a reference in place of ids. Records that it does not stand on any more have none."""
        ids = in_order(key for key in line.evidence if key in self.evidence.records)
        return BriefLine(line.text, ids, self.evidence.number(ids))

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
        left_out = list(self.left_out)
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
            self.add(EvidenceList(tuple(cited), self._newest(entries)))
            self.paragraph("Any of them in full: shadowlog show ID")
        return entries

    def _newest(self, entries: Mapping[str, EvidenceEntry]) -> Callable[[Cited], SpelledOut]:
        """Says what the newest records behind a reference are, where a form of the brief has room for it."""
        records = dict(self.evidence.records)
        order: dict[str, int] = {}

        @cache
        def line(key: str) -> str:
            record, entry = records[key], entries[key]
            day = self.reader.day(record).isoformat() if entry.month and not self.outside else ""
            return spelled_out(record, entry, day, self._what_it_says(record)).plain

        def newest(cited: Cited) -> SpelledOut:
            if not order:
                newest_first = self.reader.in_order(records.values())
                order.update({record.id: place for place, record in enumerate(newest_first)})
            return tuple((key, line(key)) for key in nsmallest(MOST, cited.ids, key=order.__getitem__))

        return newest

    def _what_it_says(self, record: Record) -> Text:
        """A record's title as this audience may read it; of an encounter what it was, and with whom."""
        if not isinstance(record, Encounter):
            return self.words(record, record.title_field)
        if self.outside:
            return Text()
        account = self.reader.get(Account, record.account)
        what = self.text(record.event) if record.event else phrase(record.kind.words)
        return joined(", ", [what, *([self.text(account.name)] if account else [])])

    def _entry(self, record: Record) -> EvidenceEntry:
        basis = getattr(record, "basis", None)
        return EvidenceEntry(
            record.singular,
            self.evidence.month(record),
            basis.words if basis else "",
            self.name(Persona, getattr(record, "persona", None), "") if self.described(record) else Text(),
            self.evidence.counts_as(record),
        )
