"""Showing errors: each with its title and what to do about it, safe to draw."""

from __future__ import annotations

from typing import Any

from textual.app import App

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.text.sanitize import shown, shown_in_line

_SECONDS = 10
"""How long an error stays on the screen."""


def show_error(app: App[Any], error: ShadowlogError) -> None:
    """Show an error over whatever one looks at. The app's ``notify`` makes it safe to draw."""
    app.notify(str(error), title=error.title, severity="error", timeout=_SECONDS, markup=False)


def error_line(error: ShadowlogError) -> str:
    """An error in one line, where there is a place for it on the screen."""
    return shown_in_line(f"{error.title}: {error}")


def error_page(error: ShadowlogError) -> str:
    """An error in place of a page that could not be made."""
    return shown(f"{error.title}\n\n{error}")
