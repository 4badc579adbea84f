"""Writes a brief block by block, and keeps the records that each line stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from shadowlog.analysis.stats.trends import by_month
from shadowlog.briefs.evidence import Evidence
from shadowlog.briefs.model.blocks import Block, BriefLine, Bullets, Content, Paragraph, Section, Series, Table
from shadowlog.briefs.model.text import Text, phrase
from shadowlog.domain.records import Record

MOST = 3
"""The most lines of a ranked list: the strongest. The rest is counted."""


class BlockWriter:
    """The content of a brief while it is written, and what it stands on."""

    def __init__(self, content: Content, evidence: Evidence, as_of: date) -> None:
        """``as_of`` is the day whose month ends a series."""
        self.content = content
        self.evidence = evidence
        self.as_of = as_of

    def line(self, text: Text | str, *records: Record) -> BriefLine:
        """A claim, and the records it stands on."""
        ids = self.stand_on(records)
        own = text if isinstance(text, Text) else phrase(text)
        return BriefLine(_with_one_end(own), ids, self.evidence.number(ids))

    def stand_on(self, records: Iterable[Record]) -> tuple[str, ...]:
        """Note records that the brief stands on. Returns their ids in the order in which the index lists them."""
        return self.evidence.add(records)

    def note(self, *parts: Text | str) -> None:
        self.content.notes.append(Paragraph(BriefLine(phrase(*parts))))

    def section(self, title: str) -> None:
        """Begin a section. Sections in which nothing stands are listed together in one line at the end."""
        self.content.sections.append(Section(title))

    def add(self, block: Block) -> None:
        self.content.sections[-1].blocks.append(block)

    def paragraph(self, text: Text | str, *records: Record) -> None:
        """Add a paragraph, and the records it stands on."""
        self.add(Paragraph(self.line(text, *records)))

    def bullets(self, items: Iterable[BriefLine | Text | str], most: int = 0) -> None:
        """Add a list, if there are items. Of more than ``most`` (0: any number) the rest is counted."""
        lines = [item if isinstance(item, BriefLine) else self.line(item) for item in items]
        if lines:
            self.add(Bullets(tuple(lines[:most] if most else lines)))
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
            self.add(Table(tuple(header), cells, ids, tuple(map(self.evidence.number, ids))))

    def months(self, label: str, days: Iterable[date]) -> None:
        """Add a series of counts by month, if there are any in its months."""
        months = tuple(by_month(days, self.as_of))
        if any(count for _, count in months):
            self.add(Series(label, months))


def _with_one_end(text: Text) -> Text:
    """A line that ends with what somebody said, with one sign at its end."""
    last_signs = "".join([span.plain[-2:] for span in text.spans[-2:]])[-2:]
    return text.without_last_sign() if last_signs in ("..", "!.", "?.", "….") else text
