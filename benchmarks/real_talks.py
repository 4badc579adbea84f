"""The talks of ``dialogs_p4g_dev``: 150 people whom another tried to win for a cause, and what they said to it."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from shadowlog.domain.records import Account, Encounter, Insight, Record, Theme
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import Basis, Stage, Stance
from shadowlog.store.repository import Repository

DATA = Path(__file__).parent.parent.parent / "shared" / "data"

APPEALS = ("credibility-appeal", "logical-appeal", "emotion-appeal", "personal-story")
"""The appeals that are entered as themes."""

_STANCES = {
    "positive-reaction-to-donation": Stance.RESONATED,
    "agree-donation": Stance.RESONATED,
    "neutral-reaction-to-donation": Stance.NEUTRAL,
    "negative-reaction-to-donation": Stance.REJECTED,
    "disagree-donation": Stance.REJECTED,
}
_LABELS = ("er_label_1", "er_label_2", "ee_label_1", "ee_label_2")


class Sentence(NamedTuple):
    """A sentence of a talk."""

    text: str
    by_buyer: bool
    labelled: bool
    appeals: tuple[str, ...]
    """Those of the four that it makes or answers."""
    stance: Stance
    """How the other took the turn it stands in."""


class RealTalk(NamedTuple):
    """A talk: who with, when, how it ended, and what was said."""

    name: str
    at: datetime
    gave: bool
    sentences: tuple[Sentence, ...]


def talks(data: Path = DATA) -> list[RealTalk]:
    """The talks, in the order of the file. Raises FileNotFoundError where they are not there."""
    folder = data / "dialogs_p4g_dev"
    with (folder / "dialog_sentences.csv").open(encoding="utf-8", newline="") as file:
        rows: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in csv.DictReader(file):
            rows[row["B2"]].append(row)
    with (folder / "participants.csv").open(encoding="utf-8", newline="") as file:
        gave = {row["B2"]: float(row["B6"]) > 0 for row in csv.DictReader(file) if row["B4"] == "1"}
    return [
        RealTalk(
            name,
            datetime.strptime(name[:8], "%Y%m%d").replace(tzinfo=timezone.utc),
            gave[name],
            tuple(_sentences(of_talk)),
        )
        for name, of_talk in rows.items()
    ]


def _sentences(rows: list[dict[str, str]]) -> Iterator[Sentence]:
    reactions: dict[str, Stance] = {}
    for row in rows:
        for label in (row["ee_label_1"], row["ee_label_2"]):
            if row["B4"] == "1" and label in _STANCES:
                reactions.setdefault(row["Turn"], _STANCES[label])
    for row in rows:
        labels = [row[key] for key in _LABELS if row[key]]
        appeals = tuple(label for label in labels if label in APPEALS)
        stance = reactions.get(row["Turn"], Stance.NEUTRAL)
        yield Sentence(row["Unit"], row["B4"] == "1", bool(labels), appeals, stance)


def records_of(talk: RealTalk, themes: dict[str, str], *, account: str = "") -> Iterator[Record]:
    """The records of a talk: an encounter, and an insight for each labelled sentence, which does not name it yet.
    ``themes`` are ids by appeal; ``account`` is the id of the buyer, if named.
    """
    stage = Stage.CLOSED_WON if talk.gave else Stage.CLOSED_LOST
    yield Encounter(event=talk.name, started_at=talk.at, stage_after=stage, account=account or None)
    for sentence in talk.sentences:
        if sentence.labelled and sentence.text.strip():
            yield Insight(
                text=sentence.text,
                basis=Basis.BUYER_VERBATIM if sentence.by_buyer else Basis.OBSERVER_INFERENCE,
                signals={themes[appeal]: sentence.stance for appeal in sentence.appeals},
            )


def enter(repository: Repository, data: Path = DATA, *, accounts: bool = False) -> None:
    """Enter the talks, their labelled sentences and the appeals; with an account for each talk if ``accounts``."""
    themes = {name: repository.add(Theme(name=name)).id for name in APPEALS}
    for talk in talks(data):
        with repository.change("Enter a talk"):
            account = repository.add(Account(name=f"Buyer {talk.name}")).id if accounts else ""
            encounter, *insights = records_of(talk, themes, account=account)
            held = repository.add(encounter).id
            for insight in insights:
                if isinstance(insight, Insight):
                    repository.add(replace(insight, encounter=held))
