"""What F1 says of a field of a form: what goes there, in which form, and which keys it has of its own."""

from __future__ import annotations

from collections.abc import Iterator

from shadowlog.domain.records import RECORDS
from shadowlog.domain.schema.fields import Field, Shape
from shadowlog.services.field_input import makes_names
from shadowlog.tui.commands.explanation import Explanation

_DATES = "As you say it: yesterday 3pm, last tue, 21/11, 2026-11-20 14:30. Half a date, such as 3, is refused."
_DAYS = "A day as you say it: yesterday, last tue, in 3 days, end of month, 21/11."

_SHAPES = {
    Shape.MOMENT: _DATES, Shape.DAY: _DAYS, Shape.WORDS: "Several are divided by commas.",
    Shape.FLAG: "Arrows, y or n choose.",
    Shape.PROSE: "Markdown, as many lines as you like; tab goes on to the next field.",
}  # fmt: skip


def explained(field: Field) -> Explanation:
    """A field, explained."""
    return Explanation(f"The field “{field.label}”", " ".join(_sentences(field)))


def _sentences(field: Field) -> Iterator[str]:
    help = field.help
    yield f"{help[0].upper()}{help[1:]}."
    yield "It must be filled in." if field.required else "It may stay empty."
    if field.shape in _SHAPES:
        yield _SHAPES[field.shape]
    elif field.values is not None:
        yield f"Arrows or a letter choose: {', '.join(value.words for value in field.values)}."
        if not field.required:
            yield "Backspace leaves it open."
    elif field.shape is Shape.NUMBER:
        yield f"A number from {field.least} to {field.most:,}."
    elif field.refers:
        kind = RECORDS[field.table]
        yield f"The name of {kind.declared.one}; the right arrow takes the one that is offered in grey."
        if field.shape is Shape.STANCES:
            yield "Several are divided by commas, each with how it was received, such as Total cost:rejected."
        elif field.shape is Shape.REFS:
            yield "Several are divided by commas; a name with a comma stands in quotation marks."
        if makes_names(field):
            yield "A name nobody has yet is shown, and made when you save."
        else:
            yield f"It must be there already: a list has {kind.declared.plural}."
