"""Browser tests wait for a whole server: their data must be committed, so each gets an emptied database."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _committed(transactional_db: Any, live_server: Any) -> None:
    """Every browser test talks to the live server."""
