"""Which personas differ from all others together. Every brief makes its comparisons together, by one rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shadowlog.analysis.stats.differences import Counted, Difference, comparable, differences


class PersonaDifference(NamedTuple):
    """A persona whose share differs from that of all others together."""

    persona: str
    """Its id."""
    part: int
    """Which part of the shares was compared."""
    difference: Difference


class Comparisons(NamedTuple):
    """The comparisons that a brief made."""

    made: int
    found: tuple[PersonaDifference, ...] = ()
    """Those that found a difference, the clearest first."""
    personas: int = 0
    """How many personas have any cases to compare."""


def compare(shares: Mapping[str, Sequence[Counted]]) -> Comparisons:
    """Compare the shares of personas, by their ids; each part of them for itself. A persona that is not known is not
    compared: leave it out.
    """
    order = sorted(shares)
    parts = max((len(parts) for parts in shares.values()), default=0)
    groups = [{persona: shares[persona][part] for persona in order} for part in range(parts)]
    made = sum(len(comparable(group)) for group in groups)
    found = [
        PersonaDifference(persona, part, difference)
        for part, group in enumerate(groups)
        for persona, difference in differences(group, made).items()
    ]
    personas = sum(any(part.of for part in shares[persona]) for persona in order)
    return Comparisons(made, tuple(sorted(found, key=_clearness)), personas)


def _clearness(found: PersonaDifference) -> tuple[int, float, str]:
    low, high = found.difference.interval
    return found.part, -max(low, -high), found.persona


def own_difference(
    comparisons: Comparisons, shares: Mapping[str, Sequence[Counted]], persona: str
) -> Difference | None:
    """How one persona differs from all others together, the clearest of its parts, or None. ``shares`` are those that
    were compared. Of two personas one comparison stands for both, seen from the other side.
    """
    for found in comparisons.found:
        if found.persona == persona:
            return found.difference
        own = shares[persona][found.part] if persona in shares else None
        if own is not None and own.of == found.difference.others.of:
            one, others, (low, high), level = found.difference
            return Difference(others, one, (-high, -low), level)
    return None
