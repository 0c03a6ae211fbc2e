"""Every write to points outside the ledger: rules, and reversals by an operator."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse as address
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify

from . import ledger
from .models import Entry, Rule, Tell, Verb

SHIPPED = Path(__file__).parent / "shipped.json"


@transaction.atomic
def reverse(*, by: Actor, entry: Entry, reason: str) -> Entry:
    """Take an award back; the person is told and sees both rows."""
    require(by, "points.reverse", entry)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the person will read it.")})
    entry = lock(entry)
    known = Entry.objects.filter(reverses=entry).exists()
    reversal = ledger.reverse(by=by, entry=entry, reason=reason.strip())
    if not known:
        record(by, Verb.REVERSED, entry, amount=str(reversal.amount), reason=reversal.reason)
        facts = {"amount": f"{reversal.amount.normalize():f}", "reason": reversal.reason}
        notify(entry.person, Tell.REVERSED, reversal, link=address("points:index"), **facts)
    return reversal


@transaction.atomic
def load_shipped_rules(*, by: Actor) -> list[Rule]:
    """Add the rules that come with the platform; versions that exist already stay as they are."""
    require(by, "points.save_rule")
    added = []
    for row in json.loads(SHIPPED.read_text(encoding="utf-8")):
        values: dict[str, Any] = {**row, "amount": Decimal(row["amount"])}
        values["daily_cap"] = Decimal(row["daily_cap"]) if row.get("daily_cap") else None
        key = {"code": values.pop("code"), "valid_from": values.pop("valid_from")}
        rule, is_new = Rule.objects.get_or_create(**key, defaults=values)
        if is_new:
            record(by, Verb.RULE_SAVED, rule, code=rule.code, amount=row["amount"], source=rule.source)
            added.append(rule)
    return added
