"""The capture line: what is a mark, and what is ordinary text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowlog.domain.text.capture_line import read_line
from shadowlog.domain.text.quotations import quotation
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
    "beside", ["`lead.days`", "[their sheet](http://a.b/)", "<http://a.b/>", r"\#1", "`#not-this`"]
)
def test_marks_beside_code_links_and_escaped_signs_are_read(beside: str) -> None:
    line = read_line(f"{beside} is too much #cost- @mercy !price")
    assert [(mark.field, mark.value, mark.stance) for mark in line.marks] == [
        ("theme", "cost", Stance.REJECTED),
        ("account", "mercy", None),
    ]
    assert line.values == {"category": ObjectionCategory.PRICE_BUDGET}
    assert line.words == f"{beside} is too much".removeprefix("\\")


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
    kept = line.words + line.quote + "".join(mark.value for mark in line.marks) + "".join(line.values)
    assert Counter(sign for sign in text if sign in "ab1") == Counter(sign for sign in kept if sign in "ab1")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("too expensive !prize", r"Did you mean !price_budget\?.*\\!prize"),
        ("too expensive !budget", r"Did you mean !price_budget\?"),
        ("too slow !speed.", r"one of !price_budget, .*\\!speed"),
        ("slow acount:mercy", r"Did you mean account:mercy\?"),
        ("slow Acount:mercy", r"Did you mean account:mercy\?"),
        ("x outcom:resolved", r"Did you mean outcome:resolved\?"),
        ("x categorie:price", r"Did you mean category:price\?"),
        ('slow @"Mercy Hospital', "no closing quotation mark"),
        ("slow @mercy|alder", r"in quotes.*\\@mercy\|alder"),
        ("slow #cost*", "is not a mark"),
        ("slow #cost#price", "is not a mark"),
        ("slow ~nurse/ward%", "is not a mark"),
        ("slow when:(today)", "is not a mark"),
        ("!too slow acount:mercy", "is not a mark"),
    ],
)
def test_what_looks_like_a_mark_and_is_none_is_told_and_stays_among_the_words(text: str, told: str) -> None:
    line = read_line(text)
    (doubt,) = line.doubts
    assert re.search(told, doubt)
    assert line.words == text.removeprefix("!")
    typed = doubt.partition(" ")[0]
    start = typed.split()[0]
    plain = read_line(text.replace(start, f"\\{start}", 1))
    assert (plain.doubts, plain.words) == ((), text.removeprefix("!")), "with a backslash it is text"


@pytest.mark.parametrize("line", ["!prize too dear", "!prise  too dear", "!authorities too dear"])
def test_an_almost_category_is_told_at_the_beginning_of_a_line_too(line: str) -> None:
    typed = line.partition(" ")[0]
    (doubt,) = read_line(line).doubts
    assert re.search(rf"{typed} is not a mark\. Did you mean !\w+\?.* write ! {typed[1:]}", doubt)
    plain = read_line(line.replace("!", "! "))
    assert (plain.kind, plain.doubts, plain.words) == ("objection", (), f"{typed[1:]} too dear")


@pytest.mark.parametrize(
    "words", ["their contract runs on", "another year", "too dear", "they need it", "products differ", "risky at night"]
)
def test_no_false_alarm_for_an_objection_that_begins_with_an_ordinary_word(words: str) -> None:
    line = read_line(f"!{words}")
    assert (line.kind, line.words, line.doubts, line.values) == ("objection", words, (), {})


@pytest.mark.parametrize("begun", ['too dear answer:"Let us put', "slow @“Mercy Hos", 'slow #"Total cost'])
def test_a_name_in_quotes_that_is_still_being_typed_needs_its_closing_quotation_mark(begun: str) -> None:
    (doubt,) = read_line(begun).doubts
    assert "has no closing quotation mark" in doubt
    assert "special characters" not in doubt


@pytest.mark.parametrize(
    "text",
    [
        "wow!great", "we are #1", "~20 % more", "a@b.org wrote", "see http://x.org/a:b", "at 10:30 they left",
        "note: call", "note:call them", "ratio 3:1", "C:\\note:x", "mailto:dana@mercy.org", "x ^_^ y", "~/notes",
        "5 > 3",
        "a !! b", "no !", "TODO:later", "re:invent was loud", "12:30-13:00", "C++", "R&D is slow", "50/50", "@ 5 pm",
        "# 3",
        "AT&T", "¡qué caro!", "o'clock", "it's 5'10\"", "f(x):y", "std::vector", "http:x", "10:30:15", "a:b:c", "it:s",
    ],
)  # fmt: skip
def test_no_false_alarm_for_ordinary_text(text: str) -> None:
    line = read_line(text)
    assert (line.words, line.marks, line.doubts, line.problems) == (text, (), (), ())


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("rain when:14:30", "14:30"), ("rain when:2026-11-20T14:30 @acme", "2026-11-20T14:30"),
        ("rain when:2026-11-20T14:30:00Z", "2026-11-20T14:30:00Z"), ("rain when:14:30, then", "14:30"),
        ("rain when:21/11", "21/11"), ("rain when:21.11.", "21.11"), ("rain when:yesterday-3pm", "yesterday-3pm"),
        ('rain when:"21/11 14:30"', "21/11 14:30"), ("rain when:'last tue'", "last tue"),
        ("rain when:2026-11-20T14:30+05:30", "2026-11-20T14:30+05:30"), ("rain when:9.45", "9.45"),
    ],
)  # fmt: skip
def test_a_moment_is_taken_out_of_the_line(text: str, when: str) -> None:
    line = read_line(text)
    assert line.text("when") == when
    assert "when" not in line.words


@pytest.mark.parametrize(
    "name",
    ["Müller", "हिन्दी", "กรุงเทพ", "東京", "محمّد", "می‌خواهم", "Đorđević", "Ελλάδα", "김민수", "O’Brien", "ИП-Ростов"],
)
def test_names_of_every_script_are_marks(name: str) -> None:
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, name)
        (mark,) = read_line(f"slow @{typed}, they say").marks
        assert (mark.field, mark.value) == ("account", typed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("+1 for that", "+1 for that"), ("-5 degrees", "-5 degrees"), ("- too slow", "- too slow"),
        ("+20 % more", "+20 % more"), ("@mercy: they want it quiet", "they want it quiet"),
    ],
)  # fmt: skip
def test_a_sign_at_the_beginning_is_text_where_it_says_so_itself(text: str, words: str) -> None:
    assert read_line(text).words == words


@pytest.mark.parametrize(
    ("text", "words", "own"),
    [
        ("they hesitate", "they hesitate", ""), ('they hesitate "we pay less"', "they hesitate", "we pay less"),
        ('"we pay less"', "", "we pay less"), ("“we pay less”", "", "we pay less"), ("„so nicht“", "", "so nicht"),
        ("»so nicht«", "", "so nicht"), ("「高い」", "", "高い"), ('they say "no".', "they say", "no"),
        ('he calls it "cheap" and goes', 'he calls it "cheap" and goes', ""), ('a 5" pump', 'a 5" pump', ""),
        ('two 3" and 5" tubes', 'two 3" and 5" tubes', ""), ('""', '""', ""),
    ],
)  # fmt: skip
def test_words_in_quotation_marks_are_told_apart(text: str, words: str, own: str) -> None:
    assert quotation(text) == (words, own)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@mercy, #total-cost.", ""), ("@mercy ...", ""), ("@mercy: ; #total-cost", ""), ("@mercy ???", "???"),
        ("@mercy 👍", "👍"), ("@mercy, ok.", "ok."), ("...", "..."),
    ],
)  # fmt: skip
def test_what_stands_between_marks_alone_is_nothing_that_was_said(text: str, words: str) -> None:
    assert read_line(text).words == words
