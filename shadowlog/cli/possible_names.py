"""Asks which words of a quote that may leave the team are names nobody has entered."""

from __future__ import annotations

import sys

import click

from shadowlog.cli.output import say
from shadowlog.cli.session import ShellSession
from shadowlog.domain.records import Insight, Mention, Record
from shadowlog.domain.text.sanitize import shown_in_line

_MOST = 12
"""The most words that are shown or asked about at once."""


def ask_about_names(session: ShellSession, record: Record) -> None:
    """Ask at a terminal about each word of a quote that may be a name; elsewhere print them. Raises SaveFailed."""
    if not isinstance(record, Insight | Mention) or not record.permission.may_leave_the_team:
        return
    from shadowlog.privacy.possible_names import answer_names, possible_names

    words = possible_names(session.repository, record)[:_MOST]
    if not words:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say(
            f"Words with a capital that nobody has entered as a name: {', '.join(words)}. If one is a name, it leaves "
            "the team with the quote until you say so: shadowlog add possible-name WORD --is-name yes"
        )
        return
    answers: dict[str, bool] = {}
    try:
        for word in words:
            answers[word] = click.confirm(f"{shown_in_line(word)}: a name?", default=None, err=True)
    except click.Abort:
        say("Not answered. It is asked again when the permission is set again.")
    if answers:
        answer_names(session.repository, answers)
