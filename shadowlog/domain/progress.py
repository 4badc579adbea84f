"""The type of function to which long work reports its progress."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is, 0 where nobody knows; in whatever unit."""
