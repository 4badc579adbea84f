"""What is open while the terminal UI runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from shadowlog.analysis.recall import Recall
from shadowlog.domain.records import Record
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import Drafts
from shadowlog.store.workspace.settings import Settings


@dataclass(frozen=True)
class Session:
    """The log, what is typed and not saved, the person's settings, and what is offered from what was heard before."""

    repository: Repository
    drafts: Drafts
    settings: Settings
    recall: Recall
    saved: list[Record] = field(default_factory=list)
    """What was saved last on a screen over the lists: what it is about first. The lists select it, and empty this."""
