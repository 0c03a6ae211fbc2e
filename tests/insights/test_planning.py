"""How well what an organisation prepares works out: rates, advice, rows; never per person, never a ranking."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.activities.models import Rating, Shift
from gongjian.core.clock import moved_to
from gongjian.insights import queries
from tests.accounts.factories import make_user
from tests.activities.factories import make_settled, make_sign_up
from tests.reviews.factories import Pair

from .factories import NOON, held, make_term_pair

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _term() -> Iterator[None]:
    with moved_to(NOON):
        yield


def planned(pair: Pair, day: dt.date, *, places: int, came: int, away: int = 0, stars: int = 0) -> Shift:
    """A settled activity with so many places, people who came and stayed away, each giving so many stars."""
    shift = held(pair, day)
    for number in range(came):
        person = make_user(f"来的 {day} {number}")
        make_settled(shift, person)
        if stars:
            Rating.objects.create(activity=shift.activity, person=person, stars=stars)
    for number in range(away):
        make_sign_up(shift, f"没来 {day} {number}", state="absent")
    Shift.objects.filter(pk=shift.pk).update(capacity=places, taken=came + away)
    return shift


def found(pair: Pair) -> queries.Planning:
    return queries.planning(pair.branch, queries.period())


def test_rates_are_sums_over_everything_that_was_organised() -> None:
    pair = make_term_pair()
    planned(pair, dt.date(2026, 4, 1), places=10, came=4, away=1, stars=5)
    planned(pair, dt.date(2026, 5, 1), places=10, came=3, away=2, stars=3)
    planned(pair, dt.date(2025, 12, 1), places=10, came=9)
    shown = found(pair)
    assert (shown.activities, shown.filled.part, shown.filled.whole) == (2, 10, 20)
    assert (shown.filled.percent, shown.shown.percent) == (50, 70)
    assert shown.stars == pytest.approx((4 * 5 + 3 * 3) / 7)
    assert shown.advice == ["有 3 人报了名没有来：前一天问一声，退名额要方便。"]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"places": 30, "came": 6}, "空位多"),
        ({"places": 6, "came": 6, "stars": 2}, "评价不高"),
        ({"places": 6, "came": 6, "stars": 5}, "写张案例卡"),
        ({"places": 3, "came": 2}, "记录还少"),
    ],
)
def test_advice_follows_from_the_weak_rate(plan: dict[str, int], words: str) -> None:
    pair = make_term_pair()
    planned(pair, dt.date(2026, 4, 1), **plan)
    assert words in found(pair).advice[0]


def test_nothing_organised_and_what_only_the_partner_organised() -> None:
    pair = make_term_pair()
    assert found(pair).advice == ["这段时间没有组织活动。"]
    planned(pair, dt.date(2026, 4, 1), places=9, came=6)
    assert queries.planning(pair.community, queries.period()).activities == 0
    assert queries.planning(pair.university.college, queries.period()).activities == 1


def page(pair: Pair, **asked: str) -> Any:
    client = Client()
    client.force_login(pair.secretary)
    return client.get(f"/insights/organizations/{pair.branch.pk}/planning/", asked)


def test_the_page_names_activities_and_no_person() -> None:
    pair = make_term_pair()
    planned(pair, dt.date(2026, 4, 1), places=10, came=6, away=2, stars=4)
    text = re.sub(r"<[^>]+>", " ", page(pair).content.decode())
    assert "8/10" in text
    assert not re.search("来的 2026|没来 2026", text)


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "week"}, {"period": ""}, {"period": "TERM"}, {"period": "2026"}, {"period": "\x00"},
        {"period": "year", "page": "-1"}, {"period": "year", "page": "abc"}, {"period": "year", "page": "9" * 30},
    ],
)  # fmt: skip
def test_a_period_or_page_that_makes_no_sense_is_the_term_or_a_page_there_is(asked: dict[str, str]) -> None:
    pair = make_term_pair()
    planned(pair, dt.date(2026, 4, 1), places=10, came=6)
    answer = page(pair, **asked)
    assert answer.status_code == 200
    assert "6/10" in answer.content.decode()


def test_three_activities_cost_as_many_queries_as_one() -> None:
    pair = make_term_pair()

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert page(pair).status_code == 200
        return len(caught)

    planned(pair, dt.date(2026, 4, 1), places=10, came=2)
    cost()
    one = cost()
    planned(pair, dt.date(2026, 4, 2), places=10, came=2, stars=4)
    planned(pair, dt.date(2026, 4, 3), places=10, came=2)
    assert cost() == one
