"""``shadowlog list``, ``show`` and ``history``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timezone
from typing import Any

import click

from shadowlog.cli.session import Session, as_document, as_json, now, pass_session, put, put_json, say
from shadowlog.domain.dates import shown
from shadowlog.domain.display import shown as displayed
from shadowlog.domain.display import shown_in_line
from shadowlog.domain.fields import Shape, fields_of
from shadowlog.domain.records import RECORDS, Encounter, Insight, Record, Theme
from shadowlog.store.lookup import find, resolve, short_id

LISTED = {kind.table.replace("_", "-"): kind for kind in RECORDS.values()}
_SCREENFUL = 50
_PAGE = 500


@click.command(short_help="List records, newest first.")
@click.argument("what", type=click.Choice(list(LISTED)))
@click.option("--theme", metavar="NAME", help="Only insights that bear on this theme, or encounters with such.")
@click.option("--since", metavar="DATE", help="Only what is of this day or later, such as: last month, 2026-11-01.")
@click.option("--limit", type=click.IntRange(0), help=f"So many at the most, 0 for all ({_SCREENFUL}; --json: all).")
@as_json
@pass_session
def list_(session: Session, what: str, theme: str | None, since: str | None, limit: int | None, as_json: bool) -> None:
    """List records, newest first: a short id, the day, what it is."""
    kind = LISTED[what]
    found = _records(session, kind, theme, since)
    most = (0 if as_json else _SCREENFUL) if limit is None else limit
    shown_records: list[Record] = []
    for record in found:
        if most and len(shown_records) == most:
            total = f" of {session.logbook.count(kind):,}" if not (theme or since) else ""
            say(f"The newest {most}{total}. All of them: --limit 0")
            break
        shown_records.append(record)
    if as_json:
        put_json([as_document(record) for record in shown_records])
        return
    if not shown_records:
        say(f"No {what.replace('-', ' ')} yet." if not (theme or since) else "Nothing fits.")
    for record in shown_records:
        put(f"{short_id(session.logbook, record.id):8}  {day(record):10}  {summary(session, record)}")


def _records(session: Session, kind: type[Record], theme: str | None, since: str | None) -> Iterator[Record]:
    start = _start(since)
    if theme:
        yield from (record for record in _with_theme(session, kind, theme) if _since(record, start))
        return
    offset = 0
    while page := session.logbook.newest(kind, offset, _PAGE):
        for record in page:
            if not _since(record, start):
                return
            yield record
        offset += _PAGE


def _start(since: str | None) -> datetime | None:
    if since is None:
        return None
    from shadowlog.domain.dates import read_day
    from shadowlog.store.settings import read_settings

    today = now()
    day = read_day(since, today, day_first=read_settings().day_first, field="since")
    return datetime.combine(day, time(), tzinfo=today.tzinfo).astimezone(timezone.utc)


def _since(record: Record, start: datetime | None) -> bool:
    when = getattr(record, record.dated_by) or record.created
    return start is None or (when is not None and when >= start)


def _with_theme(session: Session, kind: type[Record], theme: str) -> list[Record]:
    logbook = session.logbook
    insights = logbook.referring(Insight, resolve(logbook, Theme, theme).id, "signals")
    if kind is Insight:
        return list(reversed(insights))
    if kind is Encounter:
        keys = dict.fromkeys(insight.encounter for insight in reversed(insights) if insight.encounter)
        return [record for key in keys if (record := logbook.get(Encounter, key))]
    raise click.UsageError("--theme goes with insights and encounters.")


def day(record: Record) -> str:
    """The day a record belongs to, in local time."""
    return shown(getattr(record, record.dated_by) or record.created)[:10]


def summary(session: Session, record: Record) -> str:
    """A record in one line."""
    parts = [shown_in_line(record.heading)[:100]]
    if isinstance(record, Encounter):
        account = session.logbook.heading("accounts", record.account)
        parts = [record.kind.words, *(shown_in_line(text) for text in (account, record.event, record.moved_by) if text)]
    elif isinstance(record, Insight):
        parts = [record.kind.words if record.kind else "insight", *parts]
    elif isinstance(record, Theme):
        parts = [record.level.words, *parts]
    return " · ".join(part for part in parts if part)


@click.command(short_help="Show a record whole.")
@click.argument("record_id", metavar="ID")
@as_json
@pass_session
def show(session: Session, record_id: str, as_json: bool) -> None:
    """Show a record whole, with what refers to it."""
    record = find(session.logbook, record_id)
    if as_json:
        put_json(as_document(record))
        return
    put(f"{record.singular} {record.id}")
    for name, field in fields_of(type(record)).items():
        value = getattr(record, name)
        if value in (None, "", (), {}) or value is False:
            continue
        text = _value(session, field.shape, field.table, value)
        gap = "\n" if "\n" in text else " "
        put(f"{field.label}:{gap}{text}")
    for name, value in record.other.items():
        put(f"{shown_in_line(name)} (not known to this version): {displayed(str(value))}")
    put(f"author: {shown_in_line(session.logbook.heading('people', record.author) or record.author)}")
    put(f"created: {shown(record.created)}   updated: {shown(record.updated)}")
    count = session.logbook.referring_count(record.id)
    if count:
        put(f"referred to by: {count} records")


def _value(session: Session, shape: Shape, table: str, value: Any) -> str:
    heading = session.logbook.heading
    match shape:
        case Shape.CHOICE:
            return str(value.words)
        case Shape.REF:
            return f"{shown_in_line(heading(table, value))} ({short_id(session.logbook, value)})"
        case Shape.REFS:
            return ", ".join(shown_in_line(heading(table, key)) for key in value)
        case Shape.STANCES:
            return ", ".join(
                f"{shown_in_line(heading('themes', key))}: {stance.words}" for key, stance in value.items()
            )
        case Shape.MOMENT:
            return shown(value)
        case Shape.WORDS:
            return ", ".join(shown_in_line(text) for text in value)
        case Shape.FLAG:
            return "yes" if value else "no"
    return displayed(str(value))


@click.command(short_help="Show who changed what in a record, and when.")
@click.argument("record_id", metavar="ID")
@as_json
@pass_session
def history(session: Session, record_id: str, as_json: bool) -> None:
    """Show everything that was ever done to a record, oldest first. It works for deleted records too."""
    from shadowlog.store.lookup import find_key
    from shadowlog.store.operations import clock_seconds
    from shadowlog.store.telling import told_changes, told_label

    operations = session.logbook.ledger.operations(find_key(session.logbook, record_id))
    if as_json:
        put_json(operations)
        return
    for operation in operations:
        when = shown(datetime.fromtimestamp(clock_seconds(operation["clock"]), timezone.utc))
        who = session.logbook.heading("people", operation["author"]) or operation["author"]
        put(f"{when}  {shown_in_line(who)}: {told_label(operation)}")
        for told in told_changes(session.logbook, operation):
            put(f"    {told}")
