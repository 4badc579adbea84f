"""A team's own layouts: Jinja2 templates in the workspace, run in a sandbox and within bounds.

A template gets the brief's parts as Markdown that is safe already, and nothing else: it cannot read files, change
anything, or see text of records that was not made safe. It runs in a process of its own (see ``template_process``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import re
import stat
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import IO, Any, NamedTuple

import shadowlog
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.render.validate import proofread
from shadowlog.domain.errors import ShadowlogError

ENDING = ".md.j2"

_LARGEST = 1 << 20
"""Bytes a template may have."""

_PATIENCE = 60.0
"""Seconds after which a process that does not answer is ended; its own limits are far below."""

_SILENT = '{"fault": "it takes more time or memory than there is for it", "spent": true}'
"""The answer of a process that ended without giving one."""

_REFERS = re.compile(r"\{%[-+]?\s*(?:include|import|extends|from)\b")
"""A tag with which a template includes another."""

START = """\
# {{ brief.title }}
{% for block in brief.notes %}

{{ block.markdown }}
{% endfor %}
{% for section in brief.sections %}

## {{ section.title }}
{% for block in section.blocks %}

{{ block.markdown }}
{% endfor %}
{% endfor %}
"""
"""A template with the same result as none, to begin from."""


class LayoutFault(ShadowlogError):
    """A template of the team has an error."""

    title = "A template has an error"
    exit_code = 2


class _Template(NamedTuple):
    text: str
    digest: str


class Layouts:
    """The templates of a workspace, by kind of brief: ``templates/theme.md.j2``, else ``templates/brief.md.j2``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._contents: tuple[dict[str, _Template], dict[str, str]] | None = None
        self._typesetter: _Typesetter | None = None
        self._spent: dict[str, LayoutFault] = {}

    @property
    def _templates(self) -> dict[str, _Template]:
        return self._read()[0]

    def _read(self) -> tuple[dict[str, _Template], dict[str, str]]:
        """The templates, and why others cannot be read, by name. Read once."""
        if self._contents is None:
            self._contents = _read_all(self._folder)
        return self._contents

    @property
    def state(self) -> dict[str, str]:
        """The hash of each template by name, which shows whether any changed."""
        templates, refused = self._read()
        return {**{name: template.digest for name, template in templates.items()}, **refused}

    def lay_out(self, brief: Brief) -> None:
        """Replace a brief's body by the output of the team's template, if there is one. Raises LayoutFault."""
        templates, refused = self._read()
        names = [f"{brief.kind}{ENDING}", f"brief{ENDING}"]
        name = next((each for each in names if each in templates or each in refused), None)
        if name is None:
            return
        if name in refused:
            raise _fault(str(self._folder / name), None, f"it {refused[name]}")
        digest = self._digest(name)
        if brief.kind in self._spent:
            raise self._spent[brief.kind]
        answer = self._ask(name, brief)
        if "fault" in answer:
            where = str(answer.get("file") or self._folder / name)
            fault = _fault(where, answer.get("line"), str(answer["fault"]))
            if "spent" in answer:
                # It took all it may: the next brief would cost as much again.
                self._spent[brief.kind] = fault
            raise fault
        body = str(answer["body"]).rstrip("\n") + "\n"
        try:
            proofread(body)
        except ShadowlogError as error:
            raise LayoutFault(
                f"{self._folder / name}: {error}", "Correct the template. The last export is unchanged."
            ) from error
        brief.body, brief.templated = body, True
        brief.front["layout"] = f"{brief.front['layout']}+{digest[:12]}"

    def _digest(self, name: str) -> str:
        """The hash of a template, or of all templates together if it includes others."""
        templates, _ = self._read()
        if not _REFERS.search(templates[name].text):
            return templates[name].digest
        digests = (template.digest for _, template in sorted(templates.items()))
        return hashlib.sha256("".join(digests).encode()).hexdigest()

    def _ask(self, name: str, brief: Brief) -> dict[str, Any]:
        if self._typesetter is None:
            templates, refused = self._read()
            given = {
                "folder": str(self._folder), "files": {name: template.text for name, template in templates.items()},
                "refused": refused,
            }  # fmt: skip
            self._typesetter = _Typesetter(given)
        answer = self._typesetter.ask({"template": name, "brief": _parts(brief)})
        if "spent" in answer:
            self._typesetter = None
        return answer


class _Typesetter:
    """The process that runs templates."""

    def __init__(self, given: dict[str, Any]) -> None:
        root = str(Path(shadowlog.__file__).parents[1])
        path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "shadowlog.briefs.render.template_process"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8:surrogatepass"},
        )  # fmt: skip
        weakref.finalize(self, _end, self._process)
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=_hand_on, args=(self._process.stdout, self._answers), daemon=True).start()
        self._send(given)

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The templates' output for a brief: a body, or a fault."""
        self._send(asked)
        try:
            answer = self._answers.get(timeout=_PATIENCE)
        except queue.Empty:
            answer = ""
        reply = dict(json.loads(answer or _SILENT))
        if "spent" in reply:
            _end(self._process)
        return reply

    def _send(self, what: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    with contextlib.suppress(OSError):
        # What it has not read yet is of no use.
        assert process.stdin is not None
        process.stdin.close()


def _hand_on(stream: IO[str], answers: queue.SimpleQueue[str]) -> None:
    for line in stream:
        answers.put(line)
    answers.put("")


def _parts(brief: Brief) -> dict[str, Any]:
    """What a template sees of a brief, as plain values."""

    def markdown_of(blocks: Any) -> list[dict[str, str]]:
        return [{"markdown": block.markdown} for block in blocks]

    return {
        "kind": brief.kind, "title": brief.content.title.markdown, "notes": markdown_of(brief.content.notes),
        "sections": [
            {"title": section.title, "markdown": section.markdown, "blocks": markdown_of(section.blocks)}
            for section in brief.content.sections
        ],
        "empty": list(brief.content.empty),
        "as_of": str(brief.front["as_of"]), "audience": str(brief.front["audience"]),
        "counts": dict(brief.front["counts"]),
    }  # fmt: skip


def _read_all(folder: Path) -> tuple[dict[str, _Template], dict[str, str]]:
    """Every template in a folder by its name, and why others cannot be read."""
    templates: dict[str, _Template] = {}
    refused: dict[str, str] = {}
    if not folder.is_dir():
        return templates, refused
    inside = Path(os.path.realpath(folder.parent), folder.name)
    for path in sorted(folder.rglob("*.j2")):
        name = path.relative_to(folder).as_posix()
        try:
            if not Path(os.path.realpath(path)).is_relative_to(inside):
                raise OSError("leads out of templates/")
            content = _read_file(path)
            templates[name] = _Template(content.decode("utf-8-sig"), hashlib.sha256(content).hexdigest())
        except UnicodeDecodeError:
            refused[name] = "is not UTF-8"
        except OSError as error:
            refused[name] = error.strerror or str(error)
    return templates, refused


def _read_file(path: Path) -> bytes:
    """The content of a file. Raises OSError if it is not a regular file, or too large."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError("is not a regular file")
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise OSError(f"is larger than {_LARGEST:,} bytes")
    return content


def _fault(name: str, line: int | None, problem: str) -> LayoutFault:
    where = f"{name}, line {line}" if line else name
    return LayoutFault(f"{where}: {problem}.", "Correct the template, or move it away. The last export is unchanged.")
