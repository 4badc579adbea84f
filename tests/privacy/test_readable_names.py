"""Names that a reader still makes out, however they are written; and words and numbers that are none."""

from __future__ import annotations

import pytest

from shadowlog.privacy.names.matcher import NameMatcher

PEOPLE = (
    "Dana Whitlock", "Ng Wei", "Bo Li", "Mary Smith", "Van der Berg Piet", "வேலு முருகன்", "王小明", "An Tran",
)  # fmt: skip
COMPANIES = ("Riverbend Rehab", "Procter & Gamble", "BMW Group", "3M", "Mercy Hospital", "Alarm Systems")


@pytest.fixture(scope="module")
def names() -> NameMatcher:
    return NameMatcher(PEOPLE, COMPANIES)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("the riverbend people", "the X people"),
        ("procter says no", "X says no"),
        ("two BMWs", "two X"),
        ("3M tape", "X tape"),
        ("Ng said so, Li too", "X said so, X too"),
        ("mr smith and dr. smith", "mr X and dr. X"),
        ("it was van der berg", "it was X"),
        ("முருகனிடம்", "X"),
        ("王 小 明 said", "X said"),
        ("W.h.i.t.l.o.c.k", "X"),
        ("a W-h-i-t-l-o-c-k", "a X"),
        ("W/h/i/t/l/o/c/k", "X"),
        ("W  h  i  t  l  o  c  k", "X"),
        ("W⃣h⃣i⃣t⃣l⃣o⃣c⃣k⃣", "X"),
        ("🇼🇭🇮🇹🇱🇴🇨🇰", "X"),
        ("ᴡʜɪᴛʟᴏᴄᴋ 🅦🅗🅘🅣🅛🅞🅒🅚", "X X"),
        ("Whit\u00ad\nlock", "X"),
        ("Whit-\n> lock", "X"),
    ],
)
def test_what_a_reader_takes_for_a_name_is_withheld(names: NameMatcher, text: str, left: str) -> None:
    assert names.without(text, "X") == left


@pytest.mark.parametrize(
    "text",
    [
        "a hose 3m long", "An alarm rang, an alarm", "mercy for the nurses", "the smith and the berg", "1-2-3", "a/b/c",
        "a b c d e", "van der Waals", "the alarm is too loud", "5 m - 3 m", "Q1/2026", "I-I-I think", "😀🇩🇪",
        "systems and group", "LIVE", "so-and-\nso",
    ],
)  # fmt: skip
def test_what_is_no_name_stays(names: NameMatcher, text: str) -> None:
    assert names.without(text, "X") == text
