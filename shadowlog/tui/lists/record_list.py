"""A list of records that draws only the lines seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from shadowlog.domain.records import RECORDS, Objection, Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.store.repository import Repository
from shadowlog.tui.lists.cells import cropped, highlighted, in_sight
from shadowlog.tui.lists.endings import with_answer, with_ending
from shadowlog.tui.lists.ordered import House
from shadowlog.tui.lists.rows import Found, Mine, Pages, Rows, Waiting, columns
from shadowlog.tui.lists.subjects import Subjects
from shadowlog.tui.lists.today import Today
from shadowlog.tui.widgets.drawn_lines import KeptLines

if TYPE_CHECKING:
    from shadowlog.analysis.evidence.answers import Standing

_FIRST = 10
_LAST = 14

_WIDE, _WIDE_ANSWERS = 56, 84
"""Cells from which on a list has its last column; that of objections needs the room for their titles."""


class RecordList(KeptLines, can_focus=True, inherit_bindings=False):
    """Records, one a line, the selected one marked. It knows no keys of its own: the screen's commands move it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--cursor",
        "list--muted",
        "list--empty",
        "list--match",
        "list--heading",
    }

    cursor: var[int] = var(0, always_update=True)

    class Highlighted(Message):
        """Another record is selected, or none."""

        def __init__(self, record: Record | None) -> None:
            super().__init__()
            self.record = record

    class Opened(Message):
        """The selected record was clicked again."""

    def __init__(
        self,
        repository: Repository,
        rows: Rows,
        standing: Callable[[Objection], Standing | None] = lambda _: None,
        *,
        id: str | None = None,
    ) -> None:
        """``standing`` tells where an objection stands, if it is known; it is asked for the lines in sight only."""
        self._looks: dict[str, Style] = {}
        super().__init__(id=id)
        self._repository = repository
        self._pages = Pages(rows)
        self._standing = standing
        self._answers = False
        self._opened: Record | None = None
        self._empty: tuple[str, ...] = ()
        self._first = _FIRST
        self._mixed = False
        self.marked: dict[tuple[str, str], None] = {}
        """The records of this list that were marked, to be changed together."""
        self._marked_in = {"": self.marked}
        """Those of every list, by its name."""

    def show_rows(
        self,
        rows: Rows,
        empty: tuple[str, ...],
        opened: Record | None = None,
        *,
        first: int = _FIRST,
        mixed: bool = False,
        answers: bool = False,
        name: str = "",
    ) -> None:
        """List other records: ``empty`` is said where there are none, ``first`` is the cells of the first column,
        ``mixed`` says that records of several kinds stand in the order of their days, ``answers`` that the first
        column says how the best answer to an objection did. Marks belong to the list of that ``name``.
        """
        self.marked = self._marked_in.setdefault(name, {})
        self._first = first
        self._mixed = mixed
        self._answers = answers
        self._pages = Pages(rows)
        self._opened = opened
        self._empty = empty
        self._unmark_missing()
        self._resize()
        self.scroll_to(y=0, animate=False, force=True)
        self.refresh()
        self.cursor = self._nearest(0, 1)

    def reread(self) -> None:
        """Something changed: read again, and stay at the record that is selected."""
        before = self.selected
        self._pages.refresh()
        self._unmark_missing()
        self._resize()
        place = self._pages.rows.position(before) if before else None
        self.cursor = self._nearest(min(self.cursor, max(0, self.total - 1)), 1) if place is None else place
        self.refresh()

    def select(self, record: Record) -> bool:
        """Select a record, where it is in the list. Says whether it is."""
        place = self._pages.rows.position(record)
        if place is not None:
            self.cursor = place
        return place is not None

    def mark(self) -> None:
        """Mark the selected record, or take the mark away, and go on to the next."""
        record = self.selected
        if record is not None:
            key = record.table, record.id
            if key in self.marked:
                del self.marked[key]
            else:
                self.marked[key] = None
            self.move(1)
            self.refresh()

    def _unmark_missing(self) -> None:
        """Take the marks from what is not in the list."""
        for table, key in list(self.marked):
            record = self._repository.get(RECORDS[table], key) if table in RECORDS else None
            if record is None or self._pages.rows.position(record) is None:
                del self.marked[table, key]

    def lines(self) -> Iterator[tuple[int, int]]:
        """(row on the screen, position) of every record in sight."""
        region = self.scrollable_content_region
        top = self.scroll_offset.y
        for y in range(min(region.height, self.total - top)):
            if self._pages[top + y] is not None:
                yield self.region.y + y, top + y

    @property
    def rows(self) -> Rows:
        """What is listed."""
        return self._pages.rows

    @property
    def total(self) -> int:
        """How many records there are."""
        return self._pages.count

    @property
    def selected(self) -> Record | None:
        """The selected record."""
        return self._pages[self.cursor] if self.total else None

    def move(self, lines: int) -> None:
        """Move the selection; where lines are about nothing, on to the next that is about something."""
        self.cursor = self._nearest(max(0, min(self.cursor + lines, self.total - 1)), 1 if lines > 0 else -1)

    def _nearest(self, place: int, step: int) -> int:
        rows = self._pages.rows
        return rows.nearest(place, step) if isinstance(rows, Today) else place

    def move_page(self, pages: int) -> None:
        """Move the selection by what is seen at a time."""
        self.move(pages * max(1, self.scrollable_content_region.height - 1))

    def _resize(self) -> None:
        self.virtual_size = Size(0, max(1, self.total))

    def watch_cursor(self, before: int, now: int) -> None:
        self._bring_into_view()
        if before == now:
            self.refresh()
        else:
            # Two lines look otherwise than before; where it was scrolled, everything is drawn anyway.
            for place in (before, now):
                self.refresh_line(place)
        self.post_message(self.Highlighted(self.selected))

    def _bring_into_view(self) -> None:
        height = max(1, self.scrollable_content_region.height)
        top = self.scroll_offset.y
        if not top <= self.cursor < top + height:
            y = self.cursor if self.cursor < top else self.cursor - height + 1
            self.scroll_to(y=y, animate=False, force=True, immediate=True)

    def on_mount(self) -> None:
        self._resize()

    def on_resize(self) -> None:
        self._bring_into_view()

    def on_click(self, event: events.Click) -> None:
        place = int(event.y + self.scroll_offset.y)
        if place < self.total:
            if place == self.cursor:
                self.post_message(self.Opened())
            self.cursor = self._nearest(place, 1)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        place = y + self.scroll_offset.y
        return self.kept((place, width, place == self.cursor), lambda: self._draw(y, place, width))

    def _draw(self, y: int, place: int, width: int) -> Strip:
        """The line that stands ``y`` cells below the top, of the record at a ``place``."""
        if not self.total:
            return self._empty_line(y, width)
        record = self._pages[place] if place < self.total else None
        house = isinstance(self._pages.rows, House)
        line = self._pages.rows.line(place) if isinstance(self._pages.rows, Today) else None
        if line is not None and line.words:
            return self._words_line(line.words, width, self._style("list--heading" if line.heading else "list--muted"))
        if record is None:
            return Strip.blank(width, self._style(""))
        mixed = self._mixed
        texts = columns(self._repository, record, self._opened, house=house, mixed=mixed)
        task = self._pages.rows.task(place) if isinstance(self._pages.rows, Waiting) else None
        if task is not None:
            texts = (task.kind, task.what, task.note or task.remedy)
        elif line is not None and line.item is not None:
            texts = line.item[1:4]
        elif isinstance(self._pages.rows, Mine):
            texts = (texts[0], texts[1], "")
        elif isinstance(self._pages.rows, Subjects):
            kind = self._pages.rows.kind_of(record)
            texts = (kind, texts[1], texts[0] if texts[0] != kind else "")
        marked = (record.table, record.id) in self.marked
        style = self._style("")
        muted = self._style("list--muted")
        if place == self.cursor:
            style = muted = self._style("list--cursor")
        wide = width >= (_WIDE_ANSWERS if self._answers else _WIDE) and not isinstance(self._pages.rows, Mine)
        narrow = width < 36
        space = width - 2 - (0 if narrow else self._first + 1) - (_LAST + 2 if wide else 0)
        first, what, last = (shown_in_line(text) for text in texts)
        if isinstance(self._pages.rows, Mine):
            ending = f" → {shown_in_line(self._pages.rows.became(record))}"
            what = with_ending(what, ending, space, self._searched)
        elif isinstance(record, Objection) and task is None and line is None:
            standing = None if isinstance(self._pages.rows, Subjects) else self._standing(record)
            if self._answers and standing is not None:
                first, what, last = standing.in_brief, in_sight(what, space, self._searched), first
            else:
                what = with_answer(what, standing, space, self._searched)
        else:
            what = in_sight(what, space, self._searched)
        segments = [Segment(("▌" if place == self.cursor else " ") + ("●" if marked else " "), style)]
        if not narrow:
            segments.append(Segment(cropped(first, self._first) + " ", muted))
        segments.extend(highlighted(what, max(1, space), self._searched, style, self._style("list--match")))
        if wide:
            segments.append(Segment(" " + cropped(last, _LAST), muted))
        return Strip(segments).adjust_cell_length(width, style)

    def _style(self, part: str) -> Style:
        """The style of a part of the list, worked out once until something about it changes."""
        style = self._looks.get(part)
        if style is None:
            made = self.get_component_rich_style(part, partial=part == "list--match") if part else self.rich_style
            style = self._looks[part] = made
        return style

    def notify_style_update(self) -> None:
        self._looks.clear()
        super().notify_style_update()

    @property
    def _searched(self) -> tuple[str, ...]:
        """The starts of the words that were searched for."""
        return self._pages.rows.marked if isinstance(self._pages.rows, Found) else ()

    def _empty_line(self, y: int, width: int) -> Strip:
        return self._words_line(self._empty[y] if y < len(self._empty) else "", width, self._style("list--empty"))

    def _words_line(self, words: str, width: int, style: Style) -> Strip:
        return Strip([Segment("  " + cropped(words, max(1, width - 2)), style)]).adjust_cell_length(width, style)
