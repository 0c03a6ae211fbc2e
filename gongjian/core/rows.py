"""Rows held while a decision is made."""

from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def lock(obj: M) -> M:
    """The same row, read again and held until the transaction ends (`__class__`: a request's user is a lazy object)."""
    return obj.__class__._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
