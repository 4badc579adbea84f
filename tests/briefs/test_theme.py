"""The theme brief: what stands for the wording in force, what to do, and what each sentence stands on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.domain.ids import tail
from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Insight,
    Objection,
    Persona,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.values import Basis, Outcome, Permission, RequestStatus, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.buyers import front, in_short, raised, received, talk
from tests.briefs.conftest import NOON, TODAY, section, stands_on

RESONATED, REJECTED, NEUTRAL, CONFUSED = Stance.RESONATED, Stance.REJECTED, Stance.NEUTRAL, Stance.CONFUSED
CHANGED = TODAY - timedelta(days=30)


def _brief(repository: Repository, theme: Theme, audience: Audience = Audience.INTERNAL) -> Brief:
    return write_brief(repository, theme, TODAY, audience)


def _said(
    repository: Repository, theme: Theme, persona: Persona | None, prefix: str, stances: list[Stance], days: int = 1,
    basis: Basis = Basis.BUYER_VERBATIM,
) -> list[Insight]:  # fmt: skip
    """Buyers, each an account of its own, receive a theme some days ago."""
    heard = []
    for number, stance in enumerate(stances):
        there = talk(repository, f"{prefix} {number}", started_at=NOON - timedelta(days=days))
        insight = Insight(
            text=f"{prefix} {number} told us so.", encounter=there.id, persona=persona.id if persona else None,
            basis=basis, signals={theme.id: stance},
        )  # fmt: skip
        heard.append(repository.add(insight))
    return heard


def _theme(repository: Repository, message: str = "It is quiet.", proven: bool = True) -> Theme:
    points = (repository.add(ProofPoint(claim="Measured on two wards", verified_on=TODAY)).id,) if proven else ()
    return repository.add(Theme(name="Quiet", message=message, proof_points=points))


def _reworded(repository: Repository) -> Theme:
    """A theme whose message was changed thirty days ago."""
    with time_machine.travel(NOON - timedelta(days=200), tick=False):
        theme = _theme(repository, "It is the quietest pump.")
    with time_machine.travel(NOON - timedelta(days=30), tick=False):
        return repository.edit(theme, message="It sounds only when somebody must come.")


@pytest.fixture
def nursing(repository: Repository) -> Persona:
    return repository.add(Persona(name="Nursing"))


@pytest.fixture
def purchasing(repository: Repository) -> Persona:
    return repository.add(Persona(name="Purchasing"))


# The wording in force ------------------------------------------------------------------------------------------------


def test_figures_stand_for_the_wording_in_force_and_the_earlier_ones_beside_them(
    repository: Repository, nursing: Persona
) -> None:
    theme = _reworded(repository)
    _said(repository, theme, nursing, "Before", [REJECTED] * 8, days=60)
    now = _said(repository, theme, nursing, "Since", [RESONATED] * 6 + [REJECTED], days=10)
    brief = _brief(repository, theme)
    told = in_short(brief)
    assert told[0] == f"Since the wording changed on {CHANGED} it resonated with 86 % of 7 buyers."
    assert told[1] == "It failed with 14 % of 7 buyers, who rejected it or were confused."
    assert "To do: Keep it as it is worded." in told
    assert brief.text.split("## Evidence index")[0].count("Since the wording changed on") == 1
    assert stands_on(brief.text, "it resonated with 86 %") == {tail(insight.id) for insight in now}
    how = section(brief, "How it was received")
    assert "| Nursing | 86 % (49–97 %) of 7 |" in how
    assert "Before the wording changed: 0 % of 8 buyers." in how
    assert "15 buyers in 15 conversations" in brief.text


def test_that_a_difference_to_the_earlier_wording_is_within_chance_is_said(
    repository: Repository, nursing: Persona
) -> None:
    theme = _reworded(repository)
    _said(repository, theme, nursing, "Before", [RESONATED, RESONATED, REJECTED, NEUTRAL, NEUTRAL], days=60)
    _said(repository, theme, nursing, "Since", [RESONATED, RESONATED, RESONATED, NEUTRAL, NEUTRAL], days=10)
    how = section(_brief(repository, theme), "How it was received")
    assert "Before the wording changed: 40 % of 5 buyers; the difference is within chance." in how


def test_where_nobody_with_a_name_was_heard_since_the_earlier_figures_stand_and_it_says_so(
    repository: Repository, nursing: Persona
) -> None:
    theme = _reworded(repository)
    _said(repository, theme, nursing, "Before", [RESONATED] * 6, days=60)
    booth = repository.add(Encounter(started_at=NOON - timedelta(days=2)))
    repository.add(
        Insight(text="x", encounter=booth.id, basis=Basis.BUYER_VERBATIM, signals={theme.id: Stance.REJECTED})
    )
    told = in_short(_brief(repository, theme))
    assert told[0] == (
        f"It resonated with 100 % of 6 buyers; since the wording changed on {CHANGED} no buyer was heard."
    )
    assert [line for line in told if line.startswith("It failed")] == []


def test_differences_are_claimed_within_the_wording_in_force(
    repository: Repository, nursing: Persona, purchasing: Persona
) -> None:
    theme = _reworded(repository)
    _said(repository, theme, nursing, "Ward", [RESONATED] * 12, days=60)
    _said(repository, theme, purchasing, "Office", [REJECTED] * 12, days=60)
    assert len(front(_brief(repository, theme))["claims"]) == 1
    _said(repository, theme, nursing, "New ward", [RESONATED] * 5, days=10)
    brief = _brief(repository, theme)
    assert front(brief)["claims"] == []
    assert "Purchasing" not in section(brief, "How it was received").split("Amounts")[0]
    assert "- Not raised since the wording changed with Purchasing." in section(brief, "Gaps and caveats")


def test_the_persona_brief_counts_the_same_wording(repository: Repository, nursing: Persona) -> None:
    theme = _reworded(repository)
    _said(repository, theme, nursing, "Before", [REJECTED] * 8, days=60)
    now = _said(repository, theme, nursing, "Since", [RESONATED] * 6, days=10)
    brief = write_brief(repository, nursing, TODAY, Audience.INTERNAL)
    assert in_short(brief)[1] == "“Quiet” lands: it resonated with 100 % of 6 buyers."
    assert stands_on(brief.text, "“Quiet” lands") == {tail(insight.id) for insight in now}
    assert f"Counted in one wording only: “Quiet”, since {CHANGED}." in section(brief, "Themes that land or fail")


# What to do ----------------------------------------------------------------------------------------------------------


def _to_do(brief: Brief) -> str:
    (line,) = (line for line in in_short(brief) if line.startswith("To do: "))
    return line.removeprefix("To do: ")


def test_what_has_no_message_is_written_first(repository: Repository, nursing: Persona) -> None:
    theme = _theme(repository, message="")
    _said(repository, theme, nursing, "House", [RESONATED] * 6)
    brief = _brief(repository, theme)
    assert _to_do(brief) == "Write its message first: there is none yet."
    assert front(brief)["verdict"] == "write the message"


def test_what_only_the_team_reports_is_heard_from_buyers(repository: Repository, nursing: Persona) -> None:
    theme = _theme(repository)
    _said(repository, theme, nursing, "House", [RESONATED] * 6, basis=Basis.REP_REPORT)
    brief = _brief(repository, theme)
    assert _to_do(brief) == "Hear it from buyers before you write about it: so far the team reports it."
    assert front(brief)["verdict"] == "hear it from buyers"


def test_what_was_not_heard_for_ninety_days_is_not_kept(repository: Repository, nursing: Persona) -> None:
    theme = _theme(repository)
    _said(repository, theme, nursing, "House", [RESONATED] * 6, days=91)
    brief = _brief(repository, theme)
    assert _to_do(brief) == "Hear it again before you keep it: nothing newer than 90 days tells how it lands."
    _said(repository, theme, nursing, "Other", [RESONATED], days=80)
    assert _to_do(_brief(repository, theme)) == "Keep it as it is worded."


def test_who_it_is_kept_for_is_named_and_what_the_others_are_told(
    repository: Repository, nursing: Persona, purchasing: Persona
) -> None:
    estates = repository.add(Persona(name="Estates"))
    theme = _theme(repository, message="", proven=False)
    _said(repository, theme, nursing, "Ward", [RESONATED] * 20)
    _said(repository, theme, purchasing, "Office", [REJECTED] + [NEUTRAL] * 14)
    _said(repository, theme, estates, "Works", [NEUTRAL] * 6)
    assert _to_do(_brief(repository, theme)) == (
        "Keep it for Nursing, say something else to Purchasing, and ask Estates what they need. "
        "Write its message: there is none yet. Nothing that holds backs it: prove it as well."
    )


def test_of_two_personas_it_is_kept_for_the_one_it_lands_with_whichever_comes_first(repository: Repository) -> None:
    first, second = (repository.add(Persona(name=name, id=key)) for name, key in (("Aside", "a"), ("Begun", "b")))
    theme = _theme(repository)
    _said(repository, theme, first, "Office", [NEUTRAL] * 20)
    _said(repository, theme, second, "Ward", [RESONATED] * 20)
    brief = _brief(repository, theme)
    assert in_short(brief)[0].endswith("most with Begun (100 % of 20) and least with Aside (0 % of 20).")
    assert _to_do(brief) == "Keep it for Begun, and ask Aside what they need."


@pytest.fixture
def failing(repository: Repository, nursing: Persona) -> Theme:
    theme = _theme(repository)
    _said(repository, theme, nursing, "House", [REJECTED] * 7)
    assert _to_do(_brief(repository, theme)) == "Drop it: most buyers do not take it, though proof backs it."
    return theme


def test_what_an_answer_works_for_is_not_dropped(repository: Repository, failing: Theme) -> None:
    dear = repository.add(Objection(title="Too dear", themes=(failing.id,)))
    answer = repository.add(Response(text="Put your own numbers in", objections=(dear.id,)))
    raised(repository, dear, 3, response=answer.id, outcome=Outcome.RESOLVED)
    brief = _brief(repository, failing)
    assert _to_do(brief) == (
        "Reword it: most buyers do not take it as it is, but an answer to an objection below has worked."
    )
    assert front(brief)["verdict"] == "reword"


def test_what_content_is_being_made_for_is_not_dropped(repository: Repository, failing: Theme) -> None:
    request = repository.add(ContentRequest(use_case="A table", themes=(failing.id,), status=RequestStatus.IN_PROGRESS))
    assert _to_do(_brief(repository, failing)) == (
        "Reword it: most buyers do not take it as it is, but content for it is asked for below."
    )
    repository.edit(request, status=RequestStatus.DECLINED, reason="No time")
    assert _to_do(_brief(repository, failing)).startswith("Drop it")


# What nobody raised --------------------------------------------------------------------------------------------------


def test_what_nobody_raised_but_an_objection_bears_on(repository: Repository) -> None:
    theme = _theme(repository)
    assert in_short(_brief(repository, theme))[0] == "Nobody has spoken of it yet."
    for title in ("Too dear", "Too loud"):
        raised(repository, repository.add(Objection(title=title, themes=(theme.id,))), 1)
    told = in_short(_brief(repository, theme))
    assert told[0] == "It was not raised with a buyer yet, though 2 objections bear on it."
    assert [line for line in told if "spoken" in line] == []
    repository.add(Insight(text="x", signals={theme.id: Stance.NOT_RAISED}))
    assert in_short(_brief(repository, theme))[0] == (
        "It was not raised with a buyer yet, though 1 insight and 2 objections bear on it."
    )


def test_who_was_met_and_never_heard_of_it_is_a_gap(
    repository: Repository, nursing: Persona, purchasing: Persona
) -> None:
    theme = _theme(repository)
    _said(repository, theme, nursing, "Ward", [RESONATED] * 3)
    for number in range(4):
        talk(repository, f"Office {number}", personas=(purchasing.id,))
    assert "Not raised yet" not in _brief(repository, theme).text
    talk(repository, "Office 4", personas=(purchasing.id,))
    assert "- Not raised yet with Purchasing (5 buyers)." in section(_brief(repository, theme), "Gaps and caveats")


def test_a_persona_met_without_hearing_of_it_brings_the_brief_up_to_date(
    repository: Repository, nursing: Persona, purchasing: Persona, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("briefs")
    theme = _theme(repository)
    _said(repository, theme, nursing, "Ward", [RESONATED] * 3)
    for number in range(4):
        talk(repository, f"Office {number}", personas=(purchasing.id,))
    export(repository, folder, TODAY, Audience.INTERNAL)
    # With a buyer that was spoken with already, so that nothing else of the brief changes.
    talk(repository, "Ward 0", personas=(purchasing.id,))
    written = [each.path.name for each in export(repository, folder, TODAY, Audience.INTERNAL).written]
    assert any(name.startswith("theme-quiet") for name in written)


def test_a_rewording_brings_the_persona_brief_up_to_date(
    repository: Repository, nursing: Persona, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("briefs")
    with time_machine.travel(NOON - timedelta(days=200), tick=False):
        theme = _theme(repository)
    _said(repository, theme, nursing, "Before", [REJECTED] * 6, days=60)
    _said(repository, theme, nursing, "Since", [REJECTED] * 6, days=10)
    export(repository, folder, TODAY, Audience.INTERNAL)
    with time_machine.travel(NOON - timedelta(days=30), tick=False):
        repository.edit(theme, message="Another")
    written = [each.path.name for each in export(repository, folder, TODAY, Audience.INTERNAL).written]
    assert any(name.startswith("persona-nursing") for name in written)


# What sentences stand on ---------------------------------------------------------------------------------------------


def test_a_sentence_refers_to_what_it_counts_and_to_nothing_else(repository: Repository, nursing: Persona) -> None:
    theme = _theme(repository)
    said = _said(repository, theme, nursing, "House", [RESONATED] * 5 + [REJECTED])
    _said(repository, theme, nursing, "Rumour", [REJECTED] * 2, basis=Basis.REP_REPORT)
    booth = repository.add(Encounter(started_at=NOON - timedelta(days=2)))
    repository.add(
        Insight(text="x", encounter=booth.id, basis=Basis.BUYER_VERBATIM, signals={theme.id: Stance.REJECTED})
    )
    brief = _brief(repository, theme)
    wanted = {tail(insight.id) for insight in said}
    assert stands_on(brief.text, "It resonated with 83 % of 6 buyers") == wanted
    assert stands_on(brief.text, "It failed with 17 % of 6 buyers") == wanted
    assert "- Reports and talks without a name are counted apart." in brief.text


def test_a_buyer_met_in_two_roles_is_explained(repository: Repository, nursing: Persona, purchasing: Persona) -> None:
    theme = _theme(repository)
    for persona in (nursing, purchasing):
        received(repository, theme, persona, {f"House {number}": RESONATED for number in range(3)})
    assert "- A buyer met in two roles counts in both rows." in _brief(repository, theme).text


def test_a_message_without_a_full_stop_gets_one(repository: Repository) -> None:
    for message in ("The delivery process", "It is quiet.", "Why not?"):
        theme = repository.add(Theme(name=message, message=message))
        (line,) = (line for line in _brief(repository, theme).text.splitlines() if " Meant for: " in line)
        end = "" if message[-1] in ".?" else "."
        assert line.replace("\\", "").startswith(f"{message}{end} Meant for: no persona named. [")


def test_a_gap_in_proof_counts_buyers(repository: Repository, nursing: Persona) -> None:
    theme = _theme(repository, proven=False)
    for _ in range(3):
        received(repository, theme, nursing, {"House": REJECTED, "Home": CONFUSED})
    assert "Proof gap: doubted by 2 buyers, and nothing that holds backs it." in _brief(repository, theme).text


# Quotes --------------------------------------------------------------------------------------------------------------


def _quotes(brief: Brief, heading: str) -> list[str]:
    return [
        line.removeprefix("> ")
        for line in section(brief, heading).splitlines()
        if line.startswith("> ") and not line.startswith("> —")
    ]


def _word(
    repository: Repository, theme: Theme, persona: Persona, text: str, stance: Stance, permission: Permission,
    days: int = 5,
) -> Insight:  # fmt: skip
    there = talk(repository, f"House of {text}", started_at=NOON - timedelta(days=days))
    return repository.add(
        Insight(
            text=text, encounter=there.id, persona=persona.id, basis=Basis.BUYER_VERBATIM, permission=permission,
            signals={theme.id: stance},
        )
    )  # fmt: skip


def test_quotes_are_cleared_ones_of_both_sides_and_of_those_it_lands_with(
    repository: Repository, nursing: Persona, purchasing: Persona
) -> None:
    theme = _theme(repository)
    quoted, unset, internal = Permission.ATTRIBUTED, Permission.UNSET, Permission.INTERNAL_ONLY
    for number in range(15):
        _word(repository, theme, purchasing, f"Say that again {number}", NEUTRAL, unset, days=1)
    _word(repository, theme, purchasing, "No, not for us", REJECTED, Permission.REVOKED, days=1)
    _word(repository, theme, purchasing, "We have no line for it", REJECTED, Permission.ANONYMISED, days=40)
    _word(repository, theme, nursing, "I would carry it upstairs myself", RESONATED, quoted, days=50)
    _word(repository, theme, nursing, "The nights are quiet now", RESONATED, internal, days=2)
    _word(repository, theme, nursing, "We slept, for once", RESONATED, unset, days=2)
    shown = _quotes(_brief(repository, theme), "In the buyers’ words")
    assert shown[:3] == ["I would carry it upstairs myself", "We slept, for once", "We have no line for it"]
    assert "No, not for us" not in shown
    assert "The nights are quiet now" not in shown


def test_what_may_not_be_published_is_quoted_where_there_is_too_little_else(
    repository: Repository, nursing: Persona
) -> None:
    theme = _theme(repository)
    for text, permission in (
        ("We were never asked that", Permission.REVOKED), ("You may print that one", Permission.ATTRIBUTED),
        ("This stays between us", Permission.INTERNAL_ONLY),
    ):  # fmt: skip
        _word(repository, theme, nursing, text, RESONATED, permission)
    shown = _quotes(_brief(repository, theme), "In the buyers’ words")
    assert shown[0] == "You may print that one"
    assert len(shown) == 3


def test_one_encounter_is_quoted_once(repository: Repository, nursing: Persona) -> None:
    theme = _theme(repository)
    there = repository.add(Encounter(started_at=NOON, account=repository.add(Account(name="One")).id))
    for number in range(4):
        repository.add(
            Insight(
                text=f"We said it {number}", encounter=there.id, persona=nursing.id, basis=Basis.BUYER_VERBATIM,
                permission=Permission.ATTRIBUTED, signals={theme.id: RESONATED},
            )
        )  # fmt: skip
    for number in range(3):
        _word(repository, theme, nursing, f"And so did others {number}", RESONATED, Permission.UNSET)
    shown = _quotes(_brief(repository, theme), "In the buyers’ words")
    assert len([quote for quote in shown if quote.startswith("We said it")]) == 1
    assert len(shown) == 4


def test_a_quote_in_a_persona_brief_says_what_of(repository: Repository, nursing: Persona) -> None:
    theme = _theme(repository)
    _word(repository, theme, nursing, "Quiet sounds as if it misses something", REJECTED, Permission.ATTRIBUTED)
    text = section(write_brief(repository, nursing, TODAY, Audience.INTERNAL), "In their words")
    assert "; “Quiet” rejected [" in text
