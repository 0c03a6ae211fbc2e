"""Give points and take them back: append-only, once per source, inside the calling action's transaction."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Model, Sum

from gongjian.core.clock import today

from .models import Balance, Entry, Rule

CENT = Decimal("0.01")


def award(
    *,
    by: Any,
    person: Any,
    code: str,
    quantity: Decimal | int,
    source: Model,
    day: dt.date | None = None,
    about: str = "",
    organization: Any = None,
) -> Entry | None:
    """Post the points that the rule of that day gives for `quantity` units.

    Once per (code, source): a second call returns the first entry and changes nothing. The daily cap cuts the
    amount, down to an entry of 0 that says why. None when no rule of that code is valid on the day. The person's
    balance row is the lock, so that two awards can't both see room under the cap. `organization` answers for the row.
    """
    quantity = Decimal(quantity).quantize(CENT, ROUND_HALF_UP)
    if quantity <= 0:
        raise ValueError(f"{quantity} units can't be awarded")
    day = day or today()
    rule = Rule.objects.filter(code=code).valid_on(day).first()
    if rule is None:
        return None
    balance = _hold(person.pk)
    key = {"code": code, "source_type": source._meta.label_lower, "source_id": str(source.pk)}
    posted = _posted(key, person)
    if posted is not None:
        return posted
    amount = min((quantity * rule.amount).quantize(CENT, ROUND_HALF_UP), _room(person, rule, day))
    said: dict[str, Any] = {
        "quantity": quantity,
        "day": day,
        "about": about[:120],
        "organization": organization,
    }
    entry = Entry.objects.create(person_id=person.pk, rule=rule, amount=amount, by_id=by.pk, **key, **said)
    _move(balance, amount)
    return entry


def reverse(*, by: Any, entry: Entry, reason: str) -> Entry:
    """Post the opposite of an award; a second call returns the first reversal. The caller records and tells."""
    if entry.reverses_id:
        raise ValueError("a reversal can't be reversed")
    balance = _hold(entry.person_id)
    posted = Entry.objects.filter(reverses=entry).first()
    if posted is not None:
        return posted
    reversal = Entry.objects.create(
        person_id=entry.person_id,
        rule_id=entry.rule_id,
        code=entry.code,
        quantity=-entry.quantity,
        amount=-entry.amount,
        source_type=entry.source_type,
        source_id=entry.source_id,
        about=entry.about,
        organization_id=entry.organization_id,
        day=entry.day,
        by_id=by.pk,
        reverses=entry,
        reason=reason[:200],
    )
    _move(balance, -entry.amount)
    return reversal


def correct(*, by: Any, entry: Entry, quantity: Decimal, reason: str) -> tuple[Entry, Entry | None]:
    """Reverse an award and post it anew with the right quantity (0: nothing more); the first row stays.

    The new row's source is the reversal, so that a second call posts nothing.
    """
    reversal = reverse(by=by, entry=entry, reason=reason)
    if quantity <= 0:
        return reversal, None
    again = award(
        by=by,
        person=entry.person,
        code=entry.code,
        quantity=quantity,
        source=reversal,
        day=entry.day,
        about=entry.about,
        organization=entry.organization,
    )
    return reversal, again


def _posted(key: dict[str, str], person: Any) -> Entry | None:
    """What this source has earned already."""
    posted = Entry.objects.filter(**key, reverses=None).first()
    if posted is not None and posted.person_id != person.pk:
        raise ValueError(f"{key} was awarded to somebody else")
    return posted


def _hold(person_id: int) -> Balance:
    """Make the person's balance row if need be and keep it until the transaction ends."""
    Balance.objects.bulk_create([Balance(person_id=person_id)], ignore_conflicts=True)
    return Balance.objects.select_for_update().get(person_id=person_id)


def _move(balance: Balance, amount: Decimal) -> None:
    """Added here and not by the database: SQLite adds decimals as floats, and 8 × 0.01 would not be 0.08.

    Nobody else can have changed the row, since it is held.
    """
    balance.total += amount
    balance.save(update_fields=["total"])


def _room(person: Any, rule: Rule, day: dt.date) -> Decimal:
    """What the day's cap leaves; a reversed award gives its room back."""
    if rule.daily_cap is None:
        return Decimal(99999999)
    rows = Entry.objects.filter(person_id=person.pk, code=rule.code, day=day)
    used = (rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)).quantize(CENT)
    return max(rule.daily_cap - used, Decimal(0))
