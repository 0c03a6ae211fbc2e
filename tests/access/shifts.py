"""Activities of the access world: shifts and seats in each state, big days, plans, objections."""

import datetime as dt
from typing import Any

from gongjian.activities.models import Activity, BigDay, Dispute, Feed, Plan, Shift, SignUp, Team, new_token
from gongjian.core.access import Guest
from gongjian.core.clock import now, today
from gongjian.core.crypto import keyed_hash

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def _activity(
    world: Any, name: str, state: str, starts: Any, *, ours: bool = True, **fields: Any
) -> Activity:
    side = (
        ("branch", "community", "secretary")
        if ours
        else ("other_branch", "other_community", "other_secretary")
    )
    seats = {"capacity": fields.pop("capacity", 10), "taken": fields.pop("taken", 0)}
    activity = Activity.objects.create(
        organizer=world.org[side[0]],
        partner=world.org[side[1]],
        project=world.at("project", "running" if ours else "other_running"),
        category="facilities",
        title=f"周六换灯 {name}",
        words="两人一组，一人扶梯。",
        where="一号楼前",
        risks="登高两人同行",
        contact_name="周明远",
        contact_phone="88001234",
        state=state,
        cancel_reason="下大雨" if state == Activity.State.CANCELLED else "",
        drafted_by=world.people[side[2]],
        published_at=None if state == Activity.State.DRAFT else now() - 5 * DAY,
        **fields,
    )
    shift = Shift.objects.create(
        activity=activity,
        starts_at=starts,
        ends_at=starts + 2 * HOUR,
        code_key=f"key-{name}",
        is_open=state in Activity.LIVE,
        **seats,
    )
    world.keep("shift", name, shift)
    return world.keep("activity", name, activity)


def fill(world: Any) -> None:
    """Nobody sits in `open`; `mine` has the student, `full` somebody else, in `queued` the student waits."""
    kinds = Activity.State
    soon, past = now() + 2 * DAY, now() - DAY
    for name, state, starts in (
        ("draft", kinds.DRAFT, soon),
        ("open", kinds.OPEN, soon + 3 * HOUR),
        ("running", kinds.RUNNING, now() - HOUR),
        ("finished", kinds.FINISHED, past),
        ("confirmed", kinds.FINISHED, past - 3 * HOUR),
        ("settled", kinds.SETTLED, past - 5 * DAY),
        ("cancelled", kinds.CANCELLED, soon + 20 * HOUR),
        ("over", kinds.RUNNING, now() - 5 * HOUR),
    ):
        _activity(world, name, state, starts)
    _activity(world, "members", kinds.OPEN, soon + 6 * HOUR, audience=Activity.Audience.MEMBERS)
    _activity(world, "mine", kinds.OPEN, soon + 10 * HOUR, taken=1)
    _activity(world, "full", kinds.OPEN, soon + 13 * HOUR, capacity=1, taken=1)
    _activity(world, "queued", kinds.OPEN, soon + 16 * HOUR, capacity=1, taken=1)
    _activity(world, "other", kinds.DRAFT, soon + DAY, ours=False)
    _activity(world, "other_open", kinds.OPEN, soon + 2 * DAY, ours=False, taken=1)
    _activity(world, "other_finished", kinds.FINISHED, past - DAY, ours=False, taken=1)
    _sign_ups(world)
    _plans(world)
    _big_days(world)


def _big_days(world: Any) -> None:
    """A day of the community in preparation and one announced; "other" is the other community's, not announced."""
    for name, place in {
        "prepared": "community",
        "announced": "community",
        "other": "other_community",
    }.items():
        big_day = BigDay.objects.create(
            organizer=world.org[place],
            title=f"志愿服务集市 {name}",
            words="一起摆摊。",
            day=today() + 20 * DAY,
            where="中心广场",
            made_by=world.people["worker" if place == "community" else "other_worker"],
            announced_at=now() if name == "announced" else None,
        )
        world.keep("big_day", name, big_day)
    for name, day in {"offered": "announced", "other": "other"}.items():
        team = Team.objects.create(
            big_day=world.at("big_day", day),
            name="红十字队",
            people=8,
            contact_name="何队长",
            contact_phone="13900000001",
        )
        world.keep("team", name, team)
    link = Guest.holding("activities.register_team", world.at("big_day", "announced"), "link of the day")
    world.texts["team_link"] = link.token


def _plans(world: Any) -> None:
    """A plan of ours and one of others; the student's calendar has an address."""
    for name, pattern in {"going": "running", "other": "other_open"}.items():
        activity = world.at("activity", pattern)
        who = world.people["secretary" if name == "going" else "other_secretary"]
        plan = Plan.objects.create(
            pattern=activity, organizer=activity.organizer, rhythm=Plan.Rhythm.WEEK, started_by=who
        )
        world.keep("plan", name, plan)
    token = world.texts["feed_token"] = new_token()
    Feed.objects.create(person=world.people["student"], token=token, digest=keyed_hash(token, "feed"))


def _seat(world: Any, name: str, shift: str, who: str, state: str, **fields: Any) -> None:
    person = world.people[who]
    seat = SignUp.objects.create(
        shift=world.at("shift", shift),
        person=person,
        name=person.display_name,
        unit="计本三",
        state=state,
        **fields,
    )
    world.keep("sign_up", name, seat)


def _sign_ups(world: Any) -> None:
    kinds = SignUp.State
    confirmed = {"minutes": 120, "confirmed_by": world.people["secretary"], "confirmed_at": now()}
    signed = {**confirmed, "countersigned_by": world.people["worker"], "countersigned_at": now()}
    here = {"checked_in_at": now(), "proof": SignUp.Proof.CODE}
    _seat(world, "confirmed", "mine", "student", kinds.CONFIRMED)
    _seat(world, "of_classmate", "full", "classmate", kinds.CONFIRMED)
    _seat(world, "seated_before", "queued", "classmate", kinds.CONFIRMED)
    _seat(world, "waiting", "queued", "student", kinds.WAITING, turn=1)
    Shift.objects.filter(pk=world.at("shift", "queued").pk).update(waiting=1, turns=1)
    _seat(world, "cancelled", "members", "student", kinds.CANCELLED)
    _seat(world, "not_yet_here", "running", "student", kinds.CONFIRMED)
    _seat(world, "checked_in", "running", "classmate", kinds.CHECKED_IN, **here)
    _seat(world, "attended", "finished", "student", kinds.CHECKED_IN, **here)
    _seat(world, "absent", "finished", "classmate", kinds.ABSENT)
    _seat(world, "minutes", "confirmed", "student", kinds.ATTENDED, **here, **confirmed)
    _seat(world, "settled", "settled", "student", kinds.ATTENDED, **here, **signed)
    _seat(world, "other", "other_finished", "outsider", kinds.CHECKED_IN, **here)
    _seat(world, "other_open", "other_open", "outsider", kinds.CONFIRMED)
    _disputes(world)
    for name in ("running", "finished", "confirmed", "settled"):
        shift = world.at("shift", name)
        shift.taken = shift.sign_ups.seated().count()
        shift.save()


def _disputes(world: Any) -> None:
    """The student objects to two records: one waits for the organiser, one for the organisation above."""
    raised = {"state": Dispute.State.RAISED, "answer": "不改", "raised_at": now()}
    for name, seat, fields in (
        ("open", "settled", {}),
        ("raised", "minutes", raised),
        ("other", "other", {}),
    ):
        row = Dispute.objects.create(sign_up=world.at("sign_up", seat), words="少记了半小时", **fields)
        world.keep("dispute", name, row)
