"""What all briefs of one day and one audience share, read once: names to withhold, anonymity, a filter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from functools import cached_property

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes
from shadowlog.analysis.counting.spoken import SpokenWith, spoken_with
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.analysis.evidence.bridge import Personas
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.briefs.model.brief import LAYOUT
from shadowlog.domain.errors import FilterUnclear
from shadowlog.domain.records import Insight, Mention, Objection, Persona, Response, Theme
from shadowlog.domain.text.filter_fields import CHOICES, DATES, REFERENCES
from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.query import Filter, read_filter
from shadowlog.domain.values import ObjectionStatus, Permission
from shadowlog.privacy.anonymity import Anonymity
from shadowlog.privacy.withholding import WITHHELD, Audience, Discretion, discretion
from shadowlog.services.permissions import permission_day
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

BY_BUYERS = 4
"""The first layout in which buyers are counted. Earlier briefs count sentences and encounters."""

_NOT_RELEASED = (Permission.REVOKED, Permission.INTERNAL_ONLY)


def spoken_words(words: str) -> str:
    """Words folded for comparison, without the punctuation around them."""
    return folded(words).strip(" \t\n.,;:!?…\"'“”„«»’()[]-–—")


def triaged(objection: Objection) -> bool:
    """Whether the team has looked at an objection, so that its wording and its answers are the team's."""
    return objection.status is not ObjectionStatus.NEW


@dataclass(frozen=True)
class Narrowed:
    """A filter on what counts in a brief."""

    words: str
    """The filter as it was typed."""
    only: frozenset[str]
    """The ids of the insights and mentions it lets through."""
    shown: str
    """The filter as the audience may read it: outside the team without names and words."""

    @property
    def key(self) -> str:
        """A short hash of the filter, for ids and file names."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:8]


class BriefContext:
    """What briefs of a day (UTC) for an audience are written from. Use it as a context manager, or close it."""

    def __init__(
        self,
        repository: Repository,
        as_of: date,
        audience: Audience = Audience.EXTERNAL,
        *,
        where: str = "",
        layout: int = LAYOUT,
        finder: Finder | None = None,
    ) -> None:
        """``where`` is a filter on what counts; ``layout`` says by which rules briefs are written; ``finder`` is a
        search that somebody else opened and closes. Raises FilterUnclear.
        """
        self.layout = layout
        self._released: dict[str, bool] = {}
        self.repository = repository
        self.as_of = as_of
        self.audience = audience
        # Relative dates mean the day the brief is of, whenever it is written.
        noon = datetime.combine(as_of, time(12), tzinfo=timezone.utc)
        self._now = noon
        self._finder = finder
        self._owns_finder = finder is None
        try:
            self.narrowed = self._narrowed(where) if where else None
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> BriefContext:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the search index, if this context opened it."""
        if self._finder is not None and self._owns_finder:
            self._finder.close()
            self._finder = None

    @property
    def finder(self) -> Finder:
        """The search over the log, as of the day's noon."""
        if self._finder is None:
            self._finder = Finder(self.repository.event_store, now=lambda: self._now)
            if self._finder.missing or self._finder.worth_writing:
                self._finder.write()
        return self._finder

    @cached_property
    def cleared_on(self) -> date:
        """The day on which permissions must hold. Nothing leaves the team today whose permission has run out, whatever
        day the brief is of.
        """
        if self.audience is Audience.INTERNAL:
            return self.as_of
        return max(self.as_of, permission_day())

    @cached_property
    def discretion(self) -> Discretion:
        """Decides what this audience may read."""
        return discretion(self.repository, self.audience, self.layout, on=self.cleared_on)

    @cached_property
    def counting(self) -> FacetCounts:
        """Counts over all that counts: up to the day, and within the filter."""
        if self.narrowed and self.layout >= BY_BUYERS:
            return FacetCounts(self.finder, self.as_of, read_filter(self.narrowed.words))
        return FacetCounts(self.finder, self.as_of)

    @cached_property
    def personas(self) -> Personas:
        """Compares the personas with each other."""
        return Personas(
            list(self.repository.all(Persona)),
            list(self.repository.all(Theme)),
            self.counting,
            self.outcomes,
            self.wordings,
        )

    @cached_property
    def wordings(self) -> Wordings:
        """The counts that stand for each theme, by when it was reworded."""
        return Wordings(self.repository, self.counting, self.as_of)

    @cached_property
    def outcomes(self) -> Outcomes:
        """The last known outcome of every buyer."""
        return Outcomes(self.counting)

    @cached_property
    def spoken(self) -> SpokenWith:
        """The buyers spoken with lately, for trends."""
        return spoken_with(self.counting, self.as_of)

    @cached_property
    def anonymity(self) -> Anonymity:
        """Decides how closely a speaker may be described."""
        return Anonymity(self.repository, self.counting)

    def may_show_wording(self, objection: Objection) -> bool:
        """Whether this audience may read the title of an objection. Until the team has triaged it, it is what a rep or
        a buyer said, and leaves the team only if a buyer who said those very words permitted them. No title leaves
        whose words a buyer took back.
        """
        if not self.discretion.outside:
            return True
        allowed = self._released.get(objection.id)
        if allowed is None:
            title = spoken_words(objection.title)
            mentions = self.repository.referring(Mention, objection.id, "objection")
            the_same = [mention for mention in mentions if spoken_words(mention.verbatim) == title]
            allowed = not any(
                mention.permission in _NOT_RELEASED or mention.ran_out(self.cleared_on) for mention in the_same
            ) and (triaged(objection) or any(map(self.discretion.may_show, the_same)))
            self._released[objection.id] = allowed
        return allowed

    def answered_by(self, response: Response) -> set[str]:
        """The ids of the objections that a response is meant for or was heard with."""
        return {*response.objections, *self.repository.named_together(response.id, "response", "objection")}

    def reader(self) -> RecordReader:
        """A reader for one brief."""
        own_words = self.audience is Audience.EXTERNAL and self.layout >= BY_BUYERS
        return RecordReader(
            self.repository, self.as_of, self.narrowed.only if self.narrowed else None, own_words=own_words
        )

    def _narrowed(self, where: str) -> Narrowed | None:
        wanted = read_filter(where)
        if not wanted and not wanted.problems:
            return None
        finder = self.finder
        hits = finder.find(wanted)
        if hits.plan.problems:
            raise FilterUnclear(" ".join(hits.plan.problems), "See: shadowlog list --help")
        keys = finder.keys(hits, 0, len(hits))
        kinds = (Insight.table, Mention.table)
        only = frozenset(key for table, key in keys if table in kinds)
        return Narrowed(str(wanted), only, self._shown(wanted))

    def _shown(self, wanted: Filter) -> str:
        """A filter as this audience may read it. Outside the team a value is withheld unless it is one of a list, a
        day, or the name of a theme or a persona that may leave.
        """
        if self.audience is Audience.INTERNAL:
            return str(wanted)
        return " ".join(
            clause.source
            if clause.field and all(self._may_leave(clause.field, value) for value in clause.values)
            else f"{'-' if clause.negated else ''}{clause.field}{':' if clause.field else ''}{WITHHELD}"
            for clause in wanted.clauses
        )

    def _may_leave(self, field: str, value: str) -> bool:
        if REFERENCES.get(field, ("", ""))[0] in (Theme.table, Persona.table):
            # A name may be typed in small letters, and only its beginning.
            return all(self.discretion.clean(typed) == typed for typed in (value, value.title()))
        return value in CHOICES.get(field, ()) or field in (*DATES, "is", "no")
