"""What of a text is taken out for somebody who is forgotten, and what is asked about."""

from __future__ import annotations

import pytest

from shadowlog.privacy.erasure.passages import Eraser

PEOPLE = [
    ("Dana Whitlock", "dwhitlock@acme.example, dana.whitlock@x.example", "d_@acme.example, _@x.example", []),
    ("Dana Whitlock", "Whitlock’s Whitlocks DANA_WHITLOCK danaWhitlockFan", "_’s _s _ _Fan", []),
    ("Dana Whitlock", "D\u200bana Whit\u00adlock, Ｄａｎａ, **Dana** Whitlock", "_, _, **_", []),
    ("Dana Whitlock", "the bandana is red", "the bandana is red", []),
    ("Dana Whitlock", "Whitlok said", "Whitlok said", ["whitlok"]),
    ("Dana Whitlock", "dana whitlok said", "_ said", []),
    ("Will Price", "they will price it; Will Price", "they will price it; _", ["willprice"]),
    ("Will Price", "The Price is high", "The Price is high", ["price"]),
    ("Jim Champion", "told Jim. Champion of all", "told _. Champion of all", ["champion"]),
    ("Jim Champion", "our champion Jim; Champion, Jim", "our champion _; _", ["champion"]),
    ("Jim Champion", "kind:champion role:champion", "kind:champion role:champion", []),
    ("Anna Weber", "die Weberei, Hannah und Joanna; Webers", "die Weberei, Hannah und Joanna; _s", ["weberei"]),
    ("Jürgen Grohs", "Juergen Grohs, JÜRGEN, jurgen", "_, _, _", []),
    ("Wörth-mann", "Wörthmann, Woerth-mann", "_, _", []),
    ("Seán O’Brien", "sean obrien, O'Brien", "_, _", []),
    ("Jürgen Groß", "es ist groß", "es ist groß", ["gross"]),
    ("李明", "我说李明来了", "我说_来了", []),
    ("Ng", "Ng and English", "_ and English", []),
]  # fmt: skip

ACCOUNTS = [
    ("Acme Hospital GmbH", "acme hospital, the hospital, acmehospital.example", "_, the hospital, _.example", []),
    ("Acme Hospital GmbH", "Acme said", "Acme said", ["acme"]),
    ("Siemens", "Siemens, siemens.example, SiemensAG", "_, _.example, _AG", []),
    ("Siemens", "siemens said", "siemens said", ["siemens"]),
    ("3M", "3M makes 13M", "_ makes 13M", []),
    ("Target", "Target said our target", "Target said our target", ["target", "target"]),
]


@pytest.mark.parametrize(("name", "text", "left", "asked"), PEOPLE)
def test_a_person(name: str, text: str, left: str, asked: list[str]) -> None:
    eraser = Eraser([name], person=True)
    assert eraser.text(text).replace("[forgotten]", "_") == left
    assert [place.word for place in eraser.undecided] == asked


@pytest.mark.parametrize(("name", "text", "left", "asked"), ACCOUNTS)
def test_an_account(name: str, text: str, left: str, asked: list[str]) -> None:
    eraser = Eraser([name], person=False)
    assert eraser.text(text).replace("[forgotten]", "_") == left
    assert [place.word for place in eraser.undecided] == asked


def test_a_word_that_others_share_is_asked_about_but_not_within_their_names() -> None:
    eraser = Eraser(["Dana Whitlock"], person=True, others=["Sam Whitlock", "Whitlock Ltd"])
    text = "Sam Whitlock, Whitlock Ltd, Dana Whitlock, Whitlock"
    assert eraser.text(text) == "Sam Whitlock, Whitlock Ltd, [forgotten], Whitlock"
    assert [place.before[-10:] for place in eraser.undecided] == ["Whitlock, "]
    eraser.words["whitlock"] = True
    assert eraser.text(text) == "Sam Whitlock, Whitlock Ltd, [forgotten], [forgotten]"
