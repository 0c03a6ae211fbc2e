"""Bad input at every form of accounts: the Chinese message, the status, what stays typed, and no row changed."""

from hashlib import sha256
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from gongjian.accounts.models import User
from gongjian.organizations.posts import Post
from tests.accounts.factories import PASSWORD, make_user
from tests.bad_input import Case, check
from tests.organizations.factories import affiliate, appoint, make_subdistrict

pytestmark = pytest.mark.django_db
EVIL = '"><script>alert(1)</script>'
NEW = "a long password 7"

SIGN_IN = [
    Case("missing", {"login": "", "password": PASSWORD}, "请填写这一项"),
    Case("missing", {"login": "2023001", "password": ""}, "请填写这一项", kept="2023001"),
    Case("wrong password", {"login": "2023001", "password": "x"}, "账号和密码对不上", kept="2023001"),
    Case("unknown", {"login": "2099999", "password": "x"}, "账号和密码对不上", kept="2099999"),
    Case("hostile HTML", {"login": EVIL, "password": "x"}, "账号和密码对不上", kept=EVIL),
    Case("null byte", {"login": "2023\x00001", "password": "x"}, "空字符"),
    Case("too long", {"login": "1" * 121, "password": "x"}, "120"),
    Case("emoji", {"login": "😀", "password": "😀"}, "账号和密码对不上", kept="😀"),
    Case("SQL", {"login": "' OR '1'='1", "password": "x"}, "账号和密码对不上", kept="' OR '1'='1"),
]
REQUEST_CODE = [
    Case("missing", {"login": ""}, "请填写这一项"),
    Case("too long", {"login": "1" * 121}, "120"),
    Case("null byte", {"login": "\x00"}, "空字符"),
    Case("blank", {"login": "   "}, "请填写这一项"),
]
CONFIRM = [
    Case("missing", {"code": ""}, "请填写这一项"),
    Case("wrong code", {"code": "000000x"}, "验证码不对", kept="000000x"),
    Case("too long", {"code": "1" * 13}, "12"),
    Case("hostile HTML", {"code": "<b>1</b>"}, "验证码不对", kept="<b>1</b>"),
]
NEW_PASSWORD = [
    Case("missing", {"password1": "", "password2": ""}, "请填写这一项"),
    Case("too short", {"password1": "short", "password2": "short"}, "10"),
    Case("only digits", {"password1": "83645173920", "password2": "83645173920"}, "数字"),
    Case("too common", {"password1": "password1234", "password2": "password1234"}, "常见"),
    Case("not the same", {"password1": NEW, "password2": NEW + "x"}, "两次输入的密码不一样"),
    Case("too long", {"password1": "x" * 129, "password2": "x" * 129}, "128"),
]
CHANGE = [
    Case("wrong old one", {"oldpassword": "x", "password1": NEW, "password2": NEW}, "现在的密码不对"),
    Case("missing", {"oldpassword": PASSWORD, "password1": "", "password2": ""}, "请填写这一项"),
    Case("too short", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}, "10"),
    Case("not the same", {"oldpassword": PASSWORD, "password1": NEW, "password2": "x"}, "密码"),
    Case(
        "only digits",
        {"oldpassword": PASSWORD, "password1": "83645173920", "password2": "83645173920"},
        "数字",
    ),
]
AGAIN = [
    Case("missing", {"password": ""}, "请填写这一项"),
    Case("wrong password", {"password": "x"}, "密码不对"),
    Case("too long", {"password": "x" * 129}, "128"),
    Case("null byte", {"password": "x\x00"}, "空字符"),
]
SETTINGS = [
    Case("nonexistent choice", {"language": "tlh", "skills": "急救"}, "tlh", kept="急救"),
    Case("missing", {"language": "", "skills": "急救"}, "请填写这一项", kept="急救"),
    Case("too many", {"language": "en", "skills": "，".join("甲乙丙丁戊己庚辛壬癸子")}, "最多 10 项"),
    Case("too long", {"language": "en", "skills": "长" * 21}, "最多 20 个字", kept="长" * 21),
    Case("nonexistent choice", {"language": "en", "free_times": ["midnight"]}, "midnight"),
    Case("hostile HTML", {"language": EVIL}, "选"),
]
CLOSE = [
    Case("missing", {}, "请填写这一项"),
    Case("missing", {"sure": ""}, "请填写这一项"),
    Case("wrong type", {"sure": "false"}, "请填写这一项"),
    Case("wrong type", {"sure": "False"}, "请填写这一项"),
    Case("unknown field", {"really": "on"}, "请填写这一项"),
]
REVEAL = [
    Case("missing", {"kind": "phone", "reason": ""}, "请填写这一项"),
    Case("blank", {"kind": "phone", "reason": "   "}, "请填写这一项"),
    Case("nonexistent choice", {"kind": "shoe", "reason": "改时间"}, "shoe", kept="改时间"),
    Case("too long", {"kind": "phone", "reason": "长" * 121}, "120", kept="长" * 121),
    Case("stale state", {"kind": "email", "reason": "改时间"}, "没有登记这一项", status=409, kept="改时间"),
    Case("hostile HTML", {"kind": "email", "reason": EVIL}, "没有登记这一项", status=409, kept=EVIL),
]
APP_CODE = [
    Case("missing", {"code": ""}, "请填写这一项"),
    Case("wrong code", {"code": "000000x"}, "不是应用现在显示的验证码"),
    Case("too long", {"code": "1" * 21}, "20"),
    Case("emoji", {"code": "😀"}, "不是应用现在显示的验证码"),
]


NO_KEY = "您的设备没有发来合适的通行密钥"
OF_NOBODY = """{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "AA", "signature": "AA",
  "clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA"}}"""
NO_KEYS = {
    "missing": "",
    "no JSON": "drücken",
    "forged": OF_NOBODY,
    "half": '{"id": "x"}',
    "wrong type": '"key"',
    "a list": '["id"]',
    "nothing inside": '{"id": "AA", "rawId": "AA", "response": null, "type": "public-key"}',
    "SQL": '{"id": "1 OR 1=1", "rawId": "1 OR 1=1", "response": {"userHandle": "OR"}}',
}
PASSKEY = [
    Case("too long", {"name": "长" * 101, "credential": "{}"}, "最多 100 个字", kept="长" * 101),
    Case("null byte", {"name": "我的\x00手机", "credential": "{}"}, "空字符"),
    *(Case(kind, {"name": EVIL, "credential": sent}, NO_KEY, kept=EVIL) for kind, sent in NO_KEYS.items()),
]
PASSKEY_NAME = [
    Case("missing", {"name": ""}, "请填写这一项"),
    Case("blank", {"name": "   "}, "请填写这一项"),
    Case("too long", {"name": "长" * 101}, "100", kept="长" * 101),
    Case("null byte", {"name": "我的\x00手机"}, "空字符"),
]


@pytest.mark.parametrize("case", SIGN_IN, ids=str)
def test_sign_in(client: Client, case: Case) -> None:
    make_user(number="2023001", password=PASSWORD)
    check(client, reverse("account_login"), case)


@pytest.mark.parametrize("case", REQUEST_CODE, ids=str)
def test_request_code(client: Client, case: Case) -> None:
    check(client, reverse("account_request_login_code"), case)


@pytest.mark.parametrize("case", CONFIRM, ids=str)
def test_confirm_code(client: Client, case: Case) -> None:
    make_user(number="2023001", email="lin@example.org")
    client.post(reverse("account_request_login_code"), {"login": "2023001"})
    check(client, reverse("account_confirm_login_code"), case)


@pytest.mark.parametrize("case", NEW_PASSWORD, ids=str)
def test_claim(client: Client, case: Case) -> None:
    client.force_login(make_user(number="2023001", claimed=False))
    check(client, reverse("accounts:claim"), case)


@pytest.mark.parametrize("case", CHANGE, ids=str)
def test_change_password(client: Client, case: Case) -> None:
    client.force_login(make_user(number="2023001", password=PASSWORD))
    check(client, reverse("account_change_password"), case)


@pytest.mark.parametrize("case", AGAIN, ids=str)
def test_reauthenticate(client: Client, case: Case) -> None:
    client.force_login(make_user(number="2023001", password=PASSWORD))
    check(client, reverse("account_reauthenticate"), case)


@pytest.mark.parametrize("case", SETTINGS, ids=str)
def test_settings(client: Client, case: Case) -> None:
    client.force_login(make_user())
    check(client, reverse("accounts:me"), case)


@pytest.mark.parametrize("case", CLOSE, ids=str)
def test_close(client: Client, case: Case) -> None:
    client.force_login(make_user())
    check(client, reverse("accounts:close"), case)


@pytest.mark.parametrize("case", REVEAL, ids=str)
def test_reveal(client: Client, case: Case) -> None:
    place = make_subdistrict()
    resident = affiliate(make_user("张桂芳", phone="13800002207"), place.community, "resident")
    client.force_login(appoint("王秀兰", place.community, Post.COMMUNITY_WORKER))
    assert "13800002207" not in check(client, reverse("accounts:reveal", args=[resident.pk]), case)


@pytest.mark.parametrize("case", APP_CODE, ids=str)
def test_second_factor(client: Client, case: Case) -> None:
    TOTP.activate(make_user(number="2023001", password=PASSWORD), generate_totp_secret())
    client.post(reverse("account_login"), {"login": "2023001", "password": PASSWORD})
    check(client, reverse("mfa_authenticate"), case)


def freshly_signed_in(client: Client, **identifiers: str) -> User:
    """By password, a moment ago, so that changes to the second factor are not asked again."""
    person = make_user(number="2023001", password=PASSWORD, **identifiers)
    client.post(reverse("account_login"), {"login": "2023001", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return person


@pytest.mark.parametrize("case", APP_CODE, ids=str)
def test_setting_an_app_up(client: Client, case: Case) -> None:
    freshly_signed_in(client)
    client.get(reverse("mfa_activate_totp"))
    check(client, reverse("mfa_activate_totp"), case)


@pytest.mark.parametrize("case", APP_CODE, ids=str)
def test_second_factor_again(client: Client, case: Case) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    TOTP.activate(person, generate_totp_secret())
    client.force_login(person)
    check(client, reverse("mfa_reauthenticate"), case)


@pytest.mark.parametrize("case", PASSKEY, ids=str)
def test_passkey(client: Client, case: Case) -> None:
    freshly_signed_in(client)
    client.get(reverse("mfa_add_webauthn"))
    check(client, reverse("mfa_add_webauthn"), case)


def add_key(person: User) -> Authenticator:
    """A passkey as a browser sends it, with a public key of its own."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, b"key-1", public)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    seen = AuthenticatorData.create(sha256(b"testserver").digest(), flags, 0, made)
    asked = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    object_of_key = bytes(AttestationObject.create("none", seen, {}))
    answer = {
        "clientDataJSON": websafe_encode(bytes(asked)),
        "attestationObject": websafe_encode(object_of_key),
    }
    key = websafe_encode(b"key-1")
    sent = {"id": key, "rawId": key, "type": "public-key", "response": answer}
    kept = {"name": "旧手机", "credential": sent, "passwordless": False}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=kept)


@pytest.mark.parametrize(("kind", "sent"), NO_KEYS.items(), ids=NO_KEYS)
def test_signing_in_with_what_is_no_passkey(client: Client, kind: str, sent: str) -> None:
    case = Case(kind, {"credential": sent}, NO_KEY, 200)
    check(client, reverse("mfa_login_webauthn"), case, follow=True)


@pytest.mark.parametrize(("kind", "sent"), NO_KEYS.items(), ids=NO_KEYS)
def test_a_second_factor_that_is_no_passkey(client: Client, kind: str, sent: str) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    TOTP.activate(person, generate_totp_secret())
    client.post(reverse("account_login"), {"login": "2023001", "password": PASSWORD})
    check(client, reverse("mfa_authenticate"), Case(kind, {"credential": sent}, NO_KEY))


@pytest.mark.parametrize(("kind", "sent"), NO_KEYS.items(), ids=NO_KEYS)
def test_again_with_what_is_no_passkey(client: Client, kind: str, sent: str) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    add_key(person)
    client.force_login(person)
    check(client, reverse("mfa_reauthenticate_webauthn"), Case(kind, {"credential": sent}, NO_KEY))


@pytest.mark.parametrize("case", PASSKEY_NAME, ids=str)
def test_name_of_a_passkey(client: Client, case: Case) -> None:
    person = freshly_signed_in(client)
    check(client, reverse("mfa_edit_webauthn", args=[add_key(person).pk]), case)


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_wrong_method(client: Client, method: str) -> None:
    client.force_login(make_user())
    answer: Any = getattr(client, method)(reverse("accounts:end_session", args=[1]))
    assert answer.status_code == 405


def test_a_body_that_is_no_text(client: Client) -> None:
    body = b"login=\xff\xfe&password=\xff"
    answer = client.post(reverse("account_login"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
