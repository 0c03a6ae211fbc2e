"""Remarks: one's own, those to be answered, and one by its receipt."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from gongjian.accounts.models import User
from gongjian.core.clock import now, today
from gongjian.organizations.models import Appointment
from gongjian.organizations.posts import GRANTS, Post, Power
from gongjian.policy import queries as policy

from .models import Remark

CHOICES = ("open", "late", "answered")


def remarks(user: Any, only: str = "") -> QuerySet[Remark]:
    """What a person may see: open ones first, those due soonest on top."""
    rows = (
        Remark.objects.visible_to(user)
        .select_related("by", "answered_by")
        .order_by("-state", "due_on", "-pk")
    )
    if only == "late":
        return rows.filter(state=Remark.State.OPEN, due_on__lt=today())
    return rows.filter(state=only) if only in Remark.State.values else rows


def remark(user: Any, pk: int) -> Remark:
    found = Remark.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def by_receipt(receipt: str, code: str) -> Remark | None:
    """The remark that a receipt opens; None when number or code are wrong."""
    found = Remark.objects.filter(receipt=receipt).first()
    return found if found and found.opens_with(code) else None


def due_on(day: dt.date | None = None) -> dt.date:
    """The day by which a remark made on `day` is to be answered, by the rule of that day."""
    day = day or today()
    return day + dt.timedelta(days=answer_days(day))


def answer_days(day: dt.date | None = None) -> int:
    """How many days an answer may take, by the rule of that day."""
    return int(policy.value("feedback.answer_within_days", day))


def operators() -> QuerySet[User]:
    """Those who answer: everybody who operates the installation."""
    posts = [post for post in Post.values if Power.OPERATE in GRANTS[post].own]
    rows = Appointment.objects.current().filter(post__in=posts)
    return User.objects.filter(pk__in=rows.values("person_id"), is_active=True)


def late() -> list[int]:
    """The keys of remarks whose day has passed."""
    rows = Remark.objects.filter(state=Remark.State.OPEN, due_on__lt=today())
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True))


def find(pk: int) -> Remark:
    """For the sweep."""
    return Remark.objects.get(pk=pk)


def waiting_count(user: Any) -> int:
    """How many remarks wait for an answer, for an operator's desk."""
    return Remark.objects.visible_to(user).filter(state=Remark.State.OPEN).count()


def invariants() -> Iterator[str]:
    """Answered remarks have an answer; nobody answered before it was said."""
    wrong = Remark.objects.filter(Q(state=Remark.State.ANSWERED, answer="") | Q(answered_at__gt=now()))
    for receipt in wrong.values_list("receipt", flat=True):
        yield f"feedback: {receipt} is answered without an answer, or in the future"
