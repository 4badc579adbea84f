"""Which of a buyer's words a brief quotes, and what they may be used for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.domain.records import Insight, Mention
from shadowlog.domain.values import Permission

MOST_QUOTES = 7
FEWEST_QUOTES = 3
FEWEST_WORDS = 4
"""The fewest words of a quote that tells something by itself."""

_QUOTED_WORDS = 40
"""The words of all quotes of a section together, from the fourth quote on."""


def telling(records: Iterable[Insight | Mention]) -> list[Insight | Mention]:
    """Three to seven of some quotes, if there are as many: short ones rather than long ones, none of a word or two, and
    no encounter twice before each was quoted once.
    """
    return _short_enough(_long_enough(_from_different_encounters(records)))


def clearance(record: Insight | Mention, given_by: Text, on: date) -> Text:
    """What a record's words may be used for on a day, who got the permission, when it was given, and until when."""
    until = record.permission_until
    if record.ran_out(on) and record.end_unreadable:
        return phrase("the end of its permission cannot be read, ask again")
    if record.ran_out(on):
        return phrase(f"permission ran out on {until}, ask again")
    permission = record.permission
    if permission is Permission.UNSET:
        return phrase(permission.clearance)
    given = [
        *([given_by] if given_by else []),
        *([phrase(f"{record.permission_on}")] if record.permission_on else []),
        *([phrase(f"until {until}")] if until and permission.may_leave_the_team else []),
    ]
    return phrase(permission.clearance, *((" (", joined(", ", given), ")") if given else ()))


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


def _long_enough(records: Sequence[Insight | Mention]) -> Sequence[Insight | Mention]:
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
