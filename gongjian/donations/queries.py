"""Reading drives: totals for all who see them, single sums for giver and treasurer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.core.access import require, standing
from gongjian.core.clock import today
from gongjian.organizations.models import Affiliation, Appointment, Organization
from gongjian.organizations.posts import Power
from gongjian.policy.queries import value

from .models import Drive, HandOver, Pledge

State = Drive.State


def drives(user: Any, show: str = "") -> QuerySet[Drive]:
    """What the person may see: those that are open first; `show` is waiting or over."""
    rows = Drive.objects.visible_to(user).select_related("organization")
    if show == "waiting":
        rows = rows.filter(state__in=[State.DRAFT, State.PROPOSED])
    elif show == "over":
        rows = rows.filter(state__in=[State.CLOSED, State.HANDED_OVER])
    else:
        rows = rows.filter(state=State.OPEN)
    return rows.order_by("until", "-pk") if not show else rows.order_by("-proposed_at", "-pk")


def drive_of(user: Any, pk: int) -> Drive:
    """One that the person may see, else 404."""
    names = ("organization", "treasurer", "proposed_by", "approved_by")
    return get_object_or_404(Drive.objects.visible_to(user).select_related(*names), pk=pk)


def drive_to(user: Any, perm: str, pk: int) -> Drive:
    """One with which the person may do something; 403 for others who may see it."""
    found = drive_of(user, pk)
    require(user, perm, found)
    return found


def own_organizations(user: Any) -> QuerySet[Organization]:
    """For which organisations the person may propose a drive; 403 for nobody."""
    require(user, "donations.propose")
    return Organization.objects.open().filter(standing(user).condition(Power.ARRANGE, "")).order_by("path")


def named_of(organization: Organization, name: str) -> list[User]:
    """The people of an organisation, and of those below it, who have this name; two at most are read."""
    inside = Organization.objects.subtree(organization.path)
    rows = Affiliation.objects.current().filter(organization__in=inside).values("person_id")
    posts = Appointment.objects.current().filter(organization__in=inside).values("person_id")
    people = User.objects.filter(is_active=True, display_name=name)
    return list(people.filter(Q(pk__in=rows) | Q(pk__in=posts)).order_by("pk")[:2])


@dataclass(frozen=True)
class Total:
    """What came together. The sum is shown when so many gave that it gives no single one away."""

    givers: int
    pledged_fen: int
    received_fen: int
    goods: list[tuple[str, int, str]]
    least: int

    @property
    def shows_sum(self) -> bool:
        return self.givers >= self.least

    @property
    def pledged(self) -> str:
        return yuan(self.pledged_fen)

    @property
    def received(self) -> str:
        return yuan(self.received_fen)


def yuan(fen: int) -> str:
    """12345 → 123.45, with the reader's marks."""
    return number_format(fen / 100, decimal_pos=2 if fen % 100 else 0, force_grouping=True)


def total_of(drive: Drive) -> Total:
    """Two queries and the counters of the row; no single sum is read."""
    live = drive.pledges.live()
    goods = (
        live.filter(kind=Pledge.Kind.GOODS)
        .order_by("goods", "unit")
        .values_list("goods", "unit")
        .annotate(n=Sum("quantity"))
    )
    givers = live.aggregate(n=Count("person", distinct=True))["n"]
    lines = [(what, n, unit) for what, unit, n in goods]
    return Total(givers, drive.pledged_fen, drive.received_fen, lines, int(value("insight.few_under")))


def mine(user: Any, drive: Drive) -> list[Pledge]:
    """What the person pledged to this drive and has not taken back."""
    return list(drive.pledges.live().filter(person_id=user.pk)) if user.pk else []


def pledges_of(user: Any, drive: Drive) -> QuerySet[Pledge]:
    """All of a drive, for its treasurer; sums are left out until they are asked for with a reason."""
    require(user, "donations.see_pledges", drive)
    rows = Pledge.objects.visible_to(user).filter(drive=drive).live()
    return rows.defer("sum_fen").order_by("state", "pledged_at", "pk")


def pledge_of(user: Any, pk: int) -> Pledge:
    """One's own, or for the treasurer one of the drive; else 404."""
    rows = Pledge.objects.visible_to(user).select_related("drive__organization", "person")
    return get_object_or_404(rows, pk=pk)


def hand_over_of(drive: Drive) -> HandOver | None:
    return HandOver.objects.filter(drive=drive).select_related("document").first()


def receipt_facts(hand_over: HandOver) -> dict[str, Any]:
    """What the receipt says: totals and goods, no giver and no single sum."""
    drive = hand_over.drive
    total = total_of(drive)
    begins = drive.consent_on if drive.approved_at is None else min(drive.approved_at.date(), today())
    goods = [[what, f"{n} {unit}".strip()] for what, n, unit in total.goods]
    return {
        "about": drive.organization.name,
        "since": begins.isoformat(),
        "until": hand_over.handed_on.isoformat(),
        "summary": [
            [_("What it is for"), drive.title],
            [_("Who is helped"), drive.beneficiary],
            [_("Handed over to"), hand_over.to],
            [_("Sum in all (yuan)"), yuan(hand_over.total_fen)],
            [_("People who gave"), str(total.givers)],
            [_("Handed over by"), str(hand_over.handed_by)],
        ],
        "sections": [
            {
                "title": _("Goods"),
                "note": hand_over.words,
                "head": [_("What"), _("How many")],
                "rows": goods,
                "links": [""] * len(goods),
                "widths": [4, 2],
            }
        ],
    }


def invariants() -> Iterator[str]:
    """The totals are the sums of the single ciphertexts, and nobody approved their own drive."""
    for drive in Drive.objects.exclude(pledged_fen=0).prefetch_related("pledges"):
        live = [row for row in drive.pledges.all() if row.state != Pledge.State.WITHDRAWN]
        received = sum(row.fen for row in live if row.state == Pledge.State.RECEIVED)
        if (sum(row.fen for row in live), received) != (drive.pledged_fen, drive.received_fen):
            yield f"donations: the totals of drive {drive.pk} are not the sums of its pledges"
