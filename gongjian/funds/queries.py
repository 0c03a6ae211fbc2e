"""Requests as the branch and the organisation above see them, with balances."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404

from gongjian.core.access import standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .models import Expense, Request


def requests_of(user: Any, state: str = "") -> QuerySet[Request]:
    """What a person may see: those that wait first, then the newest."""
    rows: QuerySet[Request] = Request.objects.visible_to(user).select_related("organization", "granter")
    if state in Request.State.values:
        rows = rows.filter(state=state)
    return rows.order_by("decided_at", "-asked_at", "-pk") if state else rows.order_by("-asked_at", "-pk")


def find_request(user: Any, pk: int) -> Request:
    """A request that the person may see; otherwise there is none (404)."""
    rows = Request.objects.visible_to(user).select_related("organization", "granter", "asked_by")
    found: Request = get_object_or_404(rows, pk=pk)
    return found


def find_expense(user: Any, pk: int) -> Expense:
    """An expense of such a request; 404 otherwise."""
    rows = Expense.objects.visible_to(user).select_related("request__organization")
    found: Expense = get_object_or_404(rows, pk=pk)
    return found


def askers(user: Any) -> list[Organization]:
    """The organisations for which the person may ask: those they lead that have somebody above."""
    paths = sorted(standing(user).own.get(Power.LEAD, ()))
    rows = Organization.objects.open().filter(path__in=paths, parent__isnull=False)
    return list(rows.select_related("parent").order_by("path"))


def to_decide(user: Any) -> QuerySet[Request]:
    """Requests that wait for a decision of the person's organisation."""
    mine = standing(user).condition(Power.LEAD, "granter")
    return requests_of(user, Request.State.ASKED).filter(mine)


@dataclass(frozen=True)
class Balance:
    """Sums of what a person sees, in fen."""

    granted: int
    spent: int
    waiting: int

    @property
    def left(self) -> int:
        return self.granted - self.spent


def balance_of(user: Any) -> Balance:
    """One query over all that the person sees."""
    found = Request.objects.visible_to(user).aggregate(
        granted=Sum("granted_fen", default=0),
        spent=Sum("spent_fen", default=0),
        waiting=Count("pk", filter=Q(state=Request.State.ASKED)),
    )
    return Balance(**found)


def invariants() -> Iterator[str]:
    """Every sum on a request is the sum of its rows."""
    spent = Sum("expenses__fen", filter=Q(expenses__struck_at=None), default=0)
    for request in Request.objects.annotate(real=spent).exclude(real=F("spent_fen")):
        yield f"funds: request {request.pk} says {request.spent_fen} fen spent, its expenses {request.real}"
    asked = Sum("lines__fen", default=0)
    for request in Request.objects.annotate(real=asked).exclude(real=F("asked_fen")):
        yield f"funds: request {request.pk} asks for {request.asked_fen} fen, its lines for {request.real}"
