"""Pages: what they show to whom, and that each button does what it says."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from gongjian.activities import checkin_code
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import moved_to, now, today
from tests.accounts.factories import make_user
from tests.activities.factories import (
    Pair,
    make_activity,
    make_attended,
    make_settled,
    make_shift,
    make_sign_up,
    open_shift,
)
from tests.organizations.factories import affiliate

S = SignUp.State


def url(name: str, *args: Any) -> str:
    return reverse(f"activities:{name}", args=args)


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(url(name, *args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


# ---- joining


def test_a_visitor_reads_the_board_and_an_activity(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, title="智慧助老课堂")
    board = page(client, "index")
    assert "智慧助老课堂" in board
    assert "近期有 1 场活动" in board
    detail = page(client, "detail", activity.pk)
    for words in ("计算机本科生第三党支部", "梧桐苑社区党委", "注意脚下台阶", "剩 5 个名额", "登录后报名"):
        assert words in detail
    assert url("sign_up", activity.shifts.get().pk) not in detail
    assert f"?next={url('detail', activity.pk)}" in detail


def test_an_empty_board_says_why_and_where_to_begin(client: Client, db: None) -> None:
    assert "还没有安排活动" in page(client, "index")
    assert "没有合适的活动" in page(client, "index", query="?kind=lecture")


def test_a_filter_that_makes_no_sense_is_named_and_not_used(client: Client, pair: Pair) -> None:
    make_activity(pair.branch, title="智慧助老课堂")
    board = page(client, "index", query="?on_day=31.02.2026&kind=party&community=x")
    assert "智慧助老课堂" in board
    assert "有 3 处要改" in board


def test_two_taps_sign_up(client: Client, pair: Pair) -> None:
    person = affiliate("林知夏", pair.branch)
    client.force_login(person)
    shift = open_shift(make_activity(pair.branch, pair.community))
    assert url("sign_up", shift.pk) in page(client, "detail", shift.activity_id)
    answer = client.post(url("sign_up", shift.pk), follow=True)
    assert answer.redirect_chain == [(url("detail", shift.activity_id), 302)]
    shown = answer.content.decode()
    assert "您已报上名，前一天会提醒您。" in shown
    assert "取消报名" in shown
    assert url("sign_up", shift.pk) not in shown
    assert SignUp.objects.get().person == person


def test_the_waiting_number_is_shown(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, shift={"capacity": 1})
    shift = activity.shifts.get()
    make_sign_up(shift, "甲")
    make_sign_up(shift, "乙", state=S.WAITING)
    client.force_login(make_user())
    assert "排队候补" in page(client, "detail", activity.pk)
    answer = client.post(url("sign_up", shift.pk), follow=True)
    assert "您在候补中排第 2 位" in answer.content.decode()


def test_a_full_list_says_so(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, shift={"capacity": 1, "waiting_places": 0})
    make_sign_up(activity.shifts.get(), "甲")
    client.force_login(make_user())
    shown = page(client, "detail", activity.pk)
    assert "名额已满，候补也已满。" in shown
    assert url("sign_up", activity.shifts.get().pk) not in shown


def test_danger_asks_for_the_adults_word(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, is_dangerous=True, insurance="PICC-2026")
    client.force_login(make_user())
    shown = page(client, "detail", activity.pk)
    assert 'name="of_age"' in shown
    assert "PICC-2026" in shown
    sign_up = url("sign_up", activity.shifts.get().pk)
    assert client.post(sign_up).status_code == 409
    assert client.post(sign_up, {"of_age": "on"}).status_code == 302


def test_giving_a_place_back_asks_once(client: Client, pair: Pair) -> None:
    seat = make_sign_up(make_activity(pair.branch).shifts.get())
    client.force_login(seat.person)
    assert "要取消报名吗？" in page(client, "cancel_sign_up", seat.pk)
    seat.refresh_from_db()
    assert seat.state == S.CONFIRMED
    answer = client.post(url("cancel_sign_up", seat.pk), follow=True)
    assert "报名已取消，谢谢您提前告知。" in answer.content.decode()
    assert Shift.objects.get().taken == 0


def test_my_activities(client: Client, pair: Pair) -> None:
    client.force_login(pair.secretary)
    assert "您还没有报名" in page(client, "mine")
    assert "您还没有组织活动" in page(client, "mine", query="?show=arranged")
    activity = make_activity(pair.branch, title="我组织的课堂")
    other = make_activity(pair.other_branch, title="我参加的清洁日")
    make_sign_up(other.shifts.get(), pair.secretary)
    assert "我参加的清洁日" in page(client, "mine")
    arranged = page(client, "mine", query="?show=arranged")
    assert "我组织的课堂" in arranged
    assert "我参加的清洁日" not in arranged
    assert url("desk", activity.pk) in arranged


# ---- checking in


def test_the_code_screen_and_the_phone(client: Client, pair: Pair) -> None:
    shift = open_shift(make_activity(pair.branch, state="running", shift={"starts_at": now()}))
    seat = make_sign_up(shift, "林知夏")
    moment = now()
    with moved_to(moment):
        digits = checkin_code.code(shift, moment)
        client.force_login(pair.secretary)
        answer = client.get(url("code", shift.pk))
        shown = answer.content.decode()
        assert f"{digits[:3]} {digits[3:]}" in shown
        assert "已到 0 人 / 报名 1 人" in shown
        assert answer.headers["Cache-Control"] == "no-store"
        assert f'href="{url("code", shift.pk)}"' in shown  # without JavaScript the next code is a link away
        client.force_login(seat.person)
        phone = client.get(url("check_in", shift.pk) + f"?code={digits}").content.decode()
        assert f'value="{digits}"' in phone
        assert SignUp.objects.get().state == S.CONFIRMED
        answer = client.post(url("check_in", shift.pk), {"code": f"{digits[:3]} {digits[3:]}"}, follow=True)
    assert "签到成功，谢谢您来。" in answer.content.decode()
    assert SignUp.objects.get().state == S.CHECKED_IN
    client.force_login(pair.worker)
    assert client.get(url("code", shift.pk)).status_code == 403
    client.force_login(pair.secretary)
    assert "林知夏" in page(client, "code", shift.pk)


def test_htmx_gets_the_fragment_only(client: Client, pair: Pair) -> None:
    shift = open_shift(make_activity(pair.branch, state="running", shift={"starts_at": now()}))
    client.force_login(pair.secretary)
    moment = dt.datetime(2026, 4, 16, 6, 30, 4, tzinfo=dt.UTC)
    with moved_to(moment):
        shown = client.get(url("code", shift.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in shown
    assert 'hx-trigger="load delay:11s"' in shown


def test_the_middle_tab_leads_to_the_one_check_in(client: Client, pair: Pair) -> None:
    person = make_user()
    client.force_login(person)
    assert "您还没有报名近期的活动。" in page(client, "check_in_now")
    make_sign_up(make_activity(pair.branch, title="后天的课堂").shifts.get(), person)
    assert "后天的课堂" in page(client, "check_in_now")
    shift = make_activity(pair.branch, state="running", shift={"starts_at": now()}).shifts.get()
    make_sign_up(shift, person)
    answer = client.get(url("check_in_now"))
    assert (answer.status_code, answer.headers["Location"]) == (302, url("check_in", shift.pk))


@pytest.mark.parametrize(
    ("state", "words"),
    [(S.CHECKED_IN, "您已签到"), (S.WAITING, "您还在候补名单上。"), (None, "您没有报名这一场。")],
)
def test_the_check_in_page_says_where_one_stands(
    client: Client, pair: Pair, state: str | None, words: str
) -> None:
    shift = make_activity(
        pair.branch, state="running", shift={"starts_at": now(), "capacity": 1}
    ).shifts.get()
    person = make_user()
    if state == S.WAITING:
        make_sign_up(shift, "甲")
    if state:
        make_sign_up(shift, person, state=state)
    client.force_login(person)
    shown = page(client, "check_in", shift.pk)
    assert words in shown
    assert "我到了，签到" not in shown


# ---- planning


def form_data(**changes: Any) -> dict[str, Any]:
    day = (today() + dt.timedelta(days=5)).isoformat()
    return {
        "title": "智慧助老课堂",
        "kind": "service",
        "words": "一对一陪着做。",
        "audience": "everyone",
        "risks": "注意脚下台阶。",
        "contact_name": "周明远",
        "contact_phone": "0791-88001234",
        "shifts-TOTAL_FORMS": "3",
        "shifts-INITIAL_FORMS": "0",
        "shifts-0-day": day,
        "shifts-0-begins": "14:30",
        "shifts-0-ends": "16:00",
        "shifts-0-break_minutes": "0",
        "shifts-0-capacity": "24",
        "shifts-0-waiting_places": "10",
        "shifts-1-break_minutes": "0",
        "shifts-1-waiting_places": "20",
        **changes,
    }


def test_an_activity_from_a_project(client: Client, pair: Pair) -> None:
    client.force_login(pair.secretary)
    shown = page(client, "draft", query=f"?project={pair.project.pk}")
    assert f'<option value="{pair.project.pk}" selected>' in shown
    assert f'<option value="{pair.community.pk}" selected>' in shown
    assert 'value="梧桐苑一期"' in shown
    data = form_data(organizer=pair.branch.pk, project=pair.project.pk, skills="讲解，耐心、倾听")
    answer = client.post(url("draft"), data)
    activity = Activity.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, url("detail", activity.pk))
    assert (activity.partner, activity.where, activity.skills) == (
        pair.community,
        "梧桐苑一期",
        ["讲解", "耐心", "倾听"],
    )
    shift = activity.shifts.get()
    assert (shift.capacity, shift.waiting_places, shift.minutes) == (24, 10, 90)
    assert "草稿只有双方组织者看得到。" in page(client, "detail", activity.pk)
    client.post(url("publish", activity.pk))
    activity.refresh_from_db()
    assert activity.state == "open"


def test_several_shifts_in_one_form(client: Client, pair: Pair) -> None:
    client.force_login(pair.secretary)
    day = (today() + dt.timedelta(days=6)).isoformat()
    second = {
        "shifts-1-day": day,
        "shifts-1-begins": "09:00",
        "shifts-1-ends": "11:00",
        "shifts-1-capacity": "5",
    }
    answer = client.post(url("draft"), form_data(organizer=pair.branch.pk, project=pair.project.pk, **second))
    assert answer.status_code == 302
    assert list(Shift.objects.values_list("capacity", flat=True)) == [24, 5]


def test_changing_an_open_activity(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, project=pair.project)
    shift = activity.shifts.get()
    make_sign_up(shift)
    client.force_login(pair.secretary)
    shown = page(client, "edit", activity.pk)
    assert 'name="kind"' not in shown
    assert f'value="{escape(activity.title)}"' in shown
    local = dt.timedelta(hours=8)
    data = form_data(
        **{
            "category": "digital",
            "where": "3 楼",
            "shifts-INITIAL_FORMS": "1",
            "shifts-0-pk": shift.pk,
            "shifts-0-day": (shift.starts_at + local).date().isoformat(),
            "shifts-0-begins": f"{shift.starts_at + local:%H:%M}",
            "shifts-0-ends": f"{shift.ends_at + local:%H:%M}",
            "shifts-0-capacity": "30",
        }
    )
    answer = client.post(url("edit", activity.pk), data)
    assert answer.status_code == 302
    activity.refresh_from_db()
    shift.refresh_from_db()
    assert (activity.where, activity.title, shift.capacity, shift.taken) == ("3 楼", "智慧助老课堂", 30, 1)


def test_calling_it_off(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch)
    make_sign_up(activity.shifts.get())
    client.force_login(pair.secretary)
    assert "会马上告诉 1 个人" in page(client, "cancel", activity.pk)
    client.post(url("cancel", activity.pk), {"reason": "下大雨"})
    client.logout()
    shown = page(client, "detail", activity.pk)
    assert "这项活动已取消。" in shown
    assert "下大雨" in shown


# ---- every list asks as many questions for three rows as for one


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("index", ""),
        ("mine", ""),
        ("mine", "?show=arranged"),
        ("hours", ""),
        ("desk", ""),
        ("desk", "?show=missing"),
    ],
)
def test_pages_ask_no_more_with_more_rows(client: Client, pair: Pair, name: str, query: str) -> None:
    desk = make_activity(pair.branch, pair.community, state="finished", shift={"capacity": 20})
    shift = desk.shifts.get()
    args = (desk.pk,) if name == "desk" else ()

    def grow(n: int) -> None:
        activity = make_activity(pair.branch, pair.community, project=pair.project)
        make_sign_up(activity.shifts.get(), pair.secretary)
        past = make_activity(
            pair.branch,
            pair.community,
            state="finished",
            shift={"starts_at": now() - dt.timedelta(days=n)},
        )
        make_settled(past.shifts.get(), pair.secretary)
        make_attended(shift, f"甲{n}")
        make_sign_up(shift, f"乙{n}", state=S.CHECKED_IN)
        make_sign_up(shift, f"丙{n}")

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, name, *args, query=query)
        return len(captured)

    client.force_login(pair.secretary)
    grow(1)
    page(client, name, *args, query=query)
    first = count()
    grow(2)
    grow(3)
    assert count() == first
    assert first <= 20


def test_several_shifts_on_one_page(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch)
    later = make_shift(activity, starts_at=activity.shifts.get().ends_at)
    client.force_login(make_user())
    shown = page(client, "detail", activity.pk)
    assert f'id="shift-{later.pk}"' in shown
    assert shown.count("我要报名") == 2
