"""An agreement in which nothing happens: noted once for each quiet spell, until something happens again.

The sweep that looks stands in `insights`, which sees activities; it calls down to here.
"""

import datetime as dt

from django.db import transaction

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import today
from gongjian.core.rows import lock
from gongjian.partnerships.models import Partnership, Tell, Verb

from ._agreements import tell_parties


@transaction.atomic
def note_quiet(*, by: Actor, partnership: Partnership, since: dt.date) -> Partnership:
    """Tell both sides, once in a spell, that nothing has happened since a day."""
    require(by, "partnerships.note_quiet", partnership)
    partnership = lock(partnership)
    if partnership.state != Partnership.State.ACTIVE or partnership.quiet_since is not None:
        return partnership
    partnership.quiet_since = since
    partnership.save(update_fields=["quiet_since"])
    days = (today() - since).days
    record(by, Verb.PARTNERSHIP_QUIET, partnership, since=since.isoformat())
    tell_parties(partnership, Tell.PARTNERSHIP_QUIET, days=days)
    return partnership


@transaction.atomic
def note_stirring(*, by: Actor, partnership: Partnership) -> Partnership:
    """Something has happened again: the spell is over."""
    require(by, "partnerships.note_stirring", partnership)
    partnership = lock(partnership)
    if partnership.quiet_since is None:
        return partnership
    partnership.quiet_since = None
    partnership.save(update_fields=["quiet_since"])
    record(by, Verb.PARTNERSHIP_STIRRED, partnership)
    return partnership
