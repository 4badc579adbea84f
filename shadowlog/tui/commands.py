"""Every command of the terminal UI, said once.

The footer, the help on F1, the command palette, the keys and their rebinding, and the table in the docs are all
made from this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding

from shadowlog.store.workspace.settings import SettingsWrong


@dataclass(frozen=True)
class Command:
    """Something a person can have done by a key, from the palette, or with the mouse."""

    name: str
    """What the settings file calls it."""
    keys: str
    """Its keys as they come, several divided by commas; each command has a plain one."""
    action: str
    title: str
    """Two or three words, for the footer and the palette."""
    help: str
    """One sentence, for the palette and F1."""
    place: str = "lists"
    """Where it works: ``everywhere``, ``lists``, ``searching``,
    ``capturing``, ``live``, ``forms``, ``boards``, or ``tagging``."""
    footer: bool = True


COMMANDS = (
    Command("help", "f1,question_mark", "app.help", "Help", "What the keys do here.", "everywhere"),
    Command("palette", "ctrl+p", "app.command_palette", "Commands", "Find a command by its name.", "everywhere", False),
    Command("capture", "colon,f4", "app.capture", "Capture", "Type what was said, in one line.", "everywhere"),
    Command("quit", "q", "app.quit", "Quit", "Leave. What is being typed is kept as a draft."),
    Command("encounters", "1", "area('encounters')", "Encounters", "Calls, visits and shows.", footer=False),
    Command("insights", "2", "area('insights')", "Insights", "What buyers taught us.", footer=False),
    Command("objections", "3", "area('objections')", "Objections", "What stands in the way.", footer=False),
    Command("themes", "4", "area('themes')", "Themes", "The message house.", footer=False),
    Command("briefs", "5", "area('briefs')", "Briefs", "What the content team reads.", footer=False),
    Command("names", "6", "area('names')", "Names", "Accounts, personas, people, proof.", footer=False),
    Command("todo", "7", "area('todo')", "To do", "What waits: debriefs, follow-ups, names, tags.", footer=False),
    Command("content", "8", "area('content')", "Content", "Requests in their order, and assets.", footer=False),
    Command("everything", "0", "area('everything')", "Everything", "Every record by its day.", footer=False),
    Command("ride-along", "R", "ride_along", "Ride-along", "Follow a call as it runs: notes, insights, objections."),
    Command("booth", "B", "booth", "Booth", "Many short talks at a trade show, one a line.", footer=False),
    Command("mine", "w", "mine", "Mine", "What became of what you contributed.", footer=False),
    Command("boards", "b", "boards", "Boards", "How themes were received, and how far requests are.", footer=False),
    Command("search", "slash", "search", "Search", "Find anything, as you type: words, phrases, fields."),
    Command("keep", "K", "keep", "Keep filter", "Keep what is looked for under a name, for everyone."),
    Command("new", "n", "new", "New", "Add what this list holds."),
    Command("encounter", "c", "encounter", "Encounter", "Record a call, visit or show.", footer=False),
    Command("insight", "i", "insight", "Insight", "Add an insight, to the encounter that is selected if one is."),
    Command("objection", "o", "objection", "Objection", "Add an objection just heard, or hear one again."),
    Command("edit", "e", "edit", "Edit", "Change what is selected."),
    Command("tag", "t", "tag", "Tag", "Say which themes an insight bears on, and how they were received."),
    Command("proof", "p", "proof", "Proof point", "Add a proof point to the theme that is selected."),
    Command("mend", "m", "mend", "Mend", "Do what mends it: debrief, follow up, ask, merge, tag."),
    Command("make-new", "N", "make_new", "New name", "Make a new record of an unknown name."),
    Command("alias", "A", "take_as(True)", "Another name", "It is another name of somebody known."),
    Command("typo", "E", "take_as(False)", "Typing error", "It is somebody known, written wrong."),
    Command("merge", "M", "merge", "Merge", "Merge it into another that means the same.", footer=False),
    Command("retire", "r", "retire", "Retire", "Take a theme out of use, or into use again.", footer=False),
    Command("mark", "space", "mark", "Mark", "Mark it, to tag or delete several together.", footer=False),
    Command("jump", "f", "jump", "Jump", "Give every place in sight a letter to go there.", footer=False),
    Command("copy", "y", "copy", "Copy", "Copy what is selected, to the clipboard and into a file.", footer=False),
    Command("copy-path", "Y", "copy_path", "Copy path", "Copy where the exported brief lies.", footer=False),
    Command("delete", "d,delete", "delete", "Delete", "Delete what is selected. Undo brings it back."),
    Command("undo", "u", "undo", "Undo", "Take back your last change."),
    Command("redo", "U", "redo", "Redo", "Do again what was undone last.", footer=False),
    Command("open", "enter", "open", "Open", "List what belongs to it: insights, mentions."),
    Command("back", "escape", "back", "Back", "Leave what was opened, or the search.", footer=False),
    Command("ask", "C", "request", "Ask for content", "Make a content request of what is selected.", footer=False),
    Command("move-on", "greater_than_sign", "step(1)", "Move on", "Move a content request a step on; last: ship it."),
    Command("move-back", "less_than_sign", "step(-1)", "Move back", "Move it a step back.", footer=False),
    Command("decline", "D", "decline", "Decline", "Decline a content request, with a reason."),
    Command("export", "x", "export", "Export", "Write the brief that is shown into the exports folder."),
    Command("export-all", "X", "export_all", "Export all", "Write every brief into the exports folder.", footer=False),
    Command("audience", "a", "audience", "Audience", "Show the brief for outside readers, or for the team."),
    Command("reading", "tab", "app.focus_next", "Next pane", "Go to the reading pane and back.", footer=False),
    Command("history", "h", "history", "History", "Who changed what in it, and when; again: back.", footer=False),
    Command("down", "j,down", "cursor(1)", "Down", "To the next line.", footer=False),
    Command("up", "k,up", "cursor(-1)", "Up", "To the line before.", footer=False),
    Command("first", "g,home", "cursor_to(0)", "First", "To the newest.", footer=False),
    Command("last", "G,end", "cursor_to(-1)", "Last", "To the oldest.", footer=False),
    Command("page-down", "pagedown,ctrl+f", "page(1)", "Page down", "A page on.", footer=False),
    Command("page-up", "pageup,ctrl+b", "page(-1)", "Page up", "A page back.", footer=False),
    Command("leave-search", "escape", "screen.leave_search", "Give up", "Leave the search.", "searching"),
    Command("found", "enter", "submit", "Go to the list", "Move about in what was found.", "searching"),
    Command("keep-line", "enter", "submit", "Save", "Save the line; the next can follow.", "capturing"),
    Command("heard-again", "down", "screen.mark(1)", "Heard again", "It was heard before.", "capturing"),
    Command("not-that", "up", "screen.mark(-1)", "Not that", "It is another one.", "capturing", False),
    Command("leave-line", "escape", "screen.leave", "Leave", "Leave; what is typed is kept as a draft.", "capturing"),
    Command("end", "f9,ctrl+e", "screen.end", "End", "End with the debrief, or close the booth.", "live"),
    Command("save", "ctrl+s,f2", "save", "Save", "Save what was typed.", "forms"),
    Command("cancel", "escape", "cancel", "Cancel", "Leave the form; what was typed is kept as a draft.", "forms"),
    Command("same", "f3", "same", "Heard before", "It is the objection that is offered.", "forms", False),
    Command("discard", "ctrl+d,f8", "discard", "Discard", "Leave the form and throw away what was typed.", "forms"),
    Command("resonated", "r", "stance('resonated')", "Resonated", "It resonated.", "tagging", False),
    Command("neutral", "n", "stance('neutral')", "Neutral", "It was taken without interest.", "tagging", False),
    Command("confused", "c", "stance('confused')", "Confused", "It was not understood.", "tagging", False),
    Command("rejected", "x", "stance('rejected')", "Rejected", "It was turned down.", "tagging", False),
    Command("not-raised", "0", "stance('not_raised')", "Not raised", "It did not come up.", "tagging", False),
    Command("untag", "d,delete", "stance('')", "Untag", "Take the tag away.", "tagging", False),
    Command("other-board", "tab,right,left", "other", "Other board", "Themes, or content requests.", "boards"),
    Command("leave-boards", "escape,q,b", "leave", "Leave", "Back to the lists.", "boards"),
    Command("done", "enter,escape", "done", "Done", "Save the tags.", "tagging"),
)  # fmt: skip


def bindings(place: str) -> list[Binding]:
    """The bindings of a place, as Textual takes them."""
    return [
        Binding(
            command.keys,
            command.action,
            command.title,
            show=command.footer,
            tooltip=command.help,
            id=command.name,
        )
        for command in COMMANDS
        if command.place == place
    ]


def keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """The keys that a person's settings ask for. Raises SettingsWrong where they name no command, or clash."""
    known = {command.name: command for command in COMMANDS}
    for name in wanted:
        if name not in known:
            from shadowlog.domain.text.nearest import nearest

            close = nearest(name, known, 1)
            hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."
            raise SettingsWrong(f"keys: there is no command {name!r}.", hint)
    for place in {command.place for command in COMMANDS}:
        taken: dict[str, str] = {}
        for command in COMMANDS:
            if command.place not in (place, "everywhere"):
                continue
            for key in wanted.get(command.name, command.keys).split(","):
                if key.strip() in taken and (command.name in wanted or taken[key.strip()] in wanted):
                    raise SettingsWrong(
                        f"keys: {key.strip()} would be both {taken[key.strip()]} and {command.name}.",
                        "Give one of them another key.",
                    )
                taken[key.strip()] = command.name
    return dict(wanted)
