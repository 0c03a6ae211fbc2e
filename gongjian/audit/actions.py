"""Sealing: the one write to the log after an entry was recorded."""

from django.db import connection, transaction

from gongjian.core.access import Actor, require
from gongjian.core.clock import now

from .models import Chain, Entry

BATCH = 1000
SEAL = "UPDATE audit_entry SET seq = %s, previous = %s, digest = %s WHERE id = %s"


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
        with (
            connection.cursor() as cursor
        ):  # bulk_update would build a thousand CASE branches, a second of Python
            cursor.executemany(SEAL, [(e.seq, e.previous, e.digest, e.pk) for e in rows])
        chain.at = now()
        chain.save(update_fields=["seq", "digest", "at"])
    return len(rows)
