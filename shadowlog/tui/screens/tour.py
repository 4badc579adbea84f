"""The tour: five steps through the demo, each gone on with by doing it, and left at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rich.text import Text
from textual.widgets import Static

from shadowlog.domain.records import Mention, Objection, Record
from shadowlog.domain.text.query import Filter
from shadowlog.store.repository import Repository
from shadowlog.tui.commands import keys_of
from shadowlog.tui.commands.areas import Area

_LOOK = 0.2
"""Seconds between two looks whether a step was done."""


class Shown(Protocol):
    """What the lists show."""

    @property
    def area(self) -> Area: ...
    @property
    def opened(self) -> list[Record]: ...
    @property
    def filter(self) -> Filter: ...
    @property
    def external(self) -> bool: ...


@dataclass(frozen=True)
class Step:
    """A step of the tour."""

    text: str
    """What to do, and what comes of it; a command in braces stands for its first key."""
    done: Callable[[Shown, int], bool]
    """Whether it was done, by what the lists show and by how many objections were heard again since the tour began."""


STEPS = (
    Step(
        "You are Dana, a rep. Press {capture} and type  !no budget this year @mercy  ({heard-again}: heard before). "
        "{keep-line} saves.",
        lambda _, heard_again: heard_again > 0,
    ),
    Step(
        "What worked before stood below it. {leave-line}, then {search} and  lease : found in every text, as you type.",
        lambda shown, _: bool(shown.filter),
    ),
    Step(
        "{leave-search}, then {objections} and {open}: who raised an objection, and the answer that worked.",
        lambda shown, _: shown.area.name == "objections" and bool(shown.opened),
    ),
    Step(
        "{briefs} shows what marketing reads of it; {audience} changes from outside readers to the team, with names.",
        lambda shown, _: shown.area.name == "briefs" and not shown.external,
    ),
    Step(
        "{mine} lists what became of all you gave: every line you log comes back with an answer.",
        lambda shown, _: bool(shown.opened) and shown.opened[-1].table == "people",
    ),
)

_END = "That was all. {today} is where a day begins. {quit} leaves the tour; your own log was not touched."


class TourBar(Static):
    """Says the step that is next, and notices when it was done."""

    def __init__(self, repository: Repository, shown: Shown) -> None:
        super().__init__(id="tour")
        self._repository = repository
        self._shown = shown
        self._again = self._heard_again()
        self.place = 0
        """The step that is next."""

    def on_mount(self) -> None:
        self._say()
        self.set_interval(_LOOK, self._look)

    def _look(self) -> None:
        since = self._heard_again() - self._again
        if self.place < len(STEPS) and STEPS[self.place].done(self._shown, since):
            self.go_on()

    def _heard_again(self) -> int:
        """How many mentions are not the first of their objection: a new objection brings its first with it."""
        return self._repository.count(Mention) - self._repository.count(Objection)

    def go_on(self) -> None:
        """Go on to the next step."""
        self.place = min(self.place + 1, len(STEPS))
        self._say()

    def _say(self) -> None:
        keys = keys_of(self.app)
        text = Text()
        if self.place < len(STEPS):
            text.append(f"{self.place + 1}/{len(STEPS)} ", style="bold")
            text.append(keys.named_in(STEPS[self.place].text))
            text.append(keys.named_in(" ({tour} skips, {quit} leaves)"), style="dim")
        else:
            text.append(keys.named_in(_END), style="bold")
        self.update(text)
