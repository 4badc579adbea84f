"""``shadowlog list``, ``show`` and ``history``."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import click

from shadowlog.cli.output import as_document, as_json, put, put_json, say
from shadowlog.cli.session import Session, pass_session
from shadowlog.cli.streams import output_fault
from shadowlog.domain.errors import FilterUnclear
from shadowlog.domain.records import RECORDS, Encounter, Insight, Record, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.dates import shown
from shadowlog.domain.text.query import DATES, FIELDS, Clause, Filter, read_filter
from shadowlog.domain.text.sanitize import shown as displayed
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import find, short_id

LISTED = {kind.table.replace("_", "-"): kind for kind in RECORDS.values()}
_SCREENFUL = 50
_PAGE = 500


@click.command(short_help="List records, newest first.")
@click.argument("what", type=click.Choice(list(LISTED)), required=False)
@click.option("--where", metavar="FILTER", help='Only what fits, such as: theme:cost "sign a lease" -pump.')
@click.option("--theme", metavar="NAME", help="Only what bears on this theme.")
@click.option("--since", metavar="DATE", help="Only what is of this day or later, such as: last month, 2026-11-01.")
@click.option("--limit", type=click.IntRange(0), help=f"So many at the most, 0 for all ({_SCREENFUL}; --json: all).")
@as_json
@pass_session
def list_(
    session: Session,
    what: str | None,
    where: str | None,
    theme: str | None,
    since: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List records, newest first: a short id, the day, what it is. Without WHAT, of every kind.

    \b
    --where takes what the search in the terminal UI takes:
      lease                 a word that begins so
      "sign a lease"        these words in this order
      -pump                 not this
      theme:cost,lease      either of these
      since:last-month      also until: and on:
      is:insight  no:theme  what it is, and what it lacks
      from:dana             what she gave, whoever entered it
      kept:NAME             a filter that was kept: shadowlog add filter NAME --query '…'

    Fields: {fields}.
    """
    most = (0 if as_json else _SCREENFUL) if limit is None else limit
    wanted = _wanted(what, where, theme, since)
    if wanted.clauses or wanted.problems or what is None:
        records, total = _found(session, wanted, what, most)
    else:
        kind = LISTED[str(what)]
        records, total = _newest(session, kind, most), session.repository.count(kind)
    if as_json:
        put_json([as_document(record) for record in records])
        return
    if not records:
        say("Nothing fits." if wanted else f"No {(what or 'records').replace('-', ' ')} yet.")
    for record in records:
        if output_fault() is not None:
            return
        put(f"{short_id(session.repository, record.id):8}  {day(record):10}  {summary(session, record)}")
    if len(records) < total:
        say(f"The newest {len(records):,} of {total:,}. All of them: --limit 0")


assert list_.help is not None
list_.help = list_.help.format(fields=", ".join(FIELDS))


def _wanted(what: str | None, where: str | None, theme: str | None, since: str | None) -> Filter:
    """The filter that the options come to."""
    wanted = read_filter(where or "")
    if theme:
        wanted &= Filter((Clause((theme,), "theme"),))
    if since:
        wanted &= Filter((Clause((since,), "since"),))
    return wanted


def _found(session: Session, wanted: Filter, what: str | None, most: int) -> tuple[list[Record], int]:
    """The records that fit, ``most`` at the most (0: all), and how many there are. Raises FilterUnclear."""
    finder = session.finder
    if what is not None:
        wanted &= Filter((Clause((LISTED[what].singular.replace(" ", "-"),), "is"),))
    if any(clause.field in DATES for clause in wanted.clauses):
        from shadowlog.store.workspace.settings import read_settings

        finder.day_first = read_settings().day_first
    hits = finder.find(wanted)
    if hits.plan.problems:
        raise FilterUnclear(" ".join(hits.plan.problems), "See: shadowlog list --help")
    keys = finder.keys(hits, 0, most or len(hits))
    return session.repository.some(keys), len(hits)


def _newest(session: Session, kind: type[Record], most: int) -> list[Record]:
    found: list[Record] = []
    while page := session.repository.newest(kind, len(found), min(most - len(found), _PAGE) if most else _PAGE):
        found += page
    return found


def day(record: Record) -> str:
    """The day a record belongs to, in local time."""
    return shown(getattr(record, record.dated_by) or record.created)[:10]


def summary(session: Session, record: Record) -> str:
    """A record in one line."""
    parts = [shown_in_line(record.heading)[:100]]
    if isinstance(record, Encounter):
        account = session.repository.heading("accounts", record.account)
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
    record = find(session.repository, record_id)
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
    put(f"author: {shown_in_line(session.repository.heading('people', record.author) or record.author)}")
    put(f"created: {shown(record.created)}   updated: {shown(record.updated)}")
    count = session.repository.referring_count(record.id)
    if count:
        put(f"referred to by: {count} records")
    for path in _briefs_with(session, record):
        put(f"in the brief: {path}")


def _briefs_with(session: Session, record: Record) -> list[str]:
    """The exported briefs that name a record among their evidence."""
    from shadowlog.briefs.model.markdown import code

    wanted = code(record.id).encode()
    folder = session.workspace.exports
    return [str(path) for path in sorted(folder.rglob("*.md")) if wanted in path.read_bytes()]


def _value(session: Session, shape: Shape, table: str, value: Any) -> str:
    heading = session.repository.heading
    match shape:
        case Shape.CHOICE:
            return str(value.words)
        case Shape.REF:
            return f"{shown_in_line(heading(table, value))} ({short_id(session.repository, value)})"
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
    from shadowlog.services.describe_change import changes_in_words, label_in_words
    from shadowlog.services.resolve import find_key
    from shadowlog.store.log.operations import moment_of

    operations = session.repository.event_store.operations(find_key(session.repository, record_id))
    if as_json:
        put_json(operations)
        return
    for operation in operations:
        when = shown(datetime.fromtimestamp(moment_of(operation), timezone.utc))
        who = session.repository.heading("people", operation["author"]) or operation["author"]
        put(f"{when}  {shown_in_line(who)}: {label_in_words(operation)}")
        for told in changes_in_words(session.repository, operation):
            put(f"    {told}")
