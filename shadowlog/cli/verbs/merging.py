"""``shadowlog merge`` and ``unmerge``."""

from __future__ import annotations

import click

from shadowlog.cli.output import as_json, put, put_record, say
from shadowlog.cli.session import ShellSession, pass_session
from shadowlog.services.resolve import find, find_key


@click.command(short_help="Merge two records that mean the same.")
@click.argument("one", metavar="ID_OR_NAME")
@click.argument("into", metavar="INTO")
@as_json
@pass_session
def merge(session: ShellSession, one: str, into: str, as_json: bool) -> None:
    """Merge a theme, an account or another record that has aliases into one of its kind.

    Records that referred to the first refer to the second from then on, and both names lead to it. No text is lost,
    and shadowlog unmerge takes the merge back at any time.
    """
    from shadowlog.services.merge import merge as merge_records

    merged = merge_records(session.repository, find(session.repository, one), find(session.repository, into))
    put_record(session, merged.record, json=as_json, verb="Merged into")
    say(f"Records that referred to the other and now refer to it: {merged.moved}.")
    session.saved()


@click.command(short_help="Take back a merge.")
@click.argument("record_id", metavar="ID_OR_NAME")
@pass_session
def unmerge(session: ShellSession, record_id: str) -> None:
    """Take back the latest merge of a record. Both are as they were before, except for what was changed since."""
    from shadowlog.services.merge import unmerge as take_back

    undone = take_back(session.repository, find_key(session.repository, record_id))
    put("The merge is taken back: there are two records again.")
    if undone.kept:
        say(f"Fields that were changed since then, and stay as they are: {undone.kept}.")
    session.saved()
