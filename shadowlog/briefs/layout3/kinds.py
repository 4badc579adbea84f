"""How each kind of brief was written up to layout 3, by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shadowlog.briefs.layout3 import backlog, event, objection, persona, theme
from shadowlog.briefs.layout3.builder import BriefBuilder

COMPOSE: Mapping[str, Callable[[BriefBuilder, Any], Iterable[str]]] = {
    "theme": theme.compose,
    "objection": objection.compose,
    "persona": persona.compose,
    "event": event.compose,
    "backlog": backlog.compose,
}
