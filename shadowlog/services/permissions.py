"""Permissions to quote: a rep is asked to get one, and says what the buyer answered.

Who gave it is the rep who got it from the buyer. It is known without typing, it is whom a colleague asks in doubt, and
the buyer's own name need not enter the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import Any, TypeVar

from shadowlog.domain.errors import InvalidField, RuleBroken
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Person, Record
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.schema.made import replace
from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.values import Permission
from shadowlog.store.repository import Repository

Q = TypeVar("Q", bound=Insight | Mention)

_LONGEST = 160
"""The most characters of a quote that a task shows."""

ANSWERS = (Permission.ATTRIBUTED, Permission.ANONYMISED, Permission.INTERNAL_ONLY)
"""What a buyer may answer."""


def ask(repository: Repository, record: Q, who: str = "") -> Q:
    """Have somebody ask the buyer for permission: the person of the id ``who``, else the rep. Raises RuleBroken
    where there are no words of a buyer's, SaveFailed.
    """
    _require_words(record)
    if record.basis and not record.basis.from_buyer:
        raise RuleBroken(
            f"Its basis is {record.basis.words}: the words are the team's, which are never quoted.",
            "If the buyer said so, change the basis first: buyer verbatim or buyer paraphrase.",
        )
    label = "Ask for permission"
    with repository.change(label):
        asker = who or rep_of(repository, record) or (repository.author.id if repository.author else "")
        if not asker:
            raise RuleBroken("Nobody who could ask is in the log.", "Say who asks: shadowlog ask ID --rep NAME")
        return repository.edit(record, label=label, permission_asker=asker)


def answer(
    repository: Repository,
    record: Q,
    permission: Permission,
    *,
    until: date | None = None,
    got_by: str = "",
    on: date | None = None,
) -> Q:
    """Save what the buyer answered. ``got_by`` is the id of who got it, the person at the keyboard where it is empty;
    ``on`` the day it was given, else today. An earlier end is forgotten. Raises RuleBroken where there are no words to
    permit, InvalidField for a day that cannot be, SaveFailed.
    """
    if permission.may_leave_the_team:
        _require_words(record)
    if permission is Permission.UNSET and (got_by or on):
        raise InvalidField("permission", "is unset: nobody gave it, on no day.", "Leave out who got it, and when.")
    values = {"permission": permission, "permission_until": until if permission.may_leave_the_team else None}
    with repository.change(f"Permission: {permission.clearance}"):
        more = {"permission_by": got_by or None, "permission_on": on}
        given = {name: value for name, value in more.items() if value}
        return repository.edit(record, **_noted(repository, {**values, **given}))


def with_giver(repository: Repository, record: Insight | Mention, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that change a record, with who got a permission and when where they give one and do not say so.

    A permission to quote is for the words it was given for: where they change and nobody permits the new ones, it is
    unset. Raises RuleBroken where there are no words to permit, InvalidField for a day that cannot be.
    """
    if "permission" not in values and record.permission.may_leave_the_team and _other_words(record, values):
        values = {**values, "permission": Permission.UNSET}
    same = all(
        values.get(name, getattr(record, name)) == getattr(record, name) for name in ("permission", "permission_until")
    )
    if same:
        return dict(values)
    if values.get("permission", record.permission).may_leave_the_team:
        _require_words(replace(record, **values))
    return _noted(repository, {"permission": record.permission, **values})


def lost_permission(before: Record, after: Record) -> str:
    """What to tell whoever changed the words of a record that might be quoted until then; empty where it still may."""
    if not (isinstance(before, Insight | Mention) and isinstance(after, Insight | Mention)):
        return ""
    if not before.permission.may_leave_the_team or after.permission is not Permission.UNSET:
        return ""
    return "Its words may not be quoted any more: the permission was for those it had."


def _other_words(record: Insight | Mention, values: Mapping[str, Any]) -> bool:
    """Whether a change is of what somebody said, or of who it comes from."""
    words = [name for name, field in fields_of(type(record)).items() if field.spoken is not None or name == "basis"]
    return any(name in values and values[name] != getattr(record, name) for name in words)


def _require_words(record: Insight | Mention) -> None:
    if not record.heading.strip():
        raise RuleBroken("It holds no words that could be quoted.", "Enter the buyer's words first.")


def _noted(repository: Repository, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with a permission, and with who got it and when; nobody has to ask for it any more."""
    if values["permission"] is Permission.UNSET:
        return {
            "permission_asker": None,
            **values,
            **dict.fromkeys(("permission_by", "permission_on", "permission_until")),
        }
    given_on, until = values.get("permission_on"), values.get("permission_until")
    if given_on and given_on > permission_day():
        raise InvalidField("on", f"is {given_on}, which is to come.", "Give the day on which the buyer gave it.")
    if given_on and until and until < given_on:
        raise InvalidField("until", f"is {until}, before {given_on}, when it was given.", "Give a later day.")
    return {**given_now(repository), "permission_asker": None, **values}


def given_now(repository: Repository) -> dict[str, Any]:
    """Who got a permission and when, where nothing else is said: the person at the keyboard, today."""
    return {
        "permission_by": repository.author.id if repository.author else None,
        "permission_on": datetime.now(local_zone()).date(),
    }  # fmt: skip


def in_words(record: Insight | Mention) -> str:
    """What the words may be used for today: ``anonymised``, ``anonymised, which ran out: counts as unset``."""
    words = record.permission.words
    return f"{words}, which ran out: counts as unset" if record.ran_out(permission_day()) else words


def permission_day(now: datetime | None = None) -> date:
    """The day on which a permission must hold at a moment: the later one of here and of UTC, so that it has run out
    everywhere as soon as it has in either.
    """
    now = now or datetime.now(timezone.utc)
    return max(now.astimezone(timezone.utc).date(), now.astimezone(local_zone()).date())


def rep_of(repository: Repository, record: Insight | Mention) -> str:
    """The id of the rep who knows the buyer: who held the encounter, else who entered the record."""
    encounter = repository.get(Encounter, record.encounter) if record.encounter else None
    rep = (encounter.rep or encounter.author) if encounter else record.author
    return rep if repository.get(Person, rep) is not None else ""


def request_words(repository: Repository, record: Insight | Mention) -> str:
    """What a rep is asked to do: ``ask Mercy Hospital whether we may quote: “too loud”``. Not safe to show yet."""
    return f"ask {buyer_words(repository, record)} whether we may quote: “{quoted(record)}”"


def quoted(record: Insight | Mention) -> str:
    """The words that may be quoted, on one line, or the beginning of many. Not safe to show yet."""
    words = " ".join(record.heading.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]} …"


def buyer_words(repository: Repository, record: Insight | Mention) -> str:
    """Who said it: ``Mercy Hospital``, ``the buyer at MedTech Expo``, ``the buyer``. Not safe to show yet."""
    encounter = repository.get(Encounter, record.encounter) if record.encounter else None
    account = (record.account if isinstance(record, Mention) else None) or (encounter.account if encounter else None)
    at = f"the buyer at {encounter.event}" if encounter and encounter.event else "the buyer"
    return repository.heading(Account.table, account) or at
