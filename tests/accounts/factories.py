"""People for tests: plain rows, no action and no audit entry."""

from gongjian.accounts.models import Identifier, User
from gongjian.core.clock import now

PASSWORD = "correct horse battery staple"


def make_user(
    name: str = "林知夏",
    *,
    password: str = "",
    claimed: bool = True,
    is_active: bool = True,
    **identifiers: str,
) -> User:
    """One person; `number="2023001"`, `phone=…`, `email=…` become verified identifiers."""
    user = User(display_name=name, is_active=is_active, claimed_at=now() if claimed else None)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    for kind, value in identifiers.items():
        Identifier.objects.create(
            user=user,
            kind=Identifier.Kind(kind),
            value=value,
            digest=Identifier.digest_of(kind, value),
            verified_at=now(),
        )
    return user
