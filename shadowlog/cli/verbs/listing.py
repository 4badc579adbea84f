"""``shadowlog list``, ``show`` and ``history``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import as_document, put, put_json, put_json_list, say
from shadowlog.cli.param_types import FILTER, id_of, name_of
from shadowlog.cli.session import ShellSession
from shadowlog.cli.streams import output_fault
from shadowlog.domain.errors import FilterUnclear
from shadowlog.domain.records import RECORDS, Insight, Mention, Objection, Record, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.dates import shown
from shadowlog.domain.text.filter_fields import DATES, FIELDS
from shadowlog.domain.text.query import Clause, Filter, read_filter
from shadowlog.domain.text.sanitize import shown as displayed
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.record_line import day, line
from shadowlog.services.resolve import find, short_id

if TYPE_CHECKING:
    from shadowlog.store.log.operations import RecordKey
    from shadowlog.store.search.finder import Finder, Hits

LISTED = {kind.table.replace("_", "-"): kind for kind in RECORDS.values()}
_SCREENFUL = 50
_PAGE = 500


@click.command(short_help="List records, newest first.")
@click.argument("what", type=click.Choice(list(LISTED)), required=False)
@click.option(
    "--where", metavar="FILTER", type=FILTER, help='Only records that match, such as: theme:cost "sign a lease" -pump.'
)
@click.option("--theme", metavar="NAME", type=name_of(Theme), help="Only records about this theme.")
@click.option("--since", metavar="DATE", help="Only records of this day or later, such as: last month, 2026-11-01.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    help=f"The largest number to list; 0 lists all. Default: {_SCREENFUL}, with --json all.",
)
@as_json
@pass_session
def list_(
    session: ShellSession,
    what: str | None,
    where: str | None,
    theme: str | None,
    since: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List records, newest first, each with its short id, its day, and what it is. Without WHAT, list every kind.

    \b
    --where takes the same filters as the search in the terminal UI:
      lease                 a word that begins with lease
      "sign a lease"        these words in this order
      -pump                 without this word
      theme:cost,lease      either of these
      since:last-month      also until: and on:
      is:insight  no:theme  what it is, and what it lacks
      from:dana             what Dana contributed, whoever entered it
      kept:NAME             a kept filter: shadowlog add filter NAME --query '…'

    Fields: {fields}.
    """
    most = (0 if as_json else _SCREENFUL) if limit is None else limit
    query_filter = _filter(what, where, theme, since)
    if query_filter.clauses or query_filter.problems or what is None:
        records, total = _matching(session, query_filter, what, most)
    else:
        kind = LISTED[str(what)]
        records, total = session.repository.newest_first(kind, most), session.repository.count(kind)
    if as_json:
        put_json_list(map(as_document, records))
        return
    listed = 0
    for record in records:
        if output_fault() is not None:
            return
        put(record_row(session, record, line(session.repository, record)))
        listed += 1
    if not listed:
        say("Nothing matches." if query_filter else f"No {(what or 'records').replace('-', ' ')} yet.")
    elif listed < total:
        say(f"These are the newest {listed:,} of {total:,}. To list all: --limit 0")


assert list_.help is not None
list_.help = list_.help.format(fields=", ".join(FIELDS))


def _filter(what: str | None, where: str | None, theme: str | None, since: str | None) -> Filter:
    """The filter that the options ask for."""
    query_filter = read_filter(where or "")
    if theme:
        query_filter &= Filter((Clause((theme,), "theme"),))
    if since:
        query_filter &= Filter((Clause((since,), "since"),))
    return query_filter


def _matching(session: ShellSession, query_filter: Filter, what: str | None, most: int) -> tuple[Iterator[Record], int]:
    """The records that match, ``most`` at most (0: all), and how many match in all. Raises FilterUnclear.

    They are read a page at a time, so that a long list takes no more memory than a short one.
    """
    finder = session.finder
    if what is not None:
        query_filter &= Filter((Clause((LISTED[what].declared.word,), "is"),))
    if any(clause.field in DATES for clause in query_filter.clauses):
        from shadowlog.store.workspace.settings import read_settings

        finder.day_first = read_settings().day_first
    hits = finder.find(query_filter)
    if hits.plan.problems:
        raise FilterUnclear(" ".join(hits.plan.problems), "See: shadowlog list --help")
    return chain.from_iterable(map(session.repository.some, _pages(finder, hits, most or len(hits)))), len(hits)


def _pages(finder: Finder, hits: Hits, most: int) -> Iterator[list[RecordKey]]:
    """The keys of hits, ``most`` at most, a page at a time; none comes twice where others save meanwhile."""
    offset, left = 0, most
    while left and (page := finder.keys(hits, offset, min(left, _PAGE))):
        yield page
        left -= len(page)
        place = finder.place(hits, page[-1])
        offset = offset + len(page) if place is None else place + 1


def record_row(session: ShellSession, record: Record, text: str) -> str:
    """A record as one row of a list: its short id, its day, and ``text``."""
    return f"{short_id(session.repository, record.id):8}  {day(record):10}  {text}"


@click.command(short_help="Show everything about a record.")
@click.argument("record_id", metavar="ID_OR_NAME", type=id_of())
@as_json
@pass_session
def show(session: ShellSession, record_id: str, as_json: bool) -> None:
    """Show all fields of a record, how many records refer to it, and the exported briefs that cite it."""
    record = find(session.repository, record_id)
    if as_json:
        put_json(as_document(record))
        return
    put(f"{record.singular} {record.id}")
    for name, field in fields_of(type(record)).items():
        value = getattr(record, name)
        if value in (None, "", (), {}) or value is False:
            continue
        if name == "permission" and isinstance(record, Insight | Mention):
            from shadowlog.services.permissions import in_words

            text = in_words(record)
        else:
            text = _value(session, field.shape, field.table, value)
        gap = "\n" if "\n" in text else " "
        put(f"{field.label}:{gap}{text}")
    for name, value in record.other.items():
        put(f"{shown_in_line(name)} (not known to this version): {displayed(str(value))}")
    put(f"author: {shown_in_line(session.repository.heading('people', record.author) or record.author)}")
    put(f"created: {shown(record.created)}   updated: {shown(record.updated)}")
    if isinstance(record, Objection):
        from shadowlog.cli.verbs.answers import put_answers

        put_answers(session, record)
    count = session.repository.referring_count(record.id)
    if count:
        put(f"referred to by: {count} records")
    for path in _briefs_with(session, record):
        put(f"in the brief: {path}")


def _briefs_with(session: ShellSession, record: Record) -> list[str]:
    """The exported briefs that name a record among their evidence."""
    from shadowlog.briefs.model.markdown import code

    cited = code(record.id).encode()
    folder = session.workspace.exports
    return [str(path) for path in sorted(folder.rglob("*.md")) if cited in path.read_bytes()]


def _value(session: ShellSession, shape: Shape, table: str, value: Any) -> str:
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
@click.argument("record_id", metavar="ID_OR_NAME", type=id_of())
@as_json
@pass_session
def history(session: ShellSession, record_id: str, as_json: bool) -> None:
    """Show every change of a record, oldest first. This works for deleted records too."""
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
        for change in changes_in_words(session.repository, operation):
            put(f"    {change}")
