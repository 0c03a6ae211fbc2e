"""Service hours: what counts, how well it is proven, and the person's own stars."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import at
from gongjian.documents.models import Document
from gongjian.policy.queries import rule

from ..models import Activity, SignUp

State = SignUp.State


@dataclass(frozen=True)
class Hours:
    """Minutes of a person by how well they are proven. Only what both sides confirmed counts."""

    by_code: int
    by_list: int
    one_side: int
    times: int
    by_paper: int = 0
    late: int = 0

    @property
    def minutes(self) -> int:
        return self.by_code + self.by_list + self.by_paper + self.late


class Trust(models.TextChoices):
    """How well one record is proven, best first; the class stands on the export sheet too."""

    CODE = "A", _("both sides, code on site")
    LIST = "B", _("both sides, organiser's list")
    PAPER = "C", _("both sides, sign-in sheet on paper")
    LATE = "D", _("both sides, proof came late")
    ONE_SIDE = "E", _("organiser only so far")


def trust_of(seat: SignUp) -> Trust:
    """The class of one record with minutes."""
    if not seat.counts:
        return Trust.ONE_SIDE
    if seat.is_late:
        return Trust.LATE
    by_proof = {SignUp.Proof.LIST: Trust.LIST, SignUp.Proof.PAPER: Trust.PAPER}
    return by_proof.get(SignUp.Proof(seat.proof), Trust.CODE)


@dataclass(frozen=True)
class Level:
    """One star: its number, the hours it takes, and how much of the step is done (0–100)."""

    number: int
    hours: int
    percent: int


def service_rows(person: Any, since: dt.date | None = None, until: dt.date | None = None) -> QuerySet[SignUp]:
    """Confirmed service of a person on days from `since` to `until`, both included."""
    rows = SignUp.objects.filter(
        person_id=person.pk, state=State.ATTENDED, shift__activity__kind__in=Activity.SERVICE_KINDS
    )
    if since:
        rows = rows.filter(shift__starts_at__gte=at(since))
    if until:
        rows = rows.filter(shift__starts_at__lt=at(until + dt.timedelta(days=1)))
    return rows


def hours_of(person: Any, since: dt.date | None = None, until: dt.date | None = None) -> Hours:
    """The sums, in one query."""
    both = Q(countersigned_at__isnull=False)
    prompt = both & Q(is_late=False)
    sums = service_rows(person, since, until).aggregate(
        by_code=Sum("minutes", filter=prompt & Q(proof__in=SignUp.BY_CODE)),
        by_list=Sum("minutes", filter=prompt & Q(proof=SignUp.Proof.LIST)),
        by_paper=Sum("minutes", filter=prompt & Q(proof=SignUp.Proof.PAPER)),
        late=Sum("minutes", filter=both & Q(is_late=True)),
        one_side=Sum("minutes", filter=~both),
        times=Count("pk", filter=both),
    )
    return Hours(**{name: number or 0 for name, number in sums.items()})


def hour_rows(person: Any) -> QuerySet[SignUp]:
    """Every time a person took part in service, newest first; also what is still being checked."""
    rows = SignUp.objects.filter(
        person_id=person.pk,
        state__in=[State.CHECKED_IN, State.ATTENDED, State.ABSENT],
        shift__activity__kind__in=Activity.SERVICE_KINDS,
    )
    return rows.select_related("shift__activity__organizer", "shift__activity__partner").order_by(
        "-shift__starts_at", "-pk"
    )


def levels(minutes: int) -> tuple[list[Level], str]:
    """The five stars with the person's own progress, and the document the thresholds come from."""
    found = rule("volunteer.star_hours")
    rows, below = [], 0
    for number, hours in enumerate(found.value, start=1):
        share = (minutes / 60 - below) / (hours - below)
        rows.append(Level(number, hours, max(0, min(100, int(share * 100)))))
        below = hours
    return rows, f"{found.source}（{found.valid_from:%Y-%m-%d}）"


def first_day(person: Any) -> dt.date | None:
    """The day of the first service that both sides confirmed."""
    row = service_rows(person).filter(countersigned_at__isnull=False).order_by("shift__starts_at").first()
    return localtime(row.shift.starts_at).date() if row else None


def papers_of(person: Any) -> QuerySet[Document]:
    """The person's certificates, newest first."""
    rows = Document.objects.visible_to(person).filter(kind=Document.Kind.SERVICE_CERTIFICATE, holder=person)
    return rows.order_by("-issued_at", "-pk")
