"""A person's points in plain words, what counts, and the proof that the balances are right."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongjian.core.access import standing
from gongjian.core.clock import today
from gongjian.core.components.dates import month_day
from gongjian.organizations.models import Affiliation, Organization
from gongjian.organizations.paths import below
from gongjian.organizations.posts import Power
from gongjian.policy.queries import value

from .models import Balance, Check, Dispute, Entry, Rule, Unit

CENT = Decimal("0.01")
PERIODS = ("month", "last", "year", "all")
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


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
    if MONTH.fullmatch(period):
        first = dt.date.fromisoformat(f"{period}-01")
        return first, (first + dt.timedelta(days=32)).replace(day=1)
    if period == "last":
        return (month - dt.timedelta(days=1)).replace(day=1), month
    if period == "year":
        return dt.date(day.year if day.month >= 9 else day.year - 1, 9, 1), None
    return None, None


def entry(user: Any, pk: int) -> Entry:
    """One entry: one's own, or for an operator one about which somebody complained."""
    rows = Entry.objects.visible_to(user).select_related("rule", "person", "reverses", "organization")
    own = rows.filter(pk=pk).first()
    if own is not None:
        return own
    found = Entry.objects.select_related("rule", "person", "reverses").filter(pk=pk).first()
    if found is None or not user.has_perm("points.look_into", found):
        raise Http404
    return found


def line(entry: Entry) -> Line:
    """The row in words."""
    sentence = _sentence(entry)
    since = _("Rule “%(rule)s”, in force since %(day)s")
    return Line(
        entry=entry,
        sentence=sentence,
        why=_why(entry),
        rule=since % {"rule": entry.rule.name, "day": month_day(entry.rule.valid_from)},
        amount=plain(entry.amount),
        wrong_href=reverse("points:dispute", args=[entry.pk]),
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


@dataclass(frozen=True)
class Month:
    """A month of the statement: its key for the address, its name, what it added."""

    key: str
    name: str
    amount: Decimal


def months(user: Any) -> list[Month]:
    """What each of the last twelve months with a row added, newest first: one query."""
    rows = Entry.objects.visible_to(user).annotate(month=TruncMonth("day")).values("month").order_by("-month")
    return [
        Month(
            f"{row['month']:%Y-%m}",
            date_format(row["month"], "YEAR_MONTH_FORMAT"),
            plain(row["sum"].quantize(CENT)),
        )
        for row in rows.annotate(sum=Sum("amount"))[:12]
    ]


def reached_caps(user: Any) -> list[Rule]:
    """The rules whose cap of today is used up for the person: one query for the sums."""
    day = today()
    rows = (
        Entry.objects.visible_to(user).filter(day=day).values("code").order_by().annotate(sum=Sum("amount"))
    )
    used = {row["code"]: row["sum"].quantize(CENT) for row in rows}
    capped = (rule for rule in rules_in_force(user) if rule.daily_cap is not None)
    return [rule for rule in capped if used.get(rule.code, Decimal(0)) >= (rule.daily_cap or 0)]


def disputes_of(user: Any, entry: Entry) -> QuerySet[Dispute]:
    """What was said about a row, and the answers, in order."""
    rows = Dispute.objects.visible_to(user).filter(entry=entry)
    return rows.select_related("organization", "answered_by").order_by("level")


def may_dispute(disputes: list[Dispute]) -> bool:
    """Whether “this is wrong” can be said once more: nothing is open, and not everybody has answered."""
    return len(disputes) < Dispute.LEVELS and not any(row.is_open for row in disputes)


def disputes_to_answer(user: Any) -> QuerySet[Dispute]:
    """What waits for the person's answer, the oldest first."""
    rows = Dispute.objects.visible_to(user).filter(state=Dispute.State.OPEN).exclude(person_id=user.pk)
    return rows.select_related("entry__rule", "entry__reverses", "organization", "person").order_by(
        "due_on", "pk"
    )


def dispute_for(user: Any, pk: int) -> Dispute:
    """A dispute that the person sees, or 404."""
    rows = Dispute.objects.visible_to(user).select_related(
        "entry__rule", "entry__reverses", "person", "organization"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def totals(organization: Organization, period: str = "all") -> QuerySet[Affiliation]:
    """Points of the Party members of each organisation of a subtree: by name, no order of size, no person.

    Rows are dicts with `organization__name`, `people` and `points`.
    """
    since, until = _bounds(period)
    earned = Entry.objects.filter(person_id=OuterRef("person_id"))
    if since:
        earned = earned.filter(day__gte=since)
    if until:
        earned = earned.filter(day__lt=until)
    money = DecimalField(max_digits=12, decimal_places=2)
    sums = earned.order_by().values("person_id").annotate(sum=Sum("amount")).values("sum")
    low, high = below(organization.path)
    rows = Affiliation.objects.current().filter(
        organization__path__gte=low, organization__path__lt=high, kind=Affiliation.Kind.MEMBER
    )
    rows = rows.annotate(mine=Coalesce(Subquery(sums, output_field=money), Decimal(0), output_field=money))
    grouped = rows.values("organization_id", "organization__name").order_by("organization__name")
    return grouped.annotate(people=Count("pk"), points=Sum("mine"))


def totals_shown(rows: Any) -> list[dict[str, Any]]:
    """The rows with plain numbers; None where so few people belong that the sum would tell on one of them."""
    few = int(value("insight.few_under"))
    return [
        {**row, "points": plain(Decimal(row["points"]).quantize(CENT)) if row["people"] >= few else None}
        for row in rows
    ]


def organization_for(user: Any, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(user), pk=pk)


def own_organizations(user: Any) -> list[Organization]:
    """Whose totals the person may look at first: where they hold a view, then where they belong as a member."""
    held = [each for each in standing(user).organizations if standing(user).can(Power.SEE, each)]
    belongs = [row.organization for row in standing(user).affiliations if row.kind == Affiliation.Kind.MEMBER]
    return list({each.pk: each for each in [*held, *belongs]}.values())


def is_checked(day: dt.date) -> bool:
    return Check.objects.filter(day=day).exists()


def last_check(user: Any) -> Check | None:
    """The last night's comparison."""
    return Check.objects.visible_to(user).first()


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
    without = Entry.objects.filter(~Exists(Balance.objects.filter(person_id=OuterRef("person_id"))))
    for person_id in without.order_by().values_list("person_id", flat=True).distinct():
        yield f"points: person {person_id} has entries and no balance"
    wrong = Entry.objects.filter(reverses__isnull=False).exclude(
        amount=-F("reverses__amount"), person_id=F("reverses__person_id")
    )
    for pk in wrong.values_list("pk", flat=True):
        yield f"points: entry {pk} is not the opposite of the one it takes back"
