"""The day before: who still comes, and who could help when there are too few."""

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify

from .. import queries
from ..models import Shift, SignUp, Tell, Verb


@transaction.atomic
def still_coming(*, by: Actor, sign_up: SignUp) -> SignUp:
    """Say that one is still coming; a second call changes nothing."""
    require(by, "activities.still_coming", sign_up)
    seat = lock(sign_up)
    if seat.state != SignUp.State.CONFIRMED:
        raise Refused(_("You have no place here any more: “%s”.") % seat.get_state_display())
    if seat.still_coming_at:
        return seat
    if seat.shift.starts_at <= now():
        raise Refused(_("This has already begun. Please check in on site."))
    seat.still_coming_at = now()
    seat.save(update_fields=["still_coming_at"])
    record(by, Verb.STILL_COMING, seat)
    return seat


@transaction.atomic
def call_cover(*, by: Actor, shift: Shift) -> int:
    """Ask those who wait for another shift, and earlier participants, to help out; once a shift. Says how many."""
    require(by, "activities.call_cover", shift)
    row = lock(shift)
    if row.cover_called_at:
        raise Refused(
            _("People were asked already, at %s.") % f"{localtime(row.cover_called_at):%m-%d %H:%M}"
        )
    if not row.is_open or row.starts_at <= now() or row.is_full:
        raise Refused(_("Nobody needs to be asked: there is no free place that could still be taken."))
    row.cover_called_at = now()
    row.save(update_fields=["cover_called_at"])
    people = queries.who_could_cover(row)
    begin, end = localtime(row.starts_at), localtime(row.ends_at)
    notify(
        people,
        Tell.COVER,
        row,
        link=reverse("activities:detail", args=[row.activity_id]),
        activity=row.activity.title,
        when=f"{begin:%Y-%m-%d %H:%M}–{end:%H:%M}",
        missing=row.left,
    )
    record(by, Verb.COVER_CALLED, row, people=len(people), missing=row.left)
    return len(people)
