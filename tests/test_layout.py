"""The house stays in order: no circle of imports, no folder or file too large to take in, every folder in a layer."""

from __future__ import annotations

import graphlib
import tomllib
from pathlib import Path

import grimp
import pytest
from importlinter.cli import EXIT_STATUS_ERROR, EXIT_STATUS_SUCCESS, lint_imports

from tests.some import some

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "shadowlog"
CONFIG = ROOT / "pyproject.toml"
CONTRACTS = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]

LONGEST = 300
"""Lines that a file may have."""

TOO_LONG: dict[str, int] = {}
"""Files that are to be split, and the lines they may have until then. Nothing is added here, and no number grows."""

LARGEST = 15
"""Modules that a folder may hold, beside its ``__init__.py``."""

TOO_FULL: dict[str, int] = {}
"""Folders that are to be sorted, and the modules they may hold until then."""


def _over(sizes: dict[str, int], limit: int, known: dict[str, int]) -> list[str]:
    """What is larger than it may be, and what is listed as too large and is so no longer."""
    large = [f"{name}: {size}" for name, size in sizes.items() if size > known.get(name, limit)]
    return large + [f"{name} may go from the list" for name in known if sizes.get(name, 0) <= limit]


def _modules(package: Path = PACKAGE) -> list[Path]:
    return some(sorted(package.rglob("*.py")))


def too_long(package: Path) -> list[str]:
    """The files of a package that are too long to be taken in at once, with their lines."""
    lines = {
        path.relative_to(package).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in _modules(package)
    }
    return _over(lines, LONGEST, TOO_LONG)


def too_full(package: Path) -> list[str]:
    """The folders of a package that are too full to be taken in at once, with the number of their modules."""
    modules: dict[str, int] = {}
    for path in _modules(package):
        folder = path.parent.relative_to(package).as_posix()
        modules[folder] = modules.get(folder, 0) + (path.name != "__init__.py")
    return _over(modules, LARGEST, TOO_FULL)


def test_a_file_can_be_taken_in_at_once() -> None:
    assert too_long(PACKAGE) == []


def test_a_folder_can_be_taken_in_at_once() -> None:
    assert too_full(PACKAGE) == []


def test_what_is_too_large_and_what_is_so_no_longer_are_both_named() -> None:
    assert _over({"a": 4, "b": 3}, 3, {}) == ["a: 4"]
    assert _over({"a": 4, "b": 3}, 3, {"a": 4}) == []
    assert _over({"a": 5, "b": 3}, 3, {"a": 4, "b": 4}) == ["a: 5", "b may go from the list"]
    assert _over({}, 3, {"a": 4}) == ["a may go from the list"]


def test_every_folder_stands_in_a_layer() -> None:
    named = {
        f"{container}.{name.strip()}"
        for contract in CONTRACTS
        if contract["type"] == "layers"
        for container in contract["containers"]
        for layer in contract["layers"]
        for name in layer.split("|")
    }
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in _modules() if path.parent != PACKAGE}
    assert folders - named == set()


def test_the_contracts_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(str(CONFIG), cache_dir=None) == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def _circle(package: str, passed_over: list[str]) -> list[str]:
    """The modules of one circle of imports, imports within functions included, or nothing.

    ``passed_over`` lists imports that do not count, written as in the contracts: ``a.b -> a.c``, ``*`` for any name.
    """
    graph = grimp.build_graph(package, cache_dir=None)
    for expression in passed_over:
        for found in graph.find_matching_direct_imports(import_expression=expression):
            graph.remove_import(importer=found["importer"], imported=found["imported"])
    sorter = graphlib.TopologicalSorter(
        {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    )
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_needs_itself() -> None:
    """The contract does not see where a folder's ``__init__.py`` and a module of that folder need each other."""
    (contract,) = [contract for contract in CONTRACTS if contract["type"] == "acyclic_siblings"]
    assert _circle("shadowlog", contract.get("ignore_imports", [])) == []


CIRCLES = {
    "modules": {"a.py": "import {p}.b\n", "b.py": "import {p}.a\n"},
    "within a function": {"a.py": "def f():\n    import {p}.b\n", "b.py": "import {p}.a\n"},
    "for types only": {
        "a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {p} import b\n",
        "b.py": "import {p}.a\n",
    },
    "folders, though no module needs itself": {
        "x/__init__.py": "", "x/a.py": "import {p}.y.a\n", "x/b.py": "",
        "y/__init__.py": "", "y/a.py": "", "y/b.py": "import {p}.x.b\n",
    },
    "a folder and what is in it": {"x/__init__.py": "import {p}.x.a\n", "x/a.py": "from {p} import x\n"},
}  # fmt: skip


@pytest.mark.parametrize("kind", [*CIRCLES, "none"])
def test_a_circle_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    package = f"house_{[*CIRCLES, 'none'].index(kind)}"
    files = CIRCLES.get(kind, {"a.py": "import {p}.b\n", "b.py": ""})
    for name, text in {"__init__.py": "", **files}.items():
        path = tmp_path / package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(p=package), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.importlinter]\nroot_package = "{package}"\n[[tool.importlinter.contracts]]\n'
        f'name = "No circles"\ntype = "acyclic_siblings"\nancestors = ["{package}"]\n',
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    code = lint_imports(str(tmp_path / "pyproject.toml"), cache_dir=None)
    found = code == EXIT_STATUS_ERROR or bool(_circle(package, []))
    assert found == (kind != "none")
