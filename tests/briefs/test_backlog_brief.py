"""The content backlog: what a writer makes first and why, what is missing, late or worn out, and who waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shadowlog.analysis.backlog import ranked
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.briefs.export.one import write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.domain.records import (
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.records.whole_log import ALL
from shadowlog.domain.values import (
    AssetType,
    Basis,
    ObjectionStatus,
    Outcome,
    RequestStatus,
    Stage,
    Stance,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, TODAY, section
from tests.some import some


def backlog(repository: Repository, audience: Audience = Audience.INTERNAL) -> Brief:
    return write_brief(repository, ALL, TODAY, audience)


def in_short(brief: Brief) -> list[str]:
    """The sentences of In short, without marks of emphasis and references."""
    lines = section(brief, "In short").strip().splitlines()
    return [line.removeprefix("- ").replace("**", "").rsplit(" [", 1)[0] for line in lines]


def heard(repository: Repository, objection: Objection, buyers: int) -> None:
    """An objection raised by so many buyers."""
    for _ in range(buyers):
        account = repository.add(Account(name=f"House number {repository.count(Account)}"))
        repository.add(Mention(objection=objection.id, account=account.id))


def test_the_backlog_orders_itself_and_says_why(repository: Repository) -> None:
    objection = repository.add(Objection(title="Too expensive"))
    heard(repository, objection, 6)
    nursing = repository.add(Persona(name="Nursing"))
    repository.add(ContentRequest(use_case="the loud one", deal_urgency=3, reusability=1))
    repository.add(
        ContentRequest(
            use_case="the heard one", deal_urgency=2, hours_lost=20, objections=(objection.id,), due=date(2020, 1, 1),
            asset_type=AssetType.CASE_STUDY, persona=nursing.id,
        )
    )  # fmt: skip
    brief = backlog(repository)
    assert in_short(brief)[:2] == [
        (
            "Make first: “the heard one” (case study for Nursing): 8 of 15 points. "
            "6 buyers; urgency 2; 20 hours lost a month."
        ),
        "1 request is overdue: “the heard one” (due 2020-01-01).",
    ]
    order = section(brief, "To make, in this order")
    assert "| 1 | the heard one | case study for Nursing | 8: 6 buyers; urgency 2; 20 hours lost a month |" in order
    assert "| 2 | the loud one | type not decided, for everybody | 4: no buyer yet; urgency 3, reuse 1 |" in order
    assert "the heard one — due 2020-01-01" in section(brief, "Overdue")
    outside = backlog(repository, Audience.EXTERNAL)
    assert in_short(outside)[0].startswith("Make first: case study for Nursing: 8 of 15 points.")
    assert "the heard one" not in outside.text


def test_a_buyer_who_says_it_ten_times_gives_a_request_one_buyer(repository: Repository) -> None:
    objection = repository.add(Objection(title="Too expensive"))
    account = repository.add(Account(name="Mercy")).id
    for _ in range(10):
        repository.add(Mention(objection=objection.id, account=account))
    booth = repository.add(Encounter(started_at=NOON))
    insight = repository.add(Insight(text="a table would help", encounter=booth.id))
    repository.add(ContentRequest(use_case="a table", objections=(objection.id,), evidence=(insight.id,), hours_lost=1))
    (entry,) = ranked(RecordReader(repository, TODAY), repository.all(ContentRequest))
    assert (len(entry.buyers), entry.unnamed, entry.points) == (2, 1, 2)
    assert entry.why == "2 buyers (1 of them a conversation without a name); 1 hour lost a month"


def test_the_table_shows_ten_and_counts_the_rest(repository: Repository) -> None:
    for number in range(12):
        repository.add(ContentRequest(use_case=f"request number {number}", deal_urgency=1))
    order = section(backlog(repository), "To make, in this order")
    assert order.count("request number") == 10
    assert "And 2 more." in order


def test_an_empty_backlog_says_so(repository: Repository) -> None:
    assert in_short(backlog(repository)) == ["Nothing is asked for: the backlog is empty."]


def test_nothing_is_overdue_before_its_day(repository: Repository) -> None:
    request = repository.add(ContentRequest(use_case="a table", due=TODAY))
    assert "No request is overdue." in in_short(backlog(repository))
    repository.edit(request, due=TODAY - timedelta(days=1))
    repository.add(ContentRequest(use_case="a film", due=TODAY - timedelta(days=9)))
    assert f"2 requests are overdue, longest: “a film” (due {TODAY - timedelta(days=9)})." in in_short(
        backlog(repository)
    )


def test_a_hole_in_the_coverage_is_counted_by_buyers_and_closed_by_an_asset_for_it(repository: Repository) -> None:
    theme, persona = repository.add(Theme(name="Cost")), repository.add(Persona(name="Purchasing"))
    account = repository.add(Account(name="Mercy")).id
    for _ in range(3):
        encounter = repository.add(Encounter(started_at=NOON, stage_before=Stage.SQL, account=account))
        repository.add(
            Insight(text="x", encounter=encounter.id, persona=persona.id, signals={theme.id: Stance.REJECTED})
        )
    hole = "Cost for Purchasing at SQL: heard from 1 buyer, no asset; nobody asked yet."
    brief = backlog(repository)
    assert f"Largest hole: {hole}" in in_short(brief)
    assert f"- {hole}" in section(brief, "Holes in the coverage")
    repository.add(ContentRequest(use_case="a table", themes=(theme.id,), status=RequestStatus.ACCEPTED))
    assert "heard from 1 buyer, no asset; 1 open request." in backlog(repository).text
    asset = repository.add(Asset(name="A table", themes=(theme.id,), verify_by=TODAY))
    covered = backlog(repository)
    assert "Largest hole" not in covered.text
    assert "Every theme has an asset wherever it was heard." in section(covered, "Holes in the coverage")
    repository.edit(asset, verify_by=TODAY - timedelta(days=1))
    late = backlog(repository)
    assert "Largest hole" in late.text, "what is past its date covers nothing"
    assert "Worn out: 1 asset is past its date." in in_short(late)
    assert "**Verify or retire**" in section(late, "Assets to verify or retire")


def _heard_by(repository: Repository, theme: Theme, persona: Persona, stance: Stance, buyers: int) -> None:
    for _ in range(buyers):
        account = repository.add(Account(name=f"House number {repository.count(Account)}")).id
        there = repository.add(Encounter(started_at=NOON, stage_before=Stage.SQL, account=account))
        repository.add(Insight(text="x", encounter=there.id, persona=persona.id, signals={theme.id: stance}))


def test_no_content_is_sent_for_to_those_with_whom_the_theme_fails(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet"))
    nursing, purchasing = (repository.add(Persona(name=name)) for name in ("Nursing", "Purchasing"))
    _heard_by(repository, theme, nursing, Stance.RESONATED, 6)
    _heard_by(repository, theme, purchasing, Stance.REJECTED, 8)
    for persona in (nursing, purchasing):
        repository.add(ContentRequest(use_case=f"for {persona.name}", themes=(theme.id,), persona=persona.id))
    brief = backlog(repository)
    assert "Largest hole: Quiet for Nursing at SQL" in section(brief, "In short").replace("**", "")
    holes = section(brief, "Holes in the coverage")
    assert "- Quiet for Purchasing" not in holes
    assert "Not listed, 1 hole where the theme fails: “Quiet” with Purchasing. Reword it first. [" in holes
    assert brief.front["counts"]["holes"] == 1
    order = {
        row.split(" | ")[1]: row for row in section(brief, "To make, in this order").splitlines() if "| for " in row
    }
    assert "; but “Quiet” fails with Purchasing |" in order["for Purchasing"]
    assert "fails with" not in order["for Nursing"]
    first = in_short(brief)[0]
    assert ("; but “Quiet” fails with Purchasing." in first) is ("“for Purchasing”" in first)


def test_that_nothing_is_late_or_worn_out_is_no_lack_and_no_rate_is_spoken_of(repository: Repository) -> None:
    repository.add(ContentRequest(use_case="a table", asset_type=AssetType.ONE_PAGER))
    brief = backlog(repository)
    missing = section(brief, "No evidence logged")
    for good in ("Overdue", "Assets", "worn out"):
        assert good not in missing
    assert "Rates count buyers" not in brief.text
    assert "| place | what | type, for whom | points, and why | owner, due |" in brief.text
    assert "| 1 | a table | one pager for everybody |" in brief.text
    _answers(repository, 9, table=Outcome.RESOLVED, discount=Outcome.LOST)
    assert "Rates count buyers" in backlog(repository).text


def test_no_coverage_is_claimed_where_no_stage_is_known(repository: Repository) -> None:
    nursing = repository.add(Persona(name="Nursing"))
    theme = repository.add(Theme(name="Quiet"))
    repository.add(Insight(text="loud", persona=nursing.id, signals={theme.id: Stance.REJECTED}))
    brief = backlog(repository)
    assert "Holes in the coverage" in section(brief, "No evidence logged")
    assert "has an asset" not in brief.text


def _answers(repository: Repository, buyers: int, **outcomes: Outcome) -> Objection:
    """An objection with answers, each tried with so many buyers."""
    objection = repository.add(Objection(title="Too expensive", status=ObjectionStatus.TRIAGED))
    for text, outcome in outcomes.items():
        response = repository.add(Response(text=text))
        for _ in range(buyers):
            account = repository.add(Account(name=f"House number {repository.count(Account)}"))
            repository.add(
                Mention(objection=objection.id, response=response.id, outcome=outcome, account=account.id)
            )  # fmt: skip
    return objection


def test_an_answer_that_does_worse_is_told_by_the_rule(repository: Repository) -> None:
    _answers(repository, 9, table=Outcome.RESOLVED, discount=Outcome.LOST)
    brief = backlog(repository)
    worn = section(brief, "Answers and proof that have worn out")
    assert (
        "- discount — worked for 0 of 9 buyers (resolved or progressed), fewer than “table” (worked for 9 of 9 buyers)."
    ) in worn
    assert "Objection: Too expensive." in worn
    assert "Worn out: 1 answer does worse than the others." in in_short(brief)
    (claim,) = brief.front["claims"]
    assert (claim["measure"], claim["comparisons"]) == ("worked", 1)


def test_of_three_answers_the_one_that_fails_is_worn_out(repository: Repository) -> None:
    _answers(repository, 9, table=Outcome.RESOLVED, trial=Outcome.PROGRESSED, discount=Outcome.LOST)
    worn = section(backlog(repository), "Answers and proof that have worn out")
    assert worn.count("worked for 0 of 9 buyers") == 1
    assert "- discount" in worn


@pytest.mark.parametrize("buyers", [4, 1])
def test_an_answer_hardly_tried_is_not_called_worn_out(repository: Repository, buyers: int) -> None:
    _answers(repository, buyers, table=Outcome.RESOLVED, discount=Outcome.LOST)
    brief = backlog(repository)
    assert "worse" not in brief.text
    assert brief.front["claims"] == []


def test_many_outcomes_with_one_buyer_wear_no_answer_out(repository: Repository) -> None:
    objection = repository.add(Objection(title="Too expensive", status=ObjectionStatus.TRIAGED))
    account = repository.add(Account(name="Mercy")).id
    for text, outcome in (("table", Outcome.RESOLVED), ("discount", Outcome.LOST)):
        response = repository.add(Response(text=text))
        for _ in range(9):
            repository.add(Mention(objection=objection.id, response=response.id, outcome=outcome, account=account))
    assert "worse" not in backlog(repository).text


def test_what_has_expired_says_in_which_brief_it_still_stands(repository: Repository) -> None:
    point = repository.add(ProofPoint(claim="Half the noise", expires_on=TODAY - timedelta(days=1)))
    repository.add(Theme(name="Quiet", proof_points=(point.id,)))
    repository.add(ProofPoint(claim="Twice the sleep", expires_on=TODAY - timedelta(days=1)))
    brief = backlog(repository)
    assert "Worn out: 2 proof points have expired." in in_short(brief)
    worn = section(brief, "Answers and proof that have worn out")
    assert f"**expired {TODAY - timedelta(days=1)}**; no source. In: Quiet." in worn
    body, index = brief.text.split("## Evidence index")
    cited = [line.split("]")[0].removeprefix("- ") for line in index.splitlines() if line.startswith("- [")]
    assert [number for number in some(cited) if f"{number}]" not in body] == [], "every reference is in the text"


def test_who_contributed_is_to_be_told_what_was_shipped(repository: Repository) -> None:
    dana = repository.add(Person(name="Dana Quill")).id
    insight = repository.add(Insight(text="a table would help", basis=Basis.REP_REPORT, author=dana))
    asset = repository.add(Asset(name="Five years in a table"))
    repository.add(
        ContentRequest(
            use_case="a table", requester=dana, status=RequestStatus.SHIPPED, asset=asset.id, evidence=(insight.id,)
        )
    )  # fmt: skip
    brief = backlog(repository)
    assert "1 person waits to be told what came of what they passed on." in in_short(brief)
    shipped = section(brief, "Shipped, and whom to tell")
    assert "a table — shipped as Five years in a table." in shipped
    assert "- Tell Dana Quill what became of 2 things passed on." in shipped
    outside = backlog(repository, Audience.EXTERNAL)
    assert "Dana Quill" not in outside.text
    assert "waits" not in section(outside, "In short")
    assert "- type not decided — shipped as Five years in a table." in section(outside, "Shipped, and whom to tell")
    assert "whom to tell" in outside.text.split("## In short")[0]


def test_every_sentence_in_short_stands_on_records_and_one_is_not_many(demo: Repository) -> None:
    for audience in Audience:
        brief = backlog(demo, audience)
        assert all(" [" in line for line in some(section(brief, "In short").strip().splitlines()))
        before_the_index = brief.content.markdown.split("## Evidence index")[0]
        assert len([word for word in before_the_index.split() if any(map(str.isalnum, word))]) <= 900
        for wrong in (" 1 insights", " 1 mentions", " 1 buyers", " 1 requests", " 1 answers", "once from"):
            assert wrong not in brief.text
