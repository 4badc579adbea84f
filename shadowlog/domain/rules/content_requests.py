"""The states of a content request, and what has to be said before it may be in one."""

from __future__ import annotations

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import ContentRequest
from shadowlog.domain.values import RequestStatus

ORDER = (
    RequestStatus.SUBMITTED, RequestStatus.TRIAGED, RequestStatus.ACCEPTED, RequestStatus.IN_PROGRESS,
    RequestStatus.IN_REVIEW, RequestStatus.SHIPPED,
)  # fmt: skip
"""The way of a request that is fulfilled."""

PLANNED = (RequestStatus.ACCEPTED, RequestStatus.IN_PROGRESS, RequestStatus.IN_REVIEW)
"""States in which somebody means to fulfil it."""


def check_request(request: ContentRequest) -> None:
    """See that a request says what its state needs. Raises RuleBroken."""
    match request.status:
        case RequestStatus.DECLINED if not request.reason.strip():
            raise RuleBroken("Declining a content request needs a reason.", "Say why, in a few words.")
        case RequestStatus.SHIPPED if not request.asset:
            raise RuleBroken("Shipping a content request needs an asset.", "Name the asset.")
        case RequestStatus.DUPLICATE if not request.duplicate_of or request.duplicate_of == request.id:
            raise RuleBroken("A duplicate needs the content request that it repeats.", "Choose that request.")


def moved(status: RequestStatus, step: int) -> RequestStatus | None:
    """The state so many steps on along the way of a request, None where the way ends."""
    if status not in ORDER:
        return ORDER[0] if step > 0 else None
    place = ORDER.index(status) + step
    return ORDER[place] if 0 <= place < len(ORDER) else None
