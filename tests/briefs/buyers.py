"""Small logs for briefs: conversations with buyers, each an account of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import yaml

from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.front_matter import flat
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, Persona, Theme
from shadowlog.domain.values import Basis, Stage, Stance
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, section

WON, LOST = Stage.CLOSED_WON, Stage.CLOSED_LOST


def front(brief: Brief) -> dict[str, Any]:
    """A brief's front matter as another program reads it: what readers want, and what stands under shadowlog's key."""
    return flat(yaml.safe_load(brief.text.split("\n---\n")[0].removeprefix("---\n")))


def in_short(brief: Brief) -> list[str]:
    """The sentences of *In short*, without emphasis and references."""
    lines = section(brief, "In short").strip().splitlines()
    return [line.removeprefix("- ").rsplit(" [", 1)[0].replace("**", "").replace("\\", "") for line in lines]


def talk(repository: Repository, buyer: str, after: Stage | None = None, **fields: Any) -> Encounter:
    """A conversation with a buyer, whose account is made with the first one."""
    account = next((each for each in repository.all(Account) if each.name == buyer), None)
    key = account.id if account else repository.add(Account(name=buyer)).id
    started = fields.pop("started_at", NOON - timedelta(days=1))
    return repository.add(Encounter(account=key, started_at=started, stage_after=after, **fields))


def received(
    repository: Repository, theme: Theme, persona: Persona, buyers: dict[str, Stance], text: str = "Told us so."
) -> None:
    """Each buyer says something of a theme in a conversation of its own."""
    for buyer, stance in buyers.items():
        there = talk(repository, buyer)
        repository.add(
            Insight(
                text=text, encounter=there.id, persona=persona.id, basis=Basis.BUYER_VERBATIM,
                signals={theme.id: stance},
            )
        )  # fmt: skip


def raised(
    repository: Repository, objection: Objection, buyers: int, prefix: str = "House", when: datetime | None = None,
    **fields: Any,
) -> list[Mention]:  # fmt: skip
    """Some buyers raise an objection, each in a conversation of its own."""
    mentions = []
    for number in range(buyers):
        there = talk(repository, f"{prefix} {number}", started_at=when or NOON - timedelta(days=1))
        mentions.append(
            repository.add(
                Mention(
                    objection=objection.id, encounter=there.id, account=there.account, basis=Basis.BUYER_VERBATIM,
                    **fields,
                )
            )
        )  # fmt: skip
    return mentions
