"""The second factor: asked for after the password, set up with it, its secret kept as ciphertext."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from gongjian.accounts.models import User, Verb
from tests.accounts.factories import PASSWORD, make_user

from .test_sign_in import LOGIN, page, signed_in_as, verbs

pytestmark = pytest.mark.django_db


def app_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def with_app(**identifiers: str) -> tuple[User, str]:
    person = make_user(password=PASSWORD, **identifiers)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return person, secret


def test_a_second_factor_is_asked_for_after_the_password(client: Client) -> None:
    person, secret = with_app(number="2023001")
    asked = client.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    assert (asked["Location"], signed_in_as(client)) == (reverse("mfa_authenticate"), "")
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (wrong.status_code, "不是应用现在显示的验证码" in page(wrong)) == (422, True)
    assert client.post(reverse("mfa_authenticate"), {"code": app_code(secret)}).status_code == 302
    assert signed_in_as(client) == str(person.pk)
    assert verbs(person) == [Verb.SIGN_IN_FAILED, Verb.SIGNED_IN]


def test_the_secret_of_the_app_is_ciphertext(client: Client) -> None:
    _person, secret = with_app(number="2023001")
    assert secret not in str(Authenticator.objects.get().data)


def test_setting_an_app_up_asks_for_the_password_and_gives_recovery_codes(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    client.post(LOGIN, {"login": "2023001", "password": PASSWORD})
    url = reverse("mfa_activate_totp")
    assert client.get(url)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(f"{reverse('account_reauthenticate')}?next={url}", {"password": PASSWORD, "next": url})
    shown = client.get(url)
    assert "data:image/svg+xml;base64" in page(shown)
    wrong = client.post(url, {"code": "12345"})
    assert wrong.status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(url, {"code": app_code(shown.context["form"].secret)}, follow=True)
    assert "还剩 10 个备用码" in page(done)
    assert verbs(person)[-2:] == [Verb.SECOND_FACTOR_ADDED, Verb.SECOND_FACTOR_ADDED]


def test_a_wrong_password_when_asked_again_is_written_down(client: Client) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    client.force_login(person)
    assert client.post(reverse("account_reauthenticate"), {"password": "wrong"}).status_code == 422
    assert verbs(person)[-1] == Verb.SIGN_IN_FAILED
