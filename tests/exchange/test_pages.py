"""The operators' pages, and the API's page for people."""

import re

import pytest
from django.test import Client as Browser

from gongjian.exchange.models import Client, Token
from tests.organizations.factories import appoint, make_organization

from .factories import centre, make_client, make_operator, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Browser:
    browser = Browser()
    browser.force_login(make_operator())
    return browser


def text(response) -> str:
    found = re.sub(r"<(script|svg).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def test_from_nothing_to_a_token_that_works(page: Browser) -> None:
    assert "还没有对接系统" in text(page.get("/api/clients/"))
    added = page.post("/api/clients/add/", {"name": "街道服务平台", "organization": centre().pk})
    client = Client.objects.get()
    assert added.url == f"/api/clients/{client.pk}/"
    assert "还没有令牌" in text(page.get(added.url))
    issued = page.post(f"{added.url}token/", {"scopes": ["needs:read"], "days": "30"})
    assert issued.url == added.url
    first = page.get(issued.url)
    raw = re.search(r'value="(gj_[0-9a-f]{8}_[\w-]{43})"', first.content.decode())
    assert raw is not None
    assert "no-store" in first["Cache-Control"]
    assert raw[1] not in page.get(issued.url).content.decode()
    bearer = {"Authorization": f"Bearer {raw[1]}"}
    assert Browser().get("/api/v1/needs", headers=bearer).status_code == 200
    assert Browser().get("/api/v1/organizations", headers=bearer).status_code == 403
    revoked = page.post(f"/api/tokens/{Token.objects.get().pk}/revoke/")
    assert revoked.url == added.url
    assert "已吊销" in text(page.get(added.url))
    assert Browser().get("/api/v1/needs", headers=bearer).status_code == 401


def test_a_new_token_is_not_shown_on_another_client_s_page(page: Browser) -> None:
    first, second = make_client(), make_client(name="别的系统")
    page.post(f"/api/clients/{first.pk}/token/", {"scopes": ["needs:read"], "days": "30"})
    assert "只显示这一次" not in text(page.get(f"/api/clients/{second.pk}/"))


def test_closing_is_asked_first(page: Browser) -> None:
    token = make_token()
    url = f"/api/clients/{token.client_id}/close/"
    assert f"关闭“{token.client.name}”的访问？" in text(page.get(url))
    token.client.refresh_from_db()
    assert token.client.is_active
    page.post(url)
    token.client.refresh_from_db()
    assert not token.client.is_active
    assert "访问已于" in text(page.get(f"/api/clients/{token.client_id}/"))


def test_the_list_shows_what_the_operator_runs(page: Browser) -> None:
    make_token(make_client(name="自己的"))
    elsewhere = make_organization("别处街道党工委", kind="working_committee", side="community")
    make_client(elsewhere, name="别人的")
    shown = text(page.get("/api/clients/"))
    assert "自己的" in shown
    assert "1 个有效令牌" in shown
    assert "别人的" not in shown


def test_a_secretary_has_no_business_here() -> None:
    browser = Browser()
    browser.force_login(appoint("周明远", make_organization("某支部", kind="branch")))
    client = make_client()
    assert browser.get("/api/clients/").status_code == 403
    assert browser.get(f"/api/clients/{client.pk}/").status_code == 404
    assert browser.post(f"/api/clients/{client.pk}/token/", {"scopes": ["needs:read"]}).status_code == 404
    assert Token.objects.count() == 0


def test_the_page_for_people_lists_every_endpoint() -> None:
    shown = text(Browser().get("/api/"))
    for path in ("organizations", "needs", "activities"):
        assert f"GET /api/v1/{path} " in shown
        assert f"GET /api/v1/{path}/{{pk}}" in shown
        assert f"{path}:read" in shown
    assert "https://cdn" not in Browser().get("/api/").content.decode()
