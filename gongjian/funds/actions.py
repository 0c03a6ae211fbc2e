"""Ask, decide, note what was spent. Nothing is paid here."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.components.numbers import yuan
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from .models import Expense, Line, Request, Tell, Verb


def _tell(request: Request, to: Organization, kind: str, by: Actor, **facts: Any) -> None:
    people = [person for person in people_with(Power.LEAD, to) if person.pk != by.pk]
    link = reverse("funds:request", args=[request.pk])
    notify(people, kind, request, link=link, request=request.title, **facts)


@transaction.atomic
def ask(
    *,
    by: Actor,
    organization: Organization,
    title: str,
    purpose: str,
    lines: Sequence[tuple[str, int]],
    once: str | None = None,
) -> Request:
    """Ask the organisation above for the sum of the budget's lines. The same form again is the same request."""
    require(by, "funds.ask", organization)
    if organization.parent is None:
        raise Refused(_("There is no organisation above that could grant it."))
    if not lines or any(fen <= 0 or not what.strip() for what, fen in lines):
        raise ValidationError(_("Each line of the budget needs its words and an amount."))
    known = Request.objects.filter(once=once, organization=organization).first() if once else None
    if known is not None:
        return known
    request = Request(
        organization=organization,
        granter=organization.parent,
        title=title.strip(),
        purpose=purpose.strip(),
        asked_fen=sum(fen for _what, fen in lines),
        asked_by_id=by.pk,
        once=once or None,
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("This has been sent already. Please look at your list.")) from None
    Line.objects.bulk_create([Line(request=request, what=what.strip(), fen=fen) for what, fen in lines])
    record(by, Verb.ASKED, request, fen=request.asked_fen)
    amount = yuan(request.asked_fen)
    _tell(request, request.granter, Tell.ASKED, by, organization=organization.label, amount=amount)
    return request


@transaction.atomic
def withdraw(*, by: Actor, request: Request) -> Request:
    """Take a request back before it is decided. Nothing happens the second time."""
    require(by, "funds.withdraw", request)
    request = lock(request)
    if request.state == Request.State.WITHDRAWN:
        return request
    move(request, Request.State.WITHDRAWN)
    request.save(update_fields=["state"])
    record(by, Verb.WITHDRAWN, request)
    return request


def _decided(by: Actor, request: Request, to: str, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason; the branch reads it.")})
    move(request, to)
    request.reason, request.decided_by_id, request.decided_name = reason.strip(), by.pk, str(by)
    request.decided_at = now()


@transaction.atomic
def grant(*, by: Actor, request: Request, fen: int, reason: str) -> Request:
    """Grant all or a part with a reason: a signed act of the organisation above, once."""
    require(by, "funds.decide", request)
    request = lock(request)
    if not 0 < fen <= request.asked_fen:
        limit = {"most": yuan(request.asked_fen)}
        raise ValidationError({"fen": _("Grant more than nothing and at most %(most)s.") % limit})
    _decided(by, request, Request.State.GRANTED, reason)
    request.granted_fen = fen
    request.save()
    record(by, Verb.GRANTED, request, fen=fen, asked=request.asked_fen)
    _tell(request, request.organization, Tell.GRANTED, by, amount=yuan(fen), reason=request.reason)
    return request


@transaction.atomic
def decline(*, by: Actor, request: Request, reason: str) -> Request:
    """Say no with a reason."""
    require(by, "funds.decide", request)
    request = lock(request)
    _decided(by, request, Request.State.DECLINED, reason)
    request.save()
    record(by, Verb.DECLINED, request)
    _tell(request, request.organization, Tell.DECLINED, by, reason=request.reason)
    return request


@transaction.atomic
def note_expense(*, by: Actor, request: Request, what: str, fen: int, on: dt.date, receipt: str) -> Expense:
    """Note what was spent with its receipt's number. One receipt counts once; no more than was granted."""
    require(by, "funds.note_expense", request)
    if fen <= 0 or not receipt.strip() or not what.strip():
        raise ValidationError(_("An expense needs its words, an amount and the number of its receipt."))
    if on > today():
        raise ValidationError({"on": _("This day has not come yet. Note what has been spent.")})
    request = lock(request)
    if request.state != Request.State.GRANTED:
        raise Refused(_("Nothing has been granted here, so nothing can be spent."))
    known = request.expenses.filter(receipt=receipt.strip(), struck_at=None).first()
    if known is not None and (known.fen, known.on) == (fen, on):
        return known
    if known is not None:
        raise Refused(_("This receipt is noted already, with another amount or day."))
    if fen > request.left_fen:
        raise Refused(_("Only %(left)s is left of what was granted.") % {"left": yuan(request.left_fen)})
    expense = Expense.objects.create(
        request=request, what=what.strip(), fen=fen, on=on, receipt=receipt.strip(), by_id=by.pk
    )
    request.spent_fen += fen
    request.save(update_fields=["spent_fen"])
    record(by, Verb.SPENT, request, fen=fen, expense=expense.pk, receipt=expense.receipt)
    return expense


@transaction.atomic
def strike_expense(*, by: Actor, expense: Expense, reason: str) -> Expense:
    """Strike out what was noted wrongly; it stays readable. Nothing happens the second time."""
    require(by, "funds.strike_expense", expense)
    if not reason.strip():
        raise ValidationError({"reason": _("Say what was wrong; the line stays readable.")})
    request = lock(expense.request)
    expense = lock(expense)
    if expense.struck_at is not None:
        return expense
    expense.struck_at, expense.struck_reason = now(), reason.strip()[:200]
    expense.save(update_fields=["struck_at", "struck_reason"])
    request.spent_fen -= expense.fen
    request.save(update_fields=["spent_fen"])
    record(by, Verb.STRUCK, request, fen=expense.fen, expense=expense.pk)
    return expense
