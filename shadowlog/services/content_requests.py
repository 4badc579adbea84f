"""Moves content requests from status to status, each step as one change."""

from __future__ import annotations

from typing import Any

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import Asset, ContentRequest
from shadowlog.domain.rules.content_requests import moved
from shadowlog.domain.values import RequestStatus
from shadowlog.store.repository import Repository


def step(repository: Repository, request: ContentRequest, by: int) -> ContentRequest:
    """Move a request a step forward (``by`` 1) or back (-1). Raises RuleBroken if there is no such step, or if it needs
    an asset.
    """
    status = moved(request.status, by)
    if status is None:
        raise RuleBroken(
            f"A request that is {request.status.words} cannot be moved {'on' if by > 0 else 'back'}.",
            "To give it another status, edit it.",
        )
    return repository.edit(request, label=f"Request {status.words}", status=status)


def ship(repository: Repository, request: ContentRequest, name: str, **fields: Any) -> Asset:
    """Ship a request with the asset of this name, which is added if it is missing; ``fields`` are the asset's.

    A new asset takes type, persona, stage, themes and objections from the request. Raises Ambiguous if several assets
    have the name, InvalidField, SaveFailed.
    """
    from shadowlog.services.resolve import only_named

    with repository.change("Ship request"):
        asset = only_named(repository, Asset, name)
        if asset is None:
            asked = {
                "type": request.asset_type, "persona": request.persona, "stage": request.stage,
                "themes": request.themes, "objections": request.objections, "owner": request.owner,
            }  # fmt: skip
            asset = repository.add(Asset(name=name.strip(), **{**asked, **fields}))
        elif fields:
            asset = repository.edit(asset, **fields)
        repository.edit(request, status=RequestStatus.SHIPPED, asset=asset.id)
    return asset


def decline(repository: Repository, request: ContentRequest, reason: str) -> ContentRequest:
    """Decline a request. Whoever asked for it reads the reason. Raises RuleBroken, SaveFailed."""
    return repository.edit(request, label="Decline request", status=RequestStatus.DECLINED, reason=reason.strip())


def repeats(repository: Repository, request: ContentRequest, other: ContentRequest) -> ContentRequest:
    """Mark a request as a duplicate of another: it gets the same answer. Raises RuleBroken, SaveFailed."""
    if other.status is RequestStatus.DUPLICATE:
        raise RuleBroken("That request is a duplicate itself.", "Choose the request that it repeats.")
    return repository.edit(
        request, label="Mark request as duplicate", status=RequestStatus.DUPLICATE, duplicate_of=other.id
    )
