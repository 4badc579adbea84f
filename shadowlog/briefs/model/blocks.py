"""What a brief says, block by block, in whatever form it is written: Markdown, HTML, JSON, a screen.

Every text in here is Markdown of one line that is ours: other people's words went in through ``markdown.said``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shadowlog.briefs.model.markdown import code, plain

SHOWN = 5
"""Records that a line names itself; the others behind it stand in the evidence index."""

_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Line:
    """A claim in one line, and the ids of the records it stands on."""

    text: str
    evidence: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        """The line with its evidence behind it."""
        if not self.evidence:
            return self.text
        more = f" and {len(self.evidence) - SHOWN} more" if len(self.evidence) > SHOWN else ""
        return f"{self.text} ({', '.join(map(code, self.evidence[:SHOWN]))}{more})"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of one line."""

    line: Line

    @property
    def markdown(self) -> str:
        return self.line.markdown

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.line,)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    lines: tuple[Line, ...]

    @property
    def markdown(self) -> str:
        return "\n".join(f"- {line.markdown}" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, unedited, and who said them."""

    said: tuple[str, ...]
    """Line by line; empty lines stay."""
    attribution: Line

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.attribution,)

    @property
    def markdown(self) -> str:
        lines = [f"> {line}".rstrip() for line in self.said]
        body = "\n".join(
            f"{line}\\" if line != ">" and following != ">" else line
            for line, following in zip(lines, [*lines[1:], ">"], strict=True)
        )
        return f"{body}\n>\n> — {self.attribution.markdown}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    evidence: tuple[tuple[str, ...], ...] = ()
    """The ids behind each row."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line("", ids) for ids in self.evidence)

    @property
    def markdown(self) -> str:
        rule = "|" + "|".join(" --- " for _ in self.header) + "|"
        rows = ("| " + " | ".join(row) + " |" for row in (self.header, *self.rows))
        first, *others = rows
        return "\n".join([first, rule, *others])


@dataclass(frozen=True, slots=True)
class Series:
    """How often something was heard, month by month."""

    label: str
    months: tuple[tuple[str, int], ...]
    """(``2026-11``, count), oldest first."""

    lines: tuple[Line, ...] = field(default=(), init=False)

    @property
    def markdown(self) -> str:
        """A picture in text, with the numbers in the same code span behind it."""
        counts = [count for _, count in self.months]
        most = max(counts, default=0)
        bars = "".join(_BARS[count * (len(_BARS) - 1) // most if most else 0] for count in counts)
        numbers = " ".join(map(str, counts))
        return f"{self.label} by month, {self.months[0][0]} to {self.months[-1][0]}: `{bars} {numbers}`"


Block = Paragraph | Bullets | Quote | Table | Series


@dataclass
class Section:
    """A section, with its heading."""

    title: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def markdown(self) -> str:
        return "\n\n".join([f"## {self.title}", *(block.markdown for block in self.blocks)])


@dataclass
class Content:
    """Everything a brief says."""

    title: str
    notes: list[Block] = field(default_factory=list)
    """What stands before the first section."""
    sections: list[Section] = field(default_factory=list)

    @property
    def markdown(self) -> str:
        """The whole page, without front matter."""
        blocks = [f"# {self.title}", *(block.markdown for block in self.notes)]
        return "\n\n".join([*blocks, *(section.markdown for section in self.sections)]) + "\n"

    @property
    def heading(self) -> str:
        """The title as plain text."""
        return plain(self.title)

    def blocks(self) -> Iterator[Block]:
        """Every block."""
        yield from self.notes
        for section in self.sections:
            yield from section.blocks
