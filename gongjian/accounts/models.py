"""Users and the identifiers they sign in with."""

import secrets
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from rules import has_perm, perm_exists

from gongjian.audit.registry import verbs
from gongjian.core.clock import now
from gongjian.core.crypto import keyed_hash, mask
from gongjian.core.fields import DatabaseVersionField, EncryptedTextField
from gongjian.notices.registry import tells


@verbs
class Verb(models.TextChoices):
    REGISTERED = "accounts.registered", _("registered a person")
    CLAIMED = "accounts.claimed", _("claimed an account")
    SIGNED_IN = "accounts.signed_in", _("signed in")
    SIGN_IN_FAILED = "accounts.sign_in_failed", _("failed to sign in")
    SIGNED_OUT = "accounts.signed_out", _("signed out")
    CODE_SENT = "accounts.code_sent", _("sent a sign-in code")
    PASSWORD_SET = "accounts.password_set", _("set a password")
    SECOND_FACTOR_ADDED = "accounts.second_factor_added", _("added a second factor")
    SECOND_FACTOR_REMOVED = "accounts.second_factor_removed", _("removed a second factor")
    CHANGED_SETTINGS = "accounts.changed_settings", _("changed own settings")
    VIEWED_PRIVATE = "accounts.viewed_private", _("looked at private data")
    MINOR_NOTED = "accounts.minor_noted", _("noted that somebody is under age")
    CLOSED = "accounts.closed", _("closed an account")


@tells
class Tell(models.TextChoices):
    SIGN_IN_CODE = "accounts.sign_in_code", _("Your sign-in code is %(code)s. It is valid for 5 minutes.")


def random_username() -> str:
    """Nine letters and digits that say nothing about the person."""
    return "u" + secrets.token_hex(4)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Any) -> "UserQuerySet":
        """Everybody sees their own account only; names appear on rows that others may see."""
        return self.filter(pk=user.pk) if user.pk else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """One person. Posts and affiliations say what the person is; the account says nothing of it."""

    username = models.CharField(max_length=40, unique=True, default=random_username)
    display_name = models.CharField(_("name"), max_length=60)
    language = models.CharField(max_length=10, default="zh-hans")
    elder_mode = models.BooleanField(default=False)
    skills = models.JSONField(default=list, blank=True)
    free_times = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    adult_on = models.DateField(
        null=True, blank=True, help_text="of somebody known to be under age: the day of turning 18"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    standing_version = DatabaseVersionField(
        help_text="moves whenever the person's posts or affiliations change: what was read under a version stays true"
    )
    fresh_version: int | None = None  # the version, on a person just read for a request

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The rule of that name, and nothing else: there are no superusers. An unknown name raises `KeyError`."""
        if not perm_exists(perm):
            raise KeyError(perm)
        return self.is_active and has_perm(perm, self, obj)

    def get_short_name(self) -> str:
        return self.display_name


def normalised(kind: str, value: str) -> str:
    """One spelling per identifier: no blanks; e-mail in lower case; phones without +86; numbers in upper case."""
    value = "".join(value.split())
    if kind == Identifier.Kind.EMAIL:
        return value.lower()
    if kind == Identifier.Kind.PHONE:
        return value.removeprefix("+86").replace("-", "")
    return value.upper().removesuffix(".0")


class Identifier(models.Model):
    """What a person types to sign in. The value is ciphertext; `digest` finds it."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("student or staff number")
        PHONE = "phone", _("phone number")
        EMAIL = "email", _("e-mail address")

    user = models.ForeignKey(User, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = EncryptedTextField()
    digest = models.CharField(max_length=64)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="accounts_identifier_once")]

    def __str__(self) -> str:
        return mask(self.value)

    @staticmethod
    def digest_of(kind: str, value: str) -> str:
        return keyed_hash(f"{kind}:{normalised(kind, value)}", "identifier")
