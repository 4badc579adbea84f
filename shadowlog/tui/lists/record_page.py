"""What is read of a record: its fields, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from shadowlog.domain.records import RECORDS, Insight, Mention, Record, Theme, UnknownName
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.permissions import in_words
from shadowlog.services.record_line import titled
from shadowlog.services.resolve import short_id
from shadowlog.store.repository import Repository
from shadowlog.tui.lists.rows import MARKS, columns
from shadowlog.tui.widgets.reading_pane import markdown

if TYPE_CHECKING:
    from shadowlog.analysis.evidence.answers import Standing

_OF_UNKNOWN = {"names": "what it names", "record": "typed for"}
"""How fields of an unknown name that hold tables and ids are called."""

_MOST_LISTED = 40


_MOST_ANSWERS = 5


def record_page(repository: Repository, record: Record, standing: Standing | None = None) -> RenderableType:
    """A record to be read, with what belongs to it; of an objection ``standing`` first, if it is known."""
    return Group(*_parts(repository, record, standing))


def _parts(repository: Repository, record: Record, standing: Standing | None) -> Iterator[RenderableType]:
    _, what, _ = columns(repository, record)
    # What is not always told, such as an encounter's event, is no title of a page.
    always = fields_of(type(record))[record.title_field].required
    title = shown_in_line(record.heading if always else what)
    yield Text(title[:300], style="bold")
    yield Text(f"{record.singular} {short_id(repository, record.id)}", style="dim")
    yield Text()
    if standing is not None:
        yield from _answers(standing)
    for field in fields_of(type(record)).values():
        value = getattr(record, field.name)
        if value in (None, "", (), {}) or value is False or field.name == record.title_field:
            continue
        if field.name == "permission" and isinstance(record, Insight | Mention):
            yield _line(field.label, in_words(record))
        elif isinstance(record, UnknownName) and field.name in _OF_UNKNOWN:
            yield _line(_OF_UNKNOWN[field.name], _of_unknown(repository, record, field.name))
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


def _of_unknown(repository: Repository, name: UnknownName, field: str) -> str:
    """A field of an unknown name in words: it holds the ids and tables of other records."""
    if field == "names":
        return RECORDS[name.names].singular if name.names in RECORDS else name.names
    where = repository.get(RECORDS[name.where], name.record) if name.where in RECORDS else None
    return titled(where) if where is not None else "deleted"


def _answers(standing: Standing) -> Iterator[Text]:
    """Where an objection stands, and its answers, the best first, each with its interval."""
    from shadowlog.analysis.evidence.answers import answer_words, certainty_words

    yield Text(_sentence(shown_in_line(standing.summary)))
    if best := standing.best:
        yield Text(certainty_words(best), style="dim")
    for answer in [answer for answer in standing.answers if answer is not best][:_MOST_ANSWERS]:
        yield Text(f"• {shown_in_line(answer_words(answer))}")
        if certainty := certainty_words(answer):
            yield Text(f"  {certainty}", style="dim")
    for response in standing.prepared[:_MOST_ANSWERS]:
        yield Text(f"• prepared, not tried yet: {shown_in_line(response.text)}")
    yield Text()


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


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
        for each in repository.read(kind, numbered[:_MOST_LISTED]):
            first, what, last = columns(repository, each, record)
            mark = ""
            if isinstance(each, Insight) and not isinstance(record, Theme):
                mark = " ".join(
                    f"[{MARKS[stance]} {shown_in_line(repository.heading('themes', key))}]"
                    for key, stance in each.signals.items()
                )
            ending = f"  {mark or shown_in_line(last)}"
            yield Text.assemble((f"{first[:10]} ", "dim"), shown_in_line(what)[:200], (ending, "dim"))
        if len(numbered) > _MOST_LISTED:
            yield Text(f"… {len(numbered) - _MOST_LISTED:,} more: open it to list them.", style="dim")


def belongings(repository: Repository, record: Record) -> list[tuple[str, type[Record], list[tuple[int, str]]]]:
    """What belongs to a record: a title for each kind, the kind, and where its records are, newest first."""
    belonging = (
        (title, RECORDS[table], repository.naming(RECORDS[table], record.id, field)[::-1])
        for title, table, field in record.declared.belongs
    )
    return [each for each in belonging if each[2]]
