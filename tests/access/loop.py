"""The loop of the access world: one row in each state, from the need to the signed decision."""

import datetime as dt
from decimal import Decimal
from typing import Any

from gongjian.activities.models import Activity, BigDay, Dispute, Feed, Plan, Shift, SignUp, Team, new_token
from gongjian.core.access import Guest
from gongjian.core.clock import now, today
from gongjian.core.crypto import keyed_hash
from gongjian.partnerships.models import (
    Amendment,
    Claim,
    Commitment,
    Cycle,
    Need,
    Partnership,
    Party,
    Project,
    Resource,
    Target,
)
from gongjian.reviews.models import Ask, Confirmation, Decision, Signature
from gongjian.threads.models import Post, Thread

RECEIPT_CODE = "482913"  # the code on the receipt of every need
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def fill(world: Any) -> None:
    _needs(world)
    _claims(world)
    _resources(world)
    _partnerships(world)
    _projects(world)
    _activities(world)
    _reviews(world)
    world.texts["receipt_code"] = RECEIPT_CODE


def _need(world: Any, name: str, state: str, community: str = "community", **fields: Any) -> Need:
    receipt = f"GJ-N-{len(world.objects):06d}"
    common: dict[str, Any] = {
        "receipt": receipt,
        "secret": keyed_hash(f"{receipt}:{RECEIPT_CODE}", "receipt"),
        "title": f"修理楼道灯 {name}",
        "words": "三楼的灯坏了，晚上看不清台阶。",
        "category": "facilities",
        "community": world.org[community],
        "until": today() + 30 * DAY,
        "contact_name": "张桂芳",
        "contact": "13800002207",
        "state": state,
        "decline_reason": "不属于本社区" if state == Need.State.DECLINED else "",
        "published_at": None if state in {"proposed", "declined"} else now() - 3 * DAY,
        "met_at": now() if state == Need.State.MET else None,
    }
    return world.keep("need", name, Need.objects.create(**{**common, **fields}))


def _needs(world: Any) -> None:
    for state in Need.State.values:
        _need(world, state, state, place=world.at("place", "compound"))
    _need(world, "wish", Need.State.OPEN, kind=Need.Kind.WISH)
    _need(world, "residents_own", Need.State.PROPOSED, proposed_by=world.people["resident"])
    _need(world, "other_open", Need.State.OPEN, "other_community")
    _need(world, "other", Need.State.PROPOSED, "other_community")
    for name, of in (("sent", "open"), ("other", "other_open")):
        need = world.at("need", of)
        thread = Thread.objects.create(kind="need", subject_id=need.pk, title=need.title)
        author = world.people["worker" if name == "sent" else "other_worker"]
        words = {
            "author": author,
            "author_name": author.display_name,
            "words": "周六上午可以吗？",
            "token": name,
        }
        post = Post.objects.create(thread=thread, organization=need.community, **words)
        world.keep("post", name, post)


def _claim(
    world: Any, name: str, need: str, state: str, branch: str = "branch", who: str = "secretary"
) -> Claim:
    decided = {} if state == Claim.State.OFFERED else {"decided_at": now(), "reason": "时间不合适"}
    person = world.people[who]
    claim = Claim.objects.create(
        need=world.at("need", need),
        organization=world.org[branch],
        person=person,
        person_name=person.display_name,
        words="我们周六来",
        state=state,
        **decided,
    )
    return world.keep("claim", name, claim)


def _claims(world: Any) -> None:
    """`need.open` has an offer of the sister college's branch only, so that our branch may still offer."""
    need = _need(world, "offered", Need.State.OPEN)
    assert need.pk
    _claim(world, "offered", "offered", Claim.State.OFFERED)
    _claim(world, "rival", "offered", Claim.State.OFFERED, "other_branch", "other_secretary")
    _claim(world, "refused", "wish", Claim.State.REFUSED)
    _claim(world, "withdrawn", "wish", Claim.State.WITHDRAWN)
    for name in ("claimed", "in_progress", "met"):
        _claim(world, f"accepted_{name}" if name != "claimed" else "accepted", name, Claim.State.ACCEPTED)
    _claim(world, "other", "other_open", Claim.State.OFFERED, "other_branch", "other_secretary")


def _reserved(world: Any) -> dict[str, Any]:
    return {"reserved_for": world.org["community"], "reserved_until": today() + dt.timedelta(days=7)}


def _resources(world: Any) -> None:
    places = [(state, "branch", state) for state in Resource.State.values]
    for name, branch, state in [*places, ("other", "other_branch", Resource.State.DRAFT)]:
        resource = Resource.objects.create(
            organization=world.org[branch],
            kind=Resource.Kind.PEOPLE,
            title=f"会修电脑的同学 {name}",
            category="digital",
            people=6,
            state=state,
            **(_reserved(world) if state == Resource.State.RESERVED else {}),
        )
        world.keep("resource", name, resource)


def make_partnership(
    world: Any, name: str, state: str, branch: str = "branch", community: str = "community"
) -> Partnership:
    who = {"branch": "secretary", "other_branch": "other_secretary"}[branch]
    partnership = Partnership.objects.create(
        title=f"楼道亮起来 {name}",
        purpose="一起把老楼道修好",
        field="facilities",
        starts_on=today() - 60 * DAY,
        ends_on=today() + 300 * DAY,
        rhythm="每月一次",
        state=state,
        drafted_by=world.people[who],
        active_since=now() - 50 * DAY if state in {"active", "ended"} else None,
        ended_at=now() if state == "ended" else None,
        end_reason="目标已达成" if state == "ended" else "",
    )
    signed = state in {"active", "ended"}
    secretary = {"community": "community_secretary", "other_community": "other_community_secretary"}[
        community
    ]
    for part, side, person in ((branch, "campus", who), (community, "community", secretary)):
        signer = world.people[person] if signed else None
        party = Party.objects.create(
            partnership=partnership,
            organization=world.org[part],
            side=side,
            duties="出人出力",
            contact_person=world.people[person],
            contact_name=world.people[person].display_name,
            signed_by=signer,
            signer_name=signer.display_name if signer else "",
            signed_at=now() if signer else None,
        )
        world.keep("party", f"{name}_{side}", party)
    Commitment.objects.create(partnership=partnership, kind="education", least=1)
    return world.keep("partnership", name, partnership)


def _partnerships(world: Any) -> None:
    for state in Partnership.State.values:
        make_partnership(world, state, state)
    half = make_partnership(world, "half_signed", Partnership.State.PROPOSED)
    half.parties.filter(side="campus").update(
        signed_by=world.people["secretary"], signer_name="周明远", signed_at=now()
    )
    make_partnership(world, "other_active", Partnership.State.ACTIVE, "other_branch", "other_community")
    make_partnership(world, "amending", Partnership.State.ACTIVE)
    _amendments(world)
    make_partnership(world, "other", Partnership.State.PROPOSED, "other_branch", "other_community")


def _amendments(world: Any) -> None:
    """One that waits, one that was declined, one of the past that is in force, one of the other pair."""
    places = (
        ("proposed", "amending", "branch", "secretary"),
        ("declined", "amending", "branch", "secretary"),
        ("in_force", "amending", "branch", "secretary"),
        ("other", "other_active", "other_branch", "other_secretary"),
    )
    for name, partnership, organization, person in places:
        about = world.at("partnership", partnership)
        keys = [str(party.organization_id) for party in about.parties.all()]
        text = {
            "purpose": about.purpose, "ends_on": about.ends_on.isoformat(), "rhythm": "每月一次", "first_projects": "",
            "commitments": {"education": 1}, "duties": dict.fromkeys(keys, "出人"), "contacts": dict.fromkeys(keys, ""),
        }  # fmt: skip
        is_open = name in {"proposed", "other"}
        amendment = Amendment.objects.create(
            partnership=about,
            organization=world.org[organization],
            version=2,
            before=text,
            after={**text, "rhythm": "每月两次"},
            reason="居民想多见面",
            state="proposed" if is_open else name,
            proposed_by=world.people[person],
            closed_at=None if is_open else now(),
            close_reason="不合适" if name == "declined" else "",
        )
        world.keep("amendment", name, amendment)


STAGES = {
    "planned": (Project.State.PLANNED, Cycle.Stage.PLAN),
    "running": (Project.State.RUNNING, Cycle.Stage.DO),
    "improving": (Project.State.RUNNING, Cycle.Stage.IMPROVE),
    "acting": (Project.State.RUNNING, Cycle.Stage.ACT),
    "deciding": (Project.State.RUNNING, Cycle.Stage.ACT),
    "between": (Project.State.RUNNING, Cycle.Stage.CLOSED),
    "stopped": (Project.State.STOPPED, Cycle.Stage.CLOSED),
}


def _project(
    world: Any, name: str, partnership: str, state: str, stage: str, led_by: str, planner: str
) -> None:
    project = Project.objects.create(
        partnership=world.at("partnership", partnership),
        title=f"十二个楼道换灯 {name}",
        problem="灯坏了没人修",
        target_group="梧桐苑居民",
        led_by=world.org[led_by],
        state=state,
        planned_by=world.people[planner],
    )
    closed = stage == Cycle.Stage.CLOSED
    cycle = Cycle.objects.create(
        project=project,
        number=1,
        state=stage,
        starts_on=today() - 50 * DAY,
        ends_on=today() + 50 * DAY,
        outcome=("stop" if state == Project.State.STOPPED else "keep") if closed else "",
        closed_at=now() if closed else None,
    )
    measured: dict[str, Any] = {}
    if stage in {Cycle.Stage.ACT, Cycle.Stage.CLOSED}:
        measured = {
            "measured": Decimal(11),
            "measured_on": today(),
            "measured_by": world.people[planner],
            "how": "逐层查看",
        }
    target = Target.objects.create(
        cycle=cycle,
        indicator="亮灯的楼道",
        unit="个",
        baseline=Decimal(2),
        goal=Decimal(12),
        due_on=today() + 40 * DAY,
        **measured,
    )
    for kind, obj in (("project", project), ("cycle", cycle), ("target", target)):
        world.keep(kind, name, obj)


def _projects(world: Any) -> None:
    for name, (state, stage) in STAGES.items():
        _project(world, name, "active", state, stage, "branch", "secretary")
    _project(
        world, "other", "other", Project.State.PLANNED, Cycle.Stage.PLAN, "other_branch", "other_secretary"
    )
    _project(
        world,
        "other_running",
        "other_active",
        Project.State.RUNNING,
        Cycle.Stage.DO,
        "other_branch",
        "other_secretary",
    )
    world.at("project", "running").needs.add(world.at("need", "in_progress"), world.at("need", "claimed"))
    world.at("project", "between").needs.add(world.at("need", "met"))


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


def _activities(world: Any) -> None:
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


ASK_CODE = "K7M2QX9T"


def _reviews(world: Any) -> None:
    ask = Ask.objects.create(
        need=world.at("need", "in_progress"),
        digest=keyed_hash(ASK_CODE, "ask"),
        asked_by=world.people["worker"],
        expires_at=now() + 30 * DAY,
    )
    used = Ask.objects.create(
        need=world.at("need", "met"),
        digest=keyed_hash("USED0001", "ask"),
        expires_at=now() + DAY,
        used_at=now(),
    )
    world.keep("ask", "open", ask)
    world.keep("ask", "used", used)
    world.texts["ask_code"] = ASK_CODE
    world.texts["ask_token"] = Guest.holding("reviews.confirm_need", ask, capability=f"ask:{ask.pk}").token
    elsewhere = Ask.objects.create(
        need=world.at("need", "other_open"), digest=keyed_hash("OTHER222", "ask"), expires_at=now() + DAY
    )
    world.keep("ask", "other", elsewhere)
    verdict = Confirmation.objects.create(
        ask=used,
        need=used.need,
        project=world.at("project", "between"),
        verdict=Confirmation.Verdict.DONE,
        stars=5,
        words="灯亮了",
    )
    world.keep("confirmation", "done", verdict)
    for name, cycle, state in (("open", "deciding", "open"), ("closed", "between", "closed")):
        decision = Decision.objects.create(
            cycle=world.at("cycle", cycle),
            outcome=Cycle.Outcome.KEEP,
            reasons="效果明显",
            proposed_by=world.people["secretary"],
            state=state,
            closed_at=now() if state == "closed" else None,
        )
        Signature.objects.create(
            decision=decision,
            organization=world.org["branch"],
            side="campus",
            person=world.people["secretary"],
            person_name="周明远",
        )
        world.keep("decision", name, decision)
    foreign = Decision.objects.create(
        cycle=world.at("cycle", "other"),
        outcome=Cycle.Outcome.KEEP,
        reasons="别处的决定",
        proposed_by=world.people["other_secretary"],
    )
    world.keep("decision", "other", foreign)
