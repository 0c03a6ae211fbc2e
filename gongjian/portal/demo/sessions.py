"""Activities of the demo world: planned ahead, signed up for, attended, confirmed by both sides."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from gongjian.accounts.models import User
from gongjian.activities.actions import (
    cancel,
    cancel_sign_up,
    check_in,
    confirm_all,
    countersign_all,
    draft,
    finish,
    mark_absent,
    publish,
    sign_up,
    start,
    tick,
)
from gongjian.activities.checkin_code import code
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import at, now
from gongjian.core.errors import Refused

from .answers import CANCELLED
from .world import World

if TYPE_CHECKING:
    from .partnering import Bond

REGULARS = {
    "phone": ["member-a"],
    "health": ["member-b"],
    "lights": ["member-a"],
    "meals": ["member-b"],
    "water": ["unit"],
}
AHEAD = 12  # days between the draft and the day itself


def schedule(world: World, bond: "Bond") -> None:
    """The days on which the pair meets in this cycle: every `gap` days, one of them `phase` days before today."""
    assert bond.until is not None
    gap, phase = bond.pair.gap, bond.pair.phase
    days = (world.today - dt.timedelta(days=phase + gap * n) for n in range(-3, 60))
    first = world.date + dt.timedelta(days=4)
    due = sorted(day for day in days if first <= day < bond.until)
    for number, day in enumerate(due):
        session = bond.theme.sessions[(number + bond.cycle) % len(bond.theme.sessions)]
        planned = at(max(world.date, day - dt.timedelta(days=AHEAD)), 10, 40)
        world.plan(planned, _draft, bond, session, day, number)


def _organiser(world: World, bond: "Bond", number: int) -> User:
    """Those on the committee take turns, where it is not always the same one."""
    leader = world.holder(bond.pair.branch)
    if bond.pair.few or bond.pair.flaw == "one":
        return leader
    posts = ("secretary", "deputy_secretary", "publicity_commissioner")
    return world.holders.get((bond.pair.branch, posts[number % len(posts)]), leader)


def _draft(world: World, bond: "Bond", session: Any, day: dt.date, number: int) -> None:
    leader = _organiser(world, bond, number)
    begins = at(day, session.hour, 30 if session.minutes == 90 else 0)
    activity = world.do(
        draft,
        by=leader,
        organizer=bond.sides(world)[0],
        project=bond.project,
        kind=_kind(bond),
        title=session.title,
        words=session.words,
        where=f"{bond.pair.compound} {session.where}",
        skills=list(bond.theme.skills),
        risks=bond.theme.risks,
        contact_name=leader.display_name,
        contact_phone="8800 1234",
        shifts=[
            {
                "starts_at": begins,
                "ends_at": begins + dt.timedelta(minutes=session.minutes),
                "capacity": session.places if not bond.pair.few else 5,
            }
        ],
    )
    world.plan(world.now + dt.timedelta(hours=2), _publish, bond, activity)


def _kind(bond: "Bond") -> str:
    return {"drugs": "campaign", "culture": "culture"}.get(bond.pair.theme, "service")


def _publish(world: World, bond: "Bond", activity: Activity) -> None:
    world.do(publish, by=world.holder(bond.pair.branch), activity=activity)
    shift = Shift.objects.select_related("activity__organizer", "activity__partner").get(activity=activity)
    for person in _interested(world, bond, shift):
        minutes = world.rng.randint(30, 60 * 24 * 9)
        moment = min(world.now + dt.timedelta(minutes=minutes), shift.starts_at - dt.timedelta(hours=6))
        world.plan(moment, _sign_up, shift, person)
    if bond.pair.theme == "culture" and bond.cycle == 1 and world.done["activities.cancel"] < 2:
        world.plan(shift.starts_at - dt.timedelta(hours=20), _call_off, bond, activity)
        return
    world.plan(shift.starts_at, _begin, bond, activity)
    world.plan(shift.ends_at + dt.timedelta(minutes=25), _finish, bond, activity)


def _interested(world: World, bond: "Bond", shift: Shift) -> list[User]:
    """Mostly the branch's own people; the same few where it is only form."""
    wanted = 4 if bond.pair.few else min(shift.capacity, world.rng.randint(3, 5))
    own = world.people[bond.pair.branch]
    people = own[3:6] if bond.pair.few else world.rng.sample(own, min(len(own), wanted))
    others = [name for name in world.people if name.endswith("支部") and name != bond.pair.branch]
    guests = [] if bond.pair.few else world.some(world.rng.choice(others), 1)
    stars = [world.personas[key] for key in _regulars(bond) if world.chance(70) or _is_soon(world, shift)]
    return list(dict.fromkeys([*stars, *people, *guests]))


def _is_soon(world: World, shift: Shift) -> bool:
    return shift.starts_at.date() >= world.today - dt.timedelta(days=1)


def _regulars(bond: "Bond") -> list[str]:
    """The personas who join: each mostly where their branch is."""
    return REGULARS.get(bond.pair.theme, [])


def _sign_up(world: World, shift: Shift, person: User) -> None:
    shift.refresh_from_db(fields=["taken", "waiting", "is_open"])
    try:
        seat = world.do(sign_up, by=person, shift=shift)
    except Refused:  # full, or at the same hour as something else: what people meet
        return
    if seat.state == SignUp.State.CONFIRMED and world.chance(4):
        world.plan(shift.starts_at - dt.timedelta(hours=30), _give_up, seat)


def _give_up(world: World, seat: SignUp) -> None:
    world.do(cancel_sign_up, by=seat.person, sign_up=seat)


def _call_off(world: World, bond: "Bond", activity: Activity) -> None:
    world.do(cancel, by=world.holder(bond.pair.branch), activity=activity, reason=CANCELLED)


def _begin(world: World, bond: "Bond", activity: Activity) -> None:
    """Check-in: two thirds by the code, some by the list, a few do not come."""
    leader = world.holder(bond.pair.branch)
    world.do(start, by=leader, activity=activity)
    seats = SignUp.objects.filter(shift__activity=activity, state=SignUp.State.CONFIRMED)
    for seat in seats.select_related("person", "shift__activity__organizer", "shift__activity__partner"):
        way = world.rng.randrange(100)
        if seat.person_id == leader.pk or way >= (30 if bond.pair.flaw == "late" else 94):
            continue
        if way < (20 if bond.pair.few else 66):
            world.do(check_in, by=seat.person, shift=seat.shift, code=code(seat.shift, now()))
        else:
            world.do(tick, by=leader, sign_up=seat, reason="手机没电，当面核对" if way % 3 else "")


def _finish(world: World, bond: "Bond", activity: Activity) -> None:
    leader = world.holder(bond.pair.branch)
    activity.refresh_from_db()
    world.do(finish, by=leader, activity=activity)
    world.after(1, _minutes, bond, activity)


def _minutes(world: World, bond: "Bond", activity: Activity) -> None:
    """The organiser confirms; whoever did not come is marked absent."""
    leader = world.holder(bond.pair.branch)
    seats = SignUp.objects.filter(shift__activity=activity).exclude(person=leader)
    if bond.pair.flaw == "late":  # the list is written down from memory, the day after
        for seat in seats.filter(state=SignUp.State.CONFIRMED).select_related("shift__activity__organizer"):
            world.do(tick, by=leader, sign_up=seat, reason="第二天补录")
    for seat in seats.filter(state=SignUp.State.CONFIRMED).select_related(
        "shift__activity__organizer", "person"
    ):
        world.do(mark_absent, by=leader, sign_up=seat)
    here = seats.filter(state=SignUp.State.CHECKED_IN).select_related("shift")
    minutes = {seat.pk: seat.shift.minutes - (30 if world.chance(8) else 0) for seat in here}
    world.do(confirm_all, by=leader, activity=activity, minutes=minutes)
    deputy = world.holders.get((bond.pair.branch, "deputy_secretary"))
    own = SignUp.objects.filter(shift__activity=activity, person=leader, state=SignUp.State.CONFIRMED).first()
    if own is not None and deputy is not None:
        world.do(confirm_all, by=deputy, activity=activity, minutes={own.pk: own.shift.minutes})
    world.after(world.rng.randint(2, 4), _countersign, bond, activity)


def _countersign(world: World, bond: "Bond", activity: Activity) -> None:
    world.do(countersign_all, by=world.worker(bond.community), activity=activity)
