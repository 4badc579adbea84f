"""Figures agree with statsmodels, which the program does without, on 1,000 random tables each.

It is imported where it is used: whoever runs other tests need not wait for it.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from math import sqrt

import pytest

from shadowlog.analysis.desk.agreement import concordance, weighted_kappa
from shadowlog.analysis.desk.survival import Curve, Duration
from shadowlog.analysis.desk.targets import leads_needed
from shadowlog.analysis.stats.differences import newcombe
from shadowlog.analysis.stats.intervals import Share, wilson

TABLES = 1_000


def chances(seed: int) -> Iterator[random.Random]:
    """A source of chance for each table: what is found wrong can be had again."""
    return (random.Random(f"{seed} {table}") for table in range(TABLES))


def same(ours: object, theirs: object) -> bool:
    return bool(ours == pytest.approx(theirs, abs=1e-9))


def test_kappa_and_its_jackknife_error() -> None:
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    compared = 0
    for chance in chances(1):
        size = chance.randint(2, 5)
        table = [[chance.choice((0, 0, 1, 2, chance.randint(0, 40))) for _ in range(size)] for _ in range(size)]
        ours = weighted_kappa(table)
        pairs = np.array(table)
        with np.errstate(invalid="ignore", divide="ignore"):
            theirs = cohens_kappa(pairs, wt="quadratic", return_results=False) if pairs.any() else np.nan
        if ours is None:
            assert not np.isfinite(theirs)
            continue
        assert same(ours.value, theirs), table
        without = []
        for row, column in zip(*pairs.nonzero(), strict=True):
            pairs[row, column] -= 1
            with np.errstate(invalid="ignore", divide="ignore"):
                kappa = cohens_kappa(pairs, wt="quadratic", return_results=False) if pairs.any() else np.nan
            pairs[row, column] += 1
            without += [kappa] * pairs[row, column]
        if ours.error is None:
            assert np.isnan(without).sum() > 0, table
        else:
            error = sqrt((len(without) - 1) * np.var(without))
            assert same(ours.error, error), table
            compared += 1
    assert compared > 900


def test_concordance() -> None:
    import numpy as np
    from statsmodels.stats.nonparametric import rank_compare_2indep

    compared = 0
    for chance in chances(2):
        won, lost = ([chance.randint(1, 5) for _ in range(chance.randint(4, 40))] for _ in range(2))
        ours = concordance(Counter(won), Counter(lost))
        if min(len(won), len(lost)) < 5:
            assert ours is None
            continue
        assert same(ours, rank_compare_2indep(np.array(won), np.array(lost)).prob1)
        compared += 1
    assert compared > 900


def durations(chance: random.Random) -> list[Duration]:
    """Some that ended on one of a few days, so that several end, or are last seen, on one day."""
    longest = chance.choice((5, 30, 300))
    return [(chance.randint(1, longest), chance.choice(("won", "lost", None))) for _ in range(chance.randint(1, 80))]


def test_kaplan_meier() -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    for chance in chances(3):
        cases = durations(chance)
        curve = Curve(cases)
        theirs = SurvfuncRight([days for days, _ in cases], [way is not None for _, way in cases])
        assert [point.day for point in curve.points] == list(theirs.surv_times)
        assert [point.at_risk for point in curve.points] == list(theirs.n_risk)
        assert same([point.open for point in curve.points], list(theirs.surv_prob))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # theirs, about the errors of shares of 1
def test_aalen_johansen() -> None:
    from statsmodels.duration.survfunc import CumIncidenceRight

    compared = 0
    for chance in chances(4):
        cases = durations(chance)
        if {"won", "lost"} - {way for _, way in cases}:
            continue
        curve = Curve(cases)
        status = [{None: 0, "won": 1, "lost": 2}[way] for _, way in cases]
        theirs = CumIncidenceRight([days for days, _ in cases], status)
        last = {time: place for place, time in enumerate(theirs.times)}
        for number, way in enumerate(("won", "lost")):
            shares = [theirs.cinc[number][last[point.day]] for point in curve.points]
            assert same([point.ways[way] for point in curve.points], shares)
        assert same([sum(point.ways.values()) + point.open for point in curve.points], [1.0] * len(curve.points))
        compared += 1
    assert compared > 900


def share(chance: random.Random) -> Share:
    of = chance.choice((chance.randint(1, 12), chance.randint(1, 5_000)))
    return Share(chance.choice((0, of, chance.randint(0, of))), of)


def test_wilson() -> None:
    from statsmodels.stats.proportion import proportion_confint

    for chance in chances(5):
        one, level = share(chance), chance.choice((0.8, 0.95, 0.98, 0.9967))
        theirs = proportion_confint(one.hits, one.of, alpha=1 - level, method="wilson")
        assert same(wilson(one.hits, one.of, level), theirs), one


def test_newcombe() -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    for chance in chances(6):
        one, other, level = share(chance), share(chance), chance.choice((0.8, 0.95, 0.98, 0.9967))
        theirs = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff", alpha=1 - level)
        assert same(newcombe(one, other, level), theirs), (one, other)


def test_as_many_leads_as_are_likely_to_do_do() -> None:
    """The number is an approximation: it is held against the binomial, which it may exceed by little and not miss."""
    from scipy.stats import binom

    for chance in chances(7):
        of = chance.randint(20, 2_000)
        won = Share(chance.randint(1, max(1, of // 10)), of)
        wins = chance.randint(1, 200)
        needed = leads_needed(won, wins)
        assert needed is not None
        reached = binom.sf(wins - 1, needed.likely, won.hits / won.of)
        assert 0.8 <= reached < 0.83, (won, wins)


def test_the_program_itself_loads_no_numpy() -> None:
    script = (
        "import sys, pkgutil, importlib, shadowlog.analysis.desk as desk\n"
        "names = [module.name for module in pkgutil.iter_modules(desk.__path__, desk.__name__ + '.')]\n"
        "for name in names: importlib.import_module(name)\n"
        "print(len(names), {'numpy', 'pandas', 'scipy', 'statsmodels'} & set(sys.modules))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    modules, loaded = run.stdout.split(maxsplit=1)
    assert int(modules) >= 11
    assert loaded.strip() == "set()"
