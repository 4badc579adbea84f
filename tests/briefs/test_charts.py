"""Charts: shares and trends are drawn from the same data as the words beside them, in every form."""

from __future__ import annotations

import json

import jsonschema

from shadowlog.briefs.export.one import BriefFormat, rendered, write_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.render.json_types import brief_schema
from shadowlog.domain.records import Theme
from shadowlog.privacy.withholding import Audience
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY
from tests.some import some


def quieter(repository: Repository, audience: Audience = Audience.INTERNAL) -> Brief:
    theme = next(theme for theme in repository.all(Theme) if theme.name == "Quieter at the bedside")
    return write_brief(repository, theme, TODAY, audience)


def test_programs_get_every_share_of_a_table_as_numbers(demo: Repository) -> None:
    held = json.loads(rendered(quieter(demo), BriefFormat.JSON))
    jsonschema.validate(held, brief_schema(), cls=jsonschema.Draft202012Validator)
    tables = [block for section in held["sections"] for block in section["blocks"] if block["type"] == "table"]
    shares = some([(row["cells"], share) for table in tables for row in table["rows"] for share in row["shares"]])
    for cells, share in shares:
        assert share["text"] in cells[share["column"]]
        low, high = share["interval"]
        assert low <= share["share"] <= high
        assert f"{round(low * 100)}–{round(high * 100)} %" in share["text"]
