"""The list of all commands. A new one is a line here and, if the lists do it, a function in ``screens/main``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shadowlog.domain.records import RECORDS, ContentRequest, Theme, UnknownName
from shadowlog.domain.schema.fields import WronglyDeclared
from shadowlog.domain.schema.registry import can_be_merged
from shadowlog.tui.commands.areas import AREAS
from shadowlog.tui.commands.boards import BOARDS
from shadowlog.tui.commands.command import Command
from shadowlog.tui.commands.when import (
    ANYTHING,
    BRIEF,
    EDITED,
    INSIDE,
    LISTED,
    NOT_UNKNOWN,
    OPENS,
    RECORD,
    SEARCHING,
    TASK,
    WORDS,
    asked_from,
    on,
    tagged_kinds,
)

_NAMED = on(UnknownName, area="todo")
_REQUEST = on(ContentRequest)
_MERGED = on(*(kind for kind in RECORDS.values() if can_be_merged(kind) or kind is ContentRequest))
_ASKED_FROM = on(*(kind for kind in RECORDS.values() if asked_from(kind)))

EVERYWHERE = (
    Command(
        "help", "f1,question_mark", "Help", "What you are in, and what the keys do.", "everywhere", action="app.help",
    ),
    Command(
        "palette", "ctrl+p", "Commands", "Find a command by its name.", "everywhere", action="app.command_palette",
        footer=False,
    ),
    Command("capture", "colon,f4", "Capture", "Type what was said, in one line.", "everywhere", action="app.capture"),
)  # fmt: skip

LISTS = (
    Command("quit", "q", "Quit", "Leave. What is being typed is kept as a draft.", action="app.quit"),
    *(Command(area.name, area.key, area.title, area.help, footer=False) for area in AREAS),
    Command("ride-along", "r,R", "Ride-along", "Follow a call as it runs: notes, insights, objections."),
    Command(
        "booth", "C", "Booth", "Many short talks at a trade show, one per line.", footer=False, more_of="encounter",
    ),
    Command(
        "tour", "ctrl+t,f10", "Tour", "Five steps through a made-up company; during it: the next step.", footer=False,
    ),
    Command("mine", "w", "Mine", "What became of what you contributed.", footer=False),
    Command("boards", "b", "Boards", "How themes were received, and how far requests are.", footer=False),
    Command("search", "slash", "Search", "Find anything, as you type: words, phrases, fields."),
    Command("keep", "s", "Keep filter", "Keep what is looked for under a name, for everyone.", when=SEARCHING),
    Command("new", "n", "New", "Add what this list holds.", when=NOT_UNKNOWN, own="themes names content"),
    Command("encounter", "c", "Encounter", "Record a call, visit or show.", footer=False, own="encounters"),
    Command("insight", "i", "Insight", "Add an insight, to the encounter that is selected if one is.", own="insights"),
    Command("objection", "o", "Objection", "Add an objection just heard, or hear one again.", own="objections"),
    Command("edit", "e", "Edit", "Change what is selected.", when=EDITED),
    Command(
        "tag", "t", "Tag", "Say which themes an insight bears on, and how they were received.",
        when=on(*tagged_kinds(), marked=True),
    ),
    Command(
        "permission", "p", "Permission", "Have the rep ask whether words may be quoted; once asked, answer it.",
        when=WORDS, own="briefs",
    ),
    Command("proof", "p", "Proof point", "Add a proof point to the theme that is selected.", when=on(Theme)),
    Command("mend", "m", "Mend", "Do what mends it: debrief, follow up, ask, merge, tag.", when=TASK),
    Command("make-new", "n", "New name", "Make a new record of an unknown name.", when=_NAMED),
    Command("alias", "a", "Another name", "It is another name of somebody known.", when=_NAMED),
    Command("typo", "e", "Typing error", "It is somebody known, written wrong.", when=_NAMED),
    Command(
        "merge", "equals_sign", "Merge", "Merge it into another that means the same.", when=_MERGED, footer=False,
    ),
    Command(
        "retire", "minus", "Retire", "Take a theme out of use, or into use again.", when=on(Theme),
    ),
    Command("mark", "space", "Mark", "Mark it, to tag or delete several together.", when=LISTED, footer=False),
    Command("jump", "f", "Jump", "Give every place in sight a letter to go there.", footer=False),
    Command(
        "copy", "y", "Copy", "Copy what is selected, to the clipboard and into a file.", when=ANYTHING, footer=False,
    ),
    Command("delete", "d,delete", "Delete", "Delete what is selected. Undo brings it back.", when=RECORD),
    Command("undo", "u", "Undo", "Take back your last change."),
    Command("redo", "U", "Redo", "Do again what was undone last.", footer=False, more_of="undo"),
    Command("open", "enter", "Open", "List what belongs to it: insights, mentions.", when=OPENS),
    Command(
        "back", "escape", "Back", "Leave what was opened, or the search; stop an export; else to Today.", when=INSIDE,
        footer=False,
    ),
    Command(
        "ask", "ampersand", "Ask for content", "Make a content request of what is selected.", when=_ASKED_FROM,
        footer=False,
    ),
    Command(
        "move-on", "greater_than_sign", "Move on", "Move a content request a step on; last: ship it.", when=_REQUEST,
    ),
    Command("move-back", "less_than_sign", "Move back", "Move it a step back.", when=_REQUEST, footer=False),
    Command("decline", "minus", "Decline", "Decline a content request, with a reason.", when=_REQUEST),
    Command("export", "x", "Export", "Write the brief that is shown into the exports folder.", when=BRIEF),
    Command(
        "export-all", "X", "Export all", "Write every brief, for the team and for outside readers; again: stop.",
        footer=False, own="briefs", more_of="export",
    ),
    Command("audience", "a", "Audience", "Show the brief for outside readers, or for the team.", when=BRIEF),
    Command("copy-path", "Y", "Copy path", "Copy where the exported brief lies.", when=BRIEF, more_of="copy"),
    Command("reading", "tab", "Next pane", "Go to the reading pane and back.", action="app.focus_next", footer=False),
    Command("history", "h", "History", "Who changed what in it, and when; again: back.", when=RECORD, footer=False),
    Command("down", "j,down", "Down", "To the next line.", footer=False),
    Command("up", "k,up", "Up", "To the line before.", footer=False),
    Command("first", "g,home", "First", "To the newest.", footer=False),
    Command("last", "G,end", "Last", "To the oldest.", footer=False, more_of="first"),
    Command("page-down", "pagedown,ctrl+f", "Page down", "A page on.", footer=False),
    Command("page-up", "pageup,ctrl+b", "Page up", "A page back.", footer=False),
)  # fmt: skip

TYPING = (
    Command("leave-search", "escape", "Leave", "Leave the search.", "searching", action="screen.do('leave-search')"),
    Command("found", "enter", "Go to the list", "Move about in what was found.", "searching", action="submit"),
    Command("keep-line", "enter", "Save", "Save the line; the next can follow.", "capturing", action="submit"),
    Command(
        "heard-again", "down", "Choose", "Choose what is offered: an objection heard before, or a theme that fits.",
        "capturing", action="screen.choose(1)",
    ),
    Command(
        "not-that", "up", "Not that", "Choose the one before, or none.", "capturing", action="screen.choose(-1)",
        footer=False,
    ),
    Command(
        "leave-line", "escape", "Leave", "Leave; what is typed is kept as a draft.", "capturing", action="screen.leave",
    ),
    Command("end", "f9,ctrl+e", "End", "End with the debrief, or close the booth.", "live", action="screen.end"),
    Command("save", "ctrl+s,f2", "Save", "Save what was typed.", "forms", action="save"),
    Command(
        "cancel", "escape", "Cancel", "Leave the form; what was typed is kept as a draft.", "forms", action="cancel",
    ),
    Command("same", "f3", "Heard before", "It is the objection that is offered.", "forms", action="same", footer=False),
    Command(
        "discard", "ctrl+d,f8", "Discard", "Leave the form and throw away what was typed.", "forms", action="discard",
    ),
)  # fmt: skip

_STANCES = (
    ("resonated", "r", "It resonated."),
    ("neutral", "n", "It was met without interest."),
    ("confused", "c", "It was not understood."),
    ("rejected", "x", "It was turned down."),
    ("not-raised", "0", "It did not come up."),
)

TAGGING = (
    *(
        Command(
            name, key, name.replace("-", " ").capitalize(), help, "tagging",
            action=f"stance({name.replace('-', '_')!r})", footer=False,
        )
        for name, key, help in _STANCES
    ),
    Command("untag", "d,delete", "Untag", "Take the tag away.", "tagging", action="stance('')", footer=False),
    Command("done", "enter,escape", "Done", "Save the tags.", "tagging", action="done"),
)  # fmt: skip

IN_QUESTIONS = (
    Command(
        "leave-question", "escape", "Leave", "Leave the question; everything stays as it is.", "questions",
        action="screen.leave",
    ),
)  # fmt: skip

IN_HELP = (Command("close-help", "escape", "Close", "Close the help.", "help", action="dismiss"),)

ON_BOARDS = (
    *(Command(board.name, board.key, board.title, board.help, "boards", action=f"show({board.name!r})", footer=False)
      for board in BOARDS),
    Command("other-board", "tab,right,left", "Other board", "Go on to the next board.", "boards", action="other"),
    Command("leave-boards", "escape,q,b", "Leave", "Back to the lists.", "boards", action="leave"),
)  # fmt: skip

COMMANDS = (*EVERYWHERE, *LISTS, *TYPING, *TAGGING, *ON_BOARDS, *IN_QUESTIONS, *IN_HELP)
"""In the order in which the palette, the help and the docs list them."""


def key_clashes(commands: Iterable[Command]) -> Iterator[str]:
    """What is wrong with commands that another one of their place with the same key would hide.

    Commands of other places are never met together, and those of the lists whose ``when`` exclude each other may share
    a key. Whether a command with an ``action`` of its own applies is not looked at before its key is taken.
    """
    taken: dict[tuple[str, str], list[Command]] = {}
    for command in commands:
        for key in command.keys.split(","):
            others = taken.setdefault((command.place, key.strip()), [])
            for other in others:
                if command.action or other.action or not command.when.excludes(other.when):
                    yield (
                        f"in {command.place}, the key {key.strip()} is that of {other.name}, and {command.name} would "
                        "never be done. Give it another key, or both a `when` by on() with no kind in common."
                    )
            others.append(command)


def strange_capitals(commands: Iterable[Command]) -> Iterator[str]:
    """What is wrong with commands whose key is the capital of another's that they have nothing to do with."""
    by_key: dict[tuple[str, str], list[Command]] = {}
    for command in commands:
        for key in command.keys.split(","):
            by_key.setdefault((command.place, key), []).append(command)
    for (place, key), capitals in by_key.items():
        small = by_key.get((place, key.lower()), []) if len(key) == 1 and key.isupper() else []
        for command in capitals:
            if small and not {command.name, command.more_of} & {other.name for other in small}:
                yield (
                    f"in {place}, {key} is {command.name} and {key.lower()} is {small[0].name}: if the one does the "
                    "other for more, say so by `more_of`; otherwise give one of them another key."
                )


for _clash in (*key_clashes(COMMANDS), *strange_capitals(COMMANDS)):
    raise WronglyDeclared(_clash)

COMMAND_NAMED = {command.name: command for command in COMMANDS}

MOVED: Mapping[str, str] = {
    "B": "booth", "C": "ask", "D": "decline", "E": "typo", "A": "alias", "N": "make-new", "K": "keep", "M": "merge",
    "P": "permission", "r": "retire",
}  # fmt: skip
"""The key that a command of the lists had in an older version, and the command."""
