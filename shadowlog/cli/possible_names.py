"""Asks which words of a quote that may leave the team are names nobody has entered."""

from __future__ import annotations

import sys

import click

from shadowlog.cli.output import say
from shadowlog.cli.session import ShellSession
from shadowlog.domain.records import Insight, Mention, Record
from shadowlog.domain.text.sanitize import shown_in_line


def ask_about_names(session: ShellSession, record: Record) -> None:
    """Ask at a terminal about each word of a quote that may be a name; elsewhere print them. Raises SaveFailed."""
    if not isinstance(record, Insight | Mention) or not record.permission.may_leave_the_team:
        return
    from shadowlog.privacy.possible_names import answer_names, possible_names

    words = possible_names(session.repository, record)
    if not words:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say(
            f"Words with a capital that nobody has entered as a name: {', '.join(words)}. Until somebody says whether "
            "each is one, the quote stays in the team: shadowlog add possible-name WORD --is-name yes (or: no)"
        )
        return
    answers: dict[str, bool] = {}
    try:
        for word in words:
            answers[word] = click.confirm(f"{shown_in_line(word)}: a name?", default=None, err=True)
    except click.Abort:
        say("Not answered: the quote stays in the team until it is. To be asked again, set the permission again.")
    if answers:
        answer_names(session.repository, answers)
