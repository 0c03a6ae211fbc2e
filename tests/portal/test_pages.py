"""Help and the like, health, and the demo's own pages, which exist in the demo only."""

from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.core.clock import now
from gongjian.notices.models import OutboxMessage
from gongjian.portal import queries
from gongjian.portal.models import Verb
from gongjian.portal.personas import PERSONAS
from gongjian.portal.queries.personas import with_links_apart
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
HEALTH = import_module("gongjian.portal.queries.health")
PAGES = ["help", "privacy", "accessibility", "about"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_about_the_platform_are_public_and_in_both_languages(
    client: Client, name: str, language: str
) -> None:
    client.cookies["django_language"] = language
    answer = client.get(reverse(f"portal:{name}"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert f'lang="{language}"' in page
    assert "8800 1234" in page


@pytest.mark.parametrize("name", [*PAGES, "home", "search", "healthz", "readyz", "desk"])
def test_pages_only_answer_to_reading(client: Client, name: str) -> None:
    client.force_login(make_user())
    assert client.post(reverse(f"portal:{name}")).status_code == 405


def test_the_privacy_page_says_the_figures_in_force(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {**queries.privacy_figures(), "answer_days": 4321}
    monkeypatch.setattr(queries, "privacy_figures", lambda: figures)
    assert "4321 天内答复" in client.get(reverse("portal:privacy")).content.decode()


# ---------------------------------------------------------------- health


def test_the_process_answers_without_the_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_ready_says_what_it_looked_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HEALTH, "_is_migrated", lambda: True)
    body = client.get("/readyz").json()
    assert body == {"status": "late", "database": True, "migrations": True, "sweep_age_seconds": None}


def test_not_ready_without_its_tables(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HEALTH, "_is_migrated", lambda: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")


def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise DatabaseError

    monkeypatch.setattr(HEALTH, "_is_migrated", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable", "database": False, "migrations": False, "sweep_age_seconds": None,
    }  # fmt: skip


@pytest.mark.parametrize(("age", "status"), [(5, "ok"), (600, "ok"), (601, "late"), (None, "late")])
def test_a_late_runner_is_told_and_is_still_ready(age: int | None, status: str) -> None:
    found = HEALTH.Health(database=True, migrations=True, sweep_age=age)
    assert (found.status, found.is_ready) == (status, True)


# ---------------------------------------------------------------- the demo's own


@pytest.fixture
def demo(settings: Any) -> User:
    """A database that carries the demo's mark, in the demo's environment."""
    settings.DEMO = True
    person = make_user(PERSONAS[0].name)
    facts = {
        "fingerprint": "x",
        "seed": 1,
        "today": "2026-04-16",
        "scale": "small",
        "personas": {PERSONAS[0].key: person.pk},
    }
    Entry.objects.create(
        verb=Verb.DEMO_BUILT, subject_type="organizations.organization", subject_id="1", facts=facts
    )
    return person


def test_outside_the_demo_there_is_nothing(client: Client) -> None:
    assert client.get(reverse("portal:personas")).status_code == 404
    assert client.get(reverse("portal:outbox")).status_code == 404
    assert client.post(reverse("portal:enter"), {"persona": PERSONAS[0].key}).status_code == 404


def test_the_mark_alone_opens_nothing(client: Client, demo: User, settings: Any) -> None:
    settings.DEMO = False
    assert client.get(reverse("portal:personas")).status_code == 404
    assert client.post(reverse("portal:enter"), {"persona": PERSONAS[0].key}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_only_personas_of_this_database_are_offered(client: Client, demo: User) -> None:
    page = client.get(reverse("portal:personas")).content.decode()
    assert page.count('name="persona"') == 1
    assert PERSONAS[0].name in page


def test_one_press_and_one_is_somebody(client: Client, demo: User) -> None:
    answer = client.post(reverse("portal:enter"), {"persona": PERSONAS[0].key})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(demo.pk)


def test_somebody_else_leaves_first(client: Client, demo: User) -> None:
    client.force_login(make_user("别人"))
    before = client.session.session_key
    client.post(reverse("portal:enter"), {"persona": PERSONAS[0].key})
    assert client.session["_auth_user_id"] == str(demo.pk)
    assert client.session.session_key != before


def test_large_type_comes_along(client: Client, demo: User) -> None:
    User.objects.filter(pk=demo.pk).update(elder_mode=True)
    client.post(reverse("portal:enter"), {"persona": PERSONAS[0].key})
    assert client.cookies["gj_mode"].value == "elder"


@pytest.mark.parametrize("key", ["", "nobody", "1", "' or 1=1", "\x00", "x" * 5000])
def test_nobody_else_can_be_entered(client: Client, demo: User, key: str) -> None:
    assert client.post(reverse("portal:enter"), {"persona": key}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_entering_needs_the_token_and_a_post(demo: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("portal:enter"), {"persona": PERSONAS[0].key}).status_code == 403
    assert strict.get(reverse("portal:enter")).status_code == 405


def test_a_closed_persona_stays_out(client: Client, demo: User) -> None:
    User.objects.filter(pk=demo.pk).update(is_active=False)
    assert client.post(reverse("portal:enter"), {"persona": PERSONAS[0].key}).status_code == 404


def test_the_outbox_lists_the_newest_first(client: Client, demo: User) -> None:
    for number in range(3):
        OutboxMessage.objects.create(channel="sms", to=f"1390000000{number}", body=f"短信{number}", at=now())
    page = client.get(reverse("portal:outbox")).content.decode()
    assert [page.index(f"短信{number}") for number in (2, 1, 0)] == sorted(
        page.index(f"短信{n}") for n in range(3)
    )


def test_links_in_the_outbox_can_be_pressed_and_nothing_else(client: Client, demo: User) -> None:
    body = "请告诉我们：http://127.0.0.1:8000/reviews/confirm/?code=ABCD <script>alert(1)</script>"
    OutboxMessage.objects.create(channel="sms", to="13900000000", body=body)
    page = client.get(reverse("portal:outbox")).content.decode()
    assert 'href="http://127.0.0.1:8000/reviews/confirm/?code=ABCD"' in page
    assert "<script>alert" not in page


def test_an_empty_outbox_says_the_first_step(client: Client, demo: User) -> None:
    cache.clear()
    assert "还没有消息" in client.get(reverse("portal:outbox")).content.decode()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("看：http://a/b", "看： http://a/b"),
        ("https://a/b", "https://a/b"),
        ("x http://a y", "x http://a y"),
        ("", ""),
    ],
)
def test_addresses_stand_apart(text: str, wanted: str) -> None:
    assert with_links_apart(text) == wanted
