"""A person's points in plain words, what counts, and the proof that the balances are right."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.clock import today
from gongjian.core.components.dates import month_day
from gongjian.feedback.models import Remark

from .models import Balance, Entry, Rule, Unit

CENT = Decimal("0.01")
PERIODS = ("month", "last", "year", "all")


@dataclass(frozen=True)
class Line:
    """One row of the statement: what happened, why it counts so much, under which rule."""

    entry: Entry
    sentence: str
    why: str
    rule: str
    amount: Decimal | int
    wrong_href: str


def total(user: Any) -> Decimal:
    """The person's balance."""
    row = Balance.objects.filter(person_id=user.pk).first()
    return plain(row.total if row else Decimal(0))


def gained_since(user: Any, day: dt.date) -> Decimal:
    """What was added from a day on."""
    rows = Entry.objects.visible_to(user).filter(day__gte=day)
    return plain((rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)).quantize(CENT))


def statement(user: Any, period: str = "all") -> QuerySet[Entry]:
    """A person's own entries, newest first."""
    rows = Entry.objects.visible_to(user).select_related("rule", "reverses").order_by("-day", "-pk")
    since, until = _bounds(period)
    if since:
        rows = rows.filter(day__gte=since)
    return rows.filter(day__lt=until) if until else rows


def _bounds(period: str) -> tuple[dt.date | None, dt.date | None]:
    """First day and the day after the last; the study year begins in September."""
    day = today()
    month = day.replace(day=1)
    if period == "month":
        return month, None
    if period == "last":
        return (month - dt.timedelta(days=1)).replace(day=1), month
    if period == "year":
        return dt.date(day.year if day.month >= 9 else day.year - 1, 9, 1), None
    return None, None


def entry(user: Any, pk: int) -> Entry:
    """One entry: one's own, or for an operator one about which somebody complained."""
    own = Entry.objects.visible_to(user).select_related("rule", "person", "reverses").filter(pk=pk).first()
    if own is not None:
        return own
    found = Entry.objects.select_related("rule", "person", "reverses").filter(pk=pk).first()
    if found is None or not user.has_perm("points.look_into", found):
        raise Http404
    return found


def line(entry: Entry) -> Line:
    """The row in words."""
    sentence = _sentence(entry)
    page = reverse("points:entry", args=[entry.pk])
    ask = urlencode({"page": page, "kind": Remark.Kind.COMPLAINT, "about": sentence})
    since = _("Rule “%(rule)s”, in force since %(day)s")
    return Line(
        entry=entry,
        sentence=sentence,
        why=_why(entry),
        rule=since % {"rule": entry.rule.name, "day": month_day(entry.rule.valid_from)},
        amount=plain(entry.amount),
        wrong_href=f"{reverse('feedback:say')}?{ask}",
    )


def _sentence(entry: Entry) -> str:
    values = {
        "day": month_day(entry.day),
        "about": entry.about or entry.rule.name,
        "quantity": f"{plain(abs(entry.quantity)):f}",
    }
    if entry.reverses_id:
        return _("%(day)s, put right: “%(about)s” was counted wrongly") % values
    if entry.rule.unit == Unit.HOUR:
        return _("%(day)s, you served %(quantity)s hours: “%(about)s”") % values
    return _("%(day)s: “%(about)s”") % values


def _why(entry: Entry) -> str:
    rule = entry.rule
    if entry.reverses_id:
        return entry.reason
    values = {"amount": f"{plain(rule.amount):f}", "cap": f"{plain(rule.daily_cap or 0):f}"}
    each = _("Each time counts %(amount)s points.")
    if rule.unit == Unit.HOUR:
        each = _("Each hour of service counts %(amount)s points.")
    if entry.amount >= entry.quantity * rule.amount:
        return each % values
    values["given"] = f"{plain(entry.amount):f}"
    capped = _("%(each)s At most %(cap)s points of this kind count on one day, so %(given)s were added.")
    return capped % {**values, "each": each % values}


def plain(amount: Decimal | int) -> Decimal:
    """5.00 → 5, 2.50 → 2.5."""
    amount = Decimal(amount)
    return amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount.normalize()


def rules_in_force(user: Any, day: dt.date | None = None) -> list[Rule]:
    """The version of each rule that applies on a day, by name."""
    versions: dict[str, Rule] = {}
    for rule in Rule.objects.visible_to(user).valid_on(day or today()):
        versions.setdefault(rule.code, rule)
    return sorted(versions.values(), key=lambda rule: (rule.category, rule.code))


def all_rules(user: Any) -> QuerySet[Rule]:
    """Every version of every rule, the newest first."""
    return Rule.objects.visible_to(user).order_by("category", "code", "-valid_from")


def invariants() -> Iterator[str]:
    """Every balance is the sum of its entries; a reversal is the exact opposite of what it reverses."""
    money = DecimalField(max_digits=12, decimal_places=2)
    sums = (
        Entry.objects.filter(person_id=OuterRef("person_id")).values("person_id").annotate(sum=Sum("amount"))
    )
    rows = Balance.objects.annotate(
        sum=Coalesce(Subquery(sums.values("sum")), Decimal(0), output_field=money)
    )
    for row in rows.iterator():
        sum_of = plain(row.sum.quantize(CENT))  # SQLite adds decimals as floats
        if sum_of != row.total:
            yield f"points: the balance of person {row.person_id} is {plain(row.total)}, its entries add up to {sum_of}"
    without = Entry.objects.exclude(person_id__in=Balance.objects.values("person_id"))
    for person_id in without.order_by().values_list("person_id", flat=True).distinct():
        yield f"points: person {person_id} has entries and no balance"
    wrong = Entry.objects.filter(reverses__isnull=False).exclude(
        amount=-F("reverses__amount"), person_id=F("reverses__person_id")
    )
    for pk in wrong.values_list("pk", flat=True):
        yield f"points: entry {pk} is not the opposite of the one it takes back"
