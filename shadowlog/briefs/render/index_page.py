"""The page that leads to every brief of a folder: what is new, and what to do with each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from shadowlog.briefs.kinds.registry import BRIEF_KINDS
from shadowlog.briefs.model.brief import ListedBrief
from shadowlog.briefs.render.html import environment

MOST_NEW = 12
"""The most briefs that the page names as new; it counts the others."""

_HEARD = ("buyers", "conversations", "insights", "mentions")
"""The counts that are named, in this order; of a brief that has none of them, all it has."""

_EDITIONS = {"internal": "Team edition: with names, not to be handed out.", "external": "Edition for outside readers."}


class News(NamedTuple):
    """The briefs that the last day brought."""

    day: str
    changed: list[ListedBrief]
    """Those that say something else than the brief before."""
    first: list[ListedBrief]
    """Those that had no brief before."""
    more: int
    """How many more there are than the page names."""


def index_page(entries: Iterable[ListedBrief]) -> str:
    """A page that leads to every brief, by kind; those of which most buyers spoke first."""
    listed = sorted(entries, key=lambda entry: (-entry.counts.get("buyers", 0), entry.title.casefold(), entry.file))
    kinds = {
        kind.heading: briefs
        for kind in BRIEF_KINDS.values()
        if (briefs := [entry for entry in listed if entry.kind == kind.name])
    }
    return environment().get_template("index.html.j2").render(
        page_title="Briefs",
        editions=sorted({_EDITIONS.get(entry.audience, "") for entry in listed} - {""}),
        news=_news(listed),
        kinds=kinds,
        counted=counted,
    )  # fmt: skip


def _news(listed: list[ListedBrief]) -> News | None:
    """What the last day brought, or None where there is no brief."""
    if not listed:
        return None
    day = max(entry.new_on for entry in listed)
    of_the_day = [entry for entry in listed if entry.new_on == day]
    changed = [entry for entry in of_the_day if entry.news]
    first = [entry for entry in of_the_day if not entry.news]
    # Where every brief is a first one, naming them would only repeat the page.
    shown_first = [] if len(first) == len(listed) else first[: max(0, MOST_NEW - len(changed))]
    more = len(of_the_day) - len(changed[:MOST_NEW]) - len(shown_first)
    return News(day, changed[:MOST_NEW], shown_first, more)


def counted(entry: ListedBrief) -> str:
    """``12 buyers, 62 conversations, 90 insights``."""
    names = [name for name in _HEARD if entry.counts.get(name)] or sorted(entry.counts)
    counts = [(entry.counts[name], name) for name in names]
    return ", ".join(f"{count:,} {_one(name) if count == 1 else name}" for count, name in counts if count)


def _one(name: str) -> str:
    """The name of a count of one: ``insight``, ``asset past its date``."""
    return re.sub(r"s\b", "", name, count=1).replace(" their ", " its ")
