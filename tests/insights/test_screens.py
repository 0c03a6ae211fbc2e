"""Big screens: the numbers of the pages, nothing that not everybody may read, the same number of queries."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.core.clock import moved_to
from gongjian.insights import queries
from tests.activities.factories import make_activity, make_settled
from tests.reviews.factories import Pair

from .factories import NOON, held, make_term_pair, members, met

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _term() -> Iterator[None]:
    with moved_to(NOON):
        yield


def busy(pair: Pair) -> None:
    for number in range(5):
        met(pair, dt.date(2026, 4, 1 + number))
    shift = held(pair, dt.date(2026, 4, 10))
    for person in members(pair, 6):
        make_settled(shift, person)
    for title, audience, taken in (
        ("社区大扫除", "everyone", 9),
        ("已经报满的", "everyone", 10),
        ("支部内部会", "members", 0),
    ):
        make_activity(
            pair.branch, pair.community, state="open", project=pair.project, title=title, audience=audience,
            shift={"starts_at": NOON + dt.timedelta(days=2), "is_open": True, "capacity": 10, "taken": taken},
        )  # fmt: skip


def shown(url: str, user: Any = None, **headers: str) -> str:
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("kind", ["partnership", "organization"])
def test_it_shows_the_numbers_of_the_pages_and_nobody_s_name(kind: str) -> None:
    pair = make_term_pair()
    busy(pair)
    about = pair.partnership if kind == "partnership" else pair.branch
    page = shown(f"/insights/{kind}s/{about.pk}/screen/", pair.secretary)
    for words in ("办成的需求", "5 位居民回答", "办成的事 2026-04-01", "社区大扫除"):
        assert (words in page) == (
            words != "办成的事 2026-04-01"
        )  # four of the five newest fit on the screen
    assert "支部内部会" not in page
    assert "已经报满的" not in page
    assert not re.search("党员 [0-9]", page)
    found = queries.screen(about)
    assert [signal.text for signal in found.signals] == ["5", "100", "5.0", "1"]
    assert ("4月", 6, 100) in found.months
    assert len(found.met) == 4


def test_it_reads_itself_anew_without_the_frame() -> None:
    pair = make_term_pair()
    url = f"/insights/partnerships/{pair.partnership.pk}/screen/"
    page, part = shown(url), shown(url, **{"HX-Request": "true"})
    assert 'hx-trigger="every 60s"' in page
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    assert "data-gj-stale" in page
    assert part.lstrip().startswith('<div class="gj-screen__body"')
    assert "<script" not in part


def test_much_costs_as_many_queries_as_little() -> None:
    pair = make_term_pair()

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(f"/insights/partnerships/{pair.partnership.pk}/screen/")
        return len(caught)

    met(pair, dt.date(2026, 3, 1))
    make_settled(held(pair, dt.date(2026, 3, 10)), "一")
    cost()
    one = cost()
    busy(pair)
    assert cost() == one
