"""Reading agreements and the space in which partners work."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Prefetch, Q, QuerySet, Sum, When
from django.shortcuts import get_object_or_404

from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.organizations.models import Affiliation, Organization, Place, Side
from gongjian.organizations.posts import Post, Power
from gongjian.organizations.queries import holders
from gongjian.partnerships.models import Claim, Need, Partnership, Party, Project, Resource
from gongjian.partnerships.models.agreements import of_parties
from gongjian.policy.queries import value

from .promises import Template, template, usual_commitments

SHOWN = 4  # rows in each of the three lists
PARTIES = Prefetch("parties", Party.objects.select_related("organization"))


def directory(
    user: Any, *, words: str = "", field: str = "", side: str = "", quiet: bool = False
) -> QuerySet[Partnership]:
    """Agreements in force, newest first; `quiet` for those gone quiet whose inner rows one sees."""
    rows = Partnership.objects.visible_to(user).filter(state=Partnership.State.ACTIVE)
    found: QuerySet[Partnership] = quiet_partnerships(user) if quiet and user.pk else rows
    if words:
        parties = Party.objects.filter(organization__name__icontains=words)
        found = found.filter(Q(title__icontains=words) | Q(pk__in=parties.values("partnership_id")))
    if field:
        found = found.filter(field=field)
    if side:
        found = found.filter(pk__in=Party.objects.filter(side=side).values("partnership_id"))
    return found.prefetch_related(PARTIES).order_by("-active_since", "-pk")


def own_partnerships(user: Any) -> QuerySet[Partnership]:
    """Agreements of the organisations where the person holds a post: those that wait first."""
    own = standing(user).own.get(Power.SEE, ())
    parties = Party.objects.filter(organization__path__in=sorted(own))
    found = Partnership.objects.filter(pk__in=parties.values("partnership_id"))
    return found.prefetch_related(PARTIES).order_by("ended_at", "-created_at", "-pk")


def find_partnership(user: Any, pk: int) -> Partnership:
    """An agreement that the person may see; otherwise there is none (404)."""
    rows = Partnership.objects.visible_to(user).select_related("renews")
    return get_object_or_404(rows.prefetch_related(PARTIES), pk=pk)


def to_sign(user: Any) -> QuerySet[Partnership]:
    """Agreements that wait for the person's signature."""
    mine = standing(user).condition(Power.LEAD, "organization")
    parties = Party.objects.filter(mine, signed_at__isnull=True)
    found = Partnership.objects.filter(
        state=Partnership.State.PROPOSED, pk__in=parties.values("partnership_id")
    )
    return found.prefetch_related(PARTIES).order_by("created_at", "pk")


def quiet_partnerships(user: Any) -> QuerySet[Partnership]:
    """Agreements in force in which nothing has happened for long, whose inner rows the person sees."""
    mine = of_parties(user, "pk")
    found = Partnership.objects.filter(mine, state=Partnership.State.ACTIVE, quiet_since__isnull=False)
    return found.prefetch_related(PARTIES).order_by("quiet_since", "pk")


def renewal_of(user: Any, partnership: Partnership) -> Partnership | None:
    """The next term, for those who may see it."""
    return Partnership.objects.visible_to(user).filter(renews=partnership).first()


def is_time_to_renew(partnership: Partnership) -> bool:
    """From the first warning before the end on, and after it."""
    if partnership.state == Partnership.State.ENDED:
        return True
    days = max(int(days) for days in value("partnership.warn_before_days"))
    return partnership.ends_on <= today() + dt.timedelta(days=days)


def led_parties(user: Any, partnership: Partnership) -> list[Party]:
    """The parties for which the person may sign."""
    powers = standing(user)
    return [party for party in partnership.parties.all() if powers.can(Power.LEAD, party.organization)]


def arranged_parties(user: Any, partnership: Partnership) -> list[Party]:
    """The parties for which the person may prepare things."""
    powers = standing(user)
    return [
        party
        for party in partnership.parties.all()
        if powers.can(Power.ARRANGE, party.organization) or powers.can(Power.LEAD, party.organization)
    ]


def overlapping(
    *, organizations: Iterable[int], field: str, starts_on: dt.date, ends_on: dt.date, but: int | None = None
) -> QuerySet[Partnership]:
    """Agreements in force in the same field and time between at least two of the same organisations."""
    found = Partnership.objects.filter(
        state=Partnership.State.ACTIVE, field=field, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    shared = Count("parties", filter=Q(parties__organization_id__in=list(organizations)))
    return (
        found.exclude(pk=but or 0).annotate(shared=shared).filter(shared__gte=2).order_by("starts_on", "pk")
    )


def overlaps_of(partnership: Partnership) -> list[Partnership]:
    """The agreements in force that this one repeats."""
    return list(
        overlapping(
            organizations=[party.organization_id for party in partnership.parties.all()],
            field=partnership.field,
            starts_on=partnership.starts_on,
            ends_on=partnership.ends_on,
            but=partnership.pk,
        )
    )


def secretary_of(organization: Organization) -> str:
    """The secretary's name, as organisations publish it."""
    person = holders(organization, Post.SECRETARY).first()
    return person.display_name if person else ""


def claim_to_draft(user: Any, key: str) -> Claim | None:
    """The accepted claim of one of the person's organisations that an agreement is to be drafted from."""
    if not key.isdecimal():
        return None
    powers = standing(user)
    mine = powers.condition(Power.ARRANGE, "organization") | powers.condition(Power.LEAD, "organization")
    rows = Claim.objects.filter(mine, state=Claim.State.ACCEPTED).select_related(
        "need__community", "organization"
    )
    return rows.filter(pk=int(key)).first()


def possible_partners(own: list[Organization]) -> QuerySet[Organization]:
    """Organisations that can sign an agreement, other than one's only own."""
    kinds = Organization.Kind
    signing = {
        kinds.GENERAL_BRANCH, kinds.BRANCH, kinds.LOGISTICS, kinds.COMMUNITY_COMMITTEE, kinds.RESIDENTS_COMMITTEE,
        kinds.OWNERS_COMMITTEE, kinds.PROPERTY_COMPANY, kinds.SOCIAL_ORGANIZATION, kinds.DEPLOYED_UNIT,
        kinds.VOLUNTEER_TEAM, kinds.ENTERPRISE, kinds.DEPARTMENT,
    }  # fmt: skip
    found = Organization.objects.open().filter(kind__in=signing)
    return (found.exclude(pk=own[0].pk) if len(own) == 1 else found).order_by("side", "path")


def draft_template(organization: Organization, of: Template | None = None) -> dict[str, Any]:
    """An agreement to begin with, out of a template; each side changes what it likes."""
    of = of or template()
    own, partner = of.campus_duties, of.community_duties
    if organization.side == Side.COMMUNITY:
        own, partner = partner, own
    return {
        "organization": organization.pk,
        "purpose": of.purpose,
        "starts_on": today(),
        "ends_on": today() + dt.timedelta(days=365 * of.months // 12),
        "rhythm": of.rhythm,
        "first_projects": of.first_projects,
        "own_duties": own,
        "partner_duties": partner,
        "own_contact": secretary_of(organization),
        **{f"promise_{kind}": least for kind, least in usual_commitments(of).items()},
    }


def draft_from(claim: Claim, of: Template | None = None) -> dict[str, Any]:
    """What an agreement can take over from an accepted claim, so that nothing is typed twice."""
    need = claim.need
    return {
        **draft_template(claim.organization, of),
        "title": need.title,
        "partner": need.community_id,
        "purpose": need.words,
        "field": need.category,
        "own_contact": claim.person_name,
        "partner_contact": secretary_of(need.community),
    }


def partner_asked_for(own: list[Organization], key: str) -> dict[str, Any]:
    """The partner that a draft was begun for, with its secretary; nothing when there is none of this key."""
    found = possible_partners(own).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    return {"partner": found.pk, "partner_contact": secretary_of(found)} if found else {}


def further_parties(partnership: Partnership) -> QuerySet[Organization]:
    """Organisations that could join a draft."""
    inside = partnership.parties.values("organization_id")
    return possible_partners([]).exclude(pk__in=inside)


@dataclass(frozen=True)
class SideView:
    """One partner in the workspace; `members` only for people who hold a post or belong somewhere."""

    party: Party
    secretary: str
    members: int
    households: int


@dataclass(frozen=True)
class Workspace:
    """What the partners share, side by side. The numbers are counted, never typed."""

    sides: list[SideView]  # the first two stand at the two ends of the bridge
    days: int
    year: int
    needs: list[Need]
    needs_number: int
    resources: list[Resource]
    resources_number: int
    projects: list[Project]
    projects_number: int

    @property
    def front(self) -> list[SideView]:
        return self.sides[:2]

    @property
    def further(self) -> list[SideView]:
        return self.sides[2:]


def _sides(partnership: Partnership) -> list[SideView]:
    """Campus first; in a constant number of queries per side."""
    found = []
    order = [Side.CAMPUS, Side.ENTERPRISE, Side.GOVERNMENT, Side.COMMUNITY]
    for party in sorted(partnership.parties.all(), key=lambda row: (order.index(Side(row.side)), row.pk)):
        people = Affiliation.objects.current().filter(
            organization=party.organization, kind=Affiliation.Kind.MEMBER
        )
        homes = Place.objects.filter(organization=party.organization).aggregate(n=Sum("households"))["n"]
        found.append(SideView(party, secretary_of(party.organization), people.count(), homes or 0))
    found[1:] = sorted(found[1:], key=lambda row: row.party.look == found[0].party.look)
    return found


def workspace(user: Any, partnership: Partnership) -> Workspace:
    """The three lists of the partners and how long they have worked together."""
    organizations = [party.organization_id for party in partnership.parties.all()]
    live = [Need.State.OPEN, Need.State.CLAIMED, Need.State.IN_PROGRESS]
    needs = Need.objects.visible_to(user).filter(community_id__in=organizations, state__in=live)
    offered = [Resource.State.OFFERED, Resource.State.PAUSED]
    resources = Resource.objects.visible_to(user).filter(organization_id__in=organizations, state__in=offered)
    projects = Project.objects.visible_to(user).filter(partnership=partnership)
    first = Case(When(state=Project.State.RUNNING, then=0), default=1)
    days = (now() - partnership.active_since).days if partnership.active_since else 0
    return Workspace(
        sides=_sides(partnership),
        days=days,
        year=days // 365 + 1,
        needs=list(needs.select_related("community", "place").order_by("-urgency", "until", "pk")[:SHOWN]),
        needs_number=needs.count(),
        resources=list(resources.select_related("organization").order_by("state", "-created_at")[:SHOWN]),
        resources_number=resources.count(),
        projects=list(
            projects.prefetch_related("cycles").select_related("led_by").order_by(first, "-pk")[:SHOWN]
        ),
        projects_number=projects.count(),
    )


# ---------------------------------------------------------------- for the sweeps


def ending_soon() -> list[tuple[Partnership, int]]:
    """Agreements in force that end within the days of the rules, with the warning that is due."""
    found = []
    steps = sorted(int(days) for days in value("partnership.warn_before_days"))
    last = today() + dt.timedelta(days=max(steps))
    for row in Partnership.objects.filter(
        state=Partnership.State.ACTIVE, ends_on__gte=today(), ends_on__lte=last
    ):
        due = next(days for days in steps if (row.ends_on - today()).days <= days)
        if row.warned_days is None or row.warned_days > due:
            found.append((row, due))
    return found


def expired() -> QuerySet[Partnership]:
    """Agreements in force past their last day, without a running project."""
    running = Project.objects.filter(state=Project.State.RUNNING)
    found = Partnership.objects.filter(state=Partnership.State.ACTIVE, ends_on__lt=today())
    return found.exclude(pk__in=running.values("partnership_id"))
