"""The seam to allauth: how an identifier finds a person, where codes go, and what sign-in tells the security log."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import BigIntegerField
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import SYSTEM
from gongjian.core.context import MODE_COOKIE
from gongjian.core.crypto import decrypt, encrypt, keyed_hash
from gongjian.core.prepared import Prepared, Slot

from . import actions
from .models import User, Verb
from .queries import person_by_identifier

YEAR = 60 * 60 * 24 * 365
SILENT = {"account/messages/logged_in.txt", "account/messages/login_code_sent.txt"}
SAID = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _("The new password is set."),
    "usersessions/messages/sessions_logged_out.txt": _("The other devices are signed out."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "There are new recovery codes; the old ones no longer work."
    ),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}


ACTIVE_PERSON = Prepared(lambda: User.objects.filter(pk=Slot("pk", BigIntegerField()), is_active=True))


def _who(login: str | None) -> User | None:
    """By any identifier, or by the username, which allauth uses when it asks for the password once more."""
    person = person_by_identifier(login or "")
    return person or User.objects.filter(username=login or "", is_active=True).first()


class IdentifierBackend(BaseBackend):
    """Sign in with any identifier and the password."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_rest: Any
    ) -> User | None:
        person = _who(username)
        if person is None:
            User().set_password(password)  # the same time as for a person who exists
            return None
        return person if person.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        """The person of the session, with the version under which their standing may be remembered."""
        person = ACTIVE_PERSON.first(pk=user_id)
        if person is not None:
            person.fresh_version = person.standing_version
        return person


class AccountAdapter(DefaultAccountAdapter):
    """Our people, our words, our outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "Number and password do not fit together. Check both, or use a one-time code."
        ),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then ask for a new code."),
        "incorrect_code": _("This is not the code we sent. Look at the newest message."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "rate_limited": _("That was too often in a short time. Please try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Rosters are imported; nobody registers by themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The only message that leaves is the code. `email` is a username: addresses stay out of the session."""
        person = User.objects.filter(username=email, is_active=True).first()
        if person and "code" in context:
            actions.send_code(by=SYSTEM, person=person, code=context["code"])

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if message_template in SILENT:
            return
        words = SAID.get(message_template or "")
        super().add_message(
            request, level, None if words else message_template, message_context, extra_tags, message or words
        )

    def set_password(self, user: User, password: str) -> None:
        actions.set_password(by=user, password=password)
        user.refresh_from_db()

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Somebody who came by code for the first time claims the account; all others go to their desk."""
        person: Any = request.user
        return reverse("accounts:claim") if person.claimed_at is None else str(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def post_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse:
        """The person's language and size of letters come along to this device."""
        response = super().post_login(request, user, **rest)
        options: dict[str, Any] = {
            "max_age": YEAR, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE,
        }  # fmt: skip
        if user.language != settings.LANGUAGE_CODE or settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, **options)
        if user.elder_mode:
            response.set_cookie(MODE_COOKIE, "elder", **options)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets at rest are ciphertext; the app on the phone shows the platform's and the person's name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the present code of your app. Codes change every 30 seconds."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return str(settings.SITE["name"])

    def get_totp_label(self, user: Any) -> str:
        return str(user.display_name)


def _from(request: HttpRequest | None) -> str:
    """A mark of where a request came from: the same for the same address, and not the address."""
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    return keyed_hash(address, "addresses")[:12] if address else ""


@receiver(user_logged_in)
def _signed_in(request: HttpRequest | None, user: User, **_rest: Any) -> None:
    ways = get_authentication_records(request, user) if request and hasattr(request, "session") else []
    way = ways[-1]["method"] if ways else "session"
    actions.note(by=user, verb=Verb.SIGNED_IN, person=user, way=way, origin=_from(request))


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    person = _who(credentials.get("username"))
    nobody = User(pk=0)  # so that attempts at numbers that do not exist stand in the log too
    actions.note(by=SYSTEM, verb=Verb.SIGN_IN_FAILED, person=person or nobody, origin=_from(request))


@receiver(authentication_failed)
def _second_factor_failed(user: User, **_rest: Any) -> None:
    origin = _from(context.request)
    actions.note(by=SYSTEM, verb=Verb.SIGN_IN_FAILED, person=user, way="second factor", origin=origin)


@receiver(user_logged_out)
def _signed_out(request: HttpRequest | None, user: User | None, **_rest: Any) -> None:
    if user is not None:
        actions.note(by=user, verb=Verb.SIGNED_OUT, person=user, origin=_from(request))


@receiver(authenticator_added)
def _factor_added(user: User, authenticator: Any, **_rest: Any) -> None:
    actions.note(by=user, verb=Verb.SECOND_FACTOR_ADDED, person=user, type=str(authenticator.type))


@receiver(authenticator_removed)
def _factor_removed(user: User, authenticator: Any, **_rest: Any) -> None:
    actions.note(by=user, verb=Verb.SECOND_FACTOR_REMOVED, person=user, type=str(authenticator.type))
