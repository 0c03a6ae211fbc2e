"""The verbs of all contexts: each context declares an enum and registers it here."""

from typing import TypeVar

from django.db.models import TextChoices

V = TypeVar("V", bound=type[TextChoices])
VERBS: dict[str, str] = {}


def verbs(enum: V) -> V:
    """Register a context's verbs; two contexts can't use the same one."""
    for member in enum:
        if member.value in VERBS:
            raise ValueError(f"verb {member.value!r} is registered twice")
        VERBS[member.value] = member.label
    return enum
