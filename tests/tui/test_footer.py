"""The footer: the keys of what one is in first, whole items only, and F1 always."""

from __future__ import annotations

import pytest

from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.commands import COMMANDS
from tests.some import some
from tests.tui.conftest import Running

_WHERE: dict[str, tuple[list[str], str]] = {
    "encounters": (["1"], "c Encounter"),
    "insights": (["2"], "i Insight  t Tag"),
    "objections": (["3"], "o Objection"),
    "themes": (["4"], "n New  p Proof point  - Retire"),
    "briefs": (["5"], "p Permission"),
    "todo": (["7"], "m Mend"),
    "content": (["8"], "n New  > Move on  - Decline"),
    "form": (["2", "i"], "^s Save  esc Cancel"),
    "line": (["colon"], "⏎ Save"),
    "ride-along": (["r"], "⏎ Save  esc Leave"),
    "tagging": (["2", "t"], "esc Done"),
    "boards": (["b"], "tab Other board  esc Leave"),
    "search": (["slash"], "esc Leave  ⏎ Go to the list"),
}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("width", [120, 80, 40])
async def test_the_footer_says_whole_what_it_says_the_own_keys_first_and_help_last(
    running: Running, width: int
) -> None:
    titles = {command.title for command in some(COMMANDS)}
    for where, (keys, first) in _WHERE.items():
        async with running(size=(width, 24)) as driver:
            await driver.press(*keys)
            footer = driver.text_of("KeyBar").strip()
            *items, last = footer.split("  ")
            assert last.strip().endswith(" Help"), (where, footer)
            for item in items:
                assert item.strip().partition(" ")[2] in titles, (where, footer)
            assert footer.startswith(first if width > 40 else first.partition("  ")[0]), (where, footer)


async def test_the_footer_names_rebound_keys(running: Running) -> None:
    async with running(
        size=(40, 12), settings=Settings(keys={"help": "f6", "encounter": "Z"}, opens="encounters")
    ) as driver:
        footer = driver.text_of("KeyBar").strip()
        assert footer.startswith("Z Encounter")
        assert footer.endswith("f6 Help")
