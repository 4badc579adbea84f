"""What a person takes for one sign, though it is several characters, such as é: one arrow key, one backspace."""

from __future__ import annotations

from rich.cells import split_graphemes


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
            signs.append((first + start, first + end))
    return signs


def _is_of_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign[:1] <= "\U0001f1ff"


def _is_half(sign: str) -> bool:
    return len(sign) == 1 and _is_of_flag(sign)
