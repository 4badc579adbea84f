"""The quick verbs: ``add KIND …`` and ``add LINE``, run many times a day, and the call without a verb, which opens the
terminal UI, without what only other calls need.

Loading click alone takes longer than a whole quick call, so plain calls are taken apart here: words, and whole options
of declared fields. Everything else, help and mistakes included, is left to click, which takes these calls apart in the
same way (``tests/cli/test_quick.py``).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from shadowlog.cli.session import ShellSession
from shadowlog.cli.typed_values import KINDS, repeated
from shadowlog.domain.schema.fields import Field, fields_of
from shadowlog.store.workspace.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMPLETING = "_SHADOWLOG_COMPLETE"
"""The environment variable with which click completes a call in place of running it."""


class Call(NamedTuple):
    """A plain call of ``add`` for a kind of record, taken apart."""

    words: list[str]
    """What is no option."""
    given: dict[str, Any]
    """What was typed for each field, by its name; a tuple where the option can be given several times."""
    as_json: bool


def quick_verb(arguments: Sequence[str]) -> Callable[[], int | None] | None:
    """What a call does, where it is a plain one of a quick verb: a function that returns its exit code, None for 0.
    None where the call is left to click.
    """
    named, rest = _workspace(list(arguments))
    if not rest and not os.environ.get(COMPLETING):
        return partial(_open_tui, named)
    if rest[:1] != ["add"] or len(rest) < 2 or os.environ.get(COMPLETING):
        return None
    if rest[1] in KINDS:
        return _add(named, rest[1], rest[2:])
    if len(rest) == 2 and not rest[1].startswith("-"):
        from shadowlog.cli.capturing import capture_line

        return partial(_run, named, partial(capture_line, text=rest[1]))
    return None


def _workspace(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The workspace that is named before the verb, and the rest of the call."""
    option = "--workspace"
    if arguments[:1] == [option] and len(arguments) > 1 and not arguments[1].startswith("-"):
        return arguments[1], arguments[2:]
    if arguments and arguments[0].startswith(f"{option}="):
        return arguments[0].removeprefix(f"{option}="), arguments[1:]
    return None, arguments


def _run(named: str | None, act: Callable[[ShellSession], None]) -> None:
    session = ShellSession(named, capturing=True)
    try:
        act(session)
    finally:
        session.close()


def _open_tui(named: str | None) -> int:
    from shadowlog.tui import open_tui

    return open_tui(find_workspace(named))


def _add(named: str | None, word: str, rest: Sequence[str]) -> Callable[[], None] | None:
    from shadowlog.cli import adding

    kind = KINDS[word]
    if word == "objection":
        fields = adding.fields_of_objection()
        call = taken_apart(rest, fields, "response")
        if call is None or len(call.words) != 1:
            return None
        response = call.given.pop("response", "")
        act = partial(
            adding.add_objection, title=call.words[0], response=response, given=call.given, as_json=call.as_json
        )
        return partial(_run, named, act)
    title = adding.title_of(kind)
    call = taken_apart(rest, [field for field in fields_of(kind).values() if field.name != title])
    if call is None or len(call.words) != (1 if title else 0):
        return None
    given = {title: call.words[0], **call.given} if title else call.given
    return partial(_run, named, partial(adding.add_record, kind=kind, given=given, as_json=call.as_json))


def taken_apart(rest: Sequence[str], fields: Sequence[Field], *others: str) -> Call | None:
    """The words and options of a call; None where it is not plain.

    ``others`` are options beside those of the fields, each given once.
    """
    options: dict[str, tuple[str, bool]] = {f"--{name}": (name, False) for name in others}
    for field in fields:
        option = f"--{field.option_name}"
        if option in options:
            return None
        options[option] = (field.name, repeated(field))
    call = Call([], {}, as_json="--json" in rest)
    parts = iter(rest)
    for part in parts:
        if part == "--json":
            continue
        if not part.startswith("-"):
            call.words.append(part)
            continue
        option, equals, value = part.partition("=")
        if option not in options:
            return None
        text = value if equals else _value(parts)
        if text is None:
            return None
        name, many = options[option]
        call.given[name] = (*call.given.get(name, ()), text) if many else text
    return call


def _value(parts: Iterator[str]) -> str | None:
    """The value after an option; None where there is none, or where it is no plain text."""
    text = next(parts, "-")
    return None if text.startswith("-") else text
