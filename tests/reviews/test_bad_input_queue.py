"""Ratings that a phone sends later: a broken number, a second form, somebody else's form."""

from typing import Any

import pytest
from django.test import Client

from gongjian.core.weak_network import VISITOR
from gongjian.reviews.models import Confirmation
from tests.accounts.factories import make_user

from .factories import holder, make_ask, make_pair

pytestmark = pytest.mark.django_db
NUMBER = "6f1c9a52-7d0e-4a53-9c1d-0c6a7f0f2b11"
AGAIN = "请刷新页面后再提交一次。"


@pytest.fixture
def address() -> str:
    return f"/reviews/confirm/{holder(make_ask(make_pair().need)).token}/done/"


def rate(client: Client, address: str, once: str = NUMBER, who: str | None = VISITOR, **data: Any) -> Any:
    headers = {} if who is None else {"X-Gongjian-Person": who, "X-Gongjian-Sent-Later": "1"}
    fields = {"stars": "5", "words": "教得很耐心", "once": once, **data}
    return client.post(address, fields, headers=headers)


@pytest.mark.parametrize(
    "once",
    [
        "x",
        "6F1C" * 8,
        "1" * 31,
        "1" * 5000,
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "一二三四" * 8,
        "\0" * 32,
    ],
)
def test_a_number_that_no_form_of_ours_has(client: Client, address: str, once: str) -> None:
    answer = rate(client, address, once)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert AGAIN in page
    assert "教得很耐心" in page
    assert "<script>alert" not in page
    assert Confirmation.objects.count() == 0


def test_stars_that_do_not_exist_are_refused_later_as_at_once(client: Client, address: str) -> None:
    answer = rate(client, address, stars="9")
    assert answer.status_code == 422
    assert "data-gj-errors" in answer.content.decode()
    assert Confirmation.objects.count() == 0


def test_the_same_form_twice_is_done_twice_and_kept_once(client: Client, address: str) -> None:
    for _time in range(2):
        answer = rate(client, address)
        assert (answer.status_code, answer.json()["outcome"]) == (200, "done")
    assert Confirmation.objects.get().once == NUMBER


def test_another_form_with_the_same_code_is_refused_in_words(client: Client, address: str) -> None:
    rate(client, address)
    answer = rate(client, address, once=NUMBER[::-1], stars="1")
    assert answer.status_code == 409
    assert "您已经告诉过我们了" in answer.content.decode()
    assert Confirmation.objects.get().stars == 5


def test_it_is_not_sent_for_somebody_who_signed_in_since(client: Client, address: str) -> None:
    client.force_login(make_user())
    assert rate(client, address).json() == {"outcome": "other_person"}
    assert Confirmation.objects.count() == 0
