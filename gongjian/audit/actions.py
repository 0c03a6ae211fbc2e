"""Sealing: the one write to the log after an entry was recorded."""

from django.db import transaction

from gongjian.core.access import Actor, require
from gongjian.core.clock import now

from .models import Chain, Entry

BATCH = 1000


@transaction.atomic
def seal(*, by: Actor) -> int:
    """Chain the entries that are not sealed yet, at most `BATCH`, in order of id; returns how many.

    The chain's row is locked first, so a second sweep waits and then goes on from the new end.
    """
    require(by, "audit.seal")
    Chain.objects.bulk_create([Chain(pk=1)], ignore_conflicts=True)
    chain = Chain.objects.select_for_update().get(pk=1)
    rows = list(Entry.objects.filter(seq=None).order_by("pk")[:BATCH])
    for entry in rows:
        entry.seq, entry.previous = chain.seq + 1, chain.digest
        entry.digest = entry.computed_digest()
        chain.seq, chain.digest = entry.seq, entry.digest
    if rows:
        Entry.objects.bulk_update(rows, ["seq", "previous", "digest"])
        chain.at = now()
        chain.save(update_fields=["seq", "digest", "at"])
    return len(rows)
