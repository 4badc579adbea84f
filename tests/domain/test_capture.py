"""The capture line: what is a mark, and what is ordinary text."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowlog.domain.capture import read_line
from shadowlog.domain.values import AssetType, ObjectionCategory, Outcome, Stance, Tier


def test_the_example_of_the_docs_says_all_it_should() -> None:
    line = read_line(
        "too expensive next to Acme's lease  !price_budget  #total-cost:rejected  "
        '@"Mercy Hospital"  ~purchasing  ^dana  "they\'d sign a lease tomorrow"'
    )
    assert (line.words, line.kind) == ("too expensive next to Acme's lease", "objection")
    assert line.quote == "they'd sign a lease tomorrow"
    assert line.values == {"category": ObjectionCategory.PRICE_BUDGET}
    assert [(mark.field, mark.value, mark.stance) for mark in line.marks] == [
        ("theme", "total-cost", Stance.REJECTED),
        ("account", "Mercy Hospital", None),
        ("persona", "purchasing", None),
        ("rep", "dana", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "call dana@mercy.org about it",
        "we are #1 in that, ~20 % more, and 5^2 of them",
        'a 5" pump and a 3" tube',
        "see `#total-cost @mercy` in the sheet",
        "see [the #sheet @mercy](http://a.b/#total-cost)",
        "see <http://a.b/ @mercy> there",
        "http://a.b/#total-cost?x=@y",
        "trop cher !",
        "theme: not a field",
        "C# and F# are languages",
        "the ratio is 3:1",
        "what a day! really",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    line = read_line(text)
    assert (line.words, line.marks, line.kind, line.quote) == (text, (), "insight", "")


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("!too expensive", "objection", "too expensive"),
        ("too expensive !price", "objection", "too expensive"),
        ("does it fit?", "question", "does it fit?"),
        ("?does it fit", "question", "does it fit"),
        ("& a one-pager for nurses", "request", "a one-pager for nurses"),
        ("a sheet asset:one_pager", "request", "a sheet"),
        ('"nobody thinks in five years"', "quote", "nobody thinks in five years"),
        ("„niemand denkt so“ #cost-", "quote", "niemand denkt so"),
        ("«personne ne pense ainsi»", "quote", "personne ne pense ainsi"),
        ("+ they want it quiet", "insight", "they want it quiet"),
        (r"\#total-cost is what they say", "insight", "#total-cost is what they say"),
        (r"\!important", "insight", "!important"),
        ("no way, @mercy, said #cost.", "insight", "no way, said."),
    ],
)
def test_what_a_line_is(text: str, kind: str, words: str) -> None:
    line = read_line(text)
    assert (line.kind, line.words) == (kind, words)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("#cost", None), ("#cost+", Stance.RESONATED), ("#cost-", Stance.REJECTED), ("#cost?", Stance.CONFUSED),
        ("#cost=", Stance.NEUTRAL), ("#total-cost:rej", Stance.REJECTED), ('#"Total cost":neutral', Stance.NEUTRAL),
        ("theme:cost:confused", Stance.CONFUSED),
    ],
)  # fmt: skip
def test_how_a_theme_was_received(text: str, stance: Stance | None) -> None:
    (mark,) = read_line(f"words {text}").marks
    assert (mark.field, mark.stance) == ("theme", stance)


def test_every_mark_has_a_word_for_keyboards_without_the_sign() -> None:
    signs = read_line("x #cost:rejected @mercy ~nursing ^dana !timing")
    words = read_line("x theme:cost:rejected account:mercy persona:nursing rep:dana category:timing")
    assert [(mark.field, mark.value, mark.stance) for mark in signs.marks] == [
        (mark.field, mark.value, mark.stance) for mark in words.marks
    ]
    assert signs.values == words.values


def test_values_are_read_from_their_starts_and_wrong_ones_are_told() -> None:
    line = read_line("x outcome:res tier:a asset:case answer:'no' when:2026-11-02")
    assert line.values == {"outcome": Outcome.RESOLVED, "tier": Tier.A, "asset": AssetType.CASE_STUDY}
    assert "Choose one of" in read_line("x outcome:good").problems[0]
    assert "Choose one of" in read_line("x #cost:loved").problems[0]


@given(st.text(alphabet=st.sampled_from('ab #@~^"“”:-+?=\\`[]()<>&.,1'), max_size=40))
def test_no_line_breaks_it_and_nothing_but_marks_is_lost(text: str) -> None:
    line = read_line(text)
    assert line.values == {}
    kept = line.words + line.quote + "".join(mark.value for mark in line.marks)
    assert Counter(sign for sign in text if sign in "ab1") == Counter(sign for sign in kept if sign in "ab1")
