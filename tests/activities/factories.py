"""Activities, shifts and seats for tests: plain rows, no action, no audit entry and no notice."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from gongjian.accounts.models import User
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import now
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Post
from gongjian.partnerships.models import Category, Project
from tests.accounts.factories import make_user
from tests.organizations.factories import appoint, make_organization, make_subdistrict, make_university
from tests.partnerships.factories import make_active_partnership, make_running_project

State = Activity.State


def make_activity(
    organizer: Organization | None = None,
    partner: Organization | None = None,
    *,
    state: str = State.OPEN,
    shift: dict[str, Any] | None = None,
    **fields: Any,
) -> Activity:
    """An activity with one shift of 90 minutes in two days; open for sign-up unless told otherwise.

    `shift={}` changes that shift's fields; `make_shift` adds further ones.
    """
    organizer = organizer or make_organization("计算机本科生第三党支部", kind=Organization.Kind.BRANCH)
    fields.setdefault("title", "智慧助老课堂：手机挂号")
    fields.setdefault("words", "一对一陪着做一遍：挂号、缴费、查报告。")
    fields.setdefault("category", Category.DIGITAL)
    fields.setdefault("where", "梧桐苑社区党群服务中心 2 楼")
    fields.setdefault("risks", "室内活动，注意脚下台阶。")
    fields.setdefault("contact_name", "周明远")
    fields.setdefault("contact_phone", "0791-88001234")
    if state != State.DRAFT:
        fields.setdefault("published_at", now())
    if state == State.CANCELLED:
        fields.setdefault("cancel_reason", "下大雨")
    drafted_by = fields.pop("drafted_by", None) or make_user("周明远")
    activity = Activity.objects.create(
        organizer=organizer, partner=partner, state=state, drafted_by=drafted_by, **fields
    )
    make_shift(activity, **(shift or {}))
    return activity


def make_shift(
    activity: Activity,
    *,
    starts_at: dt.datetime | None = None,
    minutes: int = 90,
    capacity: int = 5,
    **fields: Any,
) -> Shift:
    """A shift that is open when its activity is; `starts_at` may lie in the past."""
    starts_at = starts_at or (now() + dt.timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    fields.setdefault("ends_at", starts_at + dt.timedelta(minutes=minutes))
    fields.setdefault("is_open", activity.state in Activity.LIVE)
    return Shift.objects.create(activity=activity, starts_at=starts_at, capacity=capacity, **fields)


def make_sign_up(
    shift: Shift, person: User | str | None = None, *, state: str = SignUp.State.CONFIRMED, **fields: Any
) -> SignUp:
    """One person's seat or turn; the shift's counters are kept right."""
    person = person if isinstance(person, User) else make_user(person or "林知夏")
    fields.setdefault("name", person.display_name)
    if state in {SignUp.State.CHECKED_IN, SignUp.State.ATTENDED}:
        fields.setdefault("checked_in_at", shift.starts_at)
        fields.setdefault("proof", SignUp.Proof.CODE)
    if state in SignUp.SEATED:
        Shift.objects.filter(pk=shift.pk).update(taken=F("taken") + 1)
    if state == SignUp.State.WAITING:
        Shift.objects.filter(pk=shift.pk).update(waiting=F("waiting") + 1, turns=F("turns") + 1)
        fields.setdefault("turn", Shift.objects.get(pk=shift.pk).turns)
    seat = SignUp.objects.create(shift=shift, person=person, state=state, **fields)
    shift.refresh_from_db()
    return seat


def make_attended(
    shift: Shift, person: User | str | None = None, *, minutes: int = 90, **fields: Any
) -> SignUp:
    """Minutes that the organiser has confirmed and the other side has not."""
    confirmed_by = fields.pop("confirmed_by", None) or make_user("周明远")
    return make_sign_up(
        shift,
        person,
        state=SignUp.State.ATTENDED,
        minutes=minutes,
        confirmed_by=confirmed_by,
        confirmed_at=shift.ends_at,
        **fields,
    )


def make_settled(
    shift: Shift, person: User | str | None = None, *, minutes: int = 90, **fields: Any
) -> SignUp:
    """Minutes that both sides have confirmed (no points are posted)."""
    countersigned_by = fields.pop("countersigned_by", None) or make_user("陈桂芳")
    return make_attended(
        shift,
        person,
        minutes=minutes,
        countersigned_by=countersigned_by,
        countersigned_at=shift.ends_at,
        **fields,
    )


def open_shift(activity: Activity | None = None, **shift: Any) -> Shift:
    """The shift of an open activity, read as a page reads it."""
    activity = activity or make_activity(shift=shift)
    return Shift.objects.select_related("activity__organizer", "activity__partner").get(activity=activity)


@dataclass(frozen=True)
class Pair:
    """A branch and a community with an agreement and a project, and those who act for them."""

    branch: Organization
    community: Organization
    other_branch: Organization
    college: Organization
    project: Project
    secretary: User
    deputy: User
    worker: User
    dean: User
    stranger: User


def make_pair() -> Pair:
    """`secretary` and `deputy` run the branch, `worker` the community, `dean` stands above the branch."""
    university, subdistrict = make_university(), make_subdistrict()
    partnership = make_active_partnership(university.branch, subdistrict.community)
    return Pair(
        branch=university.branch,
        community=subdistrict.community,
        other_branch=university.other_branch,
        college=university.college,
        project=make_running_project(partnership, place=subdistrict.compound),
        secretary=appoint("周明远", university.branch),
        deputy=appoint("许安然", university.branch, Post.DEPUTY_SECRETARY),
        worker=appoint("陈桂芳", subdistrict.community, Post.COMMUNITY_WORKER),
        dean=appoint("沈国华", university.college),
        stranger=appoint("高子昂", university.other_branch),
    )
