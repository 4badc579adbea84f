"""The terminal UI, for drafts that earlier versions left."""

from tests.tui.conftest import running as running
