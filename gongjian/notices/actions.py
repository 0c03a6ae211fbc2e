"""Reading and sending. These actions stand below the audit log, so they have three beats: require, lock, change."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model

from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.rows import lock
from gongjian.core.states import move

from .models import Delivery, Notice, OutboxMessage
from .queries import SETTLES_AFTER, inbox

BACK_OFF = dt.timedelta(minutes=2)  # doubled with every attempt: 2, 4, 8, 16 minutes


@transaction.atomic
def mark_read(*, by: Actor, notice: Notice) -> Notice:
    """Say that the person has seen it; the first time counts."""
    require(by, "notices.read", notice)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now())
    notice.refresh_from_db()
    return notice


@transaction.atomic
def mark_all_read(*, by: Actor) -> int:
    """Say that the person has seen everything; returns how many were new."""
    require(by, "notices.read_all")
    return inbox(by, "unread").update(read_at=now())


@transaction.atomic
def mark_about_read(*, by: Actor, about: Model) -> int:
    """Say that the person has seen everything that they were told about one row; returns how many were new."""
    require(by, "notices.read_all")
    about_row = {"about_type": about._meta.label_lower, "about_id": str(about.pk)}
    return inbox(by, "unread").filter(**about_row).update(read_at=now())


@transaction.atomic
def make_digest(*, by: Actor, person_id: int, address: str) -> Delivery | None:
    """Gather a person's unread messages into today's one mail; None when there is one already, or nothing to say."""
    require(by, "notices.deliver")
    rows = Notice.objects.filter(to_id=person_id, digest=None, created_at__lte=now() - SETTLES_AFTER).unread()
    if not rows.exists():
        return None
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                person_id=person_id,
                day=today(),
                channel=Delivery.Channel.EMAIL,
                address=address,
                created_at=now(),
                due_at=now(),
            )
    except IntegrityError:
        return None
    rows.update(digest=delivery)
    return delivery


@transaction.atomic
def claim(*, by: Actor, pk: int) -> Delivery | None:
    """Take one row for an attempt: it counts at once and the row is not due again until the attempt has had its time.

    None when somebody else has it, or when it need not be sent any more.
    """
    require(by, "notices.deliver")
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    delivery = rows.filter(pk=pk, state=Delivery.State.WAITING, due_at__lte=now()).first()
    if delivery is None:
        return None
    if delivery.person_id and not delivery.digested.filter(read_at=None).exists():
        move(delivery, Delivery.State.SKIPPED)
        delivery.save(update_fields=["state"])
        return None
    delivery.attempts += 1
    delivery.due_at = now() + BACK_OFF * 2 ** (delivery.attempts - 1)
    delivery.save(update_fields=["attempts", "due_at"])
    return delivery


@transaction.atomic
def settle(*, by: Actor, delivery: Delivery, error: str = "", final: bool = False) -> Delivery:
    """Write down how an attempt ended: sent, to be tried again, or failed for good."""
    require(by, "notices.deliver")
    attempts = delivery.attempts
    delivery = lock(delivery)
    if delivery.state != Delivery.State.WAITING or delivery.attempts != attempts:
        return delivery  # a later attempt has decided
    if not error:
        move(delivery, Delivery.State.SENT)
        delivery.sent_at = now()
    elif final or delivery.attempts >= settings.NOTICE_ATTEMPTS:
        move(delivery, Delivery.State.FAILED)
    delivery.error = error[:200]
    delivery.save(update_fields=["state", "sent_at", "error"])
    return delivery


@transaction.atomic
def keep(*, by: Actor, channel: str, to: str, subject: str, body: str, **fields: Any) -> OutboxMessage:
    """Keep a message to be looked at instead of sending it; for the demo and development."""
    require(by, "notices.deliver")
    return OutboxMessage.objects.create(channel=channel, to=to, subject=subject[:200], body=body, **fields)
