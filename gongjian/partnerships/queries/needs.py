"""Reading needs, claims and threads."""

import datetime as dt
import hmac
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from gongjian.accounts.models import User
from gongjian.core.access import Guest, standing
from gongjian.core.clock import now, today
from gongjian.core.search_text import finding
from gongjian.organizations.models import Appointment, Organization, Place
from gongjian.organizations.posts import GRANTS, Power
from gongjian.partnerships.models import Claim, Need, Partnership, Party, receipt_digest
from gongjian.partnerships.models.needs import listed_marks
from gongjian.policy.queries import value

S = Need.State
LIVE = [*Claim.OPEN_STATES, Claim.State.ACCEPTED]
ACCEPTED = Claim.objects.filter(state=Claim.State.ACCEPTED).select_related("organization")
TAKEN = Prefetch("claims", ACCEPTED, to_attr="accepted_claims")


def _rows(needs: QuerySet[Need]) -> QuerySet[Need]:
    """With all that a row of a list shows, in two queries."""
    return needs.select_related("community", "place").prefetch_related(TAKEN)


def board(
    user: Any,
    *,
    words: str = "",
    state: str = "",
    times: list[str] | None = None,
    skills: list[str] | None = None,
    **chosen: Any,
) -> QuerySet[Need]:
    """The public list, newest first: what is looked for now, or another state when it is asked for.

    Words, times and skills must all fit. `chosen` are community, place, category and kind; empty ones are left out.
    """
    found = Need.objects.public().visible_to(user).filter(state=state or S.OPEN)
    found = finding(found, words, *listed_marks(skills or [], times or []))
    found = found.filter(**{name: value for name, value in chosen.items() if value})
    return _rows(found).order_by("-published_at", "-pk")


def counts_by_state(user: Any) -> dict[str, int]:
    """How many needs stand in each public state: one query over its index."""
    rows = Need.objects.public().visible_to(user).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows.order_by()}


def find_need(user: Any, pk: int) -> Need:
    """A need that the person may see; otherwise there is none (404)."""
    return get_object_or_404(_rows(Need.objects.visible_to(user)).select_related("proposed_by"), pk=pk)


def find_claim(user: Any, pk: int) -> Claim:
    """A claim that the person may see; otherwise there is none (404)."""
    rows = Claim.objects.visible_to(user).select_related("need__community", "organization", "person")
    return get_object_or_404(rows, pk=pk)


def claims_on(user: Any, need: Need) -> QuerySet[Claim]:
    """The claims on a need that the person may see, oldest first."""
    return Claim.objects.visible_to(user).filter(need=need).select_related("organization", "person")


def helps_for(user: Any, need: Need) -> Organization | None:
    """The organisation for which a member would fulfil a wish: their own, but never the neighbourhood itself."""
    mine = (row.organization for row in standing(user).affiliations)
    return next((organization for organization in mine if organization.pk != need.community_id), None)


def helping_organization(user: Any, need: Need) -> Organization:
    """The same; 403 for somebody who belongs nowhere else."""
    organization = helps_for(user, need)
    if organization is None:
        raise PermissionDenied("partnerships.wish_for")
    return organization


def led_elsewhere(user: Any, need: Need) -> list[Organization]:
    """The organisations that the person leads, other than the need's own community."""
    led = Organization.objects.open().filter(standing(user).condition(Power.LEAD, ""))
    return list(led.exclude(pk=need.community_id).order_by("path"))


def may_claim_for(user: Any, need: Need) -> list[Organization]:
    """Those of them that could still offer to take the need up."""
    states = [Claim.State.OFFERED, Claim.State.ACCEPTED]
    busy = set(need.claims.filter(state__in=states).values_list("organization_id", flat=True))
    return [each for each in led_elsewhere(user, need) if each.pk not in busy]


def may_fulfil(user: Any, need: Need) -> bool:
    """Whether the person could still offer, as a member, to fulfil this small wish."""
    if need.kind != Need.Kind.WISH or need.state != S.OPEN:
        return False
    organization = helps_for(user, need)
    return (
        organization is not None
        and not need.claims.filter(organization=organization, state=Claim.State.OFFERED).exists()
    )


def partnership_between(claim: Claim) -> Partnership | None:
    """The agreement under which an accepted claim can become a project: in force, or on its way."""
    shared = Party.objects.filter(organization=claim.need.community_id).values("partnership_id")
    rows = Partnership.objects.filter(parties__organization=claim.organization_id, pk__in=shared)
    return rows.exclude(state=Partnership.State.ENDED).order_by("state", "-pk").first()


def served(user: Any) -> list[Organization]:
    """The communities whose needs the person handles: those with an own post first."""
    powers = standing(user)
    own = sorted(powers.own.get(Power.SERVE, ()))
    kinds = [Organization.Kind.COMMUNITY_COMMITTEE, Organization.Kind.RESIDENTS_COMMITTEE]
    found = (
        Organization.objects.open().filter(powers.condition(Power.SERVE, ""), kind__in=kinds).order_by("path")
    )
    return sorted(found, key=lambda each: (each.path not in own, each.path))


def find_community(key: str) -> Organization:
    """A neighbourhood by its key; otherwise there is none (404)."""
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(communities(), pk=int(key))


def communities() -> QuerySet[Organization]:
    """Where a resident may ask for help."""
    return Organization.objects.open().filter(kind=Organization.Kind.COMMUNITY_COMMITTEE).order_by("path")


def places_in(communities: list[Organization]) -> list[Place]:
    """The places of several communities."""
    return list(Place.objects.filter(organization__in=communities).order_by("organization__path", "name"))


def places_of(community: Organization) -> QuerySet[Place]:
    return Place.objects.filter(organization=community).order_by("name")


def to_check(user: Any) -> QuerySet[Need]:
    """Proposed needs that the person should check, oldest first."""
    mine = standing(user).condition(Power.SERVE, "community")
    return _rows(Need.objects.filter(mine, state=S.PROPOSED)).order_by("proposed_at", "pk")


def handled(user: Any, community: Organization | None = None) -> QuerySet[Need]:
    """Every need of the communities that the person serves, newest first."""
    found = Need.objects.filter(standing(user).condition(Power.SERVE, "community"))
    return _rows(found.filter(community=community) if community else found).order_by("-proposed_at", "-pk")


def offers_to_decide(user: Any) -> QuerySet[Claim]:
    """Offers that wait for the person's neighbourhood."""
    powers = standing(user)
    mine = powers.condition(Power.SERVE, "need__community") | powers.condition(Power.LEAD, "need__community")
    rows = Claim.objects.filter(mine, state=Claim.State.OFFERED).select_related(
        "need__community", "organization"
    )
    return rows.order_by("offered_at", "pk")


def asked_of(user: Any) -> QuerySet[Claim]:
    """Needs that a neighbourhood asks one of the person's organisations to take up."""
    mine = standing(user).condition(Power.LEAD, "organization")
    rows = Claim.objects.filter(mine, state=Claim.State.ASKED).select_related(
        "need__community", "organization"
    )
    return rows.order_by("offered_at", "pk")


def taken_by(user: Any) -> QuerySet[Need]:
    """Needs that an organisation of the person has taken up and that are not finished."""
    mine = standing(user).condition(Power.ARRANGE, "organization") | standing(user).condition(
        Power.LEAD, "organization"
    )
    accepted = Claim.objects.filter(mine, state=Claim.State.ACCEPTED)
    found = Need.objects.filter(state__in=[S.CLAIMED, S.IN_PROGRESS], pk__in=accepted.values("need_id"))
    return _rows(found).order_by("until", "pk")


def proposed_by(user: Any) -> QuerySet[Need]:
    """What the person has asked for with their own account."""
    found = Need.objects.filter(proposed_by_id=user.pk) if user.pk else Need.objects.none()
    return _rows(found).order_by("-proposed_at", "-pk")


def default_until() -> dt.date:
    """Until when help is looked for when nobody says otherwise."""
    return today() + dt.timedelta(weeks=int(value("need.default_weeks")))


def by_receipt(receipt: str, secret: str) -> Need | None:
    """The need of a receipt, when the code on it is right. Guesses are limited by the door (`core.limits`)."""
    receipt = "".join(receipt.split()).upper()
    need = (
        Need.objects.select_related("community", "place")
        .prefetch_related(TAKEN)
        .filter(receipt=receipt)
        .first()
    )
    expected = receipt_digest(receipt, "".join(secret.split()))
    known = need.secret if need is not None else "-" * len(expected)
    return need if hmac.compare_digest(expected, known) else None


def held_need(guest: Guest) -> Need | None:
    """The need that a capability is about."""
    kind, _colon, key = guest.subject.partition(":")
    if guest.act != "partnerships.withdraw_need" or kind != Need._meta.label_lower:
        return None
    return _rows(Need.objects.filter(pk=int(key))).first()


# ---------------------------------------------------------------- for the sweeps


def overseers(organization: Organization) -> QuerySet[User]:
    """The people of organisations above who see the inner rows of this one."""
    posts = [post for post, grant in GRANTS.items() if Power.SEE in grant.below]
    above = [path for path in organization.ancestor_paths if path != organization.path]
    rows = Appointment.objects.current().filter(organization__path__in=above, post__in=posts)
    return User.objects.filter(pk__in=rows.values("person_id"), is_active=True)


def is_unanswered(need: Need) -> bool:
    """Whether a reminder is due now: no answer for the days of the rules, and reminders left."""
    if need.state not in {S.PROPOSED, S.OPEN} or need.reminders >= int(value("notice.reminders_per_item")):
        return False
    patience = dt.timedelta(days=int(value("need.escalate_after_days")))
    since = need.reminded_at or need.waiting_since
    return bool(now() - since >= patience)


def unanswered() -> QuerySet[Need]:
    """Needs that are due for a reminder."""
    patience = now() - dt.timedelta(days=int(value("need.escalate_after_days")))
    waiting = Q(state=S.PROPOSED, proposed_at__lte=patience) | Q(state=S.OPEN, published_at__lte=patience)
    told = Q(reminded_at__isnull=True) | Q(reminded_at__lte=patience)
    return Need.objects.filter(waiting, told, reminders__lt=int(value("notice.reminders_per_item")))


def lapsing() -> QuerySet[Need]:
    """Open needs that lapse within the days of the rules and whose poster was not told yet."""
    last = today() + dt.timedelta(days=int(value("need.warn_before_days")))
    return Need.objects.filter(state=S.OPEN, until__lte=last, until__gte=today(), warned_at__isnull=True)


def overdue() -> QuerySet[Need]:
    """Open needs whose last day has passed."""
    return Need.objects.filter(state=S.OPEN, until__lt=today())
