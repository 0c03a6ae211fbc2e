"""Every write to points outside the ledger: rules, and reversals by an operator, disputes, the nightly check."""

import datetime as dt
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
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.feedback.queries import due_on, operators
from gongjian.notices.ledger import notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from . import ledger
from .models import Balance, Check, Dispute, Entry, Rule, Tell, Verb

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
def dispute(*, by: Actor, entry: Entry, words: str) -> Dispute:
    """“This is wrong”: to the organisation that awarded the row; after its answer once more, to the one above it.

    Whoever leads there is told and has as many days as a remark about the platform (`feedback.answer_within_days`).
    """
    require(by, "points.dispute", entry)
    words = words.strip()
    if not words:
        raise ValidationError({"words": _("Say in a few words what is wrong.")})
    entry = lock(entry)
    known = list(entry.disputes.order_by("level"))
    if known and known[-1].is_open:
        raise Refused(_("This row is being looked at already. You are told as soon as there is an answer."))
    if len(known) >= Dispute.LEVELS:
        raise Refused(
            _("Two organisations have looked at this row. Please use “complaint” for anything further.")
        )
    awarded = entry.organization
    answers = awarded.parent if awarded is not None and known else awarded
    said = Dispute(
        entry=entry, person_id=by.pk, level=len(known) + 1, organization=answers, words=words[:500]
    )
    said.due_on = due_on()
    said.save()
    record(by, Verb.DISPUTED, said, entry=entry.pk, level=said.level)
    people = people_with(Power.LEAD, answers) if answers is not None else operators()
    link = address("points:answer", args=[said.pk])
    notify(people.exclude(pk=by.pk), Tell.DISPUTED, said, link=link, due=said.due_on.isoformat())
    return said


@transaction.atomic
def answer_dispute(*, by: Actor, dispute: Dispute, answer: str, quantity: Decimal | None = None) -> Dispute:
    """Answer in words; with a `quantity` (hours or times, 0 for nothing) the row is reversed and posted anew.

    A reversal is never put right: a new row would be its own mistake's mistake.
    """
    require(by, "points.answer_dispute", dispute)
    answer = answer.strip()
    if not answer:
        raise ValidationError({"answer": _("Say why: the person will read it.")})
    dispute = lock(dispute)
    entry = lock(dispute.entry)
    if quantity is not None and (entry.reverses_id or Entry.objects.filter(reverses=entry).exists()):
        raise Refused(_("This row was put right before. Please answer in words only."))
    move(dispute, Dispute.State.KEPT if quantity is None else Dispute.State.CORRECTED)
    dispute.answer, dispute.answered_by_id, dispute.answered_at = answer[:200], by.pk, now()
    dispute.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if quantity is not None:
        ledger.correct(by=by, entry=entry, quantity=quantity, reason=dispute.answer)
    record(
        by, Verb.DISPUTE_ANSWERED, dispute, entry=entry.pk, state=dispute.state, quantity=str(quantity or "")
    )
    kind = Tell.KEPT if quantity is None else Tell.CORRECTED
    link = address("points:entry", args=[entry.pk])
    notify(dispute.person, kind, dispute, link=link, answer=dispute.answer)
    return dispute


@transaction.atomic
def check_balances(*, by: Actor, day: dt.date, problems: list[str]) -> Check:
    """Keep a night's result, once a day; operators are told when a balance differs from its entries."""
    require(by, "points.check_balances")
    row, is_new = Check.objects.get_or_create(
        day=day, defaults={"balances": Balance.objects.count(), "problems": problems}
    )
    if is_new:
        record(by, Verb.BALANCES_CHECKED, row, balances=row.balances, problems=len(problems))
        if problems:
            notify(operators(), Tell.UNEQUAL, row, link=address("points:rules"), n=len(problems))
    return row


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
