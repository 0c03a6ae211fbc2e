"""Forms of attendance, records and papers: a Chinese answer how to mend it, typed text kept, nothing stored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from gongjian.activities import checkin_code
from gongjian.activities.models import Correction, Dispute, Press, Rating, SignUp
from gongjian.audit.models import Entry
from gongjian.core.clock import now
from gongjian.documents.models import Document
from gongjian.notices.models import Notice
from tests import bad_input
from tests.activities.factories import Pair, make_activity, make_attended, make_settled, open_shift
from tests.activities.test_bad_input import DAY, HOSTILE, Scene
from tests.bad_input import check

__all__ = ["scene"]
STORED: list[type[Model]] = [SignUp, Press, Dispute, Correction, Rating, Entry, Notice, Document]
LONG = "长" * 301
S = SignUp.State


@pytest.fixture
def scene(pair: Pair) -> Scene:
    """A planned and a running activity; a finished one for records."""
    planned = make_activity(pair.branch, pair.community, title="计划中的课堂")
    running = make_activity(
        pair.branch, pair.community, state="running", shift={"starts_at": now() - DAY / 24}
    )
    found = Scene(pair, open_shift(planned), open_shift(running), pair.deputy)
    over = make_activity(
        pair.branch, pair.community, state="finished", shift={"starts_at": now() - DAY, "capacity": 9}
    )
    found.attended = make_attended(open_shift(over), "林知夏")
    make_settled(open_shift(over), "另一位")
    return found


@dataclass(frozen=True)
class Case:
    """`at` gives the address' key, `who` the key of the pair or "own" for the seat's person."""

    url: str
    kind: str
    data: Callable[[Scene], dict[str, Any]]
    message: str
    kept: str = ""
    who: str = "secretary"
    status: int = 422

    def __str__(self) -> str:
        return f"{self.url}: {self.kind}"


def key_of(scene: Scene, url: str) -> int | None:
    seats = {"tick": scene.seat, "dispute": scene.attended, "correct": scene.attended}
    if url in seats:
        return seats[url].pk
    return {"batch": None, "rate": scene.attended.shift.activity_id}.get(url, scene.running.pk)


def seat_field(name: str, value: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {f"{name}_{scene.seat.pk}": value}


def code(**more: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"code": checkin_code.code(scene.running, now()), **more}


def batch(**more: Any) -> Callable[[Scene], dict[str, Any]]:
    days = {"since": (now() - 30 * DAY).date().isoformat(), "until": now().date().isoformat()}
    return lambda scene: {"organization": scene.pair.branch.pk, **days, **more}


def plain(**data: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda _scene: data


WAITED, MARK = "手机没有正确记下点按的时间", "手机发来的标记无法识别"
CASES = [
    Case("check_in", "a time without zone", code(queued_at="2026-05-01T10:00:00"), WAITED, who="deputy"),
    Case("check_in", "no time at all", code(queued_at="昨天"), WAITED, who="deputy"),
    Case(
        "check_in", "a year that cannot be", code(queued_at="9999-12-31T23:59:59-12:00"), WAITED, who="deputy"
    ),
    Case("check_in", "no mark", code(once="123"), MARK, who="deputy"),
    Case("check_out", "too short", plain(code="12"), "签到码是六位数字", 'value="12"', who="deputy"),
    Case("check_out", "letters", plain(code="abcdef"), "签到码是六位数字", who="deputy"),
    Case("check_out", "empty", plain(code=""), "请填写这一项", who="deputy"),
    Case("check_out", "no mark", plain(code="000000", once="x"), MARK, who="deputy"),
    Case("tick", "too long", plain(reason="长" * 121), "请不超过 120 个字", "长" * 121),
    Case("tick", "a time without zone", plain(reason="没网", queued_at="2026-05-01 10:00"), WAITED, "没网"),
    Case("tick", "no time", plain(reason="没网", queued_at="x" * 500), WAITED, "没网"),
    Case("tick", "no mark", plain(reason="没网", once=HOSTILE), MARK, "没网"),
    Case("scan", "empty", plain(text=""), "请填写这一项"),
    Case(
        "scan",
        "another code",
        plain(text="https://example.com"),
        "这不是本平台的个人码",
        "https://example.com",
    ),
    Case("scan", "huge number", plain(text=f"GJ-{'9' * 40}-X"), "这不是本平台的个人码", "9" * 40),
    Case("scan", "no such choice", plain(text="GJ-1-ABC", leaving="maybe"), "maybe", "GJ-1-ABC"),
    Case("scan", "a guess", plain(text="GJ-1-ABCDEFGHIJKL"), "两分钟", "GJ-1-ABCDEFGHIJKL", status=409),
    Case("sheet", "nobody", plain(), "请至少勾选一位签了名的人"),
    Case("sheet", "a time without tick", seat_field("left", "09:00"), "没有勾选", 'value="09:00"'),
    Case("sheet", "no time", seat_field("came", "早上"), "早上", "早上"),
    Case("sheet", "an impossible time", seat_field("came", "25:61"), "25:61", "25:61"),
    Case("dispute", "empty", plain(words=""), "请填写这一项", who="own"),
    Case("dispute", "too long", plain(words=LONG), "最多 300 个字", LONG, who="own"),
    Case(
        "dispute",
        "too many minutes",
        plain(words="少了", wanted_minutes="9999"),
        "1 到 90 分钟",
        "少了",
        who="own",
    ),
    Case("dispute", "no number", plain(words="少了", wanted_minutes="两小时"), "整数", "两小时", who="own"),
    Case("correct", "no reason", plain(minutes="30", why=" "), "请填写这一项", 'value="30"'),
    Case(
        "correct", "longer than the shift", plain(minutes="500", why="核对"), "班次除去休息共 90 分钟", "核对"
    ),
    Case("correct", "negative", plain(minutes="-5", why="核对"), "核对", 'value="-5"'),
    Case("correct", "the same", plain(minutes="90", why="核对"), "记录已经是这样了", "核对"),
    Case("rate", "nothing chosen", plain(words="很好"), "请填写这一项", "很好", who="own"),
    Case("rate", "six", plain(stars="6", words="很好"), "6", "很好", who="own"),
    Case("rate", "too long", plain(stars="5", words=LONG), "最多 300 个字", LONG, who="own"),
    Case("rate", "no mark", plain(stars="5", words="很好", once="1"), MARK, "很好", who="own"),
    Case("batch", "another organisation", batch(organization="1"), "组织"),
    Case("batch", "impossible date", batch(since="2026-02-31"), "日期", "2026-02-31"),
    Case("batch", "too long ago", batch(since="2020-01-01"), "最多一年", "2020-01-01"),
    Case("batch", "the future", batch(until=(now() + 9 * DAY).date().isoformat()), "还没到"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input_is_told_and_kept(client: Client, scene: Scene, case: Case) -> None:
    who = scene.attended.person if case.who == "own" else getattr(scene.pair, case.who)
    if case.url == "check_out":
        SignUp.objects.filter(pk=scene.seat.pk).update(
            state=S.CHECKED_IN, checked_in_at=scene.running.starts_at, proof="code"
        )
    client.force_login(who)
    key = key_of(scene, case.url)
    where = reverse(f"activities:{case.url}", args=[key] if key is not None else [])
    stored = [list(model._default_manager.order_by("pk").values()) for model in STORED]
    check(client, where, bad_input.Case(case.kind, case.data(scene), case.message, case.status, case.kept))
    assert [list(model._default_manager.order_by("pk").values()) for model in STORED] == stored


def test_the_table_is_wide_enough() -> None:
    for url in {case.url for case in CASES}:
        assert sum(case.url == url for case in CASES) >= 4


@pytest.mark.parametrize(
    "name", ["call_cover", "accept_all_late", "accept_late", "leave", "raise_dispute", "batch_of_shift"]
)
def test_a_get_never_acts(client: Client, scene: Scene, name: str) -> None:
    client.force_login(scene.pair.secretary)
    assert client.get(reverse(f"activities:{name}", args=[1])).status_code == 405
