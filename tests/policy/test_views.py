"""The pages: what they show to whom, and how much it costs."""

import datetime as dt

import pytest
from django.test import Client

from gongjian.accounts.models import User
from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to, today
from gongjian.organizations.posts import Post
from gongjian.policy.actions import load_shipped
from gongjian.policy.models import RuleValue, Switch, SwitchName, WorkDay
from tests.organizations.factories import University, appoint, make_university
from tests.policy.factories import DAY, make_day, make_switch, make_version

pytestmark = pytest.mark.django_db
KEY = "need.default_weeks"


@pytest.fixture
def tree() -> University:
    return make_university()


@pytest.fixture
def secretary(tree: University) -> User:
    return appoint("郑书记", tree.college)


@pytest.fixture
def operator(tree: University) -> User:
    return appoint("运维", tree.root, Post.OPERATOR)


def _text(client: Client, url: str, **query: object) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_signing_takes_one_form_and_shows_on_the_public_page(
    client: Client, tree: University, secretary: User
) -> None:
    client.force_login(secretary)
    url = f"/policy/organizations/{tree.college.pk}/"
    assert 'value="photo_proof"' in _text(client, f"{url}switch-on/", name="photo_proof")
    data = {
        "name": "points_boards",
        "since": today().isoformat(),
        "until": (today() + 20 * DAY).isoformat(),
        "reason": "学习竞赛试行。<b>粗</b>",
        "signed": "on",
    }
    answer = client.post(f"{url}switch-on/", data, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "已签批开启，并在本页公开。" in answer.content.decode()
    client.logout()
    body = _text(client, url)
    assert "学习竞赛试行。&lt;b&gt;粗&lt;/b&gt;" in body
    assert "郑书记" in body
    assert "签批开启" not in body.split("<main")[1]
    assert "由计算机学院党总支决定" in _text(client, f"/policy/organizations/{tree.branch.pk}/")
    assert "已开启1项，其余均关闭" in _text(client, "/policy/", name="photo_proof")
    assert "计算机学院党总支" in _text(client, "/policy/", name="points_boards")
    assert "计算机学院党总支" not in _text(client, "/policy/", name="photo_proof")
    assert "计算机学院党总支" in _text(client, "/policy/", name="<script>")


def test_ending_takes_a_reason_and_shows_it(client: Client, tree: University, secretary: User) -> None:
    row = make_switch(tree.college, secretary)
    client.force_login(secretary)
    url = f"/policy/switches/{row.pk}/switch-off/"
    assert "积分榜" in _text(client, url)
    answer = client.post(url, {"reason": "居民不愿意。"}, follow=True)
    assert answer.redirect_chain == [(f"/policy/organizations/{tree.college.pk}/", 302)]
    assert "居民不愿意。" in answer.content.decode()
    assert client.post(url, {"reason": "再来一次"}).status_code == 409
    assert Switch.objects.get().end_reason == "居民不愿意。"


def test_only_who_may_sees_the_buttons(
    client: Client, tree: University, secretary: User, operator: User
) -> None:
    make_switch(tree.college, secretary)
    url = f"/policy/organizations/{tree.college.pk}/"
    outsider = appoint("别的书记", tree.other_college)
    for person, shown in ((None, False), (outsider, False), (secretary, True), (operator, True)):
        if person:
            client.force_login(person)
        body = _text(client, url)
        assert ("/switch-on/" in body, "/switch-off/" in body) == (shown, shown)


def test_lists_cost_the_same_for_one_and_for_three_rows(
    client: Client, tree: University, secretary: User, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    pages = {"/policy/": 3, f"/policy/organizations/{tree.college.pk}/": 4}
    for number in range(3):
        row = make_switch(tree.college, secretary, name=SwitchName.values[number])
        if number == 1:
            row.ended_at, row.ended_by, row.end_reason = at(today()), secretary, "够了"
            row.save()
        for url, most in pages.items():
            with django_assert_num_queries(most):
                client.get(url)


def test_with_nothing_signed_everything_is_off(client: Client) -> None:
    assert "所有开关均关闭" in _text(client, "/policy/")


def test_the_figures_cost_nothing_once_read(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client.get("/policy/figures/")
    for url in ("/policy/figures/", f"/policy/figures/{KEY}/"):
        with django_assert_num_queries(0):
            client.get(url)


def test_the_public_list_names_source_and_certainty(client: Client) -> None:
    body = _text(client, "/policy/figures/")
    assert "民函〔2012〕340号" in body
    assert body.count("<h2") == 6
    found = _text(client, "/policy/figures/", q="340号")
    assert "星级志愿者服务时长" in found
    assert "需求公开展示时间" not in found
    assert "没有符合的数值" in _text(client, "/policy/figures/", q='"><script>alert(1)</script>')
    assert "完全民事行为能力年龄" in _text(client, "/policy/figures/", certainty="P")
    assert "需求公开展示时间" in _text(client, "/policy/figures/", certainty="Z")


def test_one_figure_shows_all_its_versions(client: Client, operator: User) -> None:
    load_shipped(by=SYSTEM)
    coming = make_version(KEY, 6, today() + DAY, unit="weeks")
    body = _text(client, f"/policy/figures/{KEY}/")
    assert ("尚未开始" in body, "现行有效" in body, "撤回" in body) == (True, True, False)
    client.force_login(operator)
    assert f"/policy/versions/{coming.pk}/drop/" in _text(client, f"/policy/figures/{KEY}/")
    answer = client.post(f"/policy/versions/{coming.pk}/drop/", follow=True)
    assert answer.redirect_chain == [(f"/policy/figures/{KEY}/", 302)]
    assert not RuleValue.objects.filter(pk=coming.pk).exists()
    assert client.post(f"/policy/versions/{coming.pk}/drop/").status_code == 404


def test_a_version_that_holds_can_not_be_taken_back(client: Client, operator: User) -> None:
    client.force_login(operator)
    row = make_version(KEY, 6, today())
    answer = client.post(f"/policy/versions/{row.pk}/drop/")
    assert answer.status_code == 409
    assert "已经生效，不能撤回" in answer.content.decode()
    assert RuleValue.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        (KEY, "6", 6),
        ("volunteer.star_hours", "100、200、500", [100, 200, 500]),
        ("election.quorum_inclusive", "no", False),
        ("evaluation.weights", "共建实绩 60\n服务 40", {"共建实绩": 60, "服务": 40}),
    ],
)
def test_an_operator_sets_a_value(client: Client, operator: User, key: str, text: str, value: object) -> None:
    client.force_login(operator)
    data = {"value": text, "valid_from": today().isoformat(), "source": "校发〔2026〕9号", "certainty": "L"}
    answer = client.post(f"/policy/figures/{key}/set/", data)
    assert (answer.status_code, answer["Location"]) == (302, f"/policy/figures/{key}/")
    assert RuleValue.objects.order_by("-valid_from").filter(key=key)[0].value == value
    assert "校发〔2026〕9号" in _text(client, f"/policy/figures/{key}/")


def test_an_unknown_figure_is_not_found(client: Client, operator: User) -> None:
    client.force_login(operator)
    for url in ("/policy/figures/no.such/", "/policy/figures/no.such/set/", "/policy/figures/%00/"):
        assert client.get(url).status_code == 404


def test_the_calendar_shows_a_year(client: Client, operator: User) -> None:
    body = _text(client, "/policy/calendar/", year="2026")
    assert ("国庆节" in body, "暂定" in body) == (True, False)
    ahead = _text(client, "/policy/calendar/", year=str(today().year + 2))
    assert ("暂定" in ahead, "确认该年" in ahead) == (True, False)
    client.force_login(operator)
    row = make_day(dt.date(2026, 4, 13))
    assert f"/policy/calendar/days/{row.pk}/drop/" in _text(client, "/policy/calendar/", year="2026")
    assert "确认该年" in _text(client, "/policy/calendar/", year=str(today().year + 2))


@pytest.mark.parametrize("year", ["", "x", "0", "99999", "-5", "٢٠٢٦", "2026' or 1=1"])
def test_a_strange_year_shows_this_one(client: Client, year: str) -> None:
    with moved_to(at(dt.date(2026, 4, 16))):
        assert "2026年工作日历" in _text(client, "/policy/calendar/", year=year)


def test_a_year_out_of_reach_shows_the_nearest(client: Client) -> None:
    assert "2004年工作日历" in _text(client, "/policy/calendar/", year="1000")


def test_an_operator_enters_and_takes_out_days(client: Client, operator: User) -> None:
    client.force_login(operator)
    data = {"day": "2027-02-05", "until": "2027-02-07", "is_work": "no", "name": "春节", "source": "国办通知"}
    answer = client.post("/policy/calendar/set/", data)
    assert (answer.status_code, answer["Location"]) == (302, "/policy/calendar/?year=2027")
    assert WorkDay.objects.filter(is_work=False).count() == 3
    row = WorkDay.objects.first()
    assert row
    assert client.post(f"/policy/calendar/days/{row.pk}/drop/")["Location"] == "/policy/calendar/?year=2027"
    assert client.post(f"/policy/calendar/days/{row.pk}/drop/").status_code == 404
    assert WorkDay.objects.count() == 2


def test_what_only_reads_refuses_to_be_posted_to(client: Client, tree: University, operator: User) -> None:
    client.force_login(operator)
    for url in (
        "",
        "guard/",
        "guard/sheet/",
        f"organizations/{tree.college.pk}/",
        "figures/",
        f"figures/{KEY}/",
        "calendar/",
    ):
        assert client.post(f"/policy/{url}").status_code == 405
    for url in ("versions/1/drop/", "calendar/days/1/drop/"):
        assert client.get(f"/policy/{url}").status_code == 405


def test_forged_posts_are_refused(tree: University, secretary: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(secretary)
    row = make_switch(tree.college, secretary)
    assert strict.post(f"/policy/switches/{row.pk}/switch-off/", {"reason": "x"}).status_code == 403
    row.refresh_from_db()
    assert row.ended_at is None


def test_pages_in_english(client: Client, tree: University) -> None:
    client.cookies["django_language"] = "en"
    for url in (
        "",
        "guard/",
        "guard/sheet/",
        f"organizations/{tree.college.pk}/",
        "figures/",
        "calendar/?year=2026",
    ):
        assert client.get(f"/policy/{url}").status_code == 200
    assert "National Day" in client.get("/policy/calendar/?year=2026").content.decode()
