"""A believable year of a made-up company, to look around in."""

from __future__ import annotations

from shadowlog.store.repository import Repository


def fill(repository: Repository) -> int:
    """Fill a workspace with the demo, as one change, and say how many records it has. Raises SaveFailed."""
    from shadowlog.demo.year import write

    return write(repository)
