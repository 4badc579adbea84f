"""How long work tells how far it is: to one kind of function, whatever the work and whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is, 0 where nobody knows; in whatever unit."""
