"""The last beat of every action: say so."""

from typing import Any

from django.db.models import Model

from gongjian.core.prepared import insert_soon

from .models import Entry
from .registry import VERBS


def record(by: Any, verb: str, subject: Model, **facts: Any) -> Entry:
    """Add one entry in the action's transaction. Facts are JSON and never private data."""
    if str(verb) not in VERBS:
        raise KeyError(f"unknown verb {verb}")
    entry = Entry(
        by_id=by.pk,
        capability=getattr(by, "capability", ""),
        verb=str(verb),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        facts=facts,
    )
    return insert_soon(entry)
