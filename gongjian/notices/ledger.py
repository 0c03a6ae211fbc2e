"""Tell somebody something, in the action's transaction."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import translation

from gongjian.core.clock import at, today
from gongjian.core.prepared import insert_soon

from .models import Channel, Delivery, Notice, sentence
from .queries import figure
from .registry import TELLS


@dataclass(frozen=True)
class Address:
    """Where to reach somebody without an account: a phone number or an e-mail address left with a need.

    `urgent` messages, asked for this very minute (a sign-in code), go out in quiet hours too.
    """

    channel: str
    value: str
    urgent: bool = False

    @classmethod
    def guess(cls, contact: str) -> "Address":
        return cls(Channel.EMAIL if "@" in contact else Channel.SMS, contact.strip())


def notify(to: Any, kind: str, about: Model, link: str = "", **facts: Any) -> None:
    """Tell one person, several, or an `Address`. A person is told once even when listed twice.

    Facts fill the sentence of `kind` and never hold private data: they are stored in plain text. To an `Address` the
    sentence and the link are written at once and kept as ciphertext only, so they may hold a one-time code.
    """
    common = _common(kind, about, link, facts)
    if isinstance(to, Address):
        with translation.override(settings.LANGUAGE_CODE):
            words = sentence(common["kind"], common["facts"])
        body = f"{words} {settings.SITE['base_url'].rstrip('/')}{link}" if link else words
        notice = Notice.objects.create(to=None, **{**common, "facts": {}, "link": ""})
        Delivery.objects.create(
            notice=notice, channel=to.channel, address=to.value, body=body, urgent=to.urgent
        )
        return
    rows = [Notice(to_id=pk, **common) for pk in _keys(to)]
    if len(rows) == 1:
        insert_soon(rows[0])
    else:
        Notice.objects.bulk_create(rows)


def remind(to: Any, kind: str, about: Model, link: str = "", **facts: Any) -> int:
    """Tell people about one item again: once a day, and as often as a rule allows (twice); says how many.

    The caller holds the item's row, so that two sweeps don't both count before either has told.
    """
    common = _common(kind, about, link, facts)
    key = {name: common[name] for name in ("kind", "about_type", "about_id")}
    told: dict[int, list[dt.datetime]] = {}
    for pk, moment in Notice.objects.filter(**key, to__isnull=False).values_list("to_id", "created_at"):
        told.setdefault(pk, []).append(moment)
    morning = at(today())
    most = figure("notice.reminders_per_item")
    wanted = [
        pk for pk in _keys(to) if len(told.get(pk, ())) < most and max(told.get(pk, [morning])) <= morning
    ]
    Notice.objects.bulk_create([Notice(to_id=pk, **common) for pk in wanted])
    return len(wanted)


def _common(kind: str, about: Model, link: str, facts: dict[str, Any]) -> dict[str, Any]:
    if str(kind) not in TELLS:
        raise KeyError(f"unknown message {kind}")
    return {
        "kind": str(kind),
        "facts": {name: _plain(value) for name, value in facts.items()},
        "about_type": about._meta.label_lower,
        "about_id": str(about.pk),
        "link": link,
    }


def _plain(value: Any) -> Any:
    """Facts are JSON: dates and names become text."""
    return value if value is None or isinstance(value, (str, int, float, bool, list, dict)) else str(value)


def _keys(to: Any) -> list[int]:
    people: Iterable[Any] = to if isinstance(to, Iterable) else [to]
    return list(dict.fromkeys(person.pk for person in people if person is not None and person.pk))
