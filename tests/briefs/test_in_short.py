"""Every sentence of *In short* stands on records: it is counted again from them, and told where somebody changes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sized
from pathlib import Path
from typing import TypeVar

import pytest

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import export_one
from shadowlog.briefs.export.verify import verify
from shadowlog.domain.ids import tail
from shadowlog.domain.records import Encounter, Insight, Mention, Objection, Record, Response, Theme
from shadowlog.domain.values import Basis, Outcome, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.services.resolve import resolve
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY, section
from tests.some import some

THEMES = ("Quieter at the bedside", "Total cost", "Ready in one lesson", "One charger for the ward")
R = TypeVar("R", bound=Record)

SAID = (Basis.BUYER_VERBATIM, Basis.BUYER_PARAPHRASE)
FOR, AGAINST = {Stance.RESONATED}, {Stance.REJECTED, Stance.CONFUSED}

_SENTENCE = re.compile(r"[^.!?]+[.!?]")
_SHARE = re.compile(r"(\d+)( %)? of (\d+) (buyers?|conversations? without a name)([^;,]*(?:, as the team reports)?)")
_WORKED = re.compile(r"worked for (\d+) of (\d+) buyers")


def _exported(repository: Repository, title: str, folder: Path) -> Path:
    with BriefContext(repository, TODAY, Audience.INTERNAL) as context:
        return export_one(context, resolve(repository, Theme, title), folder).path


def _in_short(path: Path) -> list[tuple[int, str]]:
    """The lines of *In short*, each with its number in the file."""
    text = path.read_text(encoding="utf-8")
    own = section(text, "In short").strip().splitlines()
    return [(number, line) for number, line in enumerate(text.splitlines(), 1) if line in own and line]


@pytest.mark.parametrize("title", THEMES)
def test_a_sentence_that_somebody_changes_is_told_by_its_line(demo: Repository, tmp_path: Path, title: str) -> None:
    path = _exported(demo, title, tmp_path)
    good = path.read_text(encoding="utf-8")
    lines = good.splitlines(keepends=True)
    assert verify(demo, path).holds
    told = 0
    for number, line in some(_in_short(path)):
        for sentence in some(_SENTENCE.findall(line.rpartition(" [")[0])):
            changed = line.replace(sentence, re.sub(r"(\w+)(\W*)$", r"never \1\2", sentence), 1)
            assert changed != line
            path.write_text("".join([*lines[: number - 1], f"{changed}\n", *lines[number:]]), encoding="utf-8")
            verdict = verify(demo, path)
            assert verdict.edited
            assert verdict.same_data
            assert [(differs.first, differs.lines, differs.now) for differs in verdict.differs] == [
                (number, (changed,), (line,))
            ]
            told += 1
    assert told >= 3
    path.write_text(good, encoding="utf-8")
    assert verify(demo, path).holds


@pytest.mark.parametrize("title", THEMES)
def test_the_numbers_of_a_sentence_are_counted_again_from_the_records_it_refers_to(
    demo: Repository, tmp_path: Path, title: str
) -> None:
    theme = resolve(demo, Theme, title)
    path = _exported(demo, title, tmp_path)
    index = section(path.read_text(encoding="utf-8"), "Evidence index")
    counted: Counter[str] = Counter()
    for _, line in some(_in_short(path)):
        (reference,) = re.findall(r"\[(\d+)\]$", line)
        (entry,) = [each for each in index.splitlines() if each.startswith(f"- [{reference}] ")]
        records = _Records(demo, re.findall(r"`(\w+)`", entry))
        counted.update(_counted_again(records, theme, line))
    assert counted["t resonated with"] >= 1
    assert counted["It failed with"] + counted["too few"] >= (title != "One charger for the ward")
    assert counted["worked"] == 1


class _Records:
    """The records of a reference, looked up by their short ids."""

    def __init__(self, repository: Repository, short: list[str]) -> None:
        self.repository = repository
        self._short = short
        self.insights, self.mentions = self.of(Insight), self.of(Mention)
        self.responses, self.themes = self.of(Response), self.of(Theme)
        known: list[Sized] = [self.insights, self.mentions, self.responses, self.themes, self.of(Objection)]
        assert sum(map(len, known)) == len(short)

    def of(self, kind: type[R]) -> list[R]:
        return [record for record in self.repository.all(kind) if tail(record.id) in self._short]

    def account(self, record: Insight | Mention) -> str | None:
        assert record.encounter
        return self.repository.need(Encounter, record.encounter).account

    def shares(self, theme: Theme, wanted: set[Stance], contrary: set[Stance]) -> dict[tuple[bool, bool], list[float]]:
        """By whether buyers said it and whether they have a name: the share of each buyer's conversations."""
        stances: dict[tuple[bool, str], set[Stance]] = {}
        account: dict[str, str | None] = {}
        for insight in self.insights:
            stance = insight.signals[theme.id]
            assert stance is not Stance.NOT_RAISED
            assert insight.encounter
            stances.setdefault((insight.basis in SAID, insight.encounter), set()).add(stance)
            account[insight.encounter] = self.account(insight)
        buyers: dict[tuple[bool, bool], dict[str, list[float]]] = {}
        for (said, talk), taken in stances.items():
            part = (0.5 if taken & contrary else 1.0) if taken & wanted else 0.0
            own = buyers.setdefault((said, account[talk] is not None), {})
            own.setdefault(account[talk] or talk, []).append(part)
        return {part: [sum(each) / len(each) for each in own.values()] for part, own in buyers.items()}

    def answered(self, response: Response) -> list[Outcome]:
        """The last known outcome of each buyer that got an answer."""
        tried = [held for held in self.mentions if held.response == response.id and held.outcome is not Outcome.UNKNOWN]
        tried.sort(key=lambda mention: str(self.repository.need(Encounter, mention.encounter or "").started_at))
        return list({self.account(mention): mention.outcome for mention in tried if mention.outcome}.values())


def _counted_again(records: _Records, theme: Theme, line: str) -> Iterator[str]:
    """What kinds of numbers a sentence has, each compared with what its records say."""
    stances = {"t resonated with": (FOR, AGAINST), "It failed with": (AGAINST, FOR)}
    for words, (wanted, contrary) in stances.items():
        shares = records.shares(theme, wanted, contrary) if words in line else {}
        if words in line:
            assert len(shares) == 1  # What the sentence does not count is not referred to.
        for number, percent, of, case, how in _SHARE.findall(line if words in line else ""):
            each = shares["as the team reports" not in how, case.startswith("buyer")]
            assert len(each) == int(of)
            if percent:
                assert round(100 * sum(each) / len(each)) == int(number)
            else:
                assert sum(share > 0 for share in each) == int(number)
            yield words
    if "too few buyers" in line:
        assert records.insights
        for persona in {insight.persona for insight in records.insights}:
            heard = [insight for insight in records.insights if insight.persona == persona and insight.basis in SAID]
            assert len({records.account(insight) or insight.encounter for insight in heard}) < 5
            yield "too few"
    if "To do:" in line:
        assert records.themes == [theme]
    for worked, of in _WORKED.findall(line):
        (response,) = [held for held in records.responses if held.text.rstrip("?.!") in line]
        outcomes = records.answered(response)
        helped = [outcome for outcome in outcomes if outcome in (Outcome.RESOLVED, Outcome.PROGRESSED)]
        assert (len(helped), len(outcomes)) == (int(worked), int(of))
        yield "worked"
