"""The shape of what people type to sign in and about themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthSecondFactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from gongjian.core.errors import TooMany
from gongjian.core.fields import WordsField
from gongjian.core.form_rendering import Choices, CodeInput, ManyChoices
from gongjian.core.limits import allow, forget

from .models import Identifier, random_username
from .queries import attempt_key, code_goes_to, person_by_identifier

LOGIN_LABEL = _("Student or staff number, phone or e-mail")
PASSWORD_HINT = _("At least 10 characters, not only digits. Pasting and password managers are fine.")


def _login_field() -> forms.CharField:
    plain = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=LOGIN_LABEL, max_length=120, widget=forms.TextInput(plain))


def _password_field(label: Any, autocomplete: str, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=128, widget=widget, help_text=hint)


class SignInForm(LoginForm):
    """Number and password. After a few wrong ones the door stays shut for a while, however the number is spelled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("You can paste it, and use a password manager.")
        self.fields = {
            "login": _login_field(),
            "password": _password_field(_("Password"), "current-password", hint),
        }

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data.get("login", "")
        if self.errors:
            return self.cleaned_data
        key = attempt_key(typed, person_by_identifier(typed))
        try:
            allow("sign-in", key, times=settings.SIGN_IN_TRIES, seconds=settings.SIGN_IN_LOCK_SECONDS)
        except TooMany:
            words = _(
                "Too many wrong passwords. For safety, wait %(minutes)d minutes, or use a one-time code now."
            )
            minutes = settings.SIGN_IN_LOCK_SECONDS // 60
            raise ValidationError(words % {"minutes": minutes}, code="too_many") from None
        found: dict[str, Any] = super().clean()
        forget("sign-in", key)
        return found


class RequestCodeForm(forms.Form):
    """Any identifier; the answer is the same whether somebody has it or not."""

    login = _login_field()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        typed = found.get("login", "")
        if not typed:
            return found
        person = person_by_identifier(typed)
        key = attempt_key(typed, person)
        if not ratelimit.consume(context.request, action="request_login_code", key=key):
            words = _(
                "Codes were asked for too often. Look at the newest message, or try again in a few minutes."
            )
            raise ValidationError(words, code="too_many")
        self._user = person if person and code_goes_to(person) else None
        # allauth keeps this in the session and hands it to the adapter: a name that says nothing, never an address
        found["email"] = self._user.username if self._user else random_username()
        return found


class ConfirmCodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = CodeInput({"autofocus": True, "maxlength": 12})
        self.fields["code"] = forms.CharField(label=_("Six-digit code"), max_length=12, widget=widget)


class ReauthenticateForm(forms.Form):
    """The password once more, before something that matters."""

    password = _password_field(_("Password"), "current-password")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


def _app_code_field() -> forms.CharField:
    return forms.CharField(label=_("Code from the app"), max_length=20, widget=CodeInput({"autofocus": True}))


class AppCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _app_code_field()


class SecondFactorForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _app_code_field()


class SecondFactorAgainForm(AllauthSecondFactorAgainForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _app_code_field()


NO_PASSKEY = _("Your device sent no passkey that fits. Please try again, or choose another way.")


@contextmanager
def _passkey_read() -> Iterator[None]:
    """Anybody may send anything as a passkey: what can't be read, or doesn't fit, is refused in plain words."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValidationError(NO_PASSKEY) from None
    except ValidationError as error:
        raise (
            ValidationError(NO_PASSKEY) if getattr(error, "code", "") == "incorrect_code" else error
        ) from None


def _plain_passkey(form: Any) -> None:
    field = form.fields["credential"]
    field.label = _("Passkey")
    field.error_messages |= {"required": NO_PASSKEY, "invalid": NO_PASSKEY}


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_passkey(self)
        label = _("Name of this passkey")
        self.fields["name"] = forms.CharField(label=label, max_length=100, required=False)
        self.fields["passwordless"].label = _("Sign in with it alone, without number and password")
        self.fields["passwordless"].help_text = ""

    def clean(self) -> dict[str, Any]:
        with _passkey_read():
            found: dict[str, Any] = super().clean()
            return found


class _PasskeyOnly:
    """A form that takes nothing but a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_passkey(self)

    def clean_credential(self) -> Any:
        with _passkey_read():
            return super().clean_credential()  # type: ignore[misc]


class PasskeySignInForm(_PasskeyOnly, LoginWebAuthnForm):
    """Instead of number and password."""


class PasskeyAskedForm(_PasskeyOnly, AuthenticateWebAuthnForm):
    """As the second factor, after number and password."""


class PasskeyAgainForm(_PasskeyOnly, ReauthenticateWebAuthnForm):
    """Once more, before something that matters."""


class PasskeyNameForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Name of this passkey"), max_length=100)


class TwoPasswords(forms.Form):
    """A new password, typed twice."""

    password1 = _password_field(_("New password"), "new-password", PASSWORD_HINT)
    password2 = _password_field(_("New password, once more"), "new-password")

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, second = found.get("password1"), found.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        return found


class ChangePasswordForm(AllauthChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "oldpassword": _password_field(_("Present password"), "current-password"),
            "password1": _password_field(_("New password"), "new-password", PASSWORD_HINT),
            "password2": _password_field(_("New password, once more"), "new-password"),
        }

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password


class SettingsForm(forms.Form):
    """How the platform talks to a person, and what the person offers."""

    # the values of partnerships.models.DayPart, a higher context
    PARTS = [
        ("weekday_morning", _("Weekday mornings")),
        ("weekday_afternoon", _("Weekday afternoons")),
        ("weekday_evening", _("Weekday evenings")),
        ("weekend_morning", _("Weekend mornings")),
        ("weekend_afternoon", _("Weekend afternoons")),
        ("weekend_evening", _("Weekend evenings")),
    ]
    LANGUAGES = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=Choices())
    elder_mode = forms.BooleanField(
        label=_("Large type"),
        required=False,
        help_text=_("Bigger letters and buttons on every device you sign in on."),
    )
    skills = WordsField(
        label=_("What you can do well"),
        required=False,
        help_text=_("With commas between them, for example: tutoring, first aid, repairing bicycles"),
    )
    free_times = forms.MultipleChoiceField(
        label=_("When you usually have time"), required=False, choices=PARTS, widget=ManyChoices()
    )


class CloseForm(forms.Form):
    sure = forms.BooleanField(label=_("I understand that I can't sign in any more"))


class RevealForm(forms.Form):
    """Which private field, and why."""

    kind = forms.ChoiceField(label=_("What do you need?"), choices=Identifier.Kind.choices, widget=Choices())
    reason = forms.CharField(
        label=_("Why?"),
        min_length=2,
        max_length=120,
        help_text=_("The person can read who looked, when and why."),
    )
