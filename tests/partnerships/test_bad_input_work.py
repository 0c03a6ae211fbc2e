"""Bad input to the work of projects: tasks, deliverables, hand-overs, demonstration sites."""

from typing import Any

import pytest
from django.test import Client

from gongjian.core.clock import today
from gongjian.partnerships.models import Deliverable, Project
from tests.bad_input import Case, check
from tests.startpath.factories import Way, make_way

from .factories import make_running_project

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def cases(*rows: Case) -> Any:
    return pytest.mark.parametrize("case", rows, ids=lambda case: case.kind)


def tried(client: Client, way: Way, url: str, good: dict[str, Any], case: Case) -> None:
    """Send the good form with what the case changes; "@stranger" is an organisation that is no party."""
    stranger = way.university.other_branch.pk
    data = {name: stranger if text == "@stranger" else text for name, text in {**good, **case.data}.items()}
    client.force_login(way.secretary)
    check(client, url, Case(case.kind, data, case.message, case.status, case.kept))


@cases(
    Case("no words", {"words": " "}, "请填写这一项", kept="周明远"),
    Case("nobody does it", {"owner_name": ""}, "请填写这一项", kept="买灯泡"),
    Case("no such day", {"due_on": "2026-02-30"}, "请填写正确的日期", kept="2026-02-30"),
    Case("no party", {"organization": "@stranger"}, "不在可选范围内", kept="买灯泡"),
    Case("too long", {"words": "灯" * 121}, "最多 120 个字", kept="周明远"),
)
def test_task(client: Client, case: Case) -> None:
    way = make_way()
    project = make_running_project(way.partnership)
    good = {"words": "买灯泡", "organization": way.branch.pk, "owner_name": "周明远", "due_on": "2027-03-01"}
    tried(client, way, f"/partnerships/projects/{project.pk}/tasks/", good, case)


@cases(
    Case("no department", {"department": ""}, "请填写这一项", kept="孙立群"),
    Case("no supervisor", {"supervisor": " "}, "请填写这一项", kept="程序一套"),
    Case("nothing is handed over", {"words": ""}, "请填写这一项", kept="孙立群"),
    Case("no day", {"due_on": "明天"}, "请填写正确的日期", kept="明天"),
    Case("hostile", {"words": SCRIPT, "due_on": ""}, "请填写这一项", kept=SCRIPT),
)
def test_deliverable(client: Client, case: Case) -> None:
    way = make_way()
    project = make_running_project(way.partnership, kind=Project.Kind.DISCIPLINE)
    good = {"department": "计算机学院", "supervisor": "孙立群", "words": "程序一套", "due_on": "2027-03-01"}
    tried(client, way, f"/partnerships/projects/{project.pk}/deliverable/", good, case)


@cases(
    Case("to nobody", {"to": ""}, "请填写这一项", kept="程序和说明书"),
    Case("to somebody else", {"to": "@stranger"}, "不在可选范围内", kept="程序和说明书"),
    Case("nothing said", {"words": " "}, "请填写这一项"),
    Case("tomorrow", {"on": "2199-01-01"}, "这一天还没到", kept="程序和说明书"),
)
def test_hand_over(client: Client, case: Case) -> None:
    way = make_way()
    project = make_running_project(way.partnership, kind=Project.Kind.DISCIPLINE)
    facts = {"department": "计算机学院", "supervisor": "孙立群", "words": "程序一套"}
    Deliverable.objects.create(project=project, due_on=today(), by=way.secretary, **facts)
    good = {"to": way.community.pk, "words": "程序和说明书", "on": "2026-01-05"}
    tried(client, way, f"/partnerships/projects/{project.pk}/hand-over/", good, case)


@cases(
    Case("no before", {"before": ""}, "请填写这一项", kept="都亮了"),
    Case("no today", {"after": "\n"}, "请填写这一项", kept="没有灯"),
    Case("too long", {"after": "灯" * 1001}, "最多 1000 个字", kept="没有灯"),
    Case("visit too long", {"visit": "灯" * 201}, "最多 200 个字", kept="没有灯"),
)
def test_site(client: Client, case: Case) -> None:
    way = make_way()
    project = make_running_project(way.partnership, kind=Project.Kind.DEMONSTRATION)
    good = {"before": "没有灯", "after": "都亮了", "visit": ""}
    tried(client, way, f"/partnerships/projects/{project.pk}/site/edit/", good, case)
