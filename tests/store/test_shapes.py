"""Lines and values of a shape that no shadowlog writes: every verb works on, and nothing beside them is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowlog.domain.records import RECORDS, Insight, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.values import Role, Stance
from shadowlog.services.current_user import become
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.lines import decoded, encoded, valid
from shadowlog.store.maintenance.check import check, repair
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.conftest import Zone
from tests.some import some
from tests.store.verbs import Done, run, walk

_SOUND: dict[str, Any] = {
    "op": "01990000-0000-7000-8000-000000000001", "clock": 116_000_000_000_000_000, "author": "a", "device": "d",
    "table": "insights", "record": "01990000-0000-7000-8000-0000000000aa", "set": {"text": "from elsewhere"},
}  # fmt: skip
_VALUES: tuple[Any, ...] = (None, "", "x", 0, 1, -1, 1.5, True, [], [0], ["x"], {}, {"x": 1}, {"x": "y"}, 2**63, 2**70)
_WRONG: dict[str, tuple[Any, ...]] = {
    "op": _VALUES[:2] + _VALUES[3:], "table": _VALUES[:2] + _VALUES[3:], "record": _VALUES[:2] + _VALUES[3:],
    "author": (None, 0, 1, [], {}, "\ud800"), "device": (None, 0, [], {}, True),
    "clock": (None, "", "x", 0, -1, 1.5, True, [], {}, 2**63, 2**70),
    "set": (None, "x", 1, [], True, ["x"]), "clear": (None, "x", 1, {}, [0], [["x"]]),
    "put": (None, "x", 1, [], {"signals": 3}, {"signals": ["x"]}, {"signals": None}),
    "drop": (None, "x", 1, [], {"signals": 3}, {"signals": [1]}, {"signals": {"x": 1}}),
    "gone": (None, "x", 0, 1, [], {}), "change": (None, 1, [], {}),
    "part": (None, "x", 1, [], [0], [0, 1, 2], ["0", "1"], [0, 0], [-1, 2], [2, 2], [0.0, 1], {}, [True, 2]),
    "undoes": (None, 1, [], {}), "label": (None, 1, [], {}),
}  # fmt: skip
SHAPES: list[dict[str, Any]] = [
    {"op": "1"}, {}, {"shadowlog": "1"}, {"shadowlog": 1}, {"generation": "x"}, {"op": None},
    *({**_SOUND, key: value} for key, values in _WRONG.items() for value in values),
    {**_SOUND, "set": {"text": json.loads("[" * 300 + "]" * 300)}},
    *({name: value for name, value in _SOUND.items() if name != key} for key in list(_SOUND)[:-1]),
]  # fmt: skip


def _filled(workspace: Workspace) -> str:
    """A log with a theme and an insight that are sound; the insight's id."""
    with Repository(workspace) as repository:
        become(repository, "Maud", Role.MARKETER)
        theme = repository.add(Theme(name="Cost"))
        insight = repository.add(Insight(text="a sound one", signals={theme.id: Stance.REJECTED}))
    return insight.id


def _problems(done: dict[str, Done]) -> list[str]:
    return [f"{command}: {held.code} {held.err}" for command, held in done.items() if held.code not in (0, 5)]


def test_lines_of_an_unexpected_shape_are_set_aside_and_every_verb_goes_on(workspace: Workspace) -> None:
    assert len(SHAPES) > 100
    assert [shape for shape in SHAPES if valid(decoded(encoded(shape)) or {})] == []
    known = _filled(workspace)
    log = workspace.data / "shadowlog.log"
    whole = log.read_bytes()
    log.write_bytes(whole + b"".join(map(encoded, SHAPES)))
    done = walk(known)
    assert _problems(done) == []
    assert done["check"].code == 5
    assert done["check"].out.count("are nothing that shadowlog writes") == len(SHAPES)
    assert f"damaged: {len(SHAPES)}." in done["check --repair"].err
    assert "a sound one" in done["list"].out
    assert run("check").out.endswith("All is well.\n")
    aside = b"".join(path.read_bytes() for path in (workspace.data / "damaged").iterdir())
    assert all(encoded(shape) in aside for shape in some(SHAPES[:9]))
    assert whole in aside, "the whole log is kept as it was"


@pytest.mark.parametrize("shape", [{**_SOUND, "part": [0]}, {**_SOUND, "clock": "x"}, {"op": "1"}])
def test_an_unexpected_shape_at_the_end_without_its_line_end_loses_nothing(tmp_path: Path, shape: Any) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    with event_store.change("Two"):
        event_store.write({("insights", "1"): {"text": "one"}, ("insights", "2"): {"text": "two"}})
    event_store.close()
    log = tmp_path / "shadowlog.log"
    log.write_bytes(log.read_bytes() + encoded(shape)[:-1])
    event_store = EventStore(str(tmp_path), "a", "d")
    event_store.write({("insights", "3"): {"text": "three"}})
    assert [event_store.document(("insights", key)) for key in "123"] == [
        {"text": text} for text in ("one", "two", "three")
    ]
    assert encoded(shape)[:-1] in log.read_bytes()
    assert repair(event_store) == 1
    assert check(event_store).findings == []
    event_store.close()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(max_size=5), held, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*_SOUND, *_WRONG]), _JSON, max_size=9))
def test_whatever_a_line_says_the_log_opens_and_takes_the_next_save(tmp_path: Path, changed: dict[str, Any]) -> None:
    log = tmp_path / "shadowlog.log"
    for path in tmp_path.glob("shadowlog.*"):
        path.unlink()
    event_store = EventStore(str(tmp_path), "a", "d")
    event_store.write({("insights", "1"): {"text": "one"}})
    event_store.close()
    log.write_bytes(log.read_bytes() + encoded({**_SOUND, **changed}))
    event_store = EventStore(str(tmp_path), "a", "d")
    event_store.write({("insights", "2"): {"text": "two"}})
    check(event_store)
    repair(event_store)
    assert event_store.document(("insights", "1")) == {"text": "one"}
    assert event_store.document(("insights", "2")) == {"text": "two"}
    event_store.close()


_STORED: tuple[Any, ...] = (
    None, "", "abc", "\ud800x", 0, 3, -1.5, True, [], [None], [3], [["x"]], ["x", "x"], {}, {"x": None}, {"x": ["y"]},
    {"x": {"y": 1}}, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "2026-11-20",
    "2026-11-20T10:00:00", "2026-11-20T10:00:00+14:00", 2**70, "x" * 3_000, "1" * 5_000,
)  # fmt: skip


def odd_documents() -> dict[str, dict[str, dict[str, Any]]]:
    """Records of every kind, in each of which one field holds something it should not."""
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    number = 0
    for table, kind in RECORDS.items():
        held = tables.setdefault(table, {})
        names = [*fields_of(kind), "author", "created", "updated"]
        sound = {
            name: "sound" if field.shape in (Shape.LINE, Shape.PROSE) else None
            for name, field in fields_of(kind).items()
            if field.required
        }
        for place, value in enumerate(_STORED):
            for name in names[place % 4 :: 4]:
                number += 1
                held[f"01990000-0000-7000-8000-{number:012x}"] = {**sound, name: value}
    return tables


def _restored(tmp_path: Path) -> dict[str, dict[str, dict[str, Any]]]:
    odd = odd_documents()
    (tmp_path / "odd.json").write_text(json.dumps(odd))
    done = run("restore", str(tmp_path / "odd.json"), "--merge", "--yes")
    assert done.code == 0, done.err
    return odd


def test_a_field_that_holds_something_else_makes_no_verb_fail(workspace: Workspace, tmp_path: Path) -> None:
    known = _filled(workspace)
    odd = _restored(tmp_path)
    problems = _problems(walk(known))
    for held in odd.values():
        for record_id in list(held)[::9]:
            for command in (("show", record_id), ("history", record_id), ("delete", record_id)):
                problems += _problems({" ".join(command): run(*command)})
    assert problems == []
    assert "a sound one" in run("show", known).out


@pytest.mark.parametrize("place", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_moments_at_the_edge_of_the_calendar_are_shown_in_every_zone(
    workspace: Workspace, tmp_path: Path, place: str, zone: Zone
) -> None:
    _filled(workspace)
    zone(place)
    odd = _restored(tmp_path)
    edges = [
        (table, key)
        for table, held in odd.items()
        for key, document in held.items()
        if any(str(value)[:4] in ("0001", "9999") for value in document.values())
    ]
    assert len(edges) > 20
    commands = [("list", table.replace("_", "-"), "--limit", "0") for table in odd]
    commands += [("show", key) for _, key in edges[::2]]
    assert _problems({" ".join(command): run(*command) for command in commands}) == []


def test_what_is_nested_too_deeply_is_refused_before_it_is_saved(workspace: Workspace, tmp_path: Path) -> None:
    known = _filled(workspace)
    for depth in (150, 900, 100_000):
        (tmp_path / "deep.json").write_text('{"insights": {"x": {"text": ' + "[" * depth + "]" * depth + "}}}")
        done = run("restore", str(tmp_path / "deep.json"), "--merge", "--yes")
        assert done.code == 2, done.err
        assert "nested too deeply" in done.err or "cannot be read" in done.err
    assert run("show", known).code == 0
    assert run("check").out.endswith("All is well.\n")
