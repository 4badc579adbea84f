"""Tests that could not fail, or fail by chance, are found.

Those that assert nothing, look at each of nothing, or leave an exit code unread; those that sleep and hope, or fail on
a slow machine.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
FILES = sorted(ROOT.rglob("test_*.py"))
EVERY_FILE = sorted(ROOT.rglob("*.py"))

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


_CLOCKS = ("monotonic", "perf_counter", "process_time", "monotonic_ns", "perf_counter_ns")


def _outside_loops(tree: ast.AST) -> Iterator[ast.AST]:
    """What does not stand in a ``while``: such a loop waits for something, and may look at the time."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.While):
            yield node
            yield from _outside_loops(node)


def _reads_clock(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Call) and _named(inner) in _CLOCKS for inner in ast.walk(node))


@pytest.mark.parametrize("path", EVERY_FILE, ids=[path.stem for path in EVERY_FILE])
def test_nothing_sleeps_and_hopes_nor_fails_on_a_slow_machine(path: Path) -> None:
    """Wait until something is so, with a generous end; measure in ``benchmarks/``."""
    faults = []
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        timed = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and _reads_clock(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in _outside_loops(function):
            if isinstance(node, ast.Call) and _named(node) == "sleep" and ast.unparse(node.args[0]) != "0":
                faults.append(f"line {node.lineno}: {ast.unparse(node)}")
            if isinstance(node, ast.Assert) and (
                _reads_clock(node.test) or timed & {x.id for x in ast.walk(node.test) if isinstance(x, ast.Name)}
            ):
                faults.append(f"line {node.lineno}: {ast.unparse(node.test)}")
    assert faults == []


_CODES = ("returncode", "exit_code", "code")


@pytest.mark.parametrize("path", EVERY_FILE, ids=[path.stem for path in EVERY_FILE])
def test_every_exit_code_is_read(path: Path) -> None:
    """A command that fails prints nothing, and of nothing much is true."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    read = {
        ast.unparse(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in _CODES
    }
    faults = []
    for node in ast.walk(tree):
        call, name = None, ""
        if isinstance(node, ast.Expr):
            call = node.value
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            call, name = node.value, node.targets[0].id
        elif isinstance(node, ast.Attribute) and node.attr not in _CODES:
            call = node.value
        if isinstance(call, ast.Call) and _runs(call) and name not in read:
            faults.append(f"line {call.lineno}: {ast.unparse(call)}")
    assert faults == []


def _runs(call: ast.Call) -> bool:
    """Whether a call runs a command and fails by no means where the command does."""
    return _named(call) == "invoke" or (ast.unparse(call.func) == "subprocess.run" and not _checks(call))


_FAULTY = {
    "f()": test_every_test_asserts_something,
    "assert all(x for x in y)": test_nothing_is_said_of_all_of_what_may_be_none,
    "time.sleep(1)": test_nothing_sleeps_and_hopes_nor_fails_on_a_slow_machine,
    "began = time.monotonic()\n    f()\n    assert time.monotonic() - began < 2": (
        test_nothing_sleeps_and_hopes_nor_fails_on_a_slow_machine
    ),
    "took = perf_counter() - began\n    assert took < 2": test_nothing_sleeps_and_hopes_nor_fails_on_a_slow_machine,
    "subprocess.run(['x'], check=False)": test_every_exit_code_is_read,
    "done = subprocess.run(['x'])\n    assert done.stdout": test_every_exit_code_is_read,
    "assert runner.invoke(main, ['x']).output": test_every_exit_code_is_read,
}


@pytest.mark.parametrize("body", _FAULTY)
def test_every_fault_is_found(tmp_path: Path, body: str) -> None:
    path = tmp_path / "test_x.py"
    path.write_text(f"def test_x():\n    {body}\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        _FAULTY[body](path)
