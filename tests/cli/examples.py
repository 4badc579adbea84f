"""Every command line that the docs and the help show, collected from them as they are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from shadowlog.cli.main import shadowlog

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")))

_BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(shadowlog [^`]*)`")
_IN_HELP = re.compile(r"(?:^|\s)(shadowlog [a-z]+(?: .*)?)$")


def commands() -> dict[str, click.Command]:
    """Every verb and kind by the words it is called with: ``add insight``."""
    found: dict[str, click.Command] = {}
    for name in shadowlog.list_commands(click.Context(shadowlog)):
        command = shadowlog.get_command(click.Context(shadowlog), name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for inner in command.list_commands(context):
                held = command.get_command(context, inner)
                assert held is not None
                found[f"{name} {inner}"] = held
    return found


def _of_page(text: str) -> list[str]:
    blocks = "\n".join(_BLOCK.findall(text)).splitlines()
    told = [line.partition("  #")[0].strip() for line in blocks if re.match(r"shadowlog( |$)", line)]
    return told + [" ".join(line.split()) for line in _INLINE.findall(_BLOCK.sub("", text))]


def _of_help(command: click.Command) -> list[str]:
    """The lines of the paragraphs that are laid out as they are written; in others the words run on."""
    paragraphs = (command.help or "").replace("\b", "\n\n\b").split("\n\n")
    lines = [line for held in paragraphs if held.startswith("\b") for line in held.splitlines()]
    return [re.split(r"   +", match[1])[0] for line in lines if (match := _IN_HELP.search(line))]


def examples() -> list[str]:
    """The command lines, each once. A verb that needs more and is only named is asked for its help."""
    lines = [line for page in PAGES for line in _of_page(page.read_text(encoding="utf-8"))]
    lines += [line for command in commands().values() for line in _of_help(command)]
    return list(dict.fromkeys(_whole(line) for line in lines))


def _whole(line: str) -> str:
    words = line.split()
    command = commands().get(" ".join(words[1:]))
    if command is None:
        return line
    needs = isinstance(command, click.Group) or any(held.required for held in command.params)
    return f"{line} --help" if needs else line


def choices() -> list[str]:
    """A command line for every choice that an option or argument offers."""
    found = []
    for name, command in commands().items():
        for parameter in command.params:
            # What else must be given may be different for each choice.
            alone = not any(other.required and other is not parameter for other in command.params)
            if isinstance(parameter.type, click.Choice) and (alone or not isinstance(parameter, click.Argument)):
                options = [""] if isinstance(parameter, click.Argument) else [f"{parameter.opts[0]} "]
                needed = [] if isinstance(parameter, click.Argument) else _NEEDED.get(name, [])
                found += [
                    shlex.join(["shadowlog", *name.split(), *needed]) + f" {options[0]}{value}"
                    for value in parameter.type.choices
                ]
    return found


_NEEDED = {"brief": ["theme", "Total cost"]}
"""What a command needs beside an option."""
