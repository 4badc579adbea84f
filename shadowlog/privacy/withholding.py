"""What a brief for readers outside the team leaves out.

It fails closed. Only the team's own wording leaves, which ``TEAM_WORDING`` declares field by field, and the words of
records with a permission. Names of people and companies, addresses and phone numbers are removed from every text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from shadowlog.domain.records import (
    Account,
    Asset,
    Event,
    Insight,
    Mention,
    Objection,
    Persona,
    PossibleName,
    ProofPoint,
    Record,
    Response,
    Theme,
)
from shadowlog.domain.schema.registry import Forgettable, forgettable_kinds
from shadowlog.domain.values import Basis
from shadowlog.privacy.addresses import addresses
from shadowlog.privacy.names.matcher import NameMatcher
from shadowlog.privacy.names.unasked import unasked_names
from shadowlog.privacy.phones import phones
from shadowlog.privacy.visible_text import VisibleText
from shadowlog.services.permissions import permission_day
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import countries_of, read_settings

WITHHELD = "[withheld]"

TEAM_WORDING: Mapping[type[Record], frozenset[str]] = {
    Theme: frozenset({"name", "message", "keywords"}),
    ProofPoint: frozenset({"claim"}),
    Objection: frozenset({"title", "real_concern"}),
    Response: frozenset({"text"}),
    Persona: frozenset({"name", "wants", "fears", "measures"}),
    Asset: frozenset({"name", "version"}),
    Event: frozenset({"name"}),
    Account: frozenset({"segment"}),
}
"""The texts that may leave the team, by record and field, without names. What reps write about a conversation (notes,
next steps, what moved somebody), what a request is for and why it was declined, the goals, verdict and lessons of an
event, sources, other wordings and names, and answers to contributors stay with the team.
"""

_MOST_CLEANED_TEXTS = 20_000
"""The number of texts whose clean form is cached: names of personas and themes, titles and answers are in many briefs.
"""

_STRICT_FROM_LAYOUT = 3
"""The first layout in which ``TEAM_WORDING`` holds. Earlier briefs had paraphrases and everything that is typed."""

_NO_REPORTS = 4
"""The first layout in which no rep's report leaves."""


class Audience(StrEnum):
    """Who reads the brief."""

    EXTERNAL = "external"
    INTERNAL = "internal"


@dataclass(frozen=True)
class Discretion:
    """What may be printed for one audience."""

    audience: Audience
    clean: Callable[[str], str]
    """Removes what must stay out from a text of a record."""
    on: date
    """The day on which a permission must hold."""
    strict: bool = True
    """Whether only the team's own wording and permitted words leave."""
    unasked: Callable[[str], list[str]] = lambda words: []
    """The words of a record that may be names nobody was asked about yet. It waits until somebody was."""
    reports: bool = False
    """Whether what a rep reported or an observer inferred leaves where somebody permitted it, as buyers' words do."""

    def may_quote(self, record: Insight | Mention) -> bool:
        """Whether the words of a record may be printed as a quote."""
        if record.basis is not Basis.BUYER_VERBATIM:
            return False
        return self.audience is Audience.INTERNAL or self._cleared(record)

    def may_show(self, record: Insight | Mention) -> bool:
        """Whether what a record says may be printed in any form, as its permission allows."""
        if self.audience is Audience.INTERNAL:
            return True
        if not self.strict and record.basis is not Basis.BUYER_VERBATIM:
            return True
        return self._said(record) and self._cleared(record)

    def withheld_because(self, record: Insight | Mention) -> str:
        """Why the words of a record that may not be shown stay in the team."""
        if because := record.withheld_because(self.on):
            return because
        return "a word in them may be a name" if self._said(record) else "not a buyer’s words"

    def _said(self, record: Insight | Mention) -> bool:
        return self.reports or (record.basis is not None and record.basis.from_buyer)

    def _cleared(self, record: Insight | Mention) -> bool:
        return record.cleared(self.on).may_leave_the_team and not self.unasked(record.heading)

    @property
    def outside(self) -> bool:
        """Whether what the team keeps to itself is left out."""
        return self.strict and self.audience is Audience.EXTERNAL

    def leaves(self, record: Record, field: str) -> bool:
        """Whether a text of a record may be printed."""
        return not self.outside or field in TEAM_WORDING.get(type(record), frozenset())


def withheld_title(objection: Objection, *, plain: bool = False) -> str:
    """What is printed in place of an objection's title that may not leave the team: its category; ``plain`` as briefs
    of the layouts 1 to 3 have it.
    """
    category = objection.category.plain if plain else objection.category.words
    return f"{WITHHELD} ({category})"


def discretion(
    repository: Repository, audience: Audience, layout: int = _NO_REPORTS, *, on: date | None = None
) -> Discretion:
    """What may be printed for an audience, based on every name that a person or company in the log ever had.

    ``layout`` is that of the brief, ``on`` the day on which permissions must hold: today where none is given.
    Raises SettingsWrong.
    """
    on = on or permission_day()
    if audience is Audience.INTERNAL:
        return Discretion(audience, lambda text: text, on)
    names: dict[Forgettable, list[str]] = {Forgettable.PERSON: [], Forgettable.COMPANY: []}
    for kind in forgettable_kinds():
        names[kind.declared.forgettable] += repository.names_ever(kind)
    names[Forgettable.PERSON] += [possible.word for possible in repository.all(PossibleName) if possible.is_name]
    people, companies = map(tuple, names.values())
    clean = _cleaner(people, companies, countries_of(read_settings()))
    if layout < _NO_REPORTS:
        return Discretion(audience, clean, on, strict=layout >= _STRICT_FROM_LAYOUT, reports=True)
    return Discretion(audience, clean, on, unasked=unasked_names(repository, clean))


@lru_cache(2)
def _cleaner(people: tuple[str, ...], companies: tuple[str, ...], countries: tuple[str, ...]) -> Callable[[str], str]:
    """Removes names, addresses and numbers from a text. Cached as long as the names are the same."""
    names = NameMatcher(people, companies)

    @lru_cache(_MOST_CLEANED_TEXTS)
    def clean(text: str) -> str:
        visible = VisibleText(text)
        spans = [*names.spans(visible), *addresses(visible), *phones(visible, countries)]
        return _without(text, sorted(visible.span(*span) for span in spans)) if spans else text

    return clean


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    end = 0
    for start, stop in spans:
        if start >= end:
            pieces += [text[end:start], WITHHELD]
        end = max(end, stop)
    return "".join([*pieces, text[end:]])
