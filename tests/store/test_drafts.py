"""Drafts: what was being typed is offered again by form, and each is forgotten by itself."""

from __future__ import annotations

from pathlib import Path

from shadowlog.store.workspace.drafts import BOOTH, CAPTURE, Drafts


def _typed(words: str) -> dict[str, object]:
    return {"typed": {"line": words}, "context": {}}


def test_a_form_gets_its_own_draft_back_from_whoever_ended(tmp_path: Path) -> None:
    ended, running, ours = (Drafts(str(tmp_path)) for _ in range(3))
    ours.begin()
    running.keep(CAPTURE, _typed("somebody still types this"))
    ended.keep(CAPTURE, _typed("too expensive"))
    ended.keep(BOOTH, _typed("a talk"))
    assert ours.latest(CAPTURE) is None, "both still run"
    _end(ended)
    assert {draft.form: draft.content["typed"]["line"] for draft in ours.of_ended_programs()} == {
        CAPTURE: "too expensive",
        BOOTH: "a talk",
    }
    for form, words in ((CAPTURE, "too expensive"), (BOOTH, "a talk")):
        latest = ours.latest(form)
        assert latest is not None
        assert (latest.form, latest.content["typed"]["line"]) == (form, words)
    assert ours.latest("no such form") is None


def test_a_draft_that_is_taken_over_or_forgotten_is_gone_and_no_other(tmp_path: Path) -> None:
    ended, ours = Drafts(str(tmp_path)), Drafts(str(tmp_path))
    ended.keep(CAPTURE, _typed("too expensive"))
    ended.keep(BOOTH, _typed("a talk"))
    _end(ended)
    draft = ours.latest(CAPTURE)
    assert draft is not None
    ours.take_over(draft)
    assert ours.own(CAPTURE) == _typed("too expensive")
    assert [held.form for held in ours.of_ended_programs()] == [BOOTH]
    own = ours.latest(CAPTURE)
    assert own is not None
    assert own.session == ours.session
    ours.forget(own)
    assert ours.own(CAPTURE) is None
    assert ours.latest(CAPTURE) is None
    ours.forget(ours.of_ended_programs()[0])
    assert ours.of_ended_programs() == []


def _end(drafts: Drafts) -> None:
    """As a program ends that gives its lock back and leaves its file."""
    assert drafts._lock is not None
    drafts._lock.close()
