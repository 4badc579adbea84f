"""The day that briefs are written on, and their sections."""

from __future__ import annotations

from datetime import datetime, timezone

from shadowlog.briefs.model.brief import Brief

TODAY = datetime.now(timezone.utc).date()
NOON = datetime.now(timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0)


def section(brief: Brief | str, title: str) -> str:
    text = brief if isinstance(brief, str) else brief.text
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
