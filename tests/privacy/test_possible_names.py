"""Words with a capital in a quote that may leave: asked about once, at a terminal and in the shell."""

from __future__ import annotations

import pytest

from shadowlog.domain.records import Account, Insight, Person, Persona, PossibleName, Theme
from shadowlog.domain.values import Permission
from shadowlog.privacy.possible_names import answer_names, possible_names
from shadowlog.privacy.withholding import Audience, discretion
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository
from tests.cli.conftest import Shell, here, shell
from tests.terminal import Terminal

__all__ = ["here", "shell"]


def _asked(repository: Repository, text: str) -> list[str]:
    return possible_names(repository, Insight(text=text, permission=Permission.ANONYMISED))


@pytest.fixture
def known(repository: Repository) -> Repository:
    repository.add(Person(name="Dana Whitlock"))
    repository.add(Account(name="Mercy Hospital"))
    repository.add(Persona(name="Chief Nurse"))
    repository.add(Theme(name="Quietline Comfort"))
    return repository


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Cassidy said it is too loud", ["Cassidy"]),
        ("we asked Cassidy's boss, and Cassidy’s boss said no", ["Cassidy"]),
        ("I think Dr. Okafor knows; Ms Lee too", ["Okafor", "Lee"]),
        ("talk to MARTHA or to BMW", ["MARTHA", "BMW"]),
        ("says Jo Ann Becker-Schmidt", ["Jo Ann Becker-Schmidt"]),
        ("the **Vantiq** pumps, the _Beurer_ ones", ["Vantiq", "Beurer"]),
        ("Price is high, and Price left", ["Price"]),
        ("Ask Cassidy about it", ["Cassidy"]),
        ("Cassidy Hartmann knows. Tell Hartmann", ["Cassidy", "Hartmann"]),
        ("Loud. Ask about it", []),
        ("our CFO says on Monday: Absolutely", []),
        ("- Bob\n- Carol", ["Bob", "Carol"]),
        ("сказал Петренко", ["Петренко"]),
        ("ask O’Brien_McAllister2", ["O’Brien", "McAllister"]),
        ("our Chief Nurse and Dana like Quietline at Mercy Hospital", []),
        ("It’s ok. We’ll see. I'm fine. Don't. Nobody sleeps", []),
        ("too loud at night", []),
        ("[withheld] x", []),
        # What is left of a word once a known name is taken out of it.
        ("a dana-Brockhaven team said it is too loud", ["Brockhaven"]),
        ("they had mercyhospital-Kestrel before", ["Kestrel"]),
    ],
)
def test_words_nobody_entered_as_a_name_are_asked_about(known: Repository, text: str, asked: list[str]) -> None:
    assert _asked(known, text) == asked


def test_a_word_of_a_name_that_was_deleted_is_asked_about(known: Repository) -> None:
    known.delete(known.add(Account(name="Fox Zyq Group")))
    assert _asked(known, "then Zyq said it is dear") == ["Zyq"]


def test_a_long_row_of_capitals_is_asked_about_in_pieces(known: Repository) -> None:
    asked = _asked(known, "x " + "Bob " * 3_000 + "A" * 5_000)
    assert asked == ["Bob Bob Bob Bob"]


@pytest.mark.parametrize("permission", Permission)
def test_nothing_is_asked_about_words_that_stay_in_the_team(known: Repository, permission: Permission) -> None:
    words = Insight(text="says Cassidy", permission=permission)
    assert bool(possible_names(known, words)) is permission.may_leave_the_team


def test_an_answer_is_kept_and_undone_and_a_name_is_withheld_however_it_is_written(known: Repository) -> None:
    answer_names(known, {"Cassidy": True, "Vantiq": False})
    assert _asked(known, "says CASSIDY of Vantiq") == []
    clean = discretion(known, Audience.EXTERNAL).clean
    assert clean("cas\u00adsidy’s Vantiq") == "[withheld]’s Vantiq"
    undo(known.event_store)
    assert known.count(PossibleName) == 0
    assert _asked(known, "says Cassidy of Vantiq") == ["Cassidy", "Vantiq"]


def test_the_shell_prints_them_where_nobody_can_be_asked(repository: Repository, shell: Shell) -> None:
    record = repository.add(Insight(text="says Cassidy"))
    repository.close()
    for command in (
        ("permit", record.id, "anonymised"),
        ("edit", record.id, "--permission", "attributed"),
        ("add", "insight", "says Cassidy", "--permission", "attributed"),
        ("add", '!dear "says Cassidy" permission:attributed'),
        ("add", "objection", "dear", "--verbatim", "says Cassidy", "--permission", "anonymised"),
    ):
        assert "nobody has entered as a name: Cassidy." in shell(*command).err
    assert "Cassidy" not in shell("permit", record.id, "internal_only").err
    assert shell("add", "possible-name", "Cassidy", "--is-name", "no").code == 0
    assert "Cassidy" not in shell("permit", record.id, "anonymised").err


def test_a_terminal_asks_about_each_and_keeps_what_was_answered_before_somebody_left(repository: Repository) -> None:
    record = repository.add(Insight(text="says Cassidy of Vantiq to Beurer"))
    repository.close()
    with Terminal(repository.workspace.root, "permit", record.id, "anonymised") as terminal:
        terminal.until_shown("Cassidy: a name? [y/n]")
        terminal.send("maybe\r")
        terminal.send("y\r")
        terminal.until_shown("Vantiq: a name? [y/n]")
        terminal.send("n\r")
        # Python notices an interruption between a question and the wait for its answer only at the next key.
        terminal.until(lambda: terminal.asleep)
        terminal.send("\x03")
        terminal.until_shown("Not answered")
        assert terminal.exit_code() == 0
    with Repository(repository.workspace) as after:
        assert {each.word: each.is_name for each in after.all(PossibleName)} == {"Cassidy": True, "Vantiq": False}
        assert after.need(Insight, record.id).permission is Permission.ANONYMISED
