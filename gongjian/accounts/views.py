"""Signing in and one's own page. The sign-in flows are allauth's; templates, forms and words are ours."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.usersessions import views as session_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from gongjian.core.clock import now
from gongjian.core.context import MODE_COOKIE
from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, forms, queries

YEAR = 60 * 60 * 24 * 365
FRESH_SECONDS = 10 * 60  # how long a one-time code lets somebody set a password without the old one
Page = Callable[..., HttpResponse]


def _refused(form: Any) -> bool:
    return form is not None and form.is_bound and bool(form.errors)


def _ours(view: type[View], template: str) -> Page:
    """An allauth view with our template, and with the status that a refused form has everywhere here."""
    inner: Any = view.as_view(template_name=f"accounts/{template}.html")

    @wraps(inner)
    def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = inner(request, **kwargs)
        context = getattr(response, "context_data", None) or {}
        context["site"] = settings.SITE  # allauth puts a site of its own there
        form = next(
            (each for each in (context.get("form"), context.get("webauthn_form")) if _refused(each)), None
        )
        if response.status_code == 200 and form is not None:
            codes = {error.code for found in form.errors.as_data().values() for error in found}
            response.status_code = 429 if "too_many" in codes else 422
        return response

    return page


class _PasskeyAgain(passkey_views.ReauthenticateWebAuthnView):
    """A passkey that doesn't fit is told on this page; allauth would lead to the desk instead."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response({**self.get_context_data(), "form": form})


sign_in = _ours(allauth_views.LoginView, "login")
request_code = _ours(allauth_views.RequestLoginCodeView, "request_code")
confirm_code = _ours(allauth_views.ConfirmLoginCodeView, "confirm_code")
sign_out = login_not_required(_ours(allauth_views.LogoutView, "logout"))  # also leads out of a half sign-in
inactive = _ours(allauth_views.AccountInactiveView, "inactive")
change_password = _ours(allauth_views.PasswordChangeView, "change_password")
reauthenticate = _ours(allauth_views.ReauthenticateView, "reauthenticate")
_sessions = _ours(session_views.ListUserSessionsView, "sessions")
second_factor = _ours(mfa_views.IndexView, "second_factor")
second_factor_asked = _ours(mfa_views.AuthenticateView, "second_factor_asked")
second_factor_again = _ours(mfa_views.ReauthenticateView, "reauthenticate")
add_app = _ours(totp_views.ActivateTOTPView, "add_app")
remove_app = _ours(totp_views.DeactivateTOTPView, "remove_app")
recovery_codes = _ours(recovery_views.ViewRecoveryCodesView, "recovery_codes")
new_recovery_codes = _ours(recovery_views.GenerateRecoveryCodesView, "new_recovery_codes")
passkeys = _ours(passkey_views.ListWebAuthnView, "passkeys")
add_passkey = _ours(passkey_views.AddWebAuthnView, "add_passkey")
_rename_passkey = _ours(passkey_views.EditWebAuthnView, "rename_passkey")
_remove_passkey = _ours(passkey_views.RemoveWebAuthnView, "remove_passkey")
passkey_again = _ours(_PasskeyAgain, "passkey_again")
passkey_sign_in = passkey_views.login_webauthn


def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    response: Any = _sessions(request)
    if context := getattr(response, "context_data", None):
        context["devices"] = queries.devices(context["sessions"])
    return response


def rename_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else's key does not exist, even before the password is asked for."""
    return _rename_passkey(request, pk=queries.passkey_of(request.user, pk).pk)


def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    return _remove_passkey(request, pk=queries.passkey_of(request.user, pk).pk)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was posted; an empty form that was sent is not one that was opened."""
    return request.POST if request.method == "POST" else None


def me(request: HttpRequest) -> HttpResponse:
    """One's own page: settings, and the ways to everything about the account."""
    user: Any = request.user
    kept = {name: getattr(user, name) for name in forms.SettingsForm.base_fields}
    form = forms.SettingsForm(_posted(request), initial=kept)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            changed = actions.change_settings(by=user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            response = redirect("accounts:me")
            options: Any = {"max_age": YEAR, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, changed.language, **options)
            response.set_cookie(MODE_COOKIE, "elder" if changed.elder_mode else "normal", **options)
            return response
    return form_page(request, "accounts/me.html", form)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about me and why, who looked at my private fields, my security log."""
    user: Any = request.user
    context = {
        "stored": queries.stored_about(user),
        "viewings": queries.viewings_of(request.user)[:50],
        "page": page_of(request, queries.security_log_of(request.user)),
    }
    return render(request, "accounts/privacy.html", context)


def _came_by_code(request: HttpRequest) -> bool:
    """Whether this session began with a one-time code a moment ago."""
    records = get_authentication_records(request, request.user)
    earliest = now().timestamp() - FRESH_SECONDS
    return any(row["method"] == "code" and row["at"] >= earliest for row in records)


@sensitive_post_parameters("password1", "password2")
def claim(request: HttpRequest) -> HttpResponse:
    """The first password of somebody whom the roster made and a one-time code brought here."""
    user: Any = request.user
    if user.claimed_at:
        return redirect("accounts:me")
    return _new_password(
        request, "accounts/claim.html", actions.claim, _("Welcome. The account is yours now.")
    )


@sensitive_post_parameters("password1", "password2")
def set_password(request: HttpRequest) -> HttpResponse:
    """A new password without the old one, for those who signed in by one-time code a moment ago."""
    user: Any = request.user
    if not user.claimed_at:
        return redirect("accounts:claim")
    if not _came_by_code(request):
        if user.has_usable_password():
            return redirect("account_change_password")
        return render(request, "accounts/code_needed.html", status=403)
    return _new_password(
        request, "accounts/set_password.html", actions.set_password, _("The new password is set.")
    )


def _new_password(request: HttpRequest, template: str, act: Callable[..., Any], said: str) -> HttpResponse:
    form = forms.TwoPasswords(_posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            person = act(by=request.user, password=form.cleaned_data["password1"])
            update_session_auth_hash(request, person)
            messages.success(request, said)
            return redirect("accounts:me")
    return form_page(request, template, form)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of my other devices out."""
    queries.session_of(request.user, pk).end()
    messages.success(request, _("This device is signed out."))
    return redirect("usersessions_list")


def close(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = forms.CloseForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.close_account(by=user)
            logout(request)
            messages.success(request, _("Your account is closed."))
            return redirect("account_login")
    return form_page(request, "accounts/close.html", form)


def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """One private field of somebody I serve, shown once and logged."""
    user: Any = request.user
    person = queries.person_to_reveal(user, pk)
    form = forms.RevealForm(_posted(request))
    context: dict[str, Any] = {"person": person}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            context["value"] = actions.reveal(by=user, person=person, **form.cleaned_data)
    return form_page(request, "accounts/reveal.html", form, context)
