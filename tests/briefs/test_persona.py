"""The persona brief: each sentence of *In short*, and what stands under it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta

import pytest

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import find_subject, write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.render.json_document import to_json
from shadowlog.domain.ids import tail
from shadowlog.domain.records import (
    Asset,
    Encounter,
    Insight,
    Mention,
    Objection,
    Persona,
    Response,
    Theme,
)
from shadowlog.domain.values import (
    AssetStatus,
    Basis,
    BuyingRole,
    InsightKind,
    ObjectionStatus,
    Outcome,
    Permission,
    Stage,
    Stance,
)
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.buyers import LOST, WON, front, in_short, raised, received, talk
from tests.briefs.conftest import NOON, TODAY, section, stands_on
from tests.some import some

RESONATED, REJECTED, NEUTRAL = Stance.RESONATED, Stance.REJECTED, Stance.NEUTRAL


def _brief(repository: Repository, persona: Persona, audience: Audience = Audience.INTERNAL) -> Brief:
    return write_brief(repository, persona, TODAY, audience)


def _ended(repository: Repository, persona: Persona, won: int, lost: int) -> None:
    for number in range(won + lost):
        talk(repository, f"{persona.name} {number}", WON if number < won else LOST, personas=(persona.id,))


@pytest.fixture
def nursing(repository: Repository) -> Persona:
    return repository.add(Persona(name="Nursing"))


def test_it_says_first_how_it_ended_with_them(repository: Repository, nursing: Persona) -> None:
    assert in_short(_brief(repository, nursing))[0] == "It is not known yet how it ended with any of them."
    _ended(repository, nursing, won=2, lost=1)
    assert in_short(_brief(repository, nursing))[0] == "We won 2 of the 3 buyers whose outcome is known."
    for number in range(7):
        talk(repository, f"House {number}", WON if number < 4 else LOST, personas=(nursing.id,))
    assert in_short(_brief(repository, nursing))[0] == "We won 6 of the 10 buyers whose outcome is known."


def test_a_buyer_that_was_lost_at_first_and_won_at_last_is_won_once(repository: Repository, nursing: Persona) -> None:
    for days, after in ((40, LOST), (30, LOST), (2, WON)):
        talk(repository, "St. Luke", after, personas=(nursing.id,), started_at=NOON - timedelta(days=days))
    assert in_short(_brief(repository, nursing))[0] == "We won 1 of 1 buyer whose outcome is known."


def test_a_difference_is_told_by_both_personas_and_stands_as_data(repository: Repository, nursing: Persona) -> None:
    purchasing = repository.add(Persona(name="Purchasing"))
    _ended(repository, nursing, won=14, lost=6)
    _ended(repository, purchasing, won=4, lost=16)
    brief = _brief(repository, nursing)
    assert in_short(brief)[0] == (
        "We won 70 % of 20 buyers whose outcome is known, more than of all other personas (20 % of 20)."
    )
    outcomes = section(brief, "Outcomes beside other personas")
    assert "| **Nursing** | 20 | 14 of 20 (70 %, 48–85 %) [" in outcomes
    assert "| Purchasing | 20 | 4 of 20 (20 %, 8–42 %) |" in outcomes
    assert "Nursing is above all others together (70 % of 20 against 20 % of 20)." in outcomes
    other = _brief(repository, purchasing)
    assert in_short(other)[0] == (
        "We won 20 % of 20 buyers whose outcome is known, fewer than of all other personas (70 % of 20)."
    )
    for persona, told, direction, share in ((nursing, brief, "above", 0.7), (purchasing, other, "below", 0.2)):
        for read in (front(told), json.loads(to_json(told))):
            (claim,) = read["claims"]
            assert read["comparisons"] == 1
            assert (claim["measure"], claim["of"], claim["direction"]) == ("won", persona.id, direction)
            assert (claim["share"], claim["n"], claim["level"]) == (share, 20, 0.98)
            low, high = claim["interval"]
            assert (low > 0) if direction == "above" else (high < 0)


def test_no_difference_is_told_that_chance_makes_and_only_ones_own(repository: Repository, nursing: Persona) -> None:
    purchasing, estates = (repository.add(Persona(name=name)) for name in ("Purchasing", "Estates"))
    _ended(repository, nursing, won=18, lost=2)
    _ended(repository, purchasing, won=2, lost=18)
    _ended(repository, estates, won=10, lost=10)
    brief = _brief(repository, estates)
    assert in_short(brief)[0] == (
        "We won 50 % of 20 buyers whose outcome is known; no difference from other personas can be told."
    )
    assert front(brief)["claims"] == []
    assert front(brief)["comparisons"] == 3
    assert "Estates cannot be told apart from the others." in section(brief, "Outcomes beside other personas")
    assert [claim["of"] for claim in front(_brief(repository, nursing))["claims"]] == [nursing.id]


def test_what_lands_fails_divides_and_cannot_be_told(repository: Repository, nursing: Persona) -> None:
    quiet, cost, lessons, charger = (
        repository.add(Theme(name=name)) for name in ("Quiet", "Cost", "Lessons", "Charger")
    )
    received(repository, quiet, nursing, {f"House {number}": RESONATED for number in range(6)})
    received(repository, cost, nursing, {f"House {number}": REJECTED if number else RESONATED for number in range(6)})
    received(
        repository, lessons, nursing, {f"House {number}": REJECTED if number % 2 else RESONATED for number in range(6)}
    )
    received(repository, charger, nursing, {f"House {number}": RESONATED for number in range(4)})
    brief = _brief(repository, nursing)
    assert in_short(brief)[1:] == [
        "“Quiet” lands: it resonated with 100 % of 6 buyers.",
        "“Cost” fails: 83 % of 6 buyers rejected it or were confused.",
        "“Lessons” divides them: it resonated with 50 % of 6 buyers, and 50 % rejected it or were confused.",
        "Too few buyers heard of “Charger” to tell how it does.",
        "To do: Say “Quiet” first, and do not open with “Cost”.",
    ]
    assert front(brief)["claims"] == []


def test_it_divides_them_only_where_both_views_are_held_by_many(repository: Repository, nursing: Persona) -> None:
    for name, stances in (
        ("Quiet", [RESONATED] * 3 + [REJECTED] * 2 + [NEUTRAL] * 6),
        ("Cost", [NEUTRAL] * 7), ("Lessons", [NEUTRAL] * 6), ("Charger", [NEUTRAL] * 5),
        ("Service", [RESONATED] * 2 + [REJECTED] * 2 + [NEUTRAL] * 2),
    ):  # fmt: skip
        theme = repository.add(Theme(name=name))
        received(repository, theme, nursing, {f"House {number}": stance for number, stance in enumerate(stances)})
    brief = _brief(repository, nursing)
    assert in_short(brief)[1:3] == [
        "“Service” divides them: it resonated with 33 % of 6 buyers, and 33 % rejected it or were confused.",
        (
            "“Quiet” neither lands nor fails: it resonated with 27 % of 11 buyers, and 18 % rejected it or were "
            "confused; so it is with “Cost”, “Lessons” and 1 other theme."
        ),
    ]


def test_a_sentence_refers_to_all_that_it_counts(repository: Repository, nursing: Persona) -> None:
    for name, lands in (("Quiet", RESONATED), ("Cost", REJECTED)):
        theme = repository.add(Theme(name=name))
        stances = {f"House {number}": lands if number else NEUTRAL for number in range(7)}
        received(repository, theme, nursing, stances)
        rumour = talk(repository, "Elsewhere")
        repository.add(
            Insight(
                text="They say so", encounter=rumour.id, persona=nursing.id, basis=Basis.REP_REPORT,
                signals={theme.id: lands},
            )
        )  # fmt: skip
    text = _brief(repository, nursing).text
    for name, words in (("Quiet", "“Quiet” lands"), ("Cost", "“Cost” fails")):
        (theme,) = (each for each in repository.all(Theme) if each.name == name)
        tagged = [each for each in repository.all(Insight) if theme.id in each.signals]
        said = [each for each in tagged if each.basis is not Basis.REP_REPORT]
        assert len(said) == 7
        assert stands_on(text, words) == {tail(insight.id) for insight in said}


def test_how_it_ended_stands_on_the_talks_that_say_so_wherever_they_were(
    repository: Repository, nursing: Persona, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("briefs")
    quiet = repository.add(Theme(name="Quiet"))
    received(repository, quiet, nursing, {"House": RESONATED})
    elsewhere = [talk(repository, "House", WON, started_at=NOON - timedelta(days=3))]
    text = _brief(repository, nursing).text
    assert stands_on(text, "We won 1 of 1 buyer") == {tail(nursing.id), tail(elsewhere[0].id)}
    assert tail(elsewhere[0].id) in stands_on(text, "| Quiet | 1 of 1 | 0 of 1 | 1 of 1")
    export(repository, folder, TODAY, Audience.INTERNAL)
    elsewhere.append(talk(repository, "House", WON, started_at=NOON - timedelta(days=2)))
    export(repository, folder, TODAY, Audience.INTERNAL)
    for name in ("persona-nursing", "theme-quiet"):
        (path,) = folder.glob(f"{name}*.md")
        assert {tail(each.id) for each in elsewhere} <= stands_on(
            path.read_text(encoding="utf-8"), "| 1 of 1 | 0 of 1 "
        )


def test_the_bridge_advises_nothing_that_fewer_than_five_buyers_told(repository: Repository, nursing: Persona) -> None:
    purchasing = repository.add(Persona(name="Purchasing"))
    quiet = repository.add(Theme(name="Quiet"))
    received(repository, quiet, nursing, {f"House {number}": RESONATED for number in range(5)})
    received(repository, quiet, purchasing, {f"Office {number}": RESONATED for number in range(4)})
    heading = "The bridge: what others must hear"
    nothing = "Nothing that lands here is known to land or fail with them: ask."
    assert nothing in section(_brief(repository, nursing), heading)
    assert nothing in section(_brief(repository, purchasing), heading)
    received(repository, quiet, purchasing, {"Office 5": RESONATED})
    for persona in (nursing, purchasing):
        bridge = section(_brief(repository, persona), heading)
        assert "Begin with “Quiet”: there it resonated with 100 % of 5 buyers." in bridge


def test_several_themes_that_land_are_one_sentence(repository: Repository, nursing: Persona) -> None:
    for name, against in (("Quiet", 0), ("Cost", 1), ("Lessons", 2), ("Charger", 1)):
        theme = repository.add(Theme(name=name))
        stances = {f"House {number}": REJECTED if number < against else RESONATED for number in range(9)}
        received(repository, theme, nursing, stances)
    assert in_short(_brief(repository, nursing))[1] == (
        "“Quiet”, “Charger” and “Cost” land: they resonated with 100 % of 9, 89 % of 9 and 89 % of 9 buyers; "
        "1 theme more."
    )


def test_a_theme_that_leaves_them_cold_neither_lands_nor_fails(repository: Repository, nursing: Persona) -> None:
    cost = repository.add(Theme(name="Cost"))
    received(repository, cost, nursing, {f"House {number}": NEUTRAL for number in range(5)})
    assert in_short(_brief(repository, nursing))[1:] == [
        "“Cost” neither lands nor fails: it resonated with 0 % of 5 buyers, and none rejected it or were confused.",
        "To do: Ask what matters to them: no theme is known to land.",
    ]


def test_what_to_do_with_few_buyers_and_where_all_fails(repository: Repository, nursing: Persona) -> None:
    cost = repository.add(Theme(name="Cost"))
    received(repository, cost, nursing, {f"House {number}": REJECTED for number in range(4)})
    hear_more = "To do: Hear more of them before you write for them: fewer than five buyers so far."
    assert in_short(_brief(repository, nursing))[-1] == hear_more
    received(repository, cost, nursing, {"House 4": REJECTED})
    assert in_short(_brief(repository, nursing))[-1] == "To do: Do not open with “Cost”; ask what matters to them."


def test_fifteen_sentences_of_one_buyer_are_one_voice(repository: Repository, nursing: Persona) -> None:
    quiet = repository.add(Theme(name="Quiet"))
    there = talk(repository, "St. Luke")
    for number in range(15):
        repository.add(
            Insight(
                text=f"Sentence {number}", encounter=there.id, persona=nursing.id, basis=Basis.BUYER_VERBATIM,
                signals={quiet.id: RESONATED}, kind=InsightKind.QUESTION,
            )
        )  # fmt: skip
    brief = _brief(repository, nursing)
    assert "1 buyer in 1 conversation" in brief.text
    assert in_short(brief)[1:] == [
        "Too few buyers heard of “Quiet” to tell how it does.",
        "To do: Hear more of them before you write for them: fewer than five buyers so far.",
    ]
    assert "| Quiet | 1 of 1 | 0 of 1 |" in section(brief, "Themes that land or fail")
    assert "— 1 buyer, in 15 wordings." in section(brief, "Questions they ask")
    assert "Heard from 1 buyer: not yet a pattern." in section(brief, "Gaps and caveats")
    assert front(brief)["counts"]["insights"] == 15


def test_the_objection_of_most_buyers_is_the_one_to_be_ready_for(repository: Repository, nursing: Persona) -> None:
    answer = repository.add(Response(text="Take it for a week"))
    loud, dear = (
        repository.add(Objection(title=title, status=ObjectionStatus.TRIAGED)) for title in ("Too loud", "Too dear")
    )
    there = talk(repository, "St. Luke")
    for _ in range(9):
        repository.add(Mention(objection=loud.id, encounter=there.id, persona=nursing.id))
    raised(repository, dear, 3, persona=nursing.id, response=answer.id, outcome=Outcome.LOST)
    brief = _brief(repository, nursing)
    assert in_short(brief)[-1] == "Be ready for “Too dear”: no answer has worked yet (0 of 3)."
    raised(repository, dear, 2, prefix="Elsewhere", response=answer.id, outcome=Outcome.PROGRESSED)
    brief = _brief(repository, nursing)
    assert in_short(brief)[-1] == (
        "Be ready for “Too dear”: worked for 2 of 5 buyers (resolved or progressed): Take it for a week."
    )
    objections = section(brief, "Objections they raise")
    assert objections.index("Too dear — 3 buyers; worked for 2 of 5 buyers") < objections.index("Too loud — 1 buyer")


def test_what_moved_them_is_by_stage_and_stays_with_the_team(repository: Repository, nursing: Persona) -> None:
    for number in range(2):
        stages = {"stage_before": Stage.SQL, "after": WON}
        talk(repository, f"House {number}", personas=(nursing.id,), moved_by="the trial week", **stages)
    moved = section(_brief(repository, nursing), "What moved them")
    assert "**SQL → closed won**, 2 buyers: “the trial week” (2)." in moved
    outside = _brief(repository, nursing, Audience.EXTERNAL).text
    assert "trial week" not in outside
    assert "what moved prospects forward. The team’s edition, in exports/internal, has it." in outside


def test_only_what_is_written_of_a_persona_stands_there_and_what_is_not_in_one_line(repository: Repository) -> None:
    bare = _brief(repository, repository.add(Persona(name="Estates")))
    assert "Role, wants, fears and measures" in section(bare, "No evidence logged")
    gap = "Nobody has written down: its role, what it wants, what it fears, what it is measured by."
    assert gap in section(bare, "Gaps and caveats")
    chief = Persona(name="Chief nurse", buying_role=BuyingRole.USER, wants="Quiet nights", aliases=("Matron",))
    brief = _brief(repository, repository.add(chief))
    role = section(brief, "Role, wants, fears and measures")
    assert "- Role in the purchase: user." in role
    assert "- Wants: Quiet nights." in role
    assert "- Also called: Matron." in role
    assert "Fears" not in role
    assert "Nobody has written down: what it fears, what it is measured by." in section(brief, "Gaps and caveats")


def test_what_the_team_reports_counts_apart(repository: Repository, nursing: Persona) -> None:
    quiet = repository.add(Theme(name="Quiet"))
    received(repository, quiet, nursing, {f"House {number}": RESONATED for number in range(5)})
    there = talk(repository, "St. Luke")
    repository.add(
        Insight(
            text="They will never take it", encounter=there.id, persona=nursing.id, basis=Basis.REP_REPORT,
            signals={quiet.id: REJECTED},
        )
    )  # fmt: skip
    brief = _brief(repository, nursing)
    assert "“Quiet” lands: it resonated with 100 % of 5 buyers." in in_short(brief)
    assert "| Quiet | 100 % (57–100 %) of 5; reported: 0 of 1 |" in section(brief, "Themes that land or fail")
    assert "They will never take it — 1 buyer." in section(brief, "What the team reports, not buyers")


def test_how_conversations_ended_stands_beside_the_themes_raised(repository: Repository, nursing: Persona) -> None:
    quiet = repository.add(Theme(name="Quiet"))
    for number in range(5):
        there = talk(repository, f"House {number}", WON if number < 4 else LOST)
        repository.add(Insight(text="x", encounter=there.id, persona=nursing.id, signals={quiet.id: RESONATED}))
    _ended(repository, nursing, won=0, lost=3)
    assert "| 4 of 5 (80 %, 38–96 %) [" in section(_brief(repository, nursing), "Themes that land or fail")


def test_words_to_use_and_to_avoid_are_told(repository: Repository, nursing: Persona) -> None:
    quiet = repository.add(Theme(name="Quiet"))
    landed = {f"House {number}": RESONATED for number in range(8)}
    received(repository, quiet, nursing, landed, "A silent ward helps us sleep")
    failed = {f"Clinic {number}": REJECTED for number in range(8)}
    received(repository, quiet, nursing, failed, "Another gadget we must learn")
    words = section(_brief(repository, nursing), "In their words")
    assert "“sleep” (8 for, 0 against)" in words.split("Words to use: ")[1].splitlines()[0]
    assert "“gadget” (0 for, 8 against)" in words.split("Words to avoid: ")[1].splitlines()[0]


def test_the_bridge_says_what_another_persona_must_hear(repository: Repository, nursing: Persona) -> None:
    measured = Persona(name="Purchasing", buying_role=BuyingRole.PROCUREMENT, measures="Savings", fears="Late costs")
    purchasing = repository.add(measured)
    quiet, cost = (repository.add(Theme(name=name)) for name in ("Quiet", "Cost"))
    for theme, theirs in ((quiet, RESONATED), (cost, REJECTED)):
        received(repository, theme, nursing, {f"House {number}": RESONATED for number in range(6)})
        received(repository, theme, purchasing, {f"House {number}": theirs for number in range(5)})
    dear = repository.add(Objection(title="Too dear", status=ObjectionStatus.TRIAGED))
    raised(repository, dear, 4, persona=purchasing.id)
    bridge = section(_brief(repository, nursing), "The bridge: what others must hear")
    assert "**To Purchasing** (procurement); measured by: Savings; fears: Late costs. [" in bridge
    assert "- Begin with “Quiet”: there it resonated with 100 % of 5 buyers. [" in bridge
    assert "- Say “Cost” otherwise: there 100 % of 5 buyers rejected it or were confused. [" in bridge
    assert "- Their first objection: “Too dear” — 4 buyers. [" in bridge


def test_a_bridge_leads_to_three_others_and_the_rest_is_counted(repository: Repository, nursing: Persona) -> None:
    for number in range(5):
        other = repository.add(Persona(name=f"Other {number}"))
        _ended(repository, other, won=number + 1, lost=0)
    bridge = section(_brief(repository, nursing), "The bridge: what others must hear")
    assert [name for name in range(5) if f"**To Other {name}**" in bridge] == [2, 3, 4]
    assert "And 2 other personas, met with fewer buyers." in bridge


def test_assets_stand_by_stage_without_those_retired(repository: Repository, nursing: Persona) -> None:
    for name, stage, status, days in (
        ("A table", Stage.SQL, AssetStatus.CURRENT, 9), ("A film", Stage.SQL, AssetStatus.RETIRED, 9),
        ("A page", None, AssetStatus.CURRENT, -9),
    ):  # fmt: skip
        due = TODAY + timedelta(days=days)
        repository.add(Asset(name=name, persona=nursing.id, stage=stage, status=status, verify_by=due))
    assets = section(_brief(repository, nursing), "Assets by stage")
    assert "| SQL | A table [" in assets
    assert "| any | A page [" in assets
    assert "A film" not in assets
    assert "**Verify or retire**" in assets


def test_its_own_words_leave_the_team_only_with_permission(repository: Repository, nursing: Persona) -> None:
    there = talk(repository, "St. Luke")
    for kind, permission in (
        (InsightKind.PAIN, Permission.ANONYMISED),
        (InsightKind.QUESTION, Permission.INTERNAL_ONLY),
    ):
        repository.add(
            Insight(
                text=f"said as {permission.words}", kind=kind, encounter=there.id, persona=nursing.id,
                basis=Basis.BUYER_VERBATIM, permission=permission,
            )
        )  # fmt: skip
    outside = _brief(repository, nursing, Audience.EXTERNAL)
    assert f"said as {Permission.ANONYMISED.words}" in section(outside, "In their words")
    assert f"said as {Permission.INTERNAL_ONLY.words}" not in outside.text
    assert f"said as {Permission.INTERNAL_ONLY.words}" in section(_brief(repository, nursing), "Questions they ask")


def test_an_outcome_elsewhere_at_the_same_buyer_brings_the_brief_up_to_date(
    repository: Repository, nursing: Persona
) -> None:
    talk(repository, "St. Luke", personas=(nursing.id,))
    folder = repository.workspace.exports
    export(repository, folder, TODAY, Audience.INTERNAL)
    talk(repository, "St. Luke", WON, started_at=NOON)
    written = [each for each in export(repository, folder, TODAY, Audience.INTERNAL).written if each.kind == "persona"]
    assert len(written) == 1
    assert "We won 1 of 1 buyer whose outcome is known" in written[0].path.read_text(encoding="utf-8")


def _buyer(encounter: Encounter) -> str:
    """Who spoke, as the demo has it: an account, or a talk without a name."""
    return encounter.account or encounter.id


def test_every_count_of_the_demos_persona_briefs_can_be_counted_again(demo: Repository) -> None:
    encounters = {encounter.id: encounter for encounter in demo.all(Encounter)}
    for persona in some(demo.all(Persona)):
        heard: list[Insight | Mention] = [each for each in demo.all(Insight) if each.persona == persona.id]
        heard += [each for each in demo.all(Mention) if each.persona == persona.id]
        met = {key for key, each in encounters.items() if persona.id in each.personas}
        met |= {str(each.encounter) for each in heard}
        accounts = {_buyer(encounters[key]) for key in met}
        last: dict[str, bool] = {}
        for each in sorted(encounters.values(), key=lambda each: each.started_at or NOON):
            if each.stage_after in (WON, LOST):
                last[_buyer(each)] = each.stage_after is WON
        ended = Counter(last[account] for account in accounts if account in last)
        counts = front(_brief(demo, persona))["counts"]
        assert counts == {
            "buyers": len(accounts), "conversations": len(met), "encounters": len(met),
            "insights": sum(isinstance(each, Insight) for each in heard),
            "mentions": sum(isinstance(each, Mention) for each in heard),
            "won": ended[True], "decided": ended.total(),
        }  # fmt: skip


def test_the_demos_persona_briefs_are_two_pages_and_say_three_of_everything(demo: Repository) -> None:
    for audience in Audience:
        with BriefContext(demo, TODAY, audience) as context:
            nursing = find_subject(context, "persona", "Nursing")
        brief = write_brief(demo, nursing, TODAY, audience)
        body = re.sub(r" \[\d+\]", "", brief.body.split("## Evidence index")[0])
        assert len([word for word in body.split() if any(map(str.isalnum, word))]) <= 900, "references are no words"
        assert section(brief, "Questions they ask").count("\n- ") >= 2
        assert section(brief, "What they call things").count("\n- ") == 3
        assert "“Quieter at the bedside”" in section(brief, "In short").split(" land")[0]
