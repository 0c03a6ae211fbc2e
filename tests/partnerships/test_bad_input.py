"""Whatever is typed or sent: a Chinese answer that says how to mend it, nothing typed is lost, nothing is stored."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.accounts.models import User
from gongjian.core.clock import today
from gongjian.partnerships.models import Claim, Cycle, Need, Partnership, Project, Target
from tests.bad_input import Case, check, counts

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_claim,
    make_claimed_need,
    make_need,
    make_open_need,
    make_partnership,
    make_resource,
    make_running_project,
)

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
LONG = "长" * 1001
SOON = (today() + dt.timedelta(days=30)).isoformat()
PAST = "2020-01-01"
NEEDED = "请填写这一项"
AGAIN = "请重新选择"
PRIVATE = "里面有电话或身份证号"
LATE = "结束日期要晚于开始日期"


@dataclass
class Scene:
    """Rows that the addresses name."""

    town: Town
    need: Need
    proposed: Need
    claimed: Need
    claim: Claim
    agreement: Partnership
    active: Partnership
    project: Project

    @property
    def target(self) -> Target:
        return self.project.cycles.get().targets.get()


@pytest.fixture
def scene(town: Town) -> Scene:
    need, active = make_open_need(town.community), make_active_partnership(town.branch, town.community)
    return Scene(
        town=town,
        need=need,
        proposed=make_need(town.community),
        claimed=make_claimed_need(town.community, town.branch),
        claim=make_claim(need, town.branch, person=town.secretary),
        agreement=make_partnership(town.branch, town.community, state=Partnership.State.PROPOSED),
        active=active,
        project=make_running_project(active),
    )


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def as_user(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def plus(good: dict[str, Any], **bad: Any) -> dict[str, Any]:
    """Good data with something bad in it; None leaves a field out."""
    return {name: value for name, value in {**good, **bad}.items() if value is not None}


# ---------------------------------------------------------------- the three questions

STEPS: list[tuple[str, Case]] = [
    ("1", Case("missing", {}, "请选一项。不好分就选“别的小心愿”。")),
    ("1", Case("nonexistent choice", {"what": "rocket"}, "rocket")),
    ("1", Case("hostile HTML", {"what": HOSTILE}, AGAIN)),
    ("1", Case("null byte", {"what": "phone\x00"}, AGAIN)),
    ("2", Case("missing", {"words": "", "where": "@"}, "请写一句要帮的事。")),
    ("2", Case("only blanks", {"words": "  \n ", "where": "@"}, "请写一句要帮的事。")),
    ("2", Case("too long", {"words": LONG, "where": "@"}, "500", kept="长长长")),
    ("2", Case("null byte", {"words": "修\x00灯", "where": "@"}, "字符")),
    ("2", Case("a phone number", {"words": "打 13800002207", "where": "@"}, PRIVATE, kept="打 13800002207")),
    ("2", Case("an identity number", {"words": "身份证 11010119500101123X", "where": "@"}, PRIVATE)),
    ("2", Case("no place", {"words": "修灯😀", "where": ""}, "请选您住的小区或社区。", kept="修灯😀")),
    ("2", Case("another kind of key", {"words": "修灯", "where": "organization-1"}, "organization-1", kept="修灯")),
    ("2", Case("a place that is not there", {"words": "修灯", "where": "place-999999"}, "place-999999", kept="修灯")),
    ("2", Case("nonexistent time", {"words": "修灯", "where": "@", "when": "midnight"}, "midnight", kept="修灯")),
    ("3", Case("too short a number", {"contact": "12345"}, "请填 7 到 15 位数字，或者填邮箱。", kept="12345")),
    ("3", Case("letters", {"contact": "找我儿子"}, "电话号码不对", kept="找我儿子")),
    ("3", Case("half an e-mail", {"contact": "wu@"}, "邮箱没有写全", kept="wu@")),
    ("3", Case("hostile HTML", {"contact": HOSTILE}, "电话号码不对")),
    ("3", Case("too long a name", {"contact_name": "吴" * 31}, "30", kept="吴吴吴")),
    ("3", Case("too long a number", {"contact": "1" * 61}, "60")),
]  # fmt: skip


@pytest.mark.parametrize(("step", "case"), STEPS, ids=str)
def test_the_three_questions(client: Client, town: Town, step: str, case: Case) -> None:
    """A wrong answer is kept and shown again; the browser is sent back by GET, so that its back button works."""
    where = f"place-{town.place.pk}"
    if step != "1":
        client.post(url("propose"), {"step": "1", "what": "phone"})
    if step == "3":
        client.post(url("propose"), {"step": "2", "words": "修灯", "where": where})
    data = {name: where if value == "@" else value for name, value in case.data.items()}
    sent = Case(case.kind, {"step": step, **data}, case.message, kept=case.kept)
    check(client, url("propose"), sent, follow=True)


RECEIPTS = [
    Case("wrong code", {"receipt": "@", "code": "222222"}, "号码和查询码对不上，请和回执核对一下。"),
    Case("wrong number", {"receipt": "00000000", "code": "7KQ2XM"}, "号码和查询码对不上", kept="00000000"),
    Case("missing", {"receipt": "", "code": ""}, NEEDED),
    Case("too long", {"receipt": "1" * 40, "code": "7KQ2XM"}, "24"),
    Case("hostile HTML", {"receipt": HOSTILE[:24], "code": "7KQ2XM"}, "号码和查询码对不上"),
    Case("SQL", {"receipt": "' OR 1=1 --", "code": "' OR 1=1"}, "号码和查询码对不上"),
    Case("null byte", {"receipt": "1\x00", "code": "7KQ2XM"}, "字符"),
]


@pytest.mark.parametrize("case", RECEIPTS, ids=str)
def test_the_receipt(client: Client, scene: Scene, case: Case) -> None:
    data = {name: scene.need.receipt if value == "@" else value for name, value in case.data.items()}
    check(client, url("status"), Case(case.kind, data, case.message, kept=case.kept))


# ---------------------------------------------------------------- the neighbourhood's forms

NEED = {
    "kind": "need", "title": "修楼道灯", "words": "三楼的灯坏了", "category": "facilities", "people_wanted": "2",
    "beneficiaries": "12", "urgency": "normal", "until": SOON,
}  # fmt: skip
NEED_CASES = [
    Case("missing", plus(NEED, title=""), NEEDED, kept="三楼的灯坏了"),
    Case("too long", plus(NEED, title="灯" * 61), "60", kept="灯灯灯"),
    Case(
        "a phone number in public words",
        plus(NEED, words="找 13800002207"),
        PRIVATE,
        kept="修楼道灯",
    ),
    Case("nonexistent choice", plus(NEED, category="war"), "war", kept="修楼道灯"),
    Case("another organisation's place", plus(NEED, place="@other"), AGAIN, kept="修楼道灯"),
    Case("zero", plus(NEED, people_wanted="0"), "请填 1 到 10000 之间的数。", kept="修楼道灯"),
    Case("negative", plus(NEED, people_wanted="-5"), "0", kept="-5"),
    Case("huge number", plus(NEED, beneficiaries="99999999999999999999"), "数", kept="修楼道灯"),
    Case("no number", plus(NEED, people_wanted="两个"), "整数", kept="两个"),
    Case("past date", plus(NEED, until=PAST), "这个日期已经过了，请选今天或以后的日期。", kept=PAST),
    Case("impossible date", plus(NEED, until="2027-02-30"), "日期", kept="2027-02-30"),
    Case("no date", plus(NEED, until="下个月"), "日期", kept="下个月"),
    Case("too many skills", plus(NEED, skills="，".join("一二三四五六七八九十甲")), "10", kept="修楼道灯"),
    Case("too long a skill", plus(NEED, skills="会" * 21), "20", kept="会会会"),
    Case("nonexistent time", plus(NEED, times=["midnight"]), "midnight", kept="修楼道灯"),
    Case("null byte", plus(NEED, title="修\x00灯"), "字符", kept="三楼的灯坏了"),
]


def with_places(case: Case, scene: Scene) -> Case:
    other = str(scene.town.district.other_compound.pk)
    data = {name: other if value == "@other" else value for name, value in case.data.items()}
    return Case(case.kind, data, case.message, case.status, case.kept)


@pytest.mark.parametrize("case", NEED_CASES, ids=str)
@pytest.mark.parametrize("form", ["publish_need", "take_down"])
def test_the_neighbourhoods_form(client: Client, scene: Scene, form: str, case: Case) -> None:
    where = url(form, scene.proposed.pk) if form == "publish_need" else url(form)
    check(as_user(client, scene.town.worker), where, with_places(case, scene))
    scene.proposed.refresh_from_db()
    assert (scene.proposed.state, scene.proposed.title) == (Need.State.PROPOSED, "想学跟女儿视频")


def test_publishing_what_is_published_says_so_and_keeps_the_words(client: Client, scene: Scene) -> None:
    stale = Case("stale state", NEED, "这条需求已经看过了，现在是“等人认领”。", 409, "修楼道灯")
    check(as_user(client, scene.town.worker), url("publish_need", scene.need.pk), stale)
    late = Case("stale state", NEED, "不能再改了", 409, "修楼道灯")
    check(client, url("edit_need", scene.claimed.pk), late)


REASONS = [
    Case("missing", {}, NEEDED),
    Case("only blanks", {"reason": "   "}, NEEDED),
    Case("too long", {"reason": "因" * 201}, "200", kept="因因因"),
    Case("null byte", {"reason": "不\x00行"}, "字符"),
]


@pytest.mark.parametrize("case", REASONS, ids=str)
@pytest.mark.parametrize("form", ["decline_need", "show_contact", "refuse_claim", "withdraw_claim"])
def test_reasons(client: Client, scene: Scene, form: str, case: Case) -> None:
    who = scene.town.secretary if form == "withdraw_claim" else scene.town.worker
    row = {"decline_need": scene.proposed, "show_contact": scene.need}.get(form, scene.claim)
    check(as_user(client, who), url(form, row.pk), case)


def test_reasons_on_what_is_decided_already(client: Client, scene: Scene) -> None:
    as_user(client, scene.town.worker)
    taken = scene.claimed.claims.get()
    check(
        client,
        url("refuse_claim", taken.pk),
        Case("stale state", {"reason": "不合适"}, "现在办不了：已经是", 409, "不合适"),
    )
    check(
        client,
        url("decline_need", scene.need.pk),
        Case("stale state", {"reason": "不合适"}, "现在办不了：已经是", 409, "不合适"),
    )


# ---------------------------------------------------------------- offers


def test_offers(client: Client, scene: Scene) -> None:
    as_user(client, scene.town.other_secretary)
    own, theirs = scene.town.other_branch.pk, scene.town.branch.pk
    for case in (
        Case("another organisation", {"organization": theirs, "words": "我们来"}, AGAIN, kept="我们来"),
        Case("nonexistent choice", {"organization": "x", "words": "我们来"}, AGAIN, kept="我们来"),
        Case("too long", {"organization": own, "words": "来" * 301}, "300", kept="来来来"),
        Case("missing", {"words": "我们来"}, NEEDED, kept="我们来"),
        Case("huge key", {"organization": "9" * 30, "words": "我们来"}, AGAIN, kept="我们来"),
    ):
        check(client, url("offer_claim", scene.need.pk), case)
    late = Case("stale state", {"organization": own, "words": "我们来"}, "现在不能再认领", 409, "我们来")
    check(client, url("offer_claim", scene.claimed.pk), late)


# ---------------------------------------------------------------- resources

RESOURCE = {"kind": "people", "title": "志愿队", "category": "digital", "people": "12", "words": "会教手机"}
RESOURCE_CASES = [
    Case("missing", plus(RESOURCE, title=None), NEEDED, kept="会教手机"),
    Case("too long", plus(RESOURCE, title="队" * 61), "60", kept="会教手机"),
    Case("negative", plus(RESOURCE, people="-1"), "0", kept="志愿队"),
    Case("huge number", plus(RESOURCE, people="10001"), "请填 0 到 10000 之间的数。", kept="10001"),
    Case("nonexistent choice", plus(RESOURCE, kind="weapon"), "weapon", kept="志愿队"),
    Case(
        "a phone number in public words",
        plus(RESOURCE, words="找 13912345678"),
        PRIVATE,
        kept="志愿队",
    ),
    Case("another organisation", plus(RESOURCE, organization="@other"), AGAIN, kept="志愿队"),
    Case("too many skills", plus(RESOURCE, skills="，".join("一二三四五六七八九十甲")), "10", kept="志愿队"),
]


@pytest.mark.parametrize("case", RESOURCE_CASES, ids=str)
def test_resources(client: Client, scene: Scene, case: Case) -> None:
    own, other = str(scene.town.branch.pk), str(scene.town.other_branch.pk)
    data = {"organization": own, **case.data}
    data["organization"] = other if data["organization"] == "@other" else data["organization"]
    check(
        as_user(client, scene.town.secretary),
        url("add_resource"),
        Case(case.kind, data, case.message, kept=case.kept),
    )
    mine = make_resource(scene.town.branch, title="原来的")
    check(client, url("edit_resource", mine.pk), Case(case.kind, data, case.message, kept=case.kept))
    mine.refresh_from_db()
    assert mine.title == "原来的"


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


# ---------------------------------------------------------------- the protocol

POST_ONLY = [
    "accept_claim",
    "start_need",
    "mark_met",
    "ask_claim",
    "sign_partnership",
    "withdraw_by_receipt",
]


@pytest.mark.parametrize("name", POST_ONLY)
def test_the_wrong_method_changes_nothing(client: Client, scene: Scene, name: str) -> None:
    as_user(client, scene.town.community_secretary)
    keys = {"accept_claim": scene.claim.pk, "sign_partnership": scene.agreement.pk}
    args = [] if name == "withdraw_by_receipt" else [keys.get(name, scene.need.pk)]
    before = counts()
    assert client.get(url(name, *args)).status_code == 405
    assert counts() == before


def test_a_form_without_its_token_is_refused(scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.town.worker)
    before = counts()
    answer = strict.post(url("accept_claim", scene.claim.pk))
    assert answer.status_code == 403
    assert "页面" in answer.content.decode()
    assert strict.post(url("propose"), {"step": "1", "what": "phone"}).status_code == 403
    assert counts() == before


def test_invalid_bytes_do_no_harm(client: Client, scene: Scene) -> None:
    as_user(client, scene.town.worker)
    before = counts()
    answer = client.post(
        url("decline_need", scene.proposed.pk),
        b"reason=%ff%fe%00",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 422
    assert counts() == before
