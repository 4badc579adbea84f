"""The loop back to whoever contributed: the state of every insight, mention and content request.

The state of a contribution follows from the requests and assets that refer to it and from its objection. Only the fact
that somebody was told is stored as a record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple, TypeVar, get_args

from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    LoopReply,
    Mention,
    Objection,
    Record,
)
from shadowlog.domain.rules.content_requests import PLANNED
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.values import AssetStatus, LoopState, ObjectionStatus, RequestStatus
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)

Contribution = Insight | Mention | ContentRequest

CONTRIBUTIONS: tuple[type[Contribution], ...] = get_args(Contribution)
"""The kinds of record that get an answer."""

SILENT = timedelta(days=14)
"""How long a contribution may wait for an answer."""

ANSWERED = (LoopState.SHIPPED, LoopState.DECLINED)
"""The states that are reported to whoever contributed."""

_FIELD = {field.table: name for name, field in fields_of(LoopReply).items() if field.refers}
"""The field of an answer that names what it answers, by table."""

_OBJECTION = {
    ObjectionStatus.NEW: LoopState.RECEIVED,
    ObjectionStatus.TRIAGED: LoopState.ACKNOWLEDGED,
    ObjectionStatus.RESPONSE_DRAFTED: LoopState.PLANNED,
    ObjectionStatus.IN_TEST: LoopState.PLANNED,
    ObjectionStatus.ANSWERED: LoopState.SHIPPED,
    ObjectionStatus.RETIRED: LoopState.DECLINED,
}
_STRENGTH = (LoopState.RECEIVED, LoopState.ACKNOWLEDGED, LoopState.DECLINED, LoopState.PLANNED, LoopState.SHIPPED)
"""If a contribution has several states, the last of these counts: what one request declines, another may ship."""


class Feedback(NamedTuple):
    """What happened with a contribution."""

    state: LoopState
    answer: str = ""
    """The answer for whoever contributed, if there is one."""
    asset: str | None = None
    request: str | None = None
    """The content request that gave it its state, if one did."""
    told: datetime | None = None
    """When the last of those concerned was told."""
    to_tell: frozenset[str] = frozenset()
    """The ids of the people who do not know the answer yet."""


def _strength(feedback: Feedback) -> tuple[int, bool]:
    """The sort key of the states of a contribution. Of two plans the one for content comes last."""
    return _STRENGTH.index(feedback.state), feedback.state is LoopState.PLANNED and feedback.request is not None


class Loop:
    """Finds out what happened with contributions."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def feedback(self, record: Contribution, person: str = "") -> Feedback:
        """The one state of a contribution. Its answer is told once everybody concerned was told; or once one person
        was, given by id.
        """
        best = max(self._feedbacks(record), key=_strength)
        if best.state not in ANSWERED:
            return best
        waiting = {person} if person else self.from_whom(record)
        told: list[datetime] = []
        for reply in self._repository.referring(LoopReply, record.id, _FIELD[record.table]):
            if reply.told_at and (reply.state, reply.answer) == (best.state, best.answer):
                if reply.person in waiting or not reply.person:
                    told.append(reply.told_at)
                # Replies of earlier versions name nobody: all were taken to know it.
                waiting = waiting - {reply.person} if reply.person else set()
        if told and not waiting:
            return best._replace(state=LoopState.TOLD, told=max(told))
        return best._replace(to_tell=frozenset(waiting))

    def _feedbacks(self, record: Contribution) -> Iterator[Feedback]:
        """Every state that a request, an asset or an objection gives a contribution."""
        naming = self._repository.referring
        match record:
            case ContentRequest():
                yield self._of_request(record)
            case Insight():
                yield Feedback(LoopState.ACKNOWLEDGED if record.signals else LoopState.RECEIVED)
                yield from map(self._of_request, naming(ContentRequest, record.id, "evidence"))
            case Mention():
                objection = self._repository.get(Objection, record.objection or "")
                if objection is None:
                    yield Feedback(LoopState.RECEIVED)
                    return
                state = _OBJECTION[objection.status]
                yield Feedback(state, _words(state, objection) if state in ANSWERED else "")
                yield from map(self._of_request, naming(ContentRequest, objection.id, "objections"))
                yield from map(_shipped, filter(_usable, naming(Asset, objection.id, "objections")))

    def _of_request(self, request: ContentRequest) -> Feedback:
        match request.status:
            case RequestStatus.SHIPPED:
                asset = self._repository.get(Asset, request.asset or "")
                shipped = _shipped(asset) if asset else Feedback(LoopState.SHIPPED, f"Shipped: {request.use_case}")
                return shipped._replace(request=request.id)
            case RequestStatus.DECLINED:
                return Feedback(LoopState.DECLINED, f"Declined: {request.reason}", request=request.id)
            case RequestStatus.DUPLICATE:
                other = self._repository.get(ContentRequest, request.duplicate_of or "")
                if other is None or other.status is RequestStatus.DUPLICATE:
                    return Feedback(LoopState.ACKNOWLEDGED)
                return self._of_request(other)
            case RequestStatus.TRIAGED:
                return Feedback(LoopState.ACKNOWLEDGED)
            case status if status in PLANNED:
                return Feedback(LoopState.PLANNED, request=request.id)
        return Feedback(LoopState.RECEIVED)

    # Reporting back --------------------------------------------------------------------------------------------

    def from_whom(self, record: Contribution) -> set[str]:
        """The ids of the people to report to."""
        there = None if record.contributor else self._repository.get(Encounter, record.encounter or "")
        return whom_to_tell(record, there)

    def untold(self, person: str = "") -> list[tuple[Contribution, Feedback]]:
        """Contributions (of one person, by id, if given) with an answer that was not reported yet, oldest first."""
        untold: dict[str, tuple[Contribution, Feedback]] = {}
        for record in self._answered():
            if record.id not in untold and (not person or person in self.from_whom(record)):
                standing = self.feedback(record, person)
                if standing.state in ANSWERED:
                    untold[record.id] = record, standing
        return sorted(untold.values(), key=lambda pair: (str(pair[0].created), pair[0].id))

    def people_to_tell(self) -> Counter[str]:
        """How many of their contributions were answered without each person knowing it, by the person's id."""
        return Counter(person for _, standing in self.untold() for person in standing.to_tell)

    def _answered(self) -> Iterator[Contribution]:
        """Every contribution that may have an answer."""
        repository = self._repository
        objections: dict[str, None] = {}
        for request in repository.all(ContentRequest):
            if not request.status.open:
                yield request
                yield from self._some(Insight, request.evidence)
                objections.update(dict.fromkeys(request.objections))
        for asset in filter(_usable, repository.all(Asset)):
            objections.update(dict.fromkeys(asset.objections))
        for objection in repository.all(Objection):
            if _OBJECTION[objection.status] in ANSWERED:
                objections[objection.id] = None
        for key in objections:
            yield from repository.referring(Mention, key, "objection")

    def _some(self, kind: type[R], ids: Iterable[str]) -> Iterator[R]:
        for key in ids:
            if (record := self._repository.get(kind, key)) is not None:
                yield record

    def tell(self, answers: Iterable[tuple[Contribution, Feedback]], person: str, now: datetime | None = None) -> None:
        """Record that the answers were reported to a person, given by id. Raises SaveFailed."""
        contributions = list(answers)
        if not contributions:
            return
        told_at = (now or datetime.now(timezone.utc)).replace(microsecond=0)
        with self._repository.change(
            f"Report {len(contributions)} contribution{'' if len(contributions) == 1 else 's'}"
        ):
            for record, standing in contributions:
                answered: dict[str, Any] = {_FIELD[record.table]: record.id}
                self._repository.add(
                    LoopReply(
                        answer=standing.answer, state=standing.state, asset=standing.asset, told_at=told_at,
                        person=person, **answered,
                    )
                )  # fmt: skip


def whom_to_tell(record: Contribution, encounter: Encounter | None) -> set[str]:
    """The ids of the people to report to: who asked for a request, otherwise whoever entered it, and the rep of the
    encounter in which it was heard.
    """
    if record.contributor:
        return {record.contributor}
    return {person for person in (record.author, encounter.rep if encounter else None) if person}


def by(record: Contribution) -> str:
    """The id of the contributor: for a request whoever asked, otherwise whoever entered it."""
    return record.contributor or record.author


def silent(record: Contribution, standing: Feedback, now: datetime) -> bool:
    """Whether a contribution has waited too long for an answer."""
    waits = standing.state in (LoopState.RECEIVED, *ANSWERED)
    return waits and record.created is not None and now - record.created > SILENT


def _usable(asset: Asset) -> bool:
    return asset.status is AssetStatus.CURRENT


def _shipped(asset: Asset) -> Feedback:
    where = f", {asset.location}" if asset.location else ""
    return Feedback(LoopState.SHIPPED, f"Shipped: {asset.name}{where}", asset.id)


def _words(state: LoopState, objection: Objection) -> str:
    if state is LoopState.DECLINED:
        return f"Retired: the objection “{objection.title}” is no longer collected."
    return f"Answered: {objection.title}"
