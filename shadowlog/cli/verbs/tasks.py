"""``shadowlog today``, ``todo``, ``name`` and ``board``: what is worth a look, what waits, names to be sorted out, and
the boards, in plain lines.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import click

from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import as_document, put, put_json, put_record, say
from shadowlog.cli.param_types import FILTER, id_of
from shadowlog.cli.session import ShellSession
from shadowlog.domain.errors import FilterUnclear
from shadowlog.domain.records import ContentRequest, Persona, Record, Theme, UnknownName
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.text.query import read_filter
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import ThemeStatus
from shadowlog.services.resolve import find, short_id

if TYPE_CHECKING:
    from shadowlog.analysis.boards import ReceptionCell
    from shadowlog.analysis.task import Task

_SCREENFUL = 50
_OF_A_SECTION = 10
"""Items of a section of today that are printed."""

_VERBS = {"todo": "shadowlog todo", "mine": "shadowlog mine"}
"""What does in the shell what the texts of today name."""

_REMEDIES: Mapping[str, str] = {
    "follow-up": "shadowlog edit {id} --followed-up yes",
    "debrief": "shadowlog edit {id} --debriefed yes --moved-by '…' --next-step '…'",
    "unknown name": "shadowlog name {id} new, alias NAME, or typo NAME",
    "permission": "shadowlog permit {id} anonymised",
    "late request": "shadowlog edit {id} --due DATE",
    "silent request": "shadowlog edit {id} --status triaged",
    "asset": "shadowlog edit {id} --verify-by DATE",
    "proof": "shadowlog edit {id} --expires-on DATE",
    "alike": "shadowlog merge {id} {other}",
    "together": "shadowlog merge {id} {other}",
    "once": "shadowlog edit {id} --status retired",
    "silent": "shadowlog edit {id} --status retired",
    "no theme": "shadowlog tag {id} THEME:STANCE",
    "gap": "shadowlog add content-request '…' {asks}",
}
"""What mends each kind of task in the shell."""


@click.command(short_help="Print what is worth a look today.")
@as_json
@pass_session
def today(session: ShellSession, as_json: bool) -> None:
    """Print what is worth a look today: what is yours, those late first; what was answered of what you contributed; and
    what buyers raised in the last 90 days.
    """
    from shadowlog.analysis.today import SECTIONS, Day
    from shadowlog.domain.text.dates import local_zone

    day = Day(session.repository, session.finder, datetime.now(local_zone()))
    found = [(section, section.find(day)) for section in SECTIONS]
    if as_json:
        put_json({
            section.title: [
                {"label": item.label, "what": item.what, "note": item.note, "about": as_document(item.record)}
                for item in items
            ]
            for section, items in found
        })  # fmt: skip
        return
    for section, items in found:
        put(section.title)
        for item in items[:_OF_A_SECTION]:
            note = f"  ({item.note})" if item.note else ""
            key = short_id(session.repository, item.record.id)
            put(f"  {key:8}  {item.label}: {shown_in_line(item.what + note)}")
        if len(items) > _OF_A_SECTION:
            put(f"  and {len(items) - _OF_A_SECTION:,} more")
        if not items:
            put(f"  {section.nothing.format_map(_VERBS)}")


@click.command(short_help="List what waits for somebody, your own first.")
@click.option("--mine", is_flag=True, help="Only what waits for you.")
@click.option("--limit", type=click.IntRange(0), help=f"The most to list; 0 lists all. Default: {_SCREENFUL}.")
@as_json
@pass_session
def todo(session: ShellSession, mine: bool, limit: int | None, as_json: bool) -> None:
    """List what waits: follow-ups, names to be sorted out, permissions to ask for, debriefs, requests that are late,
    gaps, and tags that drift apart. Below each stands what mends it.
    """
    from shadowlog.analysis.tasks import open_tasks
    from shadowlog.domain.text.dates import local_zone

    me = session.repository.event_store.author
    tasks = open_tasks(session.repository, session.finder, datetime.now(local_zone()))
    tasks = [task for task in tasks if not mine or (me and task.owner == me)]
    most = (0 if as_json else _SCREENFUL) if limit is None else limit
    listed = tasks[:most] if most else tasks
    if as_json:
        put_json([
            {
                "task": task.kind, "what": task.what, "note": task.note, "owner": task.owner,
                "about": as_document(task.record), "remedy": _remedy(session, task),
            }
            for task in listed
        ])  # fmt: skip
        return
    for task in listed:
        note = f"  ({task.note})" if task.note else ""
        put(f"{short_id(session.repository, task.record.id):8}  {task.kind}: {shown_in_line(task.what + note)}")
        put(f"{'':8}  → {_remedy(session, task)}")
    if not tasks:
        say("Nothing waits.")
    elif len(listed) < len(tasks):
        say(f"These are the first {len(listed):,} of {len(tasks):,}. To list all: --limit 0")


def _remedy(session: ShellSession, task: Task) -> str:
    """What mends a task in the shell."""
    other = short_id(session.repository, task.other.id) if task.other is not None else ""
    key = short_id(session.repository, task.record.id)
    return _REMEDIES[task.kind].format(id=key, other=other, asks=" ".join(_asks(session, task.asks)))


def _asks(session: ShellSession, asks: Mapping[str, str]) -> Iterator[str]:
    """The fields of a content request as options of the shell; other records are named by their short ids."""
    fields = fields_of(ContentRequest)
    for name, values in asks.items():
        for value in values.split(",") if fields[name].refers else [values]:
            text = short_id(session.repository, value) if fields[name].refers else value
            yield f"--{fields[name].option_name} {shlex.quote(shown_in_line(text))}"


@click.command(short_help="Sort out an unknown name: a new one, an alias, or a typing error.")
@click.argument("record_id", metavar="ID", type=id_of(UnknownName))
@click.argument("meaning", type=click.Choice(["new", "alias", "typo"]))
@click.argument("whose", metavar="[NAME_OR_ID]", required=False)
@as_json
@pass_session
def name(session: ShellSession, record_id: str, meaning: str, whose: str | None, as_json: bool) -> None:
    """Say what an unknown name is: a new record, another name (alias) of a known one, or a typing error (typo).

    For alias and typo, say who is meant, by name or id. `shadowlog todo` lists the unknown names.
    """
    from shadowlog.services.unknown_names import kind_words, make_new, take_as

    record = find(session.repository, record_id)
    if not isinstance(record, UnknownName):
        raise click.UsageError(f"{record_id} is {record.declared.one}, and no name that is to be sorted out.")
    if meaning == "new":
        if whose:
            raise click.UsageError("A new name means nobody known: leave out who is meant, or write alias or typo.")
        made = make_new(session.repository, record)
        put_record(session, made, json=as_json, verb=f"New {kind_words(record)}")
    else:
        if not whose:
            raise click.UsageError(f"Say who is meant: shadowlog name {record_id} {meaning} NAME")
        meant = _meant(session, record, whose)
        take_as(session.repository, record, meant, alias=meaning == "alias")
        put_record(session, meant, json=as_json, verb="Other name of" if meaning == "alias" else "Corrected to")
    session.saved()


def _meant(session: ShellSession, name: UnknownName, whose: str) -> Record:
    """Who is meant, of the kind that the name is for. Raises NotFound, Ambiguous."""
    from shadowlog.domain.records import RECORDS
    from shadowlog.services.resolve import resolve

    kind = RECORDS.get(name.names)
    return resolve(session.repository, kind, whose) if kind is not None else find(session.repository, whose)


@click.command(short_help="Print a board in plain lines: how themes were received, or how far requests are.")
@click.argument("which", type=click.Choice(["themes", "requests"]))
@click.option("--where", metavar="FILTER", type=FILTER, help="Count only records that match, as in shadowlog list.")
@as_json
@pass_session
def board(session: ShellSession, which: str, where: str | None, as_json: bool) -> None:
    """Print a board in lines that a screen reader reads: each theme with how buyers received it, by all and by persona;
    or each content request with its state.
    """
    from shadowlog.analysis.counting.facet_counts import FacetCounts

    wanted = read_filter(where or "")
    plan = session.finder.find(wanted).plan
    if plan.problems:
        raise FilterUnclear(" ".join(plan.problems), "See: shadowlog list --help")
    counts = FacetCounts(session.finder, wanted=wanted)
    rows = _BOARDS[which](session, counts)
    if as_json:
        put_json(rows)
        return
    for row in rows:
        put(row["line"])
    if not rows:
        say("No themes yet." if which == "themes" else "No content requests yet.")


def _themes(session: ShellSession, counts: Any) -> list[dict[str, Any]]:
    from shadowlog.analysis.boards import resonance
    from shadowlog.analysis.counting.wordings import Wordings

    repository = session.repository
    themes = [theme for theme in repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
    personas = list(repository.all(Persona))
    wordings = Wordings(repository, counts, datetime.now(timezone.utc).date())
    received = resonance(wordings, themes, personas, len(themes), len(personas))
    rows = []
    for theme, by_all, each in zip(received.themes, received.by_all, received.by_persona, strict=True):
        by_persona = {persona.name: cell for persona, cell in zip(received.personas, each, strict=True) if cell.raised}
        parts = [_received(by_all), *(f"{who}: {_received(cell)}" for who, cell in by_persona.items())]
        rows.append({
            "theme": theme.name, "all": _figures(by_all),
            "personas": {who: _figures(cell) for who, cell in by_persona.items()},
            "line": shown_in_line(f"{theme.name}: {'; '.join(parts)}"),
        })  # fmt: skip
    return rows


def _received(cell: ReceptionCell) -> str:
    if not cell.raised:
        return "not raised"
    failed = f"rejected or confused by {cell.failed.touched}"
    return f"resonated with {cell.landed.touched} of {cell.raised} buyers, {failed}"


def _figures(cell: ReceptionCell) -> dict[str, int]:
    return {"raised": cell.raised, "resonated": cell.landed.touched, "failed": cell.failed.touched}


def _requests(session: ShellSession, counts: Any) -> list[dict[str, Any]]:
    from shadowlog.analysis.boards import by_status

    ids = set(counts.ids("is=requests"))
    requests = [request for request in session.repository.all(ContentRequest) if request.id in ids]
    return list(_by_state(session, by_status(requests)))


def _by_state(session: ShellSession, groups: Mapping[Any, list[ContentRequest]]) -> Iterator[dict[str, Any]]:
    for status, requests in groups.items():
        for request in requests:
            key = short_id(session.repository, request.id)
            due = f"  due {request.due}" if request.due else ""
            line = f"{status.words}: {request.use_case}  {key}{due}"
            yield {"state": status.value, "id": request.id, "request": request.use_case, "line": shown_in_line(line)}


_BOARDS: Mapping[str, Callable[[ShellSession, Any], list[dict[str, Any]]]] = {"themes": _themes, "requests": _requests}
