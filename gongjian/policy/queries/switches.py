"""What is on, where, and who decided so. Everything is off until somebody signs."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from gongjian.accounts.models import User
from gongjian.core.clock import today
from gongjian.organizations.models import Appointment, Organization
from gongjian.organizations.paths import below

from ..models import Switch, SwitchName


@dataclass(frozen=True)
class State:
    """One switch in one organisation: `decision` is what keeps it on, perhaps of an organisation above."""

    name: str
    label: str
    decision: Switch | None
    is_own: bool

    @property
    def is_on(self) -> bool:
        return self.decision is not None


def in_force(
    organization: Organization | None = None, day: dt.date | None = None, name: str = ""
) -> QuerySet[Switch]:
    """Decisions of an organisation and of those above it, the nearest first; without one, all of them."""
    rows = Switch.objects.on(day or today())
    if organization is not None:
        rows = rows.filter(organization__path__in=organization.ancestor_paths)
    if name:
        rows = rows.filter(name=name)
    order = ("until", "pk") if organization is None else ("-organization__path", "pk")
    return rows.select_related("organization", "signed_by").order_by(*order)


def is_on(switch: str, organization: Organization, day: dt.date | None = None) -> bool:
    """Whether a switch is on for an organisation on a day, by its own decision or one above. One query.

    Raises `KeyError` for a switch that does not exist.
    """
    if switch not in SwitchName.values:
        raise KeyError(switch)
    return in_force(organization, day).filter(name=switch).exists()


def state_of(switch: str, organization: Organization, day: dt.date | None = None) -> State:
    """The same with the decision: signer, reason and end, to be shown beside whatever it allows."""
    return next(state for state in states(organization, day) if state.name == switch)


def states(organization: Organization, day: dt.date | None = None) -> list[State]:
    """All switches in one organisation. One query."""
    nearest: dict[str, Switch] = {}
    for row in in_force(organization, day):
        nearest.setdefault(row.name, row)
    found = []
    for name, label in SwitchName.choices:
        chosen = nearest.get(name)
        own = chosen is not None and chosen.organization_id == organization.pk
        found.append(State(name, str(label), chosen, own))
    return found


def history(user: Any, organization: Organization) -> QuerySet[Switch]:
    """All decisions of an organisation itself, the newest first."""
    rows = Switch.objects.visible_to(user).filter(organization=organization)
    return rows.select_related("organization", "signed_by", "ended_by").order_by("-signed_at", "-pk")


def decision(user: Any, pk: int) -> Switch:
    """One decision; `Http404` when there is none."""
    rows = Switch.objects.visible_to(user).select_related("organization", "signed_by")
    return get_object_or_404(rows, pk=pk)


def invariants_of_switches() -> Iterator[str]:
    """No organisation has two open decisions about one switch at once."""
    last: dict[tuple[int, str], Switch] = {}
    rows: Any = Switch.objects.filter(ended_at__isnull=True).order_by(
        "organization_id", "name", "since", "pk"
    )
    for row in rows.iterator(1000):
        before = last.get((row.organization_id, row.name))
        if before and before.until >= row.since:
            yield f"switch {row.pk} overlaps switch {before.pk}"
        last[row.organization_id, row.name] = row


def concerned(organization: Organization) -> QuerySet[User]:
    """Who holds a post in the organisation or below it today: those whom a decision of it reaches first."""
    low, high = below(organization.path)
    posts = Appointment.objects.current().filter(organization__path__gte=low, organization__path__lt=high)
    return User.objects.filter(is_active=True, pk__in=posts.values("person_id"))
