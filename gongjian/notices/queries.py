"""What people see of their messages, and what is to be sent."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.module_loading import import_string

from gongjian.core.clock import now, today

from .models import Delivery, Notice, OutboxMessage

SETTLES_AFTER = dt.timedelta(hours=1)  # time to read it in the app before a mail is made of it
STALE_AFTER = dt.timedelta(days=3)  # what nobody mailed by then is old news


def inbox(user: Any, only: str = "") -> QuerySet[Notice]:
    """A person's messages, newest first; `only="unread"` leaves out what was read."""
    rows = Notice.objects.visible_to(user).order_by("-created_at", "-id")
    return rows.unread() if only == "unread" else rows


def unread_count(user: Any) -> int:
    """How many messages wait; one indexed query."""
    return Notice.objects.visible_to(user).unread().count()


def notice(user: Any, pk: int) -> Notice:
    found = Notice.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def figure(key: str) -> Any:
    """A dated rule of policy, which stands above; the figure of settings where there is none."""
    try:
        return import_string(settings.FIGURES)(key)
    except KeyError:
        return settings.NOTICE_FIGURES[key]


def is_quiet(moment: dt.datetime) -> bool:
    """Whether the moment lies in the hours in which nobody is disturbed."""
    begin, end = (dt.time.fromisoformat(figure(f"notice.quiet_{word}")) for word in ("from", "until"))
    time = timezone.localtime(moment).time()
    return begin <= time or time < end if begin > end else begin <= time < end


def due(limit: int) -> list[int]:
    """The keys of what is to be sent now, oldest first; in quiet hours what is urgent only."""
    rows = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now())
    if is_quiet(now()):
        rows = rows.filter(urgent=True)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def to_digest() -> list[int]:
    """The keys of people with unread messages of which no mail was made, who got no digest today."""
    if is_quiet(now()) or not figure("notice.digests_per_day"):
        return []
    had_one = Delivery.objects.filter(day=today(), person__isnull=False).values("person_id")
    rows = Notice.objects.filter(read_at=None, digest=None, created_at__lte=now() - SETTLES_AFTER)
    rows = rows.filter(created_at__gt=now() - STALE_AFTER)
    rows = rows.filter(to__isnull=False, to__is_active=True).exclude(to_id__in=had_one)
    return list(rows.order_by("to_id").values_list("to_id", flat=True).distinct())


def email_addresses(ids: Iterable[int]) -> dict[int, str]:
    """The e-mail addresses of those who have one, from the context that keeps them."""
    found: dict[int, str] = import_string(settings.EMAIL_ADDRESSES)(ids)
    return found


def outbox(limit: int = 200) -> QuerySet[OutboxMessage]:
    """What would have left the platform, newest first; for the demo's page."""
    return OutboxMessage.objects.all()[:limit]


def failed_deliveries() -> int:
    """How many messages could not be sent, for the operators' page."""
    return Delivery.objects.filter(state=Delivery.State.FAILED).count()


def invariants() -> Iterator[str]:
    """What must hold beyond the constraints."""
    for pk in Delivery.objects.filter(state=Delivery.State.SENT, sent_at=None).values_list("pk", flat=True):
        yield f"notices: delivery {pk} is sent but has no time"
    stray = Notice.objects.filter(~Q(to=F("digest__person")), digest__isnull=False)
    for pk in stray.values_list("pk", flat=True):
        yield f"notices: notice {pk} stands in somebody else's digest"
