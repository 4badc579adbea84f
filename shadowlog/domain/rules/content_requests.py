"""The states of a content request, in the order it goes through them."""

from __future__ import annotations

from shadowlog.domain.values import RequestStatus

ORDER = (
    RequestStatus.SUBMITTED, RequestStatus.TRIAGED, RequestStatus.ACCEPTED, RequestStatus.IN_PROGRESS,
    RequestStatus.IN_REVIEW, RequestStatus.SHIPPED,
)  # fmt: skip
"""The way of a request that is fulfilled."""

PLANNED = (RequestStatus.ACCEPTED, RequestStatus.IN_PROGRESS, RequestStatus.IN_REVIEW)
"""States in which somebody means to fulfil it."""


def moved(status: RequestStatus, step: int) -> RequestStatus | None:
    """The state so many steps on along the way of a request, None where the way ends."""
    if status not in ORDER:
        return ORDER[0] if step > 0 else None
    place = ORDER.index(status) + step
    return ORDER[place] if 0 <= place < len(ORDER) else None
