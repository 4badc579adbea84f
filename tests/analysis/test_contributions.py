"""What somebody contributed: what they entered, and what others wrote down for them."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from shadowlog.analysis.contributions import Contributions
from shadowlog.analysis.loop import Loop
from shadowlog.domain.filters import read_filter
from shadowlog.domain.records import ContentRequest, Encounter, Insight, Mention, Objection, Person
from shadowlog.domain.values import ObjectionStatus
from shadowlog.store.logbook import Logbook
from shadowlog.store.search.finder import Finder


def test_what_was_heard_where_somebody_was_the_rep_is_theirs_whoever_wrote_it_down(logbook: Logbook) -> None:
    marketer = logbook.add(Person(name="Maud"))
    logbook.set_author(marketer)
    dana, other = logbook.add(Person(name="Dana")), logbook.add(Person(name="Other"))
    call, others = logbook.add(Encounter(rep=dana.id)), logbook.add(Encounter(rep=other.id))
    objection = logbook.add(Objection(title="too dear", status=ObjectionStatus.ANSWERED))
    theirs = {
        logbook.add(Insight(text="quiet please", encounter=call.id)).id,
        logbook.add(Mention(objection=objection.id, encounter=call.id)).id,
        logbook.add(ContentRequest(use_case="a page", requester=dana.id)).id,
    }
    logbook.add(Insight(text="loud please", encounter=others.id))
    logbook.add(ContentRequest(use_case="a film"))
    with closing(Finder(logbook.ledger)) as finder:
        held = Contributions(logbook, finder, dana.id, date(2030, 1, 1))
        assert {contribution.record.id for contribution in held.page(0, 10)} == theirs
        assert len(held) == 3
        assert len(Contributions(logbook, finder, marketer.id, date(2030, 1, 1))) == 5, "who entered it has it too"
        found = finder.find(read_filter("from:dana is:insight"))
        assert len(found) == 1
        assert not found.meaning.problems
        assert len(finder.find(read_filter("from:me is:content-request"))) == 2
    assert {record.id for record, _ in Loop(logbook).untold(dana.id)} <= theirs
