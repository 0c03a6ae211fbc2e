"""What a person stands for today, and reading the trees."""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.functions import Length, Substr
from django.shortcuts import get_object_or_404

from gongjian.accounts.models import User
from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.core.prepared import Prepared, Slot

from .models import Affiliation, Appointment, JointBody, JointMembership, Organization, Place
from .paths import STEP, below
from .posts import GRANTS, Post, Power

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """The powers of one person on one day: `own` by organisation path, `inherited` by subtree."""

    own: dict[Power, frozenset[str]] = field(default_factory=dict)
    inherited: dict[Power, frozenset[str]] = field(default_factory=dict)
    appointments: tuple[Appointment, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()

    def can(self, power: Power, organization: Organization | None) -> bool:
        """Whether the person holds the power in the organisation, directly or from above."""
        if organization is None:
            return False
        path = organization.path
        return path in self.own.get(power, ()) or any(
            path.startswith(p) for p in self.inherited.get(power, ())
        )

    def holds(self, power: Power) -> bool:
        """Whether the person holds the power anywhere."""
        return bool(self.own.get(power) or self.inherited.get(power))

    def condition(self, power: Power, relation: str) -> Q:
        """The same question as `can`, for a queryset: `relation` leads to the organisation."""
        prefix = f"{relation}__path" if relation else "path"
        found = Q(**{f"{prefix}__in": sorted(self.own.get(power, ()))})
        for path in sorted(self.inherited.get(power, ())):
            low, high = below(path)
            found |= Q(**{f"{prefix}__gte": low, f"{prefix}__lt": high})
        return found

    def belongs(self, relation: str) -> Q:
        """For a queryset: the organisation is one the person is affiliated with, or above one of them."""
        prefix = f"{relation}__path" if relation else "path"
        paths = {path for row in self.affiliations for path in row.organization.ancestor_paths}
        return Q(**{f"{prefix}__in": sorted(paths)})

    def belongs_to(self, organization: Organization) -> bool:
        """Whether the person is affiliated with the organisation or with one below it."""
        return any(row.organization.path.startswith(organization.path) for row in self.affiliations)

    @property
    def audits(self) -> bool:
        return self.holds(Power.AUDIT)

    @property
    def organizations(self) -> list[Organization]:
        """Where the person holds posts, most important first as appointed."""
        return list({a.organization_id: a.organization for a in self.appointments}.values())


def standing_of(user: Any) -> Standing:
    """A person's posts and affiliations of today: two queries, or none when this process has read this version.

    Only a person just read from the database brings a version (`accounts.sign_in`); the names inside may be
    `REMEMBERED` old, the powers never.
    """
    if not getattr(user, "pk", None) or not user.is_active:
        return Standing()
    day, version = today(), getattr(user, "fresh_version", None)
    if version is None:
        return _read_standing(user.pk, day)
    if version == 0:  # no post and no affiliation was ever written for this person
        return Standing()
    key = (user.pk, version, day)
    read_at, found = _STANDINGS.get(key, (0.0, None))
    if found is None or time.monotonic() - read_at > REMEMBERED:
        found = _read_standing(user.pk, day)
        if len(_STANDINGS) >= MOST_REMEMBERED:
            _STANDINGS.clear()
        _STANDINGS[key] = (time.monotonic(), found)
    return found


REMEMBERED = 60.0  # seconds
MOST_REMEMBERED = 10_000
PERSON, ON_DAY = Slot("person", BigIntegerField()), Slot("day", DateField())
POSTS = Prepared(
    lambda: (
        Appointment.objects.current(ON_DAY, Slot("moment", DateTimeField()))
        .filter(person_id=PERSON)
        .select_related("organization")
        .order_by("since", "pk")
    )
)
AFFILIATIONS = Prepared(
    lambda: Affiliation.objects.current(ON_DAY).filter(person_id=PERSON).select_related("organization")
)
_STANDINGS: dict[tuple[int, int, dt.date], tuple[float, Standing]] = {}


def _read_standing(person: int, day: dt.date) -> Standing:
    posts = tuple(POSTS.rows(person=person, day=day, moment=now()))
    rows = tuple(AFFILIATIONS.rows(person=person, day=day))
    own: dict[Power, set[str]] = {}
    inherited: dict[Power, set[str]] = {}
    for row in posts:
        if row.organization.closed_on and row.organization.closed_on <= day:
            continue
        grant = GRANTS[row.post]
        for power in grant.own:
            own.setdefault(power, set()).add(row.organization.path)
        for power in grant.below:
            inherited.setdefault(power, set()).add(row.organization.path)
    return Standing(
        {power: frozenset(paths) for power, paths in own.items()},
        {power: frozenset(paths) for power, paths in inherited.items()},
        posts,
        rows,
    )


def holders(organization: Organization, *posts: str) -> QuerySet[User]:
    """The people who hold one of the posts in the organisation today (any post when none is named)."""
    rows = Appointment.objects.current().filter(organization=organization)
    if posts:
        rows = rows.filter(post__in=posts)
    return User.objects.filter(pk__in=rows.values("person_id"), is_active=True)


def people_with(power: Power, organization: Organization) -> QuerySet[User]:
    """The people who hold a power in the organisation itself: those to tell when it must act."""
    return holders(organization, *[post for post in Post.values if power in GRANTS[post].own])


# ---- pages

PARTNERS = {  # who may be somebody's partner, for the directory
    Organization.Kind.GENERAL_BRANCH,
    Organization.Kind.BRANCH,
    Organization.Kind.LOGISTICS,
    Organization.Kind.LEAGUE_BRANCH,
    Organization.Kind.COMMUNITY_COMMITTEE,
    Organization.Kind.RESIDENTS_COMMITTEE,
    Organization.Kind.DEPLOYED_UNIT,
    Organization.Kind.SOCIAL_ORGANIZATION,
    Organization.Kind.VOLUNTEER_TEAM,
    Organization.Kind.ENTERPRISE,
    Organization.Kind.DEPARTMENT,
}


def organization(user: Any, pk: int) -> Organization:
    """One organisation with its parent; `Http404` when there is none."""
    return get_object_or_404(Organization.objects.visible_to(user).select_related("parent"), pk=pk)


def overseen(user: Any, pk: int) -> Organization:
    """One organisation in which the person holds a post, or oversees from above; else `Http404`."""
    held = standing(user)
    rows = Organization.objects.visible_to(user)
    rows = rows.filter(held.condition(Power.SEE, "") | held.condition(Power.OPERATE, ""))
    return get_object_or_404(rows.select_related("parent"), pk=pk)


def level(user: Any, parent: Organization | None) -> QuerySet[Organization]:
    """The open organisations directly below one (the roots without one), each with `has_inside`."""
    inside = Organization.objects.open().filter(parent=OuterRef("pk"))
    rows = Organization.objects.visible_to(user).open().filter(parent=parent)
    return rows.annotate(has_inside=Exists(inside)).order_by("path")


def above(user: Any, organization: Organization) -> list[Organization]:
    """The organisations above, topmost first."""
    paths = organization.ancestor_paths[:-1]
    return list(Organization.objects.visible_to(user).filter(path__in=paths).order_by("path"))


def posts_of(user: Any, organization: Organization) -> QuerySet[Appointment]:
    """Who holds which post today, as far as the person may see it."""
    rows = Appointment.objects.visible_to(user).current().filter(organization=organization)
    return rows.select_related("person", "organization", "organization__parent").order_by("since", "pk")


def appointment(user: Any, pk: int) -> Appointment:
    rows = Appointment.objects.visible_to(user).select_related("organization__parent", "person")
    return get_object_or_404(rows, pk=pk)


def belonging(user: Any, organization: Organization) -> list[tuple[str, int]]:
    """How many people belong to the organisation and those below it today, by kind; empty for outsiders."""
    rows = Affiliation.objects.visible_to(user).current().filter(_within("organization__path", organization))
    counts = dict(rows.values_list("kind").annotate(count=Count("person", distinct=True)).order_by())
    return [(str(label), counts[kind]) for kind, label in Affiliation.Kind.choices if counts.get(kind)]


def _within(path: str, organization: Organization) -> Q:
    low, high = below(organization.path)
    return Q(**{f"{path}__gte": low, f"{path}__lt": high})


def member_of_same_tree(organization: Organization, person: User) -> bool:
    """Whether a person belongs anywhere in the organisation's tree today."""
    low, high = below(organization.path[:STEP])
    rows = Affiliation.objects.current().filter(person=person)
    return rows.filter(organization__path__gte=low, organization__path__lt=high).exists()


def places(user: Any, organization: Organization | None = None) -> QuerySet[Place]:
    """Places, of one organisation and those below it, or all."""
    rows = Place.objects.visible_to(user).select_related("organization", "stands_in")
    if organization:
        rows = rows.filter(_within("organization__path", organization))
    return rows.order_by("organization__path", "name")


def place(user: Any, pk: int) -> Place:
    return get_object_or_404(
        Place.objects.visible_to(user).select_related("organization__parent", "stands_in"), pk=pk
    )


def three_no(user: Any) -> QuerySet[Place]:
    """The compounds without property management, owners' committee and guard."""
    return places(user).filter(kind=Place.Kind.COMPOUND, management=Place.Management.NONE)


def three_no_sums(user: Any) -> dict[str, int]:
    """How many there are, how many households, and for how many somebody stands in."""
    found = three_no(user).aggregate(
        number=Count("pk"),
        households=Sum("households"),
        helped=Count("pk", filter=Q(stands_in__isnull=False)),
    )
    sums = {key: int(value or 0) for key, value in found.items()}
    return {**sums, "looking": sums["number"] - sums["helped"]}


def may_stand_in(user: Any, organization: Organization) -> QuerySet[Organization]:
    """Who can be named as standing in: those below, and those who sit in a joint body with us."""
    tables = JointMembership.objects.filter(organization__path__in=organization.ancestor_paths).values(
        "body_id"
    )
    partners = JointMembership.objects.filter(body_id__in=tables).values("organization_id")
    rows = Organization.objects.visible_to(user).open()
    return rows.filter(_within("path", organization) | Q(pk__in=partners)).order_by("path")


def bodies_of(user: Any, organization: Organization) -> QuerySet[JointBody]:
    return JointBody.objects.visible_to(user).filter(memberships__organization=organization).order_by("name")


def body(user: Any, pk: int) -> JointBody:
    rows = JointBody.objects.visible_to(user).prefetch_related("memberships__organization")
    return get_object_or_404(rows, pk=pk)


def managed(user: Any) -> list[Organization]:
    """Where the person holds a post that oversees or operates, most important first."""
    held = standing(user)
    return [row for row in held.organizations if held.can(Power.SEE, row) or held.can(Power.OPERATE, row)]


def invariants() -> Iterator[str]:
    """A sentence for each broken fact about trees, posts and belongings."""
    below_parent = Q(parent__path=Substr("path", 1, Length("path") - STEP))
    for row in Organization.objects.filter(parent__isnull=False).exclude(below_parent).order_by("path")[:20]:
        yield f"organization {row.pk}: its path {row.path} does not continue its parent's"
    for row in (
        Organization.objects.filter(parent__isnull=True).annotate(size=Length("path")).exclude(size=STEP)[:20]
    ):
        yield f"organization {row.pk}: a root with the path {row.path}"
    closed = Appointment.objects.filter(organization__closed_on__isnull=False)
    for post in closed.filter(Q(until__isnull=True) | Q(until__gt=F("organization__closed_on"))).order_by(
        "pk"
    )[:20]:
        yield f"appointment {post.pk}: outlives its organization {post.organization_id}"
    before: tuple[int, Any] = (0, None)
    secretaries = Appointment.objects.filter(post=Post.SECRETARY).order_by("organization_id", "since", "pk")
    for post in secretaries.iterator(2000):
        end = post.until - DAY if post.until and post.ended_at else post.until
        if before[0] == post.organization_id and (before[1] is None or post.since <= before[1]):
            yield f"appointment {post.pk}: a second secretary of organization {post.organization_id} at once"
        before = (post.organization_id, end)


# ---- partner systems


def api_rows(by: Any, *, kind: str | None = None, side: str | None = None, under: int | None = None) -> Any:
    """Open organisations as the API lists them; of one subtree when `under` names its top (none when unknown)."""
    rows = Organization.objects.visible_to(by).open()
    if kind:
        rows = rows.filter(kind=kind)
    if side:
        rows = rows.filter(side=side)
    if under is not None:
        top = Organization.objects.visible_to(by).filter(pk=under).first()
        rows = rows.subtree(top.path) if top else rows.none()
    return rows


def api_row(by: Any, pk: int) -> Organization:
    """One organisation, closed or not; `Http404` when there is none."""
    return get_object_or_404(Organization.objects.visible_to(by), pk=pk)
