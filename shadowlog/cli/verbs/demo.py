"""``shadowlog demo``."""

from __future__ import annotations

import click

from shadowlog.cli.output import put, say
from shadowlog.cli.session import ShellSession, pass_session
from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Encounter


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
