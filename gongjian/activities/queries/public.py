"""What partner systems read of activities: what any visitor may read."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from gongjian.activities.models import Activity, Shift


def api_rows(by: Any, *, starts_after: dt.datetime | None = None, **found: Any) -> QuerySet[Activity]:
    """Published activities open to everybody; `found` are fields, left out where None."""
    chosen = {name: wanted for name, wanted in found.items() if wanted is not None}
    rows = Activity.objects.visible_to(by).filter(**chosen)
    if starts_after is not None:
        rows = rows.filter(Exists(Shift.objects.filter(activity=OuterRef("pk"), starts_at__gte=starts_after)))
    return rows.select_related("organizer", "partner").prefetch_related("shifts")


def api_row(by: Any, pk: int) -> Activity:
    """One published activity; `Http404` when there is none."""
    return get_object_or_404(api_rows(by), pk=pk)
