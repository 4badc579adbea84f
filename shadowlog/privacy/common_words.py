"""Lists of words that tell names from other words, collected by hand for some twenty languages.

They are in ``common_words.txt``, each with its purpose. All but file endings, titles and places are folded.
"""

from __future__ import annotations

from importlib.resources import files


def _lists() -> dict[str, frozenset[str]]:
    """The lists in the file by their names."""
    lists: dict[str, frozenset[str]] = {}
    for part in files("shadowlog.privacy").joinpath("common_words.txt").read_text(encoding="utf-8").split("# ")[1:]:
        head, _, words = part.partition("\n")
        lists[head.partition(":")[0]] = frozenset(words.split())
    return lists


WORDS = _lists()
COMMON_WORDS = WORDS["ordinary"] | WORDS["common"]
GENERIC, FORMS, SHORT = (WORDS[name] for name in ("generic", "forms", "short"))
