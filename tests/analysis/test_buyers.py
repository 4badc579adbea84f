"""One buyer, one voice."""

from __future__ import annotations

import pytest

from shadowlog.analysis.counting.buyers import Reception, Shares, share_words
from shadowlog.domain.values import Stance


def _raised(*heard: tuple[str, str, Stance]) -> Reception:
    """What was heard from an account, or nobody known, in a conversation."""
    numbers: dict[str, int] = {}

    def number(key: str) -> int:
        return numbers.setdefault(key, len(numbers) + 1)

    reception = Reception()
    for account, conversation, stance in heard:
        talk = number(conversation)
        reception.add(stance, [(number(account) if account else -talk, talk)])
    return reception


def test_fifteen_sentences_of_one_buyer_are_one_buyer() -> None:
    share = _raised(*[("acme", "c1", Stance.RESONATED)] * 15).landed.said
    assert (share.hits, share.of, share.conversations) == (1, 1, 1)


def test_a_buyer_counts_by_the_share_of_its_conversations_that_resonated() -> None:
    heard = _raised(
        ("acme", "c1", Stance.RESONATED),
        ("acme", "c2", Stance.REJECTED),
        ("acme", "c3", Stance.NEUTRAL),
        ("acme", "c4", Stance.NOT_RAISED),
        ("bolt", "c9", Stance.RESONATED),
    )
    share = heard.landed.said
    assert share.hits == pytest.approx(4 / 3)
    assert (share.of, share.touched, share.conversations) == (2, 2, 4)


def test_both_stances_in_one_conversation_are_half() -> None:
    heard = _raised(("acme", "c1", Stance.RESONATED), ("acme", "c1", Stance.CONFUSED))
    assert heard.landed.said.hits == 0.5
    assert heard.failed.said.hits == 0.5


def test_conversations_without_a_name_are_buyers_of_their_own_and_counted_apart() -> None:
    heard = _raised(("acme", "c1", Stance.RESONATED), ("", "t1", Stance.REJECTED), ("", "t2", Stance.RESONATED))
    share = heard.landed
    assert (share.said.hits, share.said.of) == (1, 1)
    assert (share.said_unnamed.hits, share.said_unnamed.of) == (1, 2)
    assert share.main == 0
    assert _raised(("", "t1", Stance.REJECTED)).landed.main == 1


def test_from_five_buyers_on_there_is_a_rate_and_below_only_counts() -> None:
    assert share_words(_raised(("acme", "c1", Stance.RESONATED)).landed.said) == "1 of 1 buyer"
    five = _raised(*((f"a{number}", "c", Stance.RESONATED if number < 3 else Stance.NEUTRAL) for number in range(5)))
    assert share_words(five.landed.said) == "60 % of 5 buyers"
    assert Reception().landed == Shares()
