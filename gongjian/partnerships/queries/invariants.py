"""What must hold in the tables of this context, beyond what the database itself refuses."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery

from gongjian.core.clock import now
from gongjian.documents.models import Document
from gongjian.partnerships.models import (
    Booking,
    Claim,
    Cycle,
    Measurement,
    Need,
    Partnership,
    Party,
    Project,
    Target,
)

from .bookings import most_taken

N = Need.State


def invariants() -> Iterator[str]:
    """A sentence for each broken promise; nothing when all hold."""
    yield from _needs()
    yield from _agreements()
    yield from _projects()
    yield from _bookings()


def _needs() -> Iterator[str]:
    accepted = Count("claims", filter=Q(claims__state=Claim.State.ACCEPTED))
    counted = Need.objects.annotate(accepted=accepted)
    for need in counted.filter(state__in=[N.CLAIMED, N.IN_PROGRESS], accepted=0):
        yield f"need {need.pk} is {need.state} but no offer is accepted"
    for need in counted.exclude(state__in=[N.CLAIMED, N.IN_PROGRESS, N.MET]).filter(accepted__gt=0):
        yield f"need {need.pk} is {need.state} but an offer is accepted"
    for claim in Claim.objects.filter(state__in=Claim.OPEN_STATES).exclude(need__state=N.OPEN):
        yield f"claim {claim.pk} is {claim.state} on a need that is not open"
    for need in Need.objects.filter(state=N.MET, met_at__isnull=True):
        yield f"need {need.pk} is met at no time"


def _agreements() -> Iterator[str]:
    parties = Count("parties")
    signed = Count("parties", filter=Q(parties__signed_at__isnull=False))
    rows = Partnership.objects.annotate(parties_n=parties, signed_n=signed)
    for row in rows.filter(parties_n__lt=2):
        yield f"partnership {row.pk} has {row.parties_n} parties"
    in_force = [Partnership.State.ACTIVE, Partnership.State.ENDED]
    for row in rows.filter(state__in=in_force).exclude(signed_n=F("parties_n")):
        yield f"partnership {row.pk} is {row.state} with {row.signed_n} of {row.parties_n} signatures"
    for row in rows.filter(state=Partnership.State.DRAFT, signed_n__gt=0):
        yield f"partnership {row.pk} is a draft with signatures"
    for row in rows.filter(state=Partnership.State.PROPOSED, signed_n=F("parties_n")):
        yield f"partnership {row.pk} is signed by all but not in force"
    papers = Document.objects.filter(kind=Document.Kind.AGREEMENT, subject_type=Partnership._meta.label_lower)
    known = set(papers.values_list("subject_id", flat=True))
    for row in rows.filter(state__in=in_force):
        if str(row.pk) not in known:
            yield f"partnership {row.pk} is in force without its paper"
    for party in Party.objects.exclude(side=F("organization__side")):
        yield f"party {party.pk} stands on another side than its organisation"


def _projects() -> Iterator[str]:
    open_cycles = Count("cycles", filter=~Q(cycles__state=Cycle.Stage.CLOSED))
    rows = Project.objects.annotate(open_n=open_cycles)
    for row in rows.filter(state=Project.State.PLANNED).exclude(open_n=1):
        yield f"project {row.pk} is planned with {row.open_n} open cycles"
    for cycle in Cycle.objects.filter(state=Cycle.Stage.CLOSED, targets__measured__isnull=True).distinct():
        yield f"cycle {cycle.pk} is closed with a target that was not measured"
    for cycle in Cycle.objects.filter(targets__isnull=True):
        yield f"cycle {cycle.pk} has no target"
    newest = Measurement.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk").values("value")[:1]
    for target in Target.objects.annotate(newest=Subquery(newest)).filter(newest__isnull=False):
        if target.measured != target.newest:
            yield f"target {target.pk} says {target.measured}, its newest reading says {target.newest:.2f}"
    for project in Project.objects.exclude(partnership__parties__organization=F("led_by")):
        yield f"project {project.pk} is led by an organisation that is no party"


def _bookings() -> Iterator[str]:
    rows = Booking.objects.filter(state=Booking.State.ACCEPTED, ends_at__gt=now()).select_related("resource")
    for row in rows:
        taken = most_taken(row.resource, row.starts_at, row.ends_at)
        if taken > row.resource.quantity:
            yield f"resource {row.resource_id} is booked {taken} times of {row.resource.quantity} at {row.starts_at}"
