"""The recipes of CONTRIBUTING.md are followed, to the letter, in a copy of the program: what they promise comes out."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.some import some
from tests.test_layout import too_full, too_long

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"

_RECIPE = re.compile(r"<!-- recipe: (\w+) -->\n(.*?)<!-- end -->", re.DOTALL)
_STEP = re.compile(r"(?:(New|In),? `([^`]+)`:\n\n)?```(python|diff|console)\n(.*?)```\n", re.DOTALL)

RECIPES = dict(_RECIPE.findall(PAGE.read_text(encoding="utf-8")))


_FOR_TESTS = (
    "pyproject.toml", "tests/__init__.py", "tests/conftest.py", "tests/some.py", "tests/tui/__init__.py",
    "tests/tui/conftest.py",
)  # fmt: skip
"""What a test of the terminal UI needs."""


def _edited(text: str, diff: str) -> str:
    """A text with the lines of a diff that begin with ``-`` replaced by those that begin with ``+``."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, f"this is to stand there once:\n{before}"
    return text.replace(before, after)


def _follow(recipe: str, source: Path, folder: Path) -> int:
    """Do what a recipe says, in a copy of the program; how many commands printed what it promises."""
    commands = 0
    shutil.copytree(source / "shadowlog", folder / "shadowlog")
    # Tests that a recipe adds run beside those that are there.
    for name in _FOR_TESTS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, folder / name)
    environment = {**os.environ, "PYTHONPATH": str(folder), "SHADOWLOG_WORKSPACE": str(folder / "workspace")}
    path = folder
    for verb, name, language, text in some(_STEP.findall(recipe)):
        path = folder / name if name else path
        if verb == "New":
            assert not path.exists()
        if language == "python":
            path.write_text(text, encoding="utf-8")
        elif language == "diff":
            path.write_text(_edited(path.read_text(encoding="utf-8"), text), encoding="utf-8")
        else:
            commands += _type(text, folder, environment)
    return commands


def _type(session: str, folder: Path, environment: dict[str, str]) -> int:
    output = ""
    for line in session.splitlines():
        if line.startswith("$ "):
            _, program, *arguments = shlex.split(line)
            command = [sys.executable, *(arguments if program == "python" else ["-m", program, *arguments])]
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
            )
            assert done.returncode == 0, (line, done.stderr)
            output = done.stdout
        else:
            assert line in output, (line, output)
    return len(re.findall(r"^\$ ", session, re.MULTILINE))


def _checked(folder: Path) -> str:
    """What ``make check`` and the tests of the layout say of a copy of the program."""
    problems = [*too_long(folder / "shadowlog"), *too_full(folder / "shadowlog")]
    for command in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "."], cwd=folder, capture_output=True, encoding="utf-8",
            timeout=120, check=False,
        )  # fmt: skip
        problems += [done.stdout + done.stderr] if done.returncode else []
    return "\n".join(problems)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_can_be_followed(name: str, tmp_path: Path) -> None:
    assert _follow(RECIPES[name], ROOT, tmp_path) > 0
    assert _checked(tmp_path) == ""


def test_what_a_recipe_leaves_in_disorder_is_told(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "shadowlog", tmp_path / "shadowlog")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert _checked(tmp_path) == ""
    for number in range(15):
        (tmp_path / "shadowlog" / "cli" / "verbs" / f"more_{number}.py").write_text("import os\n", encoding="utf-8")
    told = _checked(tmp_path)
    assert "cli/verbs: " in told
    assert "F401" in told


def test_the_recipes_are_found() -> None:
    assert set(RECIPES) == {"kind", "brief", "verb", "key"}
    steps = {name: [step[2] for step in _STEP.findall(text)] for name, text in RECIPES.items()}
    assert steps["verb"] == ["python", "diff", "console"]
    assert steps["kind"] == ["python", "diff", "diff", "console"]
    assert steps["key"] == ["diff", "diff", "diff", "python", "console"]
    assert steps["brief"] == ["python", "diff", "diff", "console"]


def test_a_recipe_that_does_not_fit_the_program_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="stand there once"):
        _edited("a\nb\n", "-c\n+d\n")
    assert _edited("a\nb\n", " a\n+x\n-b\n") == "a\nx\n"
    with pytest.raises(AssertionError, match="There is no command"):
        _follow("```console\n$ shadowlog nothing-of-the-kind\n```\n", ROOT, tmp_path)
