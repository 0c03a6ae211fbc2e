"""What time does to a need that nobody took up: warned of, lapsed, renewed, brought to the level above."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.components.dates import month_day
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Need, Tell, Verb
from gongjian.partnerships.queries.needs import is_unanswered, overseers

from ._needs import close_claims, page_of, tell_proposer

LONGEST = dt.timedelta(days=366)  # a need is looked at anew at least once a year


@transaction.atomic
def warn_of_lapse(*, by: Actor, need: Need) -> Need:
    """Tell the poster and the neighbourhood, once, that a need lapses soon unless it is renewed."""
    require(by, "partnerships.warn_of_lapse", need)
    need = lock(need)
    if need.state != Need.State.OPEN or need.warned_at is not None:
        return need
    need.warned_at = now()
    need.save(update_fields=["warned_at"])
    record(by, Verb.NEED_LAPSING, need, until=need.until.isoformat())
    day, people = month_day(need.until), people_with(Power.SERVE, need.community)
    notify(people, Tell.NEED_LAPSING, need, link=page_of(need), need=need.title, day=day)
    tell_proposer(need, Tell.NEED_LAPSING, day=day)
    return need


@transaction.atomic
def renew_need(*, by: Actor, need: Need, until: dt.date) -> Need:
    """Look for helpers until a new day, before the need lapses or after; the same day twice is done once."""
    require(by, "partnerships.renew_need", need)
    if not today() <= until <= today() + LONGEST:
        raise ValidationError({"until": _("Choose a day from today on, at most a year ahead.")})
    need = lock(need)
    if need.state == Need.State.OPEN and need.until == until:
        return need
    if need.state not in {Need.State.OPEN, Need.State.LAPSED}:
        raise Refused(
            _("Only a need that looks for helpers or has lapsed can be renewed; this one is “%(state)s”.")
            % {"state": need.get_state_display()}
        )
    if need.state == Need.State.LAPSED:
        move(need, Need.State.OPEN)
        need.published_at, need.closed_at = now(), None
    need.until, need.renewals = until, need.renewals + 1
    need.warned_at, need.reminded_at, need.reminders = None, None, 0
    need.save()
    record(by, Verb.NEED_RENEWED, need, until=until.isoformat())
    people = {each for each in people_with(Power.SERVE, need.community) if each.pk != by.pk}
    notify(people, Tell.NEED_RENEWED, need, link=page_of(need), need=need.title, day=month_day(until))
    if by.pk is None or by.pk != need.proposed_by_id:
        tell_proposer(need, Tell.NEED_RENEWED, day=month_day(until))
    return need


@transaction.atomic
def lapse_need(*, by: Actor, need: Need) -> Need:
    """Nobody took it up in time: an honest ending, told to the resident and the neighbourhood."""
    require(by, "partnerships.lapse_need", need)
    need = lock(need)
    if need.state != Need.State.OPEN or need.until >= today():
        return need
    move(need, Need.State.LAPSED)
    need.closed_at = now()
    need.save(update_fields=["state", "closed_at"])
    close_claims(need, _("The need has lapsed."))
    record(by, Verb.NEED_LAPSED, need)
    people = people_with(Power.SERVE, need.community)
    notify(people, Tell.NEED_LAPSED, need, link=page_of(need), need=need.title)
    tell_proposer(need, Tell.NEED_LAPSED)
    return need


@transaction.atomic
def remind_of_need(*, by: Actor, need: Need) -> Need:
    """Tell those above the neighbourhood that a need has had no answer; at most as often as the rules allow."""
    require(by, "partnerships.remind_of_need", need)
    need = lock(need)
    if not is_unanswered(need):
        return need
    days = (now() - need.waiting_since).days
    need.reminded_at, need.reminders = now(), need.reminders + 1
    need.save(update_fields=["reminded_at", "reminders"])
    record(by, Verb.NEED_REMINDED, need, days=days)
    people = set(overseers(need.community)) | set(people_with(Power.SERVE, need.community))
    notify(people, Tell.NEED_UNANSWERED, need, link=page_of(need), need=need.title, days=days)
    return need
