"""Booth: many short talks at a trade show, each a line, a rating, a persona, a theme."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timezone
from typing import Any

from shadowlog.domain.records import Encounter
from shadowlog.domain.values import Tier
from shadowlog.services.capture.booth import Booth
from shadowlog.services.capture.summary import booth_summary
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import BOOTH
from shadowlog.tui.capturing.capture_box import CaptureBox
from shadowlog.tui.screens.live import SUMMARY, LiveScreen
from shadowlog.tui.session import Session


class BoothScreen(LiveScreen):
    """Talks at a booth, one a line."""

    MARKS = "*a … *d how promising · ~persona · #theme+ or - · ^who follows up · @account · ! objection"

    def __init__(self, session: Session, booth: Booth, *, text: str = "") -> None:
        super().__init__(session, text=text)
        self._booth = booth
        self._box.save = booth.save
        self._box.context_words = booth.event
        self._tiers: Counter[Tier | None] = Counter(talk.tier for talk in booth.talks())

    def headline(self) -> str:
        total = self._tiers.total()
        tiers = "  ".join(f"{tier.words} {self._tiers[tier]}" for tier in Tier)
        return f"Booth · {self._booth.event} · {total} talk{'' if total == 1 else 's'} · {tiers}"

    def kept(self, message: CaptureBox.Kept) -> None:
        encounter = message.saved.first(Encounter)
        tier = encounter.tier if encounter is not None else None
        self._tiers[tier] += 1
        self.write(message.text, tier.words if tier else "·")

    def draft(self) -> tuple[str, dict[str, Any] | None]:
        text = self._box.typed
        content = {"typed": {"text": text}, "context": {"event": self._booth.event}}
        return BOOTH, content if text.strip() else None

    def action_end(self) -> None:
        """Close the booth, and say what it came to."""
        self.action_leave()
        if self._tiers.total():
            self.app.notify("\n".join(booth_summary(self._booth)), title="Booth closed", markup=False, timeout=SUMMARY)


def event_of_today(repository: Repository) -> str:
    """The event at which the latest talk of today was held, if any."""
    today = datetime.now(timezone.utc).date()
    for encounter in repository.newest(Encounter, 0, 20):
        if encounter.event and encounter.started_at and encounter.started_at.date() == today:
            return encounter.event
    return ""
