"""Whole briefs of a small log, to the letter: every heading, table, count and line of each kind.

Where a brief is meant to say something else, the failing test tells the file with what it says now: look at every
line that changed, then put it in place of the one in ``expected``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml

from shadowlog.briefs.export.one import write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.domain.records import (
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Record,
    Response,
    Theme,
)
from shadowlog.domain.records.whole_log import ALL
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import (
    AssetType,
    Basis,
    BuyingRole,
    EncounterKind,
    InsightKind,
    ObjectionCategory,
    Outcome,
    Permission,
    RequestStatus,
    Role,
    Stage,
    Stance,
    Technique,
    Tier,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 18, 12, tzinfo=timezone.utc)
_TOLD = ("kind", "title", "verdict", "newest_evidence", "counts", "claims", "comparisons", "quoted")
EXPECTED = Path(__file__).parent / "expected"


def _records() -> list[Record]:
    quote = {"basis": Basis.BUYER_VERBATIM, "permission": Permission.ATTRIBUTED}
    report = {"basis": Basis.REP_REPORT}
    found: list[Record] = [
        Person(id="dana", name="Dana Whitlock", role=Role.REP),
        Account(id="mercy", name="Mercy Hospital", segment="acute care"),
        Account(id="alder", name="Alder Valley", segment="acute care"),
        Account(id="linden", name="Linden House", segment="home care"),
        Persona(id="buying", name="Purchasing", buying_role=BuyingRole.PROCUREMENT, wants="one price", fears="audits"),
        Persona(id="nursing", name="Nursing", buying_role=BuyingRole.USER, measures="quiet nights", aliases=("Wards",)),
        ProofPoint(id="older", claim="8 of 10 stay", verified_on=date(2026, 1, 2), source="a survey"),
        ProofPoint(id="newer", claim="9 of 10 stay", verified_on=date(2026, 10, 2), evidence="study"),
        ProofPoint(id="expired", claim="All of them stay", expires_on=date(2026, 11, 1)),
        Theme(id="cost", name="Total cost", message="It pays for itself.", proof_points=("older", "newer", "expired")),
        Theme(id="calm", name="Calmer nights", message="Nobody wakes up.", keywords=("noise",)),
        Event(
            id="show", name="Expo Leeds", starts=date(2026, 11, 17), ends=date(2026, 11, 19), goals="ten talks",
            conversations_wanted=10, leads_wanted=4, verdict="Worth it.", lessons="Bring two.",
        ),
        Objection(
            id="dear", title="too expensive", category=ObjectionCategory.PRICE_BUDGET, real_concern="the audit?",
            severity=3, aliases=("costs a fortune",),
        ),
        Objection(id="slow", title="too slow", category=ObjectionCategory.IMPLEMENTATION),
        Response(id="lease", text="A lease spreads it.", technique=Technique.LAER, objections=("dear",)),
        Response(id="wait", text="It will be cheaper.", objections=("dear",)),
        Asset(id="sheet", name="Lease sheet", type=AssetType.ONE_PAGER, location="a folder", themes=("cost",),
              objections=("dear",), verify_by=date(2027, 1, 1)),
        Asset(id="list", name="Price list", themes=("cost",), persona="buying", verify_by=date(2026, 11, 19)),
        ContentRequest(id="page", use_case="a page on leases", themes=("cost",), objections=("dear",), owner="maud",
                       requester="dana", due=date(2026, 11, 19), deal_urgency=2, reusability=1, hours_lost=10,
                       call_to_action="ask for a trial", measure="trials", evidence=("said-0",)),
        ContentRequest(id="film", use_case="a film of a night", themes=("calm",), encounter="talk-1"),
        ContentRequest(id="song", use_case="a song", status=RequestStatus.DECLINED, reason="no time"),
        ContentRequest(id="deck", use_case="a deck", status=RequestStatus.SHIPPED, asset="sheet", requester="dana"),
    ]  # fmt: skip
    for number, account in enumerate(("mercy", "alder", "linden", "mercy", "alder", "linden")):
        who = ("buying", "nursing")[number % 2]
        at = NOON - timedelta(days=3 * number)
        after = (Stage.CLOSED_WON, Stage.CLOSED_LOST, None)[number % 3]
        found.append(
            Encounter(id=f"visit-{number}", started_at=at, account=account, rep="dana", personas=(who,),
                      stage_before=Stage.SQL, stage_after=after)
        )  # fmt: skip
        found += [
            Insight(id=f"said-{number}", text=f"The lease is too dear, {number} says?." if number % 2 else
                    f"It pays in year {number}.", kind=(InsightKind.PAIN, InsightKind.DESIRED_OUTCOME)[number % 2],
                    encounter=f"visit-{number}", persona=who,
                    signals={"cost": (Stance.RESONATED, Stance.REJECTED)[number % 2], "calm": Stance.NEUTRAL}, **quote),
            Mention(id=f"heard-{number}", objection="dear", verbatim=f"too dear by {number}", account=account,
                    encounter=f"visit-{number}", persona=who, response=("lease", "wait")[number % 2],
                    stage=Stage.SQL, outcome=(Outcome.RESOLVED, Outcome.PROGRESSED, Outcome.LOST)[number % 3],
                    **quote),
        ]  # fmt: skip
    for number, tier in enumerate((Tier.A, Tier.B, Tier.A, Tier.C)):
        found.append(
            Encounter(id=f"talk-{number}", kind=EncounterKind.TRADE_SHOW, event="Expo Leeds", tier=tier,
                      started_at=NOON + timedelta(hours=16 * number), account=("mercy", "linden")[number % 2],
                      personas=(("buying", "nursing")[number % 2],), owner="maud" if number else None,
                      followed_up=number == 1, next_step="send the sheet")
        )  # fmt: skip
    found += [
        Insight(id="asked", text="Does it fit the ward?", kind=InsightKind.QUESTION, encounter="talk-1",
                persona="nursing", signals={"calm": Stance.CONFUSED}, **quote),
        Insight(id="rumour", text="They buy in spring.", kind=InsightKind.PAIN, encounter="talk-0", persona="buying",
                signals={"cost": Stance.NEUTRAL}, **report),
        Insight(id="rival", text="The other one is half the price.", kind=InsightKind.COMPETITOR_MENTION,
                encounter="talk-2", persona="buying", signals={"cost": Stance.REJECTED}, **quote),
        Mention(id="passed-on", objection="slow", verbatim="slow, they told me", encounter="talk-1", **report),
    ]  # fmt: skip
    return found


@pytest.fixture
def small(repository: Repository) -> Repository:
    maud = Person(id="maud", name="Maud Keller", role=Role.MARKETER)
    repository.set_author(repository.add(maud))
    # Requests stand on what was heard.
    for number, record in enumerate(sorted(_records(), key=lambda held: isinstance(held, ContentRequest))):
        repository.add(replace(record, created=NOON - timedelta(days=40) + timedelta(minutes=number)))
    return repository


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("theme", Theme, "cost"), ("objection", Objection, "dear"), ("persona", Persona, "buying"),
        ("event", Event, "show"), ("backlog", None, ""),
    ],
)  # fmt: skip
def test_a_whole_brief_says_what_it_said(
    small: Repository, tmp_path: Path, audience: Audience, name: str, kind: type[Record] | None, key: str
) -> None:
    brief = write_brief(small, ALL if kind is None else small.need(kind, key), DAY, audience)
    file = f"{name}-{audience.value}.md"
    told = _told(brief)
    now = tmp_path / file
    now.write_text(told, encoding="utf-8")
    expected = (EXPECTED / file).read_text(encoding="utf-8") if (EXPECTED / file).exists() else ""
    assert told == expected, f"it says now what is in {now}"


def _told(brief: Brief) -> str:
    """A brief with what its front matter tells a reader or counts, and without what each version makes anew: sums over
    it and when it was last changed.
    """
    front = {name: brief.front[name] for name in _TOLD if name in brief.front}
    return f"{yaml.safe_dump(front, sort_keys=False)}---\n{brief.body}"
