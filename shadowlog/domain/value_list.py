"""What lists of values have in common. A kind of record that needs one of its own declares it beside the record.

A value is stored in snake_case (``price_budget``) and shown in words ("price and budget").
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from shadowlog.domain.errors import InvalidField

_CAPITALS = {"mql": "MQL", "sal": "SAL", "sql": "SQL", "laer": "LAER", "faq": "FAQ", "roi": "ROI"}


_WORDS: dict[str, str] = {
    "price_budget": "price and budget", "trust_risk": "trust and risk", "product_gap": "gap in the product",
    "feel_felt_found": "feel, felt, found", "laer": "listen first (LAER)",
}  # fmt: skip
"""Values as people read them, by their stored form: those that their stored form does not tell, and all that were read
so far.
"""


class Value(StrEnum):
    """A stored word out of a fixed list."""

    @property
    def words(self) -> str:
        """The value as people read it."""
        words = _WORDS.get(self.value)
        if words is None:
            words = _WORDS[self.value] = self.plain
        return words

    @property
    def plain(self) -> str:
        """The stored form with blanks, as briefs of the layouts 1 to 3 have it."""
        return " ".join(_CAPITALS.get(part, part) for part in self.value.split("_"))

    @classmethod
    def parse(cls, text: str, field: str) -> Self:
        """The value that ``text`` names: whole, as it is stored or read, in other case, with blanks or hyphens; or as
        its only possible start.

        Raises InvalidField, naming ``field`` and the values that would be right.
        """
        wanted = text.strip().lower().replace(" ", "_").replace("-", "_")
        for value in cls:
            if wanted in (value.value, value.words.lower().replace(" ", "_").replace("-", "_")):
                return value
        starts = [value for value in cls if wanted and value.value.startswith(wanted)]
        if len(starts) == 1:
            return starts[0]
        choices = ", ".join(value.value for value in starts or cls)
        problem = "fits more than one value" if starts else "is not one of its values"
        raise InvalidField(field, f"{text!r} {problem}.", f"Choose one of: {choices}.")
