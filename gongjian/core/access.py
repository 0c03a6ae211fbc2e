"""Who may do what: one question, asked by every action.

An actor is a signed-in `User`, a `Guest` (a capability for one act on one subject), a `Client`
(a partner system, in `exchange`) or `SYSTEM`. There is no anonymous writer.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils.module_loading import import_string
from rules import predicate


class Actor(Protocol):
    """Whoever acts. `pk` is the person's key, or None where no person is stored."""

    pk: Any

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


class System:
    """The platform itself, acting on a schedule or at installation."""

    pk = None
    capability = "system"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return True


SYSTEM = System()


@dataclass(frozen=True)
class Guest:
    """A capability for one act on one subject, held by somebody without an account.

    `capability` names the paper it came on (a receipt number, a rating code, a visit), never a person.
    """

    act: str
    subject: str
    capability: str
    pk = None
    SALT = "gongjian.guest"

    @classmethod
    def holding(cls, act: str, obj: Model, capability: str = "visit") -> "Guest":
        return cls(act, subject_key(obj), capability)

    @property
    def token(self) -> str:
        """The capability as signed text that can travel in a form or a link."""
        return signing.dumps([self.act, self.subject, self.capability], salt=self.SALT, compress=True)

    @classmethod
    def from_token(cls, token: str, max_age: int | None = None) -> "Guest":
        """Read a capability back; raises `signing.BadSignature` when it was altered or is too old."""
        return cls(*signing.loads(token, salt=cls.SALT, max_age=max_age))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return perm == self.act and isinstance(obj, Model) and subject_key(obj) == self.subject


def subject_key(obj: Model) -> str:
    """`app.model:pk`, the way a row is named in capabilities and in the audit log."""
    return f"{obj._meta.label_lower}:{obj.pk}"


def require(by: Actor, perm: str, obj: Any = None) -> None:
    """Refuse with 403 unless the actor holds the permission on the object."""
    if not by.has_perm(perm, obj):
        raise PermissionDenied(perm)


@lru_cache(maxsize=1)
def _standing_hook() -> Any:
    return import_string(settings.STANDING)


def standing(user: Any) -> Any:
    """The powers a person holds today; read once per user object (so once per request)."""
    held = getattr(user, "_standing", None)
    if held is None:
        held = _standing_hook()(user)
        user._standing = held
    return held


@predicate
def is_visible(user: Any, obj: Any) -> bool:
    """The `view` permission is the list's own condition, so the two cannot disagree."""
    return obj is not None and obj.__class__.objects.visible_to(user).filter(pk=obj.pk).exists()


@predicate
def is_active(user: Any) -> bool:
    """A person with an open account."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active)
