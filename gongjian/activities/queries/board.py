"""Lists of activities and shifts, and the way to one of them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from gongjian.core.access import require, standing
from gongjian.core.clock import at, now, today
from gongjian.core.prepared import Prepared, Slot
from gongjian.organizations.models import Organization, Side
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Project

from ..models import Activity, Shift, SignUp
from .desk import is_check_in_open

PAIR = ("organizer", "partner", "place", "project")
PASSED = [SignUp.State.ABSENT, SignUp.State.NOT_SELECTED, SignUp.State.NOT_REACHED]
OF_SHIFT = tuple(f"activity__{name}" for name in PAIR)


def activity_of(user: Any, pk: int) -> Activity:
    """One activity that the person may see, else 404."""
    rows = Activity.objects.visible_to(user).select_related(*PAIR, "organizer__parent", "drafted_by")
    return get_object_or_404(rows, pk=pk)


OWN = SignUp.objects.filter(shift=OuterRef("pk"), person_id=Slot("person", BigIntegerField()))
FOR_ALL = Prepared(
    lambda: (
        Shift.objects.open_to_all()
        .select_related("activity")
        .filter(pk=Slot("pk", BigIntegerField()))
        .annotate(mine=Coalesce(Subquery(OWN.values("state")), Value("")))  # type: ignore[no-redef]
    )
)


def shift_of(user: Any, pk: int) -> Shift:
    """One shift that the person may see, with all that its actions ask about, else 404."""
    found = FOR_ALL.first(pk=pk, person=user.pk) if user.pk else None
    if found is not None:  # the hot path: no powers, no further tables
        return found
    rows = Shift.objects.visible_to(user)
    rows = rows.select_related("activity__organizer", "activity__partner")
    return get_object_or_404(rows.prefetch_related("activity__co_organizers"), pk=pk)


@dataclass(frozen=True)
class Filters:
    """What a visitor looks for on the board."""

    kind: str = ""
    community: int | None = None
    on_day: dt.date | None = None
    days: int | None = None
    only_free: bool = False


def coming(user: Any) -> QuerySet[Shift]:
    """Shifts of published activities that are not over, soonest first."""
    rows = Shift.objects.filter(is_open=True, ends_at__gt=now()).select_related(*OF_SHIFT)
    return rows.filter(activity__in=Activity.objects.visible_to(user)).order_by("starts_at", "pk")


def board(user: Any, filters: Filters | None = None) -> QuerySet[Shift]:
    """The board, narrowed in the database."""
    filters, rows = filters or Filters(), coming(user)
    if filters.kind:
        rows = rows.filter(activity__kind=filters.kind)
    if filters.community:
        rows = rows.filter(_in_community(filters.community, "activity__"))
    if filters.on_day:
        rows = rows.filter(
            ends_at__gt=at(filters.on_day), starts_at__lt=at(filters.on_day + dt.timedelta(days=1))
        )
    if filters.days:
        rows = rows.filter(starts_at__lt=at(today() + dt.timedelta(days=filters.days)))
    if filters.only_free:
        rows = rows.filter(taken__lt=F("capacity"), starts_at__gt=now())
    return rows


def _in_community(pk: Any, prefix: str = "") -> Q:
    names = ("place__organization", "partner", "organizer")
    found = Q()
    for name in names:
        found |= Q(**{f"{prefix}{name}": pk})
    return found


def communities(user: Any) -> QuerySet[Organization]:
    """The neighbourhoods in which something is coming: the choices of the board's filter."""
    live = Activity.objects.visible_to(user).filter(state__in=Activity.LIVE)
    here = [
        Exists(live.filter(**{name: OuterRef("pk")}))
        for name in ("place__organization", "partner", "organizer")
    ]
    return Organization.objects.filter(here[0] | here[1] | here[2], side=Side.COMMUNITY)


def board_public(limit: int = 4) -> QuerySet[Shift]:
    """What the portal shows to everybody: the next shifts that are open to all."""
    rows = Shift.objects.filter(is_open=True, starts_at__gt=now()).select_related(*OF_SHIFT)
    rows = rows.filter(activity__audience=Activity.Audience.EVERYONE, activity__state__in=Activity.LIVE)
    return rows.order_by("starts_at", "pk")[:limit]


def next_for(user: Any) -> SignUp | None:
    """The person's next seat or turn that is not over."""
    return seats_of_person(user).filter(shift__ends_at__gt=now()).exclude(state__in=PASSED).first()


def seats_of_person(user: Any) -> QuerySet[SignUp]:
    """Everything the person signed up for and did not cancel, soonest first."""
    rows = SignUp.objects.filter(person_id=user.pk).exclude(state=SignUp.State.CANCELLED)
    return rows.select_related("shift__activity__organizer", "shift__activity__partner").order_by(
        "shift__starts_at", "pk"
    )


def arranged_by(user: Any) -> QuerySet[Activity]:
    """The activities that the person helps to run, on either side, newest first."""
    powers = standing(user)
    ours = powers.condition(Power.ARRANGE, "organizer") | powers.condition(Power.ARRANGE, "partner")
    rows = Activity.objects.filter(ours).select_related(*PAIR).annotate(first_day=_first_day())
    return rows.order_by("-created_at", "-pk")


def _first_day() -> Subquery:
    return Subquery(
        Shift.objects.filter(activity=OuterRef("pk")).order_by("starts_at").values("starts_at")[:1]
    )


def of_project(user: Any, project: Project) -> QuerySet[Activity]:
    """The activities of a project that the person may see, newest first."""
    return Activity.objects.visible_to(user).filter(project=project).order_by("-created_at", "-pk")


def to_confirm(user: Any) -> QuerySet[Activity]:
    """Finished activities of which the person's side still has to confirm minutes or mark who was absent."""
    waiting = SignUp.objects.filter(shift__activity=OuterRef("pk"))
    waiting = waiting.filter(state__in=[SignUp.State.CONFIRMED, SignUp.State.CHECKED_IN]).exclude(
        person_id=user.pk
    )
    rows = Activity.objects.filter(standing(user).condition(Power.ARRANGE, "organizer"))
    rows = rows.filter(Exists(waiting), state=Activity.State.FINISHED)
    return rows.select_related(*PAIR).order_by("pk")


def to_countersign(user: Any) -> QuerySet[Activity]:
    """Activities with minutes that wait for the person's signature on the other side."""
    powers = standing(user)
    waiting = SignUp.objects.filter(
        shift__activity=OuterRef("pk"), state=SignUp.State.ATTENDED, countersigned_at__isnull=True
    ).exclude(Q(person_id=user.pk) | Q(confirmed_by_id=user.pk))
    side = powers.condition(Power.ARRANGE, "partner")
    side |= Q(partner__isnull=True) & powers.condition(Power.ARRANGE, "organizer")
    rows = Activity.objects.filter(side).filter(Exists(waiting))
    return rows.select_related(*PAIR).order_by("pk")


def check_in_now(user: Any) -> list[SignUp]:
    """The person's seats for which the code is accepted at this moment."""
    day = dt.timedelta(days=2)
    rows = seats_of_person(user).filter(
        state=SignUp.State.CONFIRMED, shift__starts_at__range=(now() - day, now() + day)
    )
    return [row for row in rows if is_check_in_open(row.shift)]


def shift_for_code(user: Any, pk: int) -> Shift:
    """A shift whose code the person may show; 403 for others who may see it."""
    shift = shift_of(user, pk)
    require(user, "activities.show_code", shift)
    return shift


def people_to_tell(activity: Activity) -> int:
    """How many hold a seat or a turn."""
    return SignUp.objects.filter(shift__activity=activity).exclude(state=SignUp.State.CANCELLED).count()
