"""One's own desk: the next thing, what suits, hours and points; a resident's own matters."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.activities import queries as activities
from gongjian.activities.models import Shift, SignUp
from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.partnerships import queries as partnerships
from gongjian.partnerships.models import DayPart, Need
from gongjian.points.queries import gained_since, total
from gongjian.reviews.models import Ask

from .together import Planned

SUITED = 4
LOOKED_AT = 60  # of the coming shifts, soonest first


def greeting() -> str:
    """By the hour of the platform's time zone."""
    hour = localtime(now()).hour
    if 5 <= hour < 11:
        return _("Good morning, %(name)s")
    if 11 <= hour < 13:
        return _("Good day, %(name)s")
    return _("Good afternoon, %(name)s") if 13 <= hour < 18 else _("Good evening, %(name)s")


# ---------------------------------------------------------------- the next thing


@dataclass(frozen=True)
class Next:
    """The person's next seat, and how it stands in words."""

    seat: SignUp
    can_check_in: bool
    words: str
    tone: str
    hint: str


def _when(shift: Shift) -> str:
    """In 12 minutes, today, tomorrow, in 3 days."""
    left = shift.starts_at - now()
    days = (localtime(shift.starts_at).date() - today()).days
    if left <= dt.timedelta(0):
        return _("is on now")
    if left < dt.timedelta(hours=1):
        minutes = max(1, int(left.total_seconds()) // 60)
        return ngettext("begins in %(n)d minute", "begins in %(n)d minutes", minutes) % {"n": minutes}
    if days < 2:
        return _("tomorrow") if days else _("today")
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def next_up(user: Any) -> Next | None:
    """What the person signed up for and is not over; whether the code is taken now."""
    seat = activities.next_for(user)
    if seat is None:
        return None
    if seat.state == SignUp.State.WAITING:
        return Next(
            seat, False, _("on the waiting list"), "wait", _("We tell you at once when a place is free.")
        )
    if seat.state in {SignUp.State.CHECKED_IN, SignUp.State.ATTENDED}:
        return Next(
            seat, False, _("checked in"), "ok", _("You are on the list. The hours follow afterwards.")
        )
    if activities.is_check_in_open(seat.shift):
        hint = _("Check-in is open: type or scan the code on site. The organiser's list does as well.")
        return Next(seat, True, _when(seat.shift), "live", hint)
    opens = localtime(activities.check_in_window(seat.shift)[0])
    hint = _("Check-in opens at %(time)s. The organiser's list does as well.") % {"time": f"{opens:%H:%M}"}
    return Next(seat, False, _when(seat.shift), "info", hint)


# ---------------------------------------------------------------- what suits


@dataclass
class Suited:
    """A shift with free places and why it is shown."""

    shift: Shift
    reasons: list[str] = field(default_factory=list)
    weight: int = 0

    def because(self, weight: int, words: str) -> None:
        self.weight += weight
        self.reasons.append(words)


def day_part(moment: dt.datetime) -> str:
    """In which part of the week a shift begins, in the words that people give their free times in."""
    begins = localtime(moment)
    part = "morning" if begins.hour < 12 else "afternoon" if begins.hour < 18 else "evening"
    return f"{'weekend' if begins.weekday() >= 5 else 'weekday'}_{part}"


def _suit(shift: Shift, user: Any, own_paths: set[str]) -> Suited:
    found, activity = Suited(shift), shift.activity
    sides = [activity.organizer, *([activity.partner] if activity.partner else [])]
    if any(side.path in own_paths for side in sides):
        found.because(3, _("with your own organisation"))
    able = [word for word in activity.skills if word in (user.skills or [])]
    if able:
        found.because(2, _("wants what you can do: %(skills)s") % {"skills": "、".join(able)})
    part = day_part(shift.starts_at)
    if part in (user.free_times or []):
        found.because(1, _("when you are free: %(time)s") % {"time": DayPart(part).label})
    return found


def suited(user: Any, most: int = SUITED) -> list[Suited]:
    """Coming activities with free places that the person has not joined, best reasons first: two queries."""
    held = {row.organization.path for row in standing(user).affiliations}
    own = {path for row in standing(user).affiliations for path in row.organization.ancestor_paths[1:]} | held
    rows = activities.board(user, activities.Filters(only_free=True))
    rows = rows.exclude(activity__in=_joined(user).values("shift__activity"))
    found: dict[int, Suited] = {}
    for shift in rows[:LOOKED_AT]:
        found.setdefault(shift.activity_id, _suit(shift, user, own))
    return sorted(found.values(), key=lambda each: (-each.weight, each.shift.starts_at, each.shift.pk))[:most]


def _joined(user: Any) -> QuerySet[SignUp]:
    return activities.seats_of_person(user).order_by().filter(shift__ends_at__gt=now())


# ---------------------------------------------------------------- what is left to do


@dataclass(frozen=True)
class Errand:
    """A small thing for oneself; the words stand in the template, by its name."""

    name: str
    need: Need | None = None


def to_answer(user: Any) -> list[Need]:
    """What one asked for and is now asked about: was it done?"""
    rows = Ask.objects.open().filter(need__proposed_by_id=user.pk, expires_at__gt=now())
    return [ask.need for ask in rows.select_related("need__community").order_by("asked_at", "pk")[:5]]


def errands(user: Any) -> list[Errand]:
    """Answers that are awaited, then what makes suggestions better."""
    found = [Errand("answer", need) for need in to_answer(user)]
    if not (user.skills and user.free_times):
        found.append(Errand("profile"))
    return found


def member_desk(user: Any) -> dict[str, Any]:
    """A member's or volunteer's day."""
    hours = activities.hours_of(user)
    steps, _source = activities.levels(hours.minutes)
    star = next((step for step in steps if step.percent < 100), steps[-1])
    coming = _joined(user).order_by("shift__starts_at", "pk")
    following = next_up(user)
    return {
        "greeting": greeting() % {"name": user.get_short_name()},
        "next": following,
        "later": [Planned(seat.shift) for seat in coming[1:4]],
        "errands": errands(user),
        "suited": suited(user),
        "hours": hours,
        "star": star,
        "share": min(100, hours.minutes / 60 / star.hours * 100),
        "points": total(user),
        "gained": gained_since(user, today().replace(day=1)),
    }


# ---------------------------------------------------------------- residents


def resident_desk(user: Any) -> dict[str, Any]:
    """A resident's own matters, nothing else."""
    return {
        "greeting": greeting() % {"name": user.get_short_name()},
        "to_answer": to_answer(user),
        "needs": list(partnerships.proposed_by(user)[:5]),
        "next": next_up(user),
        "coming": sorted(
            (Planned(each.shift) for each in suited(user, 3)), key=lambda row: row.shift.starts_at
        ),
    }
