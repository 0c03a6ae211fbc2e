import pytest

from tests.activities.factories import Pair, make_pair


@pytest.fixture
def pair(db: None) -> Pair:
    return make_pair()
