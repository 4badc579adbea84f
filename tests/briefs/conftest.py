"""A year of the demo to write briefs of."""

from __future__ import annotations

import pytest

from shadowlog.demo import fill
from shadowlog.store.logbook import Logbook


@pytest.fixture
def demo(logbook: Logbook) -> Logbook:
    fill(logbook)
    return logbook
