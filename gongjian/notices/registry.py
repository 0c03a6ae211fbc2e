"""The messages of all contexts: each declares an enum (value, sentence with %(facts)s) and registers it here."""

from typing import TypeVar

from django.db.models import TextChoices

T = TypeVar("T", bound=type[TextChoices])
TELLS: dict[str, str] = {}


def tells(enum: T) -> T:
    """Register a context's messages; a value can't be used twice."""
    for member in enum:
        if member.value in TELLS:
            raise ValueError(f"message {member.value!r} is registered twice")
        TELLS[member.value] = member.label
    return enum
