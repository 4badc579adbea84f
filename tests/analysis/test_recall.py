"""What the log gives back: what was heard before, what worked, which themes fit, what drifts apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes
from shadowlog.analysis.evidence.answers import answer_words, certainty_words, proof_of, standing
from shadowlog.analysis.evidence.objections import objection_evidence
from shadowlog.analysis.recall import Recall
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.analysis.tasks import open_tasks
from shadowlog.domain.records import Account, Encounter, Insight, Mention, Objection, ProofPoint, Response, Theme
from shadowlog.domain.values import Outcome, Stance, ThemeStatus
from shadowlog.services.objections import record_objection
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.repository import Repository
from shadowlog.store.suggest.learning import learn as write
from shadowlog.store.suggest.suggester import Suggester
from tests.some import some

TODAY = datetime.now(timezone.utc).date()


@pytest.fixture
def recall(repository: Repository) -> Iterator[Recall]:
    held = Recall(repository)
    yield held
    held.finder.close()


@pytest.mark.usefixtures("filled")
def test_where_an_objection_stands_agrees_with_the_evidence_of_its_brief(
    repository: Repository, recall: Recall
) -> None:
    recall.finder.write()
    record_objection(
        repository, "It costs more than the pump we have", {}, {"outcome": Outcome.RESOLVED}, "A new answer"
    )
    for objection in some(repository.all(Objection)):
        fast = standing(repository, recall.finder, objection, TODAY)
        reader, counting = RecordReader(repository, TODAY), FacetCounts(recall.finder, TODAY)
        slow = objection_evidence(reader, counting, Outcomes(counting), objection)
        buyers = {reader.buyer(mention) for mention in slow.mentions}
        assert (fast.times, fast.buyers) == (len(slow.mentions), len(buyers))
        assert fast.trend == slow.trend
        assert list(fast.answers) == slow.responses


def test_an_answer_says_for_how_many_buyers_it_worked_and_from_five_on_how_sure_that_is(
    repository: Repository, recall: Recall
) -> None:
    def heard(account: str, outcome: Outcome) -> None:
        where = {"outcome": outcome, "account": ids[account]}
        record_objection(repository, "Too expensive", {}, where, "Look at five years")

    ids = {name: repository.add(Account(name=name)).id for name in "ABCDEF"}
    for account, outcome in (
        ("A", Outcome.RESOLVED), ("B", Outcome.UNRESOLVED), ("C", Outcome.PROGRESSED), ("D", Outcome.RESOLVED),
        ("E", Outcome.UNKNOWN), ("A", Outcome.UNKNOWN),
    ):  # fmt: skip
        heard(account, outcome)
    objection = next(repository.all(Objection))
    (answer,) = recall.standing(objection).answers
    assert answer_words(answer) == "worked for 3 of 4 buyers: Look at five years"
    assert certainty_words(answer) == "too few for a rate, resolved for 2"
    assert recall.standing(objection).words == "heard 6 times from 5 buyers"
    heard("F", Outcome.UNRESOLVED)
    standing = recall.standing(objection)
    (answer,) = standing.answers
    assert certainty_words(answer) == "95 % interval 23–88 %, resolved for 2"
    assert standing.summary == "heard 7 times from 6 buyers · worked for 3 of 5 buyers: Look at five years"
    assert standing.in_brief == "worked 3 of 5"


def test_an_answer_that_was_tried_again_counts_a_buyer_once_by_the_last_known_outcome(
    repository: Repository, recall: Recall
) -> None:
    acme = repository.add(Account(name="Acme")).id
    now = datetime.now(timezone.utc)
    for days, outcome in ((30, Outcome.RESOLVED), (20, Outcome.UNRESOLVED), (10, Outcome.UNKNOWN)):
        call = repository.add(Encounter(account=acme, started_at=now - timedelta(days=days)))
        record_objection(
            repository, "Too expensive", {}, {"outcome": outcome, "encounter": call.id}, "Look at five years"
        )
    (answer,) = recall.standing(next(repository.all(Objection))).answers
    assert (answer.tried, answer.worked.counts) == (1, "0 of 1")


def test_where_an_objection_stands_is_looked_up_again_once_anything_changed(
    repository: Repository, recall: Recall
) -> None:
    record_objection(repository, "Too expensive", {}, {"outcome": Outcome.RESOLVED}, "Look at five years")
    objection = next(repository.all(Objection))
    before = recall.standing(objection)
    assert recall.standing(objection) is before
    repository.edit(next(repository.all(Response)), text="Look at ten years")
    (answer,) = recall.standing(objection).answers
    assert answer.response.text == "Look at ten years"
    repository.add(Response(text="Take it back", objections=(objection.id,)))
    assert [response.text for response in recall.standing(objection).prepared] == ["Take it back"]
    repository.delete(next(repository.all(Mention)))
    assert recall.standing(objection).words == "not heard yet"


def test_proof_points_past_their_date_are_told(repository: Repository) -> None:
    points = [
        repository.add(ProofPoint(claim=day.isoformat(), expires_on=day)).id
        for day in (date(2026, 1, 1), date(2030, 1, 1))
    ]
    response = repository.add(Response(text="x", proof_points=tuple(points)))
    assert [past for _, past in proof_of(repository, response, date(2026, 11, 22))] == [True, False]


def test_an_objection_in_other_words_is_offered_and_another_one_is_not_the_same(
    repository: Repository, recall: Recall
) -> None:
    for title in ("It costs more than the pump we have", "There is no budget this year", "We have a contract"):
        record_objection(repository, title, {}, {"verbatim": title})
    (first, *_) = recall.offers("costs more than our pump")
    assert first.standing.objection.title == "It costs more than the pump we have"
    assert not first.same
    (first, *_) = recall.offers("it costs more than the pump we havve")
    assert first.same
    assert not any(alike.same for alike in some(recall.sounds.find("It weighs more than the bed we have")))
    assert recall.offers("") == []
    record_objection(repository, "Nurses will not like it", {}, {"verbatim": "my sisters hate new things"})
    assert recall.offers("sisters hate new things")[0].standing.objection.title == "Nurses will not like it"


def test_an_objection_is_heard_in_words_of_which_it_has_only_some(repository: Repository, recall: Recall) -> None:
    titles = (
        "The price is higher than what we pay for our old pumps",
        "Our nurses have no time to be trained on another device",
        "The contract with our present supplier runs for three more years",
    )
    for title in titles:
        record_objection(repository, title, {}, {"verbatim": title})
    for said, meant in (
        ("honestly your price is way above the pump we bought", 0),
        ("who should find the time to give all those nurses a training", 1),
        ("we are bound by a contract until the supplier lets us go", 2),
    ):
        assert recall.offers(said)[0].standing.objection.title == titles[meant]


def test_an_objection_is_offered_by_one_of_its_wordings_however_much_the_others_differ(
    repository: Repository, recall: Recall
) -> None:
    for wording in (
        "It costs more than the pump we have",
        "We cannot explain that price upstairs",
        "Twice the lease of Acuvia, for the same drip",
        "Your pump is a third above what we pay now",
        "The board will laugh at that number",
    ):
        record_objection(repository, "It costs more than the pump we have", {}, {"verbatim": wording})
    record_objection(repository, "There is no budget this year", {}, {"verbatim": "Come back after the next plan"})
    for typed in ("it costs too much", "that lease is too long for us", "the board says no"):
        assert [offer.standing.objection.title for offer in recall.offers(typed)] == [
            "It costs more than the pump we have"
        ]


def test_small_words_of_other_languages_make_no_objection_fit(repository: Repository, recall: Recall) -> None:
    for title in ("Unsere Schwestern haben keine Zeit für eine Schulung", "Das können wir uns nicht leisten"):
        record_objection(repository, title, {}, {"verbatim": title})
    assert recall.offers("Das ist nichts für unsere Kantine") == []
    assert recall.offers("wer hat denn Zeit für so eine Schulung")[0].standing.objection.title.startswith("Unsere")


def test_nothing_is_offered_for_what_fits_no_objection_whatever_small_words_they_share(
    repository: Repository, recall: Recall
) -> None:
    for title in (
        "What is the price of the pumps for us",
        "We do not have the budget for new pumps",
        "Our supplier has a contract with us",
    ):
        record_objection(repository, title, {}, {"verbatim": title})
    for said in (
        "what is the way to the parking garage",
        "we would like more towels in our room",
        "there is a cat with us",
    ):
        assert recall.offers(said) == []
    assert recall.offers("what is your price")


def test_a_new_mention_moves_where_an_objection_lies(repository: Repository, recall: Recall) -> None:
    record_objection(repository, "Too expensive", {}, {"verbatim": "Too expensive"})
    said = "the board will never sign for such a sum"
    assert recall.offers(said) == []
    record_objection(repository, "Too expensive", {}, {"verbatim": "our board does not sign sums like that"})
    assert recall.offers(said)[0].standing.objection.title == "Too expensive"


def _house(repository: Repository) -> dict[str, Theme]:
    return {
        name: repository.add(Theme(name=name, message=message, keywords=words))
        for name, message, words in (
            ("Total cost", "It costs less over five years.", ("lease", "price")),
            ("Quieter nights", "It alarms only when somebody must come.", ("noise", "alarm")),
            ("Ready in one lesson", "A ward is trained in an hour.", ("training",)),
        )
    }


def _suggested(event_store: EventStore, text: str) -> list[str]:
    return [held.theme for held in Suggester(event_store).suggest(text)]


def test_themes_are_suggested_by_their_words_alone_and_the_reasons_are_told(repository: Repository) -> None:
    themes = _house(repository)
    (first, *_) = Suggester(repository.event_store).suggest("they would rather lease it")
    assert (first.theme, first.because) == (themes["Total cost"].id, ("lease",))
    assert _suggested(repository.event_store, "the alarms keep us awake")[0] == themes["Quieter nights"].id
    assert _suggested(repository.event_store, "wir fahren morgen los") == []
    assert _suggested(repository.event_store, "") == []


def test_no_theme_is_suggested_for_what_fits_none_however_many_small_words_it_shares(repository: Repository) -> None:
    themes = _house(repository)
    for text in ("it costs less than the lease", "they only come when it alarms", "our ward had an hour of training"):
        for theme in themes.values():
            if any(word in text for word in theme.keywords):
                repository.add(Insight(text=text, signals={theme.id: Stance.RESONATED}))
    for text in ("do they have a swimming pool in it for our guests", "we want to rent bicycles for the weekend"):
        assert _suggested(repository.event_store, text) == []
    assert _suggested(repository.event_store, "so they only come if an alarm goes off?")


def test_small_words_are_never_the_reason(repository: Repository) -> None:
    themes = _house(repository)
    (first, *_) = Suggester(repository.event_store).suggest("somebody must come in an hour only when it alarms")
    assert (first.theme, first.because) == (themes["Quieter nights"].id, ("alarms",))
    for text in ("somebody sleeps in at the alarm", "in at an alarm is somebody"):
        repository.add(Insight(text=text, signals={themes["Quieter nights"].id: Stance.RESONATED}))
    (first, *_) = Suggester(repository.event_store).suggest("somebody in at the alarm")
    assert first.because == ("alarm",)


def test_a_reason_is_a_word_as_it_was_typed(repository: Repository) -> None:
    theme = repository.add(Theme(name="Ruhige Nächte", message="Kein Lärm in der Nacht", keywords=("Pflegekräfte",)))
    (suggestion,) = Suggester(repository.event_store).suggest("Über den LÄRM klagen unsere Pflegekräfte")
    assert (suggestion.theme, set(suggestion.because)) == (theme.id, {"LÄRM", "Pflegekräfte"})


def test_a_word_that_shares_a_few_letters_with_a_theme_is_no_reason(repository: Repository) -> None:
    _house(repository)
    repository.add(Theme(name="One charger for the ward"))
    suggestions = Suggester(repository.event_store).suggest("he said the lease is too long for the board")
    assert {word for suggestion in suggestions for word in suggestion.because} == {"lease"}


def test_a_theme_that_has_next_to_nothing_to_do_with_it_is_not_suggested_beside_one_that_fits(
    repository: Repository,
) -> None:
    themes = _house(repository)
    assert _suggested(repository.event_store, "the price is somewhat high") == [themes["Total cost"].id]
    assert _suggested(repository.event_store, "it costs more than others") == [themes["Total cost"].id]


def test_a_whole_page_about_a_theme_is_told_by_the_names_alone(repository: Repository) -> None:
    themes = _house(repository)
    page = (
        "We met in the cafeteria and talked about how the summer went, who is on holiday and who has left the house. "
        "Then the head nurse came back to what she told us in spring. Nights are too loud, the noise never stops, "
        "and an alarm that nobody needs to answer wakes the whole corridor. We agreed to send the minutes by Friday, "
        "and somebody will look after the coffee machine that has been broken since our last visit to the building."
    )
    assert _suggested(repository.event_store, page)[0] == themes["Quieter nights"].id


def test_it_learns_with_every_tag_and_unlearns_with_it(repository: Repository) -> None:
    themes = _house(repository)
    suggester = Suggester(repository.event_store)
    text = "our sisters cannot sleep on call"
    assert themes["Quieter nights"].id not in [held.theme for held in suggester.suggest(text)]
    for said in ("sisters cannot sleep", "nobody can sleep there", "sleep is what we want on call"):
        last = repository.add(Insight(text=said, signals={themes["Quieter nights"].id: Stance.RESONATED}))
        repository.add(Insight(text="the price of it", signals={themes["Total cost"].id: Stance.REJECTED}))
    assert suggester.suggest(text)[0].theme == themes["Quieter nights"].id
    assert "sleep" in suggester.suggest(text)[0].because
    fresh = [held.theme for held in Suggester(repository.event_store).suggest(text)]
    assert fresh[0] == themes["Quieter nights"].id
    repository.edit(last, signals={themes["Ready in one lesson"].id: Stance.NEUTRAL})
    assert themes["Ready in one lesson"].id in [held.theme for held in suggester.suggest("what we want on call")]
    write(repository.event_store)
    assert _suggested(repository.event_store, text)[0] == themes["Quieter nights"].id


def test_retired_themes_and_those_it_has_are_not_suggested(repository: Repository) -> None:
    themes = _house(repository)
    repository.edit(themes["Total cost"], status=ThemeStatus.RETIRED)
    suggester = Suggester(repository.event_store)
    assert suggester.suggest("a lease") == []
    assert suggester.suggest("alarms", but=[themes["Quieter nights"].id]) == []


def test_tags_that_drift_apart_are_told(repository: Repository, recall: Recall) -> None:
    now = datetime.now(timezone.utc)
    long_ago = now - timedelta(days=200)
    names = ("Total cost", "Total costs", "Quiet", "Calm", "Silent", "Used once")
    themes = {name: repository.add(Theme(name=name, created=long_ago)).id for name in names}

    def heard(*tagged: str, when: datetime = now) -> None:
        encounter = repository.add(Encounter(started_at=when, debriefed=True))
        signals = {themes[name]: Stance.RESONATED for name in tagged}
        repository.add(Insight(text="x", encounter=encounter.id, signals=signals))

    for _ in range(3):
        heard("Quiet", "Calm")
        heard("Total cost")
    heard("Total costs", when=now)
    heard("Total costs", when=now)
    heard("Silent", when=long_ago)
    heard("Silent", when=long_ago)
    heard("Used once")
    heard()
    told = {(held.kind, held.record.heading, held.remedy) for held in open_tasks(repository, recall.finder, now)}
    assert told == {
        ("alike", "Total costs", "merge"), ("together", "Calm", "merge"), ("once", "Used once", "retire"),
        ("silent", "Silent", "retire"), ("no theme", "x", "tag"),
    }  # fmt: skip
