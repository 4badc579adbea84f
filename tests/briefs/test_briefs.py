"""What a brief promises: counts that can be counted again, permission, determinism, names of files."""

from __future__ import annotations

import random
import re
from datetime import date, datetime, timezone
from pathlib import Path

import pytest
from tinydb.table import Document

from shadowlog.analysis.counting import wordings
from shadowlog.briefs.export.files import save_brief
from shadowlog.briefs.export.one import every_brief, write_brief
from shadowlog.domain.errors import FilterUnclear
from shadowlog.domain.ids import tail
from shadowlog.domain.records import (
    Account,
    Encounter,
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
from shadowlog.domain.values import Basis, InsightKind, ObjectionStatus, Outcome, Permission, Stage, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from shadowlog.store.tinydb_storage import TableView
from shadowlog.store.workspace.workspace import Workspace
from tests.briefs.buyers import front, in_short, talk
from tests.conftest import Zone
from tests.elsewhere import arrived
from tests.some import some

DAY = date(2030, 1, 1)
"""Later than anything the tests enter."""
WHEN = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)


def test_an_empty_theme_says_so_in_every_section(repository: Repository) -> None:
    brief = write_brief(repository, repository.add(Theme(name="New")), DAY, Audience.INTERNAL)
    missing = brief.text.split("## No evidence logged\n")[1].split("\n## ")[0]
    for section in ("Questions asked", "Objections to answer", "Competing claims heard", "In the buyers’ words"):
        assert section in missing
    assert "Nobody has spoken of it yet." in brief.text
    assert front(brief)["counts"] == {
        "buyers": 0, "conversations": 0, "encounters": 0, "insights": 0, "reps": 0,
    }  # fmt: skip


def test_of_few_buyers_it_says_how_many_count_at_all_not_an_average(repository: Repository) -> None:
    theme = repository.add(Theme(name="Cost"))
    for buyer, stances in (("A", (Stance.RESONATED, Stance.REJECTED)), ("B", (Stance.RESONATED,))):
        for stance in stances:
            there = talk(repository, buyer)
            repository.add(
                Insight(text="x", encounter=there.id, basis=Basis.BUYER_PARAPHRASE, signals={theme.id: stance})
            )
    told = in_short(write_brief(repository, theme, DAY, Audience.INTERNAL))
    assert told[0] == "It resonated with 2 of 2 buyers at least once (3 conversations)."
    assert told[1] == "It failed at least once with 1 of 2 buyers, who rejected it or were confused."


def test_stages_and_kinds_say_what_they_count(repository: Repository) -> None:
    theme = repository.add(Theme(name="Cost"))
    for number, kind in enumerate((*(InsightKind.PAIN,) * 3, InsightKind.QUESTION, InsightKind.LANGUAGE)):
        stage = Stage.SQL if number < 4 else Stage.OPPORTUNITY
        there = talk(repository, f"House {number}", stage_before=stage)
        for _ in range(2):
            repository.add(Insight(text="x", kind=kind, encounter=there.id, signals={theme.id: Stance.NEUTRAL}))
    text = write_brief(repository, theme, DAY, Audience.INTERNAL).text
    counted = "What was noted, in insights: pain 6, language 2, question 2. ["
    assert f"\nStage, in conversations: SQL 4, opportunity 1. {counted}" in text
    for kind in (InsightKind.TRIGGER, InsightKind.BUYING_CRITERION):
        repository.add(Insight(text="x", kind=kind, signals={theme.id: Stance.NEUTRAL}))
    text = write_brief(repository, theme, DAY, Audience.INTERNAL).text
    assert "What was noted, in insights: pain 6, language 2, question 2, 2 more." in text


def test_a_list_says_in_a_few_words_how_many_buyers_have_no_name(repository: Repository) -> None:
    theme = repository.add(Theme(name="Cost"))
    named = talk(repository, "House")
    for there in (named, repository.add(Encounter(started_at=WHEN))):
        repository.add(
            Insight(
                text="Does it fit?", kind=InsightKind.QUESTION, encounter=there.id, basis=Basis.BUYER_PARAPHRASE,
                signals={theme.id: Stance.NEUTRAL},
            )
        )  # fmt: skip
    text = write_brief(repository, theme, DAY, Audience.INTERNAL).text
    assert "- Does it fit? — 2 buyers (1 without a name). [" in text
    assert "2 buyers (1 of them a conversation without a name) in 2 conversations" in text


@pytest.mark.parametrize("permission", Permission)
def test_a_verbatim_leaves_the_team_only_where_its_permission_says_so(
    repository: Repository, permission: Permission
) -> None:
    theme = repository.add(Theme(name="Cost"))
    objection = repository.add(Objection(title="Too expensive"))
    for kind in (None, InsightKind.QUESTION, InsightKind.COMPETITOR_MENTION, InsightKind.LANGUAGE):
        repository.add(
            Insight(
                text="the very words", kind=kind, basis=Basis.BUYER_VERBATIM, permission=permission,
                signals={theme.id: Stance.REJECTED},
            )
        )  # fmt: skip
    repository.add(
        Mention(objection=objection.id, verbatim="the very words", basis=Basis.BUYER_VERBATIM, permission=permission)
    )
    for subject in (theme, objection):
        outside = write_brief(repository, subject, DAY, Audience.EXTERNAL).text
        assert ("the very words" in outside) is (permission in (Permission.ANONYMISED, Permission.ATTRIBUTED))
        assert "the very words" in write_brief(repository, subject, DAY, Audience.INTERNAL).text


def test_names_and_addresses_stay_out_of_a_brief_for_others(repository: Repository) -> None:
    repository.add(Account(name="Mercy Hospital", aliases=("St. Élodie",)))
    repository.add(Person(name="Dana Whitlock"))
    text = (
        "MERCY hospital and st. elodie said: call Dana  Whitlock, d@x.example, +49 (0)30 1234567, https://x.example/a"
    )
    theme = repository.add(Theme(name="As told at Mercy Hospital", message=text))
    repository.add(
        Insight(text=text, kind=InsightKind.QUESTION, basis=Basis.BUYER_PARAPHRASE, signals={theme.id: Stance.NEUTRAL})
    )
    brief = write_brief(repository, theme, DAY)
    for name in ("mercy", "elodie", "whitlock", "d@x", "x.example", "1234567"):
        assert name not in brief.text.lower().replace("\\", "")
    assert "mercy" not in save_brief(brief, repository.workspace.exports)[0].name
    inside = write_brief(repository, theme, DAY, Audience.INTERNAL).text.replace("\\", "")
    assert "MERCY hospital" in inside
    assert "Team edition" in inside


def test_what_a_rep_reports_never_stands_under_what_buyers_said(repository: Repository) -> None:
    theme = repository.add(Theme(name="Cost"))
    repository.add(Insight(text="they will never pay", basis=Basis.REP_REPORT, signals={theme.id: Stance.REJECTED}))
    text = write_brief(repository, theme, DAY, Audience.INTERNAL).text
    assert "they will never pay" in text.split("## What the team reports, not buyers")[1].split("\n## ")[0]
    assert text.count("they will never pay") == 1
    assert "1 of 1 buyer" not in text


def test_the_response_that_did_best_comes_first_with_its_counts(repository: Repository) -> None:
    objection = repository.add(
        Objection(title="Too expensive", real_concern="the board", status=ObjectionStatus.TRIAGED)
    )
    good, poor = (repository.add(Response(text=text)) for text in ("show the table", "offer a discount"))
    for response, outcomes in ((good, [Outcome.RESOLVED] * 8 + [Outcome.LOST]), (poor, [Outcome.LOST] * 9)):
        for outcome in outcomes:
            repository.add(Mention(objection=objection.id, response=response.id, outcome=outcome))
    text = write_brief(repository, objection, DAY).text
    table = text.split("## Responses tried")[1].split("\n## ")[0]
    assert table.index("show the table") < table.index("offer a discount")
    assert "| 9 conversations without a name | 8 of 9 (89 %, 57–98 %) |" in table
    assert "works more often than all others together (89 % of 9 against 0 % of 9)" in table.replace("less", "more")
    assert "Say: show the table" in text


def test_an_expired_proof_point_is_marked_and_nothing_is_built_on_it(repository: Repository) -> None:
    proof = repository.add(
        ProofPoint(claim="It was true once", verified_on=date(2024, 1, 1), expires_on=date(2025, 1, 1))
    )
    theme = repository.add(Theme(name="Cost", proof_points=(proof.id,)))
    text = write_brief(repository, theme, DAY).text
    assert "**expired 2025-01-01**" in text
    assert "**The one thing to believe:** no proof point was verified and holds." in text
    then = write_brief(repository, theme, date(2024, 6, 1)).text
    assert "**The one thing to believe:** It was true once (verified 2024-01-01)." in then
    assert then.count("It was true once") == 1, "what is believed is not listed again"
    team = write_brief(repository, theme, date(2024, 6, 1), Audience.INTERNAL).text
    assert "It was true once (verified 2024-01-01; no source)." in team


def test_what_is_later_than_the_day_is_left_out(repository: Repository) -> None:
    theme = repository.add(Theme(name="Cost"))
    for day in (1, 20):
        encounter = repository.add(Encounter(started_at=WHEN.replace(day=day), stage_after=Stage.CLOSED_WON))
        repository.add(Insight(text=f"on the {day}.", encounter=encounter.id, signals={theme.id: Stance.NEUTRAL}))
    assert front(write_brief(repository, theme, date(2026, 11, 10)))["counts"]["insights"] == 1
    assert front(write_brief(repository, theme, date(2026, 11, 20)))["counts"]["insights"] == 2


@pytest.mark.usefixtures("filled")
def test_every_count_of_the_demos_briefs_can_be_counted_again(repository: Repository) -> None:
    today = datetime.now(timezone.utc).date()
    for theme in some(repository.all(Theme)):
        tagged = [insight for insight in repository.all(Insight) if theme.id in insight.signals]
        raised = {insight.encounter for insight in tagged if insight.signals[theme.id] is not Stance.NOT_RAISED}
        encounters = [repository.need(Encounter, str(key)) for key in raised]
        brief = write_brief(repository, theme, today, Audience.INTERNAL)
        assert front(brief)["counts"] == {
            "insights": len(tagged),
            "encounters": len(encounters),
            "conversations": len(encounters),
            "buyers": len({encounter.account or encounter.id for encounter in encounters}),
            "reps": len({encounter.rep for encounter in encounters}),
        }
        index = brief.text.split("## Evidence index")[1]
        ended = [each for each in encounters if each.stage_after in (Stage.CLOSED_WON, Stage.CLOSED_LOST)]
        for record in (*tagged, *ended):
            assert tail(record.id) in index


@pytest.mark.usefixtures("filled")
def test_the_known_case_is_told_nursing_and_purchasing_are_apart(repository: Repository) -> None:
    theme = next(theme for theme in repository.all(Theme) if theme.name == "Quieter at the bedside")
    text = write_brief(repository, theme, datetime.now(timezone.utc).date()).text
    assert "Nursing is above all others (89 % of 19 against 14 % of 22)" in text
    assert "Purchasing is below all others (7 % of 14 against 70 % of 27)" in text
    assert "A difference is an association beyond chance, not a cause." in text


@pytest.mark.usefixtures("filled")
def test_the_same_data_in_another_order_elsewhere_gives_the_same_bytes(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: Zone
) -> None:
    # When a message was reworded is known from the log's history, which a copy of the records does not have.
    monkeypatch.setattr(wordings, "message_since", lambda *_: None)
    day = datetime.now(timezone.utc).date()
    first = sorted((brief.kind, brief.subject, brief.text) for brief in every_brief(repository, day))
    documents = [
        (table, Document(document, key))
        for table in repository.counts()
        for key, document in TableView(repository.event_store, table).items()
    ]
    random.Random(3).shuffle(documents)
    zone("Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    with Repository(Workspace(tmp_path / "elsewhere", "")) as other:
        for table, document in documents:
            other.db.table(table).insert(document)
        second = sorted((brief.kind, brief.subject, brief.text) for brief in every_brief(other, day))
    assert first == second


def test_file_names_are_stable_legal_and_never_anothers(repository: Repository, tmp_path: Path) -> None:
    names = [
        "CON",
        "../../etc/passwd",
        "a" * 500,
        "Ünïcödé",
        "unicode",
        "漢字",
        "..",
        "nul.txt",
        "x/y\\z:*?",
        "Unicode",
    ]
    paths: dict[Path, Record] = {}
    for name in names:
        theme = arrived(repository, Theme(name=name))
        path = save_brief(write_brief(repository, theme, DAY), tmp_path)[0]
        assert path.parent == tmp_path
        assert path.name.isascii()
        assert len(path.name) < 120
        assert not set(path.name) & set('<>:"/\\|?* ')
        assert path not in paths
        paths[path] = theme
    assert len({path.name.lower() for path in paths}) == len(names)
    theme = paths[first := next(iter(paths))]
    renamed = repository.edit(theme, name="Renamed")
    assert save_brief(write_brief(repository, renamed, DAY), tmp_path)[0] == first, (
        "it keeps its file when it is renamed"
    )


def test_two_records_whose_ids_end_alike_have_two_files(repository: Repository, tmp_path: Path) -> None:
    keys = ("00000000-0000-7000-8000-0000aaaaaaaa", "11111111-0000-7000-8000-0000aaaaaaaa")
    paths = {
        save_brief(write_brief(repository, arrived(repository, Theme(id=key, name="same")), DAY), tmp_path)[0]
        for key in keys
    }
    assert len(paths) == 2


def test_one_more_objection_changes_its_own_lines_and_the_totals(repository: Repository) -> None:
    theme = repository.add(Theme(name="Cost"))
    persona = repository.add(Persona(name="Nursing"))
    for number in range(6):
        repository.add(
            Insight(
                text=f"word {number}", basis=Basis.REP_REPORT, persona=persona.id, signals={theme.id: Stance.NEUTRAL}
            )
        )
    before = write_brief(repository, theme, DAY).body.splitlines()
    repository.add(
        Insight(text="another", basis=Basis.REP_REPORT, persona=persona.id, signals={theme.id: Stance.NEUTRAL})
    )
    after = write_brief(repository, theme, DAY).body.splitlines()
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert len(changed) < len(before) / 4
    for one, other in some(changed):
        assert "6" in re.findall(r"\d+", one), "each line that changed counts them"
        assert "7" in re.findall(r"\d+", other)


def test_a_full_disk_leaves_the_last_good_brief(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = repository.add(Theme(name="Cost"))
    path = save_brief(write_brief(repository, theme, DAY), tmp_path)[0]
    good = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shadowlog.store.log.durable_io.write_all", full)
    with pytest.raises(Exception, match="is full"):
        save_brief(write_brief(repository, theme, date(2026, 12, 1)), tmp_path)
    assert path.read_bytes() == good
    assert list(tmp_path.glob("*.tmp")) == []


def test_a_brief_counts_only_what_a_filter_lets_through_and_says_so(repository: Repository, tmp_path: Path) -> None:
    theme = repository.add(Theme(name="Total cost"))
    nursing, purchasing = (repository.add(Persona(name=name)).id for name in ("Nursing", "Purchasing"))
    for persona, stance in ((nursing, Stance.RESONATED), (nursing, Stance.RESONATED), (purchasing, Stance.REJECTED)):
        repository.add(Insight(text="x", persona=persona, signals={theme.id: stance}))
    day = date(2030, 1, 1)
    whole = write_brief(repository, theme, day)
    some = write_brief(repository, theme, day, where="persona:nursing")
    assert "insights: 3" in whole.text
    assert "insights: 2" in some.text
    assert "Only what fits this filter counts: persona\\:nursing." in some.text
    assert some.text == write_brief(repository, theme, day, where="persona:nursing").text
    paths = {save_brief(held, tmp_path)[0] for held in (whole, some, some)}
    assert len(paths) == 2
    with pytest.raises(FilterUnclear, match="No persona is called"):
        write_brief(repository, theme, day, where="persona:nobody")
