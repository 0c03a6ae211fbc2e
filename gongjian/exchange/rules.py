"""Who runs the doors to other systems: the operators of the installation, each for their own organisations."""

from typing import Any

from rules import add_perm, predicate
from rules.predicates import always_false

from gongjian.core.access import is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .models import Client, Token


@predicate
def operates_anything(user: Any) -> bool:
    return bool(standing(user).holds(Power.OPERATE))


@predicate
def operates(user: Any, organization: Organization | None) -> bool:
    return organization is not None and bool(standing(user).can(Power.OPERATE, organization))


@predicate
def operates_client(user: Any, client: Client | None) -> bool:
    return client is not None and bool(standing(user).can(Power.OPERATE, client.organization))


@predicate
def operates_token(user: Any, token: Token | None) -> bool:
    return token is not None and bool(standing(user).can(Power.OPERATE, token.client.organization))


add_perm("exchange.view_client", is_visible)
add_perm("exchange.view_token", is_visible)
add_perm("exchange.run", operates_anything)
add_perm("exchange.add_client", operates)
add_perm("exchange.close_client", operates_client)
add_perm("exchange.issue_token", operates_client)
add_perm("exchange.revoke_token", operates_token)
add_perm("exchange.use_token", always_false)  # only the `Caller` that holds it
