"""The content of the demo: assets, an event, content requests, and a name that waits."""

from __future__ import annotations

from datetime import timedelta

from shadowlog.analysis.feedback.loop import Loop
from shadowlog.demo import words
from shadowlog.demo.writer import Writer
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    LoopReply,
    PossibleName,
    UnknownName,
)
from shadowlog.domain.values import (
    AssetType,
    Basis,
    RequestStatus,
    Stage,
)


def write_content(demo: Writer) -> None:
    """Write assets, an event, content requests, a name to be sorted out, and a word that is nobody's name."""
    assets = _assets(demo)
    for use_case, asset, persona, stage, status, theme, objection, rated in words.REQUESTS:
        tagged = [insight for insight in demo.all(Insight) if demo.themes[theme] in insight.signals]
        demo.add(
            ContentRequest(
                use_case=use_case,
                asset_type=AssetType(asset),
                persona=demo.personas[persona],
                stage=Stage(stage),
                status=RequestStatus(status),
                themes=(demo.themes[theme],),
                objections=(demo.objections[objection],) if objection else (),
                evidence=tuple(insight.id for insight in tagged if insight.persona == demo.personas[persona])[:4],
                deal_urgency=rated[0],
                reusability=rated[1],
                alignment=rated[2],
                hours_lost=rated[3],
                asset=assets[0] if status == "shipped" else None,
                reason=words.DECLINED if status == "declined" else "",
                requester=demo.people["Dana Whitlock"],
                created=demo.now - timedelta(days=demo.chance.randrange(3, 20)),
            ),
            by="Dana Whitlock",
        )
    declined = next(request for request in demo.all(ContentRequest) if request.status is RequestStatus.DECLINED)
    feedback = Loop(demo.repository).feedback(declined)
    told_at = demo.now.replace(microsecond=0) - timedelta(days=2)
    demo.add(
        LoopReply(
            answer=feedback.answer,
            state=feedback.state,
            request=declined.id,
            told_at=told_at,
            person=demo.people["Dana Whitlock"],
        ),
        by="Theo Brandt",
    )
    text = "They asked whether somebody could come at three in the morning."
    report = Insight(text=text, basis=Basis.REP_REPORT, created=demo.now - timedelta(days=1))
    insight = demo.add(report, by="Dana Whitlock")
    name, table, field = words.UNKNOWN
    unknown = UnknownName(name=name, names=table, where=Insight.table, record=insight.id, field=field)
    demo.add(unknown, by="Dana Whitlock")
    demo.add(PossibleName(word=words.COMPETITOR, is_name=False))


def _assets(demo: Writer) -> list[str]:
    """Write what there is for buyers to read and what a show was for; returned are the ids of the assets."""
    name, goals, conversations, leads, verdict, lessons = words.EVENT
    last = max(
        (talk.started_at for talk in demo.all(Encounter) if talk.event == name and talk.started_at),
        default=demo.now,
    ).date()
    demo.add(
        Event(
            name=name, starts=last - timedelta(days=1), ends=last, goals=goals, conversations_wanted=conversations,
            leads_wanted=leads, verdict=verdict, lessons=lessons, owner=demo.people["Dana Whitlock"],
        )
    )  # fmt: skip
    return [
        demo.add(
            Asset(
                name=name, type=AssetType(kind), persona=demo.personas.get(persona), location=where, version="1",
                stage=Stage(stage) if stage else None, themes=(demo.themes[theme],),
                verify_by=(demo.now + timedelta(days=days)).date(),
            ),
            by="Theo Brandt",
        ).id
        for name, kind, persona, stage, theme, where, days in words.ASSETS
    ]  # fmt: skip
