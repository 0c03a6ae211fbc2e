"""What a team does: it takes seats of activities as a group, and it takes up small wishes."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.activities.actions import sign_up_group
from gongjian.activities.models import Shift
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.partnerships.actions import offer_wish
from gongjian.partnerships.models import Need

from ..models import Membership, TeamClaim, TeamSeat, Verb, VolunteerTeam


def _active(team: VolunteerTeam) -> VolunteerTeam:
    team = lock(team)
    if team.state != VolunteerTeam.State.ACTIVE:
        raise Refused(_("This team is not active: it is “%s”.") % team.get_state_display())
    return team


@transaction.atomic
def sign_up_team(
    *, by: Actor, team: VolunteerTeam, shift: Shift, members: Iterable[Membership]
) -> list[TeamSeat]:
    """Seats for members of the team, all or none; each of them is told and may give the place back.

    A seat that somebody has already, alone or with another team, stays as it is and is not counted for this one.
    """
    require(by, "teams.sign_up", team)
    team = _active(team)
    people = [
        row.person for row in members if row.team_id == team.pk and row.state == Membership.State.MEMBER
    ]
    if not people:
        raise ValidationError({"members": _("Please choose at least one member.")})
    seats = sign_up_group(by=by, shift=shift, people=people, team=team.name)
    TeamSeat.objects.bulk_create(
        [TeamSeat(team=team, sign_up=seat) for seat in seats],
        update_conflicts=True,
        unique_fields=["sign_up"],
        update_fields=["team", "at"],
    )
    record(by, Verb.SIGNED_UP, team, shift=shift.pk, people=len(seats))
    return list(team.seats.filter(sign_up__in=seats))


@transaction.atomic
def take_wish(*, by: Actor, team: VolunteerTeam, need: Need, words: str) -> TeamClaim:
    """Offer, for the team, to fulfil a small wish; the neighbourhood accepts or not, as with every offer."""
    require(by, "teams.take_wish", team)
    team = _active(team)
    claim = offer_wish(by=by, need=need, organization=team.side_of(by), words=words, helper=team.name)
    known = TeamClaim.objects.filter(claim=claim).first()
    if known is not None:
        return known
    row = TeamClaim.objects.create(team=team, claim=claim)
    record(by, Verb.WISH_TAKEN, team, need=need.pk)
    return row
