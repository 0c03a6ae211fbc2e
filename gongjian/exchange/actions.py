"""Every write of this context."""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization
from gongjian.policy.queries import value

from .models import Client, Scope, Token, Verb


@transaction.atomic
def add_client(*, by: Actor, organization: Organization, name: str) -> Client:
    """Name a partner system that belongs to an organisation. It can do nothing until it has a token."""
    require(by, "exchange.add_client", organization)
    organization = lock(organization)
    if not name.strip():
        raise ValidationError({"name": _("Give the partner system a name.")})
    try:
        with transaction.atomic():
            client = Client.objects.create(
                organization=organization, name=name.strip(), added_by_id=by.pk, added_at=now()
            )
    except IntegrityError:
        raise ValidationError({"name": _("There is a partner system of this name already.")}) from None
    record(by, Verb.CLIENT_ADDED, client, organization=organization.pk)
    return client


@transaction.atomic
def close_client(*, by: Actor, client: Client) -> Client:
    """End a partner system's access: all its tokens stop working now. Nothing happens the second time."""
    require(by, "exchange.close_client", client)
    client = lock(client)
    if not client.is_active:
        return client
    client.is_active, client.closed_at = False, now()
    client.save(update_fields=["is_active", "closed_at"])
    record(by, Verb.CLIENT_CLOSED, client)
    return client


@transaction.atomic
def issue_token(*, by: Actor, client: Client, scopes: Iterable[str], days: int) -> str:
    """Make a token for some scopes and days. It is returned here, once; only its hash is kept."""
    require(by, "exchange.issue_token", client)
    client = lock(client)
    if not client.is_active:
        raise Refused(_("The access of this partner system is closed."))
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - set(Scope.values):
        raise ValidationError({"scopes": _("Choose what the partner system may read.")})
    longest = int(value("exchange.token_days"))
    if not 1 <= days <= longest:
        raise ValidationError({"days": _("Enter a number of days from 1 to %(n)s.") % {"n": longest}})
    prefix = f"gj_{secrets.token_hex(4)}"
    raw = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        client=client,
        prefix=prefix,
        digest=Token.digest_of(raw),
        scopes=wanted,
        issued_at=now(),
        expires_at=now() + dt.timedelta(days=days),
    )
    record(by, Verb.TOKEN_ISSUED, token, client=client.pk, scopes=wanted, days=days)
    return raw


@transaction.atomic
def revoke_token(*, by: Actor, token: Token) -> Token:
    """Stop a token now. Nothing happens the second time."""
    require(by, "exchange.revoke_token", token)
    token = lock(token)
    if token.revoked_at is not None:
        return token
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    record(by, Verb.TOKEN_REVOKED, token, client=token.client_id)
    return token


@transaction.atomic
def note_use(*, by: Actor, token: Token) -> bool:
    """Write down that a token is in use: once a day. One conditional statement in place of a lock (hot path)."""
    require(by, "exchange.use_token", token)
    if token.last_used_on == today():
        return False
    stale = Q(last_used_on__isnull=True) | Q(last_used_on__lt=today())
    if not Token.objects.filter(stale, pk=token.pk).update(last_used_on=today()):
        return False
    record(by, Verb.TOKEN_USED, token)
    return True
