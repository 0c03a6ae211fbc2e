"""The record sheet of one activity: everything that was entered once, on one paper."""

from typing import Any

from django.db.models import Sum
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.components.dates import as_time, hours
from gongjian.organizations.models import Organization
from gongjian.reviews.models import Confirmation

from .parts import Part, day


def activity_for(user: Any, pk: int) -> Activity:
    """An activity that the person sees, or 404."""
    rows = Activity.objects.visible_to(user).select_related("organizer", "partner", "project", "place")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def parties(activity: Activity) -> list[Organization]:
    """Whose paper the sheet is."""
    return [side for side in (activity.organizer, activity.partner) if side]


def sheet_facts(activity: Activity) -> dict[str, Any]:
    """The sheet: what, where, who came, for how long, who confirmed, and what residents said."""
    shifts = list(activity.shifts.order_by("starts_at", "pk"))
    seats = SignUp.objects.filter(shift__activity=activity, state=SignUp.State.ATTENDED)
    return {
        "about": activity.organizer.name,
        "since": day(shifts[0].starts_at),
        "until": day(shifts[-1].ends_at),
        "summary": _summary(activity, seats),
        "sections": [part.facts() for part in (_shifts(activity, shifts), _came(seats), _answers(activity))],
    }


def _moment(value: Any) -> str:
    return f"{day(value)} {as_time(value)}"


def _summary(activity: Activity, seats: Any) -> list[list[Any]]:
    sums = seats.aggregate(minutes=Sum("minutes", default=0))
    both = seats.filter(countersigned_at__isnull=False).aggregate(minutes=Sum("minutes", default=0))
    words = _("%(both)s of %(all)s confirmed by both sides")
    rows = [
        [_("Activity"), activity.title],
        [_("Kind"), activity.get_kind_display()],
        [_("Organiser"), activity.organizer.name],
        [_("Partner"), activity.partner.name if activity.partner else ""],
        [_("Project"), activity.project.title if activity.project else ""],
        [_("Place"), activity.where],
        [_("People who came"), seats.values("person").distinct().count()],
        [_("Hours"), words % {"both": hours(both["minutes"]), "all": hours(sums["minutes"])}],
    ]
    return [row for row in rows if row[1] != ""]


def _shifts(activity: Activity, shifts: list[Shift]) -> Part:
    part = Part(
        _("What happened"), [_("Begins"), _("Ends"), _("Places"), _("What happens")], widths=[2, 2, 1, 6]
    )
    for shift in shifts:
        times = (_moment(shift.starts_at), _moment(shift.ends_at))
        part.add(reverse("activities:detail", args=[activity.pk]), *times, shift.capacity, activity.words)
    return part


def _came(seats: Any) -> Part:
    head = [_("Name"), _("Unit"), _("Shift"), _("How it was proven"), _("Hours"), _("Confirmed")]
    part = Part(_("Who came"), head, widths=[2, 4, 3, 3, 1, 2])
    for seat in seats.select_related("shift").order_by("shift__starts_at", "name", "pk"):
        state = _("both sides") if seat.countersigned_at else _("the organiser") if seat.confirmed_at else ""
        served = hours(seat.minutes) if seat.minutes is not None else ""
        begins = _moment(seat.shift.starts_at)
        part.add("", seat.name, seat.unit, begins, seat.get_proof_display(), served, state)
    return part


def _answers(activity: Activity) -> Part:
    """What residents said of the project's needs: verdict and stars are public, words and names are not."""
    part = Part(
        _("Residents' answers"),
        [_("Need"), _("The resident says"), _("Stars"), _("Day")],
        widths=[5, 2, 1, 2],
    )
    rows = Confirmation.objects.filter(project=activity.project_id, project__isnull=False)
    for row in rows.select_related("need").order_by("at", "pk"):
        link = reverse("partnerships:need", args=[row.need_id])
        part.add(link, row.need.title, row.get_verdict_display(), row.stars, day(row.at))
    return part
