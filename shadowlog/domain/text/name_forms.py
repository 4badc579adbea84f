"""The names that may be meant by one that was typed as a single word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from shadowlog.domain.text.fold import folded

_MOST_JOINED = 5
"""The most hyphens and underscores of a name that are each tried as a blank and as themselves."""

_JOINED = r"[-_]"


def forms(name: str) -> Iterator[str]:
    """The folded names that may be meant: where a blank would end a name, a hyphen or an underscore stands for it, and
    ``day-2-operations`` may be ``Day-2 operations``. The name as it is comes first, that with blanks only second.
    """
    parts = re.split(_JOINED, name)
    signs = re.findall(_JOINED, name)
    choices: Iterable[tuple[str, ...]] = [tuple(signs), (" ",) * len(signs)]
    if len(signs) <= _MOST_JOINED:
        choices = [*choices, *product(*((sign, " ") for sign in signs))]
    yield from dict.fromkeys(
        folded("".join(map("".join, zip(parts, [*choice, ""], strict=True)))) for choice in choices
    )


_BLANKS = str.maketrans(" \t\r\n", "----")


def hyphened(name: str) -> str:
    """A name as one word."""
    return name.translate(_BLANKS)
