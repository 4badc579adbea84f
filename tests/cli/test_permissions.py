"""``shadowlog ask`` and ``permit``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shadowlog.domain.records import Account, Encounter, Insight, Person, Theme
from shadowlog.domain.values import Permission, Role
from shadowlog.services.current_user import become
from shadowlog.store.maintenance.snapshots import take_snapshot
from shadowlog.store.repository import Repository
from tests.cli.conftest import Shell


@pytest.fixture
def heard(repository: Repository) -> Insight:
    dana = repository.add(Person(name="Dana Whitlock", role=Role.REP))
    become(repository, "Maud", Role.MARKETER)
    mercy = repository.add(Account(name="Mercy Hospital"))
    encounter = repository.add(Encounter(account=mercy.id, rep=dana.id))
    return repository.add(Insight(text="too loud at night", encounter=encounter.id))


def test_a_rep_is_asked_and_what_the_buyer_answered_is_saved_and_undone(
    repository: Repository, heard: Insight, here: Shell
) -> None:
    key = heard.id[-8:]
    assert "Dana Whitlock is to ask Mercy Hospital whether we may quote" in here("ask", key).err
    done = here("permit", key, "anon", "--until", "2027-05-01", "--on", "2026-11-02", "--by", "Dana Whitlock")
    assert done.out.endswith("  Anonymised only: insight: too loud at night\n")
    saved = here("show", key).out
    assert "permission: anonymised\ngot by: Dana Whitlock" in saved
    assert "given on: 2026-11-02\nuntil: 2027-05-01\n" in saved
    assert "to be asked by" not in saved
    here("undo")
    assert "to be asked by: Dana Whitlock" in here("show", key).out
    assert repository.author is not None
    assert here("ask", key, "--rep", "Maud", "--json").json["permission_asker"] == repository.author.id


def test_a_permission_that_ran_out_reads_so(repository: Repository, heard: Insight, here: Shell) -> None:
    here("permit", heard.id, "attributed", "--until", "2026-01-05")
    assert "permission: attributed, which ran out: counts as unset\n" in here("show", heard.id).out
    here("permit", heard.id, "attributed")
    assert "ran out" not in here("show", heard.id).out


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (("bogus",), 2, "internal_only, anonymised, attributed"),
        (("internal_only", "--until", "friday"), 2, "there is nothing that could run out"),
        (("anonymised", "--until", "whenever"), 2, "until"),
        (("anonymised", "--until", "1/1/99999"), 2, "until"),
        (("anonymised", "--by", "Nobody Atall"), 3, "Nobody Atall"),
        (("",), 2, "permission"),
        (("anonymised", "--until", ""), 2, "is empty"),
        (("anonymised", "--on", " "), 2, "is empty"),
        (("anonymised", "--on", "2199-01-01"), 2, "to come"),
        (("anonymised", "--on", "2026-02-02", "--until", "2026-02-01"), 2, "before 2026-02-02"),
        (("unset", "--on", "2026-02-02"), 2, "nobody gave it"),
    ],
)
def test_what_cannot_be_saved_is_told_and_changes_nothing(
    repository: Repository, heard: Insight, here: Shell, more: tuple[str, ...], code: int, told: str
) -> None:
    done = here("permit", heard.id, *more)
    assert (done.code, told in done.err) == (code, True), done
    assert repository.need(Insight, heard.id).permission is Permission.UNSET
    assert repository.need(Insight, heard.id).permission_until is None


def test_only_what_was_heard_can_be_quoted(repository: Repository, here: Shell) -> None:
    theme = repository.add(Theme(name="Quiet"))
    for command in (("ask", theme.id), ("permit", theme.id, "anonymised")):
        done = here(*command)
        assert (done.code, "Only insights and mentions can be quoted" in done.err) == (2, True)


def test_the_end_of_a_permission_is_a_day_to_come_where_it_names_no_year(
    repository: Repository, heard: Insight, here: Shell
) -> None:
    here("permit", heard.id, "attributed", "--until", "end of year")
    until = repository.need(Insight, heard.id).permission_until
    assert until is not None
    assert until >= date.today()
    assert (until.month, until.day) == (12, 31)


def test_an_edit_of_the_words_unsets_their_permission_and_says_so(
    repository: Repository, heard: Insight, here: Shell
) -> None:
    here("permit", heard.id, "attributed")
    done = here("edit", heard.id, "--text", "far too loud")
    assert "may not be quoted any more" in done.err
    assert repository.need(Insight, heard.id).permission is Permission.UNSET
    done = here("edit", heard.id, "--text", "much too loud", "--permission", "attributed")
    assert "may not be quoted" not in done.err
    assert repository.need(Insight, heard.id).permission is Permission.ATTRIBUTED


def test_a_check_says_that_the_end_of_a_permission_cannot_be_read(
    repository: Repository, heard: Insight, here: Shell, tmp_path: Path
) -> None:
    here("permit", heard.id, "attributed", "--until", "2199-01-01")
    text = take_snapshot(repository.event_store).read_text()
    (tmp_path / "odd.json").write_text(text.replace("2199-01-01", "garbage"))
    here("restore", str(tmp_path / "odd.json"), "--yes")
    done = here("check")
    assert (done.code, "counts as run out" in done.out) == (5, True), done
    assert f"shadowlog permit {heard.id}" in done.out
    assert "which ran out" in here("show", heard.id).out
