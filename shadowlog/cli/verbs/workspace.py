"""``shadowlog where``, ``me``, ``demo`` and ``schema``: the workspace, who works in it, and what its records are."""

from __future__ import annotations

import click

from shadowlog.cli.errors import show_error
from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import put, put_json, put_record, say
from shadowlog.cli.param_types import name_of, one_of
from shadowlog.cli.session import ShellSession
from shadowlog.cli.typed_values import KINDS
from shadowlog.domain.errors import RuleBroken, ShadowlogError
from shadowlog.domain.records import Encounter, Person
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Role
from shadowlog.services.current_user import become


@click.command(short_help="Show where the workspace is, and why.")
@as_json
@pass_session
def where(session: ShellSession, as_json: bool) -> None:
    """Show where the workspace is, why it is that one, and where the settings file is."""
    from shadowlog.store.workspace.settings import settings_path

    workspace = session.workspace
    if as_json:
        put_json({
            "workspace": str(workspace.root), "log": str(workspace.log), "exports": str(workspace.exports),
            "settings": str(settings_path()), "why": workspace.why, "settings_wrong": str(settings_fault() or ""),
        })  # fmt: skip
        return
    put(str(workspace.root))
    say(f"Because {workspace.why}.")
    say(f"The log: {workspace.log}{'' if workspace.log.exists() else ' (the first save creates it)'}")
    say(f"Briefs: {workspace.exports}")
    say(f"Settings: {settings_path()}")
    if error := settings_fault():
        show_error(error)


@click.command(short_help="Set or show who writes on this machine.")
@click.argument("name", required=False, type=name_of(Person))
@click.option("--role", type=one_of(Role), help=f"What you do: {', '.join(Role)}.")
@pass_session
def me(session: ShellSession, name: str | None, role: str | None) -> None:
    """Set who writes on this machine. Without NAME, show who that is."""
    repository = session.repository
    new_role = Role.parse(role, "role") if role else None
    if name is None:
        author = repository.author
        role_words = f", {author.role.words}" if author and author.role else ""
        put(f"{shown_in_line(author.name)}{role_words}" if author else "nobody yet")
        if author is None:
            say("To set your name: shadowlog me NAME")
        return
    person = become(repository, name, new_role)
    put_record(session, person, json=False, verb="You are")


@click.command(short_help="Fill the workspace with a made-up company’s year.")
@click.option("--if-empty", is_flag=True, help="Do nothing if the workspace already holds encounters.")
@pass_session
def demo(session: ShellSession, if_empty: bool) -> None:
    """Fill the workspace with a realistic year of an invented company that makes infusion pumps.

    It is one change, so shadowlog undo removes it again. A workspace that already holds encounters stays as it is.
    """
    from shadowlog.demo import fill

    if session.repository.count(Encounter):
        if if_empty:
            return
        raise RuleBroken(
            f"{session.workspace.root} already holds encounters.",
            "Put the demo into a folder of its own: shadowlog --workspace demo demo",
        )
    put(f"Added {fill(session.repository)} records: a year at Halden Medical. To look around: shadowlog")
    say("To remove them again: shadowlog undo")
    session.saved()


@click.command(short_help="Take five steps through a made-up company.")
def tour() -> None:
    """Take five steps through a made-up company, in a workspace of its own that is gone afterwards.

    It is left at any time (q), and touches nothing of yours.
    """
    from tempfile import TemporaryDirectory

    from shadowlog.demo import fill
    from shadowlog.store.repository import Repository
    from shadowlog.store.workspace.workspace import Workspace
    from shadowlog.tui import open_tui
    from shadowlog.tui.terminal import require_terminal

    require_terminal()
    with TemporaryDirectory(prefix="shadowlog-tour-", ignore_cleanup_errors=True) as folder:
        workspace = Workspace(folder, "it is that of the tour")
        with Repository(workspace) as repository:
            fill(repository)
            become(repository, "Dana Whitlock", Role.REP)
        code = open_tui(workspace, tour=True)
    click.get_current_context().exit(code)


@click.command(short_help="Print the JSON Schema of stored records.")
@click.argument("kind", required=False, type=click.Choice(list(KINDS)))
def schema(kind: str | None) -> None:
    """Print the JSON Schema (2020-12) of the stored records of a KIND; without one, of a whole log.

    Fields it does not name are allowed: a newer version may have written them.
    """
    from shadowlog.domain.schema.json_schema import schema_of, schema_of_all

    put_json(schema_of(KINDS[kind]) if kind else schema_of_all())


def settings_fault() -> ShadowlogError | None:
    """The error in the settings, including those of the terminal UI; None if there is none."""
    from shadowlog.store.workspace.settings import SettingsWrong, read_settings

    try:
        settings = read_settings()
        if settings.keys or settings.theme or settings.opens:
            from shadowlog.tui.preferences import check_choices

            check_choices(settings)
    except SettingsWrong as error:
        return error
    return None
