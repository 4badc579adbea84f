"""Open tasks: names to sort out, debriefs, follow-ups, content that is late, gaps, and tags that drift apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import combinations

from rapidfuzz import fuzz

from shadowlog.analysis.backlog import coverage, fails, holes, late
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.analysis.task import Task
from shadowlog.domain.records import (
    RECORDS,
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Person,
    Persona,
    ProofPoint,
    Record,
    Theme,
    UnknownName,
)
from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.query import Clause, Filter, read_filter
from shadowlog.domain.values import AssetStatus, ThemeStatus
from shadowlog.services.capture.booth import due
from shadowlog.services.permissions import buyer_words, permission_day, quoted, rep_of
from shadowlog.services.record_line import utc_day
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

ALIKE = 85.0
"""How alike (of 100) the names of two themes must be to become a task."""

TOGETHER = 3
"""The number of insights from which two themes that always occur together become a task."""

GAP = 3
"""From how many buyers something without an asset must be heard to become a task."""

SILENT = 90
"""Days without an insight after which a theme becomes a task."""

_MOST_THEMES = 400
"""The most themes that are compared in pairs."""

_MOST_REQUESTS = 2_000
"""The most requests, assets and proof points that are looked at, the newest of each."""

_MOST_GAPS = 20
"""The most gaps that are listed: the coverage in the backlog brief has them all."""

_MOST_EVIDENCE = 20
"""The most insights that a request for a gap refers to, the latest."""

_MOST = 200
"""The most tasks of one kind that are listed."""


def open_tasks(repository: Repository, finder: Finder, now: datetime) -> list[Task]:
    """Every open task: one's own first, then all others, each with the most urgent kinds first. ``now`` is aware."""
    tasks = [
        *follow_ups(repository, finder, now),
        *unknown_names(repository),
        *permissions(repository, finder, permission_day(now)),
        *debriefs(repository, finder),
        *content(repository, now),
        *gaps(repository, finder, now.astimezone(timezone.utc).date()),
        *drift(repository, finder, now.astimezone(timezone.utc).date()),
    ]
    me = repository.event_store.author
    return sorted(tasks, key=lambda task: not me or task.owner != me)


def unknown_names(repository: Repository) -> list[Task]:
    """A task for each unknown name whose record still exists: one, however often it was typed."""
    by_name: dict[tuple[str, str], list[tuple[UnknownName, Record]]] = {}
    for name in repository.newest(UnknownName, 0, _MOST):
        where = repository.get(RECORDS[name.where], name.record) if name.where in RECORDS else None
        if where is not None:
            by_name.setdefault((name.names, folded(name.name)), []).append((name, where))
    tasks = []
    for (table, _), typed in by_name.items():
        name, where = typed[0]
        kind = RECORDS[table].singular if table in RECORDS else "name"
        times = f", {len(typed)} times" if len(typed) > 1 else ""
        what = f"{kind} “{name.name}”{times}, for: {where.heading}"
        tasks.append(Task("unknown name", name, what, "sort out", owner=where.author or ""))
    return tasks


def permissions(repository: Repository, finder: Finder, today: date) -> list[Task]:
    """A task for each permission to quote that a rep is to ask for, and for each that has run out."""
    tasks = []
    for record in _quotable(repository, finder, "no:permission-answer"):
        tasks.append(_permission(repository, record))
    ending = "permission:anonymised,attributed -no:permission-end -no:permission-answer"
    for record in _quotable(repository, finder, ending):
        if record.ran_out(today):
            tasks.append(_permission(repository, record, _ended(record)))
    return tasks[:_MOST]


def _permission(repository: Repository, record: Insight | Mention, note: str = "") -> Task:
    """The task of getting a permission: the words first, since a list cuts what comes last."""
    who = _asker(repository, record)
    name = repository.heading("people", who) or "nobody yet"
    what = f"“{quoted(record)}” · {name} asks {buyer_words(repository, record)}"
    return Task("permission", record, what, "answer", note, owner=who)


def _ended(record: Insight | Mention) -> str:
    """When a permission ran out."""
    until = record.permission_until
    return f"ran out {until.day} {until:%b}" if until else "its end cannot be read"


def _quotable(repository: Repository, finder: Finder, wanted: str) -> Iterator[Insight | Mention]:
    """The insights and mentions that a filter lets through, newest first."""
    hits = finder.find(read_filter(f"is:insight,mention {wanted}"))
    for _, key in finder.keys(hits, 0, len(hits)):
        record = repository.get(Insight, key) or repository.get(Mention, key)
        if record is not None:
            yield record


def _asker(repository: Repository, record: Insight | Mention) -> str:
    """The id of who asks for a permission: who is to, who got the one before, or the rep; empty for nobody."""
    return record.permission_asker or record.permission_by or rep_of(repository, record)


def debriefs(repository: Repository, finder: Finder, observer: str = "") -> list[Task]:
    """A task for each encounter (of an ``observer``, by id) without a debrief, newest first; booth talks have none."""
    hits = finder.find(read_filter("is:encounter no:debrief -kind:trade_show") & _of(observer, "observer"))
    encounters = [each for each in repository.some(finder.keys(hits, 0, _MOST)) if isinstance(each, Encounter)]
    headings = _headings(repository, encounters)
    called = {each.id: _called(headings(each.account, Account.table), each) for each in encounters}
    return [
        Task("debrief", each, called[each.id], "debrief", utc_day(each), owner=each.observer or "")
        for each in encounters
    ]


def follow_ups(repository: Repository, finder: Finder, now: datetime, owner: str = "") -> list[Task]:
    """A task for each talk at a booth to follow up (of an ``owner``, by id), those due first."""
    hits = finder.find(read_filter("no:follow-up") & _of(owner, "owner"))
    due_tasks = []
    waiting = [each for each in repository.some(finder.keys(hits, 0, len(hits))) if isinstance(each, Encounter)]
    headings = _headings(repository, waiting)
    for encounter in waiting:
        end = due(encounter)
        if end is None:
            continue
        who = headings(encounter.owner, Person.table) or "nobody yet"
        distance = _hours(abs(now - end))
        note = f"{distance} overdue" if end < now else f"in {distance}"
        tier = encounter.tier.words if encounter.tier else ""
        what = f"{tier} · {who} · {_called(headings(encounter.account, Account.table), encounter)}"
        due_tasks.append((end, Task("follow-up", encounter, what, "followed up", note, owner=encounter.owner or "")))
    return [task for _, task in sorted(due_tasks, key=lambda pair: (pair[0], pair[1].record.id))]


def content(repository: Repository, now: datetime) -> list[Task]:
    """What the content team owes: requests that are late or unanswered, assets and proof points past their date."""
    today = now.astimezone(timezone.utc).date()
    tasks = []
    for request in repository.newest(ContentRequest, 0, _MOST_REQUESTS):
        why = late(request, today)
        if why.startswith("due"):
            who = repository.heading("people", request.owner) or "nobody yet"
            tasks.append(
                Task("late request", request, f"{request.use_case} · {who}", "edit", why, owner=request.owner or "")
            )
        elif why:
            tasks.append(Task("silent request", request, request.use_case, "triage", why))
    for asset in repository.newest(Asset, 0, _MOST_REQUESTS):
        if asset.status is AssetStatus.CURRENT and asset.past(today):
            tasks.append(Task("asset", asset, f"{asset.name} is past its date", "edit", f"since {asset.verify_by}"))
    for point in repository.newest(ProofPoint, 0, _MOST_REQUESTS):
        if point.expired(today):
            tasks.append(Task("proof", point, f"{point.claim} is past its date", "edit", f"since {point.expires_on}"))
    return tasks[:_MOST]


def gaps(repository: Repository, finder: Finder, today: date) -> list[Task]:
    """What buyers raised again and again without an asset or a request for it, that of most buyers first."""
    counting = FacetCounts(finder, today)
    reader = RecordReader(repository, today)
    themes = [theme for theme in repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
    assets, requests = list(repository.all(Asset)), list(repository.all(ContentRequest))
    personas = list(repository.all(Persona))
    cells = coverage(counting, themes, personas, assets, requests, reader, with_failing=False)
    insights = counting.among("is=insights")
    tasks: list[Task] = []
    for cell in holes(cells):
        if cell.buyers < GAP or len(tasks) == _MOST_GAPS:
            break
        if cell.asked or fails(insights, cell.theme.id, cell.persona.id):
            continue
        heard = counting.ids("is=insights", *cell.facets)[-_MOST_EVIDENCE:]
        where = f"{cell.persona.name}, {cell.stage.words}: {cell.theme.name}"
        gap = f"{where} — heard from {cell.buyers} buyers, no asset"
        asks = {
            "themes": cell.theme.id, "persona": cell.persona.id, "stage": cell.stage.value,
            "evidence": ",".join(heard), "gap": " ".join(gap.split()),
        }  # fmt: skip
        tasks.append(
            Task("gap", cell.theme, f"{where} — no asset", "ask for it", f"heard from {cell.buyers} buyers", asks=asks)
        )
    return tasks


def drift(repository: Repository, finder: Finder, today: date) -> list[Task]:
    """Tags to clean up: names alike, themes always together, used once or silent, and insights without a theme."""
    themes = [theme for theme in repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
    insights = FacetCounts(finder).among(f"is={Insight.table}")
    heard = {theme.id: insights.count(f"theme={theme.id}") for theme in themes}
    tasks = [*_alike(themes), *_together([theme for theme in themes if heard[theme.id] >= TOGETHER], insights)]
    quiet = today - timedelta(days=SILENT)
    for theme in sorted(themes, key=lambda theme: (theme.name.casefold(), theme.id)):
        times = heard[theme.id]
        created = theme.created.date() if theme.created else date.min
        if times == 1:
            tasks.append(Task("once", theme, f"“{theme.name}” was used once only", "retire"))
        elif created < quiet and not _since(finder, theme, quiet):
            what = f"“{theme.name}” was not heard for {SILENT} days" if times else f"“{theme.name}” was never heard"
            tasks.append(Task("silent", theme, what, "retire"))
    untagged = finder.find(read_filter("is:insight no:theme"))
    bare = [each for each in repository.some(finder.keys(untagged, 0, _MOST)) if isinstance(each, Insight)]
    tasks += [Task("no theme", insight, insight.text, "tag", utc_day(insight)) for insight in bare]
    return tasks


def _alike(themes: list[Theme]) -> list[Task]:
    tasks = []
    # What token_sort_ratio makes of each name, made once.
    sorted_names = [(" ".join(sorted(folded(theme.name).split())), theme) for theme in themes[:_MOST_THEMES]]
    for (one, first), (other, second) in combinations(sorted_names, 2):
        if fuzz.ratio(one, other, score_cutoff=ALIKE):
            what = f"“{first.name}” and “{second.name}” are spelled alike"
            tasks.append(Task("alike", second, what, "merge", other=first))
    return tasks


def _together(themes: list[Theme], insights: FacetCounts) -> list[Task]:
    """Themes that always occur together: those with exactly the same insights."""
    by_insights: dict[tuple[bytes, ...], list[Theme]] = {}
    for theme in themes:
        by_insights.setdefault(insights.which(f"theme={theme.id}"), []).append(theme)
    return [
        Task("together", second, f"“{first.name}” and “{second.name}” always occur together", "merge", other=first)
        for group in by_insights.values()
        for first, second in combinations(group, 2)
    ]


def _of(person: str, field: str) -> Filter:
    """What lets through the records of a person, by id, and everything where none is given."""
    return Filter((Clause((person,), field),)) if person else Filter()


def _since(finder: Finder, theme: Theme, day: date) -> bool:
    """Whether a theme was heard on a day or later."""
    clauses = Clause((theme.id,), "theme"), Clause(("insight",), "is"), Clause((day.isoformat(),), "since")
    return bool(finder.find(Filter(clauses)))


def _called(account: str, encounter: Encounter) -> str:
    """What an encounter is known by: ``account`` is the name of its account."""
    return " · ".join(name for name in (account, encounter.event, encounter.kind.words) if name)


def _headings(repository: Repository, encounters: Sequence[Encounter]) -> Callable[[str | None, str], str]:
    """What gives the heading of a record, by id and table: those of the accounts and owners of encounters are read at
    once.
    """
    keys = {(Account.table, each.account) for each in encounters} | {(Person.table, each.owner) for each in encounters}
    known = {
        (record.table, record.id): record.heading
        for record in repository.some([(table, record_id) for table, record_id in keys if record_id])
    }

    def heading(record_id: str | None, table: str) -> str:
        key = table, record_id or ""
        return known[key] if key in known else repository.heading(table, record_id)

    return heading


def _hours(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    return f"{hours} h" if hours < 72 else f"{hours // 24} days"
