"""Attendance beyond the code: late proofs, scanned codes, paper sheets, ratings, objections, papers for many."""

import datetime as dt
import uuid

from gongjian.accounts.models import User
from gongjian.activities import checkin_code, queries
from gongjian.activities.actions import (
    accept_late,
    check_in,
    check_out,
    correct,
    countersign,
    decline_dispute,
    dispute,
    enter_sheet,
    issue_batch,
    raise_dispute,
    rate,
    scan,
    still_coming,
)
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import now
from gongjian.core.errors import Refused

from .world import World

State = SignUp.State
MINUTES = dt.timedelta(minutes=1)
RATED_DAYS = 45
HOURS = (11, 13, 16, 18, 20)  # about when something has just ended
PRAISE = (
    "老人家学会了手机挂号，很有成就感。",
    "分工清楚，不耽误时间。",
    "希望提前发一下注意事项。",
    "",
    "现场人手有点紧，下次多招两个人。",
    "和社区的老师配合得很好。",
)
WRONG = (
    "我四点半才走，少记了半小时。",
    "那天我在二楼收拾器材，名单上漏了我。",
    "签到早，是从布置场地算起的。",
)


def schedule(world: World) -> None:
    """The ways of arriving and ratings in the last weeks, objections and papers at the end."""
    for ago in range(40, 0, -1):
        for hour in HOURS:
            world.plan(world.day(ago, hour, 5), arrive_otherwise, ago)
    for ago in range(min(RATED_DAYS, world.scale.days - 5), 0, -1):
        world.plan(world.day(ago, 20, 20), rate_yesterday)
    world.plan(world.day(4, 12, 15), object_to_records)
    world.plan(world.day(2, 10, 40), papers_for_many)
    world.plan(world.day(1, 20, 10), say_yes)


def arrive_otherwise(world: World, ago: int) -> None:
    """Of each shift that has just ended: one person sent the code late, one stands on paper; others were scanned."""
    window = (now() - 100 * MINUTES, now() + 20 * MINUTES)
    rows = Shift.objects.filter(ends_at__range=window, activity__state__in=["running", "finished"])
    for shift in rows.select_related("activity__organizer", "activity__partner").order_by("pk"):
        leader = world.holders.get((shift.activity.organizer.name, "secretary"))
        missing = shift.sign_ups.filter(state=State.CONFIRMED).exclude(person=leader).select_related("person")
        for number, seat in enumerate(missing.order_by("pk")[:3]):
            if leader is not None:
                _arrive(world, shift, seat, leader, number)
        if ago == 1 and not shift.sign_ups.filter(is_late=True).exists():
            _leave_late(world, shift)
        if leader is not None and ago > 1:
            world.do(accept_late, by=leader, activity=shift.activity)


def _arrive(world: World, shift: Shift, seat: SignUp, leader: User, number: int) -> None:
    """By a late code on the last day; before that the three ways take turns."""
    way = (shift.pk + number) % 3 if shift.ends_at < world.day(1, 0) else number
    if way == 0:
        pressed = shift.starts_at + 6 * MINUTES
        code = checkin_code.code(shift, pressed)
        once = uuid.UUID(int=world.rng.getrandbits(128), version=4)
        world.do(check_in, by=seat.person, shift=shift, code=code, queued_at=pressed, once=once)
    elif way == 1 and shift.ends_at <= now():
        world.do(enter_sheet, by=leader, shift=shift, rows={seat.pk: {}})
    else:
        world.do(scan, by=leader, shift=shift, text=checkin_code.personal(seat, now()))


def _leave_late(world: World, shift: Shift) -> None:
    """Somebody left ten minutes early, and the phone said so only afterwards: the organiser has to accept it."""
    seat = shift.sign_ups.filter(state=State.CHECKED_IN, proof=SignUp.Proof.CODE).order_by("pk").first()
    pressed = shift.ends_at - 10 * MINUTES
    if seat is not None and pressed < now():
        code = checkin_code.code(shift, pressed)
        once = uuid.UUID(int=seat.pk, version=4)
        world.do(check_out, by=seat.person, shift=shift, code=code, queued_at=pressed, once=once)


def rate_yesterday(world: World) -> None:
    """Most of those who were there the day before say how it was."""
    rows = SignUp.objects.filter(
        state__in=[State.CHECKED_IN, State.ATTENDED],
        shift__ends_at__gte=now() - dt.timedelta(days=1),
        shift__ends_at__lt=now(),
    )
    for seat in rows.select_related("person", "shift__activity").order_by("pk"):
        if not world.chance(70):
            continue
        stars = (5, 5, 4, 4, 4, 3, 5, 2)[world.rng.randrange(8)]
        words = PRAISE[world.rng.randrange(len(PRAISE))]
        world.do(rate, by=seat.person, activity=seat.shift.activity, stars=stars, words=words)


def object_to_records(world: World) -> None:
    """One objection is granted and signed again, one goes to the organisation above, one waits for its answer."""
    settled = Activity.objects.filter(state=Activity.State.SETTLED)
    rows = SignUp.objects.filter(state=State.ATTENDED, minutes__gt=40, shift__activity__in=settled)
    seats = rows.filter(shift__activity__organizer__name="计算机学院本科生第三党支部").exclude(
        person=world.personas["secretary-a"]
    )
    found = list(
        seats.select_related("person", "shift__activity__organizer", "shift__activity__partner")
        .order_by("-shift__starts_at", "pk")[:3]
    )  # fmt: skip
    secretary = world.personas["secretary-a"]
    for number, seat in enumerate(found):
        wanted = (seat.minutes or 0) - 30 if number == 0 else None
        row = world.do(dispute, by=seat.person, sign_up=seat, words=WRONG[number], wanted_minutes=wanted)
        if number == 0 and wanted:
            world.do(correct, by=secretary, sign_up=seat, minutes=wanted, why="核对了签退时间")
            _sign_again(world, seat)
        elif number == 1:
            world.do(decline_dispute, by=secretary, dispute=row, answer="签到表上没有签名，请补充说明。")
            world.do(raise_dispute, by=seat.person, dispute=row)


def _sign_again(world: World, seat: SignUp) -> None:
    partner = seat.shift.activity.partner
    worker = world.holders.get((partner.name, "community_worker")) if partner else None
    if worker is not None:
        world.do(countersign, by=worker, sign_up=seat)


def papers_for_many(world: World) -> None:
    """A branch certifies the half-year of everybody who served under it."""
    secretary = world.personas["secretary-a"]
    organization = queries.certifiers_for(secretary).first()
    if organization is not None:
        since, until = world.date - dt.timedelta(days=180), world.date
        try:
            world.do(issue_batch, by=secretary, organization=organization, since=since, until=until)
        except Refused:  # nothing confirmed yet: what a young branch meets
            return


def say_yes(world: World) -> None:
    """Half of those with a place tomorrow say that they are coming."""
    rows = SignUp.objects.filter(
        state=State.CONFIRMED, shift__reminded_at__isnull=False, shift__starts_at__gt=now()
    )
    for seat in rows.select_related("person", "shift").order_by("pk")[::2]:
        world.do(still_coming, by=seat.person, sign_up=seat)
