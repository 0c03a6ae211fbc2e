"""Minors: their age on a day, and whether a guardian's consent covers it."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from gongjian.accounts.models import User
from gongjian.core.access import require, standing
from gongjian.core.clock import now, today
from gongjian.organizations.models import Affiliation, Organization
from gongjian.organizations.posts import Power

from ..models import ADULT, GuardianConsent, SignUp

State = SignUp.State


def age_on(person: Any, day: dt.date) -> int | None:
    """The age of somebody known to be a minor on that day; None for everybody else."""
    adult_on = getattr(person, "adult_on", None)
    if adult_on is None or adult_on <= day:
        return None
    later = (adult_on.month, adult_on.day) > (day.month, day.day)
    return ADULT - (adult_on.year - day.year) - int(later)


def has_consent(person: Any, day: dt.date) -> bool:
    """Whether a guardian has agreed, not withdrawn, and until that day at least."""
    rows = GuardianConsent.objects.filter(person_id=person.pk, withdrawn_at=None)
    return rows.filter(given_on__lte=today(), until__gte=day).exists()


def consents(user: Any) -> QuerySet[GuardianConsent]:
    """Those that the person's organisations keep, the newest first."""
    require(user, "activities.record_consent")
    rows = GuardianConsent.objects.visible_to(user).select_related("person", "organization", "recorded_by")
    return rows.defer("guardian_name", "guardian_phone").order_by("-recorded_at", "-pk")


def consent_of(user: Any, pk: int) -> GuardianConsent:
    """One that the person may see, else 404."""
    rows = GuardianConsent.objects.visible_to(user).select_related("person", "organization")
    return get_object_or_404(rows, pk=pk)


def consent_keepers(user: Any) -> QuerySet[Organization]:
    """For which organisations the person may keep consents; 403 for nobody."""
    require(user, "activities.record_consent")
    return Organization.objects.open().filter(standing(user).condition(Power.PRIVATE, "")).order_by("path")


def people_named(organization: Organization, name: str) -> list[User]:
    """Those who belong to an organisation and have this name; two at most are read."""
    rows = Affiliation.objects.current().filter(organization=organization)
    people = User.objects.filter(is_active=True, display_name=name, pk__in=rows.values("person_id"))
    return list(people.order_by("pk")[:2])


def seats_to_come(person: User) -> list[SignUp]:
    """What a person holds of shifts that have not begun, in a fixed order."""
    held = [State.CONFIRMED, State.WAITING, State.APPLIED]
    rows = SignUp.objects.filter(person=person, state__in=held, shift__starts_at__gt=now())
    return list(rows.select_related("shift__activity", "person").order_by("shift_id", "pk"))
