"""Real data that nobody here wrote, kept beside the project. It must be there in CI; elsewhere it may be missing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"

EXAMPLES = DATA.parent / "design" / "alignment" / "examples.json"
"""Worked cases of figures, with their values."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.real)


@pytest.fixture
def data() -> Path:
    if not DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the real data is not at {DATA}")
        pytest.skip("the real data is not beside this checkout")
    return DATA


@pytest.fixture
def examples(data: Path) -> dict[str, Any]:
    worked: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return worked
