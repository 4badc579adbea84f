"""Who takes part: the team, the companies that buy, and the kinds of buyers."""

from __future__ import annotations

from shadowlog.domain.records.base import Record, record
from shadowlog.domain.schema.fields import Shape, choice, declare, line, prose
from shadowlog.domain.values import BuyingRole, Role


@record
class Person(Record):
    """Somebody of the team."""

    table = "people"
    singular = "person"
    title_field = "name"

    name: str = line("the person's name", required=True)
    role: Role | None = choice(Role, "what the person does")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other names the person goes by")


@record
class Account(Record):
    """A company that buys, or may."""

    table = "accounts"
    singular = "account"
    title_field = "name"

    name: str = line("the account's name", required=True)
    segment: str = line("industry or size, as the team divides its market")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other names it goes by")


@record
class Persona(Record):
    """A kind of buyer."""

    table = "personas"
    singular = "persona"
    title_field = "name"

    name: str = line("the persona's name, such as Purchasing", required=True)
    buying_role: BuyingRole | None = choice(BuyingRole, "its part in the purchase")
    wants: str = prose("what it wants")
    fears: str = prose("what it fears")
    measures: str = prose("what it is measured by")
    aliases: tuple[str, ...] = declare(Shape.WORDS, "other names it goes by")
