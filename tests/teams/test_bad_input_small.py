"""The small forms of teams: a leader's name, a question, a choice, a reason, a word of the host."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.partnerships.models import Need
from tests.activities.factories import make_activity, open_shift
from tests.bad_input import Case, check
from tests.organizations.factories import affiliate
from tests.partnerships.factories import make_claim, make_open_need
from tests.teams.factories import Bridge, make_calling, make_member, make_practice, make_team

pytestmark = pytest.mark.django_db
NUL = "\x00"


def send(person: Any, name: str, args: list[int], cases: list[Case]) -> None:
    client = Client()
    client.force_login(person)
    for case in cases:
        check(client, reverse(f"teams:{name}", args=args), case)


def test_naming_a_leader(bridge: Bridge) -> None:
    team = make_team(bridge, state="proposed")
    affiliate("林知夏", bridge.community, "resident")
    affiliate("王秀兰", bridge.community, "resident")
    cases = [
        Case("empty", {"leader": " "}, "请填写"),
        Case("too long", {"leader": "长" * 61}, "60"),
        Case("nobody", {"leader": "查无此人"}, "没有叫这个名字的人"),
        Case("of the other side", {"leader": "许一鸣"}, "没有叫这个名字的人"),
        Case("two of the name", {"leader": "王秀兰"}, "不止一位"),
    ]
    send(bridge.worker, "answer", [team.pk], cases)


def test_asking_to_join(bridge: Bridge) -> None:
    quiet, full = make_team(bridge), make_calling(bridge, name="满了", places=2)
    send(
        bridge.classmate,
        "join",
        [full.pk],
        [
            Case("too long", {"words": "会" * 201}, "200"),
            Case("a sign that no text has", {"words": f"会{NUL}修"}, "字符"),
            Case("full", {"words": "会修电脑"}, "名额已满", 409),
        ],
    )
    send(bridge.classmate, "join", [quiet.pk], [Case("no call", {"words": "周末有空"}, "目前不招新", 409)])


def test_choosing_who_comes_along(bridge: Bridge) -> None:
    team, other = make_team(bridge), make_team(bridge, name="另一队")
    foreign = make_member(other, bridge.classmate)
    own = team.memberships.get(person=bridge.student)
    shift = open_shift(make_activity(bridge.branch, group_size=1))
    cases = [
        Case("nobody", {}, "至少选择一名队员"),
        Case("of another team", {"members": [foreign.pk]}, "选择"),
        Case("no number", {"members": ["全队"]}, "选择"),
        Case("too many", {"members": [row.pk for row in team.memberships.all()]}, "最多", 422),
    ]
    send(bridge.student, "sign_up", [team.pk, shift.pk], cases)
    single = open_shift(make_activity(bridge.branch, title="独自报名"))
    send(
        bridge.student,
        "sign_up",
        [team.pk, single.pk],
        [Case("no groups", {"members": [own.pk]}, "不接受集体报名", 409)],
    )


def test_a_wish_and_a_reason(bridge: Bridge) -> None:
    practice = make_practice(bridge)
    team = practice.team
    wish = make_open_need(bridge.community, kind=Need.Kind.WISH)
    make_claim(wish, bridge.branch)
    send(
        bridge.student,
        "wish",
        [team.pk, wish.pk],
        [
            Case("empty", {"words": " "}, "请填写"),
            Case("too long", {"words": "来" * 301}, "300"),
            Case("a sign that no text has", {"words": f"来{NUL}"}, "字符"),
            Case("offered already", {"words": "我们周日来"}, "已经提出", 409),
        ],
    )
    send(
        bridge.student,
        "close",
        [team.pk],
        [
            Case("empty", {"reason": ""}, "请填写"),
            Case("blanks", {"reason": "   "}, "请填写"),
            Case("too long", {"reason": "长" * 201}, "200"),
            Case("a sign that no text has", {"reason": f"散{NUL}"}, "字符"),
        ],
    )


def test_the_host_confirms_what_was_handed_in_only(bridge: Bridge) -> None:
    practice = make_practice(bridge)
    cases = [
        Case("too long", {"host_words": "好" * 301}, "300"),
        Case("a sign that no text has", {"host_words": f"好{NUL}"}, "字符"),
        Case("nothing handed in", {"host_words": "属实"}, "现在办不了", 409),
        Case("nothing handed in, no words", {"host_words": ""}, "现在办不了", 409),
    ]
    send(bridge.worker, "confirm_report", [practice.team_id], cases)
