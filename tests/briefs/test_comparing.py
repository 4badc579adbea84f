"""What a brief says of personas where there is nothing to compare."""

from __future__ import annotations

import pytest

from shadowlog.briefs.export.one import write_brief
from shadowlog.domain.records import Persona, Theme
from shadowlog.domain.values import Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.buyers import WON, received, talk
from tests.briefs.conftest import TODAY, section

FEW, ONE = "Too few buyers to compare personas.", "Only one persona to compare."


def _theme(repository: Repository, where: str = "") -> str:
    (theme,) = repository.all(Theme)
    brief = write_brief(repository, theme, TODAY, Audience.INTERNAL, where)
    return section(brief, "How it was received")


@pytest.fixture
def personas(repository: Repository) -> list[Persona]:
    """Two personas of whom each said something of a theme."""
    theme = repository.add(Theme(name="Quiet nights"))
    made = [repository.add(Persona(name=name)) for name in ("Nursing", "Purchasing")]
    for persona in made:
        received(repository, theme, persona, {f"{persona.name} {number}": Stance.RESONATED for number in range(3)})
    return made


def test_two_personas_of_few_buyers_are_too_few(repository: Repository, personas: list[Persona]) -> None:
    assert FEW in _theme(repository)
    assert ONE not in _theme(repository)


def test_one_persona_has_nothing_to_be_compared_with(repository: Repository, personas: list[Persona]) -> None:
    left = _theme(repository, "persona:nursing")
    assert "| Nursing |" in left
    assert ONE in left
    assert FEW not in left


def test_without_a_persona_nothing_is_said_of_them(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet nights"))
    nobody = Persona(name="")
    received(repository, theme, nobody, {f"Ward {number}": Stance.RESONATED for number in range(6)})
    text = _theme(repository)
    assert "No persona named" in text
    assert "compare" not in text


@pytest.mark.parametrize(("both", "words"), [(True, FEW), (False, ONE)])
def test_a_persona_brief_says_whether_there_are_others(repository: Repository, both: bool, words: str) -> None:
    personas = [repository.add(Persona(name=name)) for name in ("Nursing", "Purchasing")]
    for persona in personas[: 2 if both else 1]:
        talk(repository, f"House of {persona.name}", WON, personas=(persona.id,))
    brief = write_brief(repository, personas[0], TODAY, Audience.INTERNAL)
    assert words in section(brief, "Outcomes beside other personas")
