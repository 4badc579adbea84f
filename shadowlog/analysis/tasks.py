"""What waits for somebody: names to be sorted out, debriefs, follow-ups, and tags that drift apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import combinations

from rapidfuzz import fuzz

from shadowlog.analysis.backlog import coverage, holes, late
from shadowlog.analysis.evidence.counts import Counting
from shadowlog.analysis.evidence.reader import Reader
from shadowlog.domain.records import (
    RECORDS,
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    Persona,
    ProofPoint,
    Record,
    Theme,
    UnknownName,
)
from shadowlog.domain.schema.fields import NOTHING
from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.query import Clause, Filter, read_filter
from shadowlog.domain.values import AssetStatus, ThemeStatus
from shadowlog.services.capture.booth import due
from shadowlog.services.record_line import utc_day
from shadowlog.store.repository import Repository
from shadowlog.store.search.engine import Finder

ALIKE = 85.0
"""How alike (of 100) the names of two themes must be to be told."""

TOGETHER = 3
"""Insights from which on two themes that never occur apart are told."""

GAP = 3
"""Times from which on what was heard and has no asset is told."""

SILENT = 90
"""Days after which a theme that was not heard is told."""

_MOST_THEMES = 400
"""Themes that are compared with each other: every pair of them."""

_MOST_REQUESTS = 2_000
"""Requests, assets and proof points that are looked through, the newest of each."""

_MOST_GAPS = 20
"""Gaps that are told at once: the coverage in the backlog brief has them all."""

_MOST_EVIDENCE = 20
"""Insights that a request for a gap stands on, the latest."""

_MOST = 200
"""Chores of one kind that are listed."""


@dataclass(frozen=True)
class Chore:
    """Something that waits, the record it is about, and what mends it."""

    kind: str
    """``unknown name``, ``follow-up``, ``debrief``, ``late request``, ``silent request``, ``asset``, ``proof``,
    ``gap``, ``alike``, ``together``, ``once``, ``silent``, or ``no theme``.
    """
    record: Record
    what: str
    remedy: str
    """What the key for mending does, in two or three words."""
    note: str = ""
    """Such as when it is due, and for whom."""
    other: Record | None = None
    """The second of two."""
    asks: Mapping[str, str] = NOTHING
    """What a content request for it holds, by its fields."""


def chores(repository: Repository, finder: Finder, now: datetime) -> list[Chore]:
    """Everything that waits, the most urgent kinds first. ``now`` is aware."""
    return [
        *follow_ups(repository, finder, now),
        *unknown_names(repository),
        *debriefs(repository, finder),
        *content(repository, now),
        *gaps(repository, finder, now.astimezone(timezone.utc).date()),
        *drift(repository, finder, now.astimezone(timezone.utc).date()),
    ]


def unknown_names(repository: Repository) -> list[Chore]:
    """Names that were typed and that nobody has, as long as what they were typed for is there."""
    found = []
    for name in repository.newest(UnknownName, 0, _MOST):
        where = repository.get(RECORDS[name.where], name.record) if name.where in RECORDS else None
        if where is None:
            continue
        kind = RECORDS[name.names].singular if name.names in RECORDS else "name"
        found.append(Chore("unknown name", name, f"{kind} “{name.name}”, for: {where.heading}", "sort out"))
    return found


def debriefs(repository: Repository, finder: Finder) -> list[Chore]:
    """Encounters without a debrief, newest first. Talks at a booth are too short for one."""
    hits = finder.find(read_filter("is:encounter no:debrief -kind:trade_show"))
    found = (repository.get(Encounter, key) for _, key in finder.keys(hits, 0, _MOST))
    return [
        Chore("debrief", held, _called(repository, held), "debrief", utc_day(held))
        for held in found
        if held is not None
    ]


def follow_ups(repository: Repository, finder: Finder, now: datetime) -> list[Chore]:
    """Talks at a booth that somebody should follow up, those that are due first."""
    hits = finder.find(read_filter("no:follow-up"))
    found = []
    for _, key in finder.keys(hits, 0, len(hits)):
        encounter = repository.get(Encounter, key)
        end = due(encounter) if encounter is not None else None
        if encounter is None or end is None:
            continue
        who = repository.heading("people", encounter.owner) or "nobody yet"
        left = _hours(abs(now - end))
        note = f"{left} overdue" if end < now else f"in {left}"
        tier = encounter.tier.words if encounter.tier else ""
        what = f"{tier} · {who} · {_called(repository, encounter)}"
        found.append((end, Chore("follow-up", encounter, what, "followed up", note)))
    return [chore for _, chore in sorted(found, key=lambda pair: (pair[0], pair[1].record.id))]


def content(repository: Repository, now: datetime) -> list[Chore]:
    """What the content team owes: requests that are late or without a word, assets and proof points past their date."""
    today = now.astimezone(timezone.utc).date()
    found = []
    for request in repository.newest(ContentRequest, 0, _MOST_REQUESTS):
        why = late(request, today)
        if why.startswith("due"):
            who = repository.heading("people", request.owner) or "nobody yet"
            found.append(Chore("late request", request, f"{request.use_case} · {who}", "edit", why))
        elif why:
            found.append(Chore("silent request", request, request.use_case, "triage", why))
    for asset in repository.newest(Asset, 0, _MOST_REQUESTS):
        if asset.status is AssetStatus.CURRENT and asset.past(today):
            found.append(Chore("asset", asset, f"{asset.name} is past its date", "edit", f"since {asset.verify_by}"))
    for point in repository.newest(ProofPoint, 0, _MOST_REQUESTS):
        if point.expired(today):
            found.append(Chore("proof", point, f"{point.claim} is past its date", "edit", f"since {point.expires_on}"))
    return found[:_MOST]


def gaps(repository: Repository, finder: Finder, today: date) -> list[Chore]:
    """What buyers raised again and again and nothing is there for, nor asked for; what was heard most often first."""
    counting = Counting(finder, today)
    reader = Reader(repository, today)
    themes = [theme for theme in repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
    assets, requests = list(repository.all(Asset)), list(repository.all(ContentRequest))
    cells = coverage(counting, themes, list(repository.all(Persona)), assets, requests, reader)
    found = []
    for cell in [held for held in holes(cells) if held.heard >= GAP and not held.asked][:_MOST_GAPS]:
        heard = counting.ids("is=insights", *cell.facets)[-_MOST_EVIDENCE:]
        where = f"{cell.persona.name}, {cell.stage.words}: {cell.theme.name}"
        gap = f"{where} — heard {cell.heard} times, no asset"
        asks = {
            "themes": cell.theme.id, "persona": cell.persona.id, "stage": cell.stage.value,
            "evidence": ",".join(heard), "gap": " ".join(gap.split()),
        }  # fmt: skip
        found.append(
            Chore("gap", cell.theme, f"{where} — no asset", "ask for it", f"heard {cell.heard} times", asks=asks)
        )
    return found


def drift(repository: Repository, finder: Finder, today: date) -> list[Chore]:
    """Tags that are not clean: names alike, themes always together, used once, silent, and insights with none."""
    themes = [theme for theme in repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
    heard = {theme.id: {key for _, key in repository.naming(Insight, theme.id, "signals")} for theme in themes}
    found = [*_alike(themes), *_together(themes, heard)]
    quiet = today - timedelta(days=SILENT)
    for theme in sorted(themes, key=lambda theme: (theme.name.casefold(), theme.id)):
        times = len(heard[theme.id])
        made = theme.created.date() if theme.created else date.min
        if times == 1:
            found.append(Chore("once", theme, f"“{theme.name}” was used once only", "retire"))
        elif made < quiet and not _since(finder, theme, quiet):
            told = f"“{theme.name}” was not heard for {SILENT} days" if times else f"“{theme.name}” was never heard"
            found.append(Chore("silent", theme, told, "retire"))
    untagged = finder.find(read_filter("is:insight no:theme"))
    bare = (repository.get(Insight, key) for _, key in finder.keys(untagged, 0, _MOST))
    found += [Chore("no theme", held, held.text, "tag", utc_day(held)) for held in bare if held is not None]
    return found


def _alike(themes: list[Theme]) -> list[Chore]:
    found = []
    for one, other in combinations(themes[:_MOST_THEMES], 2):
        if fuzz.token_sort_ratio(folded(one.name), folded(other.name)) >= ALIKE:
            told = f"“{one.name}” and “{other.name}” are spelled alike"
            found.append(Chore("alike", other, told, "merge", other=one))
    return found


def _together(themes: list[Theme], heard: dict[str, set[str]]) -> list[Chore]:
    """Themes that never occur one without the other. Only those with the same number of insights can be such."""
    by_heard: dict[frozenset[str], list[Theme]] = {}
    for theme in themes:
        if len(heard[theme.id]) >= TOGETHER:
            by_heard.setdefault(frozenset(heard[theme.id]), []).append(theme)
    return [
        Chore("together", other, f"“{one.name}” and “{other.name}” always occur together", "merge", other=one)
        for held in by_heard.values()
        for one, other in combinations(held, 2)
    ]


def _since(finder: Finder, theme: Theme, day: date) -> bool:
    """Whether a theme was heard on a day or later."""
    return bool(
        finder.find(
            Filter((Clause((theme.id,), "theme"), Clause(("insight",), "is"), Clause((day.isoformat(),), "since")))
        )
    )


def _called(repository: Repository, encounter: Encounter) -> str:
    names = (repository.heading("accounts", encounter.account), encounter.event, encounter.kind.words)
    return " · ".join(name for name in names if name)


def _hours(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    return f"{hours} h" if hours < 72 else f"{hours // 24} days"
