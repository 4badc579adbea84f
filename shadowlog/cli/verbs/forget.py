"""``shadowlog forget``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shadowlog.cli.options import pass_session
from shadowlog.cli.output import put, say
from shadowlog.cli.param_types import name_of
from shadowlog.cli.progress import shown_seconds
from shadowlog.cli.session import ShellSession
from shadowlog.domain.errors import NotFound, RuleBroken
from shadowlog.domain.records import Record
from shadowlog.domain.schema.registry import forgettable_kinds, who_can_be_forgotten
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import resolve_among
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed

if TYPE_CHECKING:
    from shadowlog.privacy.erasure.erasure import Erasure, Preview
    from shadowlog.privacy.erasure.passages import DoubtfulPlace
    from shadowlog.store.maintenance.copies import Copy

LEFT = 1
"""The exit code where files are left that name them."""

_BEGUN = "forgetting.json"
"""The file in the data folder that says which briefs must still be written again. It contains no names."""

_SHOWN = 10
"""The largest number of places shown of each word to decide about."""


@click.command(
    short_help=f"Forget {who_can_be_forgotten()} for good.",
    help=f"""Remove the names of {who_can_be_forgotten()} everywhere: from every record and its history, from snapshots,
    drafts, copies and indexes.

    What they said and what was counted stays, and so do coded values and the names of other records. Words that may
    also mean something else are shown, and you decide. Exported briefs that name them are written again. Files that
    shadowlog did not write, or that somebody changed, are listed and left as they are: the exit code is then 1. This
    cannot be undone.
    """,
)
@click.argument("name", metavar="NAME", type=name_of(*forgettable_kinds()))
@click.option(
    "--word",
    "words",
    metavar="WORD=keep|forget",
    multiple=True,
    help="What to do with a word that may also mean something else, such as target=keep. Can be repeated.",
)
@click.option("--confirm", metavar="NAME", help="The whole name again, to confirm without being asked.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done.")
@pass_session
def forget(session: ShellSession, name: str, words: tuple[str, ...], confirm: str | None, dry_run: bool) -> None:
    """Forget somebody, or finish a forgetting that was interrupted."""
    from shadowlog.privacy.erasure.erasure import Erasure, Undecided

    begun = _begun(session)
    try:
        record = _meant(session, name)
    except NotFound:
        if not begun:
            raise
        say(
            f"Nobody is called {name!r}. An earlier shadowlog forget was interrupted before "
            "it had written the briefs again: they are written now."
        )
        _write_again(session, begun)
        return
    erasure = Erasure(session.repository, record)
    decided = dict(map(_decision, words))
    if decided:
        erasure.decide(decided)
    with shown_seconds("Looking for the name"):
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
        raise RuleBroken("Nothing was forgotten.", f"To confirm, give the whole name: --confirm '{record.heading}'")
    for word, places in preview.asked.items():
        _ask(erasure, word, places)
    _begin(session, begun, preview.exports)
    try:
        with shown_seconds("Forgetting"):
            erasure.forget()
    except RuleBroken:
        if not begun:
            durable_io.remove(str(session.workspace.data / _BEGUN))
        raise
    say("Forgotten.")
    _write_again(session, _begun(session))
    erasure.look_at_exports()
    if erasure.left:
        _tell_left("These files still name them. Change or remove them yourself:", erasure.left)
        raise SystemExit(LEFT)


def _meant(session: ShellSession, name: str) -> Record:
    """The record of a name among the kinds that may ask to be forgotten. Raises NotFound, Ambiguous."""
    return resolve_among(session.repository, forgettable_kinds(), name)


def _decision(text: str) -> tuple[str, bool]:
    """A word and whether it is removed, from ``word=keep`` or ``word=forget``. Raises RuleBroken."""
    word, _, decision = text.rpartition("=")
    if not word or decision not in ("keep", "forget"):
        raise RuleBroken(f"--word {text} does not say what to do.", "Write --word target=keep or --word target=forget.")
    return word, decision == "forget"


def _tell(record: Record, preview: Preview) -> None:
    names = ", ".join(f"“{shown_in_line(known_name)}”" for known_name in preview.names)
    say(f"{record.singular.capitalize()} known as {names}.")
    texts = ", ".join(f"{count} in {kind} records" for kind, count in sorted(preview.texts.items()))
    say(f"Texts that clearly name them: {texts or 'none'}.")
    if preview.examples:
        say("Some of them as they would read:")
    for text in preview.examples:
        say(f"  {shown_in_line(text)[:160]}")
    for word, places in preview.asked.items():
        say(f"You decide about “{word}”, which occurs in {len(places)} places:")
        for place in places[:_SHOWN]:
            say(f"  {_in_context(place)}")
    if preview.kept:
        names = ", ".join(map(shown_in_line, preview.kept[:_SHOWN]))
        say(f"Names of other records that share a word with them, and stay: {names}.")
    say(f"Exported files that name them, to be removed and written again: {len(preview.exports)}.")
    for path in preview.exports:
        put(str(path))
    cleaned = [copy for copy in preview.copies if copy not in preview.left]
    say(f"Snapshots, drafts and copies that name them: {len(cleaned)}.")
    for copy in cleaned:
        say(f"  {copy.path}: to be {copy.fate.value}")
    if preview.left:
        _tell_left("Files that name them and would be left as they are:", preview.left)


def _tell_left(heading: str, copies: Iterable[Copy]) -> None:
    say(heading)
    for copy in copies:
        say(f"  {copy.path}: {copy.why}")


def _in_context(place: DoubtfulPlace) -> str:
    return f"{shown_in_line(place.before)}[{shown_in_line(place.there)}]{shown_in_line(place.after)}".strip()


def _ask(erasure: Erasure, word: str, places: list[DoubtfulPlace]) -> None:
    """Ask about every place of a word, and note the answers in ``erasure``."""
    for number, place in enumerate(places, 1):
        say(f"“{word}”, {number} of {len(places)}: {_in_context(place)}")
        answer = click.prompt(
            "Does this mean them? y yes, n no, a yes in all places, k no, keep this word in all places",
            type=click.Choice(["y", "n", "a", "k"]),
            show_choices=False,
            err=True,
        )
        if answer in "ak":
            erasure.change.words[word] = answer == "a"
            return
        erasure.change.contexts[place] = answer == "y"


def _begin(session: ShellSession, begun: dict[str, list[str]], exports: Iterable[Path]) -> None:
    """Note which formats of briefs must be written again, by audience, so that an interrupted run can be finished.

    Raises SaveFailed.
    """
    from shadowlog.briefs.export.one import BriefFormat, folder_of
    from shadowlog.privacy.withholding import Audience

    audiences = {folder_of(session.workspace, audience): audience.value for audience in Audience}
    to_write = {audience: set(forms) for audience, forms in begun.items()}
    for path in exports:
        if path.parent in audiences:
            to_write.setdefault(audiences[path.parent], set()).update(
                form.value for form in BriefFormat if form.ending == path.suffix and not path.name.startswith(".")
            )
    noted = session.workspace.data / _BEGUN
    if to_write:
        content = json.dumps({audience: sorted(forms) for audience, forms in to_write.items()})
        try:
            durable_io.replace_file(str(noted), [content.encode()])
        except OSError as error:
            raise save_failed(error, str(noted)) from error


def _begun(session: ShellSession) -> dict[str, list[str]]:
    """The formats of briefs that must be written again, by audience; empty if there are none."""
    try:
        return dict(json.loads((session.workspace.data / _BEGUN).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}


def _no_browser() -> str:
    """Why no PDF can be printed; empty where one can."""
    from shadowlog.briefs.render.pdf import NoPdf, find_browser

    try:
        find_browser()
    except NoPdf as error:
        return str(error)
    return ""


def _write_again(session: ShellSession, begun: dict[str, list[str]]) -> None:
    """Write the briefs again in the folders where some named them."""
    from shadowlog.briefs.export.incremental import export
    from shadowlog.briefs.export.one import BriefFormat, folder_of
    from shadowlog.privacy.withholding import Audience

    for audience in Audience:
        if audience.value in begun:
            folder = folder_of(session.workspace, audience)
            forms = [form for form in BriefFormat if form.value in begun[audience.value]]
            if BriefFormat.PDF in forms and (problem := _no_browser()):
                forms.remove(BriefFormat.PDF)
                say(f"No PDF was printed again. {problem}")
            report = export(session.repository, folder, datetime.now(timezone.utc).date(), audience, forms)
            say(f"Briefs written again in {folder}: {len(report.written)}.")
    durable_io.remove(str(session.workspace.data / _BEGUN))
