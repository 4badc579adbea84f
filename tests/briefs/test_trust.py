"""A brief can be trusted line by line: it is counted again, compared, exported whole, and withholds what it must."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from markdown_it import MarkdownIt

from shadowlog.analysis.names import Names
from shadowlog.briefs.brief import Brief
from shadowlog.briefs.edition import Edition
from shadowlog.briefs.export import Form, every_brief, export_one, find_subject, rendered, write_brief
from shadowlog.briefs.exporting import STATE, Report, export
from shadowlog.briefs.json_form import SCHEMA
from shadowlog.briefs.layouts import START, LayoutFault
from shadowlog.briefs.markdown import plain, said
from shadowlog.briefs.proofreading import proofread
from shadowlog.briefs.verify import verify
from shadowlog.briefs.withholding import Audience
from shadowlog.domain.errors import NotFound
from shadowlog.domain.identity import tail
from shadowlog.domain.overview import ALL
from shadowlog.domain.records import (
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    LoopReply,
    Mention,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Record,
    Response,
    Theme,
)
from shadowlog.domain.values import (
    Basis,
    BuyingRole,
    EncounterKind,
    InsightKind,
    Outcome,
    Permission,
    Stage,
    Stance,
    Tier,
)
from shadowlog.store.logbook import Logbook

TODAY = datetime.now(timezone.utc).date()
NOON = datetime.now(timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0)


def section(brief: Brief | str, title: str) -> str:
    text = brief if isinstance(brief, str) else brief.text
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


# Whole ---------------------------------------------------------------------------------------------------------


def test_every_kind_has_every_section_in_its_order(demo: Logbook) -> None:
    wanted = {
        "theme": (
            "The message", "Strength of evidence", "Audience, stage and state of mind", "The buyer’s words",
            "Stance by persona", "Proof points and proof gaps", "Questions asked", "Objections to answer",
            "Competing claims heard", "What the team reports, not buyers", "What to make, and who answers for it",
            "Assets to reuse or retire",
        ),
        "objection": (
            "What they say, and the real concern", "Heard", "In the buyer’s words", "What the team reports, not buyers",
            "Responses tried", "Talk track", "Proof", "Where to answer it before it is raised", "Open requests",
            "Who was told",
        ),
        "persona": (
            "Role in the purchase", "Wants, fears and measures", "Outcomes, beside other personas",
            "Themes that land or fail", "Top objections and questions", "Vocabulary",
            "What the team reports, not buyers", "The bridge: what the other roles must hear", "Assets by stage",
        ),
        "event": (
            "Goals, results, verdict", "Conversations by persona and rating", "Questions", "Objections",
            "Messages that landed", "Competitors seen", "Quotes", "What the team reports, not buyers", "Follow-ups",
            "Requests", "Lessons",
        ),
        "backlog": (
            "To make, in this order", "Holes in the coverage", "Overdue", "Assets past their verify-by date",
            "Proof points past their date, and talk tracks that do worse", "Shipped, and whom to tell",
        ),
    }  # fmt: skip
    end = ("Changed since the last brief", "Gaps and caveats", "Evidence index")
    kinds = set()
    for brief in every_brief(demo, TODAY):
        kinds.add(brief.kind)
        assert tuple(held.title for held in brief.content.sections) == (*wanted[brief.kind], *end)
        assert all(held.blocks for held in brief.content.sections), "an empty section says so"
    assert kinds == set(wanted)


def test_the_bridge_says_what_purchasing_must_hear_of_what_nursing_wants(demo: Logbook) -> None:
    with Edition(demo, TODAY) as edition:
        nursing = find_subject(edition, "persona", "Nursing")
    brief = write_brief(demo, nursing, TODAY)
    outcomes = section(brief, "Outcomes, beside other personas")
    assert "| **Nursing** | 14 of 20 (70.0 %, 95 % interval 48.1–85.5 %) |" in outcomes
    assert "| Purchasing | 4 of 20 (20.0 %, 95 % interval 8.1–41.6 %) |" in outcomes
    assert "Nursing is above Purchasing: their intervals do not overlap. An association, not a cause." in outcomes
    to_purchasing = section(brief, "The bridge: what the other roles must hear").split("**To Purchasing**")[1]
    for said_there in ("Savings against last year’s tender", "Say it otherwise:", "They object most often:"):
        assert said_there in to_purchasing


def test_an_event_tells_of_its_goals_its_ratings_and_who_follows_up(logbook: Logbook) -> None:
    owner = logbook.add(Person(name="Ada Quill"))
    persona = logbook.add(Persona(name="Nursing"))
    logbook.add(
        Event(
            name="MedTech", goals="- ten talks\n- one trial", conversations_wanted=10, verdict="Worth it",
            lessons="Bring two",
        )
    )  # fmt: skip
    for hours, tier, done in ((100, Tier.A, False), (100, Tier.B, True), (1, Tier.A, False), (1, Tier.D, False)):
        logbook.add(
            Encounter(
                kind=EncounterKind.TRADE_SHOW, event="MEDTECH", started_at=NOON - timedelta(hours=hours), tier=tier,
                followed_up=done, owner=owner.id, personas=(persona.id,),
            )
        )  # fmt: skip
    with Edition(logbook, TODAY, Audience.INTERNAL) as edition:
        brief = write_brief(logbook, find_subject(edition, "event", "medtech"), TODAY, Audience.INTERNAL)
    assert "- ten talks" in brief.text
    assert "Conversations: 4 of 10 aimed at" in brief.text
    assert "| Nursing | 2 | 1 | 0 | 1 | 0 | 4 |" in section(brief, "Conversations by persona and rating")
    follow_ups = section(brief, "Follow-ups")
    assert follow_ups.count("**overdue**; owner: Ada Quill") == 1
    assert follow_ups.count(": done; owner: Ada Quill") == 1
    assert follow_ups.count(": open; owner: Ada Quill") == 1
    assert "Worth it" in brief.text
    assert "- Bring two" in section(brief, "Lessons")


def test_an_event_that_only_encounters_name_has_a_brief_and_keeps_its_file(logbook: Logbook, tmp_path: Path) -> None:
    for _ in range(2):
        logbook.add(Encounter(kind=EncounterKind.TRADE_SHOW, event="Expo Léeds", started_at=NOON))
    paths = set()
    for name in ("Expo Léeds", "expo leeds", "expo"):
        with Edition(logbook, TODAY) as edition:
            paths.add(export_one(edition, find_subject(edition, "event", name), tmp_path).path.name)
    assert len(paths) == 1
    with Edition(logbook, TODAY) as edition, pytest.raises(NotFound, match="No encounter belongs"):
        find_subject(edition, "event", "Elsewhere")


def test_the_backlog_orders_itself_and_says_how(logbook: Logbook) -> None:
    objection = logbook.add(Objection(title="Too expensive"))
    for number in range(6):
        account = logbook.add(Account(name=f"House number {number}"))
        logbook.add(Mention(objection=objection.id, account=account.id))
    logbook.add(ContentRequest(use_case="the loud one", deal_urgency=3, reusability=1))
    logbook.add(
        ContentRequest(
            use_case="the heard one", deal_urgency=2, hours_lost=20, objections=(objection.id,), due=date(2020, 1, 1)
        )
    )  # fmt: skip
    brief = write_brief(logbook, ALL, TODAY)
    order = section(brief, "To make, in this order")
    assert order.index("the heard one") < order.index("the loud one")
    assert "8 of 15: urgency 2, reusability 0, alignment 0, accounts 3 (6 heard), hours 3 (20 a month)" in order
    assert "4 of 15: urgency 3, reusability 1" in order
    assert "the heard one — due 2020-01-01" in section(brief, "Overdue")


def test_a_hole_in_the_coverage_is_closed_by_an_asset_for_it(logbook: Logbook) -> None:
    theme, persona = logbook.add(Theme(name="Cost")), logbook.add(Persona(name="Purchasing"))
    encounter = logbook.add(Encounter(started_at=NOON, stage_before=Stage.SQL))
    logbook.add(Insight(text="x", encounter=encounter.id, persona=persona.id, signals={theme.id: Stance.REJECTED}))
    hole = "Cost for Purchasing at SQL: heard once, no asset"
    assert hole in section(write_brief(logbook, ALL, TODAY), "Holes in the coverage")
    asset = logbook.add(Asset(name="A table", themes=(theme.id,), verify_by=TODAY))
    assert hole not in write_brief(logbook, ALL, TODAY).text
    logbook.edit(asset, verify_by=TODAY - timedelta(days=1))
    late = write_brief(logbook, ALL, TODAY)
    assert hole in late.text, "what is past its date covers nothing"
    assert "**Verify or retire**" in section(late, "Assets past their verify-by date")


def test_a_talk_track_that_does_worse_is_told_with_its_brief(logbook: Logbook) -> None:
    objection = logbook.add(Objection(title="Too expensive"))
    for text, outcome in (("show the table", Outcome.RESOLVED), ("offer a discount", Outcome.LOST)):
        response = logbook.add(Response(text=text))
        for _ in range(9):
            logbook.add(Mention(objection=objection.id, response=response.id, outcome=outcome))
    worn = section(write_brief(logbook, ALL, TODAY), "Proof points past their date, and talk tracks that do worse")
    assert "offer a discount — resolved or progressed 0 of 9" in worn
    assert "In: objection brief Too expensive" in worn
    assert "show the table — resolved or progressed" not in worn


# Withheld ------------------------------------------------------------------------------------------------------

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
def named(logbook: Logbook) -> Logbook:
    logbook.add(Person(name="Jürgen Möller"))
    logbook.add(Person(name="Will Price"))
    for name in ("Mercy Hospital", "Linden GmbH", "St. Élodie"):
        logbook.add(Account(name=name))
    return logbook


@pytest.mark.parametrize("kind", ["theme", "objection", "persona", "event", "backlog"])
def test_names_and_addresses_stay_out_however_they_are_written(named: Logbook, kind: str, tmp_path: Path) -> None:
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
                named.add(ContentRequest(use_case=line))
                subject = ALL
        brief = write_brief(named, subject, TODAY)
        for form in Form:
            out = rendered(brief, form).decode().replace("\\", "")
            assert name.casefold() not in out.casefold(), (name, form)
        with Edition(named, TODAY) as edition:
            path = export_one(edition, subject, tmp_path).path
        assert not set(name.casefold().split()) & set(path.stem.split("-")) - {"st", "at", "a"}, path.name
        assert name in plain(write_brief(named, subject, TODAY, Audience.INTERNAL).body)


@pytest.mark.parametrize("text", KEPT)
def test_ordinary_words_days_and_numbers_are_not_taken_for_names(named: Logbook, text: str) -> None:
    theme = named.add(Theme(name="x", message=f"so {text}, they said"))
    assert text in plain(write_brief(named, theme, TODAY).body)


def test_a_name_is_found_in_any_company(named: Logbook) -> None:
    names = Names(["Bo Li"], ["3M", "Acme"])
    for text, wanted in (("both", []), ("bo li", ["bo li"]), ("3M tape", ["3M"]), ("acme’s", ["acme"]), ("acne", [])):
        assert [text[start:end] for start, end in names.found(text)] == wanted


@pytest.mark.parametrize(
    ("accounts", "wanted"),
    [(4, "— Chief nurse, care"), (2, "— user"), (1, "— a buyer, care"), (0, "— a buyer")],
)
def test_an_attribution_that_fits_fewer_than_three_widens(logbook: Logbook, accounts: int, wanted: str) -> None:
    chief = logbook.add(Persona(name="Chief nurse", buying_role=BuyingRole.USER))
    other = logbook.add(Persona(name="Ward sister", buying_role=BuyingRole.USER))
    houses = [
        logbook.add(Account(name=f"House {number}", segment="care" if accounts else "")).id for number in range(4)
    ]
    theme = logbook.add(Theme(name="x"))
    for number in range(max(1, accounts)):
        encounter = logbook.add(Encounter(account=houses[number], started_at=NOON, personas=(chief.id,)))
    if accounts == 2:
        logbook.add(Encounter(account=houses[3], started_at=NOON, personas=(other.id,)))
    logbook.add(
        Insight(text="the very words", encounter=encounter.id, persona=chief.id, basis=Basis.BUYER_VERBATIM,
                permission=Permission.ATTRIBUTED, signals={theme.id: Stance.RESONATED})
    )  # fmt: skip
    lines = section(write_brief(logbook, theme, TODAY), "The buyer’s words").splitlines()
    assert next(line for line in lines if "—" in line).removeprefix("> ").startswith(f"{wanted}; resonated (`")


def test_what_buyers_did_not_say_stands_under_no_heading_of_theirs(demo: Logbook) -> None:
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


# Counted again -------------------------------------------------------------------------------------------------


def test_every_claim_names_records_that_are_there(demo: Logbook) -> None:
    for brief in every_brief(demo, TODAY, Audience.INTERNAL):
        index = section(brief, "Evidence index")
        for block in brief.content.blocks():
            for line in block.lines:
                assert set(line.evidence) <= set(brief.records)
        for key in brief.records:
            assert f"`{tail(key)}`" in index
        listed = [int(row.split("|")[-3]) for row in index.splitlines() if row.startswith("| ") and "`" in row]
        assert sum(listed) == len(brief.records)


def test_a_brief_is_counted_again_and_lines_that_no_longer_hold_are_told(demo: Logbook, tmp_path: Path) -> None:
    exported = export(demo, tmp_path, TODAY).written
    assert len(exported) > 15
    for each in exported:
        assert verify(demo, each.path).holds, each.path
    theme = next(each for each in exported if "quieter" in each.path.name)
    record = next(held for held in demo.all(Insight) if theme.id.removeprefix("theme-") in held.signals)
    demo.delete(record)
    verdict = verify(demo, theme.path)
    assert not verdict.edited
    assert not verdict.same_data
    told = "\n".join(line for differs in verdict.differs for line in (*differs.lines, *differs.now))
    assert "Insights: 90" in told
    assert "Insights: 89" in told
    lines = theme.path.read_text(encoding="utf-8").splitlines()
    for differs in verdict.differs:
        assert tuple(lines[differs.first - 1 : differs.first - 1 + len(differs.lines)]) == differs.lines


def test_a_brief_that_was_edited_by_hand_is_noticed_and_never_overwritten(demo: Logbook, tmp_path: Path) -> None:
    path = export(demo, tmp_path, TODAY).written[0].path
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("\n- ", "\n- By hand: ", 1), encoding="utf-8")
    verdict = verify(demo, path)
    assert verdict.edited
    assert verdict.same_data
    assert any("By hand: " in line for differs in verdict.differs for line in differs.lines)
    again = next(each for each in export(demo, tmp_path, TODAY).written if each.path == path)
    assert again.aside is not None
    assert "By hand: " in again.aside.read_text(encoding="utf-8")
    assert verify(demo, path).holds
    path.write_bytes(good.replace("\n", "\r\n").encode())
    assert not verify(demo, path).edited, "other line ends say nothing about the text"


@pytest.mark.parametrize(
    "text", ["", "no front matter", "---\nid: [\n---\n", "---\nid: x\nkind: theme\n---\n\n# x\n", "\xff"]
)
def test_what_is_no_brief_is_told_so(logbook: Logbook, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(NotFound):
        verify(logbook, path)
    with pytest.raises(NotFound):
        verify(logbook, tmp_path / "nowhere.md")


# Changed since -------------------------------------------------------------------------------------------------


def test_a_brief_tells_what_changed_since_the_last_that_was_exported(logbook: Logbook, tmp_path: Path) -> None:
    objection = logbook.add(Objection(title="Too expensive"))
    words = logbook.add(
        Mention(
            objection=objection.id, verbatim="the very words", basis=Basis.BUYER_VERBATIM,
            permission=Permission.ATTRIBUTED,
        )
    )  # fmt: skip

    def run() -> Report:
        return export(logbook, tmp_path, TODAY)

    def changed() -> str:
        return section(
            next(tmp_path.glob("objection-*.md")).read_text(encoding="utf-8"), "Changed since the last brief"
        )

    run()
    assert "first brief" in changed()
    assert not run().written
    new = logbook.add(Mention(objection=objection.id, verbatim="again"))
    run()
    assert "- Mentions: 2, then 1 (+1)." in changed()
    assert f"Heard since: 1. (`{tail(new.id)}`)" in changed()
    assert not run().written
    logbook.edit(words, permission=Permission.REVOKED)
    (withdrawn,) = [each for each in run().written if each.kind == "objection"]
    assert withdrawn.unquoted == (words.id,)
    assert f"No longer quoted: 1. (`{tail(words.id)}`)" in changed()
    assert "the very words" not in withdrawn.path.read_text(encoding="utf-8")


def test_one_more_objection_is_a_difference_a_person_can_read(demo: Logbook, tmp_path: Path) -> None:
    export(demo, tmp_path, TODAY)
    before = {path: path.read_text(encoding="utf-8").splitlines() for path in tmp_path.glob("*.md")}
    mention = next(demo.all(Mention))
    demo.add(replace(mention, id="", verbatim="one more", created=None, updated=None))
    written = {each.path for each in export(demo, tmp_path, TODAY).written}
    assert written
    assert not any("event-hospital" in path.name for path in written) or len(written) < len(before)
    for path in written:
        after = path.read_text(encoding="utf-8").splitlines()
        front = 2 * before[path].index("---", 1)
        assert len(set(after) - set(before[path])) < front + 20, path.name


# Exported ------------------------------------------------------------------------------------------------------


def test_only_what_changed_is_written_again(demo: Logbook, tmp_path: Path) -> None:
    forms = [Form.HTML, Form.JSON]
    first = export(demo, tmp_path, TODAY, forms=forms)
    assert len(first.written) == first.total
    seen = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert (tmp_path / "index.html") in seen
    again = export(demo, tmp_path, TODAY, forms=forms)
    assert not again.exported, "what cannot have changed is not even looked at"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir() if path.name != STATE} == {
        path: when for path, when in seen.items() if path.name != STATE
    }
    gone = first.written[3].path.with_suffix(".html")
    gone.unlink()
    assert [each.path for each in export(demo, tmp_path, TODAY, forms=forms).written] == [gone.with_suffix(".md")]
    assert gone.exists()
    tomorrow = export(demo, tmp_path, TODAY + timedelta(days=1), forms=forms)
    assert len(tomorrow.exported) == tomorrow.total
    assert len(tomorrow.written) < tomorrow.total / 2, "the day alone changes nothing"


@pytest.mark.parametrize("change", range(22))
def test_what_a_change_can_have_changed_is_looked_at_again(demo: Logbook, tmp_path: Path, change: int) -> None:
    export(demo, tmp_path / "a", TODAY)
    first = {kind: next(demo.all(kind)) for kind in (Insight, Mention, Encounter, Theme, Objection, Persona, Account)}
    theme, objection, encounter, persona = (first[kind] for kind in (Theme, Objection, Encounter, Persona))
    match change:
        case 0:
            demo.add(
                Insight(text="new", encounter=encounter.id, persona=persona.id, signals={theme.id: Stance.REJECTED})
            )
        case 1:
            demo.add(Mention(objection=objection.id, encounter=encounter.id, persona=persona.id))
        case 2:
            demo.edit(first[Insight], signals={theme.id: Stance.CONFUSED})
        case 3:
            demo.edit(first[Mention], outcome=Outcome.LOST, objection=objection.id)
        case 4:
            demo.edit(encounter, stage_after=Stage.CLOSED_LOST, event="Another show", kind=EncounterKind.TRADE_SHOW)
        case 5:
            demo.edit(theme, name="Renamed", message="Said otherwise")
        case 6:
            demo.edit(objection, title="Renamed")
        case 7:
            demo.edit(persona, name="Renamed")
        case 8:
            demo.edit(first[Account], name="Nobody on the ward")
        case 9:
            demo.add(ContentRequest(use_case="new", themes=(theme.id,), objections=(objection.id,)))
        case 10:
            demo.add(Asset(name="new", themes=(theme.id,), persona=persona.id))
        case 11:
            demo.edit(next(demo.all(ProofPoint)), expires_on=date(2020, 1, 1))
        case 12:
            demo.edit(next(demo.all(Response)), text="Answered otherwise")
        case 13:
            demo.delete(encounter)
        case 14:
            demo.add(Persona(name="Estates", buying_role=BuyingRole.USER, measures="Square metres"))
        case 15:
            demo.edit(persona, measures="Otherwise", buying_role=BuyingRole.CHAMPION)
        case 16:
            answer = demo.add(Response(text="Tried for the first time"))
            demo.add(
                Mention(objection=objection.id, encounter=encounter.id, response=answer.id, outcome=Outcome.RESOLVED)
            )
        case 17:
            for insight in list(demo.all(Insight))[::5]:
                demo.edit(insight, text=f"{insight.text}, once more")
        case 18:
            demo.delete(objection)
        case 19:
            mention = first[Mention]
            demo.add(LoopReply(answer="Answered", mention=mention.id, told_at=datetime.now(timezone.utc)))
        case 20:
            demo.edit(encounter, started_at=datetime(2030, 1, 1, tzinfo=timezone.utc))
        case 21:
            demo.add(Asset(name="new", objections=(objection.id,), verify_by=date(2020, 1, 1)))
            demo.delete(next(demo.all(Response)))
    export(demo, tmp_path / "a", TODAY)
    # Written without memory of what was there, every brief comes out the same, but for what it is compared with.
    compared = "Changed since the last brief"
    export(demo, tmp_path / "b", TODAY)
    for path in (tmp_path / "b").glob("*.md"):
        named = path.name if (tmp_path / "a" / path.name).exists() else f"*{path.stem.rpartition('-')[2]}.md"
        (other,) = (tmp_path / "a").glob(named)
        one, two = (held.read_text(encoding="utf-8").split("\n---\n", 1)[1] for held in (path, other))
        assert one.replace(section(one, compared), "") == two.replace(section(two, compared), ""), path.name


def test_an_export_that_is_killed_leaves_every_file_old_or_new(demo: Logbook, tmp_path: Path) -> None:
    root = demo.workspace.root
    export(demo, tmp_path, TODAY)
    old = {path.name: path.read_bytes() for path in tmp_path.glob("*.md")}
    for theme in list(demo.all(Theme)):
        demo.edit(theme, message="Said otherwise")
    code = (
        "import os, sys, threading, time\n"
        "from shadowlog.store import disk\n"
        "whole = disk.replace_file\n"
        "left = [4]\n"
        "def replace(path, chunks):\n"
        "    left[0] -= 1\n"
        "    if left[0] == 0:\n"
        "        disk.write_all = lambda fd, data: (os.write(fd, data[:100]), os.kill(os.getpid(), 9))\n"
        "    whole(path, chunks)\n"
        "disk.replace_file = replace\n"
        "from shadowlog.__main__ import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", code, "--workspace", str(root), "export", "--out", str(tmp_path)]
    assert subprocess.run(command, capture_output=True, timeout=60).returncode == -9
    for path in tmp_path.glob("*.md"):
        text = path.read_bytes()
        assert text == old[path.name] or verify(demo, path).holds
    assert export(demo, tmp_path, TODAY).written
    assert all(verify(demo, path).holds for path in tmp_path.glob("*.md"))


def test_from_a_record_one_finds_the_briefs_it_stands_in(shell_demo: Any, demo: Logbook) -> None:
    shell_demo("export")
    insight = next(demo.all(Insight))
    shown = shell_demo("show", insight.id).stdout
    named = [line.removeprefix("in the brief: ") for line in shown.splitlines() if line.startswith("in the brief: ")]
    assert any("/theme-" in path for path in named)
    assert all(f"`{tail(insight.id)}`" in Path(path).read_text(encoding="utf-8") for path in named)


def test_briefs_for_the_team_lie_apart(shell_demo: Any, demo: Logbook) -> None:
    folder = demo.workspace.exports
    shell_demo("export", "--audience", "internal")
    assert not list(folder.glob("*.md"))
    assert all("For the team only" in path.read_text(encoding="utf-8") for path in (folder / "internal").glob("*.md"))


@pytest.fixture
def shell_demo(demo: Logbook) -> Any:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "shadowlog", "--workspace", str(demo.workspace.root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, encoding="utf-8")

    return run


# Forms ---------------------------------------------------------------------------------------------------------


def test_json_holds_the_same_and_fits_its_schema(demo: Logbook) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for brief in every_brief(demo, TODAY):
        held = json.loads(rendered(brief, Form.JSON))
        jsonschema.validate(held, schema, cls=jsonschema.Draft202012Validator)
        assert [part["title"] for part in held["sections"]] == [part.title for part in brief.content.sections[:-1]]
        assert set(held["records"]) == set(brief.records)
        front = yaml.safe_load(brief.text.split("\n---\n")[0].removeprefix("---\n"))
        assert {key: held[key] for key in front} == front


def test_markdown_is_plain_commonmark_with_headings_in_order(demo: Logbook) -> None:
    for audience in Audience:
        for brief in every_brief(demo, TODAY, audience):
            proofread(brief.body)
            tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(brief.body)
            headings = [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]
            assert headings == [brief.content.title, *(part.title for part in brief.content.sections)]


def test_text_reads_as_it_was_typed_and_its_inverse_gives_it_back() -> None:
    for text in (
        "a: b",
        "12. x",
        "- x",
        "# x",
        ": x",
        "a_b*c`d",
        "<b>",
        "x\\y",
        "5 > 3 & 2",
        "~~x~~",
        "@dana",
        "$5$",
        "a|b",
    ):
        assert plain(said(text)) == text
        html = MarkdownIt("commonmark").enable("strikethrough").render(said(text))
        assert "<strong>" not in html
        assert html.startswith("<p>")


# Layouts -------------------------------------------------------------------------------------------------------


def test_a_teams_template_lays_a_brief_out(demo: Logbook, tmp_path: Path) -> None:
    folder = demo.workspace.templates
    folder.mkdir()
    without = {brief.id: brief.body for brief in every_brief(demo, TODAY)}
    (folder / "brief.md.j2").write_text(START, encoding="utf-8")
    assert {brief.id: brief.body for brief in every_brief(demo, TODAY)} == without, "it begins as briefs are"
    (folder / "theme.md.j2").write_text(
        "# {{ brief.title }}\n\n{{ brief.section('Strength of evidence').markdown }}\n", encoding="utf-8"
    )
    for each in export(demo, tmp_path, TODAY).written:
        if each.kind == "theme":
            assert "## Questions asked" not in each.path.read_text(encoding="utf-8")
        assert verify(demo, each.path).holds


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("# {{ brief.title }}\n\n{% for x in %}\n", 3),
        ("# {{ brief.title }}\n\n{{ brief.nothing }}\n", 3),
        ("# {{ brief.title }}\n\n\n{{ brief.section('Nowhere') }}\n", 4),
        ("# {{ brief.title }}\n{{ ''.__class__.__mro__[1].__subclasses__() }}\n", 2),
        ("# {{ brief.title }}\n{% include '/etc/passwd' %}\n", 2),
        ("# {{ brief.title }}\n{% for x in range(10 ** 9) %}{% endfor %}\n", 2),
        ("# {{ brief.title }}\n\n<script>alert(1)</script>\n", None),
        ("## no first heading\n", None),
        ("# {{ brief.title }}\n\n### one level left out\n", None),
    ],
)
def test_a_fault_in_a_template_names_its_line_and_leaves_the_last_export(
    demo: Logbook, tmp_path: Path, template: str, line: int | None
) -> None:
    export(demo, tmp_path, TODAY)
    good = {path.name: path.read_bytes() for path in tmp_path.glob("theme-*.md")}
    folder = demo.workspace.templates
    folder.mkdir()
    (folder / "theme.md.j2").write_text(template, encoding="utf-8")
    demo.edit(next(demo.all(Theme)), message="Said otherwise")
    report = export(demo, tmp_path, TODAY)
    (fault,) = report.faults
    assert isinstance(fault, LayoutFault)
    assert "theme.md.j2" in str(fault)
    if line is not None:
        assert f"line {line}:" in str(fault)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("theme-*.md")} == good
    (folder / "theme.md.j2").unlink()
    assert [each.kind for each in export(demo, tmp_path, TODAY).written if each.kind == "theme"]


def test_of_several_names_that_a_word_may_be_the_longest_is_withheld() -> None:
    for start in ("Mar", "Kel", "Tov", "Bir", "Sun", "Wal", "Hol", "Gar", "Pen", "Lis", "Rad", "Nym"):
        names = Names([f"{start}ta Lindqvist"], [f"{start}na Works"])
        assert names.without(f"as {start}ka Works says", "–") == "as – says"
