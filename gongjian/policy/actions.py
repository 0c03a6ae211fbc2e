"""Every write to switches, figures and the work calendar."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization

from . import queries
from .models import RuleValue, Switch, SwitchName, Tell, Verb, WorkDay


def _forget() -> None:
    """What processes hold in memory is out of date: now, and again for those who read before we commit."""
    queries.forget()
    transaction.on_commit(queries.forget)


def _words(field: str, words: str, most: int) -> str:
    """Text that somebody will read: not empty, not too long."""
    words = " ".join(words.split())
    if not words:
        raise ValidationError({field: _("Please fill this in.")})
    if len(words) > most:
        raise ValidationError({field: _("Please keep this to %(most)s characters.") % {"most": most}})
    return words


# ---- switches


@transaction.atomic
def switch_on(
    *,
    by: Actor,
    organization: Organization,
    name: str,
    until: dt.date,
    reason: str,
    since: dt.date | None = None,
) -> Switch:
    """Sign for a switch: on for the organisation and everything below it, from a day until a day, with a reason."""
    require(by, "policy.switch_on", organization)
    name, since = SwitchName(name), since or today()
    _check_days(since, until)
    reason = _words("reason", reason, 300)
    organization = lock(organization)  # two decisions of one organisation can't pass each other
    if organization.closed_on and organization.closed_on <= since:
        raise Refused(_("This organization is closed."))
    if Switch.objects.open_between(since, until).filter(organization=organization, name=name).exists():
        raise Refused(
            _("There is a decision for some of these days already. End it first, or choose later days.")
        )
    row = Switch.objects.create(
        organization=organization, name=name, since=since, until=until, reason=reason, signed_by=_signer(by)
    )
    record(by, Verb.SWITCHED_ON, row, organization=organization.pk, name=name.value, until=until.isoformat())
    _tell(row, Tell.SWITCHED_ON, by, until=until.isoformat())
    return row


def _signer(by: Actor) -> User:
    """Decisions have a name under them: neither the platform nor a partner system signs one."""
    if not isinstance(by, User):
        raise PermissionDenied("policy.switch_on")
    return by


def _check_days(since: dt.date, until: dt.date) -> None:
    if since < today():
        raise ValidationError({"since": _("A decision begins today or later, not in the past.")})
    if until < since:
        raise ValidationError(
            {"until": _("The last day lies before the first one. Please choose a later day.")}
        )
    longest = int(queries.value("switch.longest_days"))
    if (until - since).days >= longest:
        words = _("A switch stays on for %(days)s days at most. Please choose an earlier last day.")
        raise ValidationError({"until": words % {"days": longest}})


@transaction.atomic
def switch_off(*, by: Actor, switch: Switch, reason: str) -> Switch:
    """End a decision before its last day, with a reason; it holds no longer from this day on."""
    require(by, "policy.switch_off", switch)
    reason = _words("reason", reason, 300)
    switch = lock(switch)
    if switch.is_over:
        raise Refused(_("This decision has ended already."))
    switch.ended_at, switch.ended_by, switch.end_reason = now(), _signer(by), reason
    switch.save(update_fields=["ended_at", "ended_by", "end_reason"])
    record(by, Verb.SWITCHED_OFF, switch, organization=switch.organization_id, name=switch.name)
    _tell(switch, Tell.SWITCHED_OFF, by, reason=reason)
    return switch


def _tell(switch: Switch, kind: Tell, by: Actor, **facts: str) -> None:
    """Those who hold posts in the organisation or below it; everybody else reads it on the public page."""
    facts |= {"organization": switch.organization.name, "switch": switch.get_name_display()}
    link = reverse("policy:switches", args=[switch.organization_id])
    notify(queries.concerned(switch.organization).exclude(pk=by.pk), kind, switch, link=link, **facts)


# ---- figures


@transaction.atomic
def load_shipped(*, by: Actor) -> list[RuleValue]:
    """Add the versions of figures that come with the platform and are missing; what is there stays as it is."""
    require(by, "policy.set_rule")
    there = set(RuleValue.objects.values_list("key", "valid_from"))
    missing = [queries.shipped_version(row) for row in queries.shipped().values()]
    missing = [row for row in missing if (row.key, row.valid_from) not in there]
    RuleValue.objects.bulk_create(missing, ignore_conflicts=True)
    keys = {(row.key, row.valid_from) for row in missing}
    added = [row for row in RuleValue.objects.order_by("pk") if (row.key, row.valid_from) in keys]
    for row in added:
        record(by, Verb.RULE_SET, row, key=row.key, value=row.value, source=row.source)
    if added:
        _forget()
    return added


@transaction.atomic
def set_rule(
    *,
    by: Actor,
    key: str,
    value: Any,
    valid_from: dt.date,
    source: str,
    certainty: str,
    valid_until: dt.date | None = None,
) -> RuleValue:
    """Give a figure another value from a day on, with its source. What held before that day stays as it was."""
    require(by, "policy.set_rule")
    _check_version(valid_from, valid_until)
    certainty = RuleValue.Certainty(certainty)
    queries.check(key, value)
    _example, unit = queries.shape(key)
    _keep_shipped(key)
    row, is_new = RuleValue.objects.get_or_create(
        key=key,
        valid_from=valid_from,
        defaults={
            "value": value,
            "unit": unit,
            "valid_until": valid_until,
            "source": _words("source", source, 300),
            "certainty": certainty,
        },
    )
    if not is_new:
        raise Refused(
            _("There is a version from this day already. Take it back first, or choose another day.")
        )
    record(by, Verb.RULE_SET, row, key=key, value=value, valid_from=valid_from.isoformat(), source=row.source)
    _forget()
    return row


def _check_version(valid_from: dt.date, valid_until: dt.date | None) -> None:
    if valid_from < today():
        raise ValidationError(
            {"valid_from": _("What held in the past stays. Please choose today or a later day.")}
        )
    if valid_until and valid_until < valid_from:
        words = _("The last day lies before the first one. Please choose a later day.")
        raise ValidationError({"valid_until": words})


def _keep_shipped(key: str) -> None:
    """What held before must be a row too, since the shipped file counts only for figures without rows."""
    if key in queries.shipped() and not RuleValue.objects.filter(key=key).exists():
        RuleValue.objects.bulk_create(
            [queries.shipped_version(queries.shipped()[key])], ignore_conflicts=True
        )


@transaction.atomic
def drop_rule(*, by: Actor, row: RuleValue) -> None:
    """Take a version back before its first day; one that has begun stays for ever."""
    require(by, "policy.drop_rule")
    found = RuleValue.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise Refused(_("Somebody took this version back already."))
    if found.valid_from <= today():
        raise Refused(_("This version has begun and stays. You can set another value from a later day."))
    record(
        by,
        Verb.RULE_DROPPED,
        found,
        key=found.key,
        value=found.value,
        valid_from=found.valid_from.isoformat(),
    )
    found.delete()
    _forget()


# ---- the work calendar

LONGEST_SPAN = 31  # days that are entered at once


@transaction.atomic
def set_day(
    *, by: Actor, day: dt.date, is_work: bool, name: str, source: str, until: dt.date | None = None
) -> list[WorkDay]:
    """Say that a day, or the days until another, are free or working days, whatever the week or the package says."""
    require(by, "policy.set_day")
    until = until or day
    if not 0 <= (until - day).days < LONGEST_SPAN:
        words = _("Please choose a last day on or after the first, within %(days)s days.") % {
            "days": LONGEST_SPAN
        }
        raise ValidationError({"until": words})
    fields = {"is_work": is_work, "name": _words("name", name, 60), "source": _words("source", source, 200)}
    days = [day + dt.timedelta(days=step) for step in range((until - day).days + 1)]
    rows = [WorkDay.objects.update_or_create(day=each, defaults=fields)[0] for each in days]
    record(
        by,
        Verb.DAY_SET,
        rows[0],
        day=day.isoformat(),
        until=until.isoformat(),
        is_work=is_work,
        name=rows[0].name,
    )
    _forget()
    return rows


@transaction.atomic
def drop_day(*, by: Actor, row: WorkDay) -> None:
    """Take a day entered by hand out again: the package's table or the usual week holds for it."""
    require(by, "policy.drop_day")
    found = WorkDay.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise Refused(_("Somebody took this day out already."))
    record(by, Verb.DAY_DROPPED, found, day=found.day.isoformat(), is_work=found.is_work, name=found.name)
    found.delete()
    _forget()
