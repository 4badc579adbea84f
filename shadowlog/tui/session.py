"""What is open while the terminal UI runs."""

from __future__ import annotations

from dataclasses import dataclass

from shadowlog.analysis.recall import Recall
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
