"""Counts, shares and differences in words, and in the cells of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from shadowlog.analysis.counting.buyers import CASES, BuyerShare, Shares, Talk, share_words
from shadowlog.analysis.counting.comparisons import Comparisons
from shadowlog.analysis.counting.outcomes import WonShares
from shadowlog.analysis.evidence.personas import ThemeReception
from shadowlog.analysis.stats.differences import Counted
from shadowlog.analysis.stats.intervals import FEWEST, Share, interval_words, percent
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import ShareSpan, Text, joined, phrase
from shadowlog.domain.records import Encounter, Persona, Record
from shadowlog.domain.value_list import Value
from shadowlog.domain.values import Stage

V = TypeVar("V", bound=Value)


def times(count: int) -> str:
    """A number of times in words: ``once``, ``12 times``."""
    return "once" if count == 1 else f"{count} times"


def listed(texts: Sequence[Text | str]) -> Text:
    """``a, b and c``."""
    *others, last = texts
    return phrase(joined(", ", others), " and ", last) if others else phrase(last)


def how_many(count: int, one: str, many: str = "") -> str:
    """``1 buyer``, ``12 buyers``."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def on_average(shares: Shares) -> str:
    """``60 % of 12 buyers on average (45 conversations)``: the part that stands for all. Tables show the others. Of
    fewer than five buyers it says how many count at all: ``2 of 3 buyers at least once (7 conversations)``.
    """
    share, cases = shares[shares.main], CASES[shares.main]
    noun, _, how = cases.partition(", ")
    words = share_words(share, noun)
    if share.conversations != share.of:
        how_often = "on average" if share.enough else "at least once"
        words += f" {how_often} ({how_many(share.conversations, 'conversation')})"
    return f"{words}, {how}" if how else words


def says(count: int) -> str:
    """The verb before ``not``: 1 of 3 ``does`` not say, 2 of 3 ``do`` not."""
    return "does" if count == 1 else "do"


def _parts(shares: Sequence[BuyerShare] | Sequence[Share]) -> list[int]:
    """The parts with any cases, the main one first."""
    first = shares.main if isinstance(shares, (Shares, WonShares)) else 0
    return [place for place in sorted(range(len(shares)), key=lambda place: place != first) if shares[place].of]


_MOST_THEMES = 4
"""The most themes that a table shows."""

_APART = ("", "without a name: ", "reported: ", "reported, without a name: ")
"""What stands before each part of ``Shares`` in a table."""


def share_cell(shares: Shares, *, zeros: bool = True) -> Text:
    """A share as a table shows it: ``60 % (32–83 %) of 12; reported: 2 of 3``, the parts that are counted apart behind
    what stands for all. ``zeros`` says whether such parts are shown too of which none is in the share.
    """
    shown = [place for place in _parts(shares) if zeros or place == shares.main or shares[place].touched]
    return joined("; ", (_cell(shares[place], _APART[place]) for place in shown)) or phrase("–")


def _cell(share: BuyerShare, apart: str) -> Text:
    if not share.enough:
        return phrase(f"{apart}{share.touched} of {share.of}")
    words = f"{apart}{percent(share.share)} ({interval_words(share.interval)}) of {share.of}"
    return phrase(ShareSpan(words, share.share, *share.interval, share.of))


def won_cell(won: WonShares) -> Text:
    """The share won as a table shows it: ``9 of 12 (75 %, 47–91 %)``."""
    return joined("; ", (_won(won[place], place) for place in _parts(won))) or phrase("–")


def _won(share: Share, place: int) -> Text:
    words = f"{share.cell}{'' if place == 0 else ' without a name'}"
    if not share.enough:
        return phrase(words)
    return phrase(ShareSpan(words, share.hits / share.of, *share.interval, share.of))


_MANY = 20
"""From how many buyers a sentence says a percentage of those that were won."""


def won_words(won: WonShares) -> str:
    """The share won in a sentence: ``75 % of 24 buyers whose outcome is known``, of fewer than twenty
    ``9 of the 12 buyers …``.
    """
    share = won[won.main]
    case = "conversation without a name" if won.main else "buyer"
    plural = "conversations without a name" if won.main else "buyers"
    whose = "where" if won.main else "whose"
    counted = (
        figures(share) if share.of >= _MANY else f"{share.hits:,} of the {share.of:,}" if share.of > 1 else share.counts
    )
    return f"{counted} {case if share.of == 1 else plural} {whose} {'the ' if won.main else ''}outcome is known"


def ended(encounters: Iterable[Encounter]) -> list[Encounter]:
    """The encounters after which a deal was won or lost."""
    return [each for each in encounters if each.stage_after in (Stage.CLOSED_WON, Stage.CLOSED_LOST)]


def deciding(builder: BriefBuilder, talks: Iterable[Talk]) -> list[Encounter]:
    """The encounters that say how it ended with the buyers of some conversations: what the share won stands on."""
    return builder.reader.fetch(Encounter, builder.context.outcomes.deciding(talks))


def figures(share: Counted) -> str:
    """``75 % of 12``, or with fewer than five cases ``2 of 3``."""
    return f"{percent(share.hits / share.of) if share.of >= FEWEST else f'{share.hits:g}'} of {share.of:,}"


def ranked(counts: Mapping[V, int]) -> str:
    """The most frequent values with their counts, and how many more values there are."""
    pairs = sorted(((value.words, count) for value, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))
    more = [f"{len(pairs) - MOST} more"] if len(pairs) > MOST else []
    return ", ".join([*(f"{words} {count}" for words, count in pairs[:MOST]), *more])


def claim(builder: BriefBuilder, measure: str, comparisons: Comparisons) -> None:
    """Note the comparisons that the brief made, and the differences it claims, as data."""
    builder.comparisons += comparisons.made
    builder.claims += [Claim(measure, found.persona, found.difference, comparisons.made) for found in comparisons.found]


def differences_line(builder: BriefBuilder, comparisons: Comparisons, measure: str) -> Text | str:
    """Which personas differ from the others together, in a sentence; or why none is said to. Empty without personas."""
    if not comparisons.made:
        return not_compared(comparisons)
    if not comparisons.found:
        return f"{measure}: no persona can be told apart from the others."
    sentences = []
    for found in comparisons.found:
        one, others = found.difference.one, found.difference.others
        side = "above" if found.difference.above else "below"
        against = f"{figures(one)} against {figures(others)}"
        sentences.append(phrase(builder.name(Persona, found.persona), f" is {side} all others ({against})"))
    return phrase(f"{measure}: ", joined("; ", sentences), ".")


def not_compared(comparisons: Comparisons) -> str:
    """Why no personas were compared; empty where there are none."""
    only_one = "Only one persona to compare." if comparisons.personas else ""
    return "Too few buyers to compare personas." if comparisons.personas > 1 else only_one


def reception_table(
    builder: BriefBuilder, receptions: Sequence[ThemeReception], behind: Callable[[ThemeReception], Sequence[Record]]
) -> None:
    """How themes were received and how it ended, with the records behind each."""
    builder.table(
        ["theme", "resonated", "rejected or confused", "won"],
        (
            [
                builder.words(each.theme, "name"), share_cell(each.received.landed),
                share_cell(each.received.failed, zeros=False), won_cell(each.won),
            ]
            for each in receptions[:_MOST_THEMES]
        ),
        (
            behind(each)
            for each in receptions[:_MOST_THEMES]
        ),
    )  # fmt: skip
    builder.and_more(len(receptions) - _MOST_THEMES)
