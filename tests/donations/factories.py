"""Drives and pledges for tests: plain rows, no action, no audit entry and no notice."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.clock import now, today
from gongjian.donations.models import Drive, Pledge
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Post
from tests.organizations.factories import affiliate, appoint, make_university

DAY = dt.timedelta(days=1)
CHARITY_CODE = "53100000500000007N"  # made up; its check sign is right


@dataclass(frozen=True)
class House:
    """A branch: who proposes, who leads, who keeps the money, who gives; and a stranger."""

    branch: Organization
    college: Organization
    other_branch: Organization
    proposer: User
    secretary: User
    dean: User
    treasurer: User
    student: User
    classmate: User
    stranger: User


def make_house() -> House:
    tree = make_university()
    return House(
        tree.branch,
        tree.college,
        tree.other_branch,
        appoint(affiliate("方晓", tree.branch), tree.branch, Post.PUBLICITY_COMMISSIONER),
        appoint(affiliate("周明远", tree.branch), tree.branch),
        appoint("陈立新", tree.college),
        affiliate("钱小雨", tree.branch),
        affiliate("林知夏", tree.branch),
        affiliate("许一鸣", tree.branch),
        affiliate("高小满", tree.other_branch),
    )


def make_drive(house: House, *, state: str = "open", **fields: Any) -> Drive:
    approved = state in Drive.SHOWN
    common: dict[str, Any] = {
        "title": "给小宇买一套康复器材",
        "purpose": "孩子每天要做两小时康复训练。",
        "beneficiary": "梧桐苑一名脑瘫儿童",
        "beneficiary_name": "陈小宇",
        "consent_by": "母亲 陈芳",
        "consent_on": today() - 5 * DAY,
        "consent_for": "在支部内说明情况，不写姓名",
        "goods_wanted": "康复球、护膝",
        "until": today() + 20 * DAY,
        "treasurer": house.treasurer,
        "proposed_by": house.proposer,
        "approved_by": house.secretary if approved else None,
        "approved_at": now() if approved else None,
    }
    return Drive.objects.create(organization=house.branch, state=state, **{**common, **fields})


def make_pledge(drive: Drive, person: User, fen: int = 0, **fields: Any) -> Pledge:
    """A sum when `fen` is given, else three balls; the drive's totals are kept right."""
    if fen:
        given: dict[str, Any] = {"kind": "sum", "sum_fen": str(fen)}
        received = fen if fields.get("state") == "received" else 0
        Drive.objects.filter(pk=drive.pk).update(
            pledged_fen=drive.pledged_fen + fen, received_fen=drive.received_fen + received
        )
        drive.refresh_from_db()
    else:
        given = {"kind": "goods", "goods": "康复球", "quantity": 3, "unit": "个"}
    if fields.get("state") == "received":
        fields.setdefault("received_at", now())
    return Pledge.objects.create(drive=drive, person=person, name=str(person), **{**given, **fields})
