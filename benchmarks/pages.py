"""How long briefs are: words and printed pages without the evidence index, and sentences, of every brief of three
logs in both editions. Pages are printed by Chromium.
"""

from __future__ import annotations

import base64
import re
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import handbook, real_talks
from benchmarks.measuring import Row
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import BriefFormat, rendered, subjects, written
from shadowlog.briefs.model import evidence_index
from shadowlog.briefs.model.blocks import Bullets, EvidenceList, Paragraph, Quote, Series, Table
from shadowlog.briefs.model.brief import Brief
from shadowlog.demo import fill
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

WORDS, PAGES, MEDIAN = 900, 2, 20
"""The most words and printed pages of a brief without its index, and the most words of its median sentence."""

LOGS: dict[str, Callable[[Repository], object]] = {
    "demo": fill,
    "real talks": partial(real_talks.enter, accounts=True),
    "handbook": handbook.enter,
}

_WITHOUT_INDEX = """
const head = [...document.querySelectorAll("h2")].find(head => head.textContent.trim() === arguments[0]);
for (let next = head; next;) { const gone = next; next = next.nextElementSibling; gone.remove(); }
return head !== undefined;
"""
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”\"’)]*\s+(?=[“\"A-Z0-9])")
_REFERENCE = re.compile(r"\[\d+\]")
_PAGE = re.compile(rb"/Type\s*/Page\b")


class Length(NamedTuple):
    """How long a brief is."""

    log: str
    kind: str
    audience: str
    title: str
    words: int
    pages: int
    """Printed, without the index."""
    all_pages: int
    """Printed, with it."""
    median: float
    """Words of its sentences."""
    longest: int

    @property
    def too_long(self) -> bool:
        """Whether any of the three is above what was promised."""
        return self.words > WORDS or self.pages > PAGES or self.median > MEDIAN


def pages() -> Iterator[Row]:
    """Every brief of every kind, in both editions: the worst of each kind and log, and how many are too long."""
    lengths: list[Length] = []
    with browser() as chrome:
        for log, enter in LOGS.items():
            with tempfile.TemporaryDirectory() as folder, Repository(Workspace(Path(folder), "a benchmark")) as filled:
                enter(filled)
                lengths += measured(filled, log, datetime.now(timezone.utc).date(), chrome)
    for log in LOGS:
        for kind in dict.fromkeys(length.kind for length in lengths):
            for audience in Audience:
                found = [each for each in lengths if each[:3] == (log, kind, audience.value)]
                if found:
                    yield _worst(log, kind, audience.value, found)
    missed = [length for length in lengths if length.too_long]
    few = "; ".join(f"{each.kind} {each.title}, {each.audience}, {each.log}" for each in missed[:3])
    counts = (
        f"{len(missed)} of {len(lengths)}: {sum(each.words > WORDS for each in lengths)} have more words, "
        f"{sum(each.pages > PAGES for each in lengths)} more pages, "
        f"{sum(each.median > MEDIAN for each in lengths)} longer sentences{f' ({few})' if few else ''}"
    )
    yield Row("briefs that are too long, of all", counts, "none", not missed)


def _worst(log: str, kind: str, audience: str, found: list[Length]) -> Row:
    words, printed, whole = (max(getattr(each, name) for each in found) for name in ("words", "pages", "all_pages"))
    median, longest = max(each.median for each in found), max(each.longest for each in found)
    sheets = f"{printed} page{'s' * (printed > 1)} ({whole} with the index)"
    return Row(
        f"{log}: the longest of {len(found)} {kind} briefs, {audience}",
        f"{words} words, {sheets}, median sentence {median:.0f}, longest {longest}",
        f"≤ {WORDS}, ≤ {PAGES}, ≤ {MEDIAN}", not any(each.too_long for each in found),
    )  # fmt: skip


def measured(repository: Repository, log: str, as_of: date, chrome: Chrome) -> Iterator[Length]:
    """The lengths of every brief of a log, for every audience."""
    for audience in Audience:
        with BriefContext(repository, as_of, audience) as context:
            for subject in list(subjects(context)):
                brief, _ = written(context, subject, Path("nowhere"))
                printed, whole = printed_pages(chrome, rendered(brief, BriefFormat.HTML))
                lengths = [len(sentence.split()) for sentence in sentences(brief)] or [0]
                yield Length(
                    log, brief.kind, audience.value, brief.title, words(brief), printed, whole,
                    statistics.median(lengths), max(lengths),
                )  # fmt: skip


def words(brief: Brief) -> int:
    """How many words a reader sees before the evidence index, tables and title included; references are none."""
    text = _REFERENCE.sub("", brief.body.split(f"\n## {evidence_index.TITLE}\n")[0])
    return sum(any(sign.isalnum() for sign in word) for word in text.replace("|", " ").split())


def sentences(brief: Brief) -> Iterator[str]:
    """The sentences of a brief's paragraphs, lists and quotes; tables and series have none."""
    for block in brief.content.blocks():
        match block:
            case Paragraph() | Bullets():
                texts = [line.text.plain for line in block.lines]
            case Quote():
                texts = [" ".join(block.words), block.attribution.text.plain]
            case Table() | Series() | EvidenceList():
                texts = []
        for text in texts:
            yield from filter(str.strip, _SENTENCE_END.split(text))


@contextmanager
def browser() -> Iterator[Chrome]:
    """Chromium without a window. Raises RuntimeError where it is not installed."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    program = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not program or not driver:
        raise RuntimeError("Printing needs Chromium and its driver (on Debian: apt install chromium-driver).")
    with tempfile.TemporaryDirectory() as profile:
        options = ChromeOptions()
        options.binary_location = program
        for argument in (
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", f"--user-data-dir={profile}",
        ):  # fmt: skip
            options.add_argument(argument)
        chrome = Chrome(options=options, service=ChromeService(driver))
        try:
            yield chrome
        finally:
            chrome.quit()


def printed_pages(chrome: Chrome, page: bytes) -> tuple[int, int]:
    """How many sheets of A4 a page prints on: without the evidence index, and with it."""
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        file.write(page)
        file.flush()
        chrome.get(Path(file.name).as_uri())
        whole = _sheets(chrome)
        chrome.execute_script(_WITHOUT_INDEX, evidence_index.TITLE)
        return _sheets(chrome), whole


def _sheets(chrome: Chrome) -> int:
    from selenium.webdriver.common.print_page_options import PrintOptions

    options = PrintOptions()
    options.page_width, options.page_height = 21.0, 29.7
    return len(_PAGE.findall(base64.b64decode(chrome.print_page(options))))
