"""Writes the demo: a year of calls, visits and shows of Halden Medical, ending today.

Of the talks that were decided, 4 of 20 with purchasing were won and 14 of 20 with nursing: the well-known case in
which the same themes land with one and fail with the other.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import TypeVar

from shadowlog.analysis.feedback.loop import Loop
from shadowlog.demo import words
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import (
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    KeptFilter,
    LoopReply,
    Mention,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Record,
    Response,
    Theme,
    UnknownName,
)
from shadowlog.domain.values import (
    AssetType,
    Basis,
    BuyingRole,
    EncounterKind,
    InsightKind,
    ObjectionCategory,
    ObjectionStatus,
    Outcome,
    Permission,
    RequestStatus,
    Role,
    Stage,
    Technique,
    ThemeLevel,
    Tier,
)
from shadowlog.store.repository import Repository

_DECIDED = {"Nursing": (14, 20), "Purchasing": (4, 20), "Biomedical engineering": (4, 8)}
"""Won, of decided, by persona."""

_OPEN = {"Nursing": 5, "Purchasing": 6, "Biomedical engineering": 3}
_KINDS = (
    EncounterKind.CUSTOMER_RIDE_ALONG, EncounterKind.PROSPECT_CALL, EncounterKind.DEMO, EncounterKind.TRADE_SHOW,
    EncounterKind.DISCOVERY, EncounterKind.FIELD_VISIT,
)  # fmt: skip


def write(repository: Repository) -> int:
    """Write the demo as one change and say how many records it has. Raises SaveFailed."""
    return _Year(repository, datetime.now(timezone.utc)).write()


R = TypeVar("R", bound=Record)


class _Year:
    def __init__(self, repository: Repository, now: datetime) -> None:
        self.repository = repository
        self.now = now
        self.chance = random.Random(20)
        self.made: list[Record] = []
        self.people: dict[str, str] = {}
        self.accounts: list[str] = []
        self.personas: dict[str, str] = {}
        self.themes: dict[str, str] = {}
        self.objections: dict[str, str] = {}
        self.responses: dict[str, list[tuple[str, float]]] = {}

    def write(self) -> int:
        with self.repository.change("Fill with the demo"):
            self._names()
            self._house()
            self._answers()
            self._talks()
            for name, query in words.FILTERS.items():
                self._add(KeptFilter(name=name, query=query))
            self._waiting()
        return len(self.made)

    def _add(self, record: R, by: str = "Maud Keller") -> R:
        """Add a record by one of the demo's people: none of it is by whoever looks at the demo."""
        if record.declared.named and (known := self.repository.ids_named(type(record), record.heading)):
            # A name belongs to one record of its kind: whoever tries the demo may be one of its people.
            return self.repository.need(type(record), known[0])
        made = self.repository.add(replace(record, author=record.author or self.people[by]))
        self.made.append(made)
        return made

    def _all(self, kind: type[R]) -> list[R]:
        """What was made so far: the log's index does not know of it before the change is saved."""
        return [record for record in self.made if isinstance(record, kind)]

    def _day(self, days: int) -> date:
        return (self.now - timedelta(days=days)).date()

    def _names(self) -> None:
        for name, role in (
            ("Dana Whitlock", Role.REP), ("Piotr Sand", Role.REP), ("Ines Amaral", Role.REP),
            ("Maud Keller", Role.MARKETER), ("Theo Brandt", Role.CONTENT), ("Ruth Osei", Role.MANAGER),
        ):  # fmt: skip
            known = self.repository.ids_named(Person, name)
            own = known[0] if known else new_id()
            self.people[name] = own if known else self._add(Person(id=own, author=own, name=name, role=role)).id
        self.accounts = [self._add(Account(name=name, segment=segment)).id for name, segment in words.ACCOUNTS.items()]
        for name, (role_, wants, fears, measures) in words.PERSONAS.items():
            persona = Persona(name=name, buying_role=BuyingRole(role_), wants=wants, fears=fears, measures=measures)
            self.personas[name] = self._add(persona).id

    def _house(self) -> None:
        for name, (level, parent, message, keywords) in words.THEMES.items():
            proof = tuple(
                self._add(
                    ProofPoint(
                        claim=claim,
                        source=source,
                        evidence=evidence,
                        verified_on=self._day(ago),
                        expires_on=self._day(-ahead),
                    ),
                    by="Theo Brandt",
                ).id
                for claim, source, evidence, ago, ahead in words.PROOF.get(name, ())
            )
            theme = Theme(
                name=name,
                level=ThemeLevel(level),
                message=message,
                parent=self.themes.get(parent),
                keywords=keywords,
                proof_points=proof,
                owner=self.people["Theo Brandt"],
            )
            self.themes[name] = self._add(theme, by="Theo Brandt").id

    def _answers(self) -> None:
        for title, (category, concern, severity, _, _) in words.OBJECTIONS.items():
            objection = Objection(
                title=title,
                category=ObjectionCategory(category),
                real_concern=concern,
                severity=severity,
                status=ObjectionStatus.IN_TEST,
            )
            self.objections[title] = self._add(objection, by="Dana Whitlock").id
            self.responses[title] = [
                (
                    self._add(
                        Response(text=text, technique=Technique(technique), owner=self.people["Dana Whitlock"]),
                        by="Dana Whitlock",
                    ).id,
                    helps,
                )
                for text, technique, helps in words.RESPONSES[title]
            ]

    def _talks(self) -> None:
        talks: list[tuple[str, Stage]] = []
        for persona, (won, decided) in _DECIDED.items():
            talks += [(persona, Stage.CLOSED_WON)] * won + [(persona, Stage.CLOSED_LOST)] * (decided - won)
            talks += [(persona, Stage.OPPORTUNITY)] * _OPEN[persona]
        self.chance.shuffle(talks)
        for number, (persona, stage) in enumerate(talks):
            days = 360 - round(number * 358 / len(talks))
            self._talk(persona, stage, self.now - timedelta(days=days, hours=self.chance.randrange(1, 9)))

    def _talk(self, persona: str, after: Stage, when: datetime) -> None:
        chance = self.chance
        kind = chance.choice(_KINDS)
        name = chance.choice(("Dana Whitlock", "Piotr Sand", "Ines Amaral"))
        rep = self.people[name]
        moved = chance.choice(words.MOVED) if after is not Stage.CLOSED_LOST else ""
        encounter = self._add(
            Encounter(
                created=when,
                kind=kind,
                started_at=when,
                duration=chance.choice((20, 30, 45, 60)),
                account=chance.choice(self.accounts),
                event=chance.choice(words.EVENTS) if kind is EncounterKind.TRADE_SHOW else "",
                rep=rep,
                observer=self.people["Maud Keller"],
                personas=(self.personas[persona],),
                channel="booth" if kind is EncounterKind.TRADE_SHOW else chance.choice(("on site", "video", "phone")),
                stage_before=chance.choice((Stage.SQL, Stage.OPPORTUNITY)),
                stage_after=after,
                moved_by=moved,
                next_step=chance.choice(words.NEXT) if after is Stage.OPPORTUNITY else "",
                notes=self._notes(persona, moved),
                debriefed=chance.random() < 0.8,
                tier=chance.choice(list(Tier)) if kind is EncounterKind.TRADE_SHOW else None,
                owner=rep if kind is EncounterKind.TRADE_SHOW else None,
                followed_up=when < self.now - timedelta(days=20),
            )
        )
        said = [(theme, line) for (who, theme), lines in words.HEARD.items() if who == persona for line in lines]
        # The first pillar comes up in every talk, so that its brief tells the well-known case.
        first = chance.choice([pair for pair in said if pair[0] == "Quieter at the bedside"])
        others = chance.sample([pair for pair in said if pair != first], k=chance.randrange(1, 3))
        for theme, (text, insight_kind, stance) in (first, *others):
            basis = chance.choices(list(Basis), weights=(6, 2, 1, 1))[0]
            self._add(
                Insight(
                    created=when,
                    text=text,
                    kind=InsightKind(insight_kind),
                    basis=basis,
                    encounter=encounter.id,
                    persona=self.personas[persona],
                    permission=chance.choices(list(Permission), weights=(3, 1, 4, 1, 0))[0],
                    signals={self.themes[theme]: stance},
                ),
                by=name if basis is Basis.REP_REPORT else "Maud Keller",
            )
        self._objection(persona, after, encounter, name)

    def _waiting(self) -> None:
        """What waits for somebody: content requests, and a name to be sorted out."""
        assets = self._assets()
        for use_case, asset, persona, stage, status, theme, objection, rated in words.REQUESTS:
            spoken = [held for held in self._all(Insight) if self.themes[theme] in held.signals]
            self._add(
                ContentRequest(
                    use_case=use_case,
                    asset_type=AssetType(asset),
                    persona=self.personas[persona],
                    stage=Stage(stage),
                    status=RequestStatus(status),
                    themes=(self.themes[theme],),
                    objections=(self.objections[objection],) if objection else (),
                    evidence=tuple(held.id for held in spoken if held.persona == self.personas[persona])[:4],
                    deal_urgency=rated[0],
                    reusability=rated[1],
                    alignment=rated[2],
                    hours_lost=rated[3],
                    asset=assets[0] if status == "shipped" else None,
                    reason=words.DECLINED if status == "declined" else "",
                    requester=self.people["Dana Whitlock"],
                    created=self.now - timedelta(days=self.chance.randrange(3, 20)),
                ),
                by="Dana Whitlock",
            )
        request = next(held for held in self._all(ContentRequest) if held.status is RequestStatus.DECLINED)
        answer = Loop(self.repository).standing(request)
        told = self.now.replace(microsecond=0) - timedelta(days=2)
        self._add(
            LoopReply(answer=answer.answer, state=answer.state, request=request.id, told_at=told), by="Theo Brandt"
        )
        text = "They asked whether somebody could come at three in the morning."
        heard = Insight(text=text, basis=Basis.REP_REPORT, created=self.now - timedelta(days=1))
        said = self._add(heard, by="Dana Whitlock")
        name, table, field = words.UNKNOWN
        unknown = UnknownName(name=name, names=table, where=Insight.table, record=said.id, field=field)
        self._add(unknown, by="Dana Whitlock")

    def _assets(self) -> list[str]:
        """What there is for buyers to read, and what a show was for."""
        name, goals, conversations, leads, verdict, lessons = words.EVENT
        last = max(
            (held.started_at for held in self._all(Encounter) if held.event == name and held.started_at),
            default=self.now,
        ).date()
        self._add(
            Event(
                name=name, starts=last - timedelta(days=1), ends=last, goals=goals, conversations_wanted=conversations,
                leads_wanted=leads, verdict=verdict, lessons=lessons, owner=self.people["Dana Whitlock"],
            )
        )  # fmt: skip
        return [
            self._add(
                Asset(
                    name=name, type=AssetType(kind), persona=self.personas.get(persona), location=where, version="1",
                    stage=Stage(stage) if stage else None, themes=(self.themes[theme],),
                    verify_by=(self.now + timedelta(days=days)).date(),
                ),
                by="Theo Brandt",
            ).id
            for name, kind, persona, stage, theme, where, days in words.ASSETS
        ]  # fmt: skip

    def _notes(self, persona: str, moved: str) -> str:
        lines = [f"Talked with **{persona.lower()}**.", "", "- came prepared, had our sheet on the table"]
        lines.append(f"- what moved them: {moved}" if moved else "- nothing we showed moved them; we talked too long")
        return "\n".join(lines)

    def _objection(self, persona: str, after: Stage, encounter: Encounter, rep: str) -> None:
        chance = self.chance
        raised = [title for title, (_, _, _, who, _) in words.OBJECTIONS.items() if who == persona]
        if chance.random() > 0.75:
            return
        title = chance.choice(raised)
        response, helps = chance.choice(self.responses[title])
        helped = chance.random() < helps
        outcome = chance.choice((Outcome.RESOLVED, Outcome.PROGRESSED)) if helped else Outcome.UNRESOLVED
        if not helped and after is Stage.CLOSED_LOST:
            outcome = Outcome.LOST
        self._add(
            Mention(
                created=encounter.started_at,
                objection=self.objections[title],
                verbatim=chance.choice(words.OBJECTIONS[title][4]),
                encounter=encounter.id,
                account=encounter.account,
                persona=self.personas[persona],
                stage=encounter.stage_before,
                basis=chance.choices(list(Basis), weights=(6, 1, 3, 0))[0],
                permission=chance.choices(list(Permission), weights=(3, 1, 4, 1, 0))[0],
                response=response,
                outcome=outcome,
            ),
            by=rep,
        )
