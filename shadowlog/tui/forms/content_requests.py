"""The forms that ship a content request, and that decline one."""

from __future__ import annotations

from collections.abc import Mapping

from shadowlog.domain.records import Asset, ContentRequest
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.schema.made import replace
from shadowlog.services.content_requests import decline, ship
from shadowlog.services.field_input import text_of
from shadowlog.tui.forms.kinds import Forms
from shadowlog.tui.forms.specification import Done, Form

_OF_ASSET = ("name", "type", "location", "version", "owner", "verify_by")


def ship_form(forms: Forms, request: ContentRequest) -> Form:
    """Asks for the asset that a request is shipped as."""
    repository = forms.repository
    declared = fields_of(Asset)
    fields = [declared[name] for name in _OF_ASSET]
    made = Asset(type=request.asset_type, owner=request.owner)
    filled = {field.name: text_of(repository, field, getattr(made, field.name)) for field in fields}

    def save(typed: Mapping[str, str]) -> Done:
        with repository.change("Ship request"):
            values = forms.read(fields, typed)
            name = str(values.pop("name"))
            asset = ship(repository, request, name, **{key: value for key, value in values.items() if value})
        return Done(f"Shipped as {asset.name}", [request, asset])

    about = f"what was made of: {request.use_case}"
    return Form(f"ship requests {request.id}", "Ship request", fields, filled, save, {"id": request.id}, about)


def decline_form(forms: Forms, request: ContentRequest) -> Form:
    """Asks why a request is declined."""
    field = replace(fields_of(ContentRequest)["reason"], required=True)

    def save(typed: Mapping[str, str]) -> Done:
        declined = decline(forms.repository, request, typed["reason"])
        return Done("Declined request", [declined])

    about = f"whoever asked reads why: {request.use_case}"
    name = f"decline requests {request.id}"
    return Form(name, "Decline request", [field], {"reason": request.reason}, save, {"id": request.id}, about)
