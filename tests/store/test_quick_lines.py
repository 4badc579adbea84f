"""The first lines of a process are written and read without orjson, and are the same lines."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowlog.store.log import lines

_TEXT = st.text(st.characters(codec="utf-8"))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | st.floats() | st.text() | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=8,
)


def _both(content: Any) -> tuple[bytes, bytes]:
    """A line as the first ones of a process are written, and as all others are."""
    lines._orjson, lines._without = None, 0
    first = lines.encoded(content)
    lines._load()
    return first, lines.encoded(content)


@given(_JSON)
def test_with_orjson_and_without_it_is_the_same_line(content: Any) -> None:
    first, later = _both({"set": content})
    assert first == later
    read = lines.decoded(first)
    lines._orjson, lines._without = None, 0
    assert repr(lines.decoded(first)) == repr(read)


@pytest.mark.parametrize("content", [{"a": object()}, {"a": {1, 2}}])
def test_what_is_no_json_is_refused_either_way(content: Any) -> None:
    lines._orjson, lines._without = None, 0
    for _ in range(2):
        with pytest.raises(TypeError):
            lines.encoded(content)
        lines._load()


def test_orjson_is_loaded_once_it_pays() -> None:
    program = (
        "import sys, json; from shadowlog.store.log import lines; loaded = [];\n"
        "for _ in range(150): lines.decoded(lines.encoded({'op': 'x'})); loaded.append('orjson' in sys.modules)\n"
        "print(json.dumps(loaded))"
    )
    loaded = json.loads(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout)
    assert (loaded[20], loaded[-1]) == (False, True)
