"""Who takes part: the team, the companies that buy, and the kinds of buyers."""

from __future__ import annotations

from shadowlog.domain.records.base import Record
from shadowlog.domain.schema.fields import choice, line, prose, words
from shadowlog.domain.schema.registry import Forgettable, record
from shadowlog.domain.values import BuyingRole, Role


@record(
    table="accounts", singular="account", plural="accounts", title="name", named=True, made_by_name=True,
    forgettable=Forgettable.COMPANY, columns=("", "name", "segment"), opens="account", area="names",
)  # fmt: skip
class Account(Record):
    """A company that buys or may buy."""

    name: str = line("the account's name", required=True)
    segment: str = line("its market segment, such as an industry or a size")
    aliases: tuple[str, ...] = words("other names it goes by", option="alias")


@record(
    table="personas", singular="persona", plural="personas", title="name", named=True, made_by_name=True,
    columns=("", "name", "buying_role"), area="names",
)  # fmt: skip
class Persona(Record):
    """A kind of buyer."""

    name: str = line("the persona's name, such as Purchasing", required=True)
    buying_role: BuyingRole | None = choice(BuyingRole, "its part in the purchase")
    wants: str = prose("what it wants")
    fears: str = prose("what it fears")
    measures: str = prose("what it is measured by")
    aliases: tuple[str, ...] = words("other names it goes by", option="alias")


@record(
    table="people", singular="person", plural="people", title="name", named=True, made_by_name=True,
    forgettable=Forgettable.PERSON, columns=("", "name", "role"), area="names",
)  # fmt: skip
class Person(Record):
    """Somebody on the team."""

    name: str = line("the person's name", required=True)
    role: Role | None = choice(Role, "what the person does")
    aliases: tuple[str, ...] = words("other names the person goes by", option="alias")
