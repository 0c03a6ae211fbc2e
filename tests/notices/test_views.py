"""The inbox."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.accounts.models import User
from gongjian.notices import queries
from gongjian.notices.ledger import notify
from gongjian.notices.models import Notice
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
KIND = "feedback.answered"


@pytest.fixture
def person(client: Client) -> User:
    person = make_user()
    client.force_login(person)
    return person


def tell(person: User, link: str = "/points/", receipt: str = "YJ-1") -> Notice:
    notify(person, KIND, person, link=link, receipt=receipt)
    return Notice.objects.latest("pk")


def test_an_empty_inbox_says_so(client: Client, person: User) -> None:
    body = client.get("/notices/").content.decode()
    assert ("消息都看过了" in body, "还没有消息" in body) == (True, True)


def test_the_inbox_shows_the_newest_first_and_how_many_are_new(client: Client, person: User) -> None:
    old, new = tell(person, receipt="YJ-1"), tell(person, receipt="YJ-2")
    notify(make_user("别人"), KIND, person)
    response = client.get("/notices/")
    assert [notice.pk for notice in response.context["page"]] == [new.pk, old.pk]
    assert "您有 2 条新消息" in response.content.decode()
    assert queries.unread_count(person) == 2


def test_opening_marks_as_read_and_leads_on(client: Client, person: User) -> None:
    notice = tell(person)
    response = client.post(f"/notices/{notice.pk}/open/")
    assert (response.status_code, response["Location"]) == (302, "/points/")
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    client.post(f"/notices/{notice.pk}/open/")
    notice.refresh_from_db()
    assert notice.read_at == first
    assert queries.unread_count(person) == 0


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_link_never_leads_away(client: Client, person: User, link: str) -> None:
    response = client.post(f"/notices/{tell(person, link).pk}/open/")
    assert (response.status_code, response["Location"]) == (302, "/notices/")


def test_marking_one_and_all(client: Client, person: User) -> None:
    one = tell(person, "")
    tell(person)
    response = client.post(f"/notices/{one.pk}/read/", follow=True)
    assert "已标为已读" in response.content.decode()
    assert queries.unread_count(person) == 1
    client.post("/notices/read/")
    assert queries.unread_count(person) == 0
    assert client.post("/notices/read/").status_code == 302


def test_the_filter_shows_what_is_new(client: Client, person: User) -> None:
    read, new = tell(person), tell(person)
    client.post(f"/notices/{read.pk}/read/")
    assert [n.pk for n in client.get("/notices/?only=unread").context["page"]] == [new.pk]
    assert [n.pk for n in client.get("/notices/?only=nonsense").context["page"]] == [new.pk, read.pk]


def test_hostile_facts_are_escaped(client: Client, person: User) -> None:
    tell(person, receipt="<script>alert(1)</script>")
    body = client.get("/notices/").content.decode()
    assert ("<script>alert" in body, "&lt;script&gt;alert(1)" in body) == (False, True)


def test_the_inbox_costs_the_same_for_one_and_for_twenty(client: Client, person: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries_made:
            client.get("/notices/")
        return len(queries_made)

    tell(person)
    first = cost()
    for _number in range(19):
        tell(person)
    assert cost() == first


def test_counting_costs_one_query(person: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        queries.unread_count(person)


BAD = [
    ("not one's own", "post", "/notices/{other}/read/", 404),
    ("not one's own, opened", "post", "/notices/{other}/open/", 404),
    ("no such message", "post", "/notices/999999/read/", 404),
    ("huge number", "post", "/notices/99999999999999999999999/read/", 404),
    ("no number", "post", "/notices/abc/read/", 404),
    ("wrong method", "get", "/notices/read/", 405),
    ("wrong method, one", "get", "/notices/{own}/open/", 405),
    ("page out of range", "get", "/notices/?page=-3", 200),
    ("page is no number", "get", "/notices/?page=<script>", 200),
]


@pytest.mark.parametrize(("kind", "method", "path", "status"), BAD, ids=[row[0] for row in BAD])
def test_bad_input(client: Client, person: User, kind: str, method: str, path: str, status: int) -> None:
    own, other = tell(person), tell(make_user("别人"))
    response = getattr(client, method)(path.format(own=own.pk, other=other.pk))
    assert response.status_code == status
    assert Notice.objects.unread().count() == 2
    assert b"<script>" not in response.content


def test_without_the_token_nothing_is_marked(person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    notice = tell(person)
    assert strict.post(f"/notices/{notice.pk}/read/").status_code == 403
    assert queries.unread_count(person) == 1
