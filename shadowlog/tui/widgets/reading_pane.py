"""The pane in which a record is read, or a brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from shadowlog.domain.records import RECORDS, Encounter, Insight, Record, Theme
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.text.sanitize import shown, shown_in_line
from shadowlog.services.resolve import short_id
from shadowlog.store.repository import Repository
from shadowlog.tui.lists.rows import MARKS, columns

LONGEST = 20_000
"""Characters of notes drawn at once; the rest is there and can be edited, but would make moving about slow."""

_MOST_LISTED = 40


class ReadingPane(ScrollView, can_focus=True):
    """Shows one thing to be read. It is set once for the pane's width, and only the lines seen are drawn."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._what: RenderableType = Text()
        self._lines: list[Strip] = []
        self._width = 0

    def read(self, what: RenderableType, *, from_top: bool = True) -> None:
        """Show something, from its top, or from where one was reading."""
        self._what = what
        self._set()
        if from_top:
            self.scroll_home(animate=False)

    def _set(self) -> None:
        """Set what is to be read, for the width there is."""
        self._width = max(1, self.scrollable_content_region.width)
        console = self.app.console
        options = console.options.update(width=self._width, height=None, highlight=False)
        segments = console.render_lines(self._what, options, pad=False)
        self._lines = [Strip(line) for line in segments]
        # What fits into the pane leaves its size as it is: another one means laying out the whole screen.
        self.virtual_size = Size(0, max(len(self._lines), self.scrollable_content_region.height))
        self.refresh()

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self._width:
            self._set()

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        style = self.rich_style
        if place >= len(self._lines):
            return Strip.blank(width, style)
        return self._lines[place].apply_style(style).adjust_cell_length(width, style)


_setting: list[Callable[[str], RenderableType]] = []
"""What sets Markdown, once it is loaded. Not looked up among the modules: another thread may be half through it."""


def load_markdown() -> None:
    """Load what sets Markdown: it takes as long as half of a start, so the first screen does without."""
    from rich.markdown import Markdown

    _setting.append(lambda text: Markdown(text, hyperlinks=False))


def markdown(text: str) -> RenderableType:
    """Markdown as it will read, without anything that could be clicked or act on the terminal.

    As it was typed, until ``load_markdown`` was called.
    """
    cut = shown(text[:LONGEST])
    body = _setting[0](cut) if _setting else Text(cut)
    if len(text) <= LONGEST:
        return body
    return Group(body, Text(f"… {len(text) - LONGEST:,} characters more.", style="dim"))


def record_page(repository: Repository, record: Record) -> RenderableType:
    """A record to be read, with what belongs to it."""
    return Group(*_parts(repository, record))


def _parts(repository: Repository, record: Record) -> Iterator[RenderableType]:
    _, what, _ = columns(repository, record)
    title = shown_in_line(what if isinstance(record, Encounter) else record.heading)
    yield Text(title[:300], style="bold")
    yield Text(f"{record.singular} {short_id(repository, record.id)}", style="dim")
    yield Text()
    for field in fields_of(type(record)).values():
        value = getattr(record, field.name)
        if value in (None, "", (), {}) or value is False or field.name == record.title_field:
            continue
        if field.shape is Shape.PROSE:
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
