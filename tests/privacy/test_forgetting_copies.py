"""What forgetting leaves beside the log says the same as if it were built from the new log."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shadowlog.domain.records import Account, Encounter, Insight, Person, Theme, UnknownName
from shadowlog.domain.text.query import read_filter
from shadowlog.domain.values import Stance
from shadowlog.privacy.erasure.erasure import Erasure
from shadowlog.store.index import Index, copying
from shadowlog.store.index.index import Index as OpenIndex
from shadowlog.store.maintenance.copies import Copies, Fate
from shadowlog.store.maintenance.snapshot_lines import OtherLayout, SnapshotLines
from shadowlog.store.maintenance.snapshots import take_snapshot
from shadowlog.store.repository import Repository
from shadowlog.store.search import segment_redaction, segment_writer
from shadowlog.store.search.finder import Finder
from shadowlog.store.suggest import learning
from shadowlog.store.suggest.suggester import Suggester

_ASKED = {
    "kinds": "SELECT name, live FROM kinds",
    "records": "SELECT kinds.name, record, id, at, gone FROM records JOIN kinds USING (kind)",
    "ops": "SELECT * FROM ops",
    "refs": "SELECT * FROM refs",
    "names": "SELECT kinds.name, names.name, record FROM names JOIN kinds USING (kind)",
    "ever": "SELECT kinds.name, ever.name FROM ever JOIN kinds USING (kind)",
}


def _rows(index: Index) -> dict[str, list[tuple[object, ...]]]:
    """All that an index knows; the numbers of kinds are its own affair."""
    return {name: sorted(index.database.execute(asked), key=repr) for name, asked in _ASKED.items()}


@pytest.fixture
def person(repository: Repository) -> Person:
    """Somebody named in a few of many records, with every file beside the log there is."""
    person = repository.add(Person(name="Jörgen Quistgaard", aliases=("Quist",)))
    same = repository.add(Account(name="Quistgaard and Sons"))
    theme = repository.add(Theme(name="Cost", message="costs less than a lease"))
    call = repository.add(Encounter(account=same.id, event="Lunch with Quistgaard", notes="a lease"))
    with repository.change("Many"):
        for number in range(60):
            repository.add(Insight(text=f"they would rather lease {number}", signals={theme.id: Stance.RESONATED}))
    repository.add(Insight(text="Quistgaard\nwants to hire", encounter=call.id, signals={theme.id: Stance.REJECTED}))
    repository.edit(repository.add(Insight(text="about somebody", encounter=call.id)), text="about Quist, 100%")
    repository.delete(repository.add(Insight(text="Jörgen Quistgaard will sign")))
    repository.add(UnknownName(name="Kvistgaard", names="people", where="encounters", record=call.id, field="rep"))
    segment_writer.build(repository.event_store)
    learning.learn(repository.event_store)
    repository.add(Insight(text="Quistgaard again", encounter=call.id))
    return person


def _forget(repository: Repository, person: Person, *, keep: tuple[str, ...] = ()) -> None:
    erasure = Erasure(repository, person)
    erasure.decide({word: word not in keep for word in erasure.preview().asked})
    erasure.forget()


def test_the_index_is_the_one_that_would_be_built(repository: Repository, person: Person) -> None:
    before = repository.event_store.query(_rows)
    _forget(repository, person)
    copied = repository.event_store.query(_rows)
    assert copied != before
    repository.event_store.rebuild_index()
    assert copied == repository.event_store.query(_rows)


def test_nobody_builds_the_index_again(repository: Repository, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[bool] = []
    copy = copying.copy_index

    def noting(*given: Any) -> bool:
        copies.append(copy(*given))
        return copies[-1]

    monkeypatch.setattr("shadowlog.store.maintenance.log_rewrite.copy_index", noting)
    monkeypatch.setattr(OpenIndex, "clear", lambda _: pytest.fail("an index was built from the log"))
    _forget(repository, person)
    assert copies == [True]


def test_the_search_finds_what_it_would_find_anew_and_knows_no_word_of_theirs(
    repository: Repository, person: Person
) -> None:
    _forget(repository, person)
    asked = (
        "quistgaard",
        "quist",
        "forgotten",
        "lease",
        "hire",
        '"wants to hire"',
        "is:insight",
        "event:lunch",
        "jorg",
    )
    answers = []
    for _ in range(2):
        with closing(Finder(repository.event_store)) as finder:
            answers.append([sorted(finder.keys(finder.find(read_filter(text)), 0, 1_000)) for text in asked])
            stale = finder.segments
            assert stale is not None
        segment_writer.build(repository.event_store)
    assert answers[0] == answers[1]
    assert answers[0][2]


def test_the_file_of_the_search_stays_and_more_than_a_few_records_have_it_written_anew(
    repository: Repository, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    monkeypatch.setattr(segment_writer, "write_index", written.append)
    _forget(repository, person)
    assert not written
    assert (Path(repository.event_store.folder) / segment_writer.NAME).exists()
    other = repository.add(Person(name="Zbigniew Wachtmeister"))
    repository.add(Insight(text="Wachtmeister said so"))
    monkeypatch.setattr(segment_redaction, "MOST", 1)
    _forget(repository, other)
    assert written == [repository.event_store]


def test_themes_are_suggested_as_after_learning_anew(repository: Repository, person: Person) -> None:
    _forget(repository, person)
    texts = ("they would rather lease it", "wants to hire", "costs less", "quistgaard")
    answers: list[tuple[object, object]] = []
    for _ in range(2):
        suggester = Suggester(repository.event_store)
        suggested = [suggester.suggest(text) for text in texts]
        assert not suggester.behind
        model = suggester._model
        assert model is not None
        counts = {number: model.df(number) for text in texts for number in learning.features_of(text)}
        answers.append((suggested, counts))
        learning.learn(repository.event_store)
    assert answers[0] == answers[1]
    assert answers[0][0]


def test_a_snapshot_is_redacted_line_by_line_as_it_would_be_as_a_whole(
    repository: Repository, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.add(Insight(text="Quistgaard, “last” of all", other={"size": 1 << 70, "half": "\ud83d"}))
    snapshot = take_snapshot(repository.event_store)
    erasure = Erasure(repository, person)
    erasure.decide(dict.fromkeys(erasure.preview().asked, True))
    contents = []
    before = snapshot.read_bytes()
    for whole in (False, True):
        snapshot.write_bytes(before)
        if whole:
            monkeypatch.setattr(SnapshotLines, "changed", _raise_other_layout)
        found = {
            copy.path: copy.fate for copy in Copies(repository.workspace, erasure.change).survey(set(), write=True)
        }
        assert found[snapshot] is Fate.CLEANED
        contents.append(snapshot.read_bytes())
    assert contents[0] == contents[1]
    assert b"uistgaard will" not in contents[0]
    assert b"[forgotten], " in contents[0]


def _raise_other_layout(*_: object) -> None:
    raise OtherLayout
