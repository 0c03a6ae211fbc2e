"""Bad input about groups, selections, answers to objections, repeating, big days and the board."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from gongjian.activities import actions, queries
from gongjian.activities.models import SignUp
from gongjian.core.clock import now, today
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_activity, make_attended, open_shift
from tests.activities.test_bigdays import TEAM, make_day
from tests.activities.test_views import url
from tests.bad_input import Case, check, check_filter
from tests.organizations.factories import affiliate

NEEDED, AGAIN = "请填写这一项", "请重新选择"
HOSTILE = "<script>alert(1)</script>"
DAY = dt.timedelta(days=1)

GROUPS = [
    Case("missing", {"people": ""}, NEEDED),
    Case("unknown", {"people": "查无此人"}, "查无此人", kept="查无此人"),
    Case("too many", {"people": "林知夏，许一鸣，何小雨"}, "一组最多 2 人", kept="许一鸣"),
    Case("hostile HTML", {"people": "<b>林知夏</b>"}, "<b>林知夏", kept="<b>林知夏</b>"),
    Case("only commas", {"people": "，，、"}, "请"),
    Case("too long", {"people": "林" * 61}, "60", kept="林" * 61),
    Case("null byte", {"people": "林知\x00夏"}, "字符"),
]
CHOICES = [
    Case("missing", {}, "请至少勾选一人"),
    Case("nonexistent choice", {"chosen": ["0"]}, AGAIN),
    Case("wrong type", {"chosen": ["x"]}, AGAIN),
    Case("huge number", {"chosen": ["9" * 30]}, AGAIN),
    Case("hostile HTML", {"chosen": [HOSTILE]}, AGAIN),
]
ANSWERS = [
    Case("missing", {"way": "", "minutes": "60", "why": "核对过"}, NEEDED, kept="核对过"),
    Case("nonexistent choice", {"way": "maybe", "minutes": "60", "why": "核对过"}, AGAIN, kept="核对过"),
    Case("huge number", {"way": "correct", "minutes": "999", "why": "核对"}, "班次除去休息共 90 分钟", kept="999"),
    Case("negative number", {"way": "correct", "minutes": "-1", "why": "核对"}, "不能小于 0", kept="-1"),
    Case("wrong type", {"way": "correct", "minutes": "一小时", "why": "核对"}, "请填写整数", kept="一小时"),
    Case("only blanks", {"way": "keep", "minutes": "60", "why": " \n "}, NEEDED),
    Case("too long", {"way": "keep", "minutes": "60", "why": "长" * 301}, "最多 300 个字", kept="长" * 301),
]  # fmt: skip
REPEATS = [
    Case("nonexistent choice", {"rhythm": "hourly"}, "多久一次："),
    Case("missing", {"rhythm": ""}, NEEDED),
    Case("past date", {"until": "2020-01-01"}, "这一天已经过去", kept="2020-01-01"),
    Case("impossible date", {"until": "2027-02-30"}, "请填写正确的日期", kept="2027-02-30"),
    Case("zero", {"ahead_days": "0"}, "不能小于 1", kept='value="0"'),
    Case("huge number", {"ahead_days": "1000"}, "不能大于 90", kept="1000"),
]
TEAMS = [
    Case("zero", {"people": "0"}, "不能小于 1", kept="红十字队"),
    Case("wrong type", {"people": "很多"}, "请填写整数", kept="很多"),
    Case("missing", {"name": ""}, NEEDED, kept="何队长"),
    Case("no phone number", {"contact_phone": "打我电话"}, "请填电话号码", kept="打我电话"),
    Case("too long", {"name": "队" * 61}, "最多 60 个字", kept="队" * 61),
]
STALLS = [
    Case("nonexistent choice", {"row": "Z"}, "排：", kept="量血压"),
    Case("huge number", {"column": "9"}, "不能大于 8", kept="量血压"),
    Case("end before start", {"ends": "08:00"}, "结束", kept="08:00"),
    Case("negative number", {"capacity": "-1"}, "不能小于 1", kept="-1"),
    Case("another organisation", {"organizer": "0"}, "您的组织：", kept="量血压"),
    Case("full-width digits in a time", {"begins": "九点"}, "开始", kept="九点"),
]
DAYS = [
    Case("past date", {"day": "2020-01-01"}, "这", kept="2020-01-01"),
    Case("wrong type", {"day": "gestern"}, "请填写正确的日期", kept="gestern"),
    Case("missing", {"title": ""}, NEEDED, kept="摆摊"),
    Case("another organisation", {"organizer": "0"}, AGAIN, kept="集市"),
    Case("too long", {"where": "街" * 200}, "最多", kept="街" * 200),
]
BOARD = [
    Case("nonexistent choice", {"kind": "war"}, "形式：", 200),
    Case("impossible date", {"on_day": "2027-02-30"}, "请填写正确的日期", 200, "2027-02-30"),
    Case("wrong type", {"on_day": "明天"}, "请填写正确的日期", 200, "明天"),
    Case("another organisation", {"community": "999999"}, AGAIN, 200),
    Case("hostile HTML", {"free": HOSTILE}, AGAIN, 200),
]


@pytest.mark.parametrize("case", GROUPS, ids=str)
def test_groups(client: Client, pair: Pair, case: Case) -> None:
    activity = make_activity(pair.branch, group_size=2)
    leader = affiliate("林知夏", pair.branch)
    for name in ("许一鸣", "何小雨"):
        affiliate(name, pair.branch)
    client.force_login(leader)
    check(client, url("sign_up_group", activity.shifts.get().pk), case)


@pytest.mark.parametrize("case", CHOICES, ids=str)
def test_choices(client: Client, pair: Pair, case: Case) -> None:
    activity = make_activity(pair.branch, by_selection=True)
    actions.apply(by=make_user("甲"), shift=open_shift(activity))
    client.force_login(pair.secretary)
    check(client, url("select", activity.shifts.get().pk), case)
    assert SignUp.objects.get().state == SignUp.State.APPLIED


@pytest.mark.parametrize("case", ANSWERS, ids=str)
def test_answers_to_an_objection(client: Client, pair: Pair, case: Case) -> None:
    over = make_activity(
        pair.branch, pair.community, state="finished", shift={"starts_at": now() - dt.timedelta(minutes=150)}
    )
    seat = make_attended(open_shift(over))
    row = actions.dispute(by=seat.person, sign_up=seat, words="我待到了五点")
    client.force_login(pair.secretary)
    check(client, url("answer_dispute", row.pk), case)
    row.refresh_from_db()
    assert row.state == row.State.OPEN


@pytest.mark.parametrize("case", REPEATS, ids=str)
def test_repeating(client: Client, pair: Pair, case: Case) -> None:
    activity = make_activity(pair.branch)
    client.force_login(pair.secretary)
    good = {"rhythm": "week", "ahead_days": "14"}
    check(client, url("repeat", activity.pk), _with(good, case))


@pytest.mark.parametrize("case", TEAMS, ids=str)
def test_teams(client: Client, pair: Pair, case: Case) -> None:
    link = url("register_team", queries.link_for_teams(make_day(pair)))
    check(client, link, _with(TEAM, case))


@pytest.mark.parametrize("case", STALLS, ids=str)
def test_stalls(client: Client, pair: Pair, case: Case) -> None:
    good = {
        "organizer": pair.branch.pk, "title": "量血压", "category": "health", "words": "现场量", "row": "A",
        "column": "1", "begins": "09:00", "ends": "11:00", "capacity": "5", "risks": "电线", "contact_name": "周明远",
        "contact_phone": "88001234",
    }  # fmt: skip
    where = url("add_stall", make_day(pair).pk)
    client.force_login(pair.secretary)
    check(client, where, _with(good, case))
    assert client.post(where, good).status_code == 302


@pytest.mark.parametrize("case", DAYS, ids=str)
def test_days(client: Client, pair: Pair, case: Case) -> None:
    good = {
        "organizer": pair.community.pk, "title": "集市", "words": "摆摊", "where": "广场",
        "day": (today() + 9 * DAY).isoformat(),
    }  # fmt: skip
    client.force_login(pair.worker)
    check(client, url("prepare_day"), _with(good, case))


@pytest.mark.parametrize("case", BOARD, ids=str)
def test_the_board(client: Client, pair: Pair, case: Case) -> None:
    make_activity(pair.branch, title="智慧助老课堂")
    assert "智慧助老课堂" in check_filter(client, url("index"), case), "what makes no sense is not used"


def _with(good: dict[str, Any], case: Case) -> Case:
    assert isinstance(case.data, dict)
    return Case(case.kind, {**good, **case.data}, case.message, case.status, case.kept)
