"""A person's settings: a TOML file they write themselves, checked with clear errors."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shadowlog.domain.errors import ShadowlogError
from shadowlog.store.log import durable_io

AUDIENCES = ("internal", "external")
"""Who briefs may be exported for."""

_LONGEST = 1_000_000
"""The most bytes of a settings file that are read, far more than anybody writes."""


class SettingsWrong(ShadowlogError):
    """The settings file has an unknown setting or a value that does not fit."""

    title = "The settings file is wrong"
    exit_code = 2


@dataclass(frozen=True)
class Settings:
    """Every setting, with its default."""

    day_first: bool = True
    """Whether 3/4 is the third of April (else the fourth of March)."""
    backups: bool = True
    """Whether snapshots are taken automatically while the log is in use."""
    countries: list[str] = field(default_factory=list)
    """Countries that phone numbers without a country code belong to, by ISO 3166 (DE, US); none: the locale's."""
    briefs: dict[str, list[str]] = field(default_factory=dict)
    """Under ``audiences``, who briefs are exported for: internal, external. Both where nothing is said."""
    opens: str = ""
    """The list that the terminal UI opens on, by the name of the command that goes there; without one, Today."""
    theme: str = ""
    """The name of the terminal UI's theme, as the palette lists it."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys to use instead, by the name of the command; several are separated by commas."""


def settings_path() -> Path:
    """The path of the file: SHADOWLOG_SETTINGS, else in the platform's folder for settings."""
    if named := os.environ.get("SHADOWLOG_SETTINGS"):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("shadowlog", appauthor=False) / "settings.toml"


def read_settings() -> Settings:
    """The settings; all defaults where there is no file. Raises SettingsWrong, which names the line or the setting."""
    path = settings_path()
    try:
        text = durable_io.read_text(str(path), _LONGEST)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsWrong(f"{path} could not be read: {error.strerror}.", "Correct or remove the file.") from None
    except UnicodeDecodeError:
        raise SettingsWrong(f"{path} is neither UTF-8 nor UTF-16.", "Save it as UTF-8.") from None
    import tomllib

    try:
        return _checked(tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        raise SettingsWrong(f"{path}: {error}.", "Correct that place. The format is TOML: see toml.io.") from None


def countries_of(settings: Settings) -> tuple[str, ...]:
    """The countries of phone numbers without a country code: as set, else the locale's, else the US."""
    if settings.countries:
        return tuple(settings.countries)
    for name in ("LC_ALL", "LC_TELEPHONE", "LANG"):
        country = os.environ.get(name, "").partition(".")[0].partition("_")[2][:2]
        if country.isalpha() and country.isupper():
            return (country,)
    return ("US",)


def audiences_of(settings: Settings) -> tuple[str, ...]:
    """Who briefs are exported for."""
    return tuple(settings.briefs.get("audiences", AUDIENCES))


def _checked(content: dict[str, Any], path: Path) -> Settings:
    known = Settings.__dataclass_fields__
    for name, value in content.items():
        if name not in known:
            from shadowlog.domain.text.nearest import nearest

            close = nearest(name, known, 1)
            hint = f"Did you mean {close[0]}? " if close else ""
            raise SettingsWrong(f"{path}: there is no setting {name!r}.", f"{hint}There are: {', '.join(known)}.")
        wanted = type(getattr(Settings(), name))
        if type(value) is not wanted:
            raise SettingsWrong(f"{path}: {name} = {value!r} does not fit.", f"Write, for example: {_example(name)}")
    for country in content.get("countries", ()):
        if not isinstance(country, str) or not (len(country) == 2 and country.isascii() and country.isupper()):
            raise SettingsWrong(
                f"{path}: {country!r} is not a country code.", f"Write, for example: {_example('countries')}"
            )
    for name, value in content.get("briefs", {}).items():
        known_ones = isinstance(value, list) and value and all(audience in AUDIENCES for audience in value)
        if name != "audiences" or not known_ones:
            raise SettingsWrong(f"{path}: briefs.{name} = {value!r} does not fit.", _example("briefs"))
    for command, keys in content.get("keys", {}).items():
        if not isinstance(keys, str) or not all(key.strip() for key in keys.split(",")):
            raise SettingsWrong(f"{path}: keys.{command} = {keys!r} does not fit.", _example("keys"))
    return Settings(**content)


def _example(name: str) -> str:
    return {
        "day_first": "day_first = false",
        "backups": "backups = false",
        "countries": 'countries = ["US", "DE"]',
        "briefs": 'Write a line such as  audiences = ["internal", "external"]  below a line  [briefs].',
        "opens": 'opens = "objections"',
        "theme": 'theme = "nord"',
        "keys": 'Write a line such as  undo = "ctrl+z"  below a line  [keys].',
    }[name]
