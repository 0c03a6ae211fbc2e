"""A big volunteer day: stalls, one page, teams from outside, the screen."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client

from gongjian.activities import actions, queries
from gongjian.activities.models import Activity, BigDay, SignUp, Stall, Team, Tell
from gongjian.core.access import Guest
from gongjian.core.clock import moved_to, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_sign_up
from tests.activities.test_views import page, url

DAY = dt.timedelta(days=1)
S = SignUp.State


def make_day(pair: Pair, **fields: Any) -> BigDay:
    known = {"title": "志愿服务集市", "words": "一起摆摊。", "day": today() + 10 * DAY, "where": "中心广场"}
    return actions.prepare_day(by=pair.worker, organizer=pair.community, **{**known, **fields})


def bring(pair: Pair, big_day: BigDay, row: str = "A", column: int = 1, **fields: Any) -> Stall:
    known = {
        "by": pair.secretary, "organizer": pair.branch, "begins": dt.time(9), "ends": dt.time(11), "capacity": 3,
        "title": "量血压", "words": "现场量。", "category": "health", "risks": "注意电线",
        "contact_name": "周明远", "contact_phone": "0791-88001234",
    }  # fmt: skip
    return actions.add_stall(big_day=big_day, row=row, column=column, **{**known, **fields})


def guest_of(big_day: BigDay) -> Guest:
    return Guest.holding("activities.register_team", big_day, "link")


TEAM = {"name": "红十字队", "people": 12, "contact_name": "何队长", "contact_phone": "13900001234"}


def test_a_day_from_stalls_to_sign_up(client: Client, pair: Pair) -> None:
    big_day = make_day(pair)
    stall = bring(pair, big_day)
    bring(pair, big_day, "B", 4, by=pair.worker, organizer=pair.community, title="小修小补")
    assert Client().get(url("big_day", big_day.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.announce_day(by=pair.secretary, big_day=big_day)
    actions.announce_day(by=pair.worker, big_day=big_day)
    actions.announce_day(by=pair.worker, big_day=big_day)
    assert set(Activity.objects.values_list("state", flat=True)) == {"open"}
    person = make_user("林知夏")
    client.force_login(person)
    shown = page(client, "big_day", big_day.pk)
    assert 'href="#stall-A1"' in shown
    assert "B4 · 小修小补" in shown
    pk = stall.activity.shifts.get().pk
    assert url("sign_up", pk) in shown
    client.post(url("sign_up", pk))
    assert SignUp.objects.get().state == S.CONFIRMED
    late = bring(pair, big_day, "C", 1, title="后来的摊位")
    assert late.activity.state == "open"  # announced already


def test_a_spot_is_given_once(pair: Pair) -> None:
    big_day = make_day(pair)
    bring(pair, big_day)
    with pytest.raises(ValidationError) as refusal:
        bring(pair, big_day, title="第二个")
    assert list(refusal.value.error_dict) == ["column"]
    assert Activity.objects.count() == 1
    with pytest.raises(PermissionDenied):
        bring(pair, big_day, "A", 2, by=pair.stranger)


def test_the_screen_counts_and_names_nobody(client: Client, pair: Pair) -> None:
    big_day = make_day(pair)
    shift = bring(pair, big_day).activity.shifts.get()
    actions.announce_day(by=pair.worker, big_day=big_day)
    make_sign_up(shift, "林知夏")
    make_sign_up(shift, "许一鸣", state=S.CHECKED_IN)
    team = actions.register_team(by=guest_of(big_day), big_day=big_day, **TEAM)
    actions.answer_team(by=pair.worker, team=team, confirm=True)
    live = queries.live(big_day)
    assert (live.places, live.signed_up, live.here, live.teams, live.team_people) == (3, 2, 1, 1, 12)
    shown = page(client, "screen", big_day.pk)
    assert 'hx-trigger="every 5s"' in shown
    assert "林知夏" not in shown
    assert "何队长" not in shown
    part = client.get(url("screen", big_day.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "量血压" in part


def test_a_team_comes_by_link_without_an_account(client: Client, pair: Pair) -> None:
    big_day = make_day(pair)
    visitor = Client()
    link = url("register_team", queries.link_for_teams(big_day))
    assert visitor.get(link).status_code == 200
    answer = visitor.post(link, TEAM)
    assert "队伍已登记" in answer.content.decode()
    assert visitor.post(link, TEAM).status_code == 409
    team = Team.objects.get()
    assert Notice.objects.filter(kind=Tell.TEAM, to=pair.worker).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_phone, contact_name FROM activities_team")
        assert "139" not in str(cursor.fetchone())
    client.force_login(pair.secretary)
    assert client.get(url("teams", big_day.pk)).status_code == 403
    assert client.post(url("answer_team", team.pk), {"confirm": "yes"}).status_code == 404
    client.force_login(pair.worker)
    assert "13900001234" in page(client, "teams", big_day.pk)
    client.post(url("answer_team", team.pk), {"confirm": "yes"})
    assert client.post(url("answer_team", team.pk), {"confirm": "no"}).status_code == 409
    team.refresh_from_db()
    assert (team.state, team.answered_by) == ("confirmed", pair.worker)
    with moved_to(team.came_at + 20 * DAY):
        assert visitor.get(link).status_code == 404


def test_the_link_opens_one_day_only(pair: Pair) -> None:
    first, second = make_day(pair), make_day(pair, title="另一天")
    with pytest.raises(PermissionDenied):
        actions.register_team(by=guest_of(first), big_day=second, **TEAM)
    token = Guest.holding("activities.publish", first, "x").token
    assert Client().get(url("register_team", token)).status_code == 404
    assert Client().get(url("register_team", "abc")).status_code == 404


def test_a_day_that_is_over_takes_nothing_more(pair: Pair) -> None:
    big_day = make_day(pair)
    BigDay.objects.update(day=today() - DAY)
    with pytest.raises(Refused):
        bring(pair, big_day)
    with pytest.raises(Refused):
        actions.announce_day(by=pair.worker, big_day=big_day)


def test_the_page_of_the_day_costs_the_same(
    client: Client, pair: Pair, django_assert_max_num_queries: Any
) -> None:
    big_day = make_day(pair)
    actions.announce_day(by=pair.worker, big_day=big_day)
    client.force_login(pair.secretary)
    counts = []
    for column in (1, 2, 3):
        bring(
            pair,
            big_day,
            "A",
            column,
            title=f"摊位{column}",
            begins=dt.time(8 + column),
            ends=dt.time(9 + column),
        )
        with django_assert_max_num_queries(40) as captured:
            page(client, "big_day", big_day.pk)
            page(client, "screen", big_day.pk)
        counts.append(len(captured))
    assert counts[1] == counts[2]  # the first one fills caches
