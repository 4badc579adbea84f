"""What is read of a record: its fields, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from shadowlog.domain.records import RECORDS, Insight, Mention, Record, Theme
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.permissions import in_words
from shadowlog.services.resolve import short_id
from shadowlog.store.repository import Repository
from shadowlog.tui.lists.rows import MARKS, columns
from shadowlog.tui.widgets.reading_pane import markdown

_MOST_LISTED = 40


def record_page(repository: Repository, record: Record) -> RenderableType:
    """A record to be read, with what belongs to it."""
    return Group(*_parts(repository, record))


def _parts(repository: Repository, record: Record) -> Iterator[RenderableType]:
    _, what, _ = columns(repository, record)
    # What is not always told, such as an encounter's event, is no title of a page.
    always = fields_of(type(record))[record.title_field].required
    title = shown_in_line(record.heading if always else what)
    yield Text(title[:300], style="bold")
    yield Text(f"{record.singular} {short_id(repository, record.id)}", style="dim")
    yield Text()
    for field in fields_of(type(record)).values():
        value = getattr(record, field.name)
        if value in (None, "", (), {}) or value is False or field.name == record.title_field:
            continue
        if field.name == "permission" and isinstance(record, Insight | Mention):
            yield _line(field.label, in_words(record))
        elif field.shape is Shape.PROSE:
            yield Text(f"\n{field.label.capitalize()}", style="bold")
            yield markdown(value)
        else:
            yield _line(field.label, _value(repository, field, value))
    if record.title_field in ("text", "verbatim") and len(record.heading) > 300:
        yield markdown(record.heading)
    if record.other:
        yield _line("also stored", ", ".join(shown_in_line(name) for name in record.other))
    yield from _belongings(repository, record)


def _line(label: str, text: str) -> Text:
    return Text.assemble((f"{label}: ", "dim"), text)


def _value(repository: Repository, field: Field, value: Any) -> str:
    match field.shape:
        case Shape.CHOICE:
            return str(value.words)
        case Shape.STANCES:
            return ", ".join(
                f"{shown_in_line(repository.heading('themes', key))} {stance.words}" for key, stance in value.items()
            )
    from shadowlog.services.field_input import text_of

    return shown_in_line(text_of(repository, field, value))


def _belongings(repository: Repository, record: Record) -> Iterator[RenderableType]:
    for title, kind, numbered in belongings(repository, record):
        yield Text(f"\n{title} ({len(numbered):,})", style="bold")
        for held in repository.read(kind, numbered[:_MOST_LISTED]):
            first, what, last = columns(repository, held, record)
            mark = ""
            if isinstance(held, Insight) and not isinstance(record, Theme):
                mark = " ".join(
                    f"[{MARKS[stance]} {shown_in_line(repository.heading('themes', key))}]"
                    for key, stance in held.signals.items()
                )
            ending = f"  {mark or shown_in_line(last)}"
            yield Text.assemble((f"{first[:10]} ", "dim"), shown_in_line(what)[:200], (ending, "dim"))
        if len(numbered) > _MOST_LISTED:
            yield Text(f"… {len(numbered) - _MOST_LISTED:,} more; opened, it lists them.", style="dim")


def belongings(repository: Repository, record: Record) -> list[tuple[str, type[Record], list[tuple[int, str]]]]:
    """What belongs to a record: a title for each kind, the kind, and where its records are, newest first."""
    found = (
        (title, RECORDS[table], repository.naming(RECORDS[table], record.id, field)[::-1])
        for title, table, field in record.declared.belongs
    )
    return [held for held in found if held[2]]
