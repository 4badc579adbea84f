"""The docs are true to the program. ``python -m tests.test_docs`` writes what is made from it into them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import pytest

from shadowlog import __version__
from shadowlog.cli.main import Commands, shadowlog
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.schema import fields
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.schema.registry import AREAS, can_be_merged
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.commands import COMMAND_NAMED, COMMANDS, Keys
from shadowlog.tui.commands.catalogue import MOVED
from shadowlog.tui.commands.in_shell import IN_SHELL, ON_SCREEN_ONLY, SHELL_ONLY
from shadowlog.tui.commands.places import PLACES
from tests.some import some

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
RECORDS_PAGE = ROOT / "docs" / "records.md"
KEYS_PAGE = ROOT / "docs" / "keys.md"


def _keys() -> str:
    keys = Keys()
    rows = [
        f"| `{keys.all(command.name)}` | {command.title} | {command.help} | {keys.named_in(command.where)} "
        f"| `{command.name}` |"
        for command in COMMANDS
    ]
    head = "<details><summary>All keys</summary>\n\n| keys | command | what it does | where | name in the settings |"
    return "\n".join([head, "| --- | --- | --- | --- | --- |", *rows, "\n</details>"])


def _commands() -> str:
    group = shadowlog
    assert isinstance(group, Commands)
    rows = []
    for name in group.list_commands(click.Context(group)):
        rows.append(f"| `shadowlog {name}` | {group.named(name).get_short_help_str(200)} |")
    kinds = "`add` takes a record of any [kind](docs/records.md); `shadowlog add KIND --help` lists its options."
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows, "", kinds])


def _faces() -> str:
    keys = Keys()
    rows = []
    for command in COMMANDS:
        call = IN_SHELL.get(command.name)
        shell = f"`{call.removeprefix('shadowlog ')}`" if call else f"– {ON_SCREEN_ONLY[command.name]}"
        where = keys.named_in(PLACES[command.place].where)
        rows.append(f"| `{keys.all(command.name)}` | {command.title} | {where} | {shell} | `{command.name}` |")
    only = [f"| `{verb}` | {why} |" for verb, why in SHELL_ONLY.items()]
    head = "| key | command | where | in the shell: `shadowlog` … | name in the settings |\n" + "| --- " * 5 + "|"
    return "\n".join(
        [head, *rows, "", "| only in the shell: `shadowlog` … | why, or where else |", "| --- | --- |", *only]
    )


def _moved() -> str:
    keys = Keys()
    rows = [f"| `{key}` | {COMMAND_NAMED[name].title} | `{keys.first(name)}` |" for key, name in MOVED.items()]
    return "\n".join(["| before | what it did | now |", "| --- | --- | --- |", *rows])


_MADE = {"keys": _keys, "commands": _commands}
_ON_KEYS_PAGE = {"moved": _moved, "faces": _faces}


def _written(text: str, made: Mapping[str, Callable[[], str]] = _MADE) -> str:
    for name, make in made.items():
        pattern = re.compile(rf"(<!-- {name}:[^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        match = pattern.search(text)
        assert match, name
        text = f"{text[: match.start()]}{match[1]}\n{make()}\n\n{match[2]}{text[match.end() :]}"
    return text


def test_the_readme_lists_the_commands_and_keys_there_are() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == _written(text), "run: make docs"


def test_the_page_of_keys_lists_the_keys_and_the_calls_there_are() -> None:
    text = KEYS_PAGE.read_text(encoding="utf-8")
    assert text == _written(text, _ON_KEYS_PAGE), "run: make docs"


def _held(field: Field) -> str:
    """What a field holds, in words, as a cell of a table."""
    if field.values is not None:
        return ", ".join(f"`{value.value}`" for value in field.values)
    if field.refers:
        singular = RECORDS[field.table].singular
        many = {Shape.REF: singular, Shape.REFS: f"{RECORDS[field.table].declared.plural}"}
        return many.get(field.shape, f"{RECORDS[field.table].declared.plural} with stances")
    if field.shape is Shape.NUMBER:
        return f"{field.least} to {field.most:,}"
    return field.shape.value


def _found_by(field: Field) -> str:
    """The filters that find records by a field."""
    filters = [f"`{field.facet}:`"] if field.filter or field.shape is Shape.CHOICE else []
    return " ".join(filters + ([f"`no:{field.facet}`"] if field.missed else []))


def _kind(kind: type[Record]) -> str:
    declared = kind.declared
    traits = [
        f"Table `{declared.table}`", f"known by its {fields_of(kind)[declared.title].label}",
        *(["names are unique"] if declared.named else []),
        *(["two that mean the same can be merged"] if can_be_merged(kind) else []),
        *(["made wherever its name is typed"] if declared.made_by_name else []),
        *(["may ask to be forgotten"] if declared.forgettable else []),
        *([f"deleted along with its {declared.owner}"] if declared.owner else []),
        *([f"dated by {fields_of(kind)[declared.dated_by].label}"] if declared.dated_by != "created" else []),
        *(f"`no:{lack.name}` finds those {lack.reads}" for lack in declared.lacks),
    ]  # fmt: skip
    rows = [
        f"| `{name}`{'*' if field.required else ''} | {_held(field)} | {field.help} | `--{field.option_name}` "
        f"| {_found_by(field)} |"
        for name, field in fields_of(kind).items()
    ]
    return "\n".join([
        f"## {declared.singular.capitalize()}", "", f"{kind.__doc__} {'; '.join(traits)}.", "",
        "| field | holds | what it is | option | filter |", "| --- | --- | --- | --- | --- |", *rows, "",
    ])  # fmt: skip


_RECORDS_HEAD = """# The kinds of record

Made from the declarations in `shadowlog/domain/records` by `make docs`; a test holds it true. Fields with a star are
always stored. Every record has an `id`, the `author` who entered it, and when it was `created` and `updated`.
`shadowlog schema KIND` prints the same as JSON Schema.

"""


def _records() -> str:
    return _RECORDS_HEAD + "\n".join(_kind(kind) for kind in RECORDS.values())


def test_the_page_of_records_says_what_is_declared() -> None:
    assert RECORDS_PAGE.read_text(encoding="utf-8") == _records(), "run: make docs"


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
    named = {f"shadowlog/{name}" for name in re.findall(r"`([a-z_0-9]+(?:/[a-z_0-9]+)?)`", table)}
    with_modules = some(path.parent.relative_to(ROOT) for path in (ROOT / "shadowlog").rglob("*.py"))
    there = {folder.as_posix() for folder in with_modules}
    whole = {f"shadowlog/{name}" for name in ("domain", "store", "briefs")}
    assert named == {name for name in there if name.count("/") in (1, 2)} - whole


def test_whoever_declares_a_kind_reads_of_every_function_and_every_area() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    made = {
        name for name, function in vars(fields).items()
        if inspect.isfunction(function) and "**more" in str(inspect.signature(function)) and name != "declare"
    }  # fmt: skip
    for name in some([*made, *AREAS]):
        assert re.search(rf"`{name}`", page), name
    assert len(made) == len(fields.Shape)


def test_the_changelog_and_the_version_agree() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    released = [heading.split()[0] for heading in headings[1:]]
    assert [version for version in released if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    # What was released last is what the program says it is; before the first, it says what is to come.
    assert __version__ == (released[0] if released else "0.1.0")
    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


if __name__ == "__main__":
    RECORDS_PAGE.write_text(_records(), encoding="utf-8")
    KEYS_PAGE.write_text(_written(KEYS_PAGE.read_text(encoding="utf-8"), _ON_KEYS_PAGE), encoding="utf-8")
    README.write_text(_written(README.read_text(encoding="utf-8")), encoding="utf-8")
