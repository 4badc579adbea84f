"""Writes the demo: a year of calls, visits and shows of Halden Medical, ending today.

Of the buyers that decided, 4 of 20 with purchasing were won and 14 of 20 with nursing: the well-known case in which the
same theme lands with one and fails with the other.
"""

from __future__ import annotations

from datetime import datetime, timezone

from shadowlog.demo import words
from shadowlog.demo.content import write_content
from shadowlog.demo.talks import write_talks
from shadowlog.demo.team import write_message_house, write_objections, write_people
from shadowlog.demo.writer import Writer
from shadowlog.domain.records import KeptFilter
from shadowlog.store.repository import Repository


def write(repository: Repository) -> int:
    """Write the demo as one change and say how many records it has. Raises SaveFailed."""
    demo = Writer(repository, datetime.now(timezone.utc))
    with repository.change("Fill with the demo"):
        # In this order records name only what is there already.
        write_people(demo)
        write_message_house(demo)
        write_objections(demo)
        write_talks(demo)
        for name, query in words.FILTERS.items():
            demo.add(KeptFilter(name=name, query=query))
        write_content(demo)
    return len(demo.made)
