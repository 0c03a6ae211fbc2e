import pytest

from tests.teams.factories import Bridge, make_bridge


@pytest.fixture
def bridge(db: None) -> Bridge:
    return make_bridge()
