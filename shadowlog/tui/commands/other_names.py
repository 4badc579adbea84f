"""What people call commands: words that do not stand in their titles, by which the palette and the help find them."""

from __future__ import annotations

from collections.abc import Mapping

OTHER_NAMES: Mapping[str, str] = {
    "capture": "note line",
    "encounter": "visit call meeting",
    "search": "find look",
    "permission": "quote publish release",
    "ask": "request page",
    "decline": "reject refuse",
    "keep": "save search",
    "edit": "change",
    "delete": "remove",
    "undo": "revert",
    "mend": "fix",
    "typo": "typo wrong misspelt",
    "alias": "alias",
    "export": "write file",
    "export-all": "write files",
    "boards": "charts figures report",
    "mine": "news answers",
    "quit": "exit close",
    "merge": "duplicate repeats same",
    "tag": "label stance",
    "retire": "archive",
    "history": "changes",
    "help": "explain keys",
    "ride-along": "call meeting notes",
    "booth": "fair exhibition",
    "insight": "note learned",
    "move-on": "ship status accept",
    "audience": "team readers edition",
    "new": "add create",
}
"""By the name of the command, words divided by blanks."""
