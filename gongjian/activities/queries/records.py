"""An organisation's service records: whom it can certify, its papers, and the sheet for the national system."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Avg, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.core.access import standing
from gongjian.core.clock import at
from gongjian.documents.models import Document
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from ..models import Activity, Rating, Shift, SignUp
from .hours import trust_of

State = SignUp.State
BATCH = 200  # papers issued at a time


def certifiers_for(user: Any) -> QuerySet[Organization]:
    """The organisations for which the person may certify service."""
    return Organization.objects.open().filter(standing(user).condition(Power.ARRANGE, ""))


def certifier(user: Any, pk: int) -> Organization:
    found = certifiers_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _rows(organization: Organization, since: dt.date, until: dt.date) -> QuerySet[SignUp]:
    return SignUp.objects.filter(
        shift__activity__organizer=organization,
        shift__activity__kind__in=Activity.SERVICE_KINDS,
        shift__starts_at__gte=at(since),
        shift__starts_at__lt=at(until + dt.timedelta(days=1)),
    )


def people_served(
    organization: Organization, since: dt.date, until: dt.date, shift: Shift | None = None
) -> list[User]:
    """Who has confirmed service under an organisation in these days, by name; one more than a batch at most."""
    rows = _rows(organization, since, until).filter(countersigned_at__isnull=False)
    rows = rows.filter(shift=shift) if shift else rows
    return list(User.objects.filter(pk__in=rows.values("person")).order_by("display_name", "pk")[: BATCH + 1])


def papers_of_batch(
    organization: Organization, since: dt.date, until: dt.date, shift: Shift | None = None
) -> QuerySet[Document]:
    """The valid papers that a batch of these days gave."""
    whose = f"/o{organization.pk}" + (f"/s{shift.pk}" if shift else "")
    rows = Document.objects.filter(
        kind=Document.Kind.SERVICE_CERTIFICATE, parties=organization, revoked_at__isnull=True
    )
    rows = rows.filter(edition__startswith=f"{since}/{until}/", edition__endswith=whose)
    return rows.select_related("holder").order_by("number")


def shift_to_certify(user: Any, pk: int) -> Shift:
    """A shift of an organisation for which the person certifies, else 404."""
    row = Shift.objects.filter(pk=pk, activity__organizer__in=certifiers_for(user))
    found = row.select_related("activity__organizer").first()
    if found is None:
        raise Http404
    return found


def training_of(person: Any) -> QuerySet[SignUp]:
    """Lectures and study sessions somebody attended: a block of their own, never service hours."""
    rows = SignUp.objects.filter(
        person_id=person.pk,
        state=State.ATTENDED,
        countersigned_at__isnull=False,
        shift__activity__kind__in=[Activity.Kind.LECTURE, Activity.Kind.STUDY],
    )
    return rows.select_related("shift__activity__organizer").order_by("-shift__starts_at", "-pk")


def service_block(person: Any) -> QuerySet[SignUp]:
    """The service block of a record: every time that counts, with the fields of the ordinance."""
    rows = SignUp.objects.filter(
        person_id=person.pk,
        state=State.ATTENDED,
        countersigned_at__isnull=False,
        shift__activity__kind__in=Activity.SERVICE_KINDS,
    )
    return _with_people(rows).order_by("-shift__starts_at", "-pk")


def _with_people(rows: QuerySet[SignUp]) -> QuerySet[SignUp]:
    mean = Rating.objects.filter(activity=OuterRef("shift__activity")).order_by().values("activity")
    return rows.select_related(
        "shift__activity__organizer", "shift__activity__partner", "confirmed_by"
    ).annotate(quality=Subquery(mean.annotate(mean=Avg("stars")).values("mean")))


def sheet_columns() -> list[str]:
    """The fields of the civil-affairs record (志愿服务记录办法), and a column that says how far each row is."""
    return [
        _("Name"), _("Unit"), _("Activity"), _("Date"), _("Where"), _("People served"), _("Content"),
        _("Hours"), _("Quality (1–5)"), _("In charge"), _("Recorded by"), _("Organiser"), _("Trust class"), _("State"),
    ]  # fmt: skip


def sheet_of(organization: Organization, since: dt.date, until: dt.date) -> Iterator[list[Any]]:
    """The rows of the sheet: whoever was there or marked absent. No identity number: the platform keeps none."""
    rows = _with_people(
        _rows(organization, since, until).filter(Q(state=State.ATTENDED) | Q(state=State.ABSENT))
    )
    for seat in rows.order_by("shift__starts_at", "shift", "name", "pk").iterator(chunk_size=500):
        yield _line(seat)


def _line(seat: SignUp) -> list[Any]:
    shift, activity = seat.shift, seat.shift.activity
    quality: Any = getattr(seat, "quality", None)
    return [
        seat.name,
        seat.unit,
        activity.title,
        localtime(shift.starts_at).date(),
        activity.where,
        activity.partner.name if activity.partner else "",
        activity.get_category_display(),
        round((seat.minutes or 0) / 60, 2),
        round(float(quality), 1) if quality else "",
        activity.contact_name,
        str(seat.confirmed_by or ""),
        activity.organizer.name,
        f"{trust_of(seat).value} {trust_of(seat).label}" if seat.minutes else "",
        _state(seat),
    ]


def _state(seat: SignUp) -> str:
    if seat.state == State.ABSENT:
        return _("absent, not to be entered")
    return _("ready to be entered") if seat.counts else _("waits for the other side")
