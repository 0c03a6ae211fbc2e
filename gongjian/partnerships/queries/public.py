"""What partner systems read of needs: what any visitor may read."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from gongjian.partnerships.models import Need


def api_rows(by: Any, **found: Any) -> QuerySet[Need]:
    """Needs that the community has checked and published; `found` are fields, left out where None."""
    chosen = {name: wanted for name, wanted in found.items() if wanted is not None}
    rows: QuerySet[Need] = Need.objects.visible_to(by).filter(**chosen)
    return rows.select_related("community", "place")


def api_row(by: Any, pk: int) -> Need:
    """One published need; `Http404` when there is none."""
    return get_object_or_404(api_rows(by), pk=pk)
