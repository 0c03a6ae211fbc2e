"""What participants thought of an activity: once each."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused

from .. import queries
from ..models import Activity, Rating, Verb


@transaction.atomic
def rate(
    *,
    by: Actor,
    activity: Activity,
    stars: int,
    words: str = "",
    queued_at: dt.datetime | None = None,
    once: uuid.UUID | None = None,
) -> Rating:
    """Say how it was, 1 to 5 and words; a second call, also of a form that waited in a phone, changes nothing.

    `queued_at` is when it was pressed, if that can be; `once` is not needed here: a person rates once.
    """
    require(by, "activities.rate", activity)
    if not 1 <= stars <= 5:
        raise ValidationError({"stars": _("Please choose 1 to 5.")})
    if len(words.strip()) > 300:
        raise ValidationError({"words": _("Please use 300 characters at most.")})
    begins = queries.rated_from(by, activity)
    if begins is None or begins > now():
        raise Refused(_("You can say how it was once your shift is over."))
    moment = queued_at if queued_at and begins <= queued_at <= now() else now()
    row, is_new = Rating.objects.get_or_create(
        activity=activity, person_id=by.pk, defaults={"stars": stars, "words": words.strip(), "at": moment}
    )
    if is_new:
        record(by, Verb.RATED, activity)
    return row
