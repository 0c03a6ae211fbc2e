"""Notices and their ways out."""

import datetime as dt
import re
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import now
from gongjian.core.fields import EncryptedTextField

from .registry import TELLS


class Channel(models.TextChoices):
    """How something leaves the platform."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    WECOM = "wecom", _("WeCom group")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """One's own only."""
        return self.filter(to_id=user.pk) if user.pk else self.none()

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One person is told one thing. The sentence is made from `kind` and `facts` in the reader's language."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey("Delivery", models.SET_NULL, null=True, related_name="digested")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["to", "-created_at", "-id"], name="notices_to"),
            models.Index(fields=["to"], name="notices_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["about_type", "about_id", "kind"], name="notices_about"),
            models.Index(
                fields=["created_at"],
                name="notices_to_digest",
                condition=Q(read_at__isnull=True, digest__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return sentence(self.kind, self.facts)


def sentence(kind: str, facts: dict[str, Any]) -> str:
    """What a message says in the language of the moment; a message of a context that is gone names its kind."""
    words = str(TELLS.get(kind, kind))
    try:
        return words % {name: _said(value) for name, value in facts.items()}
    except (KeyError, TypeError, ValueError):
        return words


def _said(value: Any) -> Any:
    """Days are stored as 2026-04-10 and said as the reader's language says them."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        with suppress(ValueError):  # 2026-02-30
            return date_format(dt.date.fromisoformat(value), "DATE_FORMAT")
    return value


class Delivery(models.Model):
    """One way out of the platform: one notice to an address, or one person's digest of a day.

    `body` is what an address is told, which may hold a code; a digest is written when it is sent.
    The row is the outbox: a sweep sends what is due. States: WAITING → SENT | FAILED (after the last attempt) |
    SKIPPED (a digest whose notices were all read before it was sent). While an attempt is under way, `due_at` is
    the moment after which the row may be tried again, so an attempt that was killed is repeated: at least once.
    """

    Channel = Channel

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("skipped")

    MOVES = {State.WAITING: {State.SENT, State.FAILED, State.SKIPPED}}

    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    day = models.DateField(null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = EncryptedTextField(blank=True)
    body = EncryptedTextField(blank=True)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(notice__isnull=False, person__isnull=True, day__isnull=True)
                | Q(notice__isnull=True, person__isnull=False, day__isnull=False),
                name="notices_one_or_digest",
            ),
            models.UniqueConstraint(fields=["person", "day"], name="notices_one_digest_a_day"),
            models.CheckConstraint(condition=Q(due_at__gte=F("created_at")), name="notices_due_later"),
        ]
        indexes = [models.Index(fields=["due_at"], name="notices_due", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"


class OutboxMessage(models.Model):
    """What would have left the platform: kept by the adapters of the demo and of development, never in production."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    to = EncryptedTextField()
    subject = models.CharField(max_length=200, blank=True)
    body = EncryptedTextField(blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.subject}"
