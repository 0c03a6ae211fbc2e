"""Objections, corrections, and the story of one record."""

import datetime as dt
from typing import Any

from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime

from gongjian.core.access import require, standing
from gongjian.core.clock import today
from gongjian.documents.models import Document
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.points.models import Entry
from gongjian.policy.queries import add_working_days, value

from ..models import Activity, Correction, Dispute, SignUp
from ..models.seats import overseen

AWARD = "service.hour"


def record_of(user: Any, pk: int) -> SignUp:
    """One record with what its page shows, for the person and for those who may see the seat, else 404."""
    rows = SignUp.objects.visible_to(user).select_related(
        "person", "confirmed_by", "countersigned_by", "late_accepted_by",
        "shift__activity__organizer", "shift__activity__partner",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def corrections_of(seat: SignUp) -> QuerySet[Correction]:
    return seat.corrections.select_related("by").order_by("at", "pk")


def disputes_of(seat: SignUp) -> QuerySet[Dispute]:
    return seat.disputes.select_related("answered_by", "last_answered_by").order_by("opened_at", "pk")


def dispute_of(user: Any, pk: int, perm: str) -> Dispute:
    """One objection that the person may see, else 404; 403 without the permission."""
    rows = Dispute.objects.visible_to(user).select_related(
        "sign_up__person", "sign_up__shift__activity__organizer"
    )
    row: Dispute = get_object_or_404(rows, pk=pk)
    require(user, perm, row)
    return row


def seat_to_correct(user: Any, pk: int) -> SignUp:
    """A record that the person may put right; 403 for others who may see it."""
    seat = record_of(user, pk)
    require(user, "activities.correct", seat)
    return seat


def answer_by(row: Dispute) -> dt.date:
    """Until when the organiser answers: as many working days as there are for recording."""
    return add_working_days(
        localtime(row.opened_at).date(), int(value("volunteer.record_within_working_days"))
    )


def is_overdue(row: Dispute) -> bool:
    return row.state == Dispute.State.OPEN and today() > answer_by(row)


def people_above(activity: Activity) -> list[Any]:
    """Who oversees the organiser: the nearest organisation above it that has somebody who does."""
    above = activity.organizer.parent
    while above is not None:
        people = list(people_with(Power.SEE, above))
        if people:
            return people
        above = above.parent
    return []


def disputes_waiting(user: Any) -> QuerySet[Dispute]:
    """Objections that wait for this person's answer: of organisations they arrange for, or raised from below them."""
    powers = standing(user)
    ours = powers.condition(Power.ARRANGE, "sign_up__shift__activity__organizer")
    above = overseen(powers, "sign_up__shift__activity__organizer")
    rows = Dispute.objects.filter(
        Q(state=Dispute.State.OPEN) & ours | Q(state=Dispute.State.RAISED) & above
    ).exclude(sign_up__person_id=user.pk)
    return rows.select_related("sign_up__shift__activity").order_by("opened_at", "pk")


def award_source(seat: SignUp) -> Model:
    """What points are given for: the seat, or its latest correction, so that each award has a source of its own."""
    return seat.corrections.order_by("-pk").first() or seat


def award_of(seat: SignUp) -> Entry | None:
    """The points entry that stands for a seat: of the seat, of a correction, or of a row put right in the points."""
    fixes = seat.corrections.annotate(key=Cast("pk", CharField())).values("key")
    about = Q(source_type=SignUp._meta.label_lower, source_id=str(seat.pk))
    about |= Q(source_type=Correction._meta.label_lower, source_id__in=fixes)
    while True:
        rows = Entry.objects.filter(about, code=AWARD)
        standing_row = rows.filter(reverses=None, reversal=None).order_by("-pk").first()
        undone = [str(pk) for pk in rows.exclude(reverses=None).values_list("pk", flat=True)]
        if standing_row is not None or not undone:
            return standing_row
        about = Q(source_type=Entry._meta.label_lower, source_id__in=undone)


def papers_over(person: Any, day: dt.date) -> list[Document]:
    """The valid certificates of a person whose days include one."""
    rows = Document.objects.filter(
        kind=Document.Kind.SERVICE_CERTIFICATE, holder=person, revoked_at__isnull=True
    )
    return [paper for paper in rows if paper.facts["since"] <= day.isoformat() <= paper.facts["until"]]
