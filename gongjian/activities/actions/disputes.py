"""A person objects to their record; the organiser answers, then the organisation above it."""

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
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from .. import queries
from ..models import Activity, Dispute, SignUp, Tell, Verb

State = Dispute.State
DISPUTABLE = {SignUp.State.ATTENDED, SignUp.State.ABSENT}


@transaction.atomic
def dispute(*, by: Actor, sign_up: SignUp, words: str, wanted_minutes: int | None = None) -> Dispute:
    """Say that one's own minutes, or one's absence, are wrong. While one objection waits, a second call returns it."""
    require(by, "activities.dispute", sign_up)
    seat = lock(sign_up)
    known = seat.disputes.filter(state__in=Dispute.LIVE).first()
    if known is not None:
        return known
    if seat.state not in DISPUTABLE:
        raise Refused(_("There is nothing to object to yet: no minutes are recorded."))
    if wanted_minutes is not None and not 1 <= wanted_minutes <= seat.shift.minutes:
        raise ValidationError(
            {
                "wanted_minutes": _("Please give 1 to %s minutes, as long as the shift was.")
                % seat.shift.minutes
            }
        )
    row = Dispute.objects.create(sign_up=seat, words=_said("words", words), wanted_minutes=wanted_minutes)
    record(by, Verb.DISPUTED, row)
    people = people_with(Power.ARRANGE, seat.shift.activity.organizer).exclude(pk=by.pk)
    if not people.exists():
        return _raise(by, row)
    _tell(people, Tell.DISPUTED, row, name=seat.name)
    return row


def _said(field: str, words: str) -> str:
    """Words that must be there, without blanks round them."""
    words = words.strip()
    if not words:
        raise ValidationError({field: _("Please say it in a sentence.")})
    if len(words) > 300:
        raise ValidationError({field: _("Please use 300 characters at most.")})
    return words


def _tell(people: Any, kind: str, row: Dispute, **facts: Any) -> None:
    link = reverse("activities:record", args=[row.sign_up_id])
    notify(people, kind, row, link=link, activity=row.sign_up.shift.activity.title, **facts)


@transaction.atomic
def raise_dispute(*, by: Actor, dispute: Dispute) -> Dispute:
    """Take an objection to the organisation above, after a no or when no answer came in time."""
    require(by, "activities.raise_dispute", dispute)
    row = lock(dispute)
    if row.state == State.RAISED:
        return row
    if row.state == State.OPEN and not queries.is_overdue(row):
        raise Refused(
            _("The organiser has until %s to answer. After that you can take it further.")
            % queries.answer_by(row).isoformat()
        )
    return _raise(by, row)


def _raise(by: Actor, row: Dispute) -> Dispute:
    move(row, State.RAISED)
    row.raised_at = now()
    row.save(update_fields=["state", "raised_at"])
    record(by, Verb.DISPUTE_RAISED, row)
    _tell(queries.people_above(row.sign_up.shift.activity), Tell.DISPUTE_RAISED, row, name=row.sign_up.name)
    return row


@transaction.atomic
def decline_dispute(*, by: Actor, dispute: Dispute, answer: str) -> Dispute:
    """Leave the record as it is and say why: the organiser first, and for good the organisation above."""
    row = lock(dispute)
    require(by, "activities.answer_dispute", row)
    if row.state in {State.DECLINED, State.REFUSED}:
        return row
    answer = _said("why", answer)
    if row.state == State.RAISED:
        move(row, State.REFUSED)
        row.last_answer, row.last_answered_by_id, row.last_answered_at = answer, by.pk, now()
    else:
        move(row, State.DECLINED)
        row.answer, row.answered_by_id, row.answered_at = answer, by.pk, now()
    row.save()
    record(by, Verb.DISPUTE_DECLINED, row)
    _tell(row.sign_up.person, Tell.DISPUTE_ANSWERED, row)
    return row


def _granted(by: Actor, seat: SignUp, why: str) -> Dispute | None:
    """Close the objection that a correction answers, if there is one; the caller holds the seat."""
    row = seat.disputes.select_for_update().filter(state__in=Dispute.LIVE).first()
    if row is None:
        return None
    move(row, State.GRANTED)
    row.last_answer, row.last_answered_by_id, row.last_answered_at = why, by.pk, now()
    row.save()
    return row


def _is_correctable(activity: Activity) -> bool:
    """Records are corrected once the activity is over."""
    return activity.state in {Activity.State.FINISHED, Activity.State.SETTLED}
