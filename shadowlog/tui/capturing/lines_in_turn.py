"""The lines of a capture box: the one that is typed, those that were pasted, and those that wait for their turn."""

from __future__ import annotations

from textual.containers import Vertical

from shadowlog.tui.capturing.pasted_lines import PastedLines
from shadowlog.tui.widgets.one_line import OneLine, in_one_line


class LinesInTurn(Vertical):
    """Has several lines saved one after the other. How one is saved, a subclass says."""

    line: OneLine
    """The line one types in."""
    pasted: PastedLines
    """Lines that were pasted before the one that is typed, and are saved together with it."""
    waiting: list[str]
    """Lines that were refused and come up after the one that is typed."""

    # What a subclass says --------------------------------------------------------------------------------------

    def show(self, text: str) -> None:
        """Say what a line will become."""

    def say(self, answer: str) -> None:
        """Say what was done."""

    def chosen_objection(self) -> str:
        """The id of the objection that was chosen for the line, if one was."""
        return ""

    def submit(self, text: str, objection: str | None = None) -> bool:
        """Save a line and clear it; where it cannot be saved it stays. Says whether it is dealt with. ``objection`` is
        the one that it hears again, by its id; without one, the one that was chosen.
        """
        return bool(text or objection)

    # -----------------------------------------------------------------------------------------------------------

    def show_lines(self, lines: list[str]) -> None:
        """Show several lines before any is saved. The first goes on in the line, the last is left to be continued."""
        first, *more = [in_one_line(line) for line in lines]
        self.line.insert_text_at_cursor(first)
        if more:
            *between, last = more
            self.pasted.add([self.line.value, *between], self.chosen_objection())
            self.put_in_line(last)

    def put_in_line(self, text: str) -> None:
        self.line.value = text
        self.line.cursor_position = len(text)
        self.show(text)

    def bring_back(self) -> None:
        """Have the last of the pasted lines in the line, to be changed; what stood there comes after it."""
        self.waiting = [self.line.value, *self.waiting] if self.line.value.strip() else self.waiting
        self.put_in_line(self.pasted.take_last())

    def one_by_one(self) -> None:
        """Have the pasted lines come up one after the other, before what else is typed."""
        texts = [text for text, _ in self.pasted.take_all()]
        if texts:
            self.waiting = [*texts[1:], self.line.value, *self.waiting]
            self.put_in_line(texts[0])

    def save_pasted(self) -> None:
        """Save the lines that were pasted, and the one that is typed; what is refused comes up in its turn."""
        lines = [*self.pasted.take_all(), *([(self.line.value, "")] if self.line.value.strip() else [])]
        refused = [text for text, objection in lines if not self.submit(text, objection)]
        saved = len(lines) - len(refused)
        self.waiting = [*refused, *self.waiting]
        self.line.value = ""
        self.go_on()
        self.say(f"Saved {saved} lines" + (f"; {len(refused)} cannot be saved as typed" if refused else ""))

    def take(self, lines: list[str]) -> None:
        """Save all but the last of several lines that begin in this one; what is refused comes up in its turn."""
        first, *more = lines
        self.line.insert_text_at_cursor(first)
        if not more:
            return
        *between, last = more
        begun = self.line.value
        refused = [line for line in (begun, *between) if line.strip() and not self.submit(line)]
        self.waiting = [*refused, last, *self.waiting]
        self.go_on()

    def go_on(self) -> None:
        """Have the next of the lines that wait in the line, to be continued."""
        if self.waiting:
            self.line.value = self.waiting.pop(0)
            self.line.cursor_position = len(self.line.value)

    @property
    def typed(self) -> str:
        """Everything that is typed and not saved, a line each."""
        return "\n".join((*self.pasted.texts, self.line.value, *self.waiting))
