"""The content of a brief as blocks, from which Markdown, HTML and JSON are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shadowlog.briefs.model.markdown import code, escape
from shadowlog.briefs.model.text import Text

SHOWN = 5
"""The most records that a line names itself. The evidence index names the others."""

_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A claim in one line, and the ids of the records it stands on."""

    text: Text
    evidence: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids that the line names itself."""
        return self.evidence[:SHOWN]

    @property
    def more(self) -> int:
        """How many records more it stands on than it names."""
        return max(0, len(self.evidence) - SHOWN)

    @property
    def markdown(self) -> str:
        """The line with its evidence behind it."""
        text = self.text.markdown
        if not self.evidence:
            return text
        more = f" and {self.more} more" if self.more else ""
        return f"{text} ({', '.join(map(code, self.shown))}{more})"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of one line."""

    line: BriefLine

    @property
    def markdown(self) -> str:
        return self.line.markdown

    @property
    def lines(self) -> tuple[BriefLine, ...]:
        return (self.line,)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    lines: tuple[BriefLine, ...]

    @property
    def markdown(self) -> str:
        return "\n".join(f"- {line.markdown}" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, unedited, and who said them."""

    words: tuple[str, ...]
    """Line by line, as they are shown; empty lines stay."""
    attribution: BriefLine

    @property
    def lines(self) -> tuple[BriefLine, ...]:
        return (self.attribution,)

    @property
    def paragraphs(self) -> list[list[str]]:
        """The lines of the words, parted where one is empty."""
        parted: list[list[str]] = [[]]
        for line in self.words:
            if line:
                parted[-1].append(line)
            elif parted[-1]:
                parted.append([])
        return [lines for lines in parted if lines]

    @property
    def markdown(self) -> str:
        lines = [f"> {escape(line)}".rstrip() for line in self.words]
        body = "\n".join(
            f"{line}\\" if line != ">" and following != ">" else line
            for line, following in zip(lines, [*lines[1:], ">"], strict=True)
        )
        return f"{body}\n>\n> — {self.attribution.markdown}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    header: tuple[str, ...]
    rows: tuple[tuple[Text | str, ...], ...]
    """The cells of each row. A ``str`` is the brief's own words."""
    evidence: tuple[tuple[str, ...], ...] = ()
    """The ids behind each row."""

    @property
    def lines(self) -> tuple[BriefLine, ...]:
        return tuple(BriefLine(Text(), ids) for ids in self.evidence)

    @property
    def markdown(self) -> str:
        rule = "|" + "|".join(" --- " for _ in self.header) + "|"
        rows = ([cell if isinstance(cell, str) else cell.markdown for cell in row] for row in self.rows)
        return "\n".join([f"| {' | '.join(self.header)} |", rule, *(f"| {' | '.join(row)} |" for row in rows)])


@dataclass(frozen=True, slots=True)
class Series:
    """How often something was heard, month by month."""

    label: str
    months: tuple[tuple[str, int], ...]
    """(``2026-11``, count), oldest first."""

    lines: tuple[BriefLine, ...] = field(default=(), init=False)

    @property
    def counts(self) -> list[int]:
        """The counts, oldest first."""
        return [count for _, count in self.months]

    @property
    def caption(self) -> str:
        """What is counted, and from when to when."""
        return f"{self.label} by month, {self.months[0][0]} to {self.months[-1][0]}"

    @property
    def markdown(self) -> str:
        """A picture in text, with the numbers in the same code span behind it."""
        most = max(self.counts, default=0)
        bars = "".join(_BARS[count * (len(_BARS) - 1) // most if most else 0] for count in self.counts)
        return f"{self.caption}: `{bars} {' '.join(map(str, self.counts))}`"


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

    title: Text
    notes: list[Block] = field(default_factory=list)
    """What stands before the first section."""
    sections: list[Section] = field(default_factory=list)

    @property
    def markdown(self) -> str:
        """The whole page, without front matter."""
        blocks = [f"# {self.title.markdown}", *(block.markdown for block in self.notes)]
        return "\n\n".join([*blocks, *(section.markdown for section in self.sections)]) + "\n"

    def blocks(self) -> Iterator[Block]:
        """Every block."""
        yield from self.notes
        for section in self.sections:
            yield from section.blocks
