"""Where the funnels of two teams differ: what each calls its stages, and in which order it has them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from shadowlog.domain.text.fold import fold
from shadowlog.domain.values import Stage


class NamedStage(NamedTuple):
    """A stage as a team has it."""

    name: str
    means: Stage


class OtherMeaning(NamedTuple):
    """One name that means two stages."""

    name: str
    marketing: Stage
    sales: Stage


class Names(NamedTuple):
    """What each team calls a stage that both have."""

    stage: Stage
    marketing: str
    sales: str


class Split(NamedTuple):
    """A stage that one team has in several parts."""

    stage: Stage
    marketing: list[str]
    sales: list[str]


class Difference(NamedTuple):
    """How two funnels differ, worst first."""

    other_meaning: list[OtherMeaning]
    reversed: list[tuple[Stage, Stage]]
    """Pairs that sales has in the other order, in the order of marketing."""
    only_marketing: list[Stage]
    only_sales: list[Stage]
    split: list[Split]
    other_name: list[Names]
    same: list[Names]
    stages: int
    """How many stages either team has."""

    @property
    def shared(self) -> int:
        """How many of them both have."""
        return self.stages - len(self.only_marketing) - len(self.only_sales)


def difference(marketing: Sequence[NamedStage], sales: Sequence[NamedStage]) -> Difference:
    """How the funnels of two teams differ, each in its own order. Names are compared as all texts are, folded."""
    theirs: dict[str, dict[Stage, list[str]]] = {}
    for team, stages in (("marketing", marketing), ("sales", sales)):
        theirs[team] = {}
        for stage in stages:
            theirs[team].setdefault(stage.means, []).append(stage.name)
    ours, other = theirs["marketing"], theirs["sales"]
    both = [stage for stage in ours if stage in other]
    place = {stage: number for number, stage in enumerate(other)}
    known = {fold(stage.name): stage.means for stage in sales}
    named = [
        Names(stage, ours[stage][0], other[stage][0]) for stage in both if len(ours[stage]) == len(other[stage]) == 1
    ]
    return Difference(
        [
            OtherMeaning(name, means, known[fold(name)])
            for name, means in marketing
            if fold(name) in known and known[fold(name)] != means
        ],
        [(first, second) for first, second in combinations(both, 2) if place[first] > place[second]],
        [stage for stage in ours if stage not in other],
        [stage for stage in other if stage not in ours],
        [Split(stage, ours[stage], other[stage]) for stage in both if len(ours[stage]) > 1 or len(other[stage]) > 1],
        [names for names in named if fold(names.marketing) != fold(names.sales)],
        [names for names in named if fold(names.marketing) == fold(names.sales)],
        len({*ours, *other}),
    )
