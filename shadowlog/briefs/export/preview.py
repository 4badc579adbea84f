"""What a person should know about a brief before export: what it withholds and why, and what changed."""

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
    else:
        yield f"For outside readers. Withheld: {_withheld(brief) or 'no words'}."
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
    """How many records are not quoted, by reason, and how many names and addresses are removed."""
    quotes = [f"words of {count} record{'s' * (count > 1)} ({why})" for why, count in reasons(brief.withheld)]
    names = brief.content.markdown.count(as_markdown(WITHHELD))
    if names:
        quotes.append("1 name or address" if names == 1 else f"{names} names and addresses")
    return ", ".join(quotes)
