"""``shadowlog ship`` and ``decline``: answering a content request."""

from __future__ import annotations

import click

from shadowlog.cli.options import as_json, pass_session
from shadowlog.cli.output import put_record, say
from shadowlog.cli.param_types import id_of, name_of, one_of
from shadowlog.cli.session import ShellSession
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import Asset, ContentRequest
from shadowlog.domain.values import AssetType
from shadowlog.services.resolve import find_by_id


def _request(session: ShellSession, text: str) -> ContentRequest:
    """The content request of an id. Raises NotFound, Ambiguous."""
    record = find_by_id(session.repository, text)
    if not isinstance(record, ContentRequest):
        raise NotFound(
            f"{text!r} means another kind of record: {record.singular} “{record.heading}”.",
            "To find content requests: shadowlog list requests",
        )
    return record


@click.command(short_help="Ship a content request with an asset, and answer everyone behind it.")
@click.argument("request", metavar="ID", type=id_of(ContentRequest))
@click.argument("asset", metavar="ASSET_NAME", type=name_of(Asset))
@click.option("--type", "kind", metavar="TYPE", type=one_of(AssetType), help="What it is, such as case_study.")
@click.option("--location", default="", metavar="WHERE", help="Where it can be found, such as an address or a folder.")
@as_json
@pass_session
def ship(session: ShellSession, request: str, asset: str, kind: str | None, location: str, as_json: bool) -> None:
    """Record that a request was shipped as an asset. The asset is added if there is none of that name.

    Everyone who asked for it, or contributed to its evidence, reads this in shadowlog mine and in their digest.
    """
    from shadowlog.analysis.feedback.loop import Loop
    from shadowlog.services.content_requests import ship as ship_request

    fields = {"type": AssetType.parse(kind, "type")} if kind else {}
    content_request = _request(session, request)
    shipped = ship_request(
        session.repository, content_request, asset, **fields, **({"location": location} if location else {})
    )
    put_record(session, shipped, json=as_json, verb="Shipped as")
    answered = [record for record, standing in Loop(session.repository).untold() if standing.asset == shipped.id]
    say(f"It answers {len(answered)} contribution{'' if len(answered) == 1 else 's'}.")
    session.saved()


@click.command(short_help="Decline a content request, with a reason.")
@click.argument("request", metavar="ID", type=id_of(ContentRequest))
@click.argument("reason")
@as_json
@pass_session
def decline(session: ShellSession, request: str, reason: str, as_json: bool) -> None:
    """Decline a content request. Everyone who asked for it reads the reason."""
    from shadowlog.services.content_requests import decline as decline_request

    put_record(
        session, decline_request(session.repository, _request(session, request), reason), json=as_json, verb="Declined"
    )
    session.saved()
