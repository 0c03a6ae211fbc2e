"""Sweeps: write the day's digests, send what is due. Safe to kill and to run twice; a message is sent at least once."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.access import SYSTEM

from . import actions, adapters, queries
from .models import Delivery

BATCH = 200
PEOPLE = 500
log = logging.getLogger(__name__)


def write_digests() -> int:
    """One mail a day to each person with unread messages and an e-mail address, outside quiet hours."""
    people = queries.to_digest()
    made = 0
    for at in range(0, len(people), PEOPLE):
        for person_id, address in queries.email_addresses(people[at : at + PEOPLE]).items():
            made += actions.make_digest(by=SYSTEM, person_id=person_id, address=address) is not None
    return made


def send_due() -> int:
    """Try everything that is due once; returns how many got out."""
    sent = 0
    for pk in queries.due(BATCH):
        delivery = actions.claim(by=SYSTEM, pk=pk)
        if delivery is not None:
            sent += _attempt(delivery)
    return sent


def _attempt(delivery: Delivery) -> bool:
    """Send outside any transaction, then write down how it ended."""
    try:
        with translation.override(delivery.person.language if delivery.person else settings.LANGUAGE_CODE):
            adapters.send(delivery.channel, delivery.address, *_text(delivery))
    except adapters.NoWayOut as error:
        actions.settle(by=SYSTEM, delivery=delivery, error=str(error), final=True)
        return False
    except Exception as error:  # noqa: BLE001 - a peer may fail in any way; the row keeps what happened
        log.warning("delivery %s, attempt %s: %s", delivery.pk, delivery.attempts, type(error).__name__)
        actions.settle(by=SYSTEM, delivery=delivery, error=f"{type(error).__name__}: {error}")
        return False
    actions.settle(by=SYSTEM, delivery=delivery)
    return True


def _text(delivery: Delivery) -> tuple[str, str]:
    """Subject and words. The subject says nothing of the matter: it shows on lock screens."""
    site, base = settings.SITE["name"], settings.SITE["base_url"].rstrip("/")
    if delivery.notice is not None:
        return _("A message from %(site)s") % {"site": site}, delivery.body
    rows = [str(notice) for notice in delivery.digested.filter(read_at=None).order_by("created_at", "pk")]
    count = ngettext("You have %(count)d unread message:", "You have %(count)d unread messages:", len(rows))
    lines = [
        count % {"count": len(rows)},
        "",
        *(f"{number}. {words}" for number, words in enumerate(rows, start=1)),
        "",
        _("Read them here: %(address)s") % {"address": base + reverse("notices:index")},
        _("At most one such mail a day."),
    ]
    return _("Your messages on %(site)s") % {"site": site}, "\n".join(lines)


SWEEPS: list[tuple[Callable[[], int], int]] = [(write_digests, 600), (send_due, 20)]
