"""Runs a team's templates in a process of its own, which can be ended: by time, memory and size of what they make.

``python -m shadowlog.briefs.render.template_process`` reads lines of JSON on standard input: the templates once, then
the parts of one brief after another. For each it writes a line: the body, or the fault with its file and line.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
import traceback
from math import ceil
from types import FrameType
from typing import Any, TextIO

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateRuntimeError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

SECONDS = 3
"""Seconds of processor time that a template may take for one brief."""

MEMORY = 768 << 20
"""Bytes of memory that the process may use."""

LONGEST = 4_000_000
"""Characters that a template may make of one brief."""

_DIGITS = 1_000
"""Digits that a power may have."""


class _TooLong(Exception):
    """The output of a template is too long."""


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["**"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int) and left.bit_length() * right > _DIGITS * 4:
            raise TemplateRuntimeError("a power is too large")
        return super().call_binop(context, operator, left, right)


class _Loader(BaseLoader):
    def __init__(self, folder: str, files: dict[str, str], refused: dict[str, str]) -> None:
        self._folder = folder
        self._files = files
        self._refused = refused

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        if template in self._refused:
            raise TemplateRuntimeError(f"{template} {self._refused[template]}")
        if template not in self._files:
            raise TemplateNotFound(template)
        return self._files[template], os.path.join(self._folder, template), None


class _Shown:
    """What a template sees of a brief: Markdown, and plain values."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self.__dict__.update(parts)

    def section(self, title: str) -> Any:
        """The section of a title; without any text where nothing stands in it. Raises LookupError where briefs of the
        kind have none.
        """
        nothing = ({"title": empty, "markdown": "", "blocks": []} for empty in self.__dict__["empty"])
        sections = [*self.__dict__["sections"], *nothing]
        for section in sections:
            if section["title"].casefold() == str(title).casefold():
                return section
        known = ", ".join(sorted(section["title"] for section in sections))
        raise LookupError(f"there is no section {title!r}; there are: {known}")


def serve(incoming: TextIO, outgoing: TextIO) -> None:
    """Answer each brief with its body or a fault, until nothing more comes."""
    _bound_memory()
    given = json.loads(incoming.readline())
    environment = _Sandbox(
        loader=_Loader(given["folder"], given["files"], given["refused"]), undefined=StrictUndefined, autoescape=False,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, optimized=False,
    )  # fmt: skip
    for line in incoming:
        asked = json.loads(line)
        with _bounded_time(outgoing):
            answer = _answer(environment, asked["template"], asked["brief"])
        _say(outgoing, answer)


def _say(outgoing: TextIO, answer: dict[str, Any]) -> None:
    outgoing.write(json.dumps(answer) + "\n")
    outgoing.flush()


def _answer(environment: Environment, name: str, parts: dict[str, Any]) -> dict[str, Any]:
    made: list[str] = []
    size = 0
    try:
        for piece in environment.get_template(name).generate(brief=_Shown(parts)):
            size += len(piece)
            if size > LONGEST:
                raise _TooLong(f"it makes more than {LONGEST:,} characters")
            made.append(piece)
        return {"body": "".join(made)}
    except TemplateSyntaxError as error:
        return {"fault": str(error.message), "file": error.filename or name, "line": error.lineno}
    except MemoryError as error:
        made.clear()
        return {"fault": f"it takes more than {MEMORY >> 20} MB of memory", "spent": True, **_place(error)}
    except _TooLong as error:
        return {"fault": str(error), "spent": True, "file": environment.get_template(name).filename}
    except RecursionError as error:
        return {"fault": "it calls itself without end", **_place(error)}
    except TemplateNotFound as error:
        return {"fault": f"there is no template {error.name!r}", **_place(error)}
    except Exception as error:
        # Any error of a template is reported with its file and line.
        return {"fault": str(error) or type(error).__name__, **_place(error)}


def _place(error: BaseException) -> dict[str, Any]:
    """The file and line of a template in which something went wrong."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return {"file": frames[-1].filename, "line": frames[-1].lineno} if frames else {}


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit: there, size and time bound it
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


@contextlib.contextmanager
def _bounded_time(outgoing: TextIO) -> Any:
    """Have this process ended, with a word where, when what is inside takes too long."""
    end = time.process_time() + SECONDS
    with contextlib.suppress(ImportError, ValueError, OSError):
        # What holds the interpreter in one long computation is ended by the system.
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (ceil(end) + 1, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            if time.process_time() > end:
                _say(outgoing, {"fault": f"it takes longer than {SECONDS} seconds", "spent": True, **_whereabouts()})
                os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _whereabouts() -> dict[str, Any]:
    """The file and line of the template that the main thread is in."""
    frame: FrameType | None = sys._current_frames().get(threading.main_thread().ident or 0)
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None and frame.f_code.co_filename == template.filename:
            return {"file": template.filename, "line": template.get_corresponding_lineno(frame.f_lineno)}
        frame = frame.f_back
    return {}


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
