"""People come and go; the counter on the team's row keeps it from growing past its places."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.activities.queries import side_of
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify

from ..models import Membership, Tell, Verb, VolunteerTeam
from .founding import _link, _unit

State = Membership.State


@transaction.atomic
def join(*, by: Actor, team: VolunteerTeam, words: str = "", is_named: bool = False) -> Membership:
    """Ask to join while the call is open; asking again changes nothing."""
    require(by, "teams.join", team)
    team = lock(team)
    known = team.memberships.filter(person_id=by.pk).first()
    if known is not None and known.state in {State.ASKED, State.MEMBER}:
        return known
    if not team.is_calling:
        raise Refused(_("This team takes nobody at the moment. Look for its next call."))
    if team.members >= team.places:
        raise Refused(_("All places in this team are taken."))
    if len(words.strip()) > 200:
        raise ValidationError({"words": _("Please use 200 characters at most.")})
    row = known or Membership(team=team, person_id=by.pk)
    row.name, row.unit, row.side = str(by), _unit(by), side_of(by)
    row.words, row.is_named = words.strip(), is_named
    row.state, row.asked_at, row.left_on = State.ASKED, now(), None
    row.save()
    record(by, Verb.JOIN_ASKED, row, team=team.pk)
    link = reverse("teams:members", args=[team.pk])
    notify(team.leaders, Tell.JOIN_ASKED, team, link=link, name=row.name, team=team.name)
    return row


@transaction.atomic
def answer_member(*, by: Actor, membership: Membership, accept: bool) -> Membership:
    """A leader takes somebody in, while there is a place, or says not this time."""
    require(by, "teams.answer_member", membership)
    team = lock(membership.team)
    row = lock(membership)
    if accept and row.state == State.MEMBER:
        return row
    move(row, State.MEMBER if accept else State.DECLINED)
    if accept:
        if team.state != VolunteerTeam.State.ACTIVE:
            raise Refused(_("This team is closed."))
        if not VolunteerTeam.objects.filter(pk=team.pk, members__lt=F("places")).update(
            members=F("members") + 1
        ):
            raise Refused(_("All places in this team are taken."))
        row.since = today()
    row.answered_by_id = by.pk
    row.save(update_fields=["state", "since", "answered_by"])
    record(by, Verb.JOINED if accept else Verb.NOT_JOINED, row, team=team.pk)
    kind = Tell.JOINED if accept else Tell.NOT_JOINED
    notify([row.person], kind, team, link=_link(team), team=team.name)
    return row


@transaction.atomic
def leave(*, by: Actor, membership: Membership) -> Membership:
    """Leave, or take the question back; leaders stay until the team closes."""
    require(by, "teams.leave", membership)
    team = lock(membership.team)
    row = lock(membership)
    if row.state == State.LEFT:
        return row
    if team.state == VolunteerTeam.State.ACTIVE and team.leads(by):
        raise Refused(_("You lead this team. Close it, or found it anew with another leader."))
    was_member = row.state == State.MEMBER
    move(row, State.LEFT)
    row.left_on, row.is_named = today(), False
    row.save(update_fields=["state", "left_on", "is_named"])
    if was_member:
        VolunteerTeam.objects.filter(pk=team.pk).update(members=F("members") - 1)
    record(by, Verb.LEFT, row, team=team.pk)
    return row


@transaction.atomic
def show_name(*, by: Actor, membership: Membership, is_named: bool) -> Membership:
    """The person alone decides whether the public page says their name (《个人信息保护法》 §25)."""
    require(by, "teams.show_name", membership)
    row = lock(membership)
    if row.is_named == is_named:
        return row
    if row.state != State.MEMBER:
        raise Refused(_("Only members are named."))
    row.is_named = is_named
    row.save(update_fields=["is_named"])
    record(by, Verb.NAME_SHOWN, row, named=is_named)
    return row
