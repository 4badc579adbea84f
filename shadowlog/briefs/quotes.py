"""Which of a buyer's words a brief quotes, and what they may be used for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, zip_longest

from shadowlog.analysis.counting.buyers import AGAINST, FOR
from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.domain.records import Insight, Mention
from shadowlog.domain.values import Permission, Stance

MOST_QUOTES = 7
FEWEST_QUOTES = 3
FEWEST_WORDS = 4
"""The fewest words of a quote that tells something by itself."""

_QUOTED_WORDS = 40
"""The words of all quotes of a section together, from the fourth quote on."""

_CLEARED = {Permission.ATTRIBUTED: 0, Permission.ANONYMISED: 1, Permission.UNSET: 2}
_NOT_CLEARED = 3
"""The rank of words that may not be published: withdrawn, never permitted, or not for now."""

Said = Insight | Mention
Stances = Callable[[Said], Sequence[Stance]]
"""How the subject of a brief is received in a record, as far as that is known."""


def telling(records: Iterable[Said], on: date, stances: Stances) -> list[Said]:
    """Three to seven of some quotes, if there are as many, in the order they are shown: why it lands, why it fails, and
    what else was said.

    Cleared ones come first, by the day ``on``; of equally cleared ones the personas take turns, those that said the
    most first, and short ones come before long ones. None is of a word or two or may not be published, and no
    encounter is quoted twice, as long as there are three others.
    """
    sides: tuple[list[Said], list[Said], list[Said]] = ([], [], [])
    for record in _once(_long_enough(list(records)), on):
        sides[_side(stances(record))].append(record)
    ordered = [[list(_by_turns(side, rank, on)) for rank in range(_NOT_CLEARED + 1)] for side in sides]
    usable, not_usable = (
        [list(chain(*ranks[first:last])) for ranks in ordered]
        for first, last in ((0, _NOT_CLEARED), (_NOT_CLEARED, None))
    )
    chosen = _chosen(_alternating(usable), [])
    if len(chosen) < FEWEST_QUOTES:
        chosen = _chosen(_alternating(not_usable), chosen)
    return sorted(chosen, key=lambda record: _side(stances(record)))


def _side(stances: Sequence[Stance]) -> int:
    """0 for what speaks for it, 1 for what speaks against it, 2 for all else."""
    landed, failed = not FOR.isdisjoint(stances), not AGAINST.isdisjoint(stances)
    return 2 if landed is failed else 0 if landed else 1


def _rank(record: Said, on: date) -> int:
    return _NOT_CLEARED if record.ran_out(on) else _CLEARED.get(record.permission, _NOT_CLEARED)


def _once(records: Sequence[Said], on: date) -> list[Said]:
    """The records, the same words only once: the best cleared, of those the first."""
    once: dict[str, Said] = {}
    for record in sorted(records, key=lambda record: _rank(record, on)):
        once.setdefault(" ".join(record.heading.casefold().split()), record)
    return list(once.values())


def _long_enough(records: Sequence[Said]) -> Sequence[Said]:
    """Quotes without those of a word or two, such as “Okay!”, as long as there are enough others."""
    found = [record for record in records if len(record.heading.split()) >= FEWEST_WORDS]
    return found if len(found) >= FEWEST_QUOTES else records


def _by_turns(records: Sequence[Said], rank: int, on: date) -> Iterator[Said]:
    """Those of some records that are cleared so far, their personas by turns, each with its shortest first."""
    times = Counter(record.persona or "" for record in records)
    by_persona: dict[str, list[Said]] = {persona: [] for persona in sorted(times, key=lambda key: (-times[key], key))}
    for record in sorted(records, key=lambda record: len(record.heading.split())):
        if _rank(record, on) == rank:
            by_persona[record.persona or ""].append(record)
    for turn in zip_longest(*by_persona.values()):
        yield from filter(None, turn)


def _alternating(sides: Sequence[Sequence[Said]]) -> Iterator[Said]:
    """For and against by turns, and then all else."""
    landed, failed, rest = sides
    for turn in zip_longest(landed, failed):
        yield from filter(None, turn)
    yield from rest


def _chosen(records: Iterable[Said], chosen: Sequence[Said]) -> list[Said]:
    """Those that were chosen, and of more records the first that are short enough together, from different encounters
    as long as there are enough.
    """
    known, candidates = list(chosen), list(records)
    for again, most in ((False, MOST_QUOTES), (True, FEWEST_QUOTES)):
        for record in candidates:
            quoted = {other.encounter or other.id for other in known}
            if len(known) >= most or record in known or (not again and (record.encounter or record.id) in quoted):
                continue
            words = sum(len(other.heading.split()) for other in (*known, record))
            if len(known) < FEWEST_QUOTES or words <= _QUOTED_WORDS:
                known.append(record)
    return known


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
