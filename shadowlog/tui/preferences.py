"""Whether what a person's settings ask of the terminal UI is there: its commands, keys and colours."""

from __future__ import annotations

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character
from textual.theme import BUILTIN_THEMES

from shadowlog.domain.text.nearest import nearest
from shadowlog.store.workspace.settings import Settings, SettingsWrong
from shadowlog.tui.colours import HIGH_CONTRAST
from shadowlog.tui.commands import keymap
from shadowlog.tui.commands.areas import AREA_NAMED

_MODIFIERS = ("ctrl", "alt", "shift")
_NAMED = sorted({*(key.value for key in Keys if key.value.isalnum()), *KEY_NAME_REPLACEMENTS.values()})
"""Keys that have a name."""


def check_choices(settings: Settings) -> None:
    """See that the settings name commands, keys and a theme there are. Raises SettingsWrong."""
    keymap(settings.keys)
    for command, keys in settings.keys.items():
        for key in keys.split(","):
            if not _is_key(key.strip()):
                raise SettingsWrong(f"keys: {command} = {keys!r}: no terminal has a key {key.strip()!r}.", _near(key))
    if settings.opens and settings.opens not in AREA_NAMED:
        close = nearest(settings.opens, AREA_NAMED, 1)
        hint = f"Did you mean {close[0]}? " if close else ""
        listed = f"{hint}There are: {', '.join(AREA_NAMED)}."
        raise SettingsWrong(f"opens: there is no list {settings.opens!r}.", listed)
    themes = [*BUILTIN_THEMES, HIGH_CONTRAST.name]
    if settings.theme and settings.theme not in themes:
        close = nearest(settings.theme, themes, 1)
        hint = f"Did you mean {close[0]}? " if close else ""
        raise SettingsWrong(f"There is no theme {settings.theme!r}.", f"{hint}There are: {', '.join(themes)}.")


def _is_key(key: str) -> bool:
    """Whether a terminal can send a key: a character, or one that has a name, with modifiers or without."""
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    character = name if len(name) == 1 else key_to_character(name) or ""
    known = name in _NAMED or (character != "" and character.isprintable())
    return known and len(set(modifiers)) == len(modifiers) and set(modifiers) <= set(_MODIFIERS)


def _near(key: str) -> str:
    *modifiers, name = key.strip().split("+")
    close = nearest(name, _NAMED, 1)
    if close and set(modifiers) <= set(_MODIFIERS):
        return f"Did you mean {'+'.join([*modifiers, close[0]])}?"
    with_modifiers = ", ".join(f"{modifier}+" for modifier in _MODIFIERS)
    return f"Write a character, or one of: {', '.join(_NAMED)}; with {with_modifiers}."
