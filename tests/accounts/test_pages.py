"""One's own pages: settings, privacy, closing, and showing somebody's private field."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.accounts import actions
from gongjian.accounts.models import User, Verb
from gongjian.audit.models import Entry
from gongjian.organizations.posts import Post
from tests.accounts.factories import PASSWORD, make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict

pytestmark = pytest.mark.django_db


def page(response: Any) -> str:
    return unescape(response.content.decode())


def test_settings_are_saved_and_come_along_at_once(client: Client) -> None:
    person = make_user()
    client.force_login(person)
    typed = {
        "language": "en",
        "elder_mode": "on",
        "skills": "急救，电工、急救",
        "free_times": ["weekend_morning", "weekday_evening"],
    }
    answer = client.post("/accounts/", typed)
    saved = User.objects.get(pk=person.pk)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/")
    assert (saved.language, saved.elder_mode, saved.skills) == ("en", True, ["急救", "电工"])
    assert saved.free_times == ["weekend_morning", "weekday_evening"]
    shown = page(client.get("/accounts/"))
    assert ('data-gj-mode="elder"' in shown, 'lang="en"' in shown, "急救，电工" in shown) == (
        True,
        True,
        True,
    )


def test_nobody_changes_the_settings_of_somebody_else(client: Client) -> None:
    other = make_user("别人")
    client.force_login(make_user())
    client.post("/accounts/", {"language": "en", "user": other.pk, "pk": other.pk})
    assert User.objects.get(pk=other.pk).language == "zh-hans"


def test_privacy_page_masks_and_names_who_looked(client: Client) -> None:
    place = make_subdistrict()
    resident = affiliate(make_user("张桂芳", phone="13800002207"), place.community, "resident")
    worker = appoint("王秀兰", place.community, Post.COMMUNITY_WORKER)
    actions.reveal(by=worker, person=resident, kind="phone", reason="改时间")
    client.force_login(resident)
    shown = page(client.get("/accounts/privacy/"))
    assert ("138****2207" in shown, "13800002207" in shown) == (True, False)
    assert ("王秀兰" in shown, "改时间" in shown) == (True, True)


def test_privacy_page_asks_the_same_number_of_questions_for_one_and_three(client: Client) -> None:
    place = make_subdistrict()
    resident = affiliate(make_user("张桂芳", phone="13800002207"), place.community, "resident")
    client.force_login(resident)
    client.get("/accounts/privacy/")  # who they are is remembered from here on
    counts = []
    for number, name in enumerate(["王秀兰", "赵淑芬", "孙桂英"], start=1):
        worker = appoint(name, place.community, Post.COMMUNITY_WORKER)
        actions.reveal(by=worker, person=resident, kind="phone", reason="改时间")
        if number in {1, 3}:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get("/accounts/privacy/")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_device_list_asks_the_same_number_of_rows(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    client.post("/accounts/sign-in/", {"login": "2023001", "password": PASSWORD})
    assert "您在 1 台设备上登录着" in page(client.get(reverse("usersessions_list")))


def test_reveal_shows_once_and_logs_each_time(client: Client) -> None:
    place = make_subdistrict()
    resident = affiliate(make_user("张桂芳", phone="13800002207"), place.community, "resident")
    client.force_login(appoint("王秀兰", place.community, Post.COMMUNITY_WORKER))
    url = reverse("accounts:reveal", args=[resident.pk])
    assert "13800002207" not in page(client.get(url))
    assert "13800002207" in page(client.post(url, {"kind": "phone", "reason": "改时间"}))
    assert "13800002207" not in page(client.get(url))
    assert Entry.objects.filter(verb=Verb.VIEWED_PRIVATE, subject_id=str(resident.pk)).count() == 1


def test_reveal_does_not_exist_for_others(client: Client) -> None:
    place = make_subdistrict()
    resident = affiliate(make_user("张桂芳", phone="13800002207"), place.community, "resident")
    url = reverse("accounts:reveal", args=[resident.pk])
    for person in (appoint("赵淑芬", place.other_community, Post.COMMUNITY_WORKER), make_user(), resident):
        client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(url, {"kind": "phone", "reason": "改时间"}).status_code == 404
    assert not Entry.objects.filter(verb=Verb.VIEWED_PRIVATE).exists()


def test_closing_ends_the_session_and_the_account(client: Client) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    client.force_login(person)
    assert client.post(reverse("accounts:close"), {"sure": "on"})["Location"] == "/accounts/sign-in/"
    assert client.get("/accounts/").status_code == 302
    refused = client.post("/accounts/sign-in/", {"login": "2023001", "password": PASSWORD})
    assert refused.status_code == 422


def test_holders_of_posts_cannot_close(client: Client) -> None:
    client.force_login(appoint("李建国", make_subdistrict().community))
    answer = client.post(reverse("accounts:close"), {"sure": "on"})
    assert (answer.status_code, "您还担任着职务" in page(answer)) == (409, True)


OWN = [
    "accounts:me", "accounts:privacy", "accounts:close", "account_change_password", "account_logout", "mfa_index",
    "usersessions_list", "mfa_list_webauthn",
]  # fmt: skip


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("mode", ["", "?mode=elder", "?theme=dark"])
def test_every_page_opens_with_one_heading_and_one_main_button(client: Client, name: str, mode: str) -> None:
    client.force_login(make_user(number="2023001", password=PASSWORD))
    answer = client.get(reverse(name) + mode)
    shown = page(answer)
    assert (answer.status_code, shown.count("<h1")) == (200, 1)
    assert shown.count("btn-primary") <= 1


@pytest.mark.parametrize("name", OWN)
def test_every_page_is_for_those_signed_in(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"] in {f"/accounts/sign-in/?next={reverse(name)}", "/"}
