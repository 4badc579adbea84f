"""The two editions of the briefs: the team's, and the one for outside readers; and where each is exported to."""

from __future__ import annotations

from pathlib import Path

from shadowlog.briefs.export.one import folder_of
from shadowlog.briefs.export.state import STATE
from shadowlog.privacy.withholding import Audience
from shadowlog.store.workspace.settings import Settings, audiences_of
from shadowlog.store.workspace.workspace import Workspace

ORDER = (Audience.INTERNAL, Audience.EXTERNAL)


def editions(
    workspace: Workspace, settings: Settings, audience: Audience | None = None, out: Path | None = None
) -> dict[Audience, Path]:
    """The editions an export writes, each with its folder. ``audience`` is the only one that is wanted, if any; ``out``
    is the folder in place of the workspace's own: the team's edition goes into ``internal`` in it, unless it is the
    only one that is wanted.

    The settings say which editions there are; one that a folder holds already is kept up to date all the same, so that
    no words stay in it that were withdrawn.
    """
    if audience is not None:
        return {audience: out or folder_of(workspace, audience)}
    wanted = audiences_of(settings)
    folders = {each: _inside(out, each) if out else folder_of(workspace, each) for each in ORDER}
    return {each: folder for each, folder in folders.items() if each.value in wanted or (folder / STATE).exists()}


def _inside(out: Path, audience: Audience) -> Path:
    return out / "internal" if audience is Audience.INTERNAL else out
