"""Lists of what buyers said in other words: everybody counts, and what may not leave is not printed."""

from __future__ import annotations

import re

from shadowlog.briefs.export.one import write_brief
from shadowlog.domain.records import Account, Insight, Theme
from shadowlog.domain.values import Basis, InsightKind, Permission, Stance
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.buyers import talk
from tests.briefs.conftest import TODAY, section


def _brief(repository: Repository, theme: Theme, audience: Audience) -> str:
    return write_brief(repository, theme, TODAY, audience).text


def _asked(repository: Repository, theme: Theme, permissions: dict[str, Permission], text: str = "{}") -> None:
    """Each buyer asks something about a theme, with the permission given to its words."""
    for number, (buyer, permission) in enumerate(permissions.items()):
        repository.add(
            Insight(
                text=text.format(number), kind=InsightKind.QUESTION, basis=Basis.BUYER_VERBATIM,
                encounter=talk(repository, buyer).id, signals={theme.id: Stance.RESONATED}, permission=permission,
            )
        )  # fmt: skip


def test_a_list_for_outside_counts_every_buyer_and_prints_only_a_wording_that_may_leave(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet nights"))
    unset, given = Permission.UNSET, Permission.ANONYMISED
    secret = {f"Ward {number}": unset for number in range(4)}
    _asked(repository, theme, secret, "What happens to the price of the secret sets?")
    _asked(repository, theme, {"Bay 1": given}, "What happens to the price of the sets?")
    _asked(repository, theme, {f"Hall {number}": unset for number in range(3)}, "Does the drawer lock at night?")
    _asked(repository, theme, {"Yard 1": given, "Yard 2": given}, "Who trains us?")
    outside = section(_brief(repository, theme, Audience.EXTERNAL), "Questions asked")
    assert re.findall(r"- (.*) \[\d+\]", outside) == [
        "What happens to the price of the sets? — 5 buyers, in 2 wordings.",
        "Who trains us? — 2 buyers.",
    ]
    assert "more" not in outside, "the line of what is left out counts it"
    assert "the words of 7 records" in _brief(repository, theme, Audience.EXTERNAL)
    team = section(_brief(repository, theme, Audience.INTERNAL), "Questions asked")
    assert "What happens to the price of the secret sets? — 5 buyers, in 2 wordings." in team
    assert "Does the drawer lock at night? — 3 buyers." in team


def test_a_list_for_outside_reads_as_text_whatever_its_wording_is(repository: Repository) -> None:
    theme = repository.add(Theme(name="Quiet nights"))
    repository.add(Account(name="Mercy Hospital"))
    hostile = "# <b>x</b> [1] | `y` *z* Mercy Hospital?"
    _asked(repository, theme, {"Ward 1": Permission.UNSET, "Ward 2": Permission.ANONYMISED}, hostile)
    line = section(_brief(repository, theme, Audience.EXTERNAL), "Questions asked").strip()
    assert line.startswith(r"- \# \<b\>x\</b\> \[1\] \| \`y\` \*z\* \[withheld\]? — 2 buyers.")
