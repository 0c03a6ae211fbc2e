"""Bad input about agreements, plans, measurements and cycles."""

from typing import Any

import pytest
from django.test import Client

from gongjian.core.clock import today
from gongjian.partnerships.models import Cycle
from tests.bad_input import Case, check

from .conftest import Town
from .test_bad_input import AGAIN, LATE, LONG, NEEDED, PAST, SOON, Scene, as_user, plus, scene, url

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- agreements

TERMS = {
    "title": "楼道亮起来", "purpose": "一起把老楼道修好", "field": "facilities", "starts_on": today().isoformat(),
    "ends_on": SOON, "rhythm": "每月一次",
}  # fmt: skip
TERM_CASES = [
    Case("missing", plus(TERMS, purpose=""), NEEDED, kept="楼道亮起来"),
    Case("end before start", plus(TERMS, starts_on=SOON, ends_on=today().isoformat()), LATE, kept="楼道亮起来"),
    Case("no length", plus(TERMS, ends_on=today().isoformat()), LATE, kept="楼道亮起来"),
    Case("past date", plus(TERMS, starts_on="2019-01-01", ends_on=PAST), "结束日期已经过了", kept=PAST),
    Case("impossible date", plus(TERMS, ends_on="2027-13-40"), "日期", kept="2027-13-40"),
    Case("too long", plus(TERMS, title="长" * 81), "80", kept="一起把老楼道修好"),
    Case("nonexistent choice", plus(TERMS, field="war"), "war", kept="楼道亮起来"),
    Case("null byte", plus(TERMS, rhythm="每\x00月"), "字符", kept="楼道亮起来"),
]  # fmt: skip


def sides_of(town: Town) -> dict[str, Any]:
    parties = {"organization": town.branch.pk, "partner": town.community.pk}
    return {**parties, "own_duties": "出人", "partner_duties": "出地"}


@pytest.mark.parametrize("case", TERM_CASES, ids=str)
def test_the_terms_of_an_agreement(client: Client, scene: Scene, case: Case) -> None:
    town = scene.town
    as_user(client, town.secretary)
    sides = {
        "organization": town.branch.pk,
        "partner": town.community.pk,
        "own_duties": "出人",
        "partner_duties": "出地",
    }
    check(client, url("draft"), Case(case.kind, {**sides, **case.data}, case.message, kept=case.kept))
    duties = {f"duties_{town.branch.pk}": "出人", f"duties_{town.community.pk}": "出地"}
    data = {**duties, **case.data}
    check(
        client,
        url("edit_partnership", scene.agreement.pk),
        Case(case.kind, data, case.message, kept=case.kept),
    )
    scene.agreement.refresh_from_db()
    assert (scene.agreement.title, scene.agreement.version) == ("数字助老共建", 1)


def test_the_sides_of_an_agreement(client: Client, scene: Scene) -> None:
    town = scene.town
    as_user(client, town.secretary)
    good = {
        **TERMS,
        "organization": town.branch.pk,
        "partner": town.community.pk,
        "own_duties": "出人",
        "partner_duties": "出地",
    }
    for case in (
        Case("another organisation", plus(good, organization=town.other_branch.pk), AGAIN, kept="楼道亮起来"),
        Case("the same organisation twice", plus(good, partner=town.branch.pk), AGAIN, kept="楼道亮起来"),
        Case("missing", plus(good, own_duties=""), NEEDED, kept="出地"),
        Case("too long", plus(good, partner_duties=LONG), "1000", kept="长长长"),
        Case(
            "an organisation that signs nothing",
            plus(good, partner=town.university.root.pk),
            "选",
            kept="楼道亮起来",
        ),
    ):
        check(client, url("draft"), case)


def test_signing_and_sending_back(client: Client, scene: Scene) -> None:
    town, sign = scene.town, url("sign_partnership", scene.agreement.pk)
    own, theirs = town.branch.pk, town.community.pk
    as_user(client, town.secretary)
    for case in (
        Case("another side", {"organization": theirs, "version": "1"}, AGAIN),
        Case(
            "stale text",
            {"organization": own, "version": "9"},
            "您打开之后内容有改动。请再读一遍，然后签字。",
            409,
        ),
        Case("no number", {"organization": own, "version": "x"}, "整数"),
        Case("missing", {}, NEEDED),
    ):
        check(client, sign, case)
    for name in ("return_partnership", "end_partnership"):
        page = url(name, scene.agreement.pk if name.startswith("return") else scene.active.pk)
        for case in (
            Case("missing", {"organization": own, "reason": " "}, NEEDED),
            Case("another side", {"organization": theirs, "reason": "改期限"}, AGAIN, kept="改期限"),
            Case("too long", {"organization": own, "reason": "因" * 201}, "200", kept="因因因"),
            Case("null byte", {"organization": own, "reason": "改\x00期"}, "字符"),
        ):
            check(client, page, case)
    running = Case(
        "still running", {"organization": own, "reason": "办完了"}, "“智慧助老课堂”还在进行", 409, "办完了"
    )
    check(client, url("end_partnership", scene.active.pk), running)


# ---------------------------------------------------------------- projects

PLAN = {
    "title": "换灯", "problem": "灯坏了", "target_group": "居民", "starts_on": today().isoformat(), "ends_on": SOON,
    "target-TOTAL_FORMS": "3", "target-INITIAL_FORMS": "0", "target-0-indicator": "亮灯的楼道",
    "target-0-unit": "个", "target-0-baseline": "2", "target-0-goal": "12",
}  # fmt: skip
PLAN_CASES = [
    Case("missing", plus(PLAN, title=""), NEEDED, kept="灯坏了"),
    Case("no unit", plus(PLAN, **{"target-0-unit": ""}), "目标要有单位，", kept="亮灯的楼道"),
    Case(
        "no baseline",
        plus(PLAN, **{"target-0-baseline": ""}),
        "目标要有起点：现在是多少？",
        kept="亮灯的楼道",
    ),
    Case("goal like baseline", plus(PLAN, **{"target-0-goal": "2"}), "起点", kept="亮灯的楼道"),
    Case("no number", plus(PLAN, **{"target-0-goal": "很多"}), "数", kept="很多"),
    Case("not a number", plus(PLAN, **{"target-0-goal": "NaN"}), "数", kept="亮灯的楼道"),
    Case("huge number", plus(PLAN, **{"target-0-goal": "9" * 20}), "10", kept="亮灯的楼道"),
    Case("too exact", plus(PLAN, **{"target-0-goal": "1.234"}), "2", kept="1.234"),
    Case(
        "day outside the cycle",
        plus(PLAN, **{"target-0-due_on": PAST}),
        "目标的日期要在这一轮的起止日期之内。",
        kept=PAST,
    ),
    Case("end before start", plus(PLAN, ends_on=PAST), LATE, kept="换灯"),
    Case("no target", {**{k: v for k, v in PLAN.items() if "-0-" not in k}}, "请写明要数什么。", kept="换灯"),
    Case(
        "half a second target",
        plus(PLAN, **{"target-1-indicator": "愿意再来"}),
        "目标要有单位，",
        kept="愿意再来",
    ),
    Case("tampered form", plus(PLAN, **{"target-TOTAL_FORMS": "x"}), "", kept="换灯"),
    Case(
        "no rows at all",
        plus(PLAN, **{"target-TOTAL_FORMS": "0"}),
        "项目至少要有一个量得出来的目标。",
        kept="换灯",
    ),
    Case("another organisation", plus(PLAN, led_by="@other"), AGAIN, kept="换灯"),
    Case("a need of others", plus(PLAN, needs="@need"), AGAIN, kept="换灯"),
    Case("another organisation's place", plus(PLAN, place="@place"), AGAIN, kept="换灯"),
]


@pytest.mark.parametrize("case", PLAN_CASES, ids=str)
def test_plans(client: Client, scene: Scene, case: Case) -> None:
    keys = {
        "@other": scene.town.other_branch.pk,
        "@need": scene.need.pk,
        "@place": scene.town.district.other_compound.pk,
    }
    data = {"led_by": scene.town.branch.pk, **case.data}
    data = {name: keys.get(value, value) for name, value in data.items()}
    as_user(client, scene.town.secretary)
    check(client, url("plan", scene.active.pk), Case(case.kind, data, case.message, case.status, case.kept))


def test_a_plan_under_an_agreement_that_is_not_in_force(client: Client, scene: Scene) -> None:
    data = {**PLAN, "led_by": scene.town.branch.pk}
    stale = Case("stale state", data, "立项要先有生效的协议：请各方先签字。", 409, "换灯")
    check(as_user(client, scene.town.secretary), url("plan", scene.agreement.pk), stale)


MEASURES = [
    Case("missing", {"value": "", "how": "名单"}, "请填量到的数。", kept="名单"),
    Case("no way", {"value": "3", "how": "  "}, "请写明是怎么量的", kept="3"),
    Case("no number", {"value": "三个", "how": "名单"}, "数", kept="三个"),
    Case("huge number", {"value": "9" * 30, "how": "名单"}, "10", kept="名单"),
    Case("infinite", {"value": "Infinity", "how": "名单"}, "数", kept="名单"),
    Case("too long", {"value": "3", "how": "数" * 201}, "200", kept="数数数"),
]


@pytest.mark.parametrize("case", MEASURES, ids=str)
def test_measurements(client: Client, scene: Scene, case: Case) -> None:
    check(as_user(client, scene.town.secretary), url("measure_target", scene.target.pk), case)


def test_moving_a_cycle(client: Client, scene: Scene) -> None:
    as_user(client, scene.town.secretary)
    move = url("move_cycle", scene.project.cycles.get().pk)
    for case in (
        Case("nonexistent choice", {"to": "heaven"}, "heaven"),
        Case("missing", {}, NEEDED),
        Case("by the back door", {"to": Cycle.Stage.CLOSED}, "这一轮要由双方一起决定才能收尾。"),
        Case("too early", {"to": Cycle.Stage.ACT}, "还没有量。请先把每个目标都量一遍。", 409),
    ):
        check(client, move, case)
