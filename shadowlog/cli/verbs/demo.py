"""``shadowlog demo``."""

from __future__ import annotations

import click

from shadowlog.cli.output import put, say
from shadowlog.cli.session import Session, pass_session
from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Encounter


@click.command(short_help="Fill the workspace with a made-up company’s year.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there are encounters already.")
@pass_session
def demo(session: Session, if_empty: bool) -> None:
    """Fill the workspace with a believable year of a made-up maker of infusion pumps.

    It is one change: shadowlog undo takes it away again. A workspace that is in use is left alone.
    """
    from shadowlog.demo import fill

    if session.repository.count(Encounter):
        if if_empty:
            return
        raise RuleBroken(
            f"{session.workspace.root} holds encounters already.",
            "Put the demo elsewhere: shadowlog --workspace demo demo",
        )
    put(f"{fill(session.repository)} records of Halden Medical’s year. Look around: shadowlog")
    say("To take them away again: shadowlog undo")
    session.saved()
