"""Words of a buyer that may be quoted where the buyer says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from shadowlog.domain.schema.registry import Lack
from shadowlog.domain.values import Permission

NO_ANSWER = Lack(
    name="permission-answer",
    reads="waiting for a buyer's permission",
    when=lambda document: bool(document.get("permission_asker")),
)
NO_END = Lack(
    name="permission-end",
    reads="with a permission that never runs out, or none",
    when=lambda document: not document.get("permission_until"),
)


class Quotable:
    """What an insight and a mention have in common: whether their words may be quoted."""

    if TYPE_CHECKING:

        @property
        def other(self) -> Mapping[str, Any]: ...
        @property
        def permission(self) -> Permission: ...
        @property
        def permission_until(self) -> date | None: ...

    def cleared(self, on: date) -> Permission:
        """What the words may be used for on a day. A permission to quote that has run out by then counts as unset."""
        return Permission.UNSET if self.ran_out(on) else self.permission

    def ran_out(self, on: date) -> bool:
        """Whether there was a permission to quote that has run out by a day. One whose end cannot be read has."""
        until = self.permission_until
        over = self.end_unreadable if until is None else until < on
        return self.permission.may_leave_the_team and over

    @property
    def end_unreadable(self) -> bool:
        """Whether the last day of the permission is stored in a form that cannot be read."""
        return self.other.get("permission_until") is not None

    def withheld_because(self, on: date) -> str:
        """Why the words may not be quoted outside the team on a day; empty where they may."""
        if self.ran_out(on):
            return "permission ran out"
        return "" if self.permission.may_leave_the_team else self.permission.clearance
