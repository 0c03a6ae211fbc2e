"""The three questions that a resident answers, the receipt, and what can be done with it."""

from typing import Any

import pytest
from django.test import Client

from gongjian.partnerships.models import Need

from .conftest import Town
from .factories import (
    SECRET,
    make_claimed_need,
    make_need,
    make_open_need,
)
from .test_views import sign_in, text, url

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- three questions


def ask(client: Client, town: Town, *, words: str = "想学跟女儿视频。", **contact: str) -> Any:
    """All three steps; returns the answer to the last."""
    client.post(url("propose"), {"step": "1", "what": "phone"})
    client.post(
        url("propose"), {"step": "2", "words": words, "where": f"place-{town.place.pk}", "when": "afternoon"}
    )
    page = client.get(url("propose") + "?step=3")
    token = page.context["form"]["token"].value()
    return client.post(url("propose"), {"step": "3", "token": token, **contact})


def test_a_visitor_asks_in_three_steps_and_gets_a_receipt_once(client: Client, town: Town) -> None:
    answer = ask(client, town, contact_name="吴阿姨", contact="138 0000 2207")
    assert (answer.status_code, answer["Location"]) == (302, url("receipt"))
    need = Need.objects.get()
    assert (need.title, need.kind, need.category) == ("教我用手机", Need.Kind.WISH, "digital")
    assert (need.community, need.place, need.words) == (town.community, town.place, "想学跟女儿视频。")
    assert (need.contact_name, need.contact) == ("吴阿姨", "13800002207")
    assert need.times == ["weekday_afternoon", "weekend_afternoon"]
    receipt = client.get(url("receipt"))
    assert receipt["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert need.receipt_shown in text(receipt)
    secret = receipt.context["secret"]
    assert len(secret) == 6
    stranger = Client()
    assert stranger.get(url("receipt"))["Location"] == url("status")
    assert stranger.post(url("status"), {"receipt": need.receipt, "code": secret})["Location"] == url(
        "status"
    )
    assert "教我用手机" in text(stranger.get(url("status")))
    assert secret not in text(stranger.get(url("status")))


def test_nothing_is_lost_on_the_way_back_or_by_a_wrong_answer(client: Client, town: Town) -> None:
    client.post(url("propose"), {"step": "1", "what": "talk"})
    client.post(url("propose"), {"step": "2", "words": "想有人说说话", "where": "", "when": "morning"})
    page = client.get(url("propose") + "?step=2")
    assert page.status_code == 422
    assert "请选您住的小区或社区。" in text(page)
    assert "想有人说说话" in text(page)
    client.post(
        url("propose"), {"step": "2", "words": "想有人说说话", "where": f"community-{town.community.pk}"}
    )
    first = client.get(url("propose"))
    assert first.context["form"]["what"].value() == "talk"
    second = client.get(url("propose") + "?step=2")
    assert (second.status_code, second.context["form"]["words"].value()) == (200, "想有人说说话")
    assert client.get(url("propose") + "?step=3").status_code == 200
    assert Need.objects.count() == 0


def test_no_step_can_be_skipped(client: Client, town: Town) -> None:
    assert client.get(url("propose") + "?step=3").templates[0].name == "partnerships/ask_what.html"
    answer = client.post(url("propose"), {"step": "3", "contact": "13800002207", "token": "x"})
    assert answer["Location"] == url("propose") + "?step=1"
    assert client.get(url("propose") + "?step=9").templates[0].name == "partnerships/ask_what.html"
    assert Need.objects.count() == 0


def test_a_double_click_makes_one_need(client: Client, town: Town) -> None:
    client.post(url("propose"), {"step": "1", "what": "phone"})
    client.post(url("propose"), {"step": "2", "words": "不会视频", "where": f"place-{town.place.pk}"})
    token = client.get(url("propose") + "?step=3").context["form"]["token"].value()
    for _click in range(2):
        answer = client.post(url("propose"), {"step": "3", "token": token, "contact": "13800002207"})
        assert answer["Location"] == url("receipt")
    assert Need.objects.count() == 1


def test_the_session_holds_no_plain_words(client: Client, town: Town) -> None:
    client.post(url("propose"), {"step": "1", "what": "phone"})
    client.post(url("propose"), {"step": "2", "words": "不会视频", "where": f"place-{town.place.pk}"})
    client.post(url("propose"), {"step": "3", "contact": "123", "contact_name": "吴阿姨"})
    stored = str(dict(client.session.items()))
    assert "不会视频" not in stored
    assert "吴阿姨" not in stored
    assert client.get(url("propose") + "?step=3").context["form"]["contact_name"].value() == "吴阿姨"


def test_asking_too_often_is_refused_and_keeps_the_words(client: Client, town: Town) -> None:
    for n in range(10):
        assert ask(client, town, words=f"第 {n} 件").status_code == 302
    answer = ask(client, town, words="第 11 件", contact="13800002207")
    assert answer.status_code == 409
    assert "请过几分钟再试" in text(answer) or "太频繁" in text(answer)
    assert "13800002207" in text(answer)
    assert Need.objects.count() == 10


def test_guessing_codes_is_limited(client: Client, town: Town) -> None:
    need = make_need(town.community)
    for _guess in range(10):
        assert client.post(url("status"), {"receipt": need.receipt, "code": "000000"}).status_code == 422
    answer = client.post(url("status"), {"receipt": need.receipt, "code": SECRET})
    assert answer.status_code == 409
    assert need.title not in text(answer)


def test_the_resident_follows_and_withdraws_by_receipt(client: Client, town: Town) -> None:
    need = make_claimed_need(town.community, town.branch, words="不会视频")
    client.post(url("status"), {"receipt": need.receipt, "code": SECRET.lower()})
    page = text(client.get(url("status")))
    assert "计本三会先打电话约时间，不约不上门。" in page
    client.post(url("withdraw_by_receipt"))
    need.refresh_from_db()
    assert need.state == Need.State.WITHDRAWN
    assert "已撤回" in text(client.get(url("status")))
    assert text(client.get(url("status") + "?new=1")).count('name="code"') == 1


def test_a_held_receipt_ends_after_half_an_hour(client: Client, town: Town) -> None:
    need = make_open_need(town.community)
    client.post(url("status"), {"receipt": need.receipt, "code": SECRET})
    session = client.session
    session["partnerships.receipt"] = session["partnerships.receipt"][:-4] + "AAAA"
    session.save()
    client.post(url("withdraw_by_receipt"))
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


def test_a_signed_in_resident_finds_the_need_under_their_own(client: Client, town: Town) -> None:
    sign_in(client, town.resident)
    ask(client, town)
    need = Need.objects.get()
    assert (need.proposed_by, need.taken_down_by) == (town.resident, None)
    assert "教我用手机" in text(client.get(url("mine")))
    answer = client.post(url("withdraw_need", need.pk))
    assert answer["Location"] == url("mine")
