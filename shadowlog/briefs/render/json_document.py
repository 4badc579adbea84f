"""A brief as JSON, for other programs. What it holds is declared in ``json_types``, and published as a JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from shadowlog.briefs.model import evidence_index
from shadowlog.briefs.model.blocks import Block, BriefLine, Bullets, EvidenceList, Paragraph, Quote, Series, Table
from shadowlog.briefs.model.brief import Brief, checksum
from shadowlog.briefs.model.claims import DIGITS
from shadowlog.briefs.model.text import Text, phrase
from shadowlog.briefs.render.json_types import FORMAT, AnyBlock, BodyJson, LineJson, RecordJson, RowJson, ShareJson


def to_json(brief: Brief) -> bytes:
    """A brief as JSON: front matter, sections with the ids behind every line, and what each record counts as."""
    body: BodyJson = {
        "text": checksum(brief.body),
        "format": FORMAT,
        "notes": [_block(block) for block in brief.content.notes],
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in brief.content.sections
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


def _row(row: Sequence[Text | str], ids: Sequence[str]) -> RowJson:
    cells = [cell if isinstance(cell, Text) else phrase(cell) for cell in row]
    shares: list[ShareJson] = [
        {
            "column": column, "text": share.plain, "share": round(share.share, DIGITS),
            "interval": [round(share.low, DIGITS), round(share.high, DIGITS)], "n": share.of,
        }
        for column, cell in enumerate(cells)
        for share in cell.shares
    ]  # fmt: skip
    made: RowJson = {"cells": [cell.plain for cell in cells], "evidence": list(ids)}
    if shares:
        made["shares"] = shares
    return made


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
            rows = [_row(row, ids) for row, ids in zip(block.rows, evidence, strict=True)]
            return {"type": "table", "header": list(block.header), "rows": rows}
        case EvidenceList():
            return {
                "type": "index",
                "references": [
                    {"number": each.number, "text": each.words, "evidence": list(each.ids)} for each in block.cited
                ],
            }
        case Series():
            return {
                "type": "series", "label": block.label,
                "months": [{"month": month, "count": count} for month, count in block.months],
            }  # fmt: skip
