"""Partner systems, their tokens, and who knocks with one."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .models import Client, Scope, Token


def clients(user: Any) -> QuerySet[Client]:
    """The partner systems that the person runs, with their valid tokens counted."""
    valid = Q(tokens__revoked_at__isnull=True, tokens__expires_at__gt=now())
    rows = Client.objects.visible_to(user).select_related("organization")
    return rows.annotate(valid=Count("tokens", filter=valid)).order_by("name")


def client_for(user: Any, pk: int) -> Client:
    return get_object_or_404(Client.objects.visible_to(user).select_related("organization"), pk=pk)


def token_for(user: Any, pk: int) -> Token:
    return get_object_or_404(Token.objects.visible_to(user).select_related("client__organization"), pk=pk)


def tokens_of(user: Any, client: Client) -> list[Token]:
    return list(Token.objects.visible_to(user).filter(client=client).select_related("client"))


def organizations_run_by(user: Any) -> QuerySet[Organization]:
    """Where the person may add a partner system."""
    return Organization.objects.visible_to(user).open().filter(standing(user).condition(Power.OPERATE, ""))


def token_by_secret(raw: str) -> Token | None:
    """The valid token that a caller sent; None when it is unknown, expired, revoked, or its client is closed."""
    found = Token.objects.select_related("client").filter(digest=Token.digest_of(raw)).first()
    return found if found is not None and found.is_valid else None


def invariants() -> Iterator[str]:
    """One sentence for each thing that is wrong."""
    for token in Token.objects.select_related("client"):
        unknown = set(token.scopes) - set(Scope.values)
        if unknown:
            yield f"token {token.pk} has unknown scopes: {', '.join(sorted(unknown))}"
        if not token.scopes:
            yield f"token {token.pk} has no scope"
