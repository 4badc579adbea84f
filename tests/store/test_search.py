"""Finding: the same answers as reading every record, whoever wrote it, whether it is in the index file or not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowlog.domain.codec import document_of
from shadowlog.domain.records import Account, Encounter, Insight, KeptFilter, Mention, Objection, Person, Record, Theme
from shadowlog.domain.text.query import Clause, read_filter
from shadowlog.domain.values import InsightKind, Stage, Stance
from shadowlog.store.maintenance.compact import compact
from shadowlog.store.repository import Repository
from shadowlog.store.search.facets import texts_of
from shadowlog.store.search.finder import Finder
from shadowlog.store.search.tokenizer import matches, words_of

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=timezone.utc)


@pytest.fixture
def finder(repository: Repository) -> Iterator[Finder]:
    opened = Finder(repository.event_store, now=lambda: NOW)
    yield opened
    opened.close()


def found(finder: Finder, text: str) -> list[str]:
    """The ids of what is found, newest first, a page of three at a time as lists do."""
    hits = finder.find(read_filter(text))
    keys = [key for offset in range(0, len(hits), 3) for _, key in finder.keys(hits, offset, 3)]
    assert len(keys) == len(hits)
    return keys


def problems(finder: Finder, text: str) -> list[str]:
    return finder.find(read_filter(text)).plan.problems


WORDS = ["lease", "leasing", "cost", "too", "expensive", "pump", "nurse", "naïve", "they’d", "sign", "a"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
ASKED = st.lists(
    st.one_of(
        st.sampled_from([*WORDS, "le", "Expens", "s"]),
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda held: f'"{" ".join(held)}"'),
        st.sampled_from(["-pump", "-le", '-"a lease"', '"too expen', "kind:pain", "kind:pain,praise", "-kind:pain"]),
        st.sampled_from(["is:insight", "is:objection", "since:2026-03-01", "until:2026-03-01", "on:2026-02-03"]),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


def _fits(record: Record, asked: str) -> bool:
    """Whether a record fits, found out by reading it."""
    texts = [words_of(text) for text in texts_of(record.table, document_of(record))]
    return all(_holds(record, texts, clause) for clause in read_filter(asked).clauses)


def _holds(record: Record, texts: list[list[str]], clause: Clause) -> bool:
    assert record.created is not None
    day = record.created.date().isoformat()
    match clause.field:
        case "":
            wanted = words_of(clause.values[0])
            is_open = clause.open or not clause.phrase

            def here(words: list[str], at: int) -> bool:
                some = words[at : at + len(wanted)]
                if len(some) < len(wanted) or some[:-1] != wanted[:-1]:
                    return False
                return some[-1].startswith(wanted[-1]) if is_open else some[-1] == wanted[-1]

            fits = any(here(words, at) for words in texts for at in range(len(words)))
        case "kind":
            fits = getattr(record, "kind", None) in clause.values
        case "is":
            fits = record.singular in clause.values
        case "since":
            fits = day >= clause.values[0]
        case "until":
            fits = day <= clause.values[0]
        case _:
            fits = day == clause.values[0]
    return fits is not clause.negated


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stored=st.lists(TEXTS, max_size=12),
    recent=st.lists(TEXTS, max_size=6),
    asked=st.lists(ASKED, min_size=5, max_size=5),
)
def test_it_finds_what_reading_every_record_finds(
    repository: Repository, stored: list[str], recent: list[str], asked: list[str]
) -> None:
    finder = Finder(repository.event_store, now=lambda: NOW)
    with repository.change("Clear"):
        for kind in (Insight, Objection):
            for record in list(repository.all(kind)):
                repository.delete(record)

    def add(number: int, text: str) -> Record:
        when = datetime(2026, number % 5 + 1, 3, 12, tzinfo=timezone.utc) + timedelta(minutes=number)
        if number % 3:
            return repository.add(
                Insight(text=text, kind=(None, InsightKind.PRAISE, InsightKind.PAIN)[number % 3], created=when)
            )
        return repository.add(Objection(title=f"{text} {number}", created=when))

    held = [add(number, text) for number, text in enumerate(stored)]
    finder.write()
    held += [add(number + len(stored), text) for number, text in enumerate(recent)]
    for record in held[::4]:
        repository.delete(record)
    kept = [record for place, record in enumerate(held) if place % 4]
    if kept:
        changed = repository.edit(kept[0], **{kept[0].title_field: "pump lease sign again"})
        kept[0] = changed
    for text in asked:
        expected = {record.id for record in kept if _fits(record, text)}
        ids = [key for key in found(finder, text) if repository.get(Insight, key) or repository.get(Objection, key)]
        assert set(ids) == expected, text
        moments = [str(record.created) for key in ids for record in kept if record.id == key]
        assert moments == sorted(moments, reverse=True)
    finder.close()


def _case(repository: Repository) -> dict[str, Record]:
    """A visit with two insights, an objection, and two of everything that names are for."""
    made: dict[str, Record] = {}
    made["dana"] = repository.add(Person(name="Dana Whitlock"))
    made["mercy"] = repository.add(Account(name="Mercy Hospital", aliases=("St. Mary",)))
    made["cost"] = repository.add(Theme(name="Total cost"))
    made["calm"] = repository.add(Theme(name="Calmer nights"))
    made["visit"] = repository.add(
        Encounter(
            account=made["mercy"].id, rep=made["dana"].id, started_at=NOW - timedelta(days=20), event="Expo Leeds",
            stage_after=Stage.CLOSED_LOST,
        )
    )  # fmt: skip
    signals = {made["cost"].id: Stance.REJECTED, made["calm"].id: Stance.RESONATED}
    made["said"] = repository.add(Insight(text="we lease", encounter=made["visit"].id, signals=signals))
    made["bare"] = repository.add(Insight(text="nothing else"))
    made["objection"] = repository.add(Objection(title="Too expensive"))
    made["mention"] = repository.add(Mention(objection=made["objection"].id, encounter=made["visit"].id, verbatim="no"))
    return made


@pytest.mark.parametrize("written", [False, True], ids=["in memory", "from the file"])
@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("theme:cost stance:rejected", "said visit"),
        ("theme:total-cost", "said visit"),
        ('theme:"Calmer nights" stance:rejected', ""),
        ("theme:cost,calmer is:insight", "said"),
        ("stance:resonated,confused is:insight", "said"),
        ("account:mercy", "said mention visit"),
        ('account:"st. mary" is:mention', "mention"),
        ("rep:dana -is:encounter", "said mention"),
        ("after:closed is:insight", "said"),
        ("event:expo-leeds is:mention", ""),
        ('event:"Expo Leeds" is:mention', "mention"),
        ("objection:expensive", "mention visit"),
        ("no:theme", "bare"),
        ("no:encounter", "bare"),
        ("no:debrief", "visit"),
        ("since:3-weeks-ago is:insight", "said bare"),
        ("until:last-week is:insight", "said"),
    ],
)
def test_fields_narrow_down(repository: Repository, finder: Finder, written: bool, asked: str, names: str) -> None:
    made = _case(repository)
    if written:
        finder.write()
    assert not problems(finder, asked)
    ids = {record.id: name for name, record in made.items()}
    assert {ids[key] for key in found(finder, asked)} == set(names.split())


def test_what_was_heard_is_found_by_what_its_encounter_becomes(repository: Repository, finder: Finder) -> None:
    made = _case(repository)
    finder.write()
    visit = made["visit"]
    assert isinstance(visit, Encounter)
    other = repository.add(Account(name="Alder Valley"))
    repository.edit(visit, account=other.id)
    assert found(finder, "account:mercy") == []
    assert set(found(finder, "account:alder")) == {visit.id, made["said"].id, made["mention"].id}
    repository.edit(made["said"], encounter=None)
    assert visit.id not in found(finder, "theme:cost")
    assert made["said"].id in found(finder, "theme:cost")


def test_names_nobody_has_and_fields_there_are_not_are_told(repository: Repository, finder: Finder) -> None:
    _case(repository)
    assert "called 'nix'" in problems(finder, "theme:nix")[0]
    assert "Did you mean stance:" in problems(finder, "stanse:rejected")[0]
    assert "Choose one of: resonated" in problems(finder, "stance:loved")[0]
    assert "not a date" in problems(finder, "since:whenever")[0]


def test_a_kept_filter_is_used_by_its_name(repository: Repository, finder: Finder) -> None:
    made = _case(repository)
    repository.add(KeptFilter(name="Cost fails", query="theme:cost stance:rejected"))
    circle = repository.add(KeptFilter(name="Round", query="kept:round lease"))
    assert set(found(finder, "kept:cost-fails")) == {made["said"].id, made["visit"].id}
    assert found(finder, "kept:cost is:insight we") == [made["said"].id]
    assert "one kept filter" in problems(finder, "-kept:cost")[0]
    assert problems(finder, "kept:round")
    assert circle.id in found(finder, "is:filter")


def test_another_process_and_a_packed_log_are_found_in_at_once(repository: Repository, finder: Finder) -> None:
    repository.add(Insight(text="the first"))
    finder.write()
    assert len(found(finder, "first")) == 1
    script = (
        "from pathlib import Path; from shadowlog.store.repository import Repository; "
        "from shadowlog.store.workspace.workspace import Workspace; from shadowlog.domain.records import Insight; "
        f"Repository(Workspace(Path({str(repository.workspace.root)!r}), '')).add(Insight(text='a second first'))"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    repository.event_store.refresh()
    assert len(found(finder, "first")) == 2
    compact(repository.event_store)
    assert len(found(finder, "first")) == 2


def test_an_index_file_that_is_damaged_foreign_or_of_another_log_is_not_used(repository: Repository) -> None:
    repository.add(Insight(text="lease"))
    path = os.path.join(repository.event_store.folder, "shadowlog.search")
    for content in (b"", b"not a database" * 1000, b"SQLite format 3\x00" + b"\x01" * 5000):
        with open(path, "wb") as file:
            file.write(content)
        finder = Finder(repository.event_store)
        assert len(found(finder, "lease")) == 1
        finder.close()
    finder = Finder(repository.event_store)
    finder.write()
    assert len(found(finder, "lease")) == 1
    assert os.stat(path).st_mode & 0o777 == 0o600
    finder.close()


def test_a_newer_index_file_is_noticed_once(repository: Repository, finder: Finder) -> None:
    repository.add(Insight(text="lease"))
    assert len(found(finder, "lease")) == 1
    assert not finder.look()
    other = Finder(repository.event_store)
    other.write()
    other.close()
    assert finder.look()
    assert len(found(finder, "lease")) == 1
    assert not finder.look()


@pytest.mark.parametrize("meanwhile", ["a save", "a new index file"])
def test_a_list_that_was_found_earlier_reads_what_is_there_now(
    repository: Repository, finder: Finder, meanwhile: str
) -> None:
    first = [
        repository.add(Insight(text=f"lease {number}", created=NOW + timedelta(minutes=number))) for number in range(4)
    ]
    finder.write()
    first += [
        repository.add(Insight(text=f"lease {number}", created=NOW + timedelta(minutes=number))) for number in (4, 5)
    ]
    hits = finder.find(read_filter("lease"))
    assert len(hits) == 6
    if meanwhile == "a save":
        repository.edit(first[5], text="lease 5 again")
        repository.delete(first[4])
    else:
        repository.add(Insight(text="something else", created=NOW - timedelta(days=9)))
        finder.write()
    finder.find(read_filter("something"))
    read = [key for _, key in finder.keys(hits, 0, 50)]
    gone = {first[4].id} if meanwhile == "a save" else set()
    assert read == [held.id for held in reversed(first) if held.id not in gone]
    assert len(hits) == len(read)
    assert finder.place(hits, (Insight.table, first[0].id)) == len(read) - 1


def test_an_index_file_that_is_far_behind_is_not_made_up_for_in_memory(
    repository: Repository, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shadowlog.store.search.live_segments._MOST_IN_MEMORY", 5)
    repository.add(Insight(text="lease"))
    finder.write()
    with repository.change("Many"):
        for number in range(9):
            repository.add(Insight(text=f"lease {number}"))
    late = Finder(repository.event_store)
    assert late.worth_writing
    assert late.missing
    late.write()
    assert len(found(late, "lease")) == 10
    late.close()


def test_only_one_process_writes_the_index_at_a_time(repository: Repository) -> None:
    from shadowlog.store.log.file_lock import FileLock

    repository.add(Insight(text="lease"))
    lock = FileLock(os.path.join(repository.event_store.folder, "shadowlog.housekeeping.lock"))
    with lock:
        finder = Finder(repository.event_store)
        assert not finder.write()
        finder.close()
    lock.close()


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("They’d sign a lease", "theyd", "They’d"),
        ("naïve Müller", "mul", "Mül"),
        ("price: 価格が高い", "高い", "高,い"),
        ("a leasing lease", "lease", "lease"),
    ],
)
def test_matches_are_marked_where_they_stand(text: str, asked: str, marked: str) -> None:
    assert ",".join(text[start:end] for start, end in matches(text, tuple(words_of(asked)))) == marked


@given(st.text(max_size=40))
def test_no_text_breaks_reading_a_filter(text: str) -> None:
    wanted = read_filter(text)
    assert isinstance(wanted.words, str)
    json.dumps(str(wanted), ensure_ascii=True)
    list(matches(text, tuple(words_of(text))))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ('"', "contains no word"), ('""', "contains no word"), ("“", "contains no word"), ("«»", "contains no word"),
        ('-""', "contains no word"), ('" "', "contains no word"), ("account:", "account: has no value"),
        ("account: mercy", "account: has no value"), ('account:""', "account: has no value"),
        ("-Stage:", "Stage: has no value"), ("lease since:", "since: has no value"), ("is:,", "is: has no value"),
    ],
)  # fmt: skip
def test_a_filter_that_asks_for_nothing_is_told(asked: str, told: str) -> None:
    assert told in " ".join(read_filter(asked).problems)


@pytest.mark.parametrize("asked", ["", "  ", "lease", '"account:"', "http: x", "Note: x", '-"lease"', 'lease ""'])
def test_a_filter_that_asks_for_words_or_for_all_is_clear(asked: str) -> None:
    assert not read_filter(asked).problems
