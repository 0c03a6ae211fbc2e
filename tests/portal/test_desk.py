"""One desk per role: what waits, and the same number of queries whatever waits."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.core.clock import at, moved_to, now, today
from gongjian.feedback.models import Remark
from gongjian.organizations.posts import Post
from gongjian.portal.queries import acting, desk_of, desk_page, desks_of
from gongjian.portal.queries.personal import day_part, greeting, next_up, suited
from gongjian.portal.queries.todo import BRANCH, COMMUNITY, Todo, todos
from tests.activities.factories import make_activity, make_sign_up
from tests.organizations.factories import affiliate, appoint
from tests.partnerships.factories import make_active_partnership, make_need, make_open_need, make_partnership

from .rows import DAY, Place, add_everything, fresh, queries_of

pytestmark = pytest.mark.django_db
ROLES = [
    "student", "resident", "secretary", "worker", "community_secretary", "college", "orgdept", "subdistrict",
    "operator", "auditor",
]  # fmt: skip


@pytest.fixture
def place() -> Place:
    return Place()


def see(person: User, query: str = "") -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("portal:desk") + query, follow=bool(query))
    assert answer.status_code == 200
    return answer.content.decode()


def heading(page: str) -> str:
    return re.sub(r"<[^>]+>", "", re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]).strip()  # type: ignore[index]


def waiting(person: User) -> list[Todo]:
    me = fresh(person)
    desk = desk_of(me)
    return todos(acting(me, desk), COMMUNITY if desk.role == "worker" else BRANCH, most=50).rows


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_desk_when_nothing_is_there(place: Place, role: str) -> None:
    page = see(getattr(place, role))
    assert page.count("<h1") == 1
    assert page.count("btn-primary") <= 1


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_desk_when_everything_is_there(place: Place, role: str) -> None:
    add_everything(place, 1)
    Remark.objects.create(
        kind="suggestion", words="<b>字再大些</b>", receipt="YJ-1", secret="x", due_on=today()
    )
    page = see(getattr(place, role))
    assert page.count("<h1") == 1
    assert page.count("btn-primary") <= 1
    assert "<b>字再大些" not in page


@pytest.mark.parametrize("role", ROLES)
def test_queries_do_not_grow_with_the_rows(place: Place, role: str) -> None:
    person = getattr(place, role)
    add_everything(place, 1)
    client = Client()
    client.force_login(person)
    client.get(reverse("portal:desk"))
    one = queries_of(lambda: client.get(reverse("portal:desk")))
    add_everything(place, 2)
    add_everything(place, 3)
    assert queries_of(lambda: client.get(reverse("portal:desk"))) == one


def test_a_visitor_signs_in_first(client: Client) -> None:
    answer = client.get(reverse("portal:desk"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/sign-in/?next=/desk/")


# ---------------------------------------------------------------- what waits


def test_a_secretary_sees_what_waits_for_the_branch(place: Place) -> None:
    add_everything(place, 1)
    found = [(todo.icon, todo.late) for todo in waiting(place.secretary)]
    assert found == [
        ("mood-sad", True), ("writing-sign", False), ("scale", False), ("help", False), ("clock-check", False),
        ("checks", False), ("ruler-measure", False), ("player-play", False), ("calendar-due", False),
        ("pencil", False),
    ]  # fmt: skip


def test_a_worker_sees_what_waits_for_the_neighbourhood(place: Place) -> None:
    add_everything(place, 1)
    found = [todo.title for todo in waiting(place.worker)]
    assert found == [
        "居民说“在办的灯第1件”没办成",
        "看一看“待看的灯第1件”",
        "看一看“我自己提的灯第1件”",
        "计本三 想接“有人想接的灯第1件”",
        "复核“等社区复核的灯第1件”的时长",
        "量一量“到期的灯第1件”的结果",
        "“亮灯第1件”" + found[-2].removeprefix("“亮灯第1件”"),
        "把“灯的草稿第1件”的草稿写完",
    ]


def test_at_most_seven_things_and_the_rest_is_counted(place: Place) -> None:
    add_everything(place, 1)
    shown = desk_page(fresh(place.secretary), desk_of(fresh(place.secretary)))["todos"]
    assert (len(shown.rows), shown.number, shown.hidden) == (7, 10, 3)
    page = see(place.secretary)
    assert heading(page) == "今天有 10 件事要您办"
    assert "办完这些，还有 3 件。" in page


def test_many_of_a_kind_are_one_thing_to_do(place: Place) -> None:
    for number in range(4):
        make_need(place.district.community, title=f"灯 {number}")
    (todo,) = waiting(place.worker)
    assert (todo.title, todo.number, todo.href) == ("4 条需求等您审看", 4, reverse("partnerships:queue"))
    assert heading(see(place.worker)) == "今天有 4 件事要您办"


def test_nothing_waits_is_said(place: Place) -> None:
    assert heading(see(place.secretary)) == "今天没有要您办的事"
    assert "还没有伙伴" in see(place.secretary)


def test_each_thing_leads_to_its_page(place: Place) -> None:
    partnership = make_partnership(
        place.campus.branch, place.district.community, state="proposed", title="亮灯"
    )
    page = see(place.secretary)
    assert f'href="{reverse("partnerships:partnership", args=[partnership.pk])}"' in page
    assert "签协议“亮灯”" in page


# ---------------------------------------------------------------- several posts


def test_somebody_with_two_posts_switches(place: Place) -> None:
    appoint(place.secretary, place.campus.other_branch, Post.SECRETARY)
    make_partnership(
        place.campus.branch, place.district.community, state="proposed", title="第一个支部的协议"
    )
    other = make_partnership(
        place.campus.other_branch, place.district.other_community, state="proposed", title="第二个支部的协议"
    )
    assert other.pk
    first = see(place.secretary)
    assert "第一个支部的协议" in first
    assert "第二个支部的协议" not in first
    second = see(place.secretary, f"?as={place.campus.other_branch.pk}")
    assert "第二个支部的协议" in second
    assert "第一个支部的协议" not in second


@pytest.mark.parametrize("asked", ["999999", "abc", "-1", "me'--", "%00"])
def test_a_desk_that_is_not_mine_is_not_opened(place: Place, asked: str) -> None:
    page = see(place.secretary, f"?as={asked}")
    assert place.campus.branch.name in page
    assert heading(page) == "今天没有要您办的事"


def test_another_organisations_desk_is_not_opened(place: Place) -> None:
    make_partnership(
        place.campus.other_branch, place.district.other_community, state="proposed", title="别家的协议"
    )
    page = see(place.secretary, f"?as={place.campus.other_branch.pk}")
    assert "别家的协议" not in page
    assert "护理" not in page


def test_the_choice_is_remembered(place: Place) -> None:
    client = Client()
    client.force_login(place.secretary)
    client.get(reverse("portal:desk"), {"as": "me"})
    page = client.get(reverse("portal:desk")).content.decode()
    assert "周明远" in heading(page)


def test_powers_of_a_desk_are_its_own(place: Place) -> None:
    appoint(place.secretary, place.campus.other_branch, Post.SECRETARY)
    me = fresh(place.secretary)
    desks = {desk.organization.pk: desk for desk in desks_of(me) if desk.organization}
    narrowed = acting(me, desks[place.campus.branch.pk])
    assert narrowed.has_perm("partnerships.sign_for", place.campus.branch) is True
    assert narrowed.has_perm("partnerships.sign_for", place.campus.other_branch) is False
    assert me.has_perm("partnerships.sign_for", place.campus.other_branch) is True


# ---------------------------------------------------------------- one's own


def test_the_next_thing_can_be_checked_in_when_the_code_is_taken(place: Place) -> None:
    activity = make_activity(place.campus.branch, place.district.community, title="修灯")
    seat = make_sign_up(activity.shifts.get(), place.student)
    early = see(place.student)
    assert reverse("activities:check_in", args=[seat.shift_id]) not in early
    with moved_to(seat.shift.starts_at - DAY / 144):
        page = see(place.student)
        found = next_up(fresh(place.student))
    assert f'href="{reverse("activities:check_in", args=[seat.shift_id])}"' in page
    assert found is not None
    assert (found.can_check_in, found.words) == (True, "10 分钟后开始")


@pytest.mark.parametrize(("state", "words"), [("waiting", "候补"), ("checked_in", "已签到")])
def test_the_next_thing_says_how_it_stands(place: Place, state: str, words: str) -> None:
    full = {"capacity": 1}
    activity = make_activity(place.campus.branch, place.district.community, shift=full)
    if state == "waiting":
        make_sign_up(activity.shifts.get(), "许一鸣")
    make_sign_up(activity.shifts.get(), place.student, state=state)
    found = next_up(fresh(place.student))
    assert found is not None
    assert words in found.words


def test_what_suits_gives_its_reasons(place: Place) -> None:
    branch, community = place.campus.branch, place.district.community
    other = place.campus.other_branch
    make_activity(other, place.district.other_community, title="别家的")
    make_activity(other, place.district.other_community, title="用得上", skills=["摄影"])
    make_activity(branch, community, title="自家的")
    make_activity(branch, community, title="满了", shift={"capacity": 1, "taken": 1})
    joined = make_activity(branch, community, title="报过名")
    make_sign_up(joined.shifts.get(), place.student)
    User.objects.filter(pk=place.student.pk).update(skills=["摄影"])
    found = [(row.shift.activity.title, row.reasons) for row in suited(fresh(place.student))]
    assert found == [
        ("自家的", ["您所在的组织参与"]),
        ("用得上", ["用得上您会的：摄影"]),
        ("别家的", []),
    ]


@pytest.mark.parametrize(
    ("day", "hour", "part"),
    [
        (16, 9, "weekday_morning"),
        (16, 12, "weekday_afternoon"),
        (18, 18, "weekend_evening"),
        (19, 17, "weekend_afternoon"),
    ],
)
def test_parts_of_the_week(day: int, hour: int, part: str) -> None:
    assert day_part(at(today().replace(year=2026, month=4, day=day), hour)) == part


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "早上好"), (12, "中午好"), (15, "下午好"), (20, "晚上好"), (2, "晚上好")]
)
def test_greetings(hour: int, words: str) -> None:
    with moved_to(at(today(), hour)):
        assert greeting().startswith(words)


def test_a_resident_reads_their_own_matters_only(place: Place) -> None:
    make_need(place.district.community, title="我家的灯", proposed_by=place.resident)
    make_need(place.district.community, title="邻居家的灯")
    page = see(place.resident)
    assert "我家的灯" in page
    assert "邻居家的灯" not in page
    assert 'data-gj-mode="elder"' in page
    assert "8800 1234" in page


# ---------------------------------------------------------------- above


def test_a_college_says_in_words_who_needs_a_hand(place: Place) -> None:
    make_active_partnership(place.campus.branch, place.district.community)
    page = see(place.college)
    assert heading(page) == "2 个支部，0 个在往前走，2 个要搭把手"
    assert "1 个支部还没有结对" in page
    assert "1 个支部 90 天没有活动" in page
    names = re.findall(r'class="gj-strong" href="[^"]+">([^<]+)</a>', page)
    assert names == sorted(names)


def test_a_college_sees_its_own_branches_only(place: Place) -> None:
    assert "护理本科生第一党支部" not in see(place.college)


def test_a_subdistrict_sees_needs_that_wait_too_long(place: Place) -> None:
    make_open_need(
        place.district.community,
        title="等了很久",
        proposed_at=now() - 60 * DAY,
        published_at=now() - 40 * DAY,
    )
    make_open_need(place.district.community, title="刚刚公开")
    page = see(place.subdistrict)
    assert "等了很久" in page
    assert "刚刚公开" not in page


def test_an_auditor_reads_who_looked(place: Place) -> None:
    Entry.objects.create(
        by=place.worker,
        verb="partnerships.need_contact_shown",
        subject_type="partnerships.need",
        subject_id="1",
    )
    assert "王秀兰" in see(place.auditor)


def test_a_member_of_no_organisation_has_a_desk_too(client: Any) -> None:
    person = User.objects.create(display_name="新来的")
    assert "您还没有报名" in see(person)
    affiliate(person, Place().campus.branch)
    assert "您还没有报名" in see(fresh(person))
