"""The three lists: found by words, initials, times and skills; taken away as files; renewed before they lapse."""

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from gongjian.audit.models import Entry
from gongjian.core.clock import at, moved_to, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.partnerships import actions, queries, tasks
from gongjian.partnerships.models import Need, Tell, Verb

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_need,
    make_open_need,
    make_project,
    make_resource,
)

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
DAY = dt.timedelta(days=1)


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


# ---------------------------------------------------------------- search and filters


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("手机", True), ("智能手机", True), ("社区 手机", True), ("znsj", True), ("耐心", True), ("数字技能", True),
        ("手机 电梯", False), ("zzzz", False), ("，。", False), ("%", False), ("'", False), ("@weekend_morning", False),
    ],
)  # fmt: skip
def test_needs_are_found_by_their_words_on_both_databases(town: Town, typed: str, expected: bool) -> None:
    need = make_open_need(town.community, title="老年人学用智能手机", words="在社区活动室", skills=["有耐心"])
    make_open_need(town.community, title="修楼道灯", words="坏了", category="facilities")
    found = list(queries.board(VISITOR, words=typed))
    assert (need in found) == expected
    assert len(found) <= 1


def test_times_skills_and_place_must_all_fit(town: Town) -> None:
    need = make_open_need(
        town.community, times=["weekend_morning"], skills=["修灯", "有耐心"], place=town.place
    )
    make_open_need(town.community, title="别的", times=["weekday_evening"])
    for fits in ({"times": ["weekend_morning"]}, {"skills": ["修灯"]}, {"place": town.place}):
        assert list(queries.board(VISITOR, **fits)) == [need]
    assert not queries.board(VISITOR, times=["weekend_morning"], skills=["会唱歌"])
    assert not queries.board(VISITOR, skills=["修灯"], place=town.district.old)


def test_an_edit_changes_what_a_need_is_found_by(town: Town) -> None:
    need = make_open_need(town.community, title="修楼道灯")
    actions.edit_need(by=town.worker, need=need, title="换电梯按钮")
    assert list(queries.board(VISITOR, words="电梯")) == [need]
    assert not queries.board(VISITOR, words="楼道")


def test_projects_are_found_by_words_neighbourhood_and_beginning(town: Town) -> None:
    agreement = make_active_partnership(town.branch, town.community)
    answering = make_project(agreement, needs=[make_open_need(town.community)], title="视频课堂")
    offering = make_project(agreement, title="合唱团")
    board = queries.project_board
    assert list(board(VISITOR, words="合唱")) == [offering]
    assert list(board(VISITOR, began="need")) == [answering]
    assert list(board(VISITOR, began="supply")) == [offering]
    assert set(board(VISITOR, community=town.community)) == {answering, offering}
    assert not board(VISITOR, community=town.district.other_community)
    share = queries.supply_share(VISITOR)
    assert (share.supply_led, share.total, share.percent) == (1, 2, 50)


@pytest.mark.parametrize("name", ["needs", "resources", "projects"])
def test_lists_ask_the_database_equally_often_for_one_and_for_three(
    client: Client, town: Town, name: str
) -> None:
    agreement = make_active_partnership(town.branch, town.community)
    asked = []
    for number in range(3):
        make_open_need(town.community, title=f"第{number}件", place=town.place)
        make_resource(town.branch, title=f"第{number}件")
        make_project(agreement, title=f"第{number}件")
        if number != 1:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                assert client.get(url(name), {"q": "件", "times": ""}).status_code == 200
            asked.append(len(caught))
    assert asked[0] == asked[1]


def test_the_page_filters_and_keeps_what_was_chosen(client: Client, town: Town) -> None:
    make_open_need(town.community, title="周末修灯", times=["weekend_morning"], place=town.place)
    make_open_need(town.community, title="平时陪聊", times=["weekday_evening"])
    page = client.get(
        url("needs"), {"times": "weekend_morning", "community": town.community.pk}
    ).content.decode()
    assert "周末修灯" in page
    assert "平时陪聊" not in page
    assert "<details open>" in page
    assert town.place.name in page  # the places of the chosen neighbourhood can be chosen now
    for hostile in ("?place=999999", "?community=x&place=1", "?times=midnight", "?skills=" + "长" * 300):
        assert client.get(url("needs") + hostile).status_code == 200


# ---------------------------------------------------------------- files


def exported(client: Client, *args: Any) -> Any:
    return client.post(url("export_list", *args))


def test_a_list_is_taken_away_as_a_workbook_and_the_log_knows(client: Client, town: Town) -> None:
    need = make_open_need(
        town.community,
        title="=HYPERLINK(1)",
        contact="13800002207",
        contact_name="吴",
        skills=["修灯", "耐心"],
    )
    client.force_login(town.worker)
    answer = exported(client, town.community.pk, "needs", "xlsx")
    page = load_workbook(io.BytesIO(answer.content)).active
    row = [cell.value for cell in page[2]]
    assert (page["C2"].value, page["C2"].data_type) == ("=HYPERLINK(1)", "s")
    assert "修灯、耐心" in row
    assert "13800002207" not in str(row)  # nobody's contact leaves the platform
    entry = Entry.objects.get(verb=Verb.LIST_EXPORTED)
    assert (entry.by_id, entry.facts["list"], entry.facts["rows"]) == (town.worker.pk, "needs", 1)
    text = exported(client, town.community.pk, "needs", "csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert need.receipt_shown in text


def test_resources_and_projects_are_lists_too(client: Client, town: Town) -> None:
    agreement = make_active_partnership(town.branch, town.community)
    make_project(agreement, needs=[make_open_need(town.community)])
    make_resource(town.branch, title="数字助老队")
    client.force_login(town.secretary)
    assert "数字助老队" in exported(client, town.branch.pk, "resources", "csv").content.decode()
    assert "智慧助老课堂" in exported(client, town.branch.pk, "projects", "csv").content.decode()
    assert exported(client, town.branch.pk, "people", "csv").status_code == 404
    assert exported(client, town.branch.pk, "needs", "exe").status_code == 404
    assert "3 条" not in client.get(url("lists")).content.decode()
    assert "1 条" in client.get(url("lists")).content.decode()


@pytest.mark.parametrize("who", ["resident", "member", "other_secretary", "worker"])
def test_nobody_else_takes_a_list(town: Town, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.export_list(by=getattr(town, who), organization=town.branch, which="resources")
    assert not Entry.objects.filter(verb=Verb.LIST_EXPORTED).exists()


# ---------------------------------------------------------------- lapse and renewal


def test_the_poster_is_told_once_before_a_need_lapses(town: Town) -> None:
    need = make_open_need(town.community, until=today() + 7 * DAY, proposed_by=town.resident)
    make_open_need(town.community, until=today() + 8 * DAY)
    assert [tasks.sweep_lapsing_needs(), tasks.sweep_lapsing_needs()] == [1, 0]
    told = Notice.objects.filter(kind=Tell.NEED_LAPSING)
    assert {row.to_id for row in told} >= {town.resident.pk, town.worker.pk}
    need.refresh_from_db()
    assert need.warned_at is not None


@pytest.mark.parametrize("who", ["resident", "worker"])
def test_a_lapsed_need_is_renewed_with_a_new_day(town: Town, who: str) -> None:
    need = make_open_need(town.community, until=today(), proposed_by=town.resident, reminders=2)
    with moved_to(at(today() + DAY, 9)):
        tasks.sweep_overdue_needs()
        need.refresh_from_db()
        assert need.state == Need.State.LAPSED
        for _twice in range(2):
            need = actions.renew_need(by=getattr(town, who), need=need, until=today() + 20 * DAY)
        assert (need.state, need.renewals, need.reminders, need.closed_at) == (Need.State.OPEN, 1, 0, None)
        assert tasks.sweep_overdue_needs() == 0
    assert Entry.objects.filter(verb=Verb.NEED_RENEWED).count() == 1


@pytest.mark.parametrize("state", [s for s in Need.State.values if s not in {"open", "lapsed"}])
def test_other_states_are_not_renewed(town: Town, state: str) -> None:
    reason = {"decline_reason": "不在这里"} if state == "declined" else {}
    need = make_need(town.community, **reason)
    Need.objects.filter(pk=need.pk).update(state=state)
    with pytest.raises(Refused):
        actions.renew_need(by=town.worker, need=need, until=today() + DAY)


@pytest.mark.parametrize("days", [-1, 367])
def test_a_need_is_renewed_for_at_most_a_year(town: Town, days: int) -> None:
    need = make_open_need(town.community)
    with pytest.raises(ValidationError):
        actions.renew_need(by=town.worker, need=need, until=today() + days * DAY)
    with pytest.raises(PermissionDenied):
        actions.renew_need(by=town.secretary, need=need, until=today() + DAY)


def test_the_button_stands_where_it_is_needed(client: Client, town: Town) -> None:
    need = make_open_need(town.community, proposed_by=town.resident)
    client.force_login(town.resident)
    assert url("renew_need", need.pk) not in client.get(url("need", need.pk)).content.decode()
    Need.objects.update(state=Need.State.LAPSED)
    assert url("renew_need", need.pk) in client.get(url("need", need.pk)).content.decode()
    client.post(url("renew_need", need.pk), {"until": (today() + 30 * DAY).isoformat()})
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
