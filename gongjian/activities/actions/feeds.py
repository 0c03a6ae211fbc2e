"""The secret address of one's own calendar."""

from django.db import transaction

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.crypto import keyed_hash
from gongjian.core.rows import lock

from ..models import Feed, Verb, new_token


@transaction.atomic
def open_feed(*, by: Actor, person: User) -> Feed:
    """Give the person's calendar a new address; the old one ends at once."""
    require(by, "activities.own_feed", person)
    lock(person)
    Feed.objects.filter(person=person).delete()
    token = new_token()
    feed = Feed.objects.create(person=person, token=token, digest=keyed_hash(token, "feed"))
    record(by, Verb.FEED_OPENED, feed)
    return feed


@transaction.atomic
def close_feed(*, by: Actor, person: User) -> int:
    """End the address; returns how many there were (0 when it was closed before)."""
    require(by, "activities.own_feed", person)
    lock(person)
    number, _rows = Feed.objects.filter(person=person).delete()
    if number:
        record(by, Verb.FEED_CLOSED, person)
    return number
