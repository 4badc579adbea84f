"""The same words come to the same record, whichever way they come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from click.testing import CliRunner

from shadowlog.cli.main import shadowlog as main
from shadowlog.domain.codec import document_of
from shadowlog.domain.records import ContentRequest, Encounter, Insight, Mention, Objection, Record, Response
from shadowlog.domain.values import Basis, Role
from shadowlog.services.capture.booth import Booth
from shadowlog.services.capture.plan import plan_of
from shadowlog.services.capture.save import CaptureContext, Capturing
from shadowlog.services.current_user import become
from shadowlog.store.repository import Repository
from shadowlog.tui.forms.kinds import Forms
from shadowlog.tui.screens.ride_along import begin

Face = Callable[[Repository, str], None]
_MARK = {Insight: "", Mention: "!", ContentRequest: "&"}
_WORD = {Insight: "insight", Mention: "objection", ContentRequest: "content-request"}


def _by_line(kind: type[Record]) -> Face:
    return lambda repository, text: Capturing(repository).save(plan_of(repository, _MARK[kind] + text)) and None


def _by_booth(kind: type[Record]) -> Face:
    return lambda repository, text: Booth(repository, "Expo").save(plan_of(repository, _MARK[kind] + text)) and None


def _by_ride_along(kind: type[Record]) -> Face:
    def save(repository: Repository, text: str) -> None:
        Capturing(repository).save(plan_of(repository, _MARK[kind] + text), CaptureContext(begin(repository).id))

    return save


def _by_form(kind: type[Record]) -> Face:
    def save(repository: Repository, text: str) -> None:
        form = Forms(repository, day_first=True).add(kind)
        title = "title" if kind is Mention else kind.title_field
        form.save({**form.filled, title: text})

    return save


def shell(*arguments: str) -> str:
    """What a command prints, which ends well."""
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def _by_shell(kind: type[Record]) -> Face:
    def save(repository: Repository, text: str) -> None:
        shell("add", _WORD[kind], text)
        repository.event_store.refresh()

    return save


FACES = {"line": _by_line, "booth": _by_booth, "ride-along": _by_ride_along, "form": _by_form, "shell": _by_shell}
_WHERE = ("created", "updated", "objection", "encounter")
"""What differs from save to save, or says where a face was."""


@pytest.mark.parametrize("role", [Role.MARKETER, Role.REP, Role.MANAGER, None])
@pytest.mark.parametrize(
    ("kind", "text", "own"),
    [
        (Insight, "the pump is too loud at night", False),
        (Insight, "is it any quieter?", False),
        (Insight, '"we would sign tomorrow"', True),
        (Insight, "“we would sign tomorrow”", True),
        (Insight, "„wir unterschreiben morgen“", True),
        (Insight, 'they hesitate "we pay less today"', True),
        (Insight, 'they call it "cheap" and walk away', False),
        (Mention, "too expensive", False),
        (Mention, 'too expensive "no way at this price"', True),
        (Mention, "too expensive «pas à ce prix»", True),
        (Mention, '"no way at this price"', True),
        (ContentRequest, "a page for nurses", False),
    ],
)
def test_the_same_words_come_to_the_same_record_from_every_face(
    repository: Repository, role: Role | None, kind: type[Record], text: str, own: bool
) -> None:
    become(repository, "Sam", role)
    found = {}
    for name, face in FACES.items():
        before = {held.id for held in repository.all(kind)}
        face(kind)(repository, text)
        (made,) = [held for held in repository.all(kind) if held.id not in before]
        found[name] = {key: value for key, value in document_of(made).items() if key not in _WHERE}
    assert len(found) == len(FACES)
    for name, document in found.items():
        assert document == found["line"], name
    if kind is not ContentRequest:
        said = Basis.REP_REPORT if role is Role.REP else Basis.OBSERVER_INFERENCE
        assert found["form"]["basis"] == (Basis.BUYER_VERBATIM if own else said)
    else:
        assert repository.heading("people", found["shell"]["requester"]) == "Sam"
    if kind is Mention:
        assert len({held.title for held in repository.all(Objection)}) == 1


@pytest.mark.parametrize(("role", "place"), [(Role.MARKETER, "observer"), (Role.REP, "rep"), (None, "observer")])
def test_an_encounter_is_of_now_and_of_whoever_enters_it(repository: Repository, role: Role | None, place: str) -> None:
    me = become(repository, "Sam", role)
    shell("add", "encounter", "--event", "Expo")
    repository.event_store.refresh()
    repository.add(begin(repository))
    Booth(repository, "Expo").save(plan_of(repository, "too loud"))
    Capturing(repository).save(plan_of(repository, "too loud event:Fair"))
    form = Forms(repository, day_first=True).add(Encounter)
    form.save(form.filled)
    made = list(repository.all(Encounter))
    assert len(made) == 5
    for encounter in made:
        assert getattr(encounter, place) == me.id
        assert encounter.started_at is not None
        assert abs(encounter.started_at - datetime.now(timezone.utc)) < timedelta(minutes=5)
    shell("add", "encounter", "--event", "Later", "--status", "planned")
    repository.event_store.refresh()
    (planned,) = [held for held in repository.all(Encounter) if held.event == "Later"]
    assert planned.started_at is None, "nobody said when it will be"


def test_an_answer_that_was_prepared_is_no_mention(repository: Repository) -> None:
    become(repository, "Sam", Role.MARKETER)
    form = Forms(repository, day_first=True).add(Objection)
    assert form.save({**form.filled, "title": "Too expensive", "response": "Five years cost less"}).words.startswith(
        "Saved the answer"
    )
    shell("add", "objection", "too EXPENSIVE", "--response", "Ask about the lease")
    shell("add", "response", "Show the table", "--objections", "too expensive")
    repository.event_store.refresh()
    assert (repository.count(Mention), repository.count(Objection), repository.count(Response)) == (0, 1, 3)
    told = shell("answer", "expensive")
    assert "not heard yet" in told
    assert told.count("prepared, not tried yet") == 3
    form = Forms(repository, day_first=True).add(Objection)
    form.save({**form.filled, "title": "Too expensive", "response": "Five years cost less", "verbatim": "no way"})
    repository.event_store.refresh()
    told = shell("answer", "expensive")
    assert "heard once" in told
    assert told.count("prepared, not tried yet") == 2


def test_an_objection_of_another_account_does_not_keep_what_the_encounter_says(repository: Repository) -> None:
    become(repository, "Sam", Role.MARKETER)
    for arguments in (
        ["account", "Mercy"], ["account", "Alder"], ["persona", "Nurse"],
        ["encounter", "--account", "Mercy", "--persona", "Nurse", "--stage-before", "sql"],
    ):  # fmt: skip
        shell("add", *arguments)
    repository.event_store.refresh()
    here = next(repository.all(Encounter))
    form = Forms(repository, day_first=True).add(Objection, {"encounter": here.id})
    assert (form.filled["account"], form.filled["persona"], form.filled["stage"]) == ("Mercy", "Nurse", "sql")
    form.save({**form.filled, "title": "Too loud", "account": "Alder"})
    (other,) = list(repository.all(Mention))
    assert (other.encounter, other.persona, other.stage) == (None, None, None)
    form.save({**form.filled, "title": "Too loud"})
    same = next(held for held in repository.all(Mention) if held.id != other.id)
    assert (same.encounter, same.stage) == (here.id, "sql")
    assert "new account “Aldr”" in form.save({**form.filled, "title": "Too loud", "account": "Aldr"}).words
