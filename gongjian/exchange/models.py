"""Partner systems and their tokens."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.core.crypto import keyed_hash
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power


@verbs
class Verb(models.TextChoices):
    CLIENT_ADDED = "exchange.client_added", _("added a partner system")
    CLIENT_CLOSED = "exchange.client_closed", _("closed a partner system's access")
    TOKEN_ISSUED = "exchange.token_issued", _("issued an API token")
    TOKEN_REVOKED = "exchange.token_revoked", _("revoked an API token")
    TOKEN_USED = "exchange.token_used", _("used an API token for the first time on a day")


class Scope(models.TextChoices):
    ORGANIZATIONS = "organizations:read", _("read organisations")
    NEEDS = "needs:read", _("read needs")
    ACTIVITIES = "activities:read", _("read activities")


@dataclass(frozen=True)
class Caller:
    """A partner system as an actor: it stores no person, sees what a visitor sees, and may do what its scopes say.

    `capability` names the client and the token in the audit log.
    """

    client_id: int
    token_id: int
    capability: str
    scopes: frozenset[str]
    pk = None
    is_authenticated = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Its own token, and nothing else: what it reads is public, what it may read is a matter of scopes."""
        return perm == "exchange.use_token" and isinstance(obj, Token) and obj.pk == self.token_id


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user: Any) -> "ClientQuerySet":
        return (
            self.filter(standing(user).condition(Power.OPERATE, "organization")) if user.pk else self.none()
        )


class Client(models.Model):
    """A partner system. It acts as a `Caller`, through one of its tokens."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, user: Any) -> "TokenQuerySet":
        return self.filter(client__in=Client.objects.visible_to(user))


class Token(models.Model):
    """A key of a partner system: shown once, stored as a hash, for some scopes, until a day.

    Valid until `expires_at` unless revoked or the client is closed.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="tokens")
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    issued_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="token_life"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.prefix}…"

    @staticmethod
    def digest_of(raw: str) -> str:
        return keyed_hash(raw, "api-token")

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and self.expires_at > now() and self.client.is_active

    @property
    def scope_names(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope.values]

    @property
    def caller(self) -> Caller:
        return Caller(
            self.client_id, self.pk, f"client:{self.client_id} {self.prefix}", frozenset(self.scopes)
        )
