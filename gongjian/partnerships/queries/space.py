"""What the space of the partners shows on its cards and beside them: what would meet what, papers, things done."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongjian.core.clock import now
from gongjian.documents.models import Document
from gongjian.partnerships.models import Booking, Need, Partnership, Project, Resource

from .agreements import Workspace
from .matching import fit

LOOKED_AT = 40  # open needs and offered resources among which matches are looked for
PAPERS = 5


@dataclass(frozen=True)
class NeedCard:
    """A need, and what one of the partners offers that would meet it."""

    need: Need
    match: Resource | None = None


@dataclass(frozen=True)
class ResourceCard:
    """A resource, how often it was booked so far, and a need that it would meet."""

    resource: Resource
    used: int = 0
    match: Need | None = None


@dataclass(frozen=True)
class Cards:
    """The cards of the lanes, and what stands beside them."""

    needs: list[NeedCard]
    resources: list[ResourceCard]
    projects: list[Project]
    met: int
    papers: list[Document] = field(default_factory=list)


def cards(user: Any, partnership: Partnership, space: Workspace) -> Cards:
    """Matches are looked for among all that is open and offered here: the same queries however much there is."""
    organizations = [party.organization_id for party in partnership.parties.all()]
    needs, resources = _open(user, organizations), _offered(user, organizations)
    used = _used([row.pk for row in space.resources])
    return Cards(
        needs=[NeedCard(need, _meeting(need, resources)) for need in space.needs],
        resources=[ResourceCard(row, used.get(row.pk, 0), _met_by(row, needs)) for row in space.resources],
        projects=space.projects,
        met=Need.objects.filter(projects__partnership=partnership, state=Need.State.MET).distinct().count(),
        papers=list(papers_of(user, partnership)[:PAPERS]),
    )


def _open(user: Any, organizations: list[int]) -> list[Need]:
    rows = Need.objects.visible_to(user).filter(community_id__in=organizations, state=Need.State.OPEN)
    return list(rows.order_by("-urgency", "until", "pk")[:LOOKED_AT])


def _offered(user: Any, organizations: list[int]) -> list[Resource]:
    rows = Resource.objects.visible_to(user)
    rows = rows.filter(organization_id__in=organizations, state=Resource.State.OFFERED)
    return list(rows.order_by("-created_at", "-pk")[:LOOKED_AT])


def _meeting(need: Need, resources: list[Resource]) -> Resource | None:
    """The offered resource that fits an open need best."""
    if need.state != Need.State.OPEN:
        return None
    best = max(resources, key=lambda row: fit(need, row), default=None)
    return best if best is not None and fit(need, best) else None


def _met_by(resource: Resource, needs: list[Need]) -> Need | None:
    """The open need that an offered resource fits best."""
    if resource.state != Resource.State.OFFERED:
        return None
    best = max(needs, key=lambda need: fit(need, resource), default=None)
    return best if best is not None and fit(best, resource) else None


def _used(resources: list[int]) -> dict[int, int]:
    """How many accepted bookings are over."""
    rows = Booking.objects.filter(resource_id__in=resources, state=Booking.State.ACCEPTED, ends_at__lt=now())
    return dict(rows.order_by().values_list("resource_id").annotate(n=Count("pk")))


def papers_of(user: Any, partnership: Partnership) -> QuerySet[Document]:
    """Valid papers that the person may open: about the agreement, or of two of its parties together; newest first."""
    about = Q(subject_type=partnership._meta.label_lower, subject_id=str(partnership.pk))
    ours = Q(parties__in=[party.organization_id for party in partnership.parties.all()])
    seen = Document.objects.visible_to(user).filter(revoked_at=None, holder=None)
    shared = seen.annotate(ours=Count("parties", filter=ours, distinct=True))
    return shared.filter(about | Q(ours__gte=2)).order_by("-issued_at", "-pk")
