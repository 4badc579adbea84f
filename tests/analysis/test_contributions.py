"""What somebody contributed: what they entered, and what others wrote down for them."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from shadowlog.analysis.feedback.contributions import Contributions, FeedbackWriter
from shadowlog.analysis.feedback.loop import Loop
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    LoopReply,
    Mention,
    Objection,
    Person,
    Response,
    Theme,
)
from shadowlog.domain.text.query import read_filter
from shadowlog.domain.values import AssetStatus, LoopState, ObjectionStatus, Outcome, RequestStatus, Stance
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder


def test_what_was_heard_where_somebody_was_the_rep_is_theirs_whoever_wrote_it_down(repository: Repository) -> None:
    marketer = repository.add(Person(name="Maud"))
    repository.set_author(marketer)
    dana, other = repository.add(Person(name="Dana")), repository.add(Person(name="Other"))
    call, others = repository.add(Encounter(rep=dana.id)), repository.add(Encounter(rep=other.id))
    objection = repository.add(Objection(title="too dear", status=ObjectionStatus.ANSWERED))
    theirs = {
        repository.add(Insight(text="quiet please", encounter=call.id)).id,
        repository.add(Mention(objection=objection.id, encounter=call.id)).id,
        repository.add(ContentRequest(use_case="a page", requester=dana.id)).id,
    }
    repository.add(Insight(text="loud please", encounter=others.id))
    repository.add(ContentRequest(use_case="a film"))
    with closing(Finder(repository.event_store)) as finder:
        held = Contributions(repository, finder, dana.id, date(2030, 1, 1))
        assert {contribution.record.id for contribution in held.page(0, 10)} == theirs
        assert len(held) == 3
        assert len(Contributions(repository, finder, marketer.id, date(2030, 1, 1))) == 5, "who entered it has it too"
        found = finder.find(read_filter("from:dana is:insight"))
        assert len(found) == 1
        assert not found.plan.problems
        assert len(finder.find(read_filter("from:me is:content-request"))) == 2
    assert {record.id for record, _ in Loop(repository).untold(dana.id)} <= theirs


def test_what_became_of_it_is_told_in_words_for_each_kind(repository: Repository) -> None:
    dana = repository.add(Person(name="Dana"))
    repository.set_author(dana)
    cost = repository.add(Theme(name="Total cost"))
    tagged = repository.add(Insight(text="quiet", signals={cost.id: Stance.RESONATED}))
    bare = repository.add(Insight(text="loud"))
    request = repository.add(ContentRequest(use_case="a page"))
    refused = repository.add(ContentRequest(use_case="a film", status=RequestStatus.DECLINED, reason="too long"))
    known = repository.add(Objection(title="too dear", status=ObjectionStatus.ANSWERED))
    fresh = repository.add(Objection(title="too slow"))
    lease = repository.add(Response(text="A lease spreads it.", objections=(known.id,)))
    heard = [repository.add(Mention(objection=known.id, response=lease.id, outcome=Outcome.RESOLVED)) for _ in range(3)]
    other = repository.add(Mention(objection=fresh.id))
    with closing(Finder(repository.event_store)) as finder:
        told = FeedbackWriter(repository, finder, date(2030, 1, 1)).words
        assert told(tagged) == "counts for Total cost"
        assert told(bare) == "not tagged yet"
        assert told(request) == "submitted"
        assert told(refused) == "Declined: too long"
        assert told(heard[0]) == (
            "Answered: too dear; answered, heard 3 times in 3 conversations without a name; "
            "worked for 3 of 3 buyers: A lease spreads it."
        )
        assert told(other) == "new, heard once; no answer was tried yet"
        assert told(dana) == ""


def test_a_repeated_request_goes_where_the_other_goes_and_nowhere_without_it(repository: Repository) -> None:
    first = repository.add(ContentRequest(use_case="a page", status=RequestStatus.IN_PROGRESS))
    again = repository.add(ContentRequest(use_case="that page", status=RequestStatus.DUPLICATE, duplicate_of=first.id))
    loop = Loop(repository)
    assert loop.feedback(again).state is loop.feedback(first).state is LoopState.PLANNED
    repository.delete(first)
    assert loop.feedback(again).state is LoopState.ACKNOWLEDGED


def test_an_objection_that_has_an_asset_is_answered_by_it_alone(repository: Repository) -> None:
    dear, slow = (repository.add(Objection(title=title)) for title in ("too dear", "too slow"))
    said, other = (repository.add(Mention(objection=objection.id)) for objection in (dear, slow))
    repository.add(Asset(name="Old sheet", objections=(dear.id,), status=AssetStatus.RETIRED))
    loop = Loop(repository)
    before = loop.feedback(said).state
    sheet = repository.add(Asset(name="Lease sheet", location="a folder", objections=(dear.id,)))
    standing = Loop(repository).feedback(said)
    assert before is not LoopState.SHIPPED
    assert (standing.state, standing.answer, standing.asset) == (
        LoopState.SHIPPED,
        "Shipped: Lease sheet, a folder",
        sheet.id,
    )
    assert Loop(repository).feedback(other).state is not LoopState.SHIPPED


def test_telling_is_one_change_called_by_how_many_were_told(repository: Repository) -> None:
    requests = [
        repository.add(ContentRequest(use_case=f"page {number}", status=RequestStatus.DECLINED, reason="no"))
        for number in range(3)
    ]
    loop, dana = Loop(repository), repository.add(Person(name="Dana")).id
    loop.tell([], dana)
    loop.tell([(request, loop.feedback(request)) for request in requests[:1]], dana)
    loop.tell([(request, loop.feedback(request)) for request in requests[1:]], dana)
    assert repository.count(LoopReply) == 3
    assert undo(repository.event_store).label == "Report 2 contributions"
    assert undo(repository.event_store).label == "Report 1 contribution"
    assert repository.count(LoopReply) == 0
