"""Who may do what with teams, their people and their notes."""

from typing import Any

from rules import add_perm, predicate

from gongjian.core.access import is_active, is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .models import Membership, VolunteerTeam


def team_of(obj: Any) -> VolunteerTeam:
    """The team that a team, a membership, a practice or a note is about."""
    if isinstance(obj, VolunteerTeam):
        return obj
    return obj.practice.team if hasattr(obj, "practice") else obj.team


@predicate
def arranges_here(user: Any, organization: Any) -> bool:
    """Prepares what an organisation does: the one asked about, or any when none is named."""
    powers = standing(user)
    if isinstance(organization, Organization):
        return bool(powers.can(Power.ARRANGE, organization))
    return bool(powers.holds(Power.ARRANGE))


@predicate
def arranges_a_side(user: Any, obj: Any) -> bool:
    team = team_of(obj)
    return any(standing(user).can(Power.ARRANGE, side) for side in (team.campus, team.community))


@predicate
def arranges_silent_side(user: Any, team: Any) -> bool:
    """The side that was asked; a team that is complete has none."""
    return len(team.leaders) < 2 and bool(standing(user).can(Power.ARRANGE, team.silent_side))


@predicate
def leads_team(user: Any, obj: Any) -> bool:
    return team_of(obj).leads(user)


@predicate
def is_campus_leader(user: Any, obj: Any) -> bool:
    return user.pk is not None and team_of(obj).campus_leader_id == user.pk


@predicate
def is_member(user: Any, obj: Any) -> bool:
    """Belongs to the team today."""
    rows = team_of(obj).memberships.filter(person_id=user.pk, state=Membership.State.MEMBER)
    return user.pk is not None and rows.exists()


@predicate
def is_own(user: Any, membership: Any) -> bool:
    return user.pk is not None and membership.person_id == user.pk


@predicate
def is_author(user: Any, note: Any) -> bool:
    return user.pk is not None and note.author_id == user.pk


@predicate
def hosts(user: Any, obj: Any) -> bool:
    return bool(standing(user).can(Power.ARRANGE, team_of(obj).community))


add_perm("teams.view_volunteerteam", is_visible)
add_perm("teams.view_membership", is_visible)
add_perm("teams.view_interviewnote", is_visible)
add_perm("teams.found", is_active & arranges_here)
add_perm("teams.answer", is_active & arranges_silent_side)
add_perm("teams.close", is_active & (leads_team | arranges_a_side))
add_perm("teams.call", is_active & leads_team)
add_perm("teams.join", is_active & is_visible)
add_perm("teams.see_members", is_active & (leads_team | arranges_a_side))
add_perm("teams.answer_member", is_active & leads_team & ~is_own)
add_perm("teams.leave", is_active & is_own)
add_perm("teams.show_name", is_active & is_own)
add_perm("teams.sign_up", is_active & leads_team)
add_perm("teams.take_wish", is_active & leads_team)
add_perm("teams.plan_practice", is_active & is_campus_leader)
add_perm("teams.see_emergency", is_active & (leads_team | hosts))
add_perm("teams.take_note", is_active & (is_member | leads_team))
add_perm("teams.read_note", is_active & (is_author | is_campus_leader))
add_perm("teams.erase_note", is_active & (is_author | is_campus_leader))
add_perm("teams.report", is_active & is_campus_leader)
add_perm("teams.confirm_report", is_active & hosts & ~is_campus_leader)
