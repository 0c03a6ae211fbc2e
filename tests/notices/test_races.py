"""Several workers at once: one mail per row, one digest per person and day."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.core import mail

from gongjian.core.clock import at, moved_to
from gongjian.notices import tasks
from gongjian.notices.ledger import Address, notify
from gongjian.notices.models import Delivery, OutboxMessage
from tests.accounts.factories import make_user
from tests.races import failures, together

pytestmark = pytest.mark.django_db(transaction=True)
NOON = at(dt.date(2026, 4, 16), 12)


def at_noon(call: Any) -> Any:
    with moved_to(NOON):
        return call()


def test_four_workers_send_each_message_once() -> None:
    with moved_to(NOON):
        for number in range(12):
            notify(Address("sms", f"1380000{number:04d}"), "feedback.answered", make_user(f"某{number}"))
    results = together([partial(at_noon, tasks.send_due)] * 4)
    assert failures(results) == []
    assert sum(results) == 12
    assert OutboxMessage.objects.count() == 12
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_four_workers_write_one_digest_a_person() -> None:
    people = [make_user(f"某{number}", email=f"p{number}@example.org") for number in range(6)]
    with moved_to(NOON - dt.timedelta(hours=2)):
        notify(people, "feedback.answered", people[0], receipt="YJ-1")
    results = together([partial(at_noon, tasks.write_digests)] * 4)
    assert failures(results) == []
    assert (sum(results), Delivery.objects.count()) == (6, 6)
    at_noon(tasks.send_due)
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"p{number}@example.org" for number in range(6)
    ]
