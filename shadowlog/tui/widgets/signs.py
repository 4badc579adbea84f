"""What a person takes for one sign, though it is several characters, such as é: one arrow key, one backspace."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import split_graphemes

from shadowlog.domain.text.sanitize import acting

_ACTING = frozenset(acting())
"""The codes of the characters that a terminal would act on."""


def before(text: str, place: int) -> int:
    """Where the sign begins that ends at a place, or in which the place is."""
    return max((start for start, _ in _around(text, place) if start < place), default=0)


def after(text: str, place: int) -> int:
    """Where the sign ends that begins at a place, or in which the place is."""
    return min((end for _, end in _around(text, place) if end > place), default=len(text))


def _around(text: str, place: int) -> list[tuple[int, int]]:
    """The signs of the word at a place, and of the blanks about it: where each begins and ends."""
    first = max(0, text.rfind(" ", 0, max(0, place - 1)))
    last = text.find(" ", place + 1)
    spans, _ = split_graphemes(text[first : len(text) if last < 0 else last + 1])
    signs: list[tuple[int, int]] = []
    for start, end, _ in spans:
        # Two letters of a flag are one sign.
        flag = _is_of_flag(text[first + start : first + end])
        if flag and signs and signs[-1][1] == first + start and _is_half(text[slice(*signs[-1])]):
            signs[-1] = (signs[-1][0], first + end)
        else:
            signs.extend(_apart(text, first + start, first + end))
    return signs


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sign, without the characters in it that a terminal would act on: each of these is drawn as a sign."""
    begun = start
    for place in range(start, end):
        if ord(text[place]) in _ACTING:
            if begun < place:
                yield begun, place
            yield place, place + 1
            begun = place + 1
    if begun < end:
        yield begun, end


def _is_of_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign[:1] <= "\U0001f1ff"


def _is_half(sign: str) -> bool:
    return len(sign) == 1 and _is_of_flag(sign)
