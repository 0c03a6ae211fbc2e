"""Signing in as a browser does it: by password, by code through a real mail server, with a second factor, and out."""

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes
from html import unescape
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from gongjian.accounts.models import User, Verb
from gongjian.audit.models import Entry
from gongjian.notices import tasks
from gongjian.notices.models import Delivery
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
LOGIN, CODE, CONFIRM = "/accounts/sign-in/", "/accounts/sign-in/code/", "/accounts/sign-in/code/confirm/"


class Mailbox:
    """An SMTP server on loopback that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content)
        body = (
            letter.get_payload(decode=True)
            if not letter.is_multipart()
            else letter.get_payload(0).get_payload(decode=True)
        )
        self.letters.append((envelope.rcpt_tos, body.decode()))  # type: ignore[union-attr]
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def page(response: Any) -> str:
    return unescape(response.content.decode())


def signed_in_as(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def verbs(person: User | None = None) -> list[str]:
    rows = Entry.objects.filter(subject_type="accounts.user").order_by("pk")
    return [row.verb for row in (rows.filter(subject_id=str(person.pk)) if person else rows)]


# ------------------------------------------------------------------ password


@pytest.mark.parametrize(
    "typed", ["2023001", " 2023001", "138 0000 2207", "+8613800002207", "Lin@example.org"]
)
def test_password_with_every_identifier(client: Client, typed: str) -> None:
    person = make_user(number="2023001", phone="13800002207", email="lin@example.org", password=PASSWORD)
    response = client.post(LOGIN, {"login": typed, "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert signed_in_as(client) == str(person.pk)
    assert verbs(person) == [Verb.SIGNED_IN]
    assert Entry.objects.get(verb=Verb.SIGNED_IN).facts["way"] == "password"


def test_a_phone_stays_signed_in_when_it_is_put_away(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    client.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    assert client.session.get_expire_at_browser_close() is False


def test_next_is_followed_only_within_the_platform(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    typed = {"login": "2023001", "password": PASSWORD}
    assert client.post(LOGIN, {**typed, "next": "/organizations/"})["Location"] == "/organizations/"
    client.logout()
    assert client.post(LOGIN, {**typed, "next": "https://evil.example/"})["Location"] == "/desk/"


def steady(text: str) -> str:
    """A page without what differs from one asking to the next."""
    return re.sub(r"csrfmiddlewaretoken\" value=\"\w+|data-now=\"\S+", "", text)


def test_wrong_password_and_unknown_number_get_the_same_answer(client: Client) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    answers = [
        client.post(LOGIN, {"login": number, "password": "wrong"}) for number in ("2023001", "2023999")
    ]
    texts = [re.sub(r"2023\d{3}", "", steady(page(answer))) for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert texts[0] == texts[1]
    assert "账号和密码对不上" in texts[0]
    assert (verbs(person), verbs()) == ([Verb.SIGN_IN_FAILED], [Verb.SIGN_IN_FAILED, Verb.SIGN_IN_FAILED])


def test_closed_accounts_and_unusable_passwords_do_not_open(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD, is_active=False)
    make_user(number="2023002")
    for number in ("2023001", "2023002"):
        assert client.post(LOGIN, {"login": number, "password": PASSWORD}).status_code == 422
    assert signed_in_as(client) == ""


def test_the_door_stays_shut_after_five_wrong_passwords_however_spelled(client: Client) -> None:
    make_user(number="2023001", phone="13800002207", password=PASSWORD)
    for typed in ("2023001", "13800002207", "+86 138-0000-2207", "2023001 ", "2023001"):
        assert client.post(LOGIN, {"login": typed, "password": "wrong"}).status_code == 422
    shut = Client().post(LOGIN, {"login": "2023001", "password": PASSWORD})
    assert shut.status_code == 429
    assert "请等 15 分钟再试，或现在改用验证码登录" in page(shut)
    assert make_user(number="2023002", password=PASSWORD)
    assert client.post(LOGIN, {"login": "2023002", "password": PASSWORD}).status_code == 302


def test_the_right_password_starts_counting_anew(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    for _round in range(3):
        for _wrong in range(4):
            client.post(LOGIN, {"login": "2023001", "password": "wrong"})
        assert client.post(LOGIN, {"login": "2023001", "password": PASSWORD}).status_code == 302
        client.logout()


def test_no_identifier_reaches_the_log_or_the_session(client: Client) -> None:
    make_user(number="2023001", email="lin@example.org", password=PASSWORD)
    client.post(LOGIN, {"login": "2023001", "password": "wrong"})
    client.post(CODE, {"login": "lin@example.org"})
    written = str(list(Entry.objects.values_list("facts", "subject_id"))) + str(dict(client.session))
    assert "2023001" not in written
    assert "example.org" not in written


# ------------------------------------------------------------------ one-time code


def code_from(mailbox: Mailbox) -> str:
    tasks.send_due()
    found = re.search(r"\b(\d{6})\b", mailbox.letters[-1][1])
    assert found
    return found[1]


def test_code_by_mail_through_a_real_server(client: Client, mailbox: Mailbox) -> None:
    person = make_user(number="2023001", email="lin@example.org", password=PASSWORD)
    asked = client.post(CODE, {"login": "2023001"})
    assert (asked.status_code, asked["Location"]) == (302, CONFIRM)
    code = code_from(mailbox)
    assert mailbox.letters[-1][0] == ["lin@example.org"]
    assert "如果名册里有这个账号" in page(client.get(CONFIRM))
    done = client.post(CONFIRM, {"code": code})
    assert (done.status_code, done["Location"]) == (302, "/desk/")
    assert signed_in_as(client) == str(person.pk)
    assert verbs(person) == [Verb.CODE_SENT, Verb.SIGNED_IN]
    assert Entry.objects.get(verb=Verb.SIGNED_IN).facts["way"] == "code"


def test_unknown_numbers_and_people_without_an_address_get_the_same_answer(
    client: Client, mailbox: Mailbox
) -> None:
    make_user(number="2023001", email="lin@example.org")
    make_user(number="2023002")
    texts = []
    for number in ("2023001", "2023002", "2023999", "nobody@example.org"):
        visitor = Client()
        asked = visitor.post(CODE, {"login": number})
        shown = page(visitor.get(CONFIRM))
        texts.append((asked.status_code, asked["Location"], steady(shown)))
    assert len(set(texts)) == 1
    assert Delivery.objects.count() == 1


def test_a_code_works_once_and_only_where_it_was_asked_for(client: Client, mailbox: Mailbox) -> None:
    make_user(number="2023001", email="lin@example.org")
    client.post(CODE, {"login": "2023001"})
    code = code_from(mailbox)
    assert Client().post(CONFIRM, {"code": code})["Location"] == CODE
    assert client.post(CONFIRM, {"code": code}).status_code == 302
    client.logout()
    assert client.post(CONFIRM, {"code": code})["Location"] == CODE


def test_three_wrong_codes_end_the_attempt(client: Client, mailbox: Mailbox) -> None:
    make_user(number="2023001", email="lin@example.org")
    client.post(CODE, {"login": "2023001"})
    code = code_from(mailbox)
    wrong = "000000" if code != "000000" else "111111"
    answers = [client.post(CONFIRM, {"code": wrong}) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 302]
    assert "验证码不对" in page(answers[0])
    assert client.post(CONFIRM, {"code": code})["Location"] == CODE
    assert signed_in_as(client) == ""


def test_another_code_replaces_the_first(client: Client, mailbox: Mailbox) -> None:
    make_user(number="2023001", email="lin@example.org")
    client.post(CODE, {"login": "2023001"})
    first = code_from(mailbox)
    client.post(CONFIRM, {"action": "resend"})
    second = code_from(mailbox)
    assert len(mailbox.letters) == 2
    if first != second:
        assert client.post(CONFIRM, {"code": first}).status_code == 422
    assert client.post(CONFIRM, {"code": second}).status_code == 302


def test_codes_are_asked_for_only_so_often(client: Client) -> None:
    make_user(number="2023001", phone="13800002207", email="lin@example.org")
    answers = [
        Client().post(CODE, {"login": typed})
        for typed in ("2023001", "13800002207", "2023001", "lin@example.org")
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "要验证码太频繁了" in page(answers[-1])
    assert Delivery.objects.count() == 3


def test_leading_out_of_a_half_sign_in(client: Client) -> None:
    make_user(number="2023001", email="lin@example.org")
    client.post(CODE, {"login": "2023001"})
    assert client.get(LOGIN)["Location"] == CONFIRM
    assert client.post("/accounts/sign-out/", {"next": CODE})["Location"] == CODE
    assert client.get(LOGIN).status_code == 200


def test_claiming_with_number_and_code(client: Client, mailbox: Mailbox) -> None:
    person = make_user("许一鸣", number="2023001", email="xu@example.org", claimed=False)
    client.post(CODE, {"login": "2023001"})
    assert client.post(CONFIRM, {"code": code_from(mailbox)})["Location"] == "/accounts/claim/"
    assert "许一鸣，您好" in page(client.get("/accounts/claim/"))
    done = client.post(
        "/accounts/claim/", {"password1": "a long password 7", "password2": "a long password 7"}, follow=True
    )
    assert "账号已经认领" in page(done)
    assert signed_in_as(client) == str(person.pk)
    assert client.get("/accounts/claim/")["Location"] == "/accounts/"
    client.logout()
    assert client.post(LOGIN, {"login": "2023001", "password": "a long password 7"}).status_code == 302


def test_a_forgotten_password_is_set_anew_with_a_code(client: Client, mailbox: Mailbox) -> None:
    make_user(number="2023001", email="lin@example.org", password=PASSWORD)
    url = reverse("account_set_password")
    client.post(f"{CODE}?next={url}", {"login": "2023001", "next": url})
    done = client.post(f"{CONFIRM}?next={url}", {"code": code_from(mailbox), "next": url})
    assert done["Location"] == url
    client.post(url, {"password1": "a long password 7", "password2": "a long password 7"})
    client.logout()
    assert client.post(LOGIN, {"login": "2023001", "password": "a long password 7"}).status_code == 302


def test_without_a_code_the_old_password_is_asked_for(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    client.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    assert client.get(reverse("account_set_password"))["Location"] == reverse("account_change_password")


def test_changing_the_password_signs_other_devices_out(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    other = Client()
    for browser in (client, other):
        browser.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    done = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "a long password 7", "password2": "a long password 7"},
    )
    assert done["Location"] == "/accounts/"
    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302
    assert Verb.PASSWORD_SET in verbs()


# ------------------------------------------------------------------ what comes along, and out again


def test_language_and_large_type_come_along(client: Client) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    person.language, person.elder_mode = "en", True
    person.save()
    response = client.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    assert response.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert response.cookies["gj_mode"].value == "elder"


def test_a_choice_made_on_this_device_stays_when_the_person_has_none(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    assert django_settings.LANGUAGE_COOKIE_NAME not in response.cookies
    assert "gj_mode" not in response.cookies


def test_sign_out_asks_by_get_and_acts_by_post(client: Client) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    client.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    assert client.get("/accounts/sign-out/").status_code == 200
    assert signed_in_as(client) == str(person.pk)
    assert client.post("/accounts/sign-out/")["Location"] == "/"
    assert (signed_in_as(client), verbs(person)) == ("", [Verb.SIGNED_IN, Verb.SIGNED_OUT])


def test_devices_are_listed_and_signed_out_from_afar(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile"})
    for browser in (client, phone):
        browser.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    shown = page(client.get(reverse("usersessions_list")))
    assert ("您在 2 台设备上登录着" in shown, "Android · Chrome" in shown) == (True, True)
    other = re.search(r"/accounts/sessions/(\d+)/end/", shown)
    assert other
    client.post(other[0])
    assert phone.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client: Client) -> None:
    make_user(number="2023001", password=PASSWORD)
    make_user("别人", number="2023002", password=PASSWORD)
    other = Client()
    client.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    other.post(LOGIN, {"login": "2023002", "password": PASSWORD})
    pk = User.objects.get(display_name="别人").usersession_set.get().pk
    assert client.post(reverse("accounts:end_session", args=[pk])).status_code == 404
    assert other.get("/accounts/").status_code == 200


# ------------------------------------------------------------------ what is not there


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_confirm_email",
        "socialaccount_login",
    ],
)
def test_unused_pages_of_the_package_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "social/signup/", "login/"])
def test_their_usual_addresses_do_not_exist_either(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code in {302, 404}
    client.force_login(make_user())
    assert client.get(f"/accounts/{path}").status_code == 404


def test_without_a_token_nothing_is_posted(settings: Any) -> None:
    make_user(number="2023001", password=PASSWORD)
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    assert (response.status_code, signed_in_as(strict)) == (403, "")
