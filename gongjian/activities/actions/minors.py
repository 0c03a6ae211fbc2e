"""Guardians' consents, and what a minor's sign-up has to fulfil (民法典 §§17-20, local rules on volunteering)."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.accounts.actions import note_minor
from gongjian.accounts.models import User
from gongjian.audit.ledger import record, why
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization
from gongjian.policy.models import Figure
from gongjian.policy.queries import value

from .. import queries
from ..models import GuardianConsent, Shift, SignUp, Verb
from .waiting import _give_back

State = SignUp.State


def _refuse_minor(person: Any, shift: Shift, *, alone: bool = True) -> None:
    """Somebody known to be under age on the day of the shift; who is not costs no statement."""
    day = localtime(shift.starts_at).date()
    age = queries.age_on(person, day)
    if age is None:
        return
    if age < shift.activity.age_limit:
        raise Refused(
            _("%(name)s is too young: this activity is for people of %(age)s or older.")
            % {"name": person, "age": shift.activity.age_limit}
        )
    least = int(value(Figure.MINIMUM_AGE, day))
    if alone and age < least:
        raise Refused(
            _("Under %s one comes with one's guardian; please let the organiser sign you up.") % least
        )
    if not queries.has_consent(person, day):
        raise Refused(
            _("Without a guardian's consent %s can't take part. Please hand the paper to your organisation.")
            % person
        )


@transaction.atomic
def record_consent(
    *,
    by: Actor,
    organization: Organization,
    person: User,
    adult_on: dt.date,
    relation: str,
    guardian_name: str,
    guardian_phone: str,
    given_on: dt.date,
    scope: str,
    until: dt.date,
) -> GuardianConsent:
    """Write a guardian's paper down, by somebody who has it in hand; the same paper again is the same row."""
    require(by, "activities.record_consent", organization)
    note_minor(by=by, person=person, adult_on=adult_on)
    if given_on > today():
        raise ValidationError({"given_on": _("This day has not come yet. Please choose today or earlier.")})
    if not today() <= until <= adult_on:
        raise ValidationError({"until": _("Please choose a day from today until the person is an adult.")})
    about = {"person": person, "given_on": given_on, "until": until, "scope": scope.strip()}
    known = GuardianConsent.objects.filter(withdrawn_at=None, organization=organization, **about).first()
    if known is not None:
        return known
    row = GuardianConsent(organization=organization, relation=relation, recorded_by_id=by.pk, **about)
    row.guardian_name, row.guardian_phone = guardian_name.strip(), guardian_phone.strip()
    row.clean_fields(exclude=["person", "organization", "recorded_by"])
    row.save()
    record(by, Verb.CONSENT_RECORDED, row, until=until.isoformat())
    return row


@transaction.atomic
def withdraw_consent(*, by: Actor, consent: GuardianConsent) -> GuardianConsent:
    """The guardian no longer agrees: the seats to come are given back, unless another consent covers them."""
    require(by, "activities.withdraw_consent", consent)
    consent = lock(consent)
    if consent.withdrawn_at:
        return consent
    consent.withdrawn_at = now()
    consent.save(update_fields=["withdrawn_at"])
    record(by, Verb.CONSENT_WITHDRAWN, consent)
    for seat in queries.seats_to_come(consent.person):
        _take_back(by, seat)
    return consent


def _take_back(by: Actor, seat: SignUp) -> None:
    shift = lock(seat.shift)
    seat = lock(seat)
    if queries.has_consent(seat.person, localtime(shift.starts_at).date()) or seat.state == State.CANCELLED:
        return
    was, seat.state = seat.state, State.CANCELLED
    seat.save(update_fields=["state"])
    _give_back(shift, was, seat.side)
    record(by, Verb.SIGN_UP_CANCELLED, seat, shift=shift.pk)


@transaction.atomic
def show_guardian(*, by: Actor, consent: GuardianConsent, reason: str) -> tuple[str, str]:
    """Whom to call about a minor; each look is logged with its reason (未成年人网络保护条例 §36)."""
    require(by, "activities.see_guardian", consent)
    consent = lock(consent)
    record(by, Verb.GUARDIAN_SHOWN, consent, reason=why(reason))
    return consent.guardian_name, consent.guardian_phone
