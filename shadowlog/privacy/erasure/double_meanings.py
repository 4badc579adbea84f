"""Words of names that also mean something else: whoever erases somebody decides about each."""

from __future__ import annotations

import re
from functools import cache

from shadowlog.domain.records import RECORDS
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.value_list import Value
from shadowlog.privacy.common_words import COMMON_WORDS, FORMS, GENERIC, WORDS

PARTICLES = WORDS["particles"]
"""Small words and titles in names that are never a name on their own."""

_OF_THE_TRADE = WORDS["trade"]


@cache
def _words_of_ours() -> frozenset[str]:
    """The words of coded values, tables and fields."""
    texts = [name for kind in RECORDS.values() for name in (kind.table, kind.singular, *fields_of(kind))]
    texts += [value.value for values in Value.__subclasses__() for value in values]
    return frozenset(word for text in texts for word in re.split(r"[\W_]+", text) if word)


def is_common(word: str) -> bool:
    """Whether a folded word is also an ordinary word of the trade."""
    return word in COMMON_WORDS or word in GENERIC or word in FORMS or word in _OF_THE_TRADE or word in _words_of_ours()


def is_coded(before: str) -> bool:
    """Whether what follows is a coded value of a filter, such as ``stance:neutral,rejected``."""
    match = re.search(r"(\w+):[\w,-]*$", before)
    return match is not None and match[1] in _coded_fields()


@cache
def _coded_fields() -> frozenset[str]:
    fields = [field for kind in RECORDS.values() for field in fields_of(kind).values()]
    return frozenset({"is", "no", "stance", *(field.name for field in fields if field.shape is Shape.CHOICE)})
