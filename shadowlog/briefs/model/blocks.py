"""The content of a brief as blocks, from which Markdown, HTML and JSON are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    number: int = 0
    """The number of its evidence in the index; 0 where it names the records itself, as briefs did up to layout 3."""

    @property
    def reference(self) -> str:
        """``[3]``, or empty where there is none."""
        return f"[{self.number}]" if self.number else ""

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
        if self.number:
            return f"{text} {self.reference}".lstrip()
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
    numbers: tuple[int, ...] = ()
    """The number of each row's evidence in the index; none up to layout 3."""

    @property
    def lines(self) -> tuple[BriefLine, ...]:
        numbers = self.numbers or (0,) * len(self.evidence)
        return tuple(BriefLine(Text(), ids, number) for ids, number in zip(self.evidence, numbers, strict=True))

    @property
    def references(self) -> tuple[str, ...]:
        """The reference of each row, empty where it has none."""
        return tuple(line.reference for line in self.lines) or ("",) * len(self.rows)

    @property
    def markdown(self) -> str:
        rule = "|" + "|".join(" --- " for _ in self.header) + "|"
        cells = ([cell if isinstance(cell, str) else cell.markdown for cell in row] for row in self.rows)
        rows = (
            f"| {' | '.join(row)}{f' {reference}' if reference else ''} |"
            for row, reference in zip(cells, self.references, strict=True)
        )
        return "\n".join([f"| {' | '.join(self.header)} |", rule, *rows])


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


@dataclass(frozen=True, slots=True)
class Cited:
    """The records behind a reference."""

    number: int
    words: str
    """What they are, counted: ``12 insights, 2 mentions, 2026-03 to 2026-11``."""
    ids: tuple[str, ...]


SpelledOut = tuple[tuple[str, str], ...]
"""Records in words, by their ids."""


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """The evidence index: what each reference stands for."""

    cited: tuple[Cited, ...]
    newest: Callable[[Cited], SpelledOut] = field(default=lambda _: (), compare=False)
    """Says what the newest records behind a reference are, for pages, which fold that."""

    lines: tuple[BriefLine, ...] = field(default=(), init=False)

    @property
    def markdown(self) -> str:
        return "\n".join(f"- [{each.number}] {each.words}: {' '.join(map(code, each.ids))}" for each in self.cited)


Block = Paragraph | Bullets | Quote | Table | Series | EvidenceList


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
    empty: tuple[str, ...] = ()
    """The titles of the sections of its kind in which nothing stands here. They are not shown."""

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
