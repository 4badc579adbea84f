"""The loop closes: every contribution has one state, and whoever contributed reads what became of it, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest

from shadowlog.analysis.feedback.loop import Loop, by, silent
from shadowlog.analysis.recall import Recall
from shadowlog.analysis.tasks import content
from shadowlog.briefs.digest import digest
from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    LoopReply,
    Mention,
    Objection,
    Person,
    ProofPoint,
    Theme,
)
from shadowlog.domain.values import AssetType, LoopState, ObjectionStatus, RequestStatus, Stance
from shadowlog.services.content_requests import decline, repeats, ship, step
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository

NOW = datetime.now(timezone.utc)


@pytest.fixture
def loop(repository: Repository) -> Loop:
    return Loop(repository)


@pytest.fixture
def recall(repository: Repository) -> Iterator[Recall]:
    held = Recall(repository)
    yield held
    held.finder.close()


@pytest.mark.usefixtures("filled")
def test_every_contribution_has_exactly_one_state(repository: Repository, loop: Loop) -> None:
    states = {
        record.id: loop.feedback(record).state
        for kind in (Insight, Mention, ContentRequest)
        for record in repository.all(kind)
        if isinstance(record, (Insight, Mention, ContentRequest))
    }
    assert len(states) == sum(repository.count(kind) for kind in (Insight, Mention, ContentRequest))
    assert set(states.values()) == {*LoopState}


def test_a_request_goes_its_way_step_by_step_and_those_behind_it_with_it(repository: Repository, loop: Loop) -> None:
    theme = repository.add(Theme(name="Cost"))
    insight = repository.add(Insight(text="they want a table"))
    objection = repository.add(Objection(title="Too expensive"))
    mention = repository.add(Mention(objection=objection.id))
    request = repository.add(
        ContentRequest(use_case="a table", evidence=(insight.id,), objections=(objection.id,), themes=(theme.id,),
                       asset_type=AssetType.ONE_PAGER)
    )  # fmt: skip
    behind = (insight, mention)
    wanted = [LoopState.ACKNOWLEDGED, LoopState.PLANNED, LoopState.PLANNED, LoopState.PLANNED]
    for state in wanted:
        request = step(repository, request, 1)
        assert {loop.feedback(record).state for record in (request, *behind)} == {state}
    with pytest.raises(RuleBroken, match="Name the asset"):
        step(repository, request, 1)
    asset = ship(repository, request, "Five years as a table", location="/assets/table")
    assert (asset.type, asset.themes, asset.objections) == (AssetType.ONE_PAGER, (theme.id,), (objection.id,))
    answers = {loop.feedback(record).answer for record in (repository.need(ContentRequest, request.id), *behind)}
    assert answers == {"Shipped: Five years as a table, /assets/table"}
    undo(repository.event_store)
    assert loop.feedback(mention).state is LoopState.PLANNED
    assert not repository.count(Asset)


def test_a_request_is_declined_only_with_a_reason_and_repeats_only_another(repository: Repository, loop: Loop) -> None:
    request = repository.add(ContentRequest(use_case="a film"))
    other = repository.add(ContentRequest(use_case="a movie"))
    with pytest.raises(RuleBroken, match="needs a reason"):
        decline(repository, request, "  ")
    with pytest.raises(RuleBroken, match="needs a reason"):
        repository.edit(request, status=RequestStatus.DECLINED)
    with pytest.raises(RuleBroken, match="Choose that request"):
        repository.edit(request, status=RequestStatus.DUPLICATE, duplicate_of=request.id)
    with pytest.raises(RuleBroken, match="Name the asset"):
        repository.add(ContentRequest(use_case="x", status=RequestStatus.SHIPPED))
    repeated = repeats(repository, other, request)
    declined = decline(repository, request, "Nobody watches films at the bedside")
    for record in (declined, repeated):
        assert loop.feedback(record).answer == "Declined: Nobody watches films at the bedside"
    with pytest.raises(RuleBroken, match="duplicate itself"):
        repeats(repository, repository.add(ContentRequest(use_case="y")), repeated)


def test_what_one_request_declines_another_may_ship(repository: Repository, loop: Loop) -> None:
    insight = repository.add(Insight(text="x"))
    first, second = (repository.add(ContentRequest(use_case=text, evidence=(insight.id,))) for text in ("a", "b"))
    decline(repository, first, "no")
    assert loop.feedback(insight).state is LoopState.DECLINED
    ship(repository, second, "An asset")
    assert loop.feedback(insight).state is LoopState.SHIPPED


def test_an_answered_objection_and_an_asset_against_it_answer_who_heard_it(repository: Repository, loop: Loop) -> None:
    objection = repository.add(Objection(title="Too expensive"))
    mention = repository.add(Mention(objection=objection.id))
    for status, state in (
        (ObjectionStatus.TRIAGED, LoopState.ACKNOWLEDGED), (ObjectionStatus.IN_TEST, LoopState.PLANNED),
        (ObjectionStatus.ANSWERED, LoopState.SHIPPED), (ObjectionStatus.NEW, LoopState.RECEIVED),
    ):  # fmt: skip
        repository.edit(objection, status=status)
        assert loop.feedback(mention).state is state
    asset = repository.add(Asset(name="A table", objections=(objection.id,)))
    assert loop.feedback(mention).asset == asset.id


def test_who_contributed_is_told_once_and_again_only_of_something_new(repository: Repository, recall: Recall) -> None:
    rep, other = (repository.add(Person(name=name)) for name in ("Dana", "Piotr"))
    insight = repository.add(Insight(text="they want a # table\nfor the board", author=rep.id))
    repository.add(Insight(text="elsewhere", author=other.id))
    request = repository.add(
        ContentRequest(use_case="a table", requester=rep.id, evidence=(insight.id,), author=other.id)
    )
    loop = Loop(repository)

    def told(person: Person) -> str:
        made = digest(repository, recall.finder, person, NOW)
        loop.tell(made.answers, person.id, NOW)
        return made.text

    assert "Nothing new." in told(rep)
    ship(repository, request, "Five years")
    text = told(rep)
    assert "**Shipped: Five years** — answers 2 things you passed on, heard from 1 buyer: “" in text
    assert "they want a \\# table for the board" in text
    assert {loop.feedback(record).state for record in (insight, repository.need(ContentRequest, request.id))} == {
        LoopState.TOLD
    }
    assert "Nothing new." in told(rep)
    assert "Nothing new." in told(other), "what was asked for is whose request it is"
    assert by(request) == rep.id
    decline(repository, repository.need(ContentRequest, request.id), "It was wrong")
    assert "**Declined: It was wrong**" in told(rep)
    assert repository.count(LoopReply) == 4


def test_everybody_reads_their_own_news_once_whoever_was_told_before(repository: Repository, recall: Recall) -> None:
    dana, maud = (repository.add(Person(name=name)) for name in ("Dana", "Maud"))
    call = repository.add(Encounter(rep=dana.id, author=maud.id))
    insight = repository.add(Insight(text="they want a table", encounter=call.id, author=maud.id))
    request = repository.add(
        ContentRequest(use_case="a table", requester=dana.id, evidence=(insight.id,), author=dana.id)
    )
    ship(repository, request, "Five years")
    loop = Loop(repository)

    def to_tell() -> dict[str, int]:
        return {person.name: len(loop.untold(person.id)) for person in (dana, maud)}

    def told(person: Person) -> str:
        made = digest(repository, recall.finder, person, NOW)
        loop.tell(made.answers, person.id, NOW)
        return made.text

    assert to_tell() == {"Dana": 2, "Maud": 1}
    assert loop.people_to_tell() == {dana.id: 2, maud.id: 1}
    assert "- 2 things you passed on were answered." in told(dana)
    assert to_tell() == {"Dana": 0, "Maud": 1}
    assert loop.people_to_tell() == {maud.id: 1}
    assert loop.feedback(insight).state is LoopState.SHIPPED, "somebody does not know it yet"
    assert loop.feedback(insight, dana.id).state is LoopState.TOLD
    assert "- 1 thing you passed on was answered." in told(maud)
    assert loop.feedback(insight).state is LoopState.TOLD
    assert {"Nothing new." in told(person) for person in (dana, maud)} == {True}
    assert not loop.people_to_tell()


def test_a_reply_of_an_earlier_version_which_names_nobody_told_everybody(repository: Repository) -> None:
    dana, maud = (repository.add(Person(name=name)) for name in ("Dana", "Maud"))
    call = repository.add(Encounter(rep=dana.id, author=maud.id))
    objection = repository.add(Objection(title="Too dear", status=ObjectionStatus.ANSWERED))
    mention = repository.add(Mention(objection=objection.id, encounter=call.id, author=maud.id))
    loop = Loop(repository)
    assert loop.people_to_tell() == {dana.id: 1, maud.id: 1}
    repository.add(LoopReply(answer="Answered: Too dear", mention=mention.id, told_at=NOW))
    assert loop.feedback(mention).state is LoopState.TOLD
    assert not loop.people_to_tell()


def test_the_digest_says_what_is_in_the_making_and_what_is_only_being_tried(
    repository: Repository, recall: Recall
) -> None:
    rep = repository.add(Person(name="Dana"))
    tried, made = (
        repository.add(Objection(title=title, status=ObjectionStatus.IN_TEST)) for title in ("Too dear", "Too slow")
    )
    for objection in (tried, tried, made):
        repository.add(Mention(objection=objection.id, verbatim=f"{objection.title}!", author=rep.id))
    repository.add(ContentRequest(use_case="a page", objections=(made.id,), status=RequestStatus.ACCEPTED))
    text = digest(repository, recall.finder, rep, NOW).text
    assert "- Content is in the making for 1 thing you passed on." in text
    assert "- Answers are being tried to 1 objection you heard." in text
    making = text.split("## In the making")[1].split("##")[0]
    assert "Too slow!" in making
    assert "Too dear" not in making
    assert "- Too dear, heard twice [" in text.split("## Answers being tried")[1]


def test_silence_for_more_than_fourteen_days_is_listed(repository: Repository, recall: Recall) -> None:
    rep = repository.add(Person(name="Dana"))
    old, new = (
        repository.add(
            ContentRequest(use_case=text, requester=rep.id, author=rep.id, created=NOW - timedelta(days=days))
        )
        for text, days in (("the old one", 15), ("the new one", 13))
    )
    loop = Loop(repository)
    assert [silent(held, loop.feedback(held), NOW) for held in (old, new)] == [True, False]
    assert [(task.kind, task.what) for task in content(repository, NOW)] == [("silent request", "the old one")]
    assert "- the old one [1]" in digest(repository, recall.finder, rep, NOW).text.split("## No word")[1]
    step(repository, old, 1)
    assert not content(repository, NOW)


def test_what_is_late_or_past_its_date_waits_for_somebody(repository: Repository) -> None:
    long_ago = date(2020, 1, 1)
    repository.add(ContentRequest(use_case="late", due=long_ago))
    repository.add(Asset(name="old", verify_by=long_ago))
    repository.add(ProofPoint(claim="worn", expires_on=long_ago))
    repository.add(Insight(text="x", signals={repository.add(Theme(name="t")).id: Stance.NEUTRAL}))
    assert [task.kind for task in content(repository, NOW)] == ["late request", "asset", "proof"]
