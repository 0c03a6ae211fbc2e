"""A team from the first side's proposal to its end."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require, standing
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization, Side
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from ..models import Membership, Tell, Verb, VolunteerTeam
from ..queries import belongs

State = VolunteerTeam.State
LONGEST_CALL = dt.timedelta(days=366)


def _link(team: VolunteerTeam) -> str:
    return reverse("teams:team", args=[team.pk])


def _reason(given: str) -> str:
    reason = given.strip()
    if not reason or len(reason) > 200:
        raise ValidationError({"reason": _("Please say why, in 200 characters at most.")})
    return reason


@transaction.atomic
def found(
    *,
    by: Actor,
    organization: Organization,
    partner: Organization,
    leader: User,
    kind: str,
    name: str,
    words: str,
    places: int = 30,
) -> VolunteerTeam:
    """One side names its leader and asks the other to do the same; the same proposal again is the same team."""
    require(by, "teams.found", organization)
    campus, community = _sides(organization, partner)
    _check_leader(leader, organization)
    lock(campus)
    team = VolunteerTeam(kind=kind, name=name.strip(), words=words.strip(), places=places)
    team.campus, team.community, team.proposed_by_id = campus, community, by.pk
    team.clean_fields(exclude=["campus_leader", "community_leader", "proposed_by"])
    same = {"campus": campus, "community": community, "name": team.name}
    known = VolunteerTeam.objects.filter(state__in=[State.PROPOSED, State.ACTIVE], **same).first()
    if known is not None:
        if known.proposed_by_id == by.pk and known.state == State.PROPOSED:
            return known
        raise Refused(_("There is a team of this name already. Please choose another one."))
    _lead(team, organization, leader)
    team.save()
    record(by, Verb.FOUNDED, team, campus=campus.pk, community=community.pk)
    people = people_with(Power.ARRANGE, partner)
    notify(people, Tell.PROPOSED, team, link=_link(team), organization=organization.label, team=team.name)
    return team


def _sides(one: Organization, other: Organization) -> tuple[Organization, Organization]:
    """Which of two organisations is the campus side, which the community side."""
    if {one.side, other.side} != {Side.CAMPUS, Side.COMMUNITY}:
        raise ValidationError({"partner": _("One side is of the campus, the other of the neighbourhood.")})
    return (one, other) if one.side == Side.CAMPUS else (other, one)


def _check_leader(leader: User, organization: Organization) -> None:
    if not leader.is_active or not belongs(leader, organization):
        raise ValidationError({"leader": _("The leader must belong to the organisation.")})


def _lead(team: VolunteerTeam, organization: Organization, leader: User) -> None:
    if organization.pk == team.campus_id:
        team.campus_leader = leader
    else:
        team.community_leader = leader


@transaction.atomic
def accept(*, by: Actor, team: VolunteerTeam, leader: User) -> VolunteerTeam:
    """The other side names its leader: the team begins, with both leaders as its first members."""
    require(by, "teams.answer", team)
    team = lock(team)
    move(team, State.ACTIVE)
    side = team.silent_side
    _check_leader(leader, side)
    if leader in team.leaders:
        raise ValidationError({"leader": _("The leaders of the two sides are two people.")})
    _lead(team, side, leader)
    team.accepted_at = now()
    team.save(update_fields=["state", "campus_leader", "community_leader", "accepted_at"])
    for person in team.leaders:
        _enrol(team, person, team.side_of(person))
    record(by, Verb.ACCEPTED, team)
    notify(team.leaders, Tell.ACCEPTED, team, link=_link(team), team=team.name)
    return team


def _enrol(team: VolunteerTeam, person: User, organization: Organization) -> None:
    Membership.objects.create(
        team=team,
        person=person,
        name=str(person),
        unit=_unit(person) or organization.label,
        side=organization.side,
        state=Membership.State.MEMBER,
        since=today(),
    )
    VolunteerTeam.objects.filter(pk=team.pk).update(members=F("members") + 1)


def _unit(person: Any) -> str:
    return next((row.organization.label for row in standing(person).affiliations), "")


@transaction.atomic
def decline(*, by: Actor, team: VolunteerTeam, reason: str) -> VolunteerTeam:
    """The other side says no, with a reason."""
    require(by, "teams.answer", team)
    team = lock(team)
    move(team, State.DECLINED)
    team.close_reason, team.closed_at = _reason(reason), now()
    team.save(update_fields=["state", "close_reason", "closed_at"])
    record(by, Verb.DECLINED, team)
    notify(
        [team.proposed_by], Tell.DECLINED, team, link=_link(team), team=team.name, reason=team.close_reason
    )
    return team


@transaction.atomic
def close(*, by: Actor, team: VolunteerTeam, reason: str) -> VolunteerTeam:
    """A team ends; its page stays with what it has done."""
    require(by, "teams.close", team)
    team = lock(team)
    move(team, State.CLOSED)
    team.close_reason, team.closed_at, team.call_until = _reason(reason), now(), None
    team.save(update_fields=["state", "close_reason", "closed_at", "call_until"])
    record(by, Verb.CLOSED, team)
    rows = team.memberships.filter(state=Membership.State.MEMBER).select_related("person")
    people = [row.person for row in rows]
    notify(people, Tell.CLOSED, team, link=_link(team), team=team.name, reason=team.close_reason)
    return team


@transaction.atomic
def set_call(
    *, by: Actor, team: VolunteerTeam, call: str, call_until: dt.date | None, places: int
) -> VolunteerTeam:
    """Open, change or end the call for members."""
    require(by, "teams.call", team)
    team = lock(team)
    if team.state != State.ACTIVE:
        raise Refused(_("Only an active team calls for members."))
    if call_until and not today() <= call_until <= today() + LONGEST_CALL:
        raise ValidationError({"call_until": _("Please choose a day from today on, within a year.")})
    if call_until and not call.strip():
        raise ValidationError({"call": _("Please say whom you look for and what they would do.")})
    if places < team.members:
        raise ValidationError({"places": _("The team has %s members already.") % team.members})
    team.call, team.call_until, team.places = call.strip(), call_until, places
    team.clean_fields(exclude=["campus_leader", "community_leader", "proposed_by"])
    team.save(update_fields=["call", "call_until", "places"])
    record(by, Verb.CALLED, team, until=call_until.isoformat() if call_until else "")
    return team
