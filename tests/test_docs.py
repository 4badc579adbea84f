"""The docs are true to the program. ``python -m tests.test_docs`` writes what is made from it into the README."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from shadowlog import __version__
from shadowlog.cli.main import Commands, shadowlog
from shadowlog.cli.verbs.add import KINDS
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.commands import COMMANDS
from shadowlog.tui.screens.help import shown_keys
from tests.some import some

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def _keys() -> str:
    rows = [f"| `{shown_keys(held.keys)}` | {held.title} | {held.help} | `{held.name}` |" for held in COMMANDS]
    head = "<details><summary>All keys</summary>\n\n| keys | command | what it does | name in the settings |"
    return "\n".join([head, "| --- | --- | --- | --- |", *rows, "\n</details>"])


def _commands() -> str:
    group = shadowlog
    assert isinstance(group, Commands)
    rows = []
    for name in group.list_commands(click.Context(group)):
        rows.append(f"| `shadowlog {name}` | {group.named(name).get_short_help_str(200)} |")
    kinds = f"`add` takes: {', '.join(KINDS)}. `--help` on any of them lists its options."
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows, "", kinds])


_MADE = {"keys": _keys, "commands": _commands}


def _written(text: str) -> str:
    for name, make in _MADE.items():
        pattern = re.compile(rf"(<!-- {name}:[^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        match = pattern.search(text)
        assert match, name
        text = f"{text[: match.start()]}{match[1]}\n{make()}\n\n{match[2]}{text[match.end() :]}"
    return text


def test_the_readme_lists_the_commands_and_keys_there_are() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == _written(text), "run: python -m tests.test_docs"


@pytest.mark.parametrize("name", Settings.__dataclass_fields__)
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert re.search(rf"^\[?{name}\b", README.read_text(encoding="utf-8"), re.MULTILINE)


def _every_command() -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name in shadowlog.list_commands(click.Context(shadowlog)):
        command = shadowlog.get_command(click.Context(shadowlog), name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            context = click.Context(command)
            inner = [(f"{name} {each}", command.get_command(context, each)) for each in command.list_commands(context)]
            found += [(each, held) for each, held in inner if held is not None]
    return found


@pytest.mark.parametrize(("name", "command"), _every_command(), ids=[name for name, _ in _every_command()])
def test_every_command_and_option_explains_itself(name: str, command: click.Command) -> None:
    assert command.help, name
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{name} {parameter.name}"
            assert parameter.help.rstrip().endswith((".", ")")), f"{name} {parameter.name}: {parameter.help}"


def test_links_within_the_docs_lead_somewhere() -> None:
    pages = (README, *ROOT.glob("docs/*.md"), ROOT / "benchmarks" / "README.md")
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    ]
    for page, target in some(links):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_map_names_every_folder_and_no_other() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("\n## Folders\n")[2]
    named = {f"shadowlog/{name}" for name in re.findall(r"`([a-z]+(?:/[a-z]+)?)`", table)}
    with_modules = some(path.parent.relative_to(ROOT) for path in (ROOT / "shadowlog").rglob("*.py"))
    there = {folder.as_posix() for folder in with_modules}
    whole = {f"shadowlog/{name}" for name in ("domain", "store", "briefs")}
    assert named == {name for name in there if name.count("/") in (1, 2)} - whole


def test_the_changelog_and_the_version_agree() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    released = [heading.split()[0] for heading in headings[1:]]
    assert [version for version in released if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    # What was released last is what the program says it is; before the first, it says what is to come.
    assert __version__ == (released[0] if released else "0.1.0")
    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


if __name__ == "__main__":
    README.write_text(_written(README.read_text(encoding="utf-8")), encoding="utf-8")
