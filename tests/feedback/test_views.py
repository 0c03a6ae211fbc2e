"""From any page to an answer: speak, keep the receipt, look it up."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.accounts.models import User
from gongjian.feedback.models import Remark
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.feedback.factories import CODE, make_days, make_remark
from tests.organizations.factories import appoint, make_organization

pytestmark = pytest.mark.django_db
SAY = {"kind": "suggestion", "words": "报名按钮可以再大一点", "contact": "", "page": "/points/"}


@pytest.fixture(autouse=True)
def _days() -> None:
    make_days()


@pytest.fixture
def operator(client: Client) -> User:
    person = appoint("吴工", make_organization(), Post.OPERATOR)
    client.force_login(person)
    return person


def test_a_visitor_speaks_gets_a_receipt_and_sees_the_answer(client: Client) -> None:
    page = client.get("/feedback/say/?page=/points/")
    assert page.context["form"]["page"].value() == "/points/"
    shown = client.post("/feedback/say/", SAY, follow=True)
    assert shown.redirect_chain == [("/feedback/receipt/", 302)]
    remark = Remark.objects.get()
    code = shown.context["code"]
    assert (remark.receipt in shown.content.decode(), code in shown.content.decode()) == (True, True)
    looked = client.post(
        "/feedback/status/", {"receipt": remark.receipt.lower(), "code": f" {code[:4]} {code[4:]}"}
    )
    assert (looked.status_code, looked.context["remark"]) == (200, remark)
    Remark.objects.update(state="answered", answer="已经改大。", answered_at=remark.said_at)
    assert (
        "已经改大。"
        in client.post("/feedback/status/", {"receipt": remark.receipt, "code": code}).content.decode()
    )


def test_the_receipt_is_shown_once(client: Client) -> None:
    client.post("/feedback/say/", SAY)
    assert client.get("/feedback/receipt/").status_code == 200
    again = client.get("/feedback/receipt/")
    assert (again.status_code, again["Location"]) == (302, "/feedback/status/")


def test_the_form_knows_where_it_comes_from(client: Client) -> None:
    page = client.get("/feedback/say/?kind=burden&about=每周要填三张表&page=/points/3/")
    form = page.context["form"]
    assert (form["kind"].value(), form["words"].value()) == ("burden", "关于“每周要填三张表”：")
    assert len(form["once"].value()) == 32


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_foreign_page_is_not_kept(client: Client, page: str) -> None:
    client.post("/feedback/say/", {**SAY, "page": page})
    assert Remark.objects.get().page == ""


def test_pressing_twice_says_that_it_was_sent(client: Client) -> None:
    data = {**SAY, "once": "a" * 32}
    assert client.post("/feedback/say/", data).status_code == 302
    second = client.post("/feedback/say/", data)
    assert (second.status_code, Remark.objects.count()) == (409, 1)
    assert "已经提交过了" in second.content.decode()


def test_operators_see_what_is_due_first_and_answer(client: Client, operator: User) -> None:
    late = make_remark(due_on="2020-01-01")
    open_ = make_remark()
    response = client.get("/feedback/")
    assert [r.pk for r in response.context["page"]] == [late.pk, open_.pk]
    body = response.content.decode()
    assert ("有 2 条意见等待答复" in body, "已超期" in body) == (True, True)
    done = client.post(f"/feedback/{open_.pk}/answer/", {"answer": "已经改大。"}, follow=True)
    assert "已答复，也通知了提意见的人" in done.content.decode()
    assert [r.pk for r in client.get("/feedback/?only=answered").context["page"]] == [open_.pk]
    assert [r.pk for r in client.get("/feedback/?only=late").context["page"]] == [late.pk]


def test_an_operator_does_not_learn_who_spoke(client: Client, operator: User) -> None:
    remark = make_remark(by=make_user("林知夏"), contact="13800002207")
    body = client.get(f"/feedback/{remark.pk}/").content.decode()
    assert ("林知夏" in body, "13800002207" in body, "138****2207" in body) == (False, False, True)


def test_words_are_escaped_and_keep_their_lines(client: Client, operator: User) -> None:
    remark = make_remark(words="<img src=x onerror=alert(1)>\n第二行")
    for path in (f"/feedback/{remark.pk}/", f"/feedback/{remark.pk}/answer/", "/feedback/"):
        assert "<img src=x" not in client.get(path).content.decode()
    assert "<br>第二行" in client.get(f"/feedback/{remark.pk}/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_twenty(client: Client, operator: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get("/feedback/")
        return len(made)

    make_remark(by=make_user())
    cost()
    first = cost()
    for number in range(19):
        make_remark(by=make_user(f"某{number}"))
    assert cost() == first


def test_guessing_codes_is_stopped(client: Client) -> None:
    remark = make_remark()
    statuses = [
        client.post("/feedback/status/", {"receipt": remark.receipt, "code": f"{n:08d}"}).status_code
        for n in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2
    assert client.post("/feedback/status/", {"receipt": remark.receipt, "code": CODE}).status_code == 429
    cache.clear()
    assert client.post("/feedback/status/", {"receipt": remark.receipt, "code": CODE}).status_code == 200


def test_flooding_is_stopped(client: Client) -> None:
    assert [client.post("/feedback/say/", SAY).status_code for _n in range(11)] == [302] * 10 + [429]
    assert Remark.objects.count() == 10


def test_every_page_leads_to_the_form(client: Client) -> None:
    for path in ("/documents/verify/", "/points/rules/"):
        body = client.get(path).content.decode()
        assert re.search(rf'href="/feedback/say/\?page={path}', body), path
