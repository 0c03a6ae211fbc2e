"""Bad input about money: the Chinese message, the status, what stays typed, and that no row changes."""

from typing import Any

import pytest
from django.test import Client

from gongjian.core.clock import today
from gongjian.funds import actions
from tests.bad_input import Case, check

from .factories import House, make_house, make_request

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def cases(*rows: Case) -> Any:
    return pytest.mark.parametrize("case", rows, ids=lambda case: case.kind)


def tried(client: Client, person: Any, url: str, good: dict[str, Any], case: Case) -> None:
    client.force_login(person)
    check(client, url, Case(case.kind, {**good, **case.data}, case.message, case.status, case.kept))


@cases(
    Case("no line", {"what_0": "", "fen_0": ""}, "请填写这一项", kept="课堂物料"),
    Case("a line without amount", {"what_1": "放大镜"}, "请填写金额（元）。", kept="放大镜"),
    Case("an amount for nothing", {"fen_1": "30"}, "请写明这笔金额的用途。", kept="课堂物料"),
    Case("words for money", {"fen_0": "三百"}, "请填写数字", kept="三百"),
    Case("less than nothing", {"fen_0": "-3"}, "不能小于 0", kept="打印"),
    Case("beyond reason", {"fen_0": "99999999"}, "不能大于 10000000", kept="打印"),
    Case("for somebody else", {"organization": "99999"}, "您只能代表自己的组织申请。", kept="打印"),
    Case("hostile", {"title": SCRIPT, "fen_0": ""}, "请填写这一项", kept=SCRIPT),
)
def test_ask(client: Client, case: Case) -> None:
    house = make_house()
    branch = house.university.branch.pk
    good = {
        "organization": branch,
        "title": "课堂物料",
        "purpose": "课堂",
        "what_0": "打印",
        "fen_0": "200.5",
    }
    tried(client, house.secretary, "/funds/ask/", good, case)


@cases(
    Case("more than asked", {"fen": "500.01"}, "最多 500 元", kept="先办起来"),
    Case("nothing", {"fen": "0"}, "批准的金额要大于 0", kept="先办起来"),
    Case("no amount", {"fen": ""}, "请填写这一项", kept="先办起来"),
    Case("no reason", {"reason": " "}, "请填写这一项", kept="312"),
    Case("reason too long", {"reason": "好" * 301}, "最多 300 个字", kept="312"),
)
def test_grant(client: Client, case: Case) -> None:
    house = make_house()
    asked = make_request(house)
    tried(client, house.dean, f"/funds/{asked.pk}/grant/", {"fen": "312", "reason": "先办起来"}, case)


def spent(house: House) -> str:
    return f"/funds/{make_request(house, granted=31_200).pk}/expenses/"


@cases(
    Case("more than is left", {"fen": "312.01"}, "只剩 312 元", 409, kept="0412-88"),
    Case("no receipt", {"receipt": " "}, "请填写这一项", kept="放大镜"),
    Case("nothing", {"fen": "0"}, "请填写金额（元）。", kept="0412-88"),
    Case("tomorrow", {"on": "2199-01-01"}, "这一天还没到", kept="0412-88"),
    Case("no such day", {"on": "2026-02-30"}, "请填写正确的日期", kept="2026-02-30"),
)
def test_expense(client: Client, case: Case) -> None:
    house = make_house()
    good = {"what": "放大镜", "fen": "120", "on": "2026-01-05", "receipt": "0412-88"}
    tried(client, house.helper, spent(house), good, case)


@cases(
    Case("no reason", {"reason": ""}, "请填写这一项"),
    Case("only blanks", {"reason": " \n"}, "请填写这一项"),
    Case("too long", {"reason": "好" * 201}, "最多 200 个字"),
    Case("null byte", {"reason": "好\x00"}, "不允许是用空字符串"),
)
def test_strike_and_decline(client: Client, case: Case) -> None:
    house = make_house()
    asked = make_request(house, granted=31_200)
    row = actions.note_expense(
        by=house.helper, request=asked, what="放大镜", fen=100, on=today(), receipt="0412-88"
    )
    tried(client, house.helper, f"/funds/expenses/{row.pk}/strike/", {"reason": "记错"}, case)
    tried(client, house.dean, f"/funds/{make_request(house).pk}/decline/", {"reason": "重复"}, case)
