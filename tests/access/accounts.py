"""Signing in and one's own account: everybody reaches their own, nobody another's; private fields by post and place."""

from .rows import Row, each

OF = {
    "accounts:reveal": "user",
    "accounts:end_session": "session",
    "mfa_edit_webauthn": "passkey",
    "mfa_remove_webauthn": "passkey",
}
UNSEEN_RULES = {
    "accounts.note_minor": "asked behind activities' own permission to keep a consent (test_minors.py)",
    "accounts.view_user": "one's own page takes the person from the session, never from the address",
    "accounts.register": "rosters come through imports; no page registers yet",
    "accounts.claim": "as above: always oneself",
    "accounts.set_password": "as above: always oneself",
    "accounts.change_settings": "as above: always oneself",
    "accounts.close": "as above: always oneself",
    "accounts.note": "the security log is written by sign-in itself",
}
LOGIN = "/accounts/sign-in/"
DESK = "/desk/"
AGAIN = "/accounts/again/"
PEOPLE = ("resident", "student", "secretary", "worker", "college", "orgdept", "operator", "auditor")


def own(url: str, status: int = 200, to: str = "") -> list[Row]:
    """A page about oneself: visitors are led to sign-in, everybody else gets their own."""
    return [
        Row(url=url, who="visitor", expect=302, to=LOGIN),
        *each(url, dict.fromkeys(PEOPLE, status), to=to),
    ]


def entrance(url: str, visitor: int, to: str = "") -> list[Row]:
    """A page on the way in: who is in already is led to the desk."""
    return [
        Row(url=url, who="visitor", expect=visitor, to=to),
        *each(url, dict.fromkeys(PEOPLE, 302), to=DESK),
    ]


def passkey(url: str) -> list[Row]:
    """One's own key after the password once more; another's does not exist."""
    return [
        Row(url=url, who="visitor", state="classmate", expect=302, to=LOGIN),
        Row(url=url, who="classmate", state="classmate", expect=302, to=AGAIN),
        *each(url, {"student": 404, "secretary": 404, "operator": 404}, state="classmate"),
        Row(url=url, who="classmate", state="other", method="post", expect=404),
    ]


TABLE: dict[str, list[Row]] = {
    "accounts:me": [
        *own("accounts:me"),
        Row(url="accounts:me", who="visitor", method="post", data={"language": "en"}, expect=302, to=LOGIN),
        Row(
            url="accounts:me",
            who="student",
            method="post",
            data={"language": "en"},
            expect=302,
            to="/accounts/",
        ),
    ],
    "accounts:privacy": own("accounts:privacy"),
    "accounts:claim": own("accounts:claim", 302, "/accounts/"),
    "accounts:close": [
        *own("accounts:close"),
        Row(url="accounts:close", who="visitor", method="post", data={"sure": "on"}, expect=302, to=LOGIN),
        Row(url="accounts:close", who="student", method="post", data={"sure": "on"}, expect=302, to=LOGIN),
        Row(url="accounts:close", who="secretary", method="post", data={"sure": "on"}, expect=409),
        Row(url="accounts:close", who="student", method="post", expect=422),
    ],
    "accounts:end_session": [
        Row(url="accounts:end_session", who="visitor", state="student", method="post", expect=302, to=LOGIN),
        Row(url="accounts:end_session", who="student", state="student", method="post", expect=302),
        *each(
            "accounts:end_session",
            {"outsider": 404, "secretary": 404, "operator": 404, "auditor": 404},
            state="student",
            method="post",
        ),
        Row(url="accounts:end_session", who="student", state="student", expect=405),
    ],
    "accounts:reveal": [
        *each(
            "accounts:reveal",
            {
                "visitor": 302,
                "worker": 200,
                "community_secretary": 200,
                "resident": 404,
                "other_worker": 404,
                "subdistrict": 404,
                "student": 404,
                "secretary": 404,
                "orgdept": 404,
                "operator": 404,
                "auditor": 404,
            },
            state="resident",
        ),
        *each(
            "accounts:reveal",
            {
                "secretary": 200,
                "student": 404,
                "college": 404,
                "other_secretary": 404,
                "worker": 404,
                "operator": 404,
            },
            state="student",
        ),
        Row(
            url="accounts:reveal",
            who="worker",
            state="resident",
            method="post",
            data={"kind": "email", "reason": "改时间"},
            expect=200,
        ),
        Row(
            url="accounts:reveal",
            who="secretary",
            state="resident",
            method="post",
            data={"kind": "email", "reason": "改时间"},
            expect=404,
        ),
        Row(url="accounts:reveal", who="worker", state="resident", method="post", expect=422),
    ],
    "account_login": [
        *entrance("account_login", 200),
        Row(
            url="account_login",
            who="visitor",
            method="post",
            data={"login": "90001", "password": "x"},
            expect=422,
        ),
        Row(
            url="account_login",
            who="visitor",
            method="post",
            expect=302,
            to=DESK,
            data={"login": "90001", "password": "correct horse battery staple"},
        ),
    ],
    "account_request_login_code": [
        *entrance("account_request_login_code", 200),
        Row(
            url="account_request_login_code",
            who="visitor",
            method="post",
            data={"login": "nobody"},
            expect=302,
            to="/accounts/sign-in/code/confirm/",
        ),
    ],
    "account_confirm_login_code": entrance("account_confirm_login_code", 302, "/accounts/sign-in/code/"),
    "account_logout": [
        Row(url="account_logout", who="visitor", expect=302, to="/"),
        *each("account_logout", dict.fromkeys(PEOPLE, 200)),
        Row(url="account_logout", who="student", method="post", expect=302, to="/"),
    ],
    "account_inactive": [
        Row(url="account_inactive", who="visitor", expect=200),
        Row(url="account_inactive", who="student", expect=200),
    ],
    "account_change_password": own("account_change_password"),
    "account_set_password": own("account_set_password", 302, "/accounts/password/"),
    "account_reauthenticate": own("account_reauthenticate"),
    "usersessions_list": own("usersessions_list"),
    "mfa_index": own("mfa_index"),
    "mfa_login_webauthn": [
        Row(url="mfa_login_webauthn", who="visitor", expect=302, to=LOGIN),
        Row(
            url="mfa_login_webauthn",
            who="visitor",
            method="post",
            data={"credential": "{}"},
            expect=302,
            to=LOGIN,
        ),
        Row(url="mfa_login_webauthn", who="student", expect=302, to=DESK),
    ],
    "mfa_authenticate": entrance("mfa_authenticate", 302, LOGIN),
    "mfa_reauthenticate": own("mfa_reauthenticate", 302, AGAIN),
    "mfa_reauthenticate_webauthn": own("mfa_reauthenticate_webauthn", 302, AGAIN),
    "mfa_activate_totp": own("mfa_activate_totp", 302, AGAIN),
    "mfa_deactivate_totp": own("mfa_deactivate_totp", 404),
    "mfa_view_recovery_codes": own("mfa_view_recovery_codes", 404),
    "mfa_generate_recovery_codes": own("mfa_generate_recovery_codes", 302, AGAIN),
    "mfa_list_webauthn": own("mfa_list_webauthn"),
    "mfa_add_webauthn": own("mfa_add_webauthn", 302, AGAIN),
    "mfa_edit_webauthn": passkey("mfa_edit_webauthn"),
    "mfa_remove_webauthn": passkey("mfa_remove_webauthn"),
}
