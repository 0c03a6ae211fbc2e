"""Reading the log, and proving that nobody touched it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from gongjian.core.clock import at, now, today

from . import heads
from .models import Chain, Entry
from .registry import VERBS

DAYS_SHOWN = 30
SEALED_WITHIN = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Filters:
    """What an auditor asks for; nothing chosen means everything of the last 30 days."""

    verb: str = ""
    by: int | None = None
    subject: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def log(user: Any, filters: Filters) -> QuerySet[Entry]:
    """The log, newest first, as far as the person may see it."""
    rows = Entry.objects.visible_to(user).select_related("by").order_by("-at", "-pk")
    rows = rows.filter(at__gte=at(filters.since or today() - dt.timedelta(days=DAYS_SHOWN)))
    if filters.until:
        rows = rows.filter(at__lt=at(filters.until + dt.timedelta(days=1)))
    if filters.verb:
        rows = rows.filter(verb=filters.verb)
    if filters.by:
        rows = rows.filter(by_id=filters.by)
    if filters.subject:
        kind, _colon, key = filters.subject.partition(":")
        rows = rows.filter(subject_type=kind, subject_id=key) if key else rows.filter(subject_type=kind)
    return rows


def about(user: Any) -> QuerySet[Entry]:
    """What a person did, and what was done about them, newest first."""
    return Entry.objects.visible_to(user).about(user).select_related("by").order_by("-at", "-pk")


def verbs() -> list[tuple[str, str]]:
    """Every verb with its words, for the filter."""
    return sorted(((value, str(label)) for value, label in VERBS.items()), key=lambda pair: pair[1])


def chain_end() -> Chain:
    """Where the chain ends; an unsaved empty one before the first sealing."""
    return Chain.objects.filter(pk=1).first() or Chain(pk=1)


def unsealed_count() -> int:
    return Entry.objects.filter(seq=None).count()


def export() -> Iterator[dict[str, Any]]:
    """The chain in its order, then what is not sealed yet, one plain row each."""
    for rows in (
        Entry.objects.filter(seq__isnull=False).order_by("seq"),
        Entry.objects.filter(seq=None).order_by("pk"),
    ):
        for entry in rows.iterator(chunk_size=2000):
            yield {**entry.content(), "digest": entry.digest}


@dataclass
class Verdict:
    """What `verify` found: sentences of what is broken, and how much was read."""

    problems: list[str] = field(default_factory=list)
    sealed: int = 0
    heads: int = 0
    unsealed: list[int] = field(default_factory=list)

    def say(self, words: str) -> None:
        self.problems.append(words)


def verify() -> Verdict:
    """Walk the chain and compare it with its own end and with the head file."""
    verdict = Verdict()
    written = _written_heads(verdict)
    last = _walk(verdict, written)
    _compare_end(verdict, last)
    for seq, head in sorted(written.items()):
        verdict.say(f"truncated: the head file knew entry {seq} on {head.at}, and it is gone")
    for entry in Entry.objects.filter(seq=None).order_by("pk").only("pk", "digest"):
        verdict.unsealed.append(entry.pk)
        if entry.digest:
            verdict.say(f"changed: entry id {entry.pk} was sealed and its place in the chain was taken away")
    return verdict


def _written_heads(verdict: Verdict) -> dict[int, heads.Head]:
    found: dict[int, heads.Head] = {}
    for number, head in heads.read():
        verdict.heads += 1
        if head is None:
            verdict.say(f"head file: line {number} can't be read")
        elif head.seq in found and found[head.seq].digest != head.digest:
            verdict.say(f"head file: two lines disagree about entry {head.seq}")
        else:
            found[head.seq] = head
    return found


def _walk(verdict: Verdict, written: dict[int, heads.Head]) -> tuple[int, str]:
    """Entry by entry: is it whole, is it in its place, is it what the head file saw? Takes seen heads away."""
    seq, digest = 0, ""
    for entry in Entry.objects.filter(seq__isnull=False).order_by("seq").iterator(chunk_size=2000):
        assert entry.seq is not None  # noqa: S101 - for the type checker
        verdict.sealed += 1
        if entry.seq != seq + 1:
            verdict.say(f"removed: the chain jumps from entry {seq} to {entry.seq}")
        elif entry.previous != digest:
            verdict.say(f"reordered: entry {entry.seq} (id {entry.pk}) does not follow the one before it")
        if entry.computed_digest() != entry.digest:
            verdict.say(f"changed: entry {entry.seq} (id {entry.pk}) is not what was sealed")
        head = written.pop(entry.seq, None)
        if head and head.digest != entry.digest:
            verdict.say(f"rewritten: entry {entry.seq} is not the one that the head file knew on {head.at}")
        seq, digest = entry.seq, entry.digest
    return seq, digest


def _compare_end(verdict: Verdict, last: tuple[int, str]) -> None:
    end = chain_end()
    if (end.seq, end.digest) != last:
        verdict.say(f"truncated: the chain ended at entry {end.seq}, and now at {last[0]}")
    if end.seq and not heads.exists():
        verdict.say("head file: it is missing, so a cut at the end of the chain can't be excluded")


def invariants() -> Iterator[str]:
    """Nothing waits for its seal for long, and the chain's row agrees with the last sealed entry."""
    late = Entry.objects.filter(seq=None, at__lt=now() - SEALED_WITHIN).count()
    if late:
        yield f"audit: {late} entries wait for their seal for more than 10 minutes"
    end, last = chain_end(), Entry.objects.filter(seq__isnull=False).order_by("-seq").first()
    if (end.seq, end.digest) != ((last.seq, last.digest) if last else (0, "")):
        yield "audit: the chain does not end where its row says; run `manage.py audit verify`"
