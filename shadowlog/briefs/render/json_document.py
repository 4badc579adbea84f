"""A brief as JSON, for other programs. What it holds is declared in ``json_types``, and published as a JSON Schema."""

from __future__ import annotations

import orjson

from shadowlog.briefs.model import evidence_index
from shadowlog.briefs.model.blocks import Block, BriefLine, Bullets, Paragraph, Quote, Series, Table
from shadowlog.briefs.model.brief import Brief, checksum
from shadowlog.briefs.render.json_types import FORMAT, AnyBlock, BodyJson, LineJson, RecordJson, RowJson


def to_json(brief: Brief) -> bytes:
    """A brief as JSON: front matter, sections with the ids behind every line, and what each record counts as."""
    body: BodyJson = {
        "text": checksum(brief.body),
        "format": FORMAT,
        "notes": [_block(block) for block in brief.content.notes],
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in brief.content.sections
            if section.title != evidence_index.TITLE
        ],
        "records": {key: _record(entry) for key, entry in sorted(brief.records.items())},
    }
    return orjson.dumps({**brief.front, **body}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _line(line: BriefLine) -> LineJson:
    return {"text": line.text.plain, "evidence": list(line.evidence)}


def _record(entry: evidence_index.EvidenceEntry) -> RecordJson:
    return {
        "record": entry.record,
        "month": entry.month,
        "basis": entry.basis,
        "persona": entry.persona.plain,
        "counts_as": entry.counts_as,
    }


def _block(block: Block) -> AnyBlock:
    match block:
        case Paragraph():
            return {"type": "paragraph", "text": block.line.text.plain, "evidence": list(block.line.evidence)}
        case Bullets():
            return {"type": "list", "items": [_line(line) for line in block.lines]}
        case Quote():
            by = block.attribution
            return {
                "type": "quote", "text": "\n".join(block.words), "attribution": by.text.plain,
                "evidence": list(by.evidence),
            }  # fmt: skip
        case Table():
            evidence = block.evidence or ((),) * len(block.rows)
            rows: list[RowJson] = [
                {"cells": [cell if isinstance(cell, str) else cell.plain for cell in row], "evidence": list(ids)}
                for row, ids in zip(block.rows, evidence, strict=True)
            ]
            return {"type": "table", "header": list(block.header), "rows": rows}
        case Series():
            return {
                "type": "series", "label": block.label,
                "months": [{"month": month, "count": count} for month, count in block.months],
            }  # fmt: skip
