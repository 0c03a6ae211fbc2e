"""Whatever is typed or sent: a Chinese answer that says how to mend it, nothing typed is lost, nothing is stored."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.accounts.models import User
from gongjian.core.clock import today
from gongjian.partnerships.models import Claim, Need, Partnership, Project, Target
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
