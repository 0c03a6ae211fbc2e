"""Whatever is typed or sent: a Chinese answer that says how to mend it, nothing typed is lost, nothing is stored."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from gongjian.activities import checkin_code
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import now, today
from tests import bad_input
from tests.accounts.factories import make_user
from tests.activities.factories import (
    Pair,
    make_activity,
    make_attended,
    make_sign_up,
    open_shift,
)
from tests.activities.test_views import form_data
from tests.bad_input import check

DAY = dt.timedelta(days=1)
HOSTILE = "<script>alert(1)</script>"
S = SignUp.State


@dataclass
class Scene:
    """Rows that addresses and forms name."""

    pair: Pair
    open: Shift
    running: Shift
    member: Any
    seat: SignUp = field(init=False)
    here: SignUp = field(init=False)
    attended: SignUp = field(init=False)

    def __post_init__(self) -> None:
        self.seat = make_sign_up(self.running, self.member)
        self.here = make_sign_up(self.running, "在场的人", state=S.CHECKED_IN)
        self.attended = make_attended(self.running, "记过的人")


@pytest.fixture
def scene(pair: Pair) -> Scene:
    planned = make_activity(pair.branch, pair.community, title="计划中的课堂")
    activity = make_activity(
        pair.branch,
        pair.community,
        title="正在办的课堂",
        state="running",
        shift={"starts_at": now() - dt.timedelta(minutes=100)},
    )
    return Scene(pair, open_shift(planned), open_shift(activity), make_user("林知夏"))


@dataclass
class Case:
    """`data` and `who` may be taken from the scene; `kept` is (field, value as it stands on the page)."""

    kind: str
    url: str
    data: Callable[[Scene], dict[str, Any]]
    message: str
    status: int = 422
    kept: str = ""
    who: str = "secretary"
    of: str = ""

    def __str__(self) -> str:
        return f"{self.url}: {self.kind}"


def draft(what: str, message: str, kept: str = "", status: int = 422, **changes: Any) -> Case:
    def data(scene: Scene) -> dict[str, Any]:
        found = form_data(organizer=scene.pair.branch.pk, project=scene.pair.project.pk)
        return found | {name: value(scene) if callable(value) else value for name, value in changes.items()}

    return Case(what, "draft", data, message, status, kept)


def shift(**changes: Any) -> dict[str, Any]:
    return {f"shifts-0-{name}": value for name, value in changes.items()}


YESTERDAY = (today() - DAY).isoformat()
DRAFTS = [
    draft("missing", "标题：请填写这一项", "一对一陪着做。", title=""),
    draft("blanks only", "标题：请填写这一项", "一对一陪着做。", title="   \t "),
    draft("too long", "标题：最多 60 个字，现在有 61 个", "长" * 61, title="长" * 61),
    draft("control character", "标题：", "一对一陪着做。", title="课堂\x00"),
    draft("hostile markup and too long", "风险与安全：", escape(HOSTILE), risks=HOSTILE * 20),
    draft("nonexistent choice", "形式：", "智慧助老课堂", kind="party"),
    draft("another organisation", "组织者：", "智慧助老课堂", organizer=lambda s: s.pair.other_branch.pk),
    draft("an organisation that is none", "组织者：", "智慧助老课堂", organizer="999999999999999999999999"),
    draft(
        "a partner without agreement", "合办方：", "智慧助老课堂", partner=lambda s: s.pair.other_branch.pk
    ),
    draft("a project of others", "项目：", "智慧助老课堂", project="0"),
    draft("no phone number", "请填电话号码，如 0791-8800 1234。", "请打电话", contact_phone="请打电话"),
    draft(
        "danger without insurance",
        "保单号：可能有人身危险的活动要先办保险",
        "智慧助老课堂",
        is_dangerous="on",
    ),
    draft("emoji and too long", "类别：", "😀😀", category="😀😀"),
    draft("where and category missing", "请写明在哪里集合。", "智慧助老课堂", project="", category=""),
]
SHIFTS = [
    draft("past date", "这个时间已经过去，请选以后的时间。", YESTERDAY, **shift(day=YESTERDAY)),
    draft("impossible date", "日期：", "2026-02-31", **shift(day="2026-02-31")),
    draft("end before start", "结束要晚于开始，请改一下时间。", 'value="13:00"', **shift(ends="13:00")),
    draft("end at start", "结束要晚于开始，请改一下时间。", 'value="14:30"', **shift(ends="14:30")),
    draft("wrong type", "开始：", "下午", **shift(begins="下午")),
    draft("zero", "名额：", 'value="0"', **shift(capacity="0")),
    draft("negative", "名额：", 'value="-3"', **shift(capacity="-3")),
    draft("huge", "名额：", 'value="100001"', **shift(capacity="100001")),
    draft("no whole number", "名额：", 'value="2.5"', **shift(capacity="2.5")),
    draft("huger than a database number", "名额：", "9" * 30, **shift(capacity="9" * 30)),
    draft(
        "breaks longer than the shift", "休息时间要短于整场时间。", 'value="90"', **shift(break_minutes="90")
    ),
    draft(
        "no shift at all", "请填写这一项", "智慧助老课堂", **shift(day="", begins="", ends="", capacity="")
    ),
    draft("forged count of forms", "", "智慧助老课堂", **{"shifts-TOTAL_FORMS": "x"}),
    draft("thousands of forms", "", "智慧助老课堂", **{"shifts-TOTAL_FORMS": "100000"}),
]


def reasons(url: str, of: str, who: str, limit: int) -> list[Case]:
    def case(kind: str, message: str, value: str, kept: str = "", status: int = 422) -> Case:
        return Case(kind, url, lambda scene: {"reason": value}, message, status, kept, who, of)

    return [
        case("missing", "请填写这一项", ""),
        case("blanks only", "请填写这一项", " \n "),
        case("too long", f"最多 {limit} 个字", "长" * (limit + 1), "长" * (limit + 1)),
        case("hostile and too long", f"最多 {limit} 个字", HOSTILE * 20, escape(HOSTILE)),
        case("control character", "", "原因\x00"),
    ]


def code(kind: str, message: str, value: Any, kept: str = "", status: int = 422, who: str = "member") -> Case:
    given = value if callable(value) else lambda scene: value
    return Case(kind, "check_in", lambda scene: {"code": given(scene)}, message, status, kept, who, "running")


def old_code(scene: Scene) -> str:
    return checkin_code.code(scene.running, now() - dt.timedelta(minutes=2))


def code_of_another(scene: Scene) -> str:
    return checkin_code.code(scene.open, now())


SIX = "签到码是六位数字，请照屏幕输入。"
CODES = [
    code("missing", "请填写这一项", ""),
    code("too short", SIX, "12345", "12345"),
    code("letters", SIX, "abcdef", "abcdef"),
    code("full-width digits", SIX, "１２３４５６", "１２３４５６"),
    code("too long", "最多 20 个字", "1" * 21, "1" * 21),
    code("hostile", SIX, "<b>1</b>", escape("<b>1</b>")),
    code("wrong code", "签到码不对或已过期", "000000", "000000", 409),
    code("old code", "签到码不对或已过期", old_code, status=409),
    code("code of another shift", "签到码不对或已过期", code_of_another, status=409),
    code(
        "not signed up", "您没有报名这一场。", lambda s: checkin_code.code(s.running, now()), "", 409, "dean"
    ),
]


def minutes(kind: str, message: str, value: str, status: int = 422) -> Case:
    kept = f'value="{escape(value)}"' if value and "\x00" not in value else ""
    return Case(
        kind,
        "confirm",
        lambda scene: {f"minutes_{scene.here.pk}": value},
        message,
        status,
        kept,
        "secretary",
        "running_activity",
    )


MINUTES = [
    minutes("missing", "请填写这一项", ""),
    minutes("zero", "在场的人：", "0"),
    minutes("negative", "在场的人：", "-90"),
    minutes("longer than the shift", "在场的人：", "91"),
    minutes("huge", "在场的人：", "9" * 40),
    minutes("words", "在场的人：", "九十"),
    minutes("no whole number", "在场的人：", "45.5"),
    minutes("control character", "在场的人：", "9\x000"),
    minutes("hostile", "在场的人：", '"><script>'),
]


def certificate(kind: str, message: str, since: str, until: str, status: int = 422, kept: str = "") -> Case:
    return Case(
        kind, "certificate", lambda scene: {"since": since, "until": until}, message, status, kept, "member"
    )


TOMORROW = (today() + DAY).isoformat()
CERTIFICATES = [
    certificate("missing", "开始日期：请填写这一项", "", today().isoformat()),
    certificate("impossible date", "开始日期：", "2025-02-30", today().isoformat(), kept="2025-02-30"),
    certificate("words", "结束日期：", "2025-01-01", "昨天", kept="昨天"),
    certificate("future", "这一天还没到，请选今天或更早的日期。", "2025-01-01", TOMORROW, kept=TOMORROW),
    certificate(
        "end before start", "结束日期不能早于开始日期。", "2025-02-02", "2025-02-01", kept="2025-02-02"
    ),
    certificate(
        "nothing to certify", "这段日期里没有双方确认的时长。", "2025-01-01", "2025-01-02", 409, "2025-01-01"
    ),
    certificate("year 0", "开始日期：", "0000-01-01", "2025-01-02", kept="0000-01-01"),
]
ALL = [
    *DRAFTS,
    *SHIFTS,
    *reasons("cancel", "open_activity", "secretary", 200),
    *reasons("return_minutes", "attended", "worker", 120),
    *CODES,
    *MINUTES,
    *CERTIFICATES,
]


def address(scene: Scene, case: Case) -> str:
    keys = {
        "": (),
        "running": (scene.running.pk,),
        "running_activity": (scene.running.activity_id,),
        "open_activity": (scene.open.activity_id,),
        "attended": (scene.attended.pk,),
    }
    return reverse(f"activities:{case.url}", args=keys[case.of])


def person(scene: Scene, who: str) -> Any:
    return scene.member if who == "member" else getattr(scene.pair, who)


def rows() -> list[Any]:
    return [
        list(Activity.objects.order_by("pk").values()),
        list(Shift.objects.order_by("pk").values()),
        list(SignUp.objects.order_by("pk").values()),
    ]


@pytest.mark.parametrize("case", ALL, ids=str)
def test_bad_input(client: Client, scene: Scene, case: Case) -> None:
    client.force_login(person(scene, case.who))
    stored = rows()
    told = (case.message, case.status, unescape(case.kept))
    keeps = case.kind != "not signed up"  # the page then offers to sign up instead
    asked = bad_input.Case(case.kind, case.data(scene), *told, keeps=keeps)
    page = check(client, address(scene, case), asked)
    assert rows() == stored
    assert 'lang="zh-hans"' in page
