"""The message house: one umbrella, at most three pillars under it, supporting messages under a pillar."""

from __future__ import annotations

from collections.abc import Iterable

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Theme
from shadowlog.domain.values import ThemeLevel, ThemeStatus

MOST_PILLARS = 3

_ABOVE = {ThemeLevel.PILLAR: ThemeLevel.UMBRELLA, ThemeLevel.SUPPORTING: ThemeLevel.PILLAR}


def level_below(parent: Theme) -> ThemeLevel:
    """The level of a theme that stands under another, where nothing is said of it."""
    return next((level for level, above in _ABOVE.items() if above is parent.level), ThemeLevel.SUPPORTING)


def check_place(theme: Theme, parent: Theme | None, siblings: Iterable[Theme]) -> None:
    """See that a theme may stand where it says.

    ``parent`` is the theme it names as such, ``siblings`` the other themes with the same parent.
    Raises RuleBroken with what would be right.
    """
    if parent is None:
        return
    wanted = _ABOVE.get(theme.level)
    if wanted is None:
        raise RuleBroken("An umbrella theme has no parent.", "Leave its parent empty, or make it a pillar.")
    if parent.id == theme.id or parent.level is not wanted:
        raise RuleBroken(
            f"A {theme.level.words} theme needs a {wanted.words} theme as its parent, "
            f"but the level of “{parent.name}” is {parent.level.words}.",
            f"Choose a {wanted.words} theme as parent, or another level.",
        )
    if theme.level is ThemeLevel.PILLAR and theme.status is ThemeStatus.ACTIVE:
        pillars = [
            other
            for other in siblings
            if other.id != theme.id and other.level is ThemeLevel.PILLAR and other.status is ThemeStatus.ACTIVE
        ]
        if len(pillars) >= MOST_PILLARS:
            names = ", ".join(sorted(other.name for other in pillars))
            raise RuleBroken(
                f"“{parent.name}” has its {MOST_PILLARS} pillars already: {names}.",
                "Retire one of them, or make this theme a supporting one.",
            )
