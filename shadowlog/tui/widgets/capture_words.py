"""What stands below the capture line: what it will become, what was heard before, and which themes fit."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from shadowlog.analysis.evidence.answers import answer_words, certainty_words
from shadowlog.analysis.recall import Offer
from shadowlog.domain.records import Insight, Mention, UnknownName
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.capture.plan import Plan, plan_in_words
from shadowlog.services.record_line import titled
from shadowlog.services.unknown_names import kind_words, make_all_new
from shadowlog.store.repository import Repository
from shadowlog.tui.commands import Keys

_MOST_ANSWERS = 2
"""Answers that are shown of an objection."""


def becoming(plan: Plan, context: str) -> Text:
    """What a line will become, in one paragraph. ``context`` is what it belongs to without saying so."""
    parts: list[Text] = []
    for what, words in plan_in_words(plan, context):
        style = "bold" if not parts else "italic" if what.startswith("unknown") else ""
        part = Text(f"{what} ", style="dim")
        part.append(shown_in_line(words), style=style)
        if what.startswith("unknown"):
            part.append(" → to be sorted out", style="dim")
        parts.append(part)
    parts.extend(Text(shown_in_line(problem), style="bold") for problem in plan.problems)
    return Text(" · ").join(parts)


def offered(offers: Sequence[Offer], chosen: int, next_key: str) -> Text:
    """The objections that were heard before, a few lines each: the one at ``chosen`` is chosen (-1: none), and
    ``next_key`` is the key that chooses the next.
    """
    lines = Text(no_wrap=True, overflow="ellipsis")
    for place, offer in enumerate(offers):
        mark = "▸" if place == chosen else next_key if place == chosen + 1 else " "
        lines.append(f"{mark} ", style="bold")
        style = "bold" if offer.same or place == chosen else ""
        lines.append(shown_in_line(offer.standing.objection.title)[:200], style=style)
        lines.append(f"  {offer.standing.words}\n", style="dim")
        if place == max(chosen, 0):
            if offer.wording != offer.standing.objection.title:
                lines.append(f"    heard as “{shown_in_line(offer.wording)[:200]}”\n", style="dim")
            if not offer.standing.best:
                lines.append(f"    {shown_in_line(offer.standing.best_words)}\n", style="dim")
            for each in offer.standing.answers[:_MOST_ANSWERS]:
                lines.append(f"    {shown_in_line(answer_words(each))[:240]}\n")
                if certainty := certainty_words(each):
                    lines.append(f"      {certainty}\n", style="dim")
    return lines


def maybe_names(repository: Repository, quote: Mention | Insight, keys: Keys) -> str:
    """Which words of a quote that may leave the team may be names, and what asks about them; empty where none may be.
    Raises ShadowlogError.
    """
    if not quote.permission.may_leave_the_team:
        return ""
    from shadowlog.privacy.possible_names import possible_names

    words = possible_names(repository, quote)
    key = keys.named_in("{permission} on the quote asks whether it is one.")
    return shown_in_line(f"Nobody has entered as a name: {', '.join(words)}. {key}") if words else ""


class NamesToMake:
    """The names that are offered to be made."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._names: Sequence[UnknownName] = ()

    def __bool__(self) -> bool:
        return bool(self._names)

    def offer(self, names: Sequence[UnknownName]) -> None:
        """Offer these; none where there are none."""
        self._names = names

    def make(self) -> str:
        """Make them, and return what was made, in words. Raises ShadowlogError."""
        names, self._names = self._names, ()
        made = make_all_new(self._repository, names)
        return f"Added {', '.join(titled(record) for record in made)}" if made else "Sorted out already"

    def shown(self, key: str) -> Text:
        """The question, which ``key`` answers; nothing where none are offered."""
        if not self._names:
            return Text()
        each = dict.fromkeys(f"{kind_words(name)} {name.name}" for name in self._names)
        what = f"{len(each)} new names" if len(each) > 1 else "a new name"
        text = Text.assemble((key, "bold"), f" make {what}? {shown_in_line(', '.join(each))}")
        return text.append(" · any other key: later\n", style="dim")
