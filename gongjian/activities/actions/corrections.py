"""A record that was wrong is put right by a new row: minutes, points and papers follow, both sides sign again."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.audit.ledger import record
from gongjian.core.access import SYSTEM, Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.documents.actions import revoke
from gongjian.notices.ledger import notify
from gongjian.points import ledger as points

from .. import queries
from ..models import Activity, Correction, SignUp, Tell, Verb
from .disputes import _granted, _is_correctable
from .minutes import _ask_other_side, _refuse_minutes
from .settling import _settle

State = SignUp.State


@transaction.atomic
def correct(*, by: Actor, sign_up: SignUp, minutes: int, why: str) -> Correction:
    """Put a record right; 0 minutes means that the person was not there.

    The confirmations of both sides end, so both sign again: whoever corrects has confirmed for the organiser. Points
    are taken back and given anew with the second signature; certificates that hold these minutes become void. An
    objection that waits is answered by it.
    """
    require(by, "activities.correct", sign_up)
    activity = lock(sign_up.shift.activity)
    seat = lock(sign_up)
    before = seat.minutes or 0
    why = _reason(why)
    _refuse(activity, seat, before, minutes)
    answered = _granted(by, seat, why)
    row = Correction.objects.create(
        sign_up=seat, dispute=answered, minutes_from=before, minutes_to=minutes, why=why, by_id=by.pk
    )
    if seat.countersigned_at:
        _take_points_back(by, seat, why)
        _void_papers(seat)
    _rewrite(by, seat, minutes)
    record(by, Verb.CORRECTED, seat, minutes_from=before, minutes_to=minutes)
    link = reverse("activities:record", args=[seat.pk])
    notify(seat.person, Tell.CORRECTED, row, link=link, activity=activity.title, old=before, new=minutes)
    _reopen(by, activity, minutes)
    return row


def _reason(why: str) -> str:
    why = why.strip()
    if not why or len(why) > 300:
        raise ValidationError({"why": _("Please say why, in 300 characters at most.")})
    return why


def _refuse(activity: Activity, seat: SignUp, before: int, minutes: int) -> None:
    if not _is_correctable(activity):
        raise Refused(_("Records are corrected once the activity is over."))
    if seat.state not in {State.ATTENDED, State.ABSENT}:
        raise Refused(_("Nothing is recorded yet. Please confirm the minutes in the ordinary way."))
    if minutes == before:
        raise ValidationError({"minutes": _("The record says so already.")})
    if minutes:
        _refuse_minutes(seat, minutes)


def _take_points_back(by: Actor, seat: SignUp, why: str) -> None:
    entry = queries.award_of(seat)
    if entry is not None:
        points.reverse(by=by, entry=entry, reason=why)


def _void_papers(seat: SignUp) -> None:
    """A certificate that no longer says what the records say is void; the person can ask for a new one, free."""
    day: dt.date = localtime(seat.shift.starts_at).date()
    with override("zh-hans"):
        reason = _("The record of a day in it was corrected. Please ask for a new certificate.")
    for paper in queries.papers_over(seat.person, day):
        revoke(by=SYSTEM, document=paper, reason=reason)


def _rewrite(by: Actor, seat: SignUp, minutes: int) -> None:
    """The seat says from now on what the correction says, confirmed by whoever corrected it."""
    seat.countersigned_by = seat.countersigned_at = None
    if minutes:
        _be_there(by, seat, minutes)
    else:
        move(seat, State.ABSENT)
        seat.minutes = seat.confirmed_by = seat.confirmed_at = None
        seat.checked_in_at = seat.checked_out_at = seat.late_accepted_by = seat.late_accepted_at = None
        seat.proof, seat.proof_reason, seat.is_late = "", "", False
    seat.save()


def _be_there(by: Actor, seat: SignUp, minutes: int) -> None:
    if seat.state == State.ABSENT:
        move(seat, State.ATTENDED)
        seat.checked_in_at, seat.proof = seat.shift.starts_at, SignUp.Proof.LIST
    seat.minutes, seat.confirmed_by_id, seat.confirmed_at = minutes, by.pk, now()


def _reopen(by: Actor, activity: Activity, minutes: int) -> None:
    """A settled activity waits for the other side's signature again, or settles at once when nobody has to sign."""
    if minutes and activity.state == Activity.State.SETTLED:
        activity.state = Activity.State.FINISHED  # no move of anybody else: only a correction opens it again
        activity.save(update_fields=["state"])
    _ask_other_side(by, activity)
    _settle(by, activity)
