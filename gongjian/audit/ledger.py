"""The last beat of every action: say so."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

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


def why(reason: str) -> str:
    """The reason for a look at private data, as the log keeps it; refused when nothing is said."""
    reason = reason.strip()
    if len(reason) < 2:
        raise ValidationError({"reason": _("Say why, in a few words. It is logged.")})
    return reason[:200]
