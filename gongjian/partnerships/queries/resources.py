"""Reading what organisations can bring."""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from gongjian.core.access import standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Resource


def resource_board(
    user: Any, *, words: str = "", category: str = "", kind: str = "", side: str = ""
) -> QuerySet[Resource]:
    """What is available now, newest first."""
    found = Resource.objects.visible_to(user).filter(state=Resource.State.OFFERED)
    if words:
        named = Q(title__icontains=words) | Q(words__icontains=words) | Q(organization__name__icontains=words)
        found = found.filter(named)
    if category:
        found = found.filter(category=category)
    if kind:
        found = found.filter(kind=kind)
    if side:
        found = found.filter(organization__side=side)
    return found.select_related("organization").order_by("-created_at", "-pk")


def own_resources(user: Any) -> QuerySet[Resource]:
    """Every resource of the organisations for which the person arranges things, whatever its state."""
    found = Resource.objects.filter(standing(user).condition(Power.ARRANGE, "organization"))
    return found.select_related("organization").order_by("organization__path", "state", "title")


def find_resource(user: Any, pk: int) -> Resource:
    """A resource that the person may see; otherwise there is none (404)."""
    return get_object_or_404(Resource.objects.visible_to(user).select_related("organization"), pk=pk)


def arranged(user: Any) -> list[Organization]:
    """The organisations for which the person may add a resource or draft an agreement: own posts only."""
    own = standing(user).own
    paths = {*own.get(Power.ARRANGE, ()), *own.get(Power.LEAD, ())}
    return list(Organization.objects.open().filter(path__in=sorted(paths)).order_by("path"))
