"""The display switches without JavaScript, and the error pages that need nothing."""

from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from gongjian.core import views
from gongjian.core.context import display

PAGES = {
    "400.html": "没看懂这次请求",
    "403.html": "您没有权限看这页",
    "403_csrf.html": "这张表放得太久了",
    "404.html": "没有这个页面",
    "409.html": "现在办不了",
    "422.html": "有一处要改",
    "429.html": "请稍等一会儿",
    "500.html": "系统出了点问题",
}


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/somewhere/", HTTP_REFERER="http://testserver/before/")


@pytest.mark.parametrize(
    ("data", "cookie", "value"),
    [
        ({"mode": "elder"}, "gj_mode", "elder"),
        ({"mode": "normal"}, "gj_mode", "normal"),
        ({"theme": "dark"}, "gj_theme", "dark"),
        ({"language": "en"}, "django_language", "en"),
    ],
)
def test_a_switch_leaves_a_cookie_and_goes_back(
    client: Client, data: dict[str, str], cookie: str, value: str
) -> None:
    response = client.post(reverse("core:display"), {**data, "next": "/activities/?page=2"})
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"] == "/activities/?page=2"
    assert response.cookies[cookie].value == value
    assert response.cookies[cookie]["samesite"] == "Lax"


@pytest.mark.parametrize("data", [{"mode": "huge"}, {"theme": "pink"}, {"language": "xx"}, {}])
def test_a_switch_ignores_what_it_does_not_know(client: Client, data: dict[str, str]) -> None:
    response = client.post(reverse("core:display"), data)
    assert response["Location"] == "/"
    assert list(response.cookies) == []


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "javascript:alert(1)",
        "relative",
        "/\\evil.example",
        "",
    ],
)
def test_a_switch_never_leads_to_another_site(client: Client, back: str) -> None:
    assert client.post(reverse("core:display"), {"mode": "elder", "next": back})["Location"] == "/"


def test_a_switch_is_never_a_link(client: Client) -> None:
    assert client.get(reverse("core:display")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    ("address", "cookies", "mode", "theme"),
    [
        ("/", {}, "", ""),
        ("/", {"gj_mode": "elder", "gj_theme": "dark"}, "elder", "dark"),
        ("/?mode=normal&theme=light", {"gj_mode": "elder", "gj_theme": "dark"}, "normal", "light"),
        ("/?mode=<script>", {"gj_mode": "elder"}, "elder", ""),
        ("/", {"gj_mode": "x", "gj_theme": "y"}, "", ""),
    ],
)
def test_the_address_decides_before_the_cookie(
    address: str, cookies: dict[str, str], mode: str, theme: str
) -> None:
    request = RequestFactory().get(address)
    request.COOKIES.update(cookies)
    assert display(request)["display"] == {"mode": mode, "theme": theme}


def test_dark_is_never_automatic_and_resident_pages_begin_large(request_: HttpRequest) -> None:
    resident = render_to_string("gj/resident.html", {**display(request_), "request": request_})
    public = render_to_string("gj/public.html", {**display(request_), "request": request_})
    assert 'data-gj-mode="elder" data-bs-theme="light"' in resident
    assert 'data-gj-mode="normal" data-bs-theme="light"' in public
    request_.COOKIES["gj_mode"] = "normal"
    chosen = render_to_string("gj/resident.html", {**display(request_), "request": request_})
    assert 'data-gj-mode="normal"' in chosen


@pytest.mark.parametrize("template", sorted(PAGES))
def test_an_error_page_needs_no_database_and_offers_a_way_on(template: str, request_: HttpRequest) -> None:
    """Tests may not touch the database unless they ask for it, so a query would fail here."""
    html = render_to_string(template, {**display(request_), "request": request_, "message": "<b>no</b>"})
    assert f"{PAGES[template]}</h1>" in html
    assert "<b>no</b>" not in html
    assert 'href="tel:88001234"' in html
    assert 'href="/"' in html
    with translation.override("en"):
        english = render_to_string(template, {**display(request_), "request": request_})
    assert '<html lang="en"' in english
    assert PAGES[template] not in english


@pytest.mark.parametrize("template", ["409.html", "422.html", "429.html"])
def test_a_refusal_leads_back_to_our_own_page_only(template: str, request_: HttpRequest) -> None:
    assert 'href="http://testserver/before/"' in render_to_string(template, {"request": request_})
    request_.META["HTTP_REFERER"] = "https://elsewhere.example/"
    assert "elsewhere" not in render_to_string(template, {"request": request_})


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda r: views.bad_request(r, ValueError()), 400),
        (lambda r: views.forbidden(r, PermissionError()), 403),
        (lambda r: views.csrf_failure(r, "old"), 403),
        (lambda r: views.not_found(r, LookupError()), 404),
        (views.broken, 500),
    ],
)
def test_the_handlers_answer_with_their_status_and_no_query(
    answer: Any, status: int, request_: HttpRequest
) -> None:
    response = answer(request_)
    assert response.status_code == status
    assert "打电话 8800 1234".encode() in response.content


def test_the_last_resort_renders_without_any_context() -> None:
    assert "系统出了点问题" in render_to_string("500.html")


def test_the_gallery_shows_every_component_but_not_in_production(client: Client, settings: Any) -> None:
    assert client.get(reverse("core:styleguide")).status_code == HTTPStatus.OK
    settings.PRODUCTION = True
    assert client.get(reverse("core:styleguide")).status_code == HTTPStatus.NOT_FOUND
