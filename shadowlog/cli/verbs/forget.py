"""``shadowlog forget``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shadowlog.cli.output import put, say
from shadowlog.cli.session import Session, pass_session
from shadowlog.domain.errors import NotFound, RuleBroken
from shadowlog.domain.records import Account, Person, Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import resolve
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed

if TYPE_CHECKING:
    from shadowlog.privacy.erasure.erasure import Erasure, Preview
    from shadowlog.privacy.erasure.passages import DoubtfulPlace
    from shadowlog.store.maintenance.copies import Copy

LEFT = 1
"""The exit code where files are left that name them."""

_BEGUN = "forgetting.json"
"""What in the data folder says which briefs are still to be written anew. It names nobody."""

_SHOWN = 10
"""Places shown of each word that is to be decided on, where nobody is asked."""


@click.command(short_help="Forget a person or an account for good.")
@click.argument("name", metavar="PERSON_OR_ACCOUNT")
@click.option(
    "--word",
    "words",
    metavar="WORD=keep|forget",
    multiple=True,
    help="What becomes of a word that may mean something else as well, such as target=keep. May be given often.",
)
@click.option("--confirm", metavar="NAME", help="The whole name once more, where nobody is there to type it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@pass_session
def forget(session: Session, name: str, words: tuple[str, ...], confirm: str | None, dry_run: bool) -> None:
    """Forget who a person or an account was: in every record and its history, in snapshots, drafts, copies, indexes.

    What they said and what was counted stays, and so do coded values and what others are called by. Words that may
    mean something else are shown, and you decide. Exported briefs that name them are written anew. Files that
    shadowlog did not write, or that somebody changed, are listed and left: the exit code is then 1. It cannot be
    undone.
    """
    from shadowlog.privacy.erasure.erasure import Erasure, Undecided

    begun = _begun(session)
    try:
        record = _meant(session, name)
    except NotFound:
        if not begun:
            raise
        say(f"Nobody answers to {name!r}. A forgetting was interrupted at the end, so its briefs are written anew now.")
        _write_anew(session, begun)
        return
    erasure = Erasure(session.repository, record)
    decided = dict(map(_decision, words))
    if decided:
        erasure.decide(decided)
    preview = erasure.preview()
    _tell(record, preview)
    terminal = sys.stdin.isatty()
    if dry_run:
        return
    if preview.asked and not terminal:
        raise Undecided(preview.asked)
    if confirm is None and terminal:
        confirm = click.prompt("This cannot be undone. Type the whole name to forget it", err=True)
    if confirm != record.heading:
        raise RuleBroken("Nothing was forgotten.", f"Confirm with the whole name: --confirm '{record.heading}'")
    for word, places in preview.asked.items():
        _ask(erasure, word, places)
    _begin(session, begun, preview.exports)
    try:
        erasure.forget()
    except RuleBroken:
        if not begun:
            durable_io.remove(str(session.workspace.data / _BEGUN))
        raise
    say("Forgotten.")
    _write_anew(session, _begun(session))
    erasure.look_at_exports()
    if erasure.left:
        _tell_left("These still name them, and are yours to change or remove:", erasure.left)
        raise SystemExit(LEFT)


def _meant(session: Session, name: str) -> Record:
    """The person or account of a name. Raises NotFound, Ambiguous."""
    try:
        return resolve(session.repository, Person, name)
    except NotFound:
        return resolve(session.repository, Account, name)


def _decision(text: str) -> tuple[str, bool]:
    """A word and whether it goes. Raises RuleBroken."""
    word, _, what = text.rpartition("=")
    if not word or what not in ("keep", "forget"):
        raise RuleBroken(f"--word {text} does not say what to do.", "Write it like --word target=keep, or =forget.")
    return word, what == "forget"


def _tell(record: Record, preview: Preview) -> None:
    names = ", ".join(f"“{shown_in_line(known_name)}”" for known_name in preview.names)
    say(f"{record.singular.capitalize()} known as {names}.")
    texts = ", ".join(f"{count} in {kind} records" for kind, count in sorted(preview.texts.items()))
    say(f"Texts that surely name them: {texts or 'none'}. They would read, such as:")
    for text in preview.examples:
        say(f"  {shown_in_line(text)[:160]}")
    for word, places in preview.asked.items():
        say(f"To be decided on, “{word}”, {len(places)} times:")
        for place in places[:_SHOWN]:
            say(f"  {_in_context(place)}")
    if preview.kept:
        say(f"Names of others that share a word, and stay: {', '.join(map(shown_in_line, preview.kept[:_SHOWN]))}.")
    say(f"Exported files that name them, to be removed and written anew: {len(preview.exports)}.")
    for path in preview.exports:
        put(str(path))
    cleaned = [copy for copy in preview.copies if copy not in preview.left]
    say(f"Snapshots, drafts and copies that name them: {len(cleaned)}.")
    for copy in cleaned:
        say(f"  {copy.path}: to be {copy.fate.value}")
    if preview.left:
        _tell_left("Files that name them and would be left:", preview.left)


def _tell_left(what: str, copies: Iterable[Copy]) -> None:
    say(what)
    for copy in copies:
        say(f"  {copy.path}: {copy.why}")


def _in_context(place: DoubtfulPlace) -> str:
    return f"{shown_in_line(place.before)}[{shown_in_line(place.there)}]{shown_in_line(place.after)}".strip()


def _ask(erasure: Erasure, word: str, places: list[DoubtfulPlace]) -> None:
    """Have every place of a word decided on."""
    for number, place in enumerate(places, 1):
        say(f"“{word}”, {number} of {len(places)}: {_in_context(place)}")
        answer = click.prompt(
            "Does this mean them? y yes, n no, a all of this word do, k keep this word everywhere",
            type=click.Choice(["y", "n", "a", "k"]),
            show_choices=False,
            err=True,
        )
        if answer in "ak":
            erasure.change.words[word] = answer == "a"
            return
        erasure.change.contexts[place] = answer == "y"


def _begin(session: Session, begun: dict[str, list[str]], exports: Iterable[Path]) -> None:
    """Note which forms of briefs are to be written anew for whom, so that it is done even where this is interrupted."""
    from shadowlog.briefs.export.one import Form, folder_of
    from shadowlog.privacy.withholding import Audience

    audiences = {folder_of(session.workspace, audience): audience.value for audience in Audience}
    to_write = {audience: set(forms) for audience, forms in begun.items()}
    for path in exports:
        if path.parent in audiences:
            to_write.setdefault(audiences[path.parent], set()).update(
                form.value for form in Form if form.ending == path.suffix and not path.name.startswith(".")
            )
    noted = session.workspace.data / _BEGUN
    if to_write:
        content = json.dumps({audience: sorted(forms) for audience, forms in to_write.items()})
        try:
            durable_io.replace_file(str(noted), [content.encode()])
        except OSError as error:
            raise save_failed(error, str(noted)) from error


def _begun(session: Session) -> dict[str, list[str]]:
    """The forms of briefs that are to be written anew, by audience."""
    try:
        return dict(json.loads((session.workspace.data / _BEGUN).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}


def _write_anew(session: Session, begun: dict[str, list[str]]) -> None:
    """Write the briefs anew in the folders where some named them."""
    from shadowlog.briefs.export.incremental import export
    from shadowlog.briefs.export.one import Form, folder_of
    from shadowlog.privacy.withholding import Audience

    for audience in Audience:
        if audience.value in begun:
            folder = folder_of(session.workspace, audience)
            forms = [form for form in Form if form.value in begun[audience.value]]
            report = export(session.repository, folder, datetime.now(timezone.utc).date(), audience, forms)
            say(f"{len(report.written)} briefs written anew in {folder}.")
    durable_io.remove(str(session.workspace.data / _BEGUN))
