"""``shadowlog forget``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

import click

from shadowlog.cli.session import Session, pass_session, put, say
from shadowlog.domain.display import shown_in_line
from shadowlog.domain.errors import NotFound, RuleBroken
from shadowlog.domain.records import Account, Person, Record
from shadowlog.store.lookup import resolve


@click.command(short_help="Forget a person or an account for good.")
@click.argument("name", metavar="PERSON_OR_ACCOUNT")
@click.option("--confirm", metavar="NAME", help="The whole name once more, where nobody is there to type it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@pass_session
def forget(session: Session, name: str, confirm: str | None, dry_run: bool) -> None:
    """Forget who a person or an account was: in every record and its history, in snapshots, drafts and indexes.

    What they said and what was counted stays. Exported briefs that name them are removed, listed, and written anew.
    It cannot be undone. Copies outside the workspace are yours to find.
    """
    from shadowlog.analysis.forgetting import Forgetting

    record = _meant(session, name)
    forgetting = Forgetting(session.logbook, record)
    found = forgetting.preview()
    names = ", ".join(f"“{shown_in_line(held)}”" for held in found.names)
    say(f"{record.singular.capitalize()} known as {names}.")
    texts = ", ".join(f"{count} in {kind} records" for kind, count in sorted(found.texts.items()))
    say(f"Texts that name them: {texts or 'none'}. They would read, such as:")
    for text in found.examples:
        say(f"  {shown_in_line(text)[:160]}")
    say(f"Exported files that name them: {len(found.exports)}.")
    for path in found.exports:
        put(str(path))
    if dry_run:
        return
    if confirm is None and sys.stdin.isatty():
        confirm = click.prompt("This cannot be undone. Type the whole name to forget it", err=True)
    if confirm != record.heading:
        raise RuleBroken("Nothing was forgotten.", f"Confirm with the whole name: --confirm '{record.heading}'")
    removed = forgetting.forget()
    say("Forgotten.")
    _write_anew(session, {path.parent: path for path in removed})


def _meant(session: Session, name: str) -> Record:
    """The person or account of a name. Raises NotFound, Ambiguous."""
    try:
        return resolve(session.logbook, Person, name)
    except NotFound:
        return resolve(session.logbook, Account, name)


def _write_anew(session: Session, folders: Mapping[Path, Path]) -> None:
    """Write the briefs anew in the folders where some named them."""
    from shadowlog.briefs.export import Form, folder_of
    from shadowlog.briefs.exporting import export
    from shadowlog.briefs.withholding import Audience

    for audience in Audience:
        folder = folder_of(session.workspace, audience)
        if folder in folders:
            forms = [Form.HTML] if (folder / "index.html").exists() else []
            forms += [Form.JSON] if any(folder.glob("*.json")) else []
            report = export(session.logbook, folder, datetime.now(timezone.utc).date(), audience, forms)
            say(f"{len(report.written)} briefs written anew in {folder}.")
