"""The loop of the access world: one row in each state, from the need to the signed decision."""

import datetime as dt
from decimal import Decimal
from typing import Any

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

from . import shifts

RECEIPT_CODE = "482913"  # the code on the receipt of every need
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def fill(world: Any) -> None:
    _needs(world)
    _claims(world)
    _resources(world)
    _partnerships(world)
    _projects(world)
    shifts.fill(world)
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
