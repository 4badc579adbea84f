"""What leaves the team, field by field; and that words which were withdrawn stay nowhere in the folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, every_brief, export_one, rendered
from shadowlog.briefs.export.state import STATE
from shadowlog.briefs.export.verify import verify
from shadowlog.briefs.model.brief import LAYOUT
from shadowlog.cli.entry import run
from shadowlog.domain.records import (
    RECORDS,
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    LoopReply,
    Mention,
    Objection,
    Persona,
    ProofPoint,
    Record,
    Response,
    Theme,
)
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.values import (
    Basis,
    EncounterKind,
    InsightKind,
    ObjectionStatus,
    Outcome,
    Permission,
    RequestStatus,
    Stage,
    Stance,
    Tier,
)
from shadowlog.privacy.withholding import TEAM_WORDING, Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, TEXT_FORMS, TODAY

_TEXT = (Shape.LINE, Shape.PROSE, Shape.WORDS)


def _marked(kind: type[Record], number: int = 0) -> dict[str, Any]:
    """Every text of a record as a word that stands nowhere else."""
    marks = {}
    for name, held in fields_of(kind).items():
        if held.shape in _TEXT and name not in ("names", "where", "record", "field"):
            mark = f"zq{kind.table}x{name}x{number}z".replace("_", "")
            marks[name] = (mark,) if held.shape is Shape.WORDS else mark
    return marks


@pytest.fixture
def told(repository: Repository) -> Repository:
    """A log in which every text of every record can be told from every other."""
    add = repository.add
    account = add(Account(**_marked(Account)))
    accounts = [account, *(add(Account(**{**_marked(Account, n), "segment": account.segment})) for n in (1, 2, 3))]
    persona, other = add(Persona(**_marked(Persona))), add(Persona(**_marked(Persona, 1)))
    proof = add(ProofPoint(**_marked(ProofPoint)))
    theme = add(Theme(**_marked(Theme), proof_points=(proof.id,), personas=(persona.id,)))
    objection = add(Objection(**_marked(Objection), status=ObjectionStatus.TRIAGED))
    response = add(Response(**_marked(Response), proof_points=(proof.id,)))
    event = add(Event(**_marked(Event), starts=TODAY))
    for number, account in enumerate(accounts):
        texts = {**_marked(Encounter, number), "event": event.name}
        encounter = add(
            Encounter(**texts, kind=EncounterKind.TRADE_SHOW, account=account.id, started_at=NOON, tier=Tier.A,
                      personas=(persona.id, other.id), stage_before=Stage.SQL, stage_after=Stage.CLOSED_WON)
        )  # fmt: skip
        number *= 100
        for kind in InsightKind:
            for basis in Basis:
                number += 1
                add(
                    Insight(**_marked(Insight, number), kind=kind, basis=basis, encounter=encounter.id,
                            persona=persona.id, signals={theme.id: Stance.RESONATED})
                )  # fmt: skip
        for basis in Basis:
            number += 1
            mention = add(
                Mention(**_marked(Mention, number), objection=objection.id, basis=basis, encounter=encounter.id,
                        persona=persona.id, account=account.id, response=response.id, outcome=Outcome.RESOLVED)
            )  # fmt: skip
    add(LoopReply(**_marked(LoopReply), mention=mention.id, told_at=NOON))
    asset = add(Asset(**_marked(Asset), themes=(theme.id,), persona=persona.id, objections=(objection.id,)))
    for number, status in enumerate((RequestStatus.SUBMITTED, RequestStatus.SHIPPED, RequestStatus.DECLINED)):
        made = {"asset": asset.id} if status is RequestStatus.SHIPPED else {}
        texts = _marked(ContentRequest, number)
        if status is not RequestStatus.DECLINED:
            texts.pop("reason")
        add(
            ContentRequest(**texts, **made, status=status, themes=(theme.id,), objections=(objection.id,),
                           encounter=encounter.id)
        )  # fmt: skip
    return repository


def _printed(repository: Repository, audience: Audience) -> set[str]:
    """The fields of which some text stands in any form of any brief, as table and field."""
    pages = "".join(
        rendered(brief, form).decode() for brief in every_brief(repository, TODAY, audience) for form in TEXT_FORMS
    ).replace("\\", "")
    return {
        f"{kind.table}.{name}"
        for kind in RECORDS.values()
        for name in _marked(kind)
        if f"zq{kind.table}x{name}x".replace("_", "") in pages
    }


def test_only_the_teams_own_wording_leaves(told: Repository) -> None:
    wanted = {f"{kind.table}.{name}" for kind, names in TEAM_WORDING.items() for name in names}
    assert _printed(told, Audience.EXTERNAL) <= wanted | {"encounters.event"}
    assert {"themes.message", "objections.title", "responses.text", "proof_points.claim", "personas.wants"} <= _printed(
        told, Audience.EXTERNAL
    )
    assert {
        "insights.text",
        "requests.use_case",
        "events.lessons",
        "encounters.next_step",
        "replies.answer",
    } <= _printed(told, Audience.INTERNAL)


def test_what_somebody_permitted_leaves_and_one_line_says_what_does_not(told: Repository) -> None:
    insight = next(told.all(Insight))
    theme = next(told.all(Theme))

    def brief() -> str:
        return next(each.text for each in every_brief(told, TODAY) if each.subject == theme.id)

    left = [line for line in brief().splitlines() if line.startswith("Left out: ")]
    assert len(left) == 1
    assert "exports/internal" in left[0]
    for permission in Permission:
        told.edit(insight, permission=permission)
        assert (insight.text in brief()) is permission.may_leave_the_team


def test_the_wording_of_an_objection_leaves_once_the_team_triaged_it_or_somebody_permitted_it(
    repository: Repository,
) -> None:
    concern = "the boss is broke"
    objection = repository.add(Objection(title="They will walk if it rises", real_concern=concern))

    def told() -> list[bool]:
        texts = [brief.text for brief in every_brief(repository, TODAY)]
        assert any("[withheld\\] (other)" in text for text in texts) is not any("will walk" in text for text in texts)
        return [any(words in text for text in texts) for words in ("will walk", concern)]

    assert told() == [False, False]
    mention = repository.add(
        Mention(objection=objection.id, verbatim="“they will walk if it rises!”", basis=Basis.BUYER_VERBATIM)
    )
    for permission in Permission:
        repository.edit(mention, permission=permission)
        assert told() == [permission.may_leave_the_team, False], "what it comes from is the rep's guess until then"
    repository.edit(mention, verbatim="something else", permission=Permission.ANONYMISED)
    assert told() == [False, False]
    repository.edit(objection, status=ObjectionStatus.TRIAGED)
    assert told() == [True, True]


def test_no_part_of_a_brief_says_only_that_it_is_withheld(repository: Repository) -> None:
    objection = repository.add(Objection(title="They will walk", real_concern="the boss"))
    answer = repository.add(Response(text="Take it for a week"))
    for number in range(3):
        account = repository.add(Account(name=f"House {number}"))
        repository.add(
            Mention(
                objection=objection.id, account=account.id, verbatim="x", basis=Basis.REP_REPORT, response=answer.id,
                outcome=Outcome.RESOLVED,
            )
        )  # fmt: skip
    brief = next(each for each in every_brief(repository, TODAY) if each.subject == objection.id)
    lines = brief.body.splitlines()
    assert [line for line in lines if "withheld" in line] == ["# Objection brief: \\[withheld\\] (other)"]
    assert "- Say: an answer not yet released" in brief.body
    assert "answers to objections that nobody has triaged" in brief.body.split("## In short")[0]
    assert "Take it for a week" not in brief.text
    assert "Ask first what worries them" not in brief.body, "the team knows it"
    assert "the wording of objections that nobody has triaged or permitted" in brief.body.split("## In short")[0]


# The folder ---------------------------------------------------------------------------------------------------------

WORDS = "sign a lease tomorrow"


@pytest.fixture
def quoting(repository: Repository) -> tuple[Repository, Theme, Insight]:
    theme = repository.add(Theme(name="Total cost"))
    insight = repository.add(
        Insight(text=f"They would {WORDS}", basis=Basis.BUYER_VERBATIM, permission=Permission.ANONYMISED,
                signals={theme.id: Stance.RESONATED})
    )  # fmt: skip
    return repository, theme, insight


def _holding(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file() and WORDS in path.read_text(encoding="utf-8")}


@pytest.mark.parametrize("state", [True, False])
@pytest.mark.parametrize("how", ["revoked", "deleted"])
def test_withdrawn_words_stay_in_no_form(
    quoting: tuple[Repository, Theme, Insight], tmp_path: Path, how: str, state: bool
) -> None:
    repository, _, insight = quoting
    export(repository, tmp_path, TODAY, forms=[BriefFormat.HTML, BriefFormat.JSON])
    export(repository, tmp_path, TODAY)
    assert len(_holding(tmp_path)) == 3
    if not state:
        (tmp_path / STATE).unlink()
    if how == "deleted":
        repository.delete(insight)
    else:
        repository.edit(insight, permission=Permission.REVOKED)
    assert export(repository, tmp_path, TODAY).written
    assert not _holding(tmp_path)
    assert not export(repository, tmp_path, TODAY).written


def test_the_name_of_a_file_says_no_more_than_its_title(repository: Repository, tmp_path: Path) -> None:
    theme = repository.add(Theme(name="Speed for Vantorp"))
    objection = repository.add(Objection(title="margin is dear"))
    mention = repository.add(
        Mention(
            objection=objection.id, verbatim="margin is dear", basis=Basis.BUYER_VERBATIM,
            permission=Permission.ANONYMISED,
        )
    )  # fmt: skip
    export(repository, tmp_path, TODAY, forms=[BriefFormat.HTML, BriefFormat.JSON])
    assert len([*tmp_path.glob("theme-speed-for-vantorp-*"), *tmp_path.glob("objection-margin-is-dear-*")]) == 6
    with next(tmp_path.glob("objection-*.md")).open("a") as file:
        file.write("by hand")
    repository.add(Account(name="Vantorp BV"))
    repository.edit(mention, permission=Permission.REVOKED)
    export(repository, tmp_path, TODAY)
    edited = next(tmp_path.glob("objection-*.edited-1.md"))
    assert export(repository, tmp_path, TODAY).other_files.left == [edited]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len([name for name in names if name.startswith(("theme-speed-for-withheld-", "objection-withheld-"))]) == 7
    assert not [name for name in names if "vantorp" in name or "margin" in name]
    assert "vantorp" not in (tmp_path / "index.html").read_text().lower()
    assert not export(repository, tmp_path, TODAY).written
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    repository.edit(theme, name="Calm")
    export(repository, tmp_path, TODAY)
    assert next(tmp_path.glob("theme-*.md")).name.startswith("theme-speed-for-withheld-")


def test_copies_under_any_ending_are_told(quoting: tuple[Repository, Theme, Insight], tmp_path: Path) -> None:
    repository, _, insight = quoting
    export(repository, tmp_path, TODAY, forms=[BriefFormat.HTML, BriefFormat.JSON])
    brief = next(tmp_path.glob("theme-*.md"))
    copies = []
    for ending in (".md", ".html", ".json"):
        for name in (f"{brief.stem}{ending}~", f"x{ending}.bak", f"x{ending} (conflicted copy)", f"x 2{ending}"):
            copies.append(shutil.copy(brief.with_suffix(ending), tmp_path / name))
    (tmp_path / "notes.md.txt").write_text("not a brief")
    repository.edit(insight, permission=Permission.REVOKED)
    assert sorted(export(repository, tmp_path, TODAY).other_files.copies) == sorted(copies)


def test_a_form_that_fell_behind_is_caught_up_with(quoting: tuple[Repository, Theme, Insight], tmp_path: Path) -> None:
    repository, theme, insight = quoting
    export(repository, tmp_path, TODAY, forms=[BriefFormat.HTML, BriefFormat.JSON])
    old = {path: path.read_bytes() for path in tmp_path.glob("theme-*") if path.suffix != ".md"}
    repository.edit(insight, permission=Permission.REVOKED)
    repository.edit(theme, name="Renamed")
    export(repository, tmp_path, TODAY)
    assert "Renamed" in (tmp_path / "index.html").read_text(encoding="utf-8")
    for path, content in old.items():
        path.write_bytes(content)
    assert len(export(repository, tmp_path, TODAY).written) == 1
    assert not _holding(tmp_path)


@pytest.mark.parametrize(
    "name",
    ["{} (conflicted copy)", "{} 2", "{}.sync-conflict-20261125-1", "{} (1)", "{}-LAPTOP", "{} copy", "Copy of {}"],
)
def test_a_copy_beside_a_brief_never_takes_its_place_and_is_told(
    quoting: tuple[Repository, Theme, Insight], tmp_path: Path, name: str
) -> None:
    repository, theme, insight = quoting
    export(repository, tmp_path, TODAY, forms=[BriefFormat.HTML])
    path = next(tmp_path.glob("theme-*.md"))
    copies = [path.with_name(f"{name.format(path.stem)}{ending}") for ending in (".md", ".html")]
    for copy in copies:
        shutil.copy(path.with_suffix(copy.suffix), copy)
    repository.edit(insight, permission=Permission.REVOKED)
    (tmp_path / STATE).unlink()
    report = export(repository, tmp_path, TODAY)
    assert path in [each.path for each in report.written]
    assert _holding(tmp_path) == {copy.name for copy in copies}
    assert report.other_files.copies == copies
    with BriefContext(repository, TODAY) as context:
        assert export_one(context, theme, tmp_path).path == path


def test_briefs_of_what_is_gone_are_removed_and_told_where_somebody_edited_them(
    quoting: tuple[Repository, Theme, Insight], tmp_path: Path
) -> None:
    repository, theme, _ = quoting
    other = repository.add(Theme(name="Edited"))
    export(repository, tmp_path, TODAY, forms=[BriefFormat.HTML, BriefFormat.JSON])
    path = next(tmp_path.glob("theme-total-cost-*.md"))
    edited = next(tmp_path.glob("theme-edited-*.md"))
    edited.write_text(edited.read_text(encoding="utf-8") + "\nBy hand.\n", encoding="utf-8")
    contract, foreign = tmp_path / "contract.pdf", tmp_path / "theme-of-the-party.md"
    contract.write_bytes(b"%PDF")
    foreign.write_text(WORDS, encoding="utf-8")
    repository.delete(theme)
    repository.delete(other)
    report = export(repository, tmp_path, TODAY)
    forms = {each.with_suffix(ending) for each in (path, edited) for ending in (".html", ".json")}
    assert set(report.other_files.removed) == {path, *forms}
    assert report.other_files.left == [edited]
    assert _holding(tmp_path) == {foreign.name}
    assert contract.exists()
    assert "Total cost" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_brief_of_another_log_in_the_same_folder_is_left_alone(
    quoting: tuple[Repository, Theme, Insight], tmp_path: Path
) -> None:
    repository, theme, _ = quoting
    export(repository, tmp_path, TODAY)
    path = next(tmp_path.glob("theme-*.md"))
    other = path.with_name("theme-other-00000000.md")
    other.write_text(path.read_text(encoding="utf-8").replace(theme.id, "another-log"), encoding="utf-8")
    report = export(repository, tmp_path, TODAY)
    assert other.exists()
    assert not report.other_files.removed


def test_a_version_edited_by_hand_that_holds_withdrawn_words_is_named(
    quoting: tuple[Repository, Theme, Insight], tmp_path: Path
) -> None:
    repository, _, insight = quoting
    export(repository, tmp_path, TODAY)
    path = next(tmp_path.glob("theme-*.md"))
    path.write_text(path.read_text(encoding="utf-8") + "\nBy hand.\n", encoding="utf-8")
    aside = next(each.aside for each in export(repository, tmp_path, TODAY).written if each.aside)
    assert not export(repository, tmp_path, TODAY).other_files.left
    repository.edit(insight, permission=Permission.REVOKED)
    assert export(repository, tmp_path, TODAY).other_files.left == [aside]


def test_briefs_with_a_filter_are_exported_and_kept_true(
    quoting: tuple[Repository, Theme, Insight], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository, _, insight = quoting
    folder = ["--workspace", str(repository.workspace.root), "export", "--out", str(tmp_path)]
    assert run([*folder, "--where", "stance:resonated", "--json"]) == 0
    filtered = json.loads(next(tmp_path.glob("theme-*.json")).read_text(encoding="utf-8"))
    assert filtered["filter"] == "stance:resonated"
    assert filtered["counts"]["insights"] == 1
    assert run(folder) == 0
    assert len(list(tmp_path.glob("theme-*.md"))) == 2
    assert len(_holding(tmp_path)) == 3
    repository.edit(insight, permission=Permission.REVOKED)
    assert run(folder) == 0
    assert not _holding(tmp_path)
    assert run([*folder, "--where", "persona:nobody"]) == 2
    assert "No persona is called" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("layout", "sign"), [(2, "## What the team reports, not buyers\n"), (LAYOUT - 1, "## The buyer’s words\n")]
)
def test_briefs_of_an_earlier_layout_are_counted_again_as_they_were(
    told: Repository, tmp_path: Path, layout: int, sign: str
) -> None:
    theme = next(told.all(Theme))
    with BriefContext(told, TODAY, layout=layout) as context:
        path = export_one(context, theme, tmp_path).path
    text = path.read_text(encoding="utf-8")
    assert f"layout: {layout}\n" in text
    assert sign in text
    assert verify(told, path).holds
    with BriefContext(told, TODAY) as context:
        export_one(context, theme, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert f"layout: {LAYOUT}\n" in text
    assert sign not in text
    assert verify(told, path).holds


def test_files_are_named_by_the_cleaned_title_in_any_script(repository: Repository, tmp_path: Path) -> None:
    repository.add(Account(name="Mu\u0308ller Werke"))
    names = {"Total für Mu\u0308ller": "total-fur-withheld", "价格": "jiage", "Цена": "tsena"}
    for title, slug in names.items():
        theme = repository.add(Theme(name=title))
        with BriefContext(repository, TODAY) as context:
            assert export_one(context, theme, tmp_path).path.name.startswith(f"theme-{slug}-")
