"""The table that completion is answered from: verbs, options, what each takes. Kept in a file of the user's cache.

It is made from the verbs and the declared records, so nothing is listed twice, and made again where the program
changed.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click

Table = dict[str, Any]
"""``commands``: a verb as ``_verb`` describes it; ``kinds``, ``filter``, ``marks``, ``layout`` as ``made`` has them."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def table() -> Table:
    """The table, from its file or made afresh."""
    path, program = _path(), _program()
    try:
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        if kept["program"] == program:
            return dict(kept)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    whole = {"program": program, **made()}
    _keep(path, whole)
    return whole


def _path() -> str:
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "shadowlog", "completion.json")


def _program() -> list[object]:
    """What tells one state of the program from another: its files with their times and sizes."""
    newest = total = count = 0
    for folder, inner, names in os.walk(_PACKAGE):
        inner[:] = [name for name in inner if name not in ("__pycache__", "tui")]
        for name in names:
            if name.endswith(".py"):
                status = os.stat(os.path.join(folder, name))
                newest, total, count = max(newest, status.st_mtime_ns), total + status.st_size, count + 1
    return [_PACKAGE, newest, total, count]


def _keep(path: str, whole: Table) -> None:
    """Write the table. Where that is not possible it is made at each key, which only takes longer."""
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(whole, file)
        os.replace(beside, path)
    except OSError:
        pass


def made() -> Table:
    """The table, from the program as a whole."""
    from shadowlog.cli.main import shadowlog
    from shadowlog.domain.records import RECORDS
    from shadowlog.domain.text.filter_fields import CHOICES, DATES, FIELDS, KINDS, MISSING, REFERENCES, TEXTS
    from shadowlog.domain.text.marks import FIELDS as MARKS
    from shadowlog.domain.text.marks import NAMES, SIGILS, STANCES, VALUES
    from shadowlog.domain.values import Stance
    from shadowlog.store.index.schema import LAYOUT

    values: dict[str, Any] = {
        "is": [[word, RECORDS[table].declared.plural] for word, table in KINDS.items()],
        "no": [list(pair) for pair in MISSING.items()],
        **{name: [list(pair) for pair in choices.items()] for name, choices in CHOICES.items()},
    }
    reads = {**{name: reads for name, (_, reads) in REFERENCES.items()}, **TEXTS, **DATES, "is": "of this kind"}
    fields = {
        name: {
            "help": reads.get(name, ""),
            "takes": _names(REFERENCES[name][0])
            if name in REFERENCES
            else {"source": "values", "values": values.get(name, [])},
        }
        for name in FIELDS
    }
    marked = {
        name: _names(NAMES[name]) if name in NAMES else _values(VALUES[name]) if name in VALUES else None
        for name in MARKS
    }
    stances = {sign: stance.words for sign, stance in STANCES.items()}
    kinds = {table: [kind.title_field, kind.declared.named, kind.declared.word] for table, kind in RECORDS.items()}
    return {
        "layout": LAYOUT,
        "kinds": kinds,
        "filter": fields,
        "marks": {"signs": dict(SIGILS), "fields": marked, "stances": stances},
        "stances": [[stance.value, stance.words] for stance in Stance],
        "commands": _verb(shadowlog, None, ""),
    }


def _names(table: str) -> Table:
    return {"source": "names", "tables": [table]}


def _values(values: Any) -> Table:
    return {"source": "values", "values": [[value.value, value.words] for value in values]}


def _verb(command: click.Command, parent: click.Context | None, name: str) -> Table:
    """A command: its ``help``, ``options`` by name, ``takes`` of its arguments in their order, whether the last one is
    there ``many`` times, and its ``verbs``.
    """
    import click as _click

    context = _click.Context(command, parent, info_name=name)
    options: Table = {}
    takes = []
    many = False
    for parameter in command.get_params(context):
        if isinstance(parameter, _click.Argument):
            takes.append(_takes(parameter))
            many = parameter.nargs < 0
        elif isinstance(parameter, _click.Option) and not parameter.hidden:
            for option in parameter.opts:
                options[option] = {
                    "help": (parameter.help or "").removesuffix("."),
                    "flag": parameter.is_flag,
                    "many": parameter.multiple,
                    "takes": None if parameter.is_flag else _takes(parameter),
                }
    verbs: Table = {}
    if isinstance(command, _click.Group):
        for inner in command.list_commands(context):
            each = command.get_command(context, inner)
            if each is not None and not each.hidden:
                verbs[inner] = _verb(each, context, inner)
        otherwise = getattr(command, "otherwise", None)
        if otherwise is not None:
            verbs[""] = _verb(otherwise(), context, "")
    return {"help": command.get_short_help_str(1_000).removesuffix("."), "options": options, "takes": takes,
            "many": many, "verbs": verbs}  # fmt: skip


def _takes(parameter: click.Parameter) -> Table | None:
    """What a parameter takes: a ``source``, with the ``tables`` or ``values`` of it. None where that is any text."""
    import click as _click

    from shadowlog.cli.param_types import Completed
    from shadowlog.domain.records import RECORDS

    match parameter.type:
        case Completed(source="flag"):
            return {"source": "values", "values": [["yes", ""], ["no", ""]]}
        case Completed(source="values", values=values) if values is not None:
            return _values(values)
        case Completed(source="by_first", by_first=by_first):
            return {"source": "by_first", "tables": by_first}
        case Completed(source=source, tables=tables):
            return {"source": source, "tables": tables or list(RECORDS)}
        case _click.Choice(choices=choices):
            return {"source": "values", "values": [[str(choice), ""] for choice in choices]}
        case _click.Path(file_okay=files):
            return {"source": "files" if files else "folders"}
    return None
