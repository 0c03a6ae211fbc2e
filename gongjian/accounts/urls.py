"""Our own pages as `accounts:…`; of allauth only what is used, under the names it looks for."""

from django.urls import include, path

from . import views

own = [
    path("", views.me, name="me"),
    path("privacy/", views.privacy, name="privacy"),
    path("claim/", views.claim, name="claim"),
    path("close/", views.close, name="close"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("people/<int:pk>/private/", views.reveal, name="reveal"),
]
urlpatterns = [
    path("", include((own, "accounts"))),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/code/", views.request_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", views.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-in/second-factor/", views.second_factor_asked, name="mfa_authenticate"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("closed/", views.inactive, name="account_inactive"),
    path("password/", views.change_password, name="account_change_password"),
    path("password/new/", views.set_password, name="account_set_password"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("again/second-factor/", views.second_factor_again, name="mfa_reauthenticate"),
    path("again/passkey/", views.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("second-factor/", views.second_factor, name="mfa_index"),
    path("second-factor/app/", views.add_app, name="mfa_activate_totp"),
    path("second-factor/app/remove/", views.remove_app, name="mfa_deactivate_totp"),
    path("second-factor/recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery-codes/new/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/passkeys/", views.passkeys, name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/name/", views.rename_passkey, name="mfa_edit_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
]
