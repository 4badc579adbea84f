"""The day that briefs are written on, and their sections."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from shadowlog.briefs.export.one import BriefFormat
from shadowlog.briefs.model.brief import Brief

TODAY = datetime.now(timezone.utc).date()
NOON = datetime.now(timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0)


def section(brief: Brief | str, title: str) -> str:
    text = brief if isinstance(brief, str) else brief.text
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


TEXT_FORMS = tuple(form for form in BriefFormat if form is not BriefFormat.PDF)
"""The formats whose text can be read. A PDF is the HTML page, printed."""


def stands_on(text: str, words: str) -> set[str]:
    """The ends of the ids that the index lists for the line that says some words."""
    line = next(line for line in text.split("## Evidence index")[0].splitlines() if words in line)
    (number,) = re.findall(r"\[(\d+)\](?: \|)?$", line)
    entry = next(line for line in section(text, "Evidence index").splitlines() if line.startswith(f"- [{number}] "))
    return set(re.findall(r"`(\w+)`", entry))
