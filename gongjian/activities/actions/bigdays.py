"""A big volunteer day: announced once, stalls brought by organisations, teams from outside answered."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import SYSTEM, Actor, require
from gongjian.core.clock import at, now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from ..models import Activity, BigDay, Stall, Team, Tell, Verb
from .planning import draft, publish

MOST_TEAMS = 200


@transaction.atomic
def prepare_day(
    *, by: Actor, organizer: Organization, title: str, words: str, day: dt.date, where: str
) -> BigDay:
    """Prepare a day; organisations bring their stalls before and after it is announced."""
    require(by, "activities.draft", organizer)
    if day < today():
        raise ValidationError({"day": _("This day has passed. Please choose a later one.")})
    big_day = BigDay(organizer=organizer, made_by_id=by.pk, day=day)
    big_day.title, big_day.words, big_day.where = title.strip(), words.strip(), where.strip()
    big_day.clean_fields(exclude=["made_by", "organizer"])
    big_day.save()
    record(by, Verb.DAY_PREPARED, big_day)
    return big_day


@transaction.atomic
def add_stall(
    *,
    by: Actor,
    big_day: BigDay,
    organizer: Organization,
    row: str,
    column: int,
    begins: dt.time,
    ends: dt.time,
    capacity: int,
    **fields: Any,
) -> Stall:
    """Bring a stall of one's own organisation: an activity with one shift on that day, at a free spot of the plan."""
    require(by, "activities.draft", organizer)
    big_day = lock(big_day)
    _refuse_over(big_day)
    stall = Stall(big_day=big_day, row=row, column=column)
    stall.clean_fields(exclude=["big_day", "activity"])
    if big_day.stalls.filter(row=row, column=column).exists():
        raise ValidationError({"column": _("This spot is taken. Please choose another one.")})
    starts_at, ends_at = (at(big_day.day, time.hour, time.minute) for time in (begins, ends))
    stall.activity = draft(
        by=by,
        organizer=organizer,
        shifts=[{"starts_at": starts_at, "ends_at": ends_at, "capacity": capacity}],
        kind=Activity.Kind.SERVICE,
        where=f"{big_day.where} {stall.spot}",
        **fields,
    )
    stall.save()
    record(by, Verb.STALL_ADDED, stall, day=big_day.pk)
    if big_day.is_announced:
        stall.activity = publish(by=by, activity=stall.activity)
    return stall


def _refuse_over(big_day: BigDay) -> None:
    if big_day.is_over(today()):
        raise Refused(_("This day is over."))


@transaction.atomic
def announce_day(*, by: Actor, big_day: BigDay) -> BigDay:
    """Show the day to everybody and open the sign-up of all its stalls."""
    require(by, "activities.run_day", big_day)
    big_day = lock(big_day)
    _refuse_over(big_day)
    if big_day.is_announced:
        return big_day
    big_day.announced_at = now()
    big_day.save(update_fields=["announced_at"])
    record(by, Verb.DAY_ANNOUNCED, big_day)
    for stall in big_day.stalls.filter(activity__state=Activity.State.DRAFT).select_related("activity"):
        publish(by=SYSTEM, activity=stall.activity)
    return big_day


@transaction.atomic
def register_team(
    *,
    by: Actor,
    big_day: BigDay,
    name: str,
    people: int,
    contact_name: str,
    contact_phone: str,
    wish: str = "",
) -> Team:
    """A team from outside says that it would come; the same name again says that it is known already."""
    require(by, "activities.register_team", big_day)
    big_day = lock(big_day)
    _refuse_over(big_day)
    team = Team(big_day=big_day, name=name.strip(), people=people, wish=wish.strip())
    team.contact_name, team.contact_phone = contact_name.strip(), contact_phone.strip()
    team.clean_fields(exclude=["big_day", "answered_by"])
    if big_day.teams.exclude(state=Team.State.DECLINED).filter(name=team.name).exists():
        raise Refused(_("A team of this name is registered already. The organiser will be in touch."))
    if big_day.teams.count() >= MOST_TEAMS:
        raise Refused(
            _("So many teams have registered that no more can be taken. Please call the organiser.")
        )
    team.save()
    record(by, Verb.TEAM_OFFERED, team, people=people)
    link = reverse("activities:teams", args=[big_day.pk])
    notify(
        people_with(Power.ARRANGE, big_day.organizer), Tell.TEAM, big_day, link=link, activity=big_day.title
    )
    return team


@transaction.atomic
def answer_team(*, by: Actor, team: Team, confirm: bool) -> Team:
    """Say yes or no to a team; the organiser calls them."""
    require(by, "activities.run_day", team.big_day)
    team = lock(team)
    move(team, Team.State.CONFIRMED if confirm else Team.State.DECLINED)
    team.answered_by_id, team.answered_at = by.pk, now()
    team.save(update_fields=["state", "answered_by", "answered_at"])
    record(by, Verb.TEAM_ANSWERED, team, confirmed=confirm)
    return team
