"""The talks of the demo: encounters, and what was said at each."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from shadowlog.demo import words
from shadowlog.demo.writer import Writer
from shadowlog.domain.records import (
    Encounter,
    Insight,
    Mention,
)
from shadowlog.domain.values import (
    Basis,
    EncounterKind,
    InsightKind,
    Outcome,
    Permission,
    Stage,
    Tier,
)

_DECIDED = {"Nursing": (14, 20), "Purchasing": (4, 20), "Biomedical engineering": (4, 8)}
"""How many talks were won, and how many decided, by persona."""

_OPEN = {"Nursing": 5, "Purchasing": 6, "Biomedical engineering": 3}
"""How many talks are still open, by persona."""

_QUOTED_FOR = timedelta(days=330)
"""How long buyers let themselves be quoted."""

_KINDS = (
    EncounterKind.CUSTOMER_RIDE_ALONG, EncounterKind.PROSPECT_CALL, EncounterKind.DEMO, EncounterKind.TRADE_SHOW,
    EncounterKind.DISCOVERY, EncounterKind.FIELD_VISIT,
)  # fmt: skip


def write_talks(demo: Writer) -> None:
    """Write a year of talks, the oldest first."""
    talks: list[tuple[str, Stage]] = []
    for persona, (won, decided) in _DECIDED.items():
        talks += [(persona, Stage.CLOSED_WON)] * won + [(persona, Stage.CLOSED_LOST)] * (decided - won)
        talks += [(persona, Stage.OPPORTUNITY)] * _OPEN[persona]
    demo.chance.shuffle(talks)
    for number, (persona, stage) in enumerate(talks):
        days = 360 - round(number * 358 / len(talks))
        _talk(demo, persona, stage, demo.now - timedelta(days=days, hours=demo.chance.randrange(1, 9)))


def _talk(demo: Writer, persona: str, after: Stage, when: datetime) -> None:
    chance = demo.chance
    kind = chance.choice(_KINDS)
    name = chance.choice(("Dana Whitlock", "Piotr Sand", "Ines Amaral"))
    rep = demo.people[name]
    moved = chance.choice(words.MOVED) if after is not Stage.CLOSED_LOST else ""
    encounter = demo.add(
        Encounter(
            created=when,
            kind=kind,
            started_at=when,
            duration=chance.choice((20, 30, 45, 60)),
            account=chance.choice(demo.accounts),
            event=chance.choice(words.EVENTS) if kind is EncounterKind.TRADE_SHOW else "",
            rep=rep,
            observer=demo.people["Maud Keller"],
            personas=(demo.personas[persona],),
            channel="booth" if kind is EncounterKind.TRADE_SHOW else chance.choice(("on site", "video", "phone")),
            stage_before=chance.choice((Stage.SQL, Stage.OPPORTUNITY)),
            stage_after=after,
            moved_by=moved,
            next_step=chance.choice(words.NEXT) if after is Stage.OPPORTUNITY else "",
            notes=_notes(persona, moved),
            debriefed=chance.random() < 0.8,
            tier=chance.choice(list(Tier)) if kind is EncounterKind.TRADE_SHOW else None,
            owner=rep if kind is EncounterKind.TRADE_SHOW else None,
            followed_up=when < demo.now - timedelta(days=20),
        )
    )
    lines = [(theme, line) for (who, theme), heard in words.HEARD.items() if who == persona for line in heard]
    # The first pillar comes up in every talk, so that its brief shows the well-known case.
    first = chance.choice([pair for pair in lines if pair[0] == "Quieter at the bedside"])
    others = chance.sample([pair for pair in lines if pair != first], k=chance.randrange(1, 3))
    for theme, (text, insight_kind, stance) in (first, *others):
        basis = chance.choices(list(Basis), weights=(6, 2, 1, 1))[0]
        demo.add(
            Insight(
                created=when,
                text=text,
                kind=InsightKind(insight_kind),
                basis=basis,
                encounter=encounter.id,
                persona=demo.personas[persona],
                **_permission(chance, encounter),
                signals={demo.themes[theme]: stance},
            ),
            by=name if basis is Basis.REP_REPORT else "Maud Keller",
        )
    _objection(demo, persona, after, encounter, name)


def _permission(chance: Random, encounter: Encounter) -> dict[str, Any]:
    """What the words may be used for, who got that from the buyer, when, and until when."""
    permission = chance.choices(list(Permission), weights=(3, 1, 4, 1, 0))[0]
    if permission is Permission.UNSET or encounter.started_at is None:
        return {"permission": permission}
    day = encounter.started_at.date()
    until = {"permission_until": day + _QUOTED_FOR} if permission is Permission.ATTRIBUTED else {}
    return {"permission": permission, "permission_by": encounter.rep, "permission_on": day, **until}


def _notes(persona: str, moved: str) -> str:
    lines = [f"Talked with **{persona.lower()}**.", "", "- came prepared, had our sheet on the table"]
    lines.append(f"- what moved them: {moved}" if moved else "- nothing we showed moved them; we talked too long")
    return "\n".join(lines)


def _objection(demo: Writer, persona: str, after: Stage, encounter: Encounter, rep: str) -> None:
    chance = demo.chance
    raised = [title for title, (_, _, _, who, _) in words.OBJECTIONS.items() if who == persona]
    if chance.random() > 0.75:
        return
    title = chance.choice(raised)
    response, helps = chance.choice(demo.responses[title])
    helped = chance.random() < helps
    outcome = chance.choice((Outcome.RESOLVED, Outcome.PROGRESSED)) if helped else Outcome.UNRESOLVED
    if not helped and after is Stage.CLOSED_LOST:
        outcome = Outcome.LOST
    demo.add(
        Mention(
            created=encounter.started_at,
            objection=demo.objections[title],
            verbatim=chance.choice(words.OBJECTIONS[title][4]),
            encounter=encounter.id,
            account=encounter.account,
            persona=demo.personas[persona],
            stage=encounter.stage_before,
            basis=chance.choices(list(Basis), weights=(6, 1, 3, 0))[0],
            **_permission(chance, encounter),
            response=response,
            outcome=outcome,
        ),
        by=rep,
    )
