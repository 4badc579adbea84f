"""What stays out of briefs for outside readers, and what stands under what buyers said."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.one import BriefFormat, every_brief, export_one, rendered, write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    Record,
    Theme,
)
from shadowlog.domain.records.whole_log import ALL
from shadowlog.domain.values import (
    Basis,
    BuyingRole,
    InsightKind,
    Permission,
    Stance,
)
from shadowlog.privacy.names.matcher import NameMatcher
from shadowlog.privacy.withholding import Audience, discretion
from shadowlog.store.repository import Repository
from tests.briefs.conftest import NOON, TEXT_FORMS, TODAY, section

WITHHELD = (
    "Jürgen Möller", "jurgen moller", "JUERGEN MOELLER", "Jürgen Möler", "Mölller", "moller", "Mercy Hospital",
    "MERCY hospital", "mercy hosptal", "Mercy", "MercyHospital", "Linden GmbH", "linden", "Lindne", "St. Élodie",
    "st elodie", "d.moller@mail.example", "d.moller (at) mail.example", "+49 (0)30 1234567", "030 / 123 45 67",
    "https://x.example/a?b", "www.mercy.example", "mercy.org/prices", "javascript:alert(1)", "192.168.10.12",
)  # fmt: skip
KEPT = (
    "the price will be", "2026-11-20", "3/4/2026", "1 000 000", "2019–2024", "have mercy on us", "hospital",
    "a demand for care", "it costs 4711", "e.g. a pump", "the end.Next", "at 9 of 10 nights",
)  # fmt: skip


@pytest.fixture
def named(repository: Repository) -> Repository:
    repository.add(Person(name="Jürgen Möller"))
    repository.add(Person(name="Will Price"))
    for name in ("Mercy Hospital", "Linden GmbH", "St. Élodie"):
        repository.add(Account(name=name))
    return repository


def _shown(brief: Brief) -> str:
    """What a reader sees of a brief."""
    return unescape(rendered(brief, BriefFormat.HTML).decode())


@pytest.mark.parametrize("kind", ["theme", "objection", "persona", "event", "backlog"])
def test_names_and_addresses_stay_out_however_they_are_written(named: Repository, kind: str, tmp_path: Path) -> None:
    for number, name in enumerate(WITHHELD):
        text = f"so {name} said, number {number}"
        line = text.replace("\n", " ")
        subject: Record
        match kind:
            case "theme":
                subject = named.add(Theme(name=line, message=text, keywords=(line,)))
                named.add(
                    Insight(text=text, kind=InsightKind.QUESTION, basis=Basis.BUYER_VERBATIM,
                            permission=Permission.ATTRIBUTED, signals={subject.id: Stance.NEUTRAL})
                )  # fmt: skip
            case "objection":
                subject = named.add(Objection(title=line, real_concern=text, aliases=(line,)))
                named.add(Mention(objection=subject.id, verbatim=text, basis=Basis.REP_REPORT))
            case "persona":
                subject = named.add(Persona(name=line, wants=text, fears=text, measures=text))
            case "event":
                subject = named.add(Event(name=line, goals=text, verdict=text, lessons=text))
            case _:
                for shown in list(named.all(ContentRequest)):
                    named.delete(shown)  # Of many requests a backlog shows the first ones only.
                named.add(ContentRequest(use_case=line))
                subject = ALL
        brief = write_brief(named, subject, TODAY)
        for form in TEXT_FORMS:
            out = rendered(brief, form).decode().replace("\\", "")
            assert name.casefold() not in out.casefold(), (name, form)
        with BriefContext(named, TODAY) as context:
            path = export_one(context, subject, tmp_path).path
        assert not set(name.casefold().split()) & set(path.stem.split("-")) - {"st", "at", "a"}, path.name
        assert name in _shown(write_brief(named, subject, TODAY, Audience.INTERNAL))


@pytest.mark.parametrize("text", KEPT)
def test_ordinary_words_days_and_numbers_are_not_taken_for_names(named: Repository, text: str) -> None:
    theme = named.add(Theme(name="x", message=f"so {text}, they said"))
    assert text in _shown(write_brief(named, theme, TODAY))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ask anna at mercy dot org please", "ask – please"),
        ("the host.it:8443 is down", "the – is down"),
        ("10.0.0.12:8080 answers", "– answers"),
        ("version 10.0.0.12 runs", "version 10.0.0.12 runs"),
        ("(as https://x.example/a(b)) says", "(as –) says"),
        ("as 0049 30 1234567 says", "as – says"),
        ("we met a Whitlock there", "we met a – there"),
        ("A. Whitlock and A.W. said", "– and – said"),
        ("viděl jsem Marka s Markem", "viděl jsem – s –"),
        ("Virtasen mielestä", "– mielestä"),
        ("ბერიძის აზრი", "– აზრი"),
        ("김 민수는 말했다", "–는 말했다"),
        ("山田製作所の人", "–の人"),
        ("ที่สมิงวันนี้", "ที่–วันนี้"),
    ],
)
def test_no_more_and_no_less_than_names_addresses_and_numbers_is_withheld(
    repository: Repository, text: str, left: str
) -> None:
    for name in ("Anna Whitlock", "Marek Dvořák", "Pekka Virtanen", "ნინო ბერიძე", "김민수"):
        repository.add(Person(name=name))
    for name in ("株式会社 山田 製作所", "โรงพยาบาลสมิง"):
        repository.add(Account(name=name))
    assert discretion(repository, Audience.EXTERNAL).clean(text).replace("[withheld]", "–") == left
    assert discretion(repository, Audience.INTERNAL).clean(text) == text


@pytest.mark.parametrize(
    ("surroundings", "text", "left"),
    [
        ({"LANG": "nb_NO"}, "as 98 76 54 32 says", "as – says"),
        ({"LC_ALL": "C.UTF-8", "LC_TELEPHONE": "nb_NO.UTF-8", "LANG": "C"}, "as 98 76 54 32 says", "as – says"),
        ({"LC_ALL": "es_ES.UTF-8", "LANG": "nb_NO"}, "as 98 76 54 32 says", "as 98 76 54 32 says"),
        ({"LC_ALL": "es_ES.UTF-8", "LANG": "nb_NO"}, "as 91 234 56 78 says", "as – says"),
        ({"LANG": "C"}, "as 98 76 54 32 and 415-555-2671 say", "as 98 76 54 32 and – say"),
    ],
)
def test_numbers_are_read_as_they_are_dialled_where_the_reader_is(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], text: str, left: str
) -> None:
    for name in ("LC_ALL", "LC_TELEPHONE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    assert discretion(repository, Audience.EXTERNAL).clean(text).replace("[withheld]", "–") == left


def test_a_name_is_found_in_any_company(named: Repository) -> None:
    names = NameMatcher(["Bo Li"], ["3M", "Acme"])
    for text, wanted in (("both", []), ("bo li", ["bo li"]), ("3M tape", ["3M"]), ("acme’s", ["acme"]), ("acne", [])):
        assert [text[start:end] for start, end in names.found(text)] == wanted


@pytest.mark.parametrize(
    ("accounts", "wanted"),
    [(4, "— Chief nurse, care"), (2, "— user"), (1, "— a buyer, care"), (0, "— a buyer")],
)
def test_an_attribution_that_fits_fewer_than_three_widens(repository: Repository, accounts: int, wanted: str) -> None:
    chief = repository.add(Persona(name="Chief nurse", buying_role=BuyingRole.USER))
    other = repository.add(Persona(name="Ward sister", buying_role=BuyingRole.USER))
    houses = [
        repository.add(Account(name=f"House {number}", segment="care" if accounts else "")).id for number in range(4)
    ]
    theme = repository.add(Theme(name="x"))
    for number in range(max(1, accounts)):
        encounter = repository.add(Encounter(account=houses[number], started_at=NOON, personas=(chief.id,)))
    if accounts == 2:
        repository.add(Encounter(account=houses[3], started_at=NOON, personas=(other.id,)))
    repository.add(
        Insight(text="the very words", encounter=encounter.id, persona=chief.id, basis=Basis.BUYER_VERBATIM,
                permission=Permission.ATTRIBUTED, signals={theme.id: Stance.RESONATED})
    )  # fmt: skip
    lines = section(write_brief(repository, theme, TODAY), "In the buyers’ words").splitlines()
    assert (
        next(line for line in lines if "—" in line)
        .removeprefix("> ")
        .startswith(f"{wanted}; resonated" + (" [" if accounts > 2 else ""))
    )


def test_what_buyers_did_not_say_stands_under_no_heading_of_theirs(demo: Repository) -> None:
    for record in list(demo.all(Insight)):
        if record.basis is not None and not record.basis.from_buyer:
            demo.edit(record, text=f"reported {record.id}")
    for record in list(demo.all(Mention)):
        if record.basis is not None and not record.basis.from_buyer:
            demo.edit(record, verbatim=f"reported {record.id}")
    seen = 0
    for brief in every_brief(demo, TODAY, Audience.INTERNAL):
        for held in brief.content.sections:
            if held.title == "What the team reports, not buyers":
                seen += held.markdown.count("reported ")
            else:
                assert "reported " not in held.markdown, (brief.title, held.title)
    assert seen > 20


def test_of_several_names_that_a_word_may_be_the_longest_is_withheld() -> None:
    for start in ("Mar", "Kel", "Tov", "Bir", "Sun", "Wal", "Hol", "Gar", "Pen", "Lis", "Rad", "Nym"):
        names = NameMatcher([f"{start}ta Lindqvist"], [f"{start}na Works"])
        assert names.without(f"as {start}ka Works says", "–") == "as – says"
