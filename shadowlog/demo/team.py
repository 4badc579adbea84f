"""The team of the demo, its accounts and personas, its message house, and the objections it knows."""

from __future__ import annotations

from shadowlog.demo import words
from shadowlog.demo.writer import Writer
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import (
    Account,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.values import (
    BuyingRole,
    ObjectionCategory,
    ObjectionStatus,
    Role,
    Technique,
    ThemeLevel,
)


def write_people(demo: Writer) -> None:
    """Write the team, the accounts and the personas."""
    for name, role in (
        ("Dana Whitlock", Role.REP), ("Piotr Sand", Role.REP), ("Ines Amaral", Role.REP),
        ("Maud Keller", Role.MARKETER), ("Theo Brandt", Role.CONTENT), ("Ruth Osei", Role.MANAGER),
    ):  # fmt: skip
        known = demo.repository.ids_named(Person, name)
        own = known[0] if known else new_id()
        demo.people[name] = own if known else demo.add(Person(id=own, author=own, name=name, role=role)).id
    demo.accounts = [
        demo.add(Account(name=name, segment=segment)).id for segment, names in words.ACCOUNTS.items() for name in names
    ]
    for name, (role_, wants, fears, measures) in words.PERSONAS.items():
        persona = Persona(name=name, buying_role=BuyingRole(role_), wants=wants, fears=fears, measures=measures)
        demo.personas[name] = demo.add(persona).id


def write_message_house(demo: Writer) -> None:
    """Write the themes with their proof points."""
    for name, (level, parent, message, keywords) in words.THEMES.items():
        proof = tuple(
            demo.add(
                ProofPoint(
                    claim=claim,
                    source=source,
                    evidence=evidence,
                    verified_on=demo.day(ago),
                    expires_on=demo.day(-ahead),
                ),
                by="Theo Brandt",
            ).id
            for claim, source, evidence, ago, ahead in words.PROOF.get(name, ())
        )
        theme = Theme(
            name=name,
            level=ThemeLevel(level),
            message=message,
            parent=demo.themes.get(parent),
            keywords=keywords,
            proof_points=proof,
            owner=demo.people["Theo Brandt"],
        )
        if name == words.REWORDED[0]:
            theme = demo.add_reworded(theme, *words.REWORDED[1:], by="Theo Brandt")
        else:
            theme = demo.add(theme, by="Theo Brandt")
        demo.themes[name] = theme.id


def write_objections(demo: Writer) -> None:
    """Write the objections with the responses to them."""
    for title, (category, concern, severity, _, theme, _) in words.OBJECTIONS.items():
        objection = Objection(
            title=title,
            category=ObjectionCategory(category),
            real_concern=concern,
            severity=severity,
            status=ObjectionStatus.IN_TEST,
            themes=(demo.themes[theme],),
        )
        demo.objections[title] = demo.add(objection, by="Dana Whitlock").id
        demo.responses[title] = [
            (
                demo.add(
                    Response(
                        text=text,
                        technique=Technique(technique),
                        owner=demo.people["Dana Whitlock"],
                        objections=(demo.objections[title],),
                    ),
                    by="Dana Whitlock",
                ).id,
                worked,
                tried,
            )
            for text, technique, worked, tried in words.RESPONSES[title]
        ]
