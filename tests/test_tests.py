"""Tests that could not fail are found: those that assert nothing, and those that look at each of nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
FILES = sorted(ROOT.rglob("test_*.py"))

_CHECKS = ("raises", "until", "until_shown", "run", "check_call", "validate", "shell", "here")
"""Calls that fail by themselves where something is not as it should be; ``run`` only with ``check=True``."""


def _tests(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds) and node.name.startswith("test_")]


def _named(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _checks(call: ast.Call) -> bool:
    if _named(call) == "run":
        return any(held.arg == "check" and getattr(held.value, "value", False) for held in call.keywords)
    return _named(call) in _CHECKS


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_test_asserts_something(path: Path) -> None:
    nothing = [
        test.name
        for test in _tests(path)
        if not any(
            isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and _checks(node)) for node in ast.walk(test)
        )
    ]
    assert nothing == []


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_nothing_is_said_of_all_of_what_may_be_none(path: Path) -> None:
    """``assert all(… for x in things)`` holds of nothing: write ``some(things)``, which must be something."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Assert):
            continue
        said = node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test
        if isinstance(said, ast.Call) and _named(said) in ("all", "any") and isinstance(said.args[0], ast.GeneratorExp):
            over = said.args[0].generators[0].iter
            given = isinstance(over, (ast.Tuple, ast.List)) or (isinstance(over, ast.Call) and _named(over) == "some")
            if not given and (_named(said) == "all" or isinstance(node.test, ast.UnaryOp)):
                found.append(f"line {node.lineno}: {ast.unparse(node.test)}")
    assert found == []


def test_both_kinds_are_found(tmp_path: Path) -> None:
    path = tmp_path / "test_x.py"
    path.write_text("def test_a():\n    f()\n\ndef test_b():\n    assert all(x for x in y)\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="test_a"):
        test_every_test_asserts_something(path)
    with pytest.raises(AssertionError, match="line 5"):
        test_nothing_is_said_of_all_of_what_may_be_none(path)
