"""What leaves the team of what somebody typed: a buyer's own words, and those of objections the team has looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, every_brief, write_brief
from shadowlog.cli.entry import run
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, Persona, Response, Theme
from shadowlog.domain.values import Basis, BuyingRole, InsightKind, ObjectionStatus, Outcome, Permission, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, TODAY, section

SAID: dict[str, Any] = {"basis": Basis.BUYER_VERBATIM, "permission": Permission.ATTRIBUTED}


def _outside(repository: Repository) -> str:
    return "\n".join(brief.text for brief in every_brief(repository, TODAY))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('I think their CFO is lying; she said "your pump is fine"', "your pump is fine"),
        ("“your pump is fine,” she said, lying as ever", "your pump is fine,"),
        ("your pump is fine", "your pump is fine"),
    ],
)
@pytest.mark.parametrize("kind", [None, InsightKind.QUESTION])
def test_of_a_text_with_a_quotation_only_the_buyers_own_words_leave(
    repository: Repository, text: str, left: str, kind: InsightKind | None, capsys: pytest.CaptureFixture[str]
) -> None:
    theme = repository.add(Theme(name="Quiet"))
    repository.add(Insight(text=text, kind=kind, signals={theme.id: Stance.RESONATED}, **SAID))
    outside = write_brief(repository, theme, TODAY).text
    assert left.rstrip(",") in outside
    assert "lying" not in outside
    assert "she said" not in outside
    assert ("lying" in write_brief(repository, theme, TODAY, Audience.INTERNAL).text) is ("lying" in text)


def test_what_the_shell_takes_for_a_buyers_words_leaves_without_what_the_rep_thinks(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet"))
    words = 'I think their CFO is lying; she said "your pump is fine"'
    assert run(["add", "insight", words, "--permission", "attributed", "--theme", "Quiet:resonated"]) == 0
    outside = write_brief(repository, theme, TODAY).text
    assert "> your pump is fine\n" in outside
    assert "CFO" not in outside


_TITLE = "the pump is far too loud"


@pytest.mark.parametrize(
    ("mention", "leaves"),
    [
        ({"verbatim": _TITLE, "basis": Basis.BUYER_VERBATIM}, True),
        ({"verbatim": f"“{_TITLE.capitalize()}!”", "basis": Basis.BUYER_PARAPHRASE}, True),
        ({"verbatim": _TITLE, "basis": Basis.REP_REPORT}, False),
        ({"verbatim": _TITLE, "basis": Basis.OBSERVER_INFERENCE}, False),
        ({"verbatim": _TITLE}, False),
        ({"verbatim": "", "basis": Basis.BUYER_VERBATIM}, False),
        ({"verbatim": "loud", "basis": Basis.BUYER_VERBATIM}, False),
    ],
)
def test_only_a_buyer_who_said_these_very_words_releases_a_title_nobody_triaged(
    repository: Repository, mention: dict[str, Any], leaves: bool
) -> None:
    objection = repository.add(Objection(title=_TITLE))
    repository.add(Mention(objection=objection.id, permission=Permission.ATTRIBUTED, **mention))
    assert (_TITLE in _outside(repository)) is leaves


@pytest.mark.parametrize(
    "withdrawn",
    [
        {"permission": Permission.REVOKED},
        {"permission": Permission.ATTRIBUTED, "permission_until": TODAY.replace(year=TODAY.year - 1)},
    ],
)
@pytest.mark.parametrize("status", ObjectionStatus)
def test_a_title_in_words_that_a_buyer_took_back_leaves_in_no_status(
    repository: Repository, withdrawn: dict[str, Any], status: ObjectionStatus
) -> None:
    objection = repository.add(Objection(title=_TITLE, status=status))
    repository.add(Mention(objection=objection.id, verbatim=_TITLE, **SAID))
    assert _TITLE in _outside(repository)
    repository.add(Mention(objection=objection.id, verbatim=f"{_TITLE}.", basis=Basis.BUYER_VERBATIM, **withdrawn))
    assert _TITLE not in _outside(repository).replace(f"> {_TITLE}", "").split("## In the buyers’ words")[0]


@pytest.mark.parametrize("tie", ["objections", "mention", "both"])
def test_concern_and_answer_of_an_objection_leave_once_it_is_triaged(
    repository: Repository, tie: str, tmp_path: Path
) -> None:
    objection = repository.add(Objection(title="zqtitle", real_concern="zqconcern"))
    answer = repository.add(Response(text="zqanswer", objections=() if tie == "mention" else (objection.id,)))
    for number in range(3):
        account = repository.add(Account(name=f"House {number}"))
        repository.add(
            Mention(
                objection=objection.id, account=account.id, outcome=Outcome.RESOLVED,
                response=None if tie == "objections" else answer.id,
            )
        )  # fmt: skip
    export(repository, tmp_path, TODAY)

    def written() -> str:
        export(repository, tmp_path, TODAY)
        return "".join(path.read_text() for path in tmp_path.glob("*.md"))

    assert [word for word in ("zqtitle", "zqconcern", "zqanswer") if word in written()] == []
    repository.edit(objection, status=ObjectionStatus.TRIAGED)
    assert [word for word in ("zqtitle", "zqconcern", "zqanswer") if word not in written()] == []


def _met(repository: Repository, persona: Persona, theme: Theme, buyers: int) -> Insight:
    said = None
    for number in range(buyers):
        account = repository.add(Account(name=f"Zorb{buyers}{number}"))
        call = repository.add(Encounter(account=account.id, personas=(persona.id,), started_at=NOON))
        said = repository.add(
            Insight(
                text=f"calm at last {number} {persona.name.lower()}", encounter=call.id, persona=persona.id,
                signals={theme.id: Stance.RESONATED}, **SAID,
            )
        )  # fmt: skip
    assert said is not None
    return said


def test_a_persona_that_few_buyers_have_is_in_no_row_record_or_reference_outside(
    repository: Repository, tmp_path: Path
) -> None:
    theme = repository.add(Theme(name="Quiet"))
    nurses = _met(repository, repository.add(Persona(name="Nurses", buying_role=BuyingRole.USER)), theme, 4)
    chief = _met(repository, repository.add(Persona(name="Pharmacist")), theme, 1)
    report = export(repository, tmp_path, TODAY, forms=[BriefFormat.JSON])
    brief = next(each for each in report.exported if each.kind == "theme")
    text = brief.path.read_text()
    assert "| Pharmacist |" not in text
    assert "| others | fewer than 3 buyers each |" in text
    assert "| Nurses | " in text
    quote = section(text, "In the buyers’ words").split("0 pharmacist")[1]
    assert quote.split("\n>\n> — ")[1].split("\n")[0] == "a buyer; resonated"
    records = json.loads(brief.path.with_suffix(".json").read_text())["records"]
    assert (records[nurses.id]["persona"], records[chief.id]["persona"]) == ("Nurses", "")
    team = write_brief(repository, theme, TODAY, Audience.INTERNAL).text
    assert "| Pharmacist |" in team
    assert "| others |" not in team
