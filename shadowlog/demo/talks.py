"""The talks of the demo: encounters, and what was said at each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from shadowlog.demo import words
from shadowlog.demo.heard import HEARD
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
    Stance,
    Tier,
)

_DECIDED = {"Nursing": (14, 20), "Purchasing": (4, 20), "Biomedical engineering": (4, 8)}
"""How many buyers were won, and how many decided, by persona."""

_OPEN = {"Nursing": 5, "Purchasing": 6, "Biomedical engineering": 3}
"""How many talks are still open, by persona. The first three are with buyers that have not decided."""

_UNDECIDED = 3
_BOOTH_DAY = 45
"""How many days ago the booth day was."""

_QUOTED_FOR = timedelta(days=240)
"""How long buyers let themselves be quoted by name."""

_KINDS = (
    EncounterKind.CUSTOMER_RIDE_ALONG, EncounterKind.PROSPECT_CALL, EncounterKind.DEMO, EncounterKind.DISCOVERY,
    EncounterKind.FIELD_VISIT,
)  # fmt: skip

_FIRST = "Quieter at the bedside"
"""The pillar that comes up in every talk, so that its brief shows the well-known case."""

T = TypeVar("T")
_Line = tuple[str, str, Stance]


class _Talk(NamedTuple):
    days: int
    """How many days ago."""
    persona: str
    account: str | None
    after: Stage | None
    event: str = ""
    """The show at which it was held."""


class _Deck(Generic[T]):
    """Things drawn in a chance order, each as often as any other."""

    def __init__(self, demo: Writer, things: list[T]) -> None:
        self._demo = demo
        self._things = things
        self._left: list[T] = []

    def draw(self) -> T:
        if not self._left:
            self._left = self._demo.chance.sample(self._things, k=len(self._things))
        return self._left.pop()


class _Said:
    """What is left to be said in the talks to come."""

    def __init__(self, demo: Writer) -> None:
        self.lines = {pair: _Deck(demo, _wordings(heard)) for pair, heard in HEARD.items()}
        self.moved = {persona: _Deck(demo, list(reasons)) for persona, reasons in words.MOVED.items()}
        self.wordings = {title: _Deck(demo, list(objection[5])) for title, objection in words.OBJECTIONS.items()}
        self.objections = {persona: _objections(demo, persona) for persona in words.PERSONAS}


def _wordings(heard: Iterable[_Line]) -> list[_Line]:
    """What is heard, each wording of it by itself."""
    return [(wording, kind, stance) for text, kind, stance in heard for wording in text.split(" | ")]


def _objections(demo: Writer, persona: str) -> list[tuple[str, str, bool]]:
    """The objections that a persona raises, each with the answer it got and whether that helped."""
    raised = [
        (title, response, number < worked)
        for title, (_, _, _, who, _, _) in words.OBJECTIONS.items()
        for response, worked, tried in demo.responses[title]
        for number in range(tried)
        if who == persona
    ]
    demo.chance.shuffle(raised)
    return raised


def write_talks(demo: Writer) -> None:
    """Write a year of talks, the oldest first."""
    said = _Said(demo)
    for talk in sorted(_planned(demo), key=lambda talk: -talk.days):
        _talk(demo, said, talk)


def _planned(demo: Writer) -> Iterator[_Talk]:
    accounts = demo.chance.sample(demo.accounts, k=len(demo.accounts))
    decided: list[tuple[str, Stage]] = []
    for persona, (won, of) in _DECIDED.items():
        decided += [(persona, Stage.CLOSED_WON)] * won + [(persona, Stage.CLOSED_LOST)] * (of - won)
    demo.chance.shuffle(decided)
    talks = [
        _Talk(325 - number * 320 // len(decided), persona, accounts.pop(), stage)
        for number, (persona, stage) in enumerate(decided)
    ]
    for event, persona, days, count in words.SHOWS:
        # Those that were closest to the show in time were held there, within two days.
        of_persona = (place for place, talk in enumerate(talks) if talk.persona == persona)
        closest = sorted(of_persona, key=lambda place: (abs(talks[place].days - days), place))[:count]
        for number, place in enumerate(sorted(closest)):
            talks[place] = talks[place]._replace(days=days - number % 2, event=event)
    yield from talks
    undecided = [accounts.pop() for _ in range(_UNDECIDED)]
    for persona, count in _OPEN.items():
        # Nursing and purchasing are met at the same buyers, the engineers at others.
        engineers = persona == "Biomedical engineering"
        met = [accounts.pop() for _ in range(_UNDECIDED)] if engineers else undecided
        for number, account in enumerate(met):
            yield _Talk(4 + 9 * number + len(persona), persona, account, Stage.OPPORTUNITY)
        later = [talk for talk in talks if talk.persona == persona][: count - _UNDECIDED]
        for talk in later:
            yield talk._replace(days=talk.days + 35, after=Stage.OPPORTUNITY, event="")
    yield from (_Talk(_BOOTH_DAY, persona, None, None, words.EVENT[0]) for persona in words.BOOTH)


def _talk(demo: Writer, said: _Said, talk: _Talk) -> None:
    chance, persona, after = demo.chance, talk.persona, talk.after
    when = demo.now - timedelta(days=talk.days, hours=chance.randrange(1, 9))
    at_show = bool(talk.event)
    kind = EncounterKind.TRADE_SHOW if at_show else chance.choice(_KINDS)
    name = chance.choice(("Dana Whitlock", "Piotr Sand", "Ines Amaral"))
    rep = demo.people[name]
    moved = said.moved[persona].draw() if after in (Stage.CLOSED_WON, Stage.OPPORTUNITY) else ""
    encounter = demo.add(
        Encounter(
            created=when,
            kind=kind,
            started_at=when,
            duration=chance.choice((20, 30, 45, 60)) if talk.account else chance.choice((5, 10, 15)),
            account=talk.account,
            event=talk.event,
            rep=rep,
            observer=demo.people["Maud Keller"],
            personas=(demo.personas[persona],),
            channel="booth" if at_show else chance.choice(("on site", "video", "phone")),
            stage_before=_before(demo, after),
            stage_after=after,
            moved_by=moved,
            next_step=chance.choice(words.NEXT) if after is Stage.OPPORTUNITY else "",
            notes=_notes(persona, moved) if talk.account else "",
            debriefed=chance.random() < 0.8,
            tier=chance.choice(list(Tier)) if at_show else None,
            owner=rep if at_show else None,
            followed_up=when < demo.now - timedelta(days=20),
        )
    )
    others = [theme for who, theme in HEARD if who == persona and theme != _FIRST]
    extra = chance.sample(others, k=chance.randrange(1, 3)) if talk.account else []
    for theme in (_FIRST, *extra):
        _insight(demo, encounter, theme, said.lines[persona, theme].draw(), persona, name)
    if talk.account and said.objections[persona]:
        _objection(demo, said, persona, encounter, name)


def _before(demo: Writer, after: Stage | None) -> Stage | None:
    if after is None:
        return None
    return Stage.SQL if after is Stage.OPPORTUNITY else demo.chance.choice((Stage.SQL, Stage.OPPORTUNITY))


def _insight(demo: Writer, encounter: Encounter, theme: str, line: _Line, persona: str, rep: str) -> None:
    chance = demo.chance
    text, kind, stance = line
    # The first pillar is what one listens for, and is noted in the buyer's words more often.
    weights = (12, 4, 1, 1) if theme == _FIRST else (6, 2, 1, 1)
    basis = chance.choices(list(Basis), weights=weights)[0]
    demo.add(
        Insight(
            created=encounter.started_at,
            text=text,
            kind=InsightKind(kind),
            basis=basis,
            encounter=encounter.id,
            persona=demo.personas[persona],
            **_permission(demo, encounter),
            signals={demo.themes[theme]: stance},
        ),
        by=rep if basis is Basis.REP_REPORT else "Maud Keller",
    )


def _permission(demo: Writer, encounter: Encounter) -> dict[str, Any]:
    """What the words may be used for, who got that from the buyer, when, and until when."""
    permission = demo.chance.choices(list(Permission), weights=(6, 2, 8, 2, 1))[0]
    if permission is Permission.UNSET or encounter.started_at is None:
        return {"permission": permission}
    day = encounter.started_at.date()
    until = {"permission_until": day + _QUOTED_FOR} if permission is Permission.ATTRIBUTED else {}
    return {"permission": permission, "permission_by": encounter.rep, "permission_on": day, **until}


def _notes(persona: str, moved: str) -> str:
    lines = [f"Talked with **{persona.lower()}**.", "", "- came prepared, had our sheet on the table"]
    lines.append(f"- what moved them: {moved}" if moved else "- nothing we showed moved them; we talked too long")
    return "\n".join(lines)


def _objection(demo: Writer, said: _Said, persona: str, encounter: Encounter, rep: str) -> None:
    chance = demo.chance
    title, response, helped = said.objections[persona].pop()
    outcome = chance.choice((Outcome.RESOLVED, Outcome.PROGRESSED)) if helped else Outcome.UNRESOLVED
    if not helped and encounter.stage_after is Stage.CLOSED_LOST:
        outcome = Outcome.LOST
    demo.add(
        Mention(
            created=encounter.started_at,
            objection=demo.objections[title],
            verbatim=said.wordings[title].draw(),
            encounter=encounter.id,
            account=encounter.account,
            persona=demo.personas[persona],
            stage=encounter.stage_before,
            basis=chance.choices(list(Basis), weights=(6, 1, 3, 0))[0],
            **_permission(demo, encounter),
            response=response,
            outcome=outcome,
        ),
        by=rep,
    )
