"""Reading the convenience list of a neighbourhood."""

from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404

from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Amenity, Category, Need

from .needs import communities

CATEGORIES = {
    Amenity.Kind.HEALTH: Category.HEALTH,
    Amenity.Kind.CARE: Category.ELDERLY,
    Amenity.Kind.CULTURE: Category.CULTURE,
    Amenity.Kind.SPORT: Category.CULTURE,
    Amenity.Kind.TRAFFIC: Category.FACILITIES,
    Amenity.Kind.OTHER: Category.OTHER,
}


@dataclass(frozen=True)
class Conveniences:
    """The list in its three parts."""

    there: list[Amenity]
    campus: list[Amenity]
    missing: list[Amenity]


def find_neighbourhood(pk: int) -> Organization:
    """A neighbourhood by its key; otherwise there is none (404)."""
    return get_object_or_404(communities(), pk=pk)


def conveniences(user: Any, community: Organization) -> Conveniences:
    """Everything on the list of a neighbourhood, in one query."""
    rows = list(Amenity.objects.visible_to(user).filter(community=community).select_related("need"))
    parts = {
        standing: [row for row in rows if row.standing == standing] for standing in Amenity.Standing.values
    }
    return Conveniences(parts["there"], parts["campus"], parts["missing"])


def find_amenity(user: Any, pk: int) -> Amenity:
    """A line that the person may see; otherwise there is none (404)."""
    return get_object_or_404(Amenity.objects.visible_to(user).select_related("community", "need"), pk=pk)


def need_of_gap(amenity: Amenity) -> dict[str, Any]:
    """What a need takes over from the gap, so that the form is filled in."""
    where = f"（{amenity.where}）" if amenity.where else ""
    return {
        "kind": Need.Kind.NEED,
        "title": amenity.name[:60],
        "words": f"{amenity.name}{where} {amenity.who}".strip(),
        "category": CATEGORIES.get(Amenity.Kind(amenity.kind), Category.DAILY_LIFE),
    }
