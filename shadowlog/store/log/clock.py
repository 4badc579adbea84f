"""A hybrid logical clock, by which operations are put in one order on every machine.

Kulkarni et al., 2014: milliseconds since 1970 in the upper 48 bits, a counter in the lower 16. It never falls behind a
reading it has seen, so the order is kept across machines whose clocks differ.

It is our own because it is two dozen lines that run in every save (0.4 µs), and because it has to refuse readings that
are too far ahead, or one machine with a wrong clock would date everybody's later work.
"""

from __future__ import annotations

import time

LATEST = 2**63 - 1
"""The highest reading a clock can have."""

DAY = 24 * 3_600_000 << 16
"""A day, as the difference of two readings."""


class Clock:
    """A hybrid logical clock.

    A reading more than a day ahead of this machine's own clock comes from a machine whose clock is wrong: it does not
    pull this one along, or every later operation would be dated with it.
    """

    def __init__(self) -> None:
        self.head = 0
        self.ahead = False
        """Whether any reading was seen that is more than a day ahead."""

    @staticmethod
    def limit() -> int:
        """The latest reading that is believed: a day ahead of this machine's clock."""
        return (time.time_ns() // 1_000_000 << 16) + DAY

    def tick(self) -> int:
        """The next reading, later than every one given before, or seen and believed."""
        now = time.time_ns() // 1_000_000 << 16
        if now > self.head:
            self.head = now
        elif self.head > now + DAY:
            self.head, self.ahead = now, True
        else:
            self.head += 1
        return self.head

    def see(self, reading: int) -> None:
        """Take another machine's reading into account."""
        if reading > self.head:
            if reading > self.limit():
                self.ahead = True
            else:
                self.head = reading


def clock_seconds(reading: int) -> float:
    """Seconds since 1970 of a clock reading."""
    return (reading >> 16) / 1000
