"""Teams for tests: plain rows, no action, no audit entry and no notice."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.clock import now, today
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Post
from gongjian.teams.models import InterviewNote, Membership, Practice, TeamSeat, VolunteerTeam
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict, make_university

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Bridge:
    """Both sides with those who arrange for them, and a student and a resident who belong."""

    branch: Organization
    community: Organization
    other_branch: Organization
    other_community: Organization
    secretary: User
    worker: User
    student: User
    classmate: User
    resident: User
    stranger: User


def make_bridge() -> Bridge:
    campus, district = make_university(), make_subdistrict()
    return Bridge(
        campus.branch,
        district.community,
        campus.other_branch,
        district.other_community,
        appoint("周明远", campus.branch),
        appoint("王秀兰", district.community, Post.COMMUNITY_WORKER),
        affiliate("林知夏", campus.branch),
        affiliate("许一鸣", campus.branch),
        affiliate("张桂芳", district.community, "resident"),
        appoint("高小满", campus.other_branch),
    )


def make_member(team: VolunteerTeam, person: User, *, state: str = "member", **fields: Any) -> Membership:
    """A row of a team; the counter is kept right."""
    fields.setdefault("since", today() if state == "member" else None)
    row = Membership.objects.create(team=team, person=person, name=str(person), state=state, **fields)
    if state == "member":
        VolunteerTeam.objects.filter(pk=team.pk).update(members=team.members + 1)
        team.refresh_from_db()
    return row


def make_team(
    bridge: Bridge, *, name: str = "青春志愿者", state: str = "active", **fields: Any
) -> VolunteerTeam:
    """A team that the student leads for the branch and the worker for the community."""
    active = state in {"active", "closed"}
    common: dict[str, Any] = {
        "words": "每周六上门陪老人说话、读报、教手机。",
        "campus": bridge.branch,
        "community": bridge.community,
        "campus_leader": bridge.student,
        "community_leader": bridge.worker if active else None,
        "proposed_by": bridge.secretary,
        "accepted_at": now() if active else None,
        "close_reason": "" if state in {"active", "proposed"} else "队员都毕业了",
    }
    team = VolunteerTeam.objects.create(name=name, state=state, **{**common, **fields})
    if active:
        make_member(team, bridge.student, unit="计本三", side="campus")
        make_member(team, bridge.worker, side="community")
    return team


def make_calling(bridge: Bridge, **fields: Any) -> VolunteerTeam:
    return make_team(bridge, call="找会修小家电的同学", call_until=today() + 30 * DAY, **fields)


def make_practice(bridge: Bridge, *, state: str = "preparing", **fields: Any) -> Practice:
    """A practice of five days that ended yesterday."""
    name = fields.pop("name", "和平里暑期实践队")
    team = fields.pop("team", None) or make_team(bridge, name=name, kind="practice")
    common: dict[str, Any] = {
        "theme": "老旧小区加装电梯意愿调查",
        "starts_on": today() - 5 * DAY,
        "ends_on": today() - DAY,
        "safety": "两人一组，中午不外出",
        "insurance": "PICC-2026-0713",
        "emergency_name": "孙老师",
        "emergency_phone": "13900007777",
        "findings": "三百户里有两百一十户愿意加装，主要顾虑是一楼采光。" if state != "preparing" else "",
        "reported_by": bridge.student if state != "preparing" else None,
        "reported_at": now() if state != "preparing" else None,
        "confirmed_by": bridge.worker if state == "confirmed" else None,
        "confirmed_at": now() if state == "confirmed" else None,
    }
    return Practice.objects.create(team=team, state=state, **{**common, **fields})


def make_note(practice: Practice, author: User, **fields: Any) -> InterviewNote:
    common: dict[str, Any] = {
        "topic": "电梯和一楼",
        "person": "刘老伯",
        "words": "我住一楼，怕挡光，也怕吵。",
        "consent_by": "刘老伯",
        "consent_on": today() - 3 * DAY,
        "consent_for": "写进实践报告，不写姓名",
        "consent_until": today() + 90 * DAY,
    }
    return InterviewNote.objects.create(practice=practice, author=author, **{**common, **fields})


def make_team_seat(team: VolunteerTeam, seat: Any) -> TeamSeat:
    return TeamSeat.objects.create(team=team, sign_up=seat)


def somebody(name: str, organization: Organization) -> User:
    return affiliate(make_user(name), organization)
