"""Partner systems and tokens: plain rows, no action and no audit entry."""

import datetime as dt
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.clock import now
from gongjian.exchange.models import Client, Scope, Token
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.organizations.factories import appoint, make_organization

RAW = "gj_0a1b2c3d_" + "x" * 43


def centre() -> Organization:
    """The organisation that runs the doors to other systems in these tests."""
    name = "信息化中心"
    return Organization.objects.filter(name=name).first() or make_organization(name, kind="department")


def make_operator(organization: Organization | None = None) -> User:
    return appoint("冯立", organization or centre(), Post.OPERATOR)


def make_client(
    organization: Organization | None = None, *, name: str = "清源街道服务平台", **fields: Any
) -> Client:
    fields.setdefault("added_by", make_user("冯立"))
    return Client.objects.create(name=name, organization=organization or centre(), **fields)


def make_token(
    client: Client | None = None, raw: str = RAW, *, scopes: list[str] | None = None, **fields: Any
) -> Token:
    fields.setdefault("expires_at", now() + dt.timedelta(days=30))
    return Token.objects.create(
        client=client or make_client(),
        prefix=raw[:11],
        digest=Token.digest_of(raw),
        scopes=scopes if scopes is not None else list(Scope.values),
        **fields,
    )
