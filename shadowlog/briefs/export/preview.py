"""What a person should know about a brief before export, and what it does not say itself: what it withholds, and
what changed since the last export.
"""

from __future__ import annotations

from collections.abc import Iterator

from shadowlog.briefs.export.files import OnDisk
from shadowlog.briefs.model.brief import Brief, reasons
from shadowlog.briefs.model.changes import news_in
from shadowlog.briefs.model.markdown import as_markdown
from shadowlog.privacy.withholding import WITHHELD, Audience


def remarks(brief: Brief, exported: OnDisk | None) -> Iterator[str]:
    """The remarks about a brief, a line each. ``exported`` is the brief in the folder, or None."""
    if brief.front["audience"] == Audience.INTERNAL.value:
        yield "For the team only: nothing is withheld."
    elif withheld := _withheld(brief):
        yield f"Withheld: {withheld}."
    if exported is None:
        yield "Not exported yet."
    elif exported.edited:
        yield f"Exported as of {exported.day}, and edited by hand since: an export keeps that aside."
    elif exported.body == brief.dated(exported.day).body:
        yield f"Exported as of {exported.day}: nothing changed since."
    elif exported.front.get("hash") == brief.hash:
        yield f"Exported as of {exported.day}. Since then: the same records in other words."
    else:
        yield f"Exported as of {exported.day}. Since then: {news_in(brief.content)}"


def _withheld(brief: Brief) -> str:
    """How many names and addresses are removed. The brief says itself how many records are not quoted, and why, unless
    a team's own template leaves that out.
    """
    quotes = []
    if brief.templated:
        quotes = [f"words of {count} record{'s' * (count > 1)} ({why})" for why, count in reasons(brief.withheld)]
    names = brief.content.markdown.count(as_markdown(WITHHELD))
    if names:
        quotes.append("1 name or address" if names == 1 else f"{names} names and addresses")
    return ", ".join(quotes)
