"""Organisations that could be partners: what they are good at, what they offer, what they need."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from gongjian.core.search_text import terms
from gongjian.organizations.models import Organization
from gongjian.organizations.queries import PARTNERS
from gongjian.partnerships.models import Need, Resource

LISTED = 3  # offers and needs on one row
WORDS = 6  # of a search


def _offers(user: Any) -> QuerySet[Resource]:
    return Resource.objects.visible_to(user).filter(state=Resource.State.OFFERED)


def _needs(user: Any) -> QuerySet[Need]:
    return Need.objects.visible_to(user).filter(state=Need.State.OPEN)


def _word(user: Any, word: str) -> Q:
    """In what the organisation says of itself, or in something it offers or needs."""
    own = Q(name__icontains=word) | Q(short_name__icontains=word) | Q(about__icontains=word)
    offers = _offers(user).filter(organization=OuterRef("pk"), search_text__finds=[word])
    needs = _needs(user).filter(community=OuterRef("pk"), search_text__finds=[word])
    return own | Q(good_at__icontains=word) | Q(Exists(offers)) | Q(Exists(needs))


def seeking(
    user: Any,
    *,
    words: str = "",
    category: str = "",
    has: str = "",
    everybody: bool = False,
    **fields: str,
) -> QuerySet[Organization]:
    """Those that look for a partner (or everybody); every word must be found; `has` is "offers" or "needs".

    `fields` are side and kind, left out where empty.
    """
    rows = Organization.objects.visible_to(user).open().filter(kind__in=PARTNERS)
    if not everybody:
        rows = rows.filter(seeks_partners=True)
    rows = rows.filter(**{name: wanted for name, wanted in fields.items() if wanted})
    offers = _offers(user).filter(organization=OuterRef("pk"))
    needs = _needs(user).filter(community=OuterRef("pk"))
    if category:
        offers, needs = offers.filter(category=category), needs.filter(category=category)
    if category or has:
        either = {"offers": Q(Exists(offers)), "needs": Q(Exists(needs))}
        rows = rows.filter(either.get(has, Q(Exists(offers)) | Q(Exists(needs))))
    asked = terms(words)[:WORDS]
    if words.strip() and not asked:
        return rows.none()
    if asked:
        rows = rows.annotate(good_at=Cast("strengths", CharField()))
    for word in asked:
        rows = rows.filter(_word(user, word))
    return rows.select_related("parent").order_by("path")


@dataclass(frozen=True)
class Seeker:
    """One row of the directory."""

    organization: Organization
    offers: list[Resource] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)


def offers_and_needs(user: Any, organizations: Sequence[Organization]) -> list[Seeker]:
    """Each organisation with the newest of what it offers and needs: two queries for a page."""
    found = {row.pk: Seeker(row) for row in organizations}
    for offer in _offers(user).filter(organization__in=found).order_by("-created_at", "-pk"):
        if len(found[offer.organization_id].offers) < LISTED:
            found[offer.organization_id].offers.append(offer)
    for need in _needs(user).filter(community__in=found).order_by("-published_at", "-pk"):
        if len(found[need.community_id].needs) < LISTED:
            found[need.community_id].needs.append(need)
    return list(found.values())
