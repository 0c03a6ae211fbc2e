"""What people type wrong, and what others send on purpose: message, status, what was typed is kept, nothing changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from gongjian.core.access import Guest
from gongjian.core.clock import now
from gongjian.partnerships.models import Cycle, Target
from gongjian.reviews.models import Ask, Confirmation, Decision
from tests import bad_input
from tests.accounts.factories import make_user
from tests.bad_input import check, counts
from tests.partnerships.factories import make_claimed_need

from .factories import CODE, Pair, make_ask, make_decision, make_pair, measure_all

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Case:
    """`data` changes a good form; None takes a field out. `kept` is a text that must stand in the page again."""

    kind: str
    data: dict[str, Any]
    says: str
    status: int = 422
    kept: str = ""


def cases(*rows: Case) -> Any:
    return pytest.mark.parametrize("case", rows, ids=lambda case: case.kind)


def tried(client: Client, url: str, good: dict[str, Any], case: Case) -> None:
    data = {name: value for name, value in {**good, **case.data}.items() if value is not None}
    check(client, url, bad_input.Case(case.kind, data, case.says, case.status, case.kept))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# ---------------------------------------------------------------- the resident's code


@cases(
    Case("missing", {"code": ""}, "请输入纸条上的确认码。"),
    Case("no field at all", {"code": None}, "请输入纸条上的确认码。"),
    Case("too short", {"code": "7KQ2"}, "确认码是八个字母和数字", kept="7KQ2"),
    Case("too long", {"code": "7KQ2XM4P9"}, "确认码是八个字母和数字", kept="7KQ2XM4P9"),
    Case("look-alikes", {"code": "7KQ2XM40"}, "确认码里没有 0、O、1、I、L、U", kept="7KQ2XM40"),
    Case("unknown", {"code": "22222222"}, "没有这个确认码", kept="22222222"),
    Case("html", {"code": "<script>alert(1)</script>"}, "确认码是八个字母和数字"),
    Case("null byte", {"code": "7KQ2\x00XM4P"}, "不允许是用空字符串"),
    Case("emoji", {"code": "🙂🙂🙂🙂🙂🙂🙂🙂"}, "确认码是八个字母和数字", kept="🙂"),
    Case("chinese", {"code": "一二三四五六七八"}, "确认码里没有 0、O、1、I、L、U", kept="一二三四"),
    Case("very long", {"code": "7" * 5000}, "最多 "),
    Case("sql", {"code": "' OR 1=1--"}, "确认码是八个字母和数字"),
)
def test_code(client: Client, case: Case) -> None:
    make_ask(make_pair().need)
    tried(client, "/reviews/confirm/", {"code": CODE}, case)


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("used", {"used_at": now()}, "您已经告诉过我们了"),
        ("replaced", {"replaced_at": now()}, "有更新的确认码"),
        ("expired", {"expires_at": now()}, "这个确认码有效期到"),
    ],
)
def test_code_past_its_use(client: Client, kind: str, fields: dict[str, Any], says: str) -> None:
    make_ask(make_pair().need, **fields)
    tried(client, "/reviews/confirm/", {"code": CODE}, Case(kind, {}, says, 409, CODE))


def test_code_of_a_need_nobody_works_on(client: Client) -> None:
    pair = make_pair()
    make_ask(pair.need)
    pair.need.state = "lapsed"
    pair.need.save()
    tried(client, "/reviews/confirm/", {"code": CODE}, Case("stale", {}, "现在没有人在办", 409, CODE))


# ---------------------------------------------------------------- the resident's answer


def token_of(pair: Pair) -> str:
    return Guest.holding("reviews.confirm_need", make_ask(pair.need), capability="ask:1").token


@cases(
    Case("missing", {"verdict": None}, "请在三个回答中选一个。"),
    Case("empty", {"verdict": ""}, "请在三个回答中选一个。"),
    Case("unknown choice", {"verdict": "great"}, "不在可选范围内，请重新选择"),
    Case("html", {"verdict": "<script>alert(1)</script>"}, "不在可选范围内，请重新选择"),
    Case("list", {"verdict": ["great", "super"]}, "不在可选范围内，请重新选择"),
)
def test_verdict(client: Client, case: Case) -> None:
    tried(client, f"/reviews/confirm/{token_of(make_pair())}/", {"verdict": "done"}, case)


STARS = (
    Case("missing", {"stars": None}, "请选择您是否满意。", kept="谢谢"),
    Case("zero", {"stars": "0"}, "不在可选范围内，请重新选择", kept="谢谢"),
    Case("six", {"stars": "6"}, "不在可选范围内，请重新选择"),
    Case("negative", {"stars": "-1"}, "不在可选范围内，请重新选择"),
    Case("huge", {"stars": "9" * 40}, "不在可选范围内，请重新选择"),
    Case("no number", {"stars": "很好"}, "不在可选范围内，请重新选择"),
    Case("decimal", {"stars": "4.5"}, "不在可选范围内，请重新选择"),
    Case("words too long", {"words": "好" * 501}, "请控制在 500 字以内（现在 501 字）", kept="好" * 500),
    Case("null byte", {"words": "谢\x00谢"}, "不允许是用空字符串"),
    Case("hostile", {"words": SCRIPT, "stars": "7"}, "不在可选范围内，请重新选择", kept=SCRIPT),
)


@cases(*STARS)
def test_stars(client: Client, case: Case) -> None:
    tried(client, f"/reviews/confirm/{token_of(make_pair())}/done/", {"stars": "5", "words": "谢谢"}, case)


def test_words_are_shown_as_words(client: Client) -> None:
    """Markup that a resident writes is text on every page."""
    pair = make_pair()
    words = "<img src=x onerror=alert(1)>🙂"
    client.post(f"/reviews/confirm/{token_of(pair)}/partly/", {"stars": "3", "words": words})
    shown = signed_in(pair.worker).get(f"/reviews/cycles/{pair.cycle.pk}/").content.decode()
    assert Confirmation.objects.get().words == words
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


@cases(
    *STARS,
    Case("verdict missing", {"verdict": None}, "请在三个回答中选一个。", kept="谢谢"),
    Case("not spoken", {"spoken": None}, "请和居民通话之后再填写回答。", kept="谢谢"),
)
def test_on_behalf(case: Case) -> None:
    pair = make_pair()
    good = {"verdict": "done", "stars": "5", "words": "谢谢", "spoken": "on"}
    tried(signed_in(pair.worker), f"/reviews/needs/{pair.need.pk}/by-phone/", good, case)


def test_on_behalf_of_a_need_that_is_closed() -> None:
    pair = make_pair()
    pair.need.state = "met"
    pair.need.met_at = now()
    pair.need.save()
    good = {"verdict": "done", "stars": "5", "words": "谢谢", "spoken": "on"}
    tried(
        signed_in(pair.worker),
        f"/reviews/needs/{pair.need.pk}/by-phone/",
        good,
        Case("stale", {}, "有人接手后才能回访居民", 409, "谢谢"),
    )


# ---------------------------------------------------------------- measured values

Build = Callable[[Pair], dict[str, Any]]


@pytest.mark.parametrize(
    ("kind", "value", "how", "says", "kept"),
    [
        ("nothing", "", "", "请至少填写一个测量值。", ""),
        ("no number", "很多", "逐户问", "请填数字，例如 41 或 3.5。", "很多"),
        ("no way of measuring", "41", "", "请写明是怎么量的", "41"),
        ("only a way", "", "逐户问", "请填量到的数。", "逐户问"),
        ("three decimals", "41.125", "逐户问", "小数点后两位就够了。", "41.125"),
        ("too big", "9" * 12, "逐户问", "这个数太大了。", "9" * 12),
        ("not a number at all", "NaN", "逐户问", "请填数字，例如 41 或 3.5。", "NaN"),
        ("infinite", "Infinity", "逐户问", "请填数字，例如 41 或 3.5。", "Infinity"),
        ("exponent", "1e400", "逐户问", "这个数太大了。", "1e400"),
        ("way too long", "41", "问" * 201, "最多 ", "问" * 200),
        ("html", "<script>alert(1)</script>", "逐户问", "请填数字，例如 41 或 3.5。", ""),
        ("null byte", "41", "逐\x00户", "不允许是用空字符串", "41"),
    ],
)
def test_measured_values(kind: str, value: str, how: str, says: str, kept: str) -> None:
    pair = make_pair()
    key = Target.objects.get().pk
    data = {f"value_{key}": value, f"how_{key}": how}
    url = f"/reviews/cycles/{pair.cycle.pk}/check/"
    tried(signed_in(pair.secretary), url, data, Case(kind, {}, says, kept=kept))
    assert pair.cycle.state == Cycle.Stage.DO


def test_values_of_another_cycle_are_not_read() -> None:
    pair = make_pair()
    url = f"/reviews/cycles/{pair.cycle.pk}/check/"
    case = Case("other target", {}, "请至少填写一个测量值。")
    tried(signed_in(pair.secretary), url, {"value_99999": "41", "how_99999": "x"}, case)


def test_values_after_a_decision_was_proposed() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    key = Target.objects.get().pk
    url = f"/reviews/cycles/{decision.cycle_id}/check/"
    case = Case("stale", {}, "测量值要在项目实施后、提出决定前填写。", 409, "99")
    tried(signed_in(pair.secretary), url, {f"value_{key}": "99", f"how_{key}": "x"}, case)


# ---------------------------------------------------------------- the decision

DECISIONS = (
    Case("no outcome", {"outcome": None}, "请选择留用、调整或停下。", kept="会用的人多了"),
    Case("unknown outcome", {"outcome": "praise"}, "不在可选范围内，请重新选择", kept="会用的人多了"),
    Case("no reasons", {"reasons": ""}, "请写明理由", kept="改到周六"),
    Case("only blanks", {"reasons": "  \n "}, "请写明理由", kept="改到周六"),
    Case("reasons too long", {"reasons": "好" * 1001}, "最多 1000 个字，现在有 1001 个", kept="好" * 1000),
    Case("steps too long", {"next_steps": "好" * 1001}, "最多 1000 个字", kept="会用的人多了"),
    Case(
        "somebody else's organisation",
        {"organization": "1"},
        "您只能代表自己的组织签字。",
        kept="会用的人多了",
    ),
    Case("no organisation", {"organization": None}, "请填写这一项", kept="会用的人多了"),
    Case("organisation is words", {"organization": "梧桐苑"}, "您只能代表自己的组织签字。"),
    Case("null byte", {"reasons": "好\x00"}, "不允许是用空字符串"),
    Case("hostile", {"reasons": SCRIPT, "outcome": None}, "请选择留用、调整或停下。", kept=SCRIPT),
)
GOOD = {"outcome": "adjust", "reasons": "会用的人多了", "next_steps": "改到周六"}


@cases(*DECISIONS)
def test_decision(case: Case) -> None:
    pair = make_pair()
    measure_all(pair.cycle)
    url = f"/reviews/cycles/{pair.cycle.pk}/decide/"
    tried(signed_in(pair.secretary), url, {**GOOD, "organization": pair.branch.pk}, case)
    assert pair.cycle.state == Cycle.Stage.IMPROVE


def test_decision_without_measured_values() -> None:
    pair = make_pair()
    url = f"/reviews/cycles/{pair.cycle.pk}/decide/"
    case = Case("not measured", {}, "还没量：会自己挂号的老人", 409, "会用的人多了")
    tried(signed_in(pair.secretary), url, {**GOOD, "organization": pair.branch.pk}, case)


def test_decision_for_the_other_side() -> None:
    pair = make_pair()
    measure_all(pair.cycle)
    url = f"/reviews/cycles/{pair.cycle.pk}/decide/"
    case = Case("other side", {}, "您只能代表自己的组织签字。", kept="会用的人多了")
    tried(signed_in(pair.secretary), url, {**GOOD, "organization": pair.community.pk}, case)


def test_decision_twice() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    url = f"/reviews/cycles/{decision.cycle_id}/decide/"
    case = Case("duplicate", {}, "这一轮已经有人提出决定", 409, "会用的人多了")
    tried(signed_in(pair.secretary), url, {**GOOD, "organization": pair.branch.pk}, case)


@cases(
    *DECISIONS,
    Case("old version", {"version": "0"}, "您看过之后，决定有了修改", 409, kept="会用的人多了"),
    Case("no version", {"version": None}, "请填写这一项", kept="会用的人多了"),
    Case("version is words", {"version": "一"}, "请填写整数", kept="会用的人多了"),
)
def test_change(case: Case) -> None:
    pair = make_pair()
    decision = make_decision(pair, outcome="keep")
    good = {**GOOD, "organization": pair.community.pk, "version": "1"}
    tried(signed_in(pair.chair), f"/reviews/decisions/{decision.pk}/change/", good, case)
    decision.refresh_from_db()
    assert (decision.outcome, decision.version) == ("keep", 1)


@cases(
    Case("for the other side", {"organization": "@branch"}, "您只能代表自己的组织签字。"),
    Case("no organisation", {"organization": None}, "请填写这一项"),
    Case("unknown organisation", {"organization": "99999999"}, "您只能代表自己的组织签字。"),
    Case("no version", {"version": None}, "请填写这一项"),
    Case("version is words", {"version": "abc"}, "请填写整数"),
    Case("huge version", {"version": "9" * 30}, "您看过之后，决定有了修改", 409),
    Case("old version", {"version": "0"}, "您看过之后，决定有了修改", 409),
)
def test_sign(case: Case) -> None:
    pair = make_pair()
    decision = make_decision(pair)
    data = {name: pair.branch.pk if value == "@branch" else value for name, value in case.data.items()}
    good = {"version": "1", "organization": pair.community.pk}
    url = f"/reviews/decisions/{decision.pk}/sign/"
    tried(signed_in(pair.chair), url, good, Case(case.kind, data, case.says, case.status))
    assert Decision.objects.get().state == Decision.State.OPEN


# ---------------------------------------------------------------- the next cycle


def next_url(pair: Pair) -> str:
    measure_all(pair.cycle, 22)
    Cycle.objects.update(state="closed", outcome="keep", closed_at=now())
    return f"/reviews/cycles/{pair.cycle.pk}/next/"


NEXT = {
    "starts_on": "2027-03-01",
    "ends_on": "2027-06-30",
    "indicator_0": "会自己挂号的老人",
    "unit_0": "人",
    "baseline_0": "22",
    "goal_0": "60",
}


@cases(
    Case("no start", {"starts_on": ""}, "请填写这一项", kept="会自己挂号的老人"),
    Case("impossible day", {"starts_on": "2027-02-30"}, "请填写正确的日期", kept="2027-02-30"),
    Case("end before start", {"ends_on": "2027-02-01"}, "结束日期要晚于开始日期", kept="2027-02-01"),
    Case("no target", {"indicator_0": ""}, "每一轮至少要有一个可测量的目标。"),
    Case("no unit", {"unit_0": ""}, "目标要有单位", kept="会自己挂号的老人"),
    Case("no baseline", {"baseline_0": ""}, "目标要有起点"),
    Case("no goal", {"goal_0": ""}, "目标要有数"),
    Case("goal is the baseline", {"goal_0": "22"}, "目标不能和起点一样"),
    Case("no number", {"goal_0": "很多"}, "请填数字，例如 41 或 3.5。", kept="很多"),
    Case("huge number", {"goal_0": "9" * 20}, "这个数太大了。"),
    Case("day outside the cycle", {"due_on_0": "2028-01-01"}, "目标的日期要在这一轮", kept="2028-01-01"),
    Case("name too long", {"indicator_0": "好" * 81}, "最多 "),
    Case("hostile", {"indicator_0": SCRIPT, "goal_0": ""}, "目标要有数", kept=SCRIPT),
)
def test_next_cycle(case: Case) -> None:
    pair = make_pair()
    tried(signed_in(pair.secretary), next_url(pair), NEXT, case)


def test_next_cycle_while_one_is_open() -> None:
    pair = make_pair()
    url = f"/reviews/cycles/{pair.cycle.pk}/next/"
    case = Case("stale", {}, "请先由双方一起决定", 409, "会自己挂号的老人")
    tried(signed_in(pair.secretary), url, NEXT, case)


# ---------------------------------------------------------------- the door itself


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_signing_is_posted_only(method: str) -> None:
    decision = make_decision(make_pair())
    page = signed_in(make_user("路人"))
    assert getattr(page, method)(f"/reviews/decisions/{decision.pk}/sign/").status_code == 405


def test_a_post_without_the_form_s_token_is_refused() -> None:
    pair = make_pair()
    make_ask(pair.need)
    strict = Client(enforce_csrf_checks=True)
    before = counts()
    assert strict.post("/reviews/confirm/", {"code": CODE}).status_code == 403
    strict.force_login(pair.worker)
    assert strict.post(f"/reviews/needs/{pair.need.pk}/ask/").status_code == 403
    assert counts() == before


@pytest.mark.parametrize("pk", ["0", "99999999", "9" * 25])
def test_numbers_that_name_nothing(pk: str) -> None:
    pair = make_pair()
    page = signed_in(pair.worker)
    for url in (
        f"/reviews/needs/{pk}/ask/",
        f"/reviews/slips/{pk}/",
        f"/reviews/cycles/{pk}/",
        f"/reviews/needs/{pk}/by-phone/",
    ):
        assert page.get(url).status_code == 404


def test_a_code_is_not_made_for_another_community_s_need() -> None:
    pair = make_pair()
    elsewhere = make_claimed_need(pair.subdistrict.other_community, pair.branch)
    assert signed_in(pair.worker).post(f"/reviews/needs/{elsewhere.pk}/ask/").status_code == 403
    assert Ask.objects.count() == 0


def test_bytes_that_are_no_text(client: Client) -> None:
    make_ask(make_pair().need)
    response = client.post(
        "/reviews/confirm/", data=b"code=%ff%fe%00", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 422
