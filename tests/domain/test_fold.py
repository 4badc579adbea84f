"""Texts that read alike are compared as alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowlog.domain.text.fold import Folded, fold, folded
from shadowlog.store.search.tokenizer import words_of


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Mer\u00adcy  Hos\u200bpital", "mercy hospital"),
        ("\ufeffMercy", "mercy"),
        ("Mer\u034fcy\ufe0f", "mercy"),
        ("Søren Kjærgård", "soren kjaergard"),
        ("Đorđević Łódź Œuvre Þór Işıl", "dordevic lodz oeuvre thor isil"),
        ("ＭＥＲＣＹ ⓓana 𝐃𝐚𝐧𝐚", "mercy dana dana"),
        (unicodedata.normalize("NFD", "Müller"), "muller"),
        ("STRASSE Straße", "strasse strasse"),
        ("İstanbul", "istanbul"),
        ("O’Brien O`Brien OʼBrien", "o'brien o'brien o'brien"),
        ("Jean–Luc Jean‑Luc", "jean-luc jean-luc"),
        ("Петро\u0301в", "петров"),
        ("Βασίλης", "βασιλησ"),
        ("مُحَمَّد محـمد", "محمد محمد"),
        (unicodedata.normalize("NFD", "김민수"), "김민수"),
        (unicodedata.normalize("NFD", "がく"), "がく"),
        ("ｶﾞｸ", "ガク"),
        ("กรุงเทพ", "กรุงเทพ"),
    ],
)
def test_what_reads_alike_is_compared_as_alike(typed: str, plain: str) -> None:
    assert folded(typed) == plain


def test_voiced_sounds_and_tones_are_letters_of_their_own() -> None:
    assert folded("かく") != folded("がく")
    assert folded("ใกล้") != folded("ใกล")


@given(st.text())
def test_a_folded_text_is_its_own_folding_and_knows_its_places(text: str) -> None:
    held = Folded(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    for place in range(len(held.text)):
        start, end = held.span(place, place + 1)
        assert 0 <= start < end <= len(text)
    if held.text:
        start, end = held.span(0, len(held.text))
        assert fold(text[start:end]) == held.text


def test_a_span_takes_along_what_nobody_sees() -> None:
    text = "call Da\u200bna\u0301\u200b now"
    held = Folded(text)
    start = held.text.index("dana")
    first, last = held.span(start, start + 4)
    assert text[first:last] == "Da\u200bna\u0301\u200b"


def test_words_of_every_script_stay_whole() -> None:
    assert words_of("हिन्दी समाचार") == [fold("हिन्दी"), fold("समाचार")]
    assert words_of("Mer\u00adcy O’Brien") == ["mercy", "obrien"]
