"""The places where commands work, and what the help says first of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from shadowlog.domain.text.filter_fields import FIELDS
from shadowlog.domain.text.marks import FIELDS as CAPTURED


@dataclass(frozen=True)
class Place:
    """Where one is: the lists, a form, a line that is being captured.

    In texts, a command's name in braces stands for its first key.
    """

    name: str
    title: str
    """Its heading in the help."""
    where: str
    """Completes “Save — …”."""
    way: str = ""
    """The command that goes there from the lists, where that takes no choice of what to do there."""
    leave: str = ""
    """The command that leaves it for the lists, and keeps what is typed there."""
    introduction: str = ""
    """What the help says first of it."""


_PLACES = (
    Place(
        "lists", "In the lists", "in the lists",
        introduction="A list on the left, what is selected on the right. {today} shows what is worth a look, "
        "{encounters} to {content} go to another list, "
        "{everything} to everything; {capture} takes a line of what was just said, {search} finds anything. Notes "
        "are Markdown. Everything is saved at once, and {undo} takes it back. {mark} marks several records, to be "
        "tagged ({tag}) or deleted ({delete}) together; {jump} gives every place a letter.",
    ),
    Place(
        "searching", "While searching", "while searching ({search})", way="search", leave="leave-search",
        introduction="Every word must be there, from its beginning; “a phrase” word for word; -word must not. "
        f"Fields: {', '.join(FIELDS)}. "
        "Several values are divided by commas: stance:rejected,confused. Dates as you say them, with hyphens: "
        "since:last-month. is:insight picks a kind, no:theme what lacks one, from:dana what she gave, kept:NAME a "
        "filter that was kept. {encounters} to {content} narrow the search to a list; in the briefs ({briefs}) it "
        "counts within each.",
    ),
    Place(
        "capturing", "While capturing a line", "while capturing a line ({capture})", way="capture", leave="leave-line",
        introduction="Type what was said; what it will become stands below. !price_budget makes it an objection of "
        "that category, and so does ! at the beginning; #total-cost:rejected (or #total-cost-) says how a theme was "
        "received: + resonated, - rejected, ? confused, = neutral. @account, ~persona, ^rep; names with blanks as "
        '@"Mercy Hospital" or @mercy-hospital. What stands in quotes is the buyer’s own. ? at the beginning makes '
        "a question, & a content request. In words, for keyboards without these signs: "
        f"{' '.join(f'{name}:' for name in CAPTURED)}. The right arrow takes "
        "what is offered in grey. Nothing in `code`, in a link or behind a backslash is a mark. A name nobody has "
        "is kept to be sorted out. {heard-again} chooses an objection that was heard before, to add to it. After "
        "saving, {heard-again} chooses a theme that fits; {resonated}, {neutral}, {confused} or {rejected} then says "
        "how it was received.",
    ),
    Place(
        "live", "In a ride-along, at a booth", "in a ride-along ({ride-along}) or at a booth ({booth})",
        leave="leave-line",
        introduction="In a ride-along everything you type is a note that keeps its minute; a line with a mark, or with "
        '+ insight, ! objection, ? question, "quote" or & content request at its beginning, goes to the log at '
        "once. @account, ^rep and ~persona alone say with whom it is. {end} ends it with a debrief; {leave-line} "
        "leaves it, and {ride-along} resumes it. At a booth every line is a talk: what was said, *a to *d "
        "how promising, ~persona, #theme+ or #theme-, ^who follows up.",
    ),
    Place(
        "forms", "In a form", "in a form, such as for a new record ({new})", leave="cancel",
        introduction="Tab and enter go to the next field, arrows or a letter choose a value, the right arrow takes a "
        "name that is offered in grey. A name nobody has yet is made when you save; in a list, one with a comma stands "
        "in quotation marks. Dates as you say them: yesterday 3pm, last tue, 21/11, in 3 days. What you type is kept "
        "as a draft until you save.",
    ),
    Place(
        "tagging", "While tagging", "while tagging an insight ({tag})", leave="done",
        introduction="Go to a theme with the arrows and say how it was received; {done} saves. Themes that fit stand "
        "first, with the words because of which.",
    ),
    Place(
        "boards", "On the boards", "on the boards ({boards})", way="boards", leave="leave-boards",
        introduction="How each theme was received, by all and by persona: buyers who rejected it or were confused to "
        "the left of the line (▒), those it resonated with to the right (█), as long as they are many; behind it the "
        "share it resonated with, and ↑ or ↓ where more or fewer raise it. A filter that is looked for in the lists "
        "counts here as well.",
    ),
    Place(
        "questions", "In a question", "in a question", leave="leave-question",
        introduction="An answer’s letter gives it, as the mouse does; of several records, the arrows choose one and "
        "enter takes it. {leave-question} leaves everything as it is.",
    ),
    Place("help", "In the help", "in the help ({help})", leave="close-help"),
    Place("everywhere", "Everywhere", "everywhere"),
)  # fmt: skip

PLACES = {place.name: place for place in _PLACES}


@runtime_checkable
class HasPlace(Protocol):
    """A screen that says which place it is."""

    @property
    def place(self) -> str: ...


def place_of(screen: object) -> Place | None:
    """The place that a screen is, None where it is none of ours."""
    return PLACES[screen.place] if isinstance(screen, HasPlace) else None
