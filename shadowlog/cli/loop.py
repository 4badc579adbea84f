"""``shadowlog ship``, ``decline`` and ``digest``: closing the loop."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from shadowlog.cli.session import Session, as_json, pass_session, put, put_record, say
from shadowlog.cli.streams import output_fault
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import ContentRequest, Person
from shadowlog.domain.values import AssetType
from shadowlog.services.resolve import find, resolve


def _request(session: Session, text: str) -> ContentRequest:
    record = find(session.repository, text)
    if not isinstance(record, ContentRequest):
        raise NotFound(f"{text!r} is a {record.singular}, not a content request.", "shadowlog list requests")
    return record


@click.command(short_help="Ship a content request with an asset, and answer everyone behind it.")
@click.argument("request", metavar="ID")
@click.argument("asset", metavar="ASSET_NAME")
@click.option("--type", "kind", metavar="TYPE", help="What it is, such as case_study.")
@click.option("--location", default="", metavar="WHERE", help="Where it is found.")
@as_json
@pass_session
def ship(session: Session, request: str, asset: str, kind: str | None, location: str, as_json: bool) -> None:
    """Say that a request was shipped as an asset, which is made where there is none of that name.

    Whoever asked for it, and whoever said what it stands on, reads it in shadowlog mine and in their digest.
    """
    from shadowlog.analysis.feedback.loop import Loop
    from shadowlog.services.content_requests import ship as ship_request

    fields = {"type": AssetType.parse(kind, "type")} if kind else {}
    held = _request(session, request)
    made = ship_request(session.repository, held, asset, **fields, **({"location": location} if location else {}))
    put_record(session, made, json=as_json, verb="Shipped as")
    answered = [record for record, standing in Loop(session.repository).untold() if standing.asset == made.id]
    say(f"It answers {len(answered)} contribution{'' if len(answered) == 1 else 's'}.")
    session.saved()


@click.command(short_help="Decline a content request, with a reason.")
@click.argument("request", metavar="ID")
@click.argument("reason")
@as_json
@pass_session
def decline(session: Session, request: str, reason: str, as_json: bool) -> None:
    """Decline a content request. Whoever asked reads the reason."""
    from shadowlog.services.content_requests import decline as decline_request

    put_record(
        session, decline_request(session.repository, _request(session, request), reason), json=as_json, verb="Declined"
    )
    session.saved()


@click.command(short_help="Write what became of what somebody contributed, once.")
@click.argument("person", metavar="NAME")
@click.option("--peek", is_flag=True, help="Only look: the next digest tells it again.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this file.")
@pass_session
def digest(session: Session, person: str, peek: bool, out: Path | None) -> None:
    """Write what became of what somebody contributed since they were last told, as Markdown.

    Each answer is told once: what this digest holds, the next one does not.
    """
    from shadowlog.analysis.feedback.loop import Loop
    from shadowlog.briefs.digest import digest as make_digest
    from shadowlog.store.log import durable_io
    from shadowlog.store.log.errors import save_failed

    who = resolve(session.repository, Person, person)
    made = make_digest(session.repository, session.finder, who, datetime.now(timezone.utc))
    if out is None:
        put(made.text.rstrip("\n"))
    else:
        try:
            durable_io.replace_file(str(out), [made.text.encode()])
        except OSError as error:
            raise save_failed(error, str(out)) from error
        put(str(out))
    if not peek and not session.repository.event_store.read_only and output_fault() is None:
        Loop(session.repository).tell(made.answers)
        session.saved()
