"""The evidence index: what each record that a brief stands on counts as."""

from __future__ import annotations

from typing import NamedTuple

from shadowlog.briefs.model.text import Text

TITLE = "Evidence index"
"""The section that holds it, the last of a brief."""


class EvidenceEntry(NamedTuple):
    """What the evidence index says of a record. Records that count alike stand in one row."""

    record: str
    """What it is, such as ``insight``."""
    month: str
    basis: str
    persona: Text
    counts_as: str

    @property
    def in_words(self) -> tuple[str, ...]:
        """Its words, by which the rows of the index are in order."""
        return (self.record, self.month, self.basis, self.persona.markdown, self.counts_as)


COLUMNS = (*(name.replace("_", " ") for name in EvidenceEntry._fields), "records", "ids")
"""The heads of its columns."""
