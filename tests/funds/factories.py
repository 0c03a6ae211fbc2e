"""A branch, its college, and requests in each state: plain rows, no action and no audit entry."""

from dataclasses import dataclass
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.clock import now
from gongjian.funds.models import Line, Request
from gongjian.organizations.posts import Post
from tests.organizations.factories import University, appoint, make_university


@dataclass(frozen=True)
class House:
    """Who asks, who helps, who decides."""

    university: University
    secretary: User
    helper: User
    dean: User


def make_house() -> House:
    university = make_university()
    return House(
        university,
        secretary=appoint("周明远", university.branch),
        helper=appoint("林知夏", university.branch, Post.LIAISON),
        dean=appoint("孙立群", university.college),
    )


def make_request(house: House, *, granted: int = 0, **fields: Any) -> Request:
    """Asks for 500 yuan in two lines; granted when `granted` says how much."""
    if granted:
        decided = {
            "decided_at": now(),
            "decided_by": house.dean,
            "decided_name": "孙立群",
            "reason": "先办起来",
        }
        fields = {"state": Request.State.GRANTED, "granted_fen": granted, **decided, **fields}
    request = Request.objects.create(
        organization=house.university.branch,
        granter=house.university.college,
        title="助老课堂物料",
        purpose="打印和放大镜",
        asked_fen=50_000,
        asked_by=house.secretary,
        **fields,
    )
    Line.objects.create(request=request, what="打印", fen=20_000)
    Line.objects.create(request=request, what="放大镜", fen=30_000)
    return request
