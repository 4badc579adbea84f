"""What a captured line comes to in the log."""

from __future__ import annotations

import contextlib
from datetime import datetime, timezone
from pathlib import Path

import pytest

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    Record,
    Response,
    Theme,
    UnknownName,
)
from shadowlog.domain.values import Basis, Role, Stage, Stance, Tier
from shadowlog.services.capture.plan import plan_in_words, plan_of
from shadowlog.services.capture.save import NOWHERE, CaptureContext, Capturing, Saved
from shadowlog.services.current_user import become
from shadowlog.services.resolve import names_starting
from shadowlog.services.unknown_names import make_new, take_as
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace


class Typist:
    """Captures lines."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    def __call__(self, text: str, context: CaptureContext = NOWHERE, objection: str = "") -> Saved:
        return Capturing(self.repository).save(plan_of(self.repository, text), context, objection)

    def only(self, kind: type[Record]) -> Record:
        """The only record of a kind."""
        (record,) = self.repository.all(kind)
        return record


@pytest.fixture
def typist(repository: Repository) -> Typist:
    become(repository, "Maud", Role.MARKETER)
    for record in (
        Account(name="Mercy Hospital"), Account(name="Alder Valley"), Persona(name="Purchasing"),
        Person(name="Dana Whitlock"), Theme(name="Total cost"),
    ):  # fmt: skip
        repository.add(record)
    return Typist(repository)


def test_one_line_is_an_objection_at_an_encounter_with_an_insight_on_the_theme(typist: Typist) -> None:
    typist('too expensive !price #total-cost:rejected @"Mercy Hospital" ~purch ^dana "they would lease" outcome:prog')
    repository = typist.repository
    encounter = typist.only(Encounter)
    assert isinstance(encounter, Encounter)
    assert (repository.heading("accounts", encounter.account), repository.heading("people", encounter.rep)) == (
        "Mercy Hospital",
        "Dana Whitlock",
    )
    assert repository.heading("people", encounter.observer) == "Maud"
    mention, objection, insight = (typist.only(kind) for kind in (Mention, Objection, Insight))
    assert isinstance(mention, Mention)
    assert isinstance(objection, Objection)
    assert isinstance(insight, Insight)
    assert (objection.title, objection.category, mention.outcome) == ("too expensive", "price_budget", "progressed")
    assert [repository.heading("themes", theme) for theme in objection.themes] == ["Total cost"]
    assert (mention.verbatim, mention.basis, mention.encounter) == (
        "they would lease",
        Basis.BUYER_VERBATIM,
        encounter.id,
    )
    assert (insight.text, list(insight.signals.values()), insight.encounter) == (
        "they would lease",
        [Stance.REJECTED],
        encounter.id,
    )
    undo(repository.event_store)
    assert not any(repository.count(kind) for kind in (Encounter, Mention, Objection, Insight))


def test_lines_about_one_account_on_one_day_belong_to_one_encounter(typist: Typist) -> None:
    typist("one @mercy")
    typist("two @mercy")
    typist("three @alder")
    typist("four @mercy when:yesterday")
    typist("five @nowhere")
    typist("six @Nowhere")
    assert typist.repository.count(Encounter) == 4
    typist("@mercy after:closed_won")
    won = [held for held in typist.repository.all(Encounter) if held.stage_after is Stage.CLOSED_WON]
    assert len(won) == 1
    assert typist.repository.count(Encounter) == 4


def test_a_line_belongs_to_the_encounter_it_is_typed_at_unless_it_names_another(typist: Typist) -> None:
    repository = typist.repository
    mercy, alder = (held.id for held in repository.all(Account))
    here = repository.add(Encounter(account=mercy))
    assert typist("x", CaptureContext(here.id)).records[0].encounter == here.id
    other = typist("y @alder", CaptureContext(here.id)).records[0]
    assert isinstance(other, Insight)
    assert repository.need(Encounter, other.encounter or "").account == alder
    typist("tier:b ^dana", CaptureContext(here.id))
    assert repository.need(Encounter, here.id).tier is Tier.B


def test_names_nobody_has_keep_the_words_and_wait_to_be_sorted_out(typist: Typist) -> None:
    typist("quiet #silence:resonated ~ward-sister @newco ^piotr")
    waiting = {(held.name, held.names, held.where, held.field) for held in typist.repository.all(UnknownName)}
    assert waiting == {
        ("silence", "themes", "insights", "signals"), ("ward-sister", "personas", "insights", "persona"),
        ("newco", "accounts", "encounters", "account"), ("piotr", "people", "encounters", "rep"),
    }  # fmt: skip
    insight = typist.only(Insight)
    assert isinstance(insight, Insight)
    assert insight.text == "quiet"


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("Day-2 operations", "day-2-operations"), ("Day-2 operations", "day-2"), ("Day-2 operations", "DAY-2_Oper"),
        ("Co-Op E-Commerce on-site", "co-op-e-commerce-on-site"), ("Total-cost free", "total-cost_free"),
        ("a-b-c-d-e-f-g", "a-b-c-d-e-f-g"), ("a b c d e f g", "a-b-c-d-e-f-g"),
    ],
)  # fmt: skip
def test_hyphens_of_a_mark_are_those_of_the_name_or_its_blanks(typist: Typist, name: str, mark: str) -> None:
    theme = typist.repository.add(Theme(name=name))
    typist(f"they liked it #{mark}+")
    insight = typist.only(Insight)
    assert isinstance(insight, Insight)
    assert insight.signals == {theme.id: Stance.RESONATED}
    assert typist.repository.count(UnknownName) == 0
    assert name in names_starting(typist.repository, "themes", mark[:5]), "it is completed as well"


def test_what_a_rep_types_is_a_report_of_theirs(repository: Repository) -> None:
    become(repository, "Dana", Role.REP)
    typist = Typist(repository)
    typist("!too expensive @mercy")
    mention, encounter = typist.only(Mention), typist.only(Encounter)
    assert isinstance(mention, Mention)
    assert isinstance(encounter, Encounter)
    assert mention.basis is Basis.REP_REPORT
    assert repository.heading("people", encounter.rep) == "Dana"
    quoted = typist('!too expensive "we pay less" @mercy').records[0]
    assert isinstance(quoted, Mention)
    assert (quoted.verbatim, quoted.basis) == ("we pay less", Basis.BUYER_VERBATIM)


def test_an_objection_that_was_chosen_is_heard_again_and_its_words_are_kept(typist: Typist) -> None:
    first = typist("!too expensive")
    saved = typist("!costs too much", objection=first.records[1].id)
    assert saved.heard == 2
    assert typist.repository.count(Objection) == 1
    assert {held.verbatim for held in typist.repository.all(Mention)} == {"too expensive", "costs too much"}


def test_a_content_request_comes_from_whoever_types_it(typist: Typist) -> None:
    typist("& the five years on one page asset:one ~purchasing stage:opp")
    request = typist.only(ContentRequest)
    assert isinstance(request, ContentRequest)
    assert (request.asset_type, request.stage, request.status) == ("one_pager", "opportunity", "submitted")
    assert typist.repository.heading("people", request.requester) == "Maud"


@pytest.mark.parametrize("text", ["", "   ", "#cost", "x outcome:good", "x when:whenever"])
def test_a_line_that_says_nothing_or_something_wrong_is_not_saved(typist: Typist, text: str) -> None:
    with pytest.raises(InvalidField):
        typist(text)
    assert not typist.repository.count(Insight)


def test_a_name_nobody_has_never_takes_the_place_of_one_that_was_said(typist: Typist) -> None:
    repository = typist.repository
    mercy = next(held.id for held in repository.all(Account) if held.name == "Mercy Hospital")
    dana = next(held.id for held in repository.all(Person) if held.name == "Dana Whitlock")
    here = repository.add(Encounter(account=mercy, rep=dana, started_at=datetime.now(timezone.utc)))
    for text in ("one @newco", "two @newco ^dana", "three @mercy ^piotr"):
        insight = typist(text, CaptureContext(here.id)).records[0]
        assert isinstance(insight, Insight)
        assert insight.encounter != here.id, text
    typist("four @newco", CaptureContext(here.id))
    assert repository.count(Encounter) == 3, "the two about newco, and the one with Piotr, beside the first"
    for name in list(repository.all(UnknownName)):
        if repository.get(UnknownName, name.id):
            make_new(repository, name)
    held = repository.need(Encounter, here.id)
    assert (held.account, held.rep) == (mercy, dana)
    others = [found for found in repository.all(Encounter) if found.id != here.id]
    assert sorted(repository.heading("accounts", found.account) for found in others) == ["Mercy Hospital", "newco"]


def test_a_field_that_was_filled_since_is_left_when_a_name_is_sorted_out(typist: Typist) -> None:
    repository = typist.repository
    mercy = next(repository.all(Account)).id
    typist("one @newco")
    encounter = typist.only(Encounter)
    repository.edit(encounter, account=mercy)
    name = typist.only(UnknownName)
    assert isinstance(name, UnknownName)
    make_new(repository, name)
    assert repository.need(Encounter, encounter.id).account == mercy
    assert not repository.count(UnknownName)


def test_who_is_at_the_keyboard_is_as_they_are_now(tmp_path: Path) -> None:
    """The author is kept for the next line, and read again as soon as anybody changed them."""
    workspace = Workspace(tmp_path, "a test")
    with Repository(workspace) as here, Repository(workspace) as there:
        me = here.add(Person(name="Dana", role=Role.REP))
        here.set_author(me)
        there.event_store.refresh()
        assert here.author == me
        there.edit(there.need(Person, me.id), role=Role.MARKETER)
        here.event_store.refresh()
        assert here.author is not None
        assert here.author.role is Role.MARKETER
        with contextlib.suppress(InvalidField), here.change("Taken back"):
            here.edit(me, role=Role.MANAGER)
            assert here.author.role is Role.MANAGER
            raise InvalidField("line", "says nothing.")
        assert here.author.role is Role.MARKETER
        with here.event_store.gathering():
            here.edit(me, role=Role.CONTENT)
            assert here.author.role is Role.CONTENT
        here.delete(me)
        assert here.author is None


def test_what_was_saved_is_called_by_what_it_is(typist: Typist) -> None:
    assert typist('@"Mercy Hospital"').label == "Saved encounter"
    assert typist("& a sheet on leases").label == "Added content request"
    said = typist("quiet nights #new-theme:rejected #other-theme")
    assert typist.repository.event_store.operations(("insights", said.records[0].id))
    waiting = {held.name: held.stance for held in typist.repository.all(UnknownName)}
    assert waiting == {"new-theme": Stance.REJECTED, "other-theme": Stance.RESONATED}


def test_sorting_out_a_name_is_one_change_called_by_what_was_done(typist: Typist) -> None:
    repository = typist.repository
    for alias, label in ((True, "Add another name"), (False, "Correct a name")):
        typist("quiet nights ^nobody-has-this")
        (waits,) = repository.all(UnknownName)
        dana = next(person for person in repository.all(Person) if person.name == "Dana Whitlock")
        take_as(repository, waits, dana, alias=alias)
        assert not list(repository.all(UnknownName))
        assert undo(repository.event_store).label == label
        undo(repository.event_store)


@pytest.mark.parametrize("line", ["! @mercy", "!price @mercy", "!@mercy"])
def test_an_objection_without_words_is_refused_and_makes_no_empty_encounter(typist: Typist, line: str) -> None:
    with pytest.raises(InvalidField, match="no words: type what was said"):
        typist(line)
    assert not typist.repository.count(Encounter)


def test_a_few_words_of_an_answer_mean_the_known_one_of_that_objection(typist: Typist) -> None:
    repository = typist.repository
    typist('!too dear answer:"Let us put the five-year table on one page" outcome:resolved')
    typist('!too dear answer:"A table for the board"')
    typist('!too loud answer:"The five-year table of alarms"')
    (dear,) = repository.ids_named(Objection, "too dear")
    shown = dict(plan_in_words(plan_of(repository, '!Too dear answer:"FIVE year table"')))
    assert shown["known answer"] == "Let us put the five-year table on one page"
    assert shown["heard again"] == "too dear"
    assert dict(plan_in_words(plan_of(repository, "!too dear answer:table")))["new answer"] == "table", "two have it"
    assert dict(plan_in_words(plan_of(repository, "!too dear answer:able")))["new answer"] == "able", (
        "whole words count"
    )
    assert dict(plan_in_words(plan_of(repository, '!so dear answer:"five-year table"')))["new answer"]
    answers = repository.count(Response)
    for saved in (
        typist('!too dear answer:"five-year table"'),
        typist('costs so much answer:"five-year table"', objection=dear),
    ):
        mention = saved.first(Mention)
        assert mention is not None
        assert repository.heading(Response.table, mention.response) == "Let us put the five-year table on one page"
    assert repository.count(Response) == answers
