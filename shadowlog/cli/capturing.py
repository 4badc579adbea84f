"""Capturing one line: it is saved, and then answered with what is worth knowing, for which nobody waits long."""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from shadowlog.cli.output import as_document, put_json, put_record, say
from shadowlog.cli.session import ShellSession
from shadowlog.domain.records import RECORDS, Insight, Mention, Objection, Record, Theme
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.capture.plan import Plan, plan_of
from shadowlog.services.capture.save import NOWHERE, CaptureContext, Capturing, Saved
from shadowlog.services.resolve import short_id

CLOSE = 40.0
"""The similarity, from 0 to 100, from which a new objection is compared with an older one on screen."""


def capture_line(session: ShellSession, text: str, where: CaptureContext = NOWHERE, *, as_json: bool = False) -> None:
    """Save a line, print it, and answer it. Raises ShadowlogError."""
    plan = _asked(session, text)
    saved = Capturing(session.repository).save(plan, where)
    if as_json:
        put_json([as_document(record) for record in saved.records])
    else:
        put_record(session, saved.records[0], json=False, verb="Added")
        _answer(session, plan, saved)
    session.saved()


def planned(session: ShellSession, text: str, *, as_typed: bool = False) -> Plan:
    if "when:" in text:
        from shadowlog.store.workspace.settings import read_settings

        return plan_of(session.repository, text, day_first=read_settings().day_first, as_typed=as_typed)
    return plan_of(session.repository, text, as_typed=as_typed)


def _asked(session: ShellSession, text: str) -> Plan:
    """What a line will become. On a terminal, ask whether text that only looks like a mark is meant as text."""
    plan = planned(session, text)
    if plan.line.doubts and sys.stdin.isatty() and sys.stderr.isatty():
        for doubt in plan.line.doubts:
            say(doubt)
        import click

        if click.confirm("Save it as plain text, exactly as typed?", default=False, err=True):
            return planned(session, text, as_typed=True)
    return plan


def _answer(session: ShellSession, plan: Plan, saved: Saved) -> None:
    """Print what is worth knowing about a line that was just saved."""
    for name in plan.unknown:
        could = f" (could be {' or '.join(name.candidates)})" if name.candidates else ""
        say(
            f"No {RECORDS[name.table].singular} is called {name.typed!r} yet{could}. The name is kept: "
            "to sort it out: shadowlog todo, or 7 in the terminal UI."
        )
    quote = saved.first(Mention) or saved.first(Insight)
    if quote is not None and quote.permission.may_leave_the_team:
        from shadowlog.cli.possible_names import ask_about_names

        ask_about_names(session, quote)
    insight = saved.first(Insight)
    if insight is not None and not insight.signals:
        _suggest(session, insight)
    if saved.heard > 1:
        _tell_standing(session, saved.records[1], saved.heard)
    elif saved.heard:
        _tell_alike(session, saved.records[1])


def _suggest(session: ShellSession, insight: Insight) -> None:
    """Print which themes an insight may be about, and why."""
    from shadowlog.analysis.recall import Recall

    if not session.repository.count(Theme):
        return
    suggestions = Recall(session.repository, hurried=True).suggester.suggest(insight.text)
    for suggestion in suggestions:
        name = session.repository.heading(Theme.table, suggestion.theme)
        key = short_id(session.repository, insight.id)
        because = f" (because of: {', '.join(map(shown_in_line, suggestion.because))})" if suggestion.because else ""
        say(f"Theme? “{name}”{because}: shadowlog tag {key} {f'{name}:STANCE'!r}")
    if suggestions:
        say("STANCE is one of resonated, neutral, confused, rejected.")


def _tell_standing(session: ShellSession, objection: Record, times: int) -> None:
    """Print how often an objection was heard so far, and which answer did best; without the search only the former."""
    from shadowlog.analysis.evidence.answers import certainty_words, standing

    assert isinstance(objection, Objection)
    finder = session.finder_at_hand
    if finder is None:
        say(f"Heard {times} times so far.")
        return
    position = standing(session.repository, finder, objection, datetime.now(timezone.utc).date())
    say(f"{position.words[0].upper()}{position.words[1:]}.")
    say(f"{position.best_words[0].upper()}{position.best_words[1:]}")
    if position.best:
        say(f"  {certainty_words(position.best)}")


def _tell_alike(session: ShellSession, objection: Record) -> None:
    """Print which objection a new one may be the same as, where the search is at hand."""
    from shadowlog.store.search.similar import SimilarObjections

    finder = session.finder_at_hand
    if finder is None:
        return
    others = SimilarObjections(session.repository.event_store, finder).find(objection.heading, 2)
    for other in [match for match in others if match.objection != objection.id and match.score >= CLOSE][:1]:
        old, new = (short_id(session.repository, key) for key in (other.objection, objection.id))
        title = session.repository.heading(Objection.table, other.objection)
        say(f"New. It sounds like “{title}”. If they are the same, merge them: shadowlog merge {new} {old}")
