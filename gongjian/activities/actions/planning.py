"""An activity from its draft to its end."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Partnership, Party, Project

from ..models import Activity, Shift, SignUp, Tell, Verb
from ..queries import facts_of_project
from .settling import _settle
from .shifts import _check_number, _check_window, _clean_shift, _edit_shifts
from .waiting import _close_waiting

State = Activity.State
FIELDS = {
    "kind", "category", "title", "words", "place", "where", "audience", "skills", "risks",
    "is_dangerous", "insurance", "contact_name", "contact_phone", "min_age", "by_selection", "group_size",
    "sign_up_opens_at", "sign_up_closes_at", "checklist", "cancel_hours",
}  # fmt: skip
FROZEN = {
    "kind",
    "audience",
    "is_dangerous",
    "min_age",
    "by_selection",
}  # what people relied on when they signed up


@transaction.atomic
def draft(
    *,
    by: Actor,
    organizer: Organization,
    shifts: list[dict[str, Any]],
    partner: Organization | None = None,
    project: Project | None = None,
    co_organizers: Iterable[Organization] = (),
    **fields: Any,
) -> Activity:
    """Prepare an activity. What the project already knows (place, partner, category) need not be given again."""
    require(by, "activities.draft", organizer)
    known = facts_of_project(project, organizer) if project else {}
    partner = partner or known.pop("partner", None)
    activity = Activity(organizer=organizer, partner=partner, project=project, drafted_by_id=by.pk)
    _fill_in(activity, {**known, **{name: value for name, value in fields.items() if value is not None}})
    _check_pair(activity)
    rows = [_clean_shift(Shift(), given) for given in shifts]
    _check_number(rows)
    _check_window(activity, rows)
    activity.save()
    _set_co_organizers(activity, co_organizers)
    for row in rows:
        row.activity = activity
        row.save()
    record(by, Verb.DRAFTED, activity, organizer=organizer.pk, shifts=len(rows))
    return activity


def _fill_in(activity: Activity, fields: dict[str, Any]) -> None:
    """Set what was given and check its shape; a published activity keeps what people relied on."""
    unknown = fields.keys() - FIELDS - {"partner"}
    if unknown:
        raise TypeError(f"unknown fields {sorted(unknown)}")
    changed = {name for name in fields.keys() & FROZEN if getattr(activity, name) != fields[name]}
    if changed and activity.state != State.DRAFT:
        raise ValidationError(dict.fromkeys(changed, _("This can't change any more: people have read it.")))
    for name in fields.keys() & FIELDS:
        value = fields[name]
        setattr(activity, name, value.strip() if isinstance(value, str) else value)
    if activity.place is not None and not activity.where:
        activity.where = activity.place.address or activity.place.name
    _refuse_empty(activity)
    activity.clean_fields(exclude=["drafted_by"])
    if activity.is_dangerous and not activity.insurance:
        raise ValidationError(
            {
                "insurance": _(
                    "Where danger is possible an insurance is required. Please give the policy's number."
                )
            }
        )


def _refuse_empty(activity: Activity) -> None:
    """What a draft without a project has to say itself."""
    missing = {
        "where": _("Please say where people meet."),
        "category": _("Please choose a category."),
        "risks": _("Please name the risks; if there are none, say what to watch out for."),
    }
    found = {name: words for name, words in missing.items() if not getattr(activity, name)}
    if found:
        raise ValidationError(found)


def _check_pair(activity: Activity) -> None:
    """The partner is another organisation, and an agreement in force binds the two."""
    if activity.partner is None:
        return
    if activity.partner_id == activity.organizer_id:
        raise ValidationError({"partner": _("The partner must be another organisation.")})
    bound = Party.objects.filter(
        organization=activity.partner,
        partnership__state=Partnership.State.ACTIVE,
        partnership__in=Party.objects.filter(organization_id=activity.organizer_id).values("partnership_id"),
    )
    if activity.project is not None:
        bound = bound.filter(partnership=activity.project.partnership_id)
    if not bound.exists():
        raise ValidationError(
            {"partner": _("There is no agreement in force between these two organisations.")}
        )


def _set_co_organizers(activity: Activity, given: Iterable[Organization]) -> None:
    """Further organisers: neither the organiser nor the partner, and named once."""
    rows = {row.pk: row for row in given}
    if {activity.organizer_id, activity.partner_id} & rows.keys():
        raise ValidationError(
            {"co_organizers": _("The organiser and the partner take part anyway. Please choose others.")}
        )
    activity.co_organizers.set(rows.values())


@transaction.atomic
def edit(
    *,
    by: Actor,
    activity: Activity,
    shifts: list[dict[str, Any]] | None = None,
    co_organizers: Iterable[Organization] | None = None,
    **fields: Any,
) -> Activity:
    """Change an activity that is not over. In `shifts`, rows with `pk` are changed, others are new, missing ones go."""
    require(by, "activities.edit", activity)
    activity = lock(activity)
    if activity.state not in {State.DRAFT, *Activity.LIVE}:
        raise Refused(_("This can't be changed any more: it is “%s”.") % activity.get_state_display())
    before = (activity.where, activity.place_id)
    if "partner" in fields and activity.state == State.DRAFT:
        activity.partner = fields["partner"] or activity.partner if activity.project_id else fields["partner"]
        _check_pair(activity)
    _fill_in(activity, fields)
    activity.save()
    if co_organizers is not None and activity.state == State.DRAFT:
        _set_co_organizers(activity, co_organizers)
    new = _edit_shifts(activity, shifts) if shifts is not None else 0
    _check_window(activity, list(activity.shifts.all()))
    record(by, Verb.EDITED, activity, fields=sorted(fields), new_shifts=new)
    if activity.state != State.DRAFT and before != (activity.where, activity.place_id):
        _tell_all(activity, Tell.CHANGED)
    return activity


@transaction.atomic
def publish(*, by: Actor, activity: Activity) -> Activity:
    """Open an activity for sign-up and tell the partner."""
    require(by, "activities.publish", activity)
    activity = lock(activity)
    move(activity, State.OPEN)
    if activity.shifts.filter(starts_at__lte=now()).exists():
        raise Refused(_("A shift would begin in the past. Please change its time first."))
    activity.published_at = now()
    activity.save(update_fields=["state", "published_at"])
    activity.shifts.update(is_open=True)
    record(by, Verb.PUBLISHED, activity)
    if activity.partner is not None:
        people = people_with(Power.ARRANGE, activity.partner)
        notify(people, Tell.PUBLISHED, activity, link=_link(activity), activity=activity.title)
    for organization in activity.co_organizers.all():
        people = people_with(Power.ARRANGE, organization)
        notify(people, Tell.CO_ORGANIZES, activity, link=_link(activity), activity=activity.title)
    return activity


@transaction.atomic
def hand_over(*, by: Actor, activity: Activity) -> Activity:
    """Ask the partner's organisers to look at a draft and change what they like before it opens."""
    require(by, "activities.publish", activity)
    activity = lock(activity)
    if activity.state != State.DRAFT:
        raise Refused(_("This is open already. Changes are made on its page."))
    if activity.partner is None:
        raise Refused(_("There is no partner yet. Please choose one first."))
    record(by, Verb.HANDED_OVER, activity)
    people = people_with(Power.ARRANGE, activity.partner)
    link = reverse("activities:edit", args=[activity.pk])
    notify(people, Tell.HANDED_OVER, activity, link=link, name=str(by), activity=activity.title)
    return activity


@transaction.atomic
def start(*, by: Actor, activity: Activity) -> Activity:
    """The first shift has begun."""
    require(by, "activities.start", activity)
    activity = lock(activity)
    if not activity.shifts.filter(starts_at__lte=now()).exists():
        raise Refused(_("No shift has begun yet."))
    move(activity, State.RUNNING)
    activity.save(update_fields=["state"])
    record(by, Verb.STARTED, activity)
    return activity


@transaction.atomic
def finish(*, by: Actor, activity: Activity) -> Activity:
    """Close an activity; its organisers confirm the minutes next. Where nobody took part it is settled at once."""
    require(by, "activities.finish", activity)
    activity = lock(activity)
    move(activity, State.FINISHED)
    if activity.shifts.filter(starts_at__gt=now()).exists():
        raise Refused(_("A shift has not begun yet. Cancel the activity if it does not take place."))
    activity.save(update_fields=["state"])
    for shift in activity.shifts.select_for_update():
        _close_waiting(by, shift)
    activity.shifts.update(is_open=False)
    record(by, Verb.FINISHED, activity)
    if not _settle(by, activity):
        people = people_with(Power.ARRANGE, activity.organizer)
        notify(people, Tell.TO_CONFIRM, activity, link=_desk(activity), activity=activity.title)
    return activity


@transaction.atomic
def cancel(*, by: Actor, activity: Activity, reason: str) -> Activity:
    """Call an activity off and tell everyone; not when somebody has already checked in."""
    require(by, "activities.cancel", activity)
    activity = lock(activity)
    move(activity, State.CANCELLED)
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise ValidationError({"reason": _("Please say why, in 200 characters at most.")})
    list(activity.shifts.select_for_update())
    rows = SignUp.objects.filter(shift__activity=activity)
    if rows.filter(checked_in_at__isnull=False).exclude(state=SignUp.State.CANCELLED).exists():
        raise Refused(_("People have already checked in. Finish the activity instead."))
    _tell_all(activity, Tell.CANCELLED, reason=reason)
    activity.cancel_reason = reason
    activity.save(update_fields=["state", "cancel_reason"])
    rows.update(state=SignUp.State.CANCELLED)
    activity.shifts.update(is_open=False, taken=0, waiting=0, campus_taken=0, community_taken=0)
    record(by, Verb.CANCELLED, activity)
    return activity


def _tell_all(activity: Activity, kind: Tell, **facts: Any) -> None:
    """Everybody who has a seat or waits, and the partner's organisers once the activity was published."""
    rows = SignUp.objects.filter(shift__activity=activity).exclude(state=SignUp.State.CANCELLED)
    people = [row.person for row in rows.select_related("person")]
    if activity.partner is not None and activity.published_at:
        people += people_with(Power.ARRANGE, activity.partner)
    notify(people, kind, activity, link=_link(activity), activity=activity.title, **facts)


def _link(activity: Activity) -> str:
    return reverse("activities:detail", args=[activity.pk])


def _desk(activity: Activity) -> str:
    return reverse("activities:desk", args=[activity.pk])
