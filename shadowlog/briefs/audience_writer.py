"""Writes a brief for one audience: words as it may read them, and what it may not read left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from shadowlog.briefs.block_writer import BlockWriter
from shadowlog.briefs.context import BriefContext, spoken_words, triaged
from shadowlog.briefs.evidence import Evidence
from shadowlog.briefs.few_buyers import gathered
from shadowlog.briefs.model.blocks import Content
from shadowlog.briefs.model.text import Text, phrase, typed
from shadowlog.domain.records import Insight, Mention, Objection, Persona, Record, Response
from shadowlog.privacy.withholding import WITHHELD, withheld_title


class AudienceWriter(BlockWriter):
    """The content of a brief while it is written for one audience."""

    def __init__(self, context: BriefContext, subject: str, content: Content) -> None:
        """``subject`` is the id of what the brief is about."""
        self.context = context
        self.discretion = context.discretion
        self.reader = context.reader()
        self.left_out: dict[str, None] = {}
        super().__init__(content, Evidence(self.reader, subject), context.as_of)

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
        if isinstance(record, Response) and not self._released(record):
            self.leave_out("answers to objections that nobody has triaged")
            return phrase("an answer not yet released")
        return self.text(value)

    def _released(self, response: Response) -> bool:
        """Whether the team has triaged one of the objections that a response answers, or there is none."""
        answers_none = True
        # Thousands may have been answered with it: the first that is triaged decides.
        for key in sorted(self.context.answered_by(response)):
            objection = self.reader.get(Objection, key)
            if objection is not None and triaged(objection):
                return True
            answers_none = answers_none and objection is None
        return answers_none

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
        self.left_out.update(dict.fromkeys(what))

    def table(
        self,
        header: Sequence[str],
        rows: Iterable[Sequence[Text | str]],
        evidence: Iterable[Sequence[Record]] = (),
        buyers: Sequence[int] = (),
    ) -> None:
        """Add a table, with the records behind each row, if there are rows. ``buyers`` is how many each row stands on,
        where it might tell who they are: outside the team, rows of fewer than three are one row.
        """
        if self.outside and buyers:
            rows, evidence = gathered(list(rows), list(evidence), buyers)
            for records in () if rows else evidence:
                self.stand_on(records)
        super().table(header, rows, evidence)

    def described(self, record: Record) -> bool:
        """Whether this audience may read the persona of a record: outside the team not where it fits too few people."""
        persona = self.reader.get(Persona, getattr(record, "persona", None))
        if not self.outside or persona is None:
            return True
        return self.context.anonymity.attribution(persona, None, close=False) == persona.name

    def shown_words(self) -> Iterator[str]:
        """The ids of the records whose words a line says that stands on them."""

        @cache
        def words_of(key: str) -> str:
            record = self.evidence.records[key]
            # Many records stand behind a line; cleaning takes long, and what may not be shown is in none.
            if not isinstance(record, Insight | Mention) or not self.discretion.may_show(record):
                return ""
            return spoken_words(self.discretion.clean(record.heading))

        blocks = (block for section in self.content.sections for block in section.blocks)
        for line in (line for block in blocks for line in block.lines):
            text = spoken_words(line.text.plain) if line.evidence else ""
            yield from (key for key in line.evidence if (words := words_of(key)) and words in text)
