"""Colours that say something are told apart by those who see fewer of them, and text stands out from what is behind."""

from __future__ import annotations

from itertools import combinations

import pytest
from textual.color import Color

from shadowlog.tui.colours import HIGH_CONTRAST

_SEEN_BY = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""How red, green and blue are seen by those who lack one kind of cone (Machado, Oliveira and Fernandes 2009)."""

_APART = 60.0
"""How far two colours are apart, of 441, to be told from each other without doubt."""


def _seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    rgb = Color.parse(colour).rgb
    return tuple(sum(part * value for part, value in zip(row, rgb, strict=True)) for row in matrix)


@pytest.mark.parametrize("sight", _SEEN_BY)
def test_what_went_well_and_what_did_not_are_told_apart_by_every_eye(sight: str) -> None:
    for one, other in combinations([HIGH_CONTRAST.success, HIGH_CONTRAST.error, HIGH_CONTRAST.warning], 2):
        assert one is not None
        assert other is not None
        apart = sum(
            (a - b) ** 2 for a, b in zip(_seen(one, _SEEN_BY[sight]), _seen(other, _SEEN_BY[sight]), strict=True)
        )
        assert apart**0.5 > _APART, (one, other)


def test_text_in_high_contrast_stands_out_seven_to_one() -> None:
    black = Color.parse("#000000")
    for name in ("foreground", "accent", "primary", "error", "success", "warning"):
        assert _contrast(Color.parse(getattr(HIGH_CONTRAST, name)), black) > 7


def _contrast(one: Color, other: Color) -> float:
    """By WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
