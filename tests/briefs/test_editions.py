"""Two editions: the team reads every quote with its clearance, outside readers what may leave, and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat, folder_of, write_brief
from shadowlog.briefs.export.verify import verify
from shadowlog.briefs.kinds.registry import BRIEF_KINDS
from shadowlog.cli.entry import run
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, Person, PossibleName, Theme
from shadowlog.domain.schema.made import replace
from shadowlog.domain.values import Basis, InsightKind, Permission, Role, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.services.permissions import answer, permission_day
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, TODAY, section

WORDS = "the alarms keep everybody awake"
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def heard(repository: Repository) -> Insight:
    """What somebody at Mercy Hospital said to Dana."""
    dana = repository.add(Person(name="Dana Whitlock", role=Role.REP))
    repository.set_author(dana)
    theme = repository.add(Theme(name="Quiet nights", message="Nights are quiet again."))
    mercy = repository.add(Account(name="Mercy Hospital"))
    call = repository.add(
        Encounter(account=mercy.id, rep=dana.id, started_at=NOON, notes="zqnotes", next_step="zqnext")
    )
    return repository.add(
        Insight(text=WORDS, basis=Basis.BUYER_VERBATIM, encounter=call.id, signals={theme.id: Stance.RESONATED})
    )


def _brief(repository: Repository, audience: Audience, day: date = TODAY) -> str:
    return write_brief(repository, next(iter(repository.all(Theme))), day, audience).text


def _permitted(repository: Repository, record: Insight, permission: Permission, **more: Any) -> Insight:
    return answer(repository, repository.need(Insight, record.id), permission, **more)


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        (Permission.ATTRIBUTED, "may be quoted (Dana Whitlock, 2026-11-20, until {})"),
        (Permission.ANONYMISED, "anonymised only (Dana Whitlock, 2026-11-20, until {})"),
        (Permission.INTERNAL_ONLY, "not for publication (Dana Whitlock, 2026-11-20)"),
        (Permission.REVOKED, "permission withdrawn (Dana Whitlock, 2026-11-20)"),
        (Permission.UNSET, "nobody asked yet"),
    ],
)
def test_the_team_reads_of_each_quote_what_it_may_be_used_for_who_says_so_since_when_and_until_when(
    repository: Repository, heard: Insight, permission: Permission, words: str
) -> None:
    given = None if permission is Permission.UNSET else date(2026, 11, 20)
    _permitted(repository, heard, permission, until=LATER, on=given)
    team = _brief(repository, Audience.INTERNAL)
    assert f"{WORDS}\n" in team
    attribution = next(line for line in team.splitlines() if line.startswith("> —"))
    assert f"; {words.format(LATER)}; resonated" in attribution


def test_what_ran_out_is_told_to_the_team_and_leaves_no_more_whatever_day_the_brief_is_of(
    repository: Repository, heard: Insight
) -> None:
    _permitted(repository, heard, Permission.ATTRIBUTED, until=LATER)
    with time_machine.travel(datetime.combine(LATER, NOON.timetz())):
        assert WORDS in _brief(repository, Audience.EXTERNAL, LATER)
    after = LATER + timedelta(days=1)
    with time_machine.travel(datetime.combine(after, NOON.timetz())):
        for day in (TODAY, LATER, after):
            outside = _brief(repository, Audience.EXTERNAL, day)
            assert WORDS not in outside
            assert "the words of 1 record that may not leave the team" in outside
        assert "may be quoted (" in _brief(repository, Audience.INTERNAL, LATER)
        assert f"permission ran out on {LATER}, ask again" in _brief(repository, Audience.INTERNAL, after)


def test_an_exported_quote_goes_the_day_after_its_permission_ran_out_without_any_change_of_the_log(
    repository: Repository, heard: Insight, tmp_path: Path
) -> None:
    _permitted(repository, heard, Permission.ATTRIBUTED, until=LATER)
    with time_machine.travel(datetime.combine(LATER, NOON.timetz())):
        report = export(repository, tmp_path, LATER, Audience.EXTERNAL, [BriefFormat.JSON])
    (path,) = [each.path for each in report.written if each.path.name.startswith("theme-")]
    assert WORDS in path.read_text()
    assert WORDS in path.with_suffix(".json").read_text()
    after = LATER + timedelta(days=1)
    with time_machine.travel(datetime.combine(after, NOON.timetz())):
        assert not verify(repository, path).holds
        # The day of the brief is still the one before.
        report = export(repository, tmp_path, LATER, Audience.EXTERNAL, [BriefFormat.JSON])
        assert [(each.path, each.unquoted) for each in report.written] == [(path, (heard.id,))]
        assert WORDS not in path.read_text()
        assert WORDS not in path.with_suffix(".json").read_text()
        assert heard.id not in json.loads(path.with_suffix(".json").read_text())["quoted"]


def test_a_word_that_somebody_says_is_a_name_is_withheld_from_then_on_in_every_brief(
    repository: Repository, heard: Insight, tmp_path: Path
) -> None:
    repository.edit(heard, text="Cassidy cannot sleep, says Vantiq", permission=Permission.ATTRIBUTED)
    (path,) = [each.path for each in export(repository, tmp_path, TODAY).written if each.kind == "theme"]
    assert "cannot sleep" not in path.read_text(), "it waits until somebody was asked"
    assert "(a word in them may be a name: 1)" in path.read_text()
    kept = repository.add(PossibleName(word="Cassidy", is_name=True))
    repository.add(PossibleName(word="Vantiq", is_name=False))
    (written,) = export(repository, tmp_path, TODAY).written
    text = written.path.read_text()
    assert "Cassidy" not in text
    assert "cannot sleep, says Vantiq" in text
    repository.edit(kept, is_name=False)
    (written,) = export(repository, tmp_path, TODAY).written
    assert "Cassidy cannot sleep" in written.path.read_text()


def test_an_export_writes_both_editions_into_their_folders(repository: Repository, heard: Insight) -> None:
    repository.close()
    root = repository.workspace.exports
    assert run(["export", "--json"]) == 0
    inside, outside = (
        some_text(folder_of(repository.workspace, audience)) for audience in (Audience.INTERNAL, Audience.EXTERNAL)
    )
    assert (WORDS in inside, WORDS in outside) == (True, False)
    assert "Mercy Hospital" in inside
    assert "Mercy" not in outside
    assert "zqn" not in outside
    assert sorted(path.name for path in root.glob("*.md")) == sorted(path.name for path in root.glob("internal/*.md"))
    for folder in (root, root / "internal"):
        briefs = {path.stem for path in folder.glob("*.md")}
        assert sorted(name.partition("-")[0] for name in briefs) == ["backlog", "theme"]
        assert {path.stem for path in folder.glob("[!.]*.json")} == briefs


def some_text(folder: Path) -> str:
    """All that is in a folder's briefs."""
    texts = [path.read_text() for path in folder.glob("*") if path.suffix in (".md", ".json")]
    assert texts
    return "\n".join(texts)


@pytest.mark.parametrize("only", ["internal", "external"])
def test_a_setting_or_an_option_narrows_an_export_to_one_edition(
    repository: Repository, heard: Insight, tmp_path: Path, only: str
) -> None:
    root = repository.workspace.exports
    folders = {"internal": root / "internal", "external": root}
    repository.close()
    assert run(["export", "--audience", only, "--out", str(tmp_path / "elsewhere")]) == 0
    elsewhere = sorted(path.name.partition("-")[0] for path in (tmp_path / "elsewhere").rglob("*"))
    assert elsewhere == [".shadowlog", "backlog", "theme"]
    (tmp_path / "settings.toml").write_text(f'[briefs]\naudiences = ["{only}"]\n')
    assert run(["export"]) == 0
    assert {name: bool([*folder.glob("*.md")]) for name, folder in folders.items()} == {
        "internal": only == "internal", "external": only == "external",
    }  # fmt: skip


def test_an_edition_that_lies_there_loses_withdrawn_words_even_where_the_settings_want_it_no_more(
    repository: Repository, heard: Insight, tmp_path: Path
) -> None:
    _permitted(repository, heard, Permission.ATTRIBUTED)
    root = repository.workspace.exports
    assert run(["export"]) == 0
    (path,) = root.glob("theme-*.md")
    assert WORDS in path.read_text()
    (tmp_path / "settings.toml").write_text('[briefs]\naudiences = ["internal"]\n')
    _permitted(repository, heard, Permission.REVOKED)
    assert run(["export"]) == 0
    assert WORDS not in path.read_text()


@pytest.mark.parametrize(
    "text", ['[briefs]\naudiences = ["team"]\n', "[briefs]\naudiences = []\n", "[briefs]\nreaders = 1\n",
             '[briefs]\naudiences = "internal"\n', "briefs = 1\n"],
)  # fmt: skip
def test_a_wrong_setting_of_audiences_is_told_with_what_would_be_right(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text(text)
    assert run(["export"]) == 2
    assert 'audiences = ["internal", "external"]' in capsys.readouterr().err


def test_an_objections_wording_that_was_permitted_stays_out_once_the_permission_ran_out(repository: Repository) -> None:
    from shadowlog.briefs.context import BriefContext

    objection = repository.add(Objection(title="margin is dear"))
    mention = repository.add(
        Mention(objection=objection.id, verbatim="margin is dear", permission=Permission.ANONYMISED,
                basis=Basis.BUYER_VERBATIM, permission_until=permission_day())
    )  # fmt: skip
    today = permission_day()
    for until, leaves in ((today, True), (today - timedelta(days=1), False), (None, True)):
        repository.edit(mention, permission_until=until)
        with BriefContext(repository, today - timedelta(days=9)) as context:
            assert context.may_show_wording(objection) is leaves


def test_all_kinds_of_briefs_have_both_editions_or_are_the_teams_own() -> None:
    assert {Audience.INTERNAL in kind.audiences for kind in BRIEF_KINDS.values()} == {True}


@pytest.mark.parametrize("basis", [*Basis, None])
def test_no_reps_report_leaves_even_where_somebody_permitted_it(
    repository: Repository, heard: Insight, basis: Basis | None
) -> None:
    repository.edit(heard, basis=basis, permission=Permission.ATTRIBUTED, text=f"{WORDS}?", kind=InsightKind.QUESTION)
    leaves = basis in (Basis.BUYER_VERBATIM, Basis.BUYER_PARAPHRASE)
    assert (WORDS in _brief(repository, Audience.EXTERNAL)) is leaves
    assert WORDS in _brief(repository, Audience.INTERNAL) or basis is None


def test_one_line_says_what_is_left_out_and_why_and_where_it_is(repository: Repository, heard: Insight) -> None:
    repository.edit(heard, permission=Permission.INTERNAL_ONLY)
    others = [(Permission.ATTRIBUTED, TODAY - timedelta(days=1)), (Permission.UNSET, None), (Permission.UNSET, None)]
    for number, (permission, until) in enumerate(others):
        repository.add(replace(heard, id="", text=f"{number} {WORDS}", permission=permission, permission_until=until))
    lines = [line for line in _brief(repository, Audience.EXTERNAL).splitlines() if line.startswith("Left out: ")]
    assert "\n".join(lines) == (
        "Left out: the words of 4 records that may not leave the team (nobody asked yet: 2, not for "
        "publication: 1, permission ran out: 1). The team’s edition, in exports/internal, has it."
    )
    assert "withheld" not in _brief(repository, Audience.EXTERNAL)


@pytest.mark.parametrize("permission", [Permission.UNSET, Permission.INTERNAL_ONLY, Permission.REVOKED])
def test_both_editions_say_in_the_same_words_why_a_quote_may_not_leave(
    repository: Repository, heard: Insight, permission: Permission
) -> None:
    repository.edit(heard, permission=permission)
    (why,) = re.findall(r"^Left out: .* \((.+): 1\)", _brief(repository, Audience.EXTERNAL), re.MULTILINE)
    assert why == permission.clearance
    assert f"; {why}" in section(_brief(repository, Audience.INTERNAL), "In the buyers’ words")


def test_a_name_is_no_word_to_use_either(repository: Repository, heard: Insight) -> None:
    (theme,) = repository.all(Theme)
    repository.add(Account(name="Vantiq Systems"))
    words = {Stance.RESONATED: "Vantiq pumps hum gently", Stance.REJECTED: "shrill beeping everywhere"}
    for stance, text in words.items():
        for number in range(8):
            account = repository.add(Account(name=f"Ward {stance} {number}"))
            call = repository.add(Encounter(account=account.id, started_at=NOON))
            repository.add(
                Insight(text=text, basis=Basis.BUYER_VERBATIM, encounter=call.id, signals={theme.id: stance},
                        permission=Permission.ATTRIBUTED)
            )  # fmt: skip
    assert "Words to use" in _brief(repository, Audience.EXTERNAL)
    assert "vantiq" in section(_brief(repository, Audience.INTERNAL), "In the buyers’ words")
    assert "vantiq" not in _brief(repository, Audience.EXTERNAL).lower()


def test_both_editions_are_clean_after_somebody_was_forgotten(repository: Repository, heard: Insight) -> None:
    repository.edit(heard, text=f"{WORDS}, says Mercy Hospital", permission=Permission.ATTRIBUTED)
    root = repository.workspace.exports
    assert run(["export", "--json"]) == 0
    assert "Mercy" in "".join(path.read_text() for path in root.rglob("*.md"))
    repository.close()
    assert run(["forget", "Mercy Hospital", "--confirm", "Mercy Hospital"]) == 0
    assert run(["export"]) == 0
    left = {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}
    assert {name.partition("-")[0] for name in left if name.endswith(".md")} == {
        "theme", "backlog", "internal/theme", "internal/backlog",
    }  # fmt: skip
    assert {name for name, text in left.items() if "mercy" in f"{name}{text}".lower()} == set()


@pytest.mark.parametrize(
    ("audience", "out", "told"),
    [
        ("internal", "{}", "where outside readers get theirs"),
        ("internal", "{}/internal/..", "where outside readers get theirs"),
        ("external", "{}/internal", "where the team's edition is kept"),
        ("external", "{}/internal/deeper", "where the team's edition is kept"),
        (None, "{}/internal", "where the team's edition is kept"),
        ("external", "", "empty"),
        (None, " ", "empty"),
    ],
)
@pytest.mark.parametrize("command", [("export",), ("brief", "theme", "Quiet nights")])
def test_no_edition_is_written_where_the_other_one_is_kept(
    repository: Repository, heard: Insight, command: tuple[str, ...], audience: str | None, out: str, told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    if command[0] == "brief" and audience is None:
        audience = "external"
    folder = out.format(repository.workspace.exports)
    assert run([*command, *(("--audience", audience) if audience else ()), "--out", folder]) == 2
    assert told in capsys.readouterr().err
    assert not list(repository.workspace.exports.rglob("*.md"))


def test_a_folder_of_ones_own_stays_that_of_its_edition(
    repository: Repository, heard: Insight, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for first, other in (("internal", "external"), ("external", "internal")):
        folder = str(tmp_path / first)
        assert run(["export", "--audience", first, "--out", folder]) == 0
        assert run(["export", "--audience", first, "--out", folder]) == 0
        assert run(["export", "--audience", other, "--out", folder]) == 2
    assert run(["export", "--out", str(tmp_path / "both")]) == 0
    assert run(["export", "--out", str(tmp_path / "both")]) == 0


def test_the_team_is_told_for_how_many_verbatims_nobody_has_permission(repository: Repository, heard: Insight) -> None:
    for permission, until in (
        (Permission.ATTRIBUTED, TODAY - timedelta(days=1)), (Permission.ATTRIBUTED, TODAY),
        (Permission.INTERNAL_ONLY, None), (Permission.REVOKED, None),
    ):  # fmt: skip
        text = f"{permission} {WORDS}"
        repository.add(replace(heard, id="", text=text, permission=permission, permission_until=until))
    repository.add(replace(heard, id="", text="as I took it", basis=Basis.BUYER_PARAPHRASE))
    team = section(_brief(repository, Audience.INTERNAL), "In the buyers’ words")
    assert "\nWithout permission to quote: 2. Ask before quoting." in team
    assert "Without permission" not in _brief(repository, Audience.EXTERNAL)
    for insight in repository.all(Insight):
        repository.edit(insight, permission=Permission.ATTRIBUTED, permission_until=None)
    assert "Without permission" not in _brief(repository, Audience.INTERNAL)
