"""Whatever is typed about donations: a Chinese answer, nothing typed is lost, nothing is stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.core.clock import today
from tests.bad_input import Case, check
from tests.donations.factories import CHARITY_CODE, DAY, House, make_drive, make_pledge

pytestmark = pytest.mark.django_db


def typed(house: House, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "organization": house.branch.pk,
        "title": "给小宇买康复器材",
        "purpose": "每天训练两小时",
        "beneficiary": "一名脑瘫儿童",
        "beneficiary_name": "陈小宇",
        "consent_by": "母亲 陈芳",
        "consent_on": today(),
        "consent_for": "在支部内说明情况",
        "until": today() + 9 * DAY,
        "treasurer": "钱小雨",
        "takes_sums": "on",
        "reach": "inside",
    }
    return {**given, **changes}


DRIVES: list[tuple[str, Callable[[House], dict[str, Any]], str]] = [
    ("public without a charity", lambda h: typed(h, reach="public"), "具有公开募捐资格"),
    (
        "public with a wrong code",
        lambda h: typed(h, reach="public", charity="某会", charity_code="123"),
        "逐位核对",
    ),
    (
        "public with a code of one wrong sign",
        lambda h: typed(h, reach="public", charity="某会", charity_code=CHARITY_CODE.replace("N", "P")),
        "逐位核对",
    ),
    ("no consent", lambda h: typed(h, consent_by=" "), "请填写"),
    ("consent of tomorrow", lambda h: typed(h, consent_on=today() + DAY), "还没到"),
    ("over already", lambda h: typed(h, until=today() - DAY), "已经过了"),
    ("a treasurer nobody knows", lambda h: typed(h, treasurer="查无此人"), "没有叫这个名字的人"),
    ("neither goods nor sums", lambda h: typed(h, takes_sums=""), "需要什么物品"),
    ("another's organisation", lambda h: typed(h, organization=h.other_branch.pk), "选择"),
]


@pytest.mark.parametrize(("what", "data", "message"), DRIVES, ids=[row[0] for row in DRIVES])
def test_drives(house: House, what: str, data: Any, message: str) -> None:
    client = Client()
    client.force_login(house.proposer)
    check(client, reverse("donations:propose"), Case(what, data(house), message, kept="每天训练两小时"))


PLEDGES: list[tuple[dict[str, Any], str, int]] = [
    ({"kind": "sum", "yuan": ""}, "请填写金额", 422),
    ({"kind": "sum", "yuan": "0"}, "0.01", 422),
    ({"kind": "sum", "yuan": "-5"}, "0.01", 422),
    ({"kind": "sum", "yuan": "100000.01"}, "100000", 422),
    ({"kind": "sum", "yuan": "十块"}, "数字", 422),
    ({"kind": "sum", "yuan": "1.005"}, "2", 422),
    ({"kind": "goods", "goods": "", "quantity": 2}, "捐什么", 422),
    ({"kind": "goods", "goods": "棉衣", "quantity": 0}, "1", 422),
    ({}, "请", 422),
]


@pytest.mark.parametrize(("data", "message", "status"), PLEDGES)
def test_pledges(house: House, data: dict[str, Any], message: str, status: int) -> None:
    client = Client()
    client.force_login(house.student)
    url = reverse("donations:pledge", args=[make_drive(house).pk])
    check(client, url, Case("pledge", data, message, status))


def test_a_second_sum_and_a_closed_drive(house: House) -> None:
    drive = make_drive(house)
    make_pledge(drive, house.student, 500)
    client = Client()
    client.force_login(house.student)
    url = reverse("donations:pledge", args=[drive.pk])
    check(client, url, Case("again", {"kind": "sum", "yuan": "9"}, "已认捐过", 409))
    closed = reverse("donations:pledge", args=[make_drive(house, state="closed").pk])
    check(client, closed, Case("closed", {"kind": "sum", "yuan": "9"}, "现在不能认捐", 409))


def test_hand_over(house: House) -> None:
    drive = make_drive(house, state="closed")
    client = Client()
    client.force_login(house.secretary)
    url = reverse("donations:hand_over", args=[drive.pk])
    given = {"handed_on": today(), "to": "孩子的母亲", "words": "当面点清"}
    for kind, changes, message in (
        ("tomorrow", {"handed_on": today() + DAY}, "还没到"),
        ("to nobody", {"to": ""}, "请填写"),
        ("a phone", {"to": "母亲 13900002222"}, "不要写电话"),
        ("too long", {"to": "母" * 121}, "120"),
    ):
        check(client, url, Case(kind, {**given, **changes}, message, kept="当面点清"))
    make_pledge(drive, house.student, 100)
    check(client, url, Case("unsettled", given, "没有收到也没有撤回", 409, kept="当面点清"))


def test_a_look_without_a_reason(house: House) -> None:
    drive = make_drive(house)
    client = Client()
    client.force_login(house.treasurer)
    for name in ("pledges", "beneficiary"):
        for reason, message in (
            (" ", "请填写"),
            ("看", "简单写明"),
            ("长" * 201, "200"),
            ("看\x00看", "字符"),
        ):
            case = Case("why", {"reason": reason}, message)
            check(client, reverse(f"donations:{name}", args=[drive.pk]), case)
