"""Whether something is said more often on one side than on the other.

The log-odds ratio with a prior, after B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin' Words: Lexical Feature
Selection and Evaluation for Identifying the Content of Political Conflict", Political Analysis 16 (2008). The cases
are buyers, each of whom says a word or does not, and the prior is one buyer who does and one who does not on each side.
"""

from __future__ import annotations

from math import log, sqrt

CLEAR = 2.58
"""The standard score from which on a difference is clear: by chance fewer than one word in a hundred."""


def standard_score(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """The log-odds ratio of two shares of buyers, divided by its standard error; above nought where the first is
    larger.
    """
    ratio = log((hits + 1) / (of - hits + 1)) - log((other_hits + 1) / (other_of - other_hits + 1))
    error = sqrt(1 / (hits + 1) + 1 / (of - hits + 1) + 1 / (other_hits + 1) + 1 / (other_of - other_hits + 1))
    return ratio / error
