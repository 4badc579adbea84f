"""A brief as JSON, for other programs. What it holds is published in ``brief.schema.json`` beside this file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from shadowlog.briefs.builder import INDEX, INDEX_TITLE
from shadowlog.briefs.model.blocks import Block, Bullets, Line, Paragraph, Quote, Series, Table
from shadowlog.briefs.model.brief import Brief, checksum
from shadowlog.briefs.model.markdown import plain

SCHEMA = Path(__file__).with_name("brief.schema.json")


def to_json(brief: Brief) -> bytes:
    """A brief as JSON: front matter, sections with the ids behind every line, and what each record counts as."""
    return orjson.dumps(
        {
            **brief.front,
            "text": checksum(brief.body),
            "format": "shadowlog-brief/1",
            "notes": [_block(block) for block in brief.content.notes],
            "sections": [
                {"title": plain(section.title), "blocks": [_block(block) for block in section.blocks]}
                for section in brief.content.sections
                if section.title != INDEX_TITLE
            ],
            "records": {
                key: {name.replace(" ", "_"): plain(value) for name, value in zip(INDEX, held, strict=True)}
                for key, held in sorted(brief.records.items())
            },
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )


def _line(line: Line) -> dict[str, Any]:
    return {"text": plain(line.text), "evidence": list(line.evidence)}


def _cells(cells: Sequence[str]) -> list[str]:
    return [plain(cell) for cell in cells]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"type": "paragraph", **_line(block.line)}
        case Bullets():
            return {"type": "list", "items": [_line(line) for line in block.lines]}
        case Quote():
            by = block.attribution
            return {
                "type": "quote", "text": "\n".join(_cells(block.said)), "attribution": plain(by.text),
                "evidence": list(by.evidence),
            }  # fmt: skip
        case Table():
            evidence = block.evidence or ((),) * len(block.rows)
            rows = [
                {"cells": _cells(row), "evidence": list(ids)} for row, ids in zip(block.rows, evidence, strict=True)
            ]
            return {"type": "table", "header": _cells(block.header), "rows": rows}
        case Series():
            months = [{"month": month, "count": count} for month, count in block.months]
            return {"type": "series", "label": block.label, "months": months}
