"""A small loop in rows: a branch, a neighbourhood, what they do together. No action, no audit entry."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongjian.accounts.models import User
from gongjian.core.clock import now, today
from gongjian.core.crypto import keyed_hash
from gongjian.organizations.models import Affiliation
from gongjian.organizations.posts import Post
from gongjian.partnerships.models import Claim, Cycle, Need, Partnership, Target
from gongjian.policy.queries import value
from gongjian.reviews.models import Ask, Confirmation, Decision
from tests.activities.factories import make_activity, make_shift, make_sign_up
from tests.organizations.factories import (
    Subdistrict,
    University,
    affiliate,
    appoint,
    make_subdistrict,
    make_university,
)
from tests.partnerships.factories import (
    make_active_partnership,
    make_claim,
    make_claimed_need,
    make_need,
    make_open_need,
    make_partnership,
    make_running_project,
)

DAY = dt.timedelta(days=1)


@dataclass
class Place:
    """Two trees and people of every role."""

    campus: University = field(default_factory=make_university)
    district: Subdistrict = field(default_factory=make_subdistrict)

    def __post_init__(self) -> None:
        campus, district = self.campus, self.district
        self.secretary = appoint("周明远", campus.branch)
        self.worker = appoint("王秀兰", district.community, Post.COMMUNITY_WORKER)
        self.community_secretary = appoint("李建国", district.community)
        self.college = appoint("陈立新", campus.college)
        self.orgdept = appoint("郑海燕", campus.root, Post.ORGANIZATION_COMMISSIONER)
        self.subdistrict = appoint("冯卫东", district.root)
        self.operator = appoint("吴工", campus.root, Post.OPERATOR)
        self.auditor = appoint("沈审", campus.root, Post.AUDITOR)
        self.student = affiliate("林知夏", campus.branch)
        self.resident = affiliate("张桂芳", district.community, Affiliation.Kind.RESIDENT)


def confirm(need: Need, verdict: str, *, stars: int = 5, project: Any = None) -> Confirmation:
    """What a resident said of a need."""
    digest = keyed_hash(f"{need.pk}-{Ask.objects.count()}", "ask")
    ask = Ask.objects.create(need=need, digest=digest, expires_at=now() + 30 * DAY, used_at=now())
    return Confirmation.objects.create(ask=ask, need=need, verdict=verdict, stars=stars, project=project)


def add_everything(place: Place, number: int) -> None:
    """One more row of everything that a desk, the front page or a search can show."""
    branch, community = place.campus.branch, place.district.community
    tail = f"第{number}件"
    make_need(community, title=f"待看的灯{tail}")
    offered = make_open_need(community, title=f"有人想接的灯{tail}")
    make_claim(offered, branch)
    asked = make_open_need(community, title=f"请支部接的灯{tail}")
    make_claim(asked, branch, state=Claim.State.ASKED)
    make_open_need(community, title=f"没人接的灯{tail}", published_at=now() - 40 * DAY)
    make_need(
        community, title=f"过期的灯{tail}", state=Need.State.LAPSED, closed_at=now(), published_at=now()
    )
    make_claimed_need(community, branch, title=f"接了还没动的灯{tail}")
    make_need(community, title=f"我自己提的灯{tail}", proposed_by=place.resident)
    make_partnership(branch, community, state=Partnership.State.DRAFT, title=f"灯的草稿{tail}")
    make_partnership(branch, community, state=Partnership.State.PROPOSED, title=f"灯的协议{tail}")
    partnership = make_active_partnership(branch, community, title=f"亮灯{tail}", ends_on=today() + 20 * DAY)
    _project(place, partnership, tail)
    _activities(place, tail)


def _project(place: Place, partnership: Partnership, tail: str) -> None:
    branch, community = place.campus.branch, place.district.community
    need = make_claimed_need(community, branch, title=f"在办的灯{tail}")
    project = make_running_project(partnership, needs=[need], title=f"灯的项目{tail}")
    confirm(need, "not_done", project=project, stars=2)
    met = make_claimed_need(community, branch, title=f"办成的灯{tail}")
    Need.objects.filter(pk=met.pk).update(state=Need.State.MET, met_at=now())
    confirm(met, "done", project=project)
    cycle = project.cycles.get()
    Target.objects.filter(cycle=cycle).update(measured=27, measured_on=today())
    over = make_running_project(partnership, title=f"到期的灯{tail}")
    Cycle.objects.filter(project=over).update(starts_on=today() - 60 * DAY, ends_on=today() - DAY)
    deciding = make_running_project(partnership, title=f"要定的灯{tail}").cycles.get()
    Decision.objects.create(cycle=deciding, outcome="keep", reasons="亮了", proposed_by=place.secretary)
    settled = make_activity(branch, community, state="settled", project=project, title=f"修灯{tail}")
    settled.shifts.update(starts_at=now() - 2 * DAY, ends_at=now() - 2 * DAY + dt.timedelta(hours=1))


def _activities(place: Place, tail: str) -> None:
    branch, community = place.campus.branch, place.district.community
    make_activity(branch, community, title=f"看灯{tail}")
    past = {"starts_at": now() - 10 * DAY}
    unconfirmed = make_activity(branch, community, state="finished", title=f"没确认的灯{tail}", shift=past)
    make_sign_up(unconfirmed.shifts.get(), f"许一鸣{tail}", state="checked_in")
    for title, one, other in (("等社区复核的灯", branch, community), ("等支部复核的灯", community, branch)):
        activity = make_activity(one, other, state="finished", title=f"{title}{tail}", shift=past)
        seat = make_sign_up(activity.shifts.get(), f"高小满{tail}", state="attended", minutes=60)
        type(seat).objects.filter(pk=seat.pk).update(confirmed_by=place.operator, confirmed_at=now())
    mine = make_activity(branch, community, title=f"报了名的灯{tail}")
    make_sign_up(mine.shifts.get(), place.student)
    make_shift(mine, starts_at=now() + 5 * DAY)


def queries_of(act: Callable[[], object]) -> int:
    """How many queries it takes, with the figures of policy already read."""
    value("need.default_weeks")
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def fresh(user: User) -> User:
    """The same person as the next request would read them."""
    return User.objects.get(pk=user.pk)
