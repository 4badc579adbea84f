"""The two editions of the briefs: the team's, and the one for outside readers; and where each is exported to."""

from __future__ import annotations

from pathlib import Path

from shadowlog.briefs.export.one import folder_of
from shadowlog.briefs.export.state import STATE, State
from shadowlog.domain.errors import InvalidField
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
    no words stay in it that were withdrawn. Raises InvalidField for a folder in which the other edition is kept.
    """
    if audience is not None:
        return {audience: checked_folder(workspace, audience, out) if out else folder_of(workspace, audience)}
    wanted = audiences_of(settings)
    folders = {each: _inside(out, each) if out else folder_of(workspace, each) for each in ORDER}
    if out:
        for each, folder in folders.items():
            checked_folder(workspace, each, folder)
    return {each: folder for each, folder in folders.items() if each.value in wanted or (folder / STATE).exists()}


def checked_folder(workspace: Workspace, audience: Audience, out: Path) -> Path:
    """A folder that somebody chose for an edition. Raises InvalidField where it is the one of the other edition, so
    that nobody hands out what is for the team.
    """
    here = out.resolve()
    inside, outside = (folder_of(workspace, each).resolve() for each in ORDER)
    kept = State(out).stamp.get("audience")
    if audience is Audience.INTERNAL and (here == outside or kept == Audience.EXTERNAL):
        raise InvalidField("out", f"is where outside readers get theirs: {out}.", f"Choose another, such as: {inside}")
    if audience is Audience.EXTERNAL and (here == inside or inside in here.parents or kept == Audience.INTERNAL):
        raise InvalidField("out", f"is where the team's edition is kept: {out}.", f"Choose another, such as: {outside}")
    return out


def _inside(out: Path, audience: Audience) -> Path:
    return out / "internal" if audience is Audience.INTERNAL else out
