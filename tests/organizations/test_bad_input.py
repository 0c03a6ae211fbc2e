"""Bad input at every form of organisations: the Chinese message, the status, what stays typed, no row changed."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.core.clock import today
from gongjian.organizations.models import Appointment
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.bad_input import Case, check, counts
from tests.organizations.factories import (
    affiliate,
    appoint,
    make_organization,
    make_subdistrict,
    make_university,
)

pytestmark = pytest.mark.django_db
EVIL = '"><script>alert(1)</script>'
YESTERDAY, TOMORROW = (today() + dt.timedelta(days=n) for n in (-1, 1))
GOOD = {"who": "2023002", "post": "liaison", "since": str(today()), "until": ""}
PLACE = {"name": "铁路二村", "kind": "compound", "management": "none"}
NEW = {"kind": "group", "name": "第一党小组", "short_name": ""}
PERSON = {"display_name": "何清", "number": "2026001", "kind": "member", "since": str(today())}

EDIT = [
    Case("too long", {"about": "长" * 1001}, "1000", kept="长" * 1001),
    Case("too many", {"strengths": "，".join("甲乙丙丁戊己庚辛壬癸子")}, "最多 10 项"),
    Case("too long", {"strengths": "长" * 21, "about": "二十三人"}, "最多 20 个字", kept="二十三人"),
    Case("null byte", {"about": "a\x00b"}, "空字符"),
    Case("too long", {"phone": "1" * 31}, "30", kept="1" * 31),
    Case("hostile HTML", {"short_name": EVIL * 2}, "40", kept=EVIL * 2),
]
APPOINT = [
    Case("missing", {**GOOD, "who": ""}, "请填写这一项"),
    Case("nonexistent", {**GOOD, "who": "2099999"}, "名册里没有人用这个号码", kept="2099999"),
    Case("other organisation's id", {**GOOD, "who": "2023009"}, "名册里没有人用这个号码", kept="2023009"),
    Case("oneself", {**GOOD, "who": "2023001"}, "不能任命自己", kept="2023001"),
    Case("nonexistent choice", {**GOOD, "post": "king"}, "king", kept="2023002"),
    Case("a choice of others", {**GOOD, "post": "secretary"}, "secretary", kept="2023002"),
    Case("a choice of others", {**GOOD, "post": "operator"}, "operator", kept="2023002"),
    Case("impossible date", {**GOOD, "since": "2026-02-30"}, "日期", kept="2023002"),
    Case("wrong type", {**GOOD, "since": "soon"}, "日期", kept="soon"),
    Case(
        "end before start", {**GOOD, "until": str(YESTERDAY)}, "结束日期不能早于开始日期", kept=str(YESTERDAY)
    ),
    Case("before the beginning", {**GOOD, "since": "1999-01-01"}, "成立于", status=409, kept="1999-01-01"),
    Case("duplicate", {**GOOD, "who": "2023003"}, "已经担任这个职务", status=409, kept="2023003"),
    Case("hostile HTML", {**GOOD, "who": EVIL}, "名册里没有人用这个号码", kept=EVIL),
    Case("emoji", {**GOOD, "who": "😀"}, "名册里没有人用这个号码", kept="😀"),
]
END = [
    Case("past date", {"on": str(YESTERDAY)}, "请选今天或以后的日期", kept=str(YESTERDAY)),
    Case("impossible date", {"on": "2026-13-01"}, "日期", kept="2026-13-01"),
    Case("wrong type", {"on": "now"}, "日期", kept="now"),
    Case("hostile HTML", {"on": EVIL}, "日期", kept=EVIL),
]
ADD_PLACE = [
    Case("missing", {**PLACE, "name": ""}, "请填写这一项"),
    Case("blank", {**PLACE, "name": "   "}, "请填写这一项"),
    Case("too long", {**PLACE, "name": "长" * 81}, "80", kept="长" * 81),
    Case("negative number", {**PLACE, "households": "-1"}, "0", kept="-1"),
    Case("huge number", {**PLACE, "households": "99999999999"}, "100000", kept="99999999999"),
    Case("wrong type", {**PLACE, "households": "many"}, "整数", kept="many"),
    Case("over a hundred", {**PLACE, "elderly_percent": "101"}, "100", kept="101"),
    Case("nonexistent choice", {**PLACE, "management": "magic"}, "magic", kept="铁路二村"),
    Case("nonexistent choice", {**PLACE, "stands_in": "999999"}, "选", kept="铁路二村"),
    Case("null byte", {**PLACE, "name": "a\x00"}, "空字符"),
    Case("control characters", {**PLACE, "changed": "\x00\x01"}, "空字符", kept="铁路二村"),
]
FOUND = [
    Case("missing", {**NEW, "name": ""}, "请填写这一项"),
    Case("missing", {**NEW, "kind": ""}, "请填写这一项", kept="第一党小组"),
    Case("too long", {**NEW, "name": "长" * 121}, "120", kept="长" * 121),
    Case("nonexistent choice", {**NEW, "kind": "empire"}, "empire", kept="第一党小组"),
    Case(
        "a choice of the command's", {**NEW, "kind": "university_committee"}, "university", kept="第一党小组"
    ),
    Case("duplicate", {**NEW, "name": "第二党小组"}, "已有同名的组织", kept="第二党小组"),
    Case("hostile HTML", {**NEW, "short_name": EVIL * 2}, "40", kept=EVIL * 2),
    Case("null byte", {**NEW, "name": "a\x00"}, "空字符"),
]
ADD_PERSON = [
    Case("missing", {**PERSON, "display_name": ""}, "请填写这一项"),
    Case("missing", {**PERSON, "number": ""}, "至少填一项", kept="何清"),
    Case("too long", {**PERSON, "display_name": "长" * 61}, "60", kept="长" * 61),
    Case("nonexistent choice", {**PERSON, "kind": "king"}, "king", kept="何清"),
    Case("bad phone", {**PERSON, "phone": "12345"}, "这个号码不对", kept="12345"),
    Case("bad number", {**PERSON, "number": "！"}, "这个号码不对", kept="何清"),
    Case("bad e-mail", {**PERSON, "email": "heqing"}, "邮", kept="heqing"),
    Case("bad e-mail", {**PERSON, "email": "a@b@c"}, "邮", kept="a@b@c"),
    Case("impossible date", {**PERSON, "since": "2026-02-30"}, "日期", kept="2026-02-30"),
    Case("before the beginning", {**PERSON, "since": "1999-01-01"}, "成立于", status=409, kept="1999-01-01"),
    Case("somebody else's", {**PERSON, "number": "2023009"}, "名册", status=409, kept="2023009"),
    Case("two people's", {**PERSON, "number": "2023003", "phone": "13800000009"}, "名册", status=409),
    Case("duplicate", {**PERSON, "display_name": "方一", "number": "2023003"}, "没有改动", status=409),
    Case("hostile HTML", {**PERSON, "number": EVIL}, "这个号码不对", kept=EVIL),
    Case("null byte", {**PERSON, "display_name": "a\x00"}, "空字符"),
]
CLOSE = [
    Case("missing", {"reason": ""}, "请填写这一项"),
    Case("blank", {"reason": "   "}, "请填写这一项"),
    Case("too long", {"reason": "长" * 201}, "200", kept="长" * 201),
    Case("null byte", {"reason": "a\x00"}, "空字符"),
    Case("hostile HTML", {"reason": EVIL * 9}, "200", kept=EVIL * 9),
]


@pytest.mark.parametrize("case", EDIT, ids=str)
def test_edit(client: Client, case: Case) -> None:
    campus = make_university()
    client.force_login(appoint("周明远", campus.branch))
    check(client, reverse("organizations:edit", args=[campus.branch.pk]), case)


@pytest.mark.parametrize("case", APPOINT, ids=str)
def test_appoint(client: Client, case: Case) -> None:
    campus, place = make_university(), make_subdistrict()
    affiliate(make_user("何清", number="2023002"), campus.branch)
    appoint(affiliate(make_user("方一", number="2023003"), campus.branch), campus.branch, Post.LIAISON)
    affiliate(make_user("外人", number="2023009"), place.community, "resident")
    secretary = affiliate(make_user("周明远", number="2023001"), campus.branch)
    client.force_login(appoint(secretary, campus.branch))
    check(client, reverse("organizations:appoint", args=[campus.branch.pk]), case)


@pytest.mark.parametrize("case", END, ids=str)
def test_end_appointment(client: Client, case: Case) -> None:
    campus = make_university()
    liaison = appoint("何清", campus.branch, Post.LIAISON)
    client.force_login(appoint("周明远", campus.branch))
    check(
        client,
        reverse("organizations:end_appointment", args=[Appointment.objects.get(person=liaison).pk]),
        case,
    )
    assert Appointment.objects.get(person=liaison).until is None


@pytest.mark.parametrize("case", ADD_PLACE, ids=str)
def test_add_place(client: Client, case: Case) -> None:
    place = make_subdistrict()
    client.force_login(appoint("王秀兰", place.community, Post.COMMUNITY_WORKER))
    check(client, reverse("organizations:add_place", args=[place.community.pk]), case)


@pytest.mark.parametrize("case", FOUND, ids=str)
def test_found(client: Client, case: Case) -> None:
    campus = make_university()
    make_organization("第二党小组", kind="group", parent=campus.branch)
    client.force_login(appoint("周明远", campus.branch))
    check(client, reverse("organizations:found", args=[campus.branch.pk]), case)


@pytest.mark.parametrize("case", ADD_PERSON, ids=str)
def test_add_person(client: Client, case: Case) -> None:
    campus, place = make_university(), make_subdistrict()
    affiliate(make_user("方一", number="2023003"), campus.branch)
    affiliate(make_user("外人", number="2023009", phone="13800000009"), place.community, "resident")
    client.force_login(appoint("周明远", campus.branch))
    shown = check(client, reverse("organizations:add_person", args=[campus.branch.pk]), case)
    assert "外人" not in shown


@pytest.mark.parametrize("case", CLOSE, ids=str)
def test_close(client: Client, case: Case) -> None:
    campus = make_university()
    client.force_login(appoint("陈立新", campus.college))
    check(client, reverse("organizations:close", args=[campus.branch.pk]), case)
    campus.branch.refresh_from_db()
    assert campus.branch.closed_on is None


@pytest.mark.parametrize(
    ("name", "data"), [("found", NEW), ("add_person", PERSON), ("close", {"reason": "毕业"})]
)
def test_another_organisations_id(client: Client, name: str, data: dict[str, str]) -> None:
    campus = make_university()
    client.force_login(appoint("陈立新", campus.college))
    before = counts()
    assert (
        client.post(reverse(f"organizations:{name}", args=[campus.other_branch.pk]), data).status_code == 404
    )
    campus.other_branch.refresh_from_db()
    assert (counts(), campus.other_branch.closed_on) == (before, None)


def test_rename_to_a_name_that_is_taken(client: Client) -> None:
    place = make_subdistrict()
    client.force_login(appoint("王秀兰", place.community, Post.COMMUNITY_WORKER))
    case = Case(
        "duplicate", {**PLACE, "name": place.compound.name}, "已有同名的地点", kept=place.compound.name
    )
    check(client, reverse("organizations:edit_place", args=[place.old.pk]), case)


@pytest.mark.parametrize("name", ["edit", "appoint", "add_place", "found", "add_person", "close"])
def test_without_a_token(name: str) -> None:
    campus = make_university()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(appoint("周明远", campus.branch))
    answer = strict.post(reverse(f"organizations:{name}", args=[campus.branch.pk]), GOOD)
    assert (answer.status_code, Appointment.objects.count()) == (403, 1)
