"""A team's own layouts: Jinja2 templates in the workspace, run in a sandbox.

A template gets the brief's parts as Markdown that is safe already, and nothing else: it cannot read files, change
anything, or see text of records that was not made safe.
"""

from __future__ import annotations

import hashlib
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from shadowlog.briefs.brief import Brief
from shadowlog.briefs.content import Section
from shadowlog.briefs.proofreading import proofread
from shadowlog.domain.errors import ShadowlogError

if TYPE_CHECKING:
    from jinja2 import Template

ENDING = ".md.j2"

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
"""A template that lays a brief out as it is without one, to begin from."""


class LayoutFault(ShadowlogError):
    """A template of the team that cannot be used."""

    title = "A template is at fault"
    exit_code = 2


class Layouts:
    """The templates of a workspace, by kind of brief: ``templates/theme.md.j2``, else ``templates/brief.md.j2``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[str, tuple[Template, str] | None] = {}

    @property
    def state(self) -> dict[str, str]:
        """What tells whether a template changed: the hash of each, by its name."""
        found = sorted(self._folder.glob(f"*{ENDING}")) if self._folder.is_dir() else []
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    def lay_out(self, brief: Brief) -> None:
        """Give a brief the body that the team's template makes of it, where there is one. Raises LayoutFault."""
        if brief.kind not in self._templates:
            self._templates[brief.kind] = self._load(brief.kind)
        held = self._templates[brief.kind]
        if held is None:
            return
        template, digest = held
        try:
            body = template.render(brief=_Shown(brief)).rstrip("\n") + "\n"
        except ShadowlogError:
            raise
        except Exception as error:
            # Whatever a template does wrong is told of by the file and line where it did.
            raise _fault(str(template.filename), _line(error, str(template.filename)), error) from error
        try:
            proofread(body)
        except ShadowlogError as error:
            raise LayoutFault(f"{template.filename}: {error}", "The last export is left as it was.") from error
        brief.body = body
        brief.front["layout"] = f"{brief.front['layout']}+{digest[:12]}"

    def _load(self, kind: str) -> tuple[Template, str] | None:
        names = [f"{kind}{ENDING}", f"brief{ENDING}"]
        path = next((self._folder / name for name in names if (self._folder / name).is_file()), None)
        if path is None:
            return None
        from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self._folder, encoding="utf-8"), undefined=StrictUndefined, autoescape=False,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        try:
            return environment.get_template(path.name), hashlib.sha256(path.read_bytes()).hexdigest()
        except TemplateSyntaxError as error:
            raise _fault(error.filename or str(path), error.lineno, error) from error
        except (TemplateError, UnicodeDecodeError, OSError) as error:
            raise _fault(str(path), None, error) from error


class _Shown:
    """What a template sees of a brief: Markdown, and plain values."""

    def __init__(self, brief: Brief) -> None:
        self.kind = brief.kind
        self.title = brief.content.title
        self.notes = brief.content.notes
        self.sections = brief.content.sections
        self.as_of = brief.front["as_of"]
        self.audience = brief.front["audience"]
        self.counts = dict(brief.front["counts"])

    def section(self, title: str) -> Section:
        """The section of a title. Raises LayoutFault where the brief has none."""
        for section in self.sections:
            if section.title.casefold() == str(title).casefold():
                return section
        known = ", ".join(section.title for section in self.sections)
        raise LookupError(f"there is no section {title!r}; there are: {known}")


def _fault(name: str, line: int | None, error: Exception) -> LayoutFault:
    where = f"{name}, line {line}" if line else name
    return LayoutFault(f"{where}: {error}.", "Mend the template, or move it away. The last export is left as it was.")


def _line(error: Exception, name: str) -> int | None:
    """The line of the template in which something went wrong."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name]
    return lines[-1] if lines else None
