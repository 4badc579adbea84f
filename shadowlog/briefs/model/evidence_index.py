"""The evidence index: what each record that a brief stands on counts as."""

from __future__ import annotations

from typing import NamedTuple

from shadowlog.briefs.model.text import Text

TITLE = "Evidence index"
"""The section that holds it, the last of a brief."""


class EvidenceEntry(NamedTuple):
    """What the evidence index says of a record. Records that count alike stand in one row."""

    record: Text
    """What it is, such as ``insight``."""
    month: Text
    basis: Text
    persona: Text
    counts_as: Text


COLUMNS = (*(name.replace("_", " ") for name in EvidenceEntry._fields), "records", "ids")
"""The heads of its columns."""
