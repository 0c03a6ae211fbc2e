"""What a team has done, counted from records; what it could do next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Min, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404

from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.activities.queries import shift_of
from gongjian.core.clock import now
from gongjian.partnerships.models import Claim, Need
from gongjian.partnerships.queries import find_need

from ..models import TeamClaim, TeamSeat, VolunteerTeam


@dataclass(frozen=True)
class Record:
    """Numbers of a team: seats that both sides have confirmed, and needs that residents have confirmed."""

    activities: int
    times: int
    people: int
    minutes: int
    served: int
    wishes: int


def _counted(team: VolunteerTeam) -> QuerySet[TeamSeat]:
    return team.seats.filter(sign_up__state=SignUp.State.ATTENDED, sign_up__countersigned_at__isnull=False)


def record_of(team: VolunteerTeam) -> Record:
    """Counted anew at each reading, in two queries; nobody types these numbers."""
    rows = _counted(team)
    seats = rows.aggregate(
        activities=Count("sign_up__shift__activity", distinct=True),
        times=Count("pk"),
        people=Count("sign_up__person", distinct=True),
        minutes=Sum("sign_up__minutes"),
    )
    wishes = Claim.objects.filter(pk__in=team.wishes.values("claim_id"), state=Claim.State.ACCEPTED)
    by_project = rows.filter(sign_up__shift__activity__project__isnull=False)
    of_team = Q(pk__in=wishes.values("need_id")) | Q(
        pk__in=Need.objects.filter(
            projects__in=by_project.values("sign_up__shift__activity__project_id")
        ).values("pk")
    )
    met = Need.objects.filter(of_team, state=Need.State.MET)
    served = met.aggregate(people=Sum("beneficiaries"), wishes=Count("pk", filter=Q(kind=Need.Kind.WISH)))
    return Record(
        seats["activities"],
        seats["times"],
        seats["people"],
        seats["minutes"] or 0,
        served["people"] or 0,
        served["wishes"],
    )


def done_by(user: Any, team: VolunteerTeam) -> QuerySet[Activity]:
    """The activities in which the team took part and that the reader may see, the latest first."""
    rows = _counted(team).values("sign_up__shift__activity_id")
    found = Activity.objects.visible_to(user).filter(pk__in=rows).select_related("organizer", "partner")
    return found.annotate(first=Min("shifts__starts_at"), last=Max("shifts__ends_at")).order_by(
        "-first", "-pk"
    )


def wishes_of(team: VolunteerTeam) -> QuerySet[TeamClaim]:
    """The small wishes that neighbourhoods let the team take up; an offer without an answer is not public."""
    rows = team.wishes.filter(claim__state=Claim.State.ACCEPTED)
    return rows.select_related("claim__need__community").order_by("-at", "-pk")


def shifts_for(user: Any) -> QuerySet[Shift]:
    """Shifts that take groups, soonest first."""
    rows = Shift.objects.visible_to(user).filter(
        is_open=True,
        starts_at__gt=now(),
        activity__group_size__gt=0,
        activity__by_selection=False,
        activity__min_age=0,
        activity__is_dangerous=False,
    )
    return rows.select_related("activity__organizer", "activity__partner").order_by("starts_at", "pk")


def shift_for(user: Any, pk: int) -> Shift:
    """One that the person may see, else 404."""
    return shift_of(user, pk)


def wishes_for(user: Any, team: VolunteerTeam) -> QuerySet[Need]:
    """Open small wishes, those of the team's own neighbourhood first."""
    rows = Need.objects.public().visible_to(user).filter(kind=Need.Kind.WISH, state=Need.State.OPEN)
    ours = ExpressionWrapper(Q(community_id=team.community_id), output_field=BooleanField())
    return rows.select_related("community", "place").annotate(ours=ours).order_by("-ours", "until", "pk")


def wish_for(user: Any, pk: int) -> Need:
    """A small wish that the person may see, else 404."""
    found: Need = find_need(user, pk)
    return get_object_or_404(Need.objects.filter(kind=Need.Kind.WISH), pk=found.pk)
