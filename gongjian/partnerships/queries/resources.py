"""Reading what organisations can bring."""

from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from gongjian.core.access import standing
from gongjian.core.clock import today
from gongjian.core.search_text import finding
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Resource
from gongjian.partnerships.models.needs import listed_marks


def resource_board(
    user: Any,
    *,
    words: str = "",
    times: list[str] | None = None,
    skills: list[str] | None = None,
    state: str = "",
    **chosen: Any,
) -> QuerySet[Resource]:
    """What is available now, or in another public state, newest first. Words, times and skills must all fit.

    `chosen` are category, kind and side; empty ones are left out.
    """
    found = Resource.objects.visible_to(user).filter(state=state or Resource.State.OFFERED)
    found = finding(found, words, *listed_marks(skills or [], times or []))
    columns = {"category": "category", "kind": "kind", "side": "organization__side"}
    found = found.filter(**{columns[name]: value for name, value in chosen.items() if value})
    return found.select_related("organization").order_by("-created_at", "-pk")


def resources_by_state(user: Any) -> dict[str, int]:
    """How many resources stand in each public state: one query over its index."""
    rows = Resource.objects.visible_to(user).filter(state__in=Resource.PUBLIC).values("state")
    return {row["state"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def reservations_over() -> QuerySet[Resource]:
    """Reserved resources whose last reserved day has passed."""
    return Resource.objects.filter(state=Resource.State.RESERVED, reserved_until__lt=today())


def own_resources(user: Any) -> QuerySet[Resource]:
    """Every resource of the organisations for which the person arranges things, whatever its state."""
    found = Resource.objects.filter(standing(user).condition(Power.ARRANGE, "organization"))
    return found.select_related("organization").order_by("organization__path", "state", "title")


def find_resource(user: Any, pk: int) -> Resource:
    """A resource that the person may see; otherwise there is none (404)."""
    return get_object_or_404(
        Resource.objects.visible_to(user).select_related("organization", "reserved_for"), pk=pk
    )


def arranged(user: Any) -> list[Organization]:
    """The organisations for which the person may add a resource or draft an agreement: own posts only."""
    own = standing(user).own
    paths = {*own.get(Power.ARRANGE, ()), *own.get(Power.LEAD, ())}
    return list(Organization.objects.open().filter(path__in=sorted(paths)).order_by("path"))
