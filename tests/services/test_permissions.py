"""May we quote that? A rep is asked to find out, and what the buyer answered holds until it runs out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from shadowlog.analysis.task import Task
from shadowlog.analysis.tasks import open_tasks
from shadowlog.domain.codec import record_of
from shadowlog.domain.errors import InvalidField, RuleBroken
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, Person
from shadowlog.domain.schema.made import replace
from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.values import Basis, Permission, Role
from shadowlog.services.current_user import become
from shadowlog.services.defaults import with_defaults
from shadowlog.services.permissions import answer, ask, lost_permission, permission_day, with_giver
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=timezone.utc)
TODAY = permission_day(NOW)


@pytest.fixture
def finder(repository: Repository) -> Iterator[Finder]:
    opened = Finder(repository.event_store, now=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def heard(repository: Repository) -> Insight:
    """Something Mercy Hospital said to Dana, which Maud wrote down."""
    dana = repository.add(Person(name="Dana Whitlock", role=Role.REP))
    become(repository, "Maud", Role.MARKETER)
    mercy = repository.add(Account(name="Mercy Hospital"))
    encounter = repository.add(Encounter(account=mercy.id, rep=dana.id, started_at=NOW))
    return repository.add(Insight(text="too loud at night", encounter=encounter.id))


def _waiting(repository: Repository, finder: Finder) -> list[tuple[str, str, str]]:
    tasks: list[Task] = [task for task in open_tasks(repository, finder, NOW) if task.kind == "permission"]
    return [(task.record.id, task.what, task.note) for task in tasks]


def _again(repository: Repository, record: Insight) -> Insight:
    return repository.need(Insight, record.id)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("days", [-1, 0, 1, None])
def test_what_has_run_out_counts_as_unset_and_what_was_withdrawn_stays_withdrawn(
    permission: Permission, days: int | None
) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    words = Insight(text="too loud", permission=permission, permission_until=until)
    over = days == -1 and permission in (Permission.ANONYMISED, Permission.ATTRIBUTED)
    assert words.cleared(TODAY) is (Permission.UNSET if over else permission)
    assert (words.withheld_because(TODAY) == "") is words.cleared(TODAY).may_leave_the_team


def test_a_rep_who_is_asked_for_permission_finds_it_among_what_waits_until_it_is_answered(
    repository: Repository, finder: Finder, heard: Insight
) -> None:
    assert _waiting(repository, finder) == []
    ask(repository, heard)
    what = "“too loud at night” · Dana Whitlock asks Mercy Hospital"
    assert _waiting(repository, finder) == [(heard.id, what, "")]
    answer(repository, _again(repository, heard), Permission.ANONYMISED)
    assert _waiting(repository, finder) == []
    undo(repository.event_store)
    assert _waiting(repository, finder) == [(heard.id, what, "")]
    undo(repository.event_store)
    assert _waiting(repository, finder) == []


def test_a_mention_without_an_encounter_is_asked_about_by_whoever_entered_it(
    repository: Repository, finder: Finder, heard: Insight
) -> None:
    objection = repository.add(Objection(title="too dear"))
    mention = repository.add(Mention(objection=objection.id, verbatim="far too dear"))
    ask(repository, mention)
    assert _waiting(repository, finder) == [(mention.id, "“far too dear” · Maud asks the buyer", "")]


def test_an_answer_says_who_got_it_and_when_and_until_when(repository: Repository, heard: Insight) -> None:
    end = date(2027, 5, 1)
    first = answer(repository, heard, Permission.ATTRIBUTED, until=end)
    assert repository.heading("people", first.permission_by) == "Maud"
    assert first.permission_on == datetime.now(local_zone()).date()
    assert (first.permission, first.permission_until) == (Permission.ATTRIBUTED, end)
    # A new answer stands for itself: an end that an earlier one had is not that of this one.
    second = answer(repository, first, Permission.ANONYMISED)
    assert second.permission_until is None
    third = answer(repository, second, Permission.INTERNAL_ONLY, until=end)
    assert third.permission_until is None
    nobody = answer(repository, third, Permission.UNSET)
    assert (nobody.permission_by, nobody.permission_on, nobody.permission_until) == (None, None, None)


def test_a_permission_that_has_run_out_waits_to_be_asked_for_again(
    repository: Repository, finder: Finder, heard: Insight
) -> None:
    yesterday = TODAY - timedelta(days=1)
    answer(repository, heard, Permission.ATTRIBUTED, until=TODAY)
    assert _waiting(repository, finder) == []
    answer(repository, heard, Permission.ATTRIBUTED, until=yesterday)
    what = "“too loud at night” · Maud asks Mercy Hospital"
    assert _waiting(repository, finder) == [(heard.id, what, f"ran out {yesterday.day} {yesterday:%b}")]
    ask(repository, _again(repository, heard))
    assert [note for _, _, note in _waiting(repository, finder)] == [""]
    answer(repository, _again(repository, heard), Permission.INTERNAL_ONLY)
    assert _waiting(repository, finder) == []


def test_a_permission_that_is_typed_into_a_record_says_who_got_it_too_and_no_one_has_to_ask(
    repository: Repository, finder: Finder, heard: Insight
) -> None:
    asked = ask(repository, heard)
    assert with_giver(repository, asked, {"text": "far too loud"}) == {"text": "far too loud"}
    assert with_giver(repository, asked, {"permission": Permission.UNSET}) == {"permission": Permission.UNSET}
    changed = repository.edit(asked, **with_giver(repository, asked, {"permission": Permission.ANONYMISED}))
    assert repository.heading("people", changed.permission_by) == "Maud"
    assert changed.permission_on is not None
    assert _waiting(repository, finder) == []
    dana = repository.ids_named(Person, "Dana Whitlock")[0]
    said = {"permission": Permission.ATTRIBUTED, "permission_by": dana, "permission_on": date(2026, 1, 2)}
    assert with_giver(repository, changed, said) == {**said, "permission_asker": None}
    new = with_defaults(repository, replace(heard, id="", permission=Permission.ATTRIBUTED))
    assert repository.heading("people", new.permission_by) == "Maud"
    assert with_defaults(repository, replace(heard, id="")).permission_by is None


def test_what_nobody_is_left_to_ask_for_still_waits_and_what_has_no_words_is_refused(
    repository: Repository, finder: Finder, heard: Insight
) -> None:
    ask(repository, heard)
    repository.delete(repository.need(Person, repository.ids_named(Person, "Dana Whitlock")[0]))
    assert [key for key, _, _ in _waiting(repository, finder)] == [heard.id]
    objection = repository.add(Objection(title="too dear"))
    with pytest.raises(RuleBroken, match="no words"):
        ask(repository, repository.add(Mention(objection=objection.id, verbatim=" ")))


def test_a_task_shows_the_beginning_of_a_long_quote_in_one_line(
    repository: Repository, finder: Finder, heard: Insight
) -> None:
    ask(repository, repository.edit(heard, text="too\nloud " * 200))
    ((_, what, _),) = _waiting(repository, finder)
    assert "\n" not in what
    assert len(what) < 260
    assert what.partition(" · ")[0].endswith(" …”")


@pytest.mark.parametrize(
    "change", [{"text": "far too loud"}, {"basis": Basis.BUYER_PARAPHRASE}, {"text": "x", "basis": Basis.REP_REPORT}]
)
def test_a_permission_is_for_the_words_it_was_given_for(
    repository: Repository, heard: Insight, change: dict[str, Any]
) -> None:
    permitted = answer(repository, heard, Permission.ATTRIBUTED, until=TODAY + timedelta(days=900))
    changed = repository.edit(permitted, **with_giver(repository, permitted, change))
    assert (changed.permission, changed.permission_by, changed.permission_on, changed.permission_until) == (
        Permission.UNSET, None, None, None,
    )  # fmt: skip
    assert "may not be quoted any more" in lost_permission(permitted, changed)
    undo(repository.event_store)
    assert _again(repository, heard).permission is Permission.ATTRIBUTED


def test_words_that_do_not_change_and_words_that_are_permitted_anew_stay_permitted(
    repository: Repository, heard: Insight
) -> None:
    permitted = answer(repository, heard, Permission.ATTRIBUTED)
    for change in ({"text": heard.text}, {"kind": None}, {"text": "new", "permission": Permission.ATTRIBUTED}):
        changed = repository.edit(permitted, **with_giver(repository, permitted, change))
        assert changed.permission is Permission.ATTRIBUTED
        assert lost_permission(permitted, changed) == ""
    withdrawn = answer(repository, permitted, Permission.REVOKED)
    assert with_giver(repository, withdrawn, {"text": "other"}) == {"text": "other"}


def test_a_mention_without_words_cannot_be_permitted(repository: Repository, heard: Insight) -> None:
    mention = repository.add(Mention(objection=repository.add(Objection(title="too dear")).id))
    with pytest.raises(RuleBroken, match="no words"):
        answer(repository, mention, Permission.ATTRIBUTED)
    with pytest.raises(RuleBroken, match="no words"):
        with_giver(repository, mention, {"permission": Permission.ANONYMISED})
    assert with_giver(repository, mention, {"permission": Permission.ANONYMISED, "verbatim": "far too dear"})
    assert answer(repository, mention, Permission.REVOKED).permission is Permission.REVOKED


@pytest.mark.parametrize("stored", ["garbage", 7, ["2030-01-01"], "2030-13-01"])
def test_an_end_that_cannot_be_read_counts_as_run_out(stored: object) -> None:
    document = {"text": "too loud", "permission": "attributed", "permission_until": stored}
    assert record_of(Insight, "x", document).cleared(TODAY) is Permission.UNSET
    assert record_of(Insight, "x", {**document, "permission_until": None}).cleared(TODAY) is Permission.ATTRIBUTED
    assert record_of(Insight, "x", {**document, "permission": "internal_only"}).ran_out(TODAY) is False


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"on": date(2999, 1, 1)}, "to come"),
        ({"on": date(2026, 11, 2), "until": date(2026, 11, 1)}, "before 2026-11-02"),
    ],
)
def test_days_that_cannot_be_are_refused(repository: Repository, heard: Insight, values: Any, told: str) -> None:
    with pytest.raises(InvalidField, match=told):
        answer(repository, heard, Permission.ATTRIBUTED, **values)


def test_nobody_is_sent_to_ask_about_the_teams_own_words(repository: Repository, heard: Insight) -> None:
    reported = repository.edit(heard, basis=Basis.REP_REPORT)
    with pytest.raises(RuleBroken, match="the words are the team's") as refused:
        ask(repository, reported)
    assert "change the basis first" in refused.value.way_out
    assert ask(repository, repository.edit(reported, basis=Basis.BUYER_PARAPHRASE)).permission_asker


def test_what_is_unset_was_given_by_nobody_on_no_day(repository: Repository, heard: Insight) -> None:
    permitted = answer(repository, heard, Permission.ATTRIBUTED)
    with pytest.raises(InvalidField, match="nobody gave it"):
        answer(repository, permitted, Permission.UNSET, on=TODAY)
    given = {"permission": Permission.UNSET, "permission_by": repository.event_store.author}
    assert repository.edit(permitted, **with_giver(repository, permitted, given)).permission_by is None


def test_a_permission_runs_out_as_soon_as_its_day_is_over_here_or_in_utc(zone: Callable[[str], None]) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=timezone.utc)
    early = datetime(2026, 11, 20, 5, 0, tzinfo=timezone.utc)
    for name, at, day in (
        ("Pacific/Auckland", late, 21), ("America/Los_Angeles", early, 20), ("America/Los_Angeles", late, 20),
    ):  # fmt: skip
        zone(name)
        assert permission_day(at) == date(2026, 11, day)


def test_whoever_deleted_themselves_is_not_said_to_have_got_a_permission(
    repository: Repository, heard: Insight
) -> None:
    me = repository.author
    assert me is not None
    repository.delete(me)
    permitted = answer(repository, heard, Permission.ANONYMISED)
    assert (permitted.permission, permitted.permission_by) == (Permission.ANONYMISED, None)
