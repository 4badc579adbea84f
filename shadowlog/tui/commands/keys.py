"""The keys of commands: as people see them, as they rebound them, and as they are named in texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from shadowlog.domain.schema.fields import NOTHING
from shadowlog.store.workspace.settings import SettingsWrong
from shadowlog.tui.commands.catalogue import COMMAND_NAMED, COMMANDS, MOVED
from shadowlog.tui.commands.command import Command

if TYPE_CHECKING:
    from textual.app import App
    from textual.binding import Binding

_AS_PRINTED = {
    "question_mark": "?", "greater_than_sign": ">", "less_than_sign": "<", "slash": "/", "colon": ":", "full_stop": ".",
    "minus": "-", "equals_sign": "=", "ampersand": "&",
    "pagedown": "page down", "pageup": "page up", "delete": "del", "escape": "esc",
}  # fmt: skip


def shown_keys(keys: str) -> str:
    """Keys as they are printed, divided by blanks."""
    return " ".join(_AS_PRINTED.get(key.strip(), key.strip()) for key in keys.split(","))


@dataclass(frozen=True)
class Keys:
    """The keys of the commands as one person has them."""

    rebound: Mapping[str, str] = NOTHING
    """Those that the person's settings changed: name of the command to keys."""

    def all(self, name: str) -> str:
        """The keys of a command as they are printed."""
        return shown_keys(self.rebound.get(name, COMMAND_NAMED[name].keys))

    def has(self, name: str, key: str) -> bool:
        """Whether a key, as Textual calls it, is one of a command's."""
        keys = self.rebound.get(name, COMMAND_NAMED[name].keys)
        return key in map(str.strip, keys.split(","))

    def first(self, name: str) -> str:
        """The first key of a command as it is printed."""
        return shown_keys(self.rebound.get(name, COMMAND_NAMED[name].keys).partition(",")[0])

    def named_in(self, text: str) -> str:
        """A text with the first key of each command that it names in braces."""
        return re.sub(r"\{([a-z-]+)\}", lambda match: self.first(match[1]), text)


@runtime_checkable
class HasKeys(Protocol):
    """An app whose keys can be rebound."""

    keys: Keys


def keys_of(app: App[Any]) -> Keys:
    """The keys that hold in an app."""
    return app.keys if isinstance(app, HasKeys) else Keys()


def bindings(*places: str) -> list[Binding]:
    """The bindings of some places, as Textual takes them, in the order of the places."""
    return [command.binding() for place in places for command in COMMANDS if command.place == place]


def keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """The keys that a person's settings ask for. Raises SettingsWrong where they name no command, or clash."""
    for name in wanted:
        if name not in COMMAND_NAMED:
            from shadowlog.domain.text.nearest import nearest

            close = nearest(name, COMMAND_NAMED, 1)
            hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(COMMAND_NAMED)}."
            raise SettingsWrong(f"keys: there is no command {name!r}.", hint)
    wanted = _without_new_keys(wanted)
    for place in {command.place for command in COMMANDS}:
        taken: dict[str, list[Command]] = {}
        for command in COMMANDS:
            if command.place not in (place, "everywhere"):
                continue
            for key in filter(None, map(str.strip, wanted.get(command.name, command.keys).split(","))):
                for other in taken.setdefault(key, []):
                    if {command.name, other.name} & wanted.keys() and not command.when.excludes(other.when):
                        raise SettingsWrong(
                            f"keys: {key} would be both {other.name} and {command.name}.",
                            "Give one of them another key.",
                        )
                taken[key].append(command)
    return dict(wanted)


def _without_new_keys(wanted: Mapping[str, str]) -> dict[str, str]:
    """A person's keys; where they gave one away that a command has only had since its key moved, it is theirs."""
    given = dict(wanted)
    for name in set(MOVED.values()) - wanted.keys():
        command = COMMAND_NAMED[name]
        theirs = {
            key.strip()
            for other, keys in wanted.items()
            if COMMAND_NAMED[other].place == command.place and not command.when.excludes(COMMAND_NAMED[other].when)
            for key in keys.split(",")
        }
        if theirs & set(command.keys.split(",")):
            given[name] = ",".join(key for key in command.keys.split(",") if key not in theirs)
    return given
