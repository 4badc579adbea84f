"""Answers a shell that asks what may stand at the cursor.

The scripts that ``shadowlog completion`` prints ask by environment variables, of which ``_SHADOWLOG_COMPLETE`` names
the shell, and read lines: first what is to be done (``nospace``, ``files``, ``folders`` or nothing), then one for each
candidate. The shell runs and expands nothing of it: what it inserts is quoted, here for bash, and by zsh and fish
themselves.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import dropwhile

from shadowlog.cli.completing.candidates import Completion
from shadowlog.cli.completing.shell_words import Typed, quoted, typed
from shadowlog.cli.completing.table import Table, table
from shadowlog.cli.completing.values import Answer, Candidate
from shadowlog.store.quick_reader import UNREADABLE, KindWords, QuickReader
from shadowlog.store.workspace.place import workspace_root


def answer(shell: str) -> None:
    """Print what may stand at the cursor of the line in the environment, which ends there."""
    at_cursor = typed(os.environ.get("COMP_LINE", ""), fish=shell == "fish")
    # In front of the program there may be variables that are set for it.
    _, *words = [*dropwhile(lambda word: "=" in word, at_cursor.words)] or [""]
    lines = [""]
    if at_cursor.readable and at_cursor.words:
        lines = _lines(shell, at_cursor, _answer(table(), words, at_cursor.word))
    sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
    sys.stdout.flush()


def _answer(known: Table, words: Sequence[str], word: str) -> Answer:
    kinds = {name: KindWords(title, named) for name, (title, named, _) in known["kinds"].items()}

    def open_reader(workspace: str) -> QuickReader:
        root, _ = workspace_root(workspace)
        return QuickReader(os.path.join(root, "data"), known["layout"], kinds)

    try:
        return Completion(known, open_reader).answer(words, word)
    except UNREADABLE:
        # A log that cannot be read is no reason to put an error into the line that somebody types.
        return Answer()


def _lines(shell: str, at_cursor: Typed, answer: Answer) -> list[str]:
    first = answer.paths or ("nospace" if answer.more else "")
    if shell == "bash":
        return [first, *_for_bash(at_cursor, answer)]
    candidates = answer.candidates if shell == "fish" else _as_begun(at_cursor.word[answer.start :], answer.candidates)
    kept = at_cursor.word[: answer.start]
    if not kept.isprintable():
        # A line break or a tab would part it from the rest.
        return [""]
    if shell == "fish":
        return [first, *(f"{kept}{candidate.text}\t{candidate.help}" for candidate in candidates)]
    return [first, *(f"{kept}{each.text}\t{_shown(each)}" for each in candidates)]


def _shown(candidate: Candidate) -> str:
    return f"{candidate.text}  ({candidate.help})" if candidate.help else candidate.text


_LISTING = str(ord("?"))
"""What COMP_TYPE is where bash only lists what there is."""


def _for_bash(at_cursor: Typed, answer: Answer) -> list[str]:
    """What bash puts in the place of the last part of the word, quoted as it must be there."""
    if os.environ.get("COMP_TYPE") == _LISTING and len(answer.candidates) > 1:
        return [_shown(candidate) for candidate in answer.candidates]
    raw = at_cursor.raw
    part = os.environ.get("COMP_PART", "")
    # Bash replaces only what stands behind a colon, an equals sign or an opening quotation mark.
    kept = len(raw) - len(part) if raw.endswith(part) else 0
    before = raw[: at_cursor.places[answer.start]]
    quote = typed(before).quote if answer.start < len(at_cursor.word) else at_cursor.quote
    if quote != at_cursor.quote:
        # A quotation that was closed or opened within the part that is completed.
        return []
    lines = []
    for candidate in _as_begun(at_cursor.word[answer.start :], answer.candidates):
        whole = before + quoted(candidate.text, quote)
        # A line break would part what is typed from the rest.
        if whole[:kept] == raw[:kept] and "\n" not in whole[kept:]:
            lines.append(whole[kept:])
    return lines


def _as_begun(begun: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Candidates that keep what is typed where they do not all begin alike, or bash would take letters away that differ
    only in their case. For the verbs it makes no difference.
    """
    texts = [candidate.text for candidate in candidates]
    if len(texts) < 2 or len(common_start(texts)) >= len(begun):
        return candidates
    return [each._replace(text=begun + each.text[len(begun) :]) for each in candidates if len(each.text) >= len(begun)]


def common_start(texts: Sequence[str]) -> str:
    """What all of some texts begin with."""
    first, last = min(texts), max(texts)
    return next((first[:end] for end in range(len(first), 0, -1) if last.startswith(first[:end])), "")
