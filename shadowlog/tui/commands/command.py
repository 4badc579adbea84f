"""What a command says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shadowlog.tui.commands.other_names import OTHER_NAMES
from shadowlog.tui.commands.places import PLACES
from shadowlog.tui.commands.when import ALWAYS, When

if TYPE_CHECKING:
    from textual.binding import Binding


@dataclass(frozen=True)
class Command:
    """Something a person can have done by a key, from the palette, or with the mouse."""

    name: str
    """What the settings file calls it."""
    keys: str
    """Its keys as they come, several divided by commas; each command has a plain one."""
    title: str
    """Two or three words, for the footer and the palette."""
    help: str
    """One sentence, for the palette and F1."""
    place: str = "lists"
    """The name of the place where it works."""
    when: When = ALWAYS
    """When it applies there."""
    action: str = ""
    """The Textual action that does it, of the screen or widget of its place. Without one, a group of actions of the
    main screen does it.
    """
    footer: bool = True
    more_of: str = ""
    """The command that has its key as a small letter, where it does that for more, or the other way round."""
    own: str = ""
    """The areas, divided by blanks, in whose footer it stands first, whatever ``footer`` says."""

    @property
    def other_names(self) -> str:
        """Words by which people look for it that are not in its title."""
        return OTHER_NAMES.get(self.name, "")

    @property
    def where(self) -> str:
        """Completes “Export — …”: when it applies, else its place. Commands stand in it in braces, for their keys."""
        return self.when.where or PLACES[self.place].where

    @property
    def call(self) -> str:
        """The action as Textual takes it."""
        return self.action or f"do({self.name!r})"

    def rank(self, area: str) -> int | None:
        """Where it stands in the footer while an area is shown, the least first: the area's own and those of a place
        that is no list, the capture line, what is done to what is selected, the rest, leaving. None: not at all.
        """
        own = bool(area) and area in self.own.split()
        if not self.footer and not own:
            return None
        if self.place == "everywhere":
            return 1
        if self.place != "lists" or own or (area and self.when.area == area):
            return 0
        return 2 if self.when.needs_selection else 4 if self.name == "quit" else 3

    def binding(self) -> Binding:
        """Its binding as Textual takes it."""
        # The shell asks for the names of commands as well, and does without Textual.
        from textual.binding import Binding

        return Binding(self.keys, self.call, self.title, show=self.footer, tooltip=self.help, id=self.name)
