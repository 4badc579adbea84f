"""What a command says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from shadowlog.tui.commands.when import ALWAYS, When


@dataclass(frozen=True)
class Place:
    """Where one is: the lists, a form, a line that is being captured."""

    name: str
    title: str
    """Its heading in the help."""
    where: str
    """Completes “Save — …”; ``{search}`` stands for the first key of the command of that name."""
    way: str = ""
    """The command that goes there from the lists, where that takes no choice of what to do there."""
    leave: str = ""
    """The command that leaves it for the lists, and keeps what is typed there."""


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

    @property
    def where(self) -> str:
        """Where in its place it applies, as ``When.where`` says; empty for anywhere there."""
        return self.when.where

    @property
    def call(self) -> str:
        """The action as Textual takes it."""
        return self.action or f"do({self.name!r})"

    def binding(self) -> Binding:
        """Its binding as Textual takes it."""
        return Binding(self.keys, self.call, self.title, show=self.footer, tooltip=self.help, id=self.name)
