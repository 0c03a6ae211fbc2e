"""Tasks, spending, deliverables and demonstration sites of projects."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Cycle, Deliverable, Measurement, Project, Spending, Target, Task
from tests.bad_input import Case, check
from tests.startpath.factories import Way, make_way

from .factories import make_project, make_running_project

pytestmark = pytest.mark.django_db
NEXT_WEEK = dt.timedelta(days=7)


def task_data(way: Way, **fields: Any) -> dict[str, Any]:
    return {
        "words": "买灯泡",
        "organization": way.branch,
        "owner_name": "周明远",
        "due_on": today() + NEXT_WEEK,
        **fields,
    }


def test_a_task_is_added_once_and_ticked_off_once() -> None:
    way = make_way()
    project = make_running_project(way.partnership)
    task = actions.add_task(by=way.worker, project=project, **task_data(way))
    assert actions.add_task(by=way.worker, project=project, **task_data(way)) == task
    done = actions.finish_task(by=way.secretary, task=task)
    assert actions.finish_task(by=way.worker, task=task).done_by == way.secretary == done.done_by
    assert queries.work_of(project).open_tasks == []


def test_only_the_parties_add_and_only_for_parties() -> None:
    way = make_way()
    project = make_running_project(way.partnership)
    with pytest.raises(Refused):
        actions.add_task(by=way.worker, project=project, **task_data(way, organization=way.university.second))
    Project.objects.update(state="stopped")
    with pytest.raises(Refused):
        actions.add_task(by=way.worker, project=project, **task_data(way))


def test_money_has_an_amount_and_things_may_go_without() -> None:
    way = make_way()
    project = make_running_project(way.partnership)
    line = {"project": project, "what": "灯泡", "on": today()}
    actions.note_spending(by=way.secretary, organization=way.branch, kind="money", fen=31250, **line)
    actions.note_spending(by=way.secretary, organization=way.branch, kind="money", fen=31250, **line)
    actions.note_spending(by=way.worker, organization=way.community, kind="in_kind", **line)
    work = queries.work_of(project)
    assert (len(work.spendings), work.money, work.in_kind) == (2, 31250, 0)
    with pytest.raises(ValidationError):
        actions.note_spending(by=way.secretary, organization=way.branch, kind="money", **line)
    with pytest.raises(PermissionDenied):  # for the other side
        actions.note_spending(by=way.secretary, organization=way.community, kind="money", fen=1, **line)
    with pytest.raises(IntegrityError), transaction.atomic():
        Spending.objects.create(
            project=project, organization=way.branch, kind="money", what="x", on=today(), by=way.secretary
        )


def test_a_discipline_project_hands_its_result_over_once() -> None:
    way = make_way()
    project = make_project(way.partnership, kind=Project.Kind.DISCIPLINE)
    facts = {"department": "计算机学院", "supervisor": "孙立群", "words": "程序一套"}
    row = actions.set_deliverable(by=way.secretary, project=project, due_on=today(), **facts)
    given = {"to": way.community, "words": "程序和说明书", "on": today()}
    actions.hand_over(by=way.worker, deliverable=row, **given)
    again = actions.hand_over(by=way.secretary, deliverable=row, **{**given, "words": "别的"})
    assert (again.handed_words, again.handed_to) == ("程序和说明书", way.community)
    with pytest.raises(Refused):
        actions.set_deliverable(by=way.secretary, project=project, due_on=today(), **facts)
    with pytest.raises(Refused):  # another type
        actions.set_deliverable(
            by=way.secretary, project=make_project(way.partnership), due_on=today(), **facts
        )
    assert Deliverable.objects.count() == 1


def test_the_site_shows_both_sides_readings_to_everybody(client: Client) -> None:
    way = make_way()
    project = make_running_project(way.partnership, kind=Project.Kind.DEMONSTRATION)
    actions.show_site(by=way.secretary, project=project, before="没有灯", after="都亮了")
    target = Target.objects.get()
    actions.measure_target(by=way.secretary, target=target, value=20, how="逐户问")
    actions.measure_target(by=way.worker, target=target, value=31, how="逐户问")
    assert list(Measurement.objects.values_list("organization__name", flat=True)) == [
        way.branch.name,
        way.community.name,
    ]
    shown = client.get(f"/partnerships/projects/{project.pk}/site/").content.decode()
    for words in ("没有灯", "都亮了", "计本三", "梧桐苑"):
        assert words in shown
    assert "周明远" not in shown


def test_cycles_stand_side_by_side(client: Client) -> None:
    way = make_way()
    project = make_running_project(way.partnership)
    first = project.cycles.get()
    assert queries.side_by_side([first]) == []
    Cycle.objects.update(state="closed", outcome="keep", closed_at=dt.datetime.now(dt.UTC))
    Target.objects.update(measured=41)
    second = Cycle.objects.create(
        project=project, number=2, state="do", starts_on=today(), ends_on=today() + NEXT_WEEK
    )
    Target.objects.create(
        cycle=second, indicator="会自己挂号的老人", unit="人", baseline=41, goal=60, due_on=today()
    )
    rows = queries.side_by_side(list(project.cycles.order_by("number")))
    assert (
        rows == [("会自己挂号的老人（人）", ["14 → 41，目标 40", "41 → 没测量，目标 60"])]
        or len(rows[0][1]) == 2
    )
    assert "各轮对比" in client.get(f"/partnerships/projects/{project.pk}/").content.decode()


def test_names_of_owners_are_for_the_parties(client: Client) -> None:
    way = make_way()
    project = make_running_project(way.partnership)
    Task.objects.create(project=project, added_by=way.secretary, **task_data(way, owner_name="林知夏"))
    url = f"/partnerships/projects/{project.pk}/"
    assert "林知夏" not in client.get(url).content.decode()
    client.force_login(way.worker)
    assert "林知夏" in client.get(url).content.decode()


SPENT = {"kind": "money", "what": "灯泡", "fen": "31.5", "on": "2026-01-05"}


@pytest.mark.parametrize(
    "case",
    [
        Case("money without amount", {"fen": ""}, "请填写金额（元）。", kept="灯泡"),
        Case("no money", {"fen": "0"}, "请填写金额（元）。", kept="灯泡"),
        Case("less than nothing", {"fen": "-5"}, "不能小于 0", kept="灯泡"),
        Case("words", {"fen": "很多"}, "请填写数字", kept="很多"),
        Case("tomorrow", {"on": "2199-01-01"}, "这一天还没到", kept="灯泡"),
        Case("for the other side", {"organization": "@other"}, "请选择您自己的组织。", kept="灯泡"),
        Case("for nothing", {"what": " "}, "请填写这一项"),
        Case("unknown kind", {"kind": "gold"}, "不在可选范围内", kept="灯泡"),
    ],
    ids=lambda case: case.kind,
)
def test_bad_spending(client: Client, case: Case) -> None:
    way = make_way()
    project = make_running_project(way.partnership)
    client.force_login(way.secretary)
    data = {**SPENT, "organization": way.branch.pk, **case.data}
    data = {name: way.community.pk if text == "@other" else text for name, text in data.items()}
    url = f"/partnerships/projects/{project.pk}/spending/"
    check(client, url, Case(case.kind, data, case.message, case.status, case.kept))


def test_an_amount_is_understood_as_people_write_it(client: Client) -> None:
    way = make_way()
    project = make_running_project(way.partnership)
    client.force_login(way.secretary)
    data = {**SPENT, "fen": "¥1,２00.5元", "organization": way.branch.pk}
    assert client.post(f"/partnerships/projects/{project.pk}/spending/", data).status_code == 302
    assert Spending.objects.get().fen == 120050
