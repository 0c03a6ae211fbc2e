"""The organiser's desk from list to signatures, and a member's hours, through their pages."""

import datetime as dt

import pytest
from django.test import Client

from gongjian.activities.models import Shift, SignUp
from gongjian.core.clock import now, today
from gongjian.documents.models import Document
from tests.accounts.factories import make_user
from tests.activities.factories import (
    Pair,
    make_activity,
    make_attended,
    make_settled,
    make_sign_up,
)
from tests.organizations.factories import affiliate

from .test_views import S, page, url


@pytest.fixture
def finished(pair: Pair) -> Shift:
    activity = make_activity(
        pair.branch, pair.community, state="running", shift={"starts_at": now() - dt.timedelta(hours=3)}
    )
    shift = activity.shifts.get()
    make_sign_up(shift, "甲", state=S.CHECKED_IN)
    make_sign_up(shift, "乙")
    return shift


def test_the_desk_from_the_list_to_both_signatures(client: Client, pair: Pair, finished: Shift) -> None:
    one, two = SignUp.objects.order_by("pk")
    pk = finished.activity_id
    client.force_login(pair.secretary)
    assert "来了 1 人，还有 2 人要您看一眼" in page(client, "desk", pk)
    client.post(url("finish", pk))
    assert "乙" in page(client, "desk", pk, query="?show=missing")
    client.post(url("tick", two.pk), {"reason": "手机没电"})
    shown = page(client, "desk", pk)
    assert "名单 · 手机没电" in shown
    assert f'name="minutes_{one.pk}" value="90"' in shown
    answer = client.post(
        url("confirm", pk), {f"minutes_{one.pk}": "90", f"minutes_{two.pk}": "60"}, follow=True
    )
    assert "已确认 2 人的时长。" in answer.content.decode()
    client.force_login(pair.worker)
    shown = page(client, "desk", pk)
    assert "确认 2 人的时长" in shown
    assert f'name="minutes_{one.pk}"' not in shown
    client.post(url("countersign", one.pk))
    client.post(url("countersign_all", pk))
    assert set(SignUp.objects.values_list("minutes", "countersigned_by")) == {
        (90, pair.worker.pk),
        (60, pair.worker.pk),
    }
    client.force_login(one.person)
    assert "您帮了 1.5 小时，都有人作证" in page(client, "hours")


def test_without_a_partner_the_second_organiser_countersigns(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, state="finished")
    seat = make_attended(activity.shifts.get(), "甲", confirmed_by=pair.secretary)
    field = f'name="minutes_{seat.pk}"'
    client.force_login(pair.secretary)
    assert field in page(client, "desk", activity.pk)  # who set the minutes may still change them
    client.force_login(pair.deputy)
    shown = page(client, "desk", activity.pk)
    assert field not in shown
    assert url("countersign_all", activity.pk) in shown
    client.post(url("countersign_all", activity.pk))
    seat.refresh_from_db()
    assert seat.countersigned_by == pair.deputy


def test_absence_and_minutes_sent_back(client: Client, pair: Pair, finished: Shift) -> None:
    one, two = SignUp.objects.order_by("pk")
    client.force_login(pair.secretary)
    client.post(url("absent", two.pk))
    client.post(url("confirm", finished.activity_id), {f"minutes_{one.pk}": "90"})
    client.force_login(pair.worker)
    assert "甲 的时长不对？" in page(client, "return_minutes", one.pk)
    client.post(url("return_minutes", one.pk), {"reason": "只来了一小时"})
    states = dict(SignUp.objects.values_list("name", "state"))
    assert states == {"甲": S.CHECKED_IN, "乙": S.ABSENT}


def test_minutes_that_are_wrong_stay_on_the_page(client: Client, pair: Pair, finished: Shift) -> None:
    one, _two = SignUp.objects.order_by("pk")
    client.force_login(pair.secretary)
    answer = client.post(url("confirm", finished.activity_id), {f"minutes_{one.pk}": "999"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'name="minutes_{one.pk}" value="999"' in shown
    assert SignUp.objects.filter(minutes__isnull=False).count() == 0


def test_only_those_who_run_it_open_the_desk(client: Client, pair: Pair, finished: Shift) -> None:
    statuses = {}
    people = {
        "secretary": pair.secretary,
        "worker": pair.worker,
        "dean": pair.dean,
        "stranger": pair.stranger,
        "student": affiliate("同学", pair.branch),
    }
    for who, person in people.items():
        client.force_login(person)
        statuses[who] = client.get(url("desk", finished.activity_id)).status_code
    assert statuses == {"secretary": 200, "worker": 200, "dean": 200, "stranger": 403, "student": 403}


# ---- hours


def test_hours_and_a_certificate(client: Client, pair: Pair) -> None:
    seat = make_settled(
        make_activity(
            pair.branch, pair.community, state="settled", shift={"starts_at": now() - dt.timedelta(days=3)}
        ).shifts.get()
    )
    make_attended(
        make_activity(
            pair.branch, pair.community, state="finished", shift={"starts_at": now() - dt.timedelta(days=2)}
        ).shifts.get(),
        seat.person,
        minutes=60,
    )
    client.force_login(seat.person)
    shown = page(client, "hours")
    for words in (
        "您帮了 1.5 小时",
        "再 98.5 小时到一星",
        "双方已确认",
        "等另一方确认",
        "民政部《志愿服务记录办法》",
        "现场动态码",
    ):
        assert words in shown
    assert today().isoformat() in page(client, "certificate")
    data = {"since": (today() - dt.timedelta(days=9)).isoformat(), "until": today().isoformat()}
    answer = client.post(url("certificate"), data, follow=True)
    paper = Document.objects.get()
    assert f"证明 {paper.number} 已开好。" in answer.content.decode()
    assert paper.facts["minutes"] == 90


def test_without_hours_the_page_says_how_to_begin(client: Client, db: None) -> None:
    client.force_login(make_user())
    assert "还没有确认的时长" in page(client, "hours")
    data = {"since": "2026-01-01", "until": "2026-01-31"}
    answer = client.post(url("certificate"), data)
    assert answer.status_code == 409
    assert Document.objects.count() == 0


def test_anothers_hours_are_nobodys_business(client: Client, pair: Pair) -> None:
    seat = make_settled(make_activity(pair.branch, state="settled", title="别人的服务").shifts.get())
    client.force_login(pair.secretary)
    assert "别人的服务" not in page(client, "hours")
    assert seat.person != pair.secretary
