"""Bad input on the path: the Chinese message, the status, what stays typed, and that no row changes."""

from typing import Any

import pytest
from django.test import Client

from gongjian.startpath import actions
from gongjian.startpath.models import StartPath
from tests.bad_input import Case, check

from .factories import Way, make_measured, make_path, make_reasons, make_report, make_way

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def cases(*rows: Case) -> Any:
    return pytest.mark.parametrize("case", rows, ids=lambda case: case.kind)


def tried(client: Client, person: Any, url: str, good: dict[str, Any], case: Case) -> None:
    data = {name: value for name, value in {**good, **case.data}.items() if value is not None}
    client.force_login(person)
    check(client, url, Case(case.kind, data, case.message, case.status, case.kept))


def walked(way: Way) -> StartPath:
    """The report signed, the reasons written."""
    path = make_path(way)
    report = make_report(way, path)
    for person, organization in ((way.secretary, way.branch), (way.chair, way.community)):
        actions.sign_report(by=person, report=report, organization=organization)
    make_reasons(way, path)
    return path


@cases(
    Case("no subject", {"subject": ""}, "请填写这一项"),
    Case("subject too long", {"subject": "灯" * 81}, "最多 80 个字"),
    Case("a name is missing", {"name": ""}, "请填写这一项"),
    Case("a duty is missing", {"duty": " "}, "请填写这一项"),
    Case("null byte", {"subject": "灯\x00"}, "不允许是用空字符串"),
    Case("hostile", {"subject": SCRIPT, "name": ""}, "请填写这一项", kept=SCRIPT),
)
def test_begin(client: Client, case: Case) -> None:
    way = make_way()
    key = way.branch.pk
    good = {"subject": "楼道灯", f"name_{key}": "周明远", f"duty_{key}": "走访"}
    good |= {f"name_{way.community.pk}": "陈桂芳", f"duty_{way.community.pk}": "联系"}
    data = {f"{name}_{key}" if name in {"name", "duty"} else name: text for name, text in case.data.items()}
    url = f"/startpath/partnerships/{way.partnership.pk}/begin/"
    tried(client, way.secretary, url, good, Case(case.kind, data, case.message, case.status, case.kept))


@cases(
    Case("tomorrow", {"on": "2199-01-01"}, "这一天还没到", kept="灯不亮"),
    Case("no such day", {"on": "2026-02-30"}, "请填写正确的日期", kept="2026-02-30"),
    Case("nowhere", {"where": ""}, "请选择地点，或写明在哪里。", kept="灯不亮"),
    Case("another's place", {"place": "@other"}, "不在可选范围内", kept="灯不亮"),
    Case("nothing found", {"findings": " "}, "请填写这一项", kept="周明远"),
    Case("nobody went", {"who": ""}, "请填写这一项"),
    Case("too many words", {"findings": "灯" * 2001}, "最多 2000 个字"),
    Case("hostile", {"findings": SCRIPT, "who": ""}, "请填写这一项", kept=SCRIPT),
)
def test_visit(client: Client, case: Case) -> None:
    way = make_way()
    path = make_path(way)
    other = {
        name: way.subdistrict.other_compound.pk if text == "@other" else text
        for name, text in case.data.items()
    }
    good = {"on": "2026-01-05", "where": "三号楼", "who": "周明远", "findings": "灯不亮"}
    shown = Case(case.kind, other, case.message, case.status, case.kept)
    tried(client, way.secretary, f"/startpath/{path.pk}/visits/", good, shown)


@cases(
    Case("no problem", {"problem": ""}, "请填写这一项", kept="先换一栋"),
    Case("no findings", {"findings": "\n"}, "请填写这一项", kept="先换一栋"),
    Case("no advice", {"advice": ""}, "请填写这一项", kept="楼道没灯"),
    Case("too long", {"findings": "灯" * 6001}, "最多 6000 个字"),
)
def test_report(client: Client, case: Case) -> None:
    way = make_way()
    path = make_path(way)
    good = {"problem": "楼道没灯", "findings": "走访三次", "advice": "先换一栋"}
    tried(client, way.secretary, f"/startpath/{path.pk}/report/", good, case)


def test_report_before_any_visit(client: Client) -> None:
    way = make_way()
    path = make_path(way, visits=0)
    good = {"problem": "楼道没灯", "findings": "走访三次", "advice": "先换一栋"}
    case = Case("too early", {}, "写报告前至少要有一次走访", 409, kept="先换一栋")
    tried(client, way.secretary, f"/startpath/{path.pk}/report/", good, case)


@cases(
    Case("for the other side", {"organization": "@other"}, "您只能代表自己的组织签字。"),
    Case("old version", {"version": "0"}, "您看过之后，报告有了修改", 409),
    Case("version is words", {"version": "一"}, "请填写整数"),
    Case("no version", {"version": None}, "请填写这一项"),
)
def test_sign(client: Client, case: Case) -> None:
    way = make_way()
    report = make_report(way, make_path(way))
    data = {name: way.community.pk if text == "@other" else text for name, text in case.data.items()}
    good = {"version": "1", "organization": way.branch.pk}
    shown = Case(case.kind, data, case.message, case.status)
    tried(client, way.secretary, f"/startpath/reports/{report.pk}/sign/", good, shown)


PLAN = {
    "title": "楼道亮起来",
    "problem": "没灯",
    "target_group": "住户",
    "measures": "换灯",
    "starts_on": "2030-03-01",
    "ends_on": "2030-05-01",
    "indicator_0": "亮着的灯",
    "unit_0": "盏",
    "baseline_0": "0",
    "goal_0": "6",
    "task_0": "买灯",
    "task_who_0": "周明远",
    "task_due_0": "2030-03-08",
}


@cases(
    Case("no unit", {"unit_0": ""}, "目标要有单位", kept="亮着的灯"),
    Case("no baseline", {"baseline_0": ""}, "目标要有起点", kept="亮着的灯"),
    Case("goal is the baseline", {"goal_0": "0"}, "目标不能和起点一样", kept="亮着的灯"),
    Case("no site", {"place": ""}, "请填写这一项", kept="换灯"),
    Case("a task of nobody", {"task_who_0": ""}, "请写明由谁做。", kept="买灯"),
    Case("a task without a day", {"task_due_0": ""}, "请写明期限。", kept="买灯"),
    Case("no task", {"task_0": ""}, "请填写这一项", kept="换灯"),
    Case("end before start", {"ends_on": "2030-02-01"}, "结束日期要晚于开始日期", kept="2030-02-01"),
    Case("money is words", {"budget_fen": "三百"}, "请填写数字", kept="三百"),
    Case("money is less than nothing", {"budget_fen": "-1"}, "不能小于 0"),
    Case("money beyond reason", {"budget_fen": "99999999999"}, "不能大于 10000000"),
    Case("a third of a fen", {"budget_fen": "1.005"}, "小数"),
)
def test_pilot(client: Client, case: Case) -> None:
    way = make_way()
    path = walked(way)
    good = {**PLAN, "place": way.site.pk, "led_by": way.branch.pk, "task_by_0": way.branch.pk}
    tried(client, way.secretary, f"/startpath/{path.pk}/plan/", good, case)


@cases(
    Case("a site that is nobody's", {"site": "1-99999"}, "方案不能推广到那里"),
    Case("its own site", {"site": "@own"}, "方案不能推广到那里"),
    Case("how it is there is not said", {"baseline": ""}, "请填写这一项"),
    Case("the goal is there already", {"baseline": "30"}, "目标不能和起点一样"),
    Case("no day", {"starts_on": ""}, "请填写这一项"),
)
def test_extend(client: Client, case: Case) -> None:
    way = make_way()
    pilot = make_measured(way)
    target = pilot.cycles.get().targets.get().pk
    own = f"{way.partnership.pk}-{way.site.pk}"
    data = {
        f"{name}_{target}" if name == "baseline" else name: own if text == "@own" else text
        for name, text in case.data.items()
    }
    good = {
        "site": f"{way.partnership.pk}-{way.subdistrict.old.pk}",
        "starts_on": "2030-01-01",
        "ends_on": "2030-03-01",
        f"baseline_{target}": "3",
        f"goal_{target}": "30",
    }
    shown = Case(case.kind, data, case.message, case.status, case.kept)
    tried(client, way.secretary, f"/startpath/projects/{pilot.pk}/extend/", good, shown)


@cases(
    Case("no name", {"name": " "}, "请填写这一项", kept="记录"),
    Case("no duty", {"duty": ""}, "请填写这一项", kept="王建国"),
    Case("no party", {"organization": "99999"}, "请选择协议中的一方。", kept="王建国"),
    Case("name too long", {"name": "王" * 61}, "最多 60 个字", kept="记录"),
    Case("hostile", {"name": SCRIPT, "duty": ""}, "请填写这一项", kept=SCRIPT),
)
def test_member(client: Client, case: Case) -> None:
    way = make_way()
    path = make_path(way)
    good = {"organization": way.community.pk, "name": "王建国", "duty": "记录"}
    tried(client, way.worker, f"/startpath/{path.pk}/members/", good, case)


@cases(
    Case("no cause", {"causes": ""}, "请填写这一项", kept="人和工具"),
    Case("nothing to bring", {"brings": " "}, "请填写这一项", kept="没人管"),
    Case("for the other side", {"organization": "@other"}, "请选择协议中的一方。", kept="没人管"),
    Case("too long", {"causes": "灯" * 1001}, "最多 1000 个字", kept="人和工具"),
    Case("after the plan", {"@": "planned"}, "方案已经制定", 409, kept="没人管"),
)
def test_reason(client: Client, case: Case) -> None:
    way = make_way()
    path = walked(way)
    data = {name: way.branch.pk if text == "@other" else text for name, text in case.data.items()}
    if data.pop("@", ""):
        path.pilot = make_measured(way)
        path.save()
    good = {"organization": way.community.pk, "causes": "没人管", "brings": "人和工具"}
    shown = Case(case.kind, data, case.message, case.status, case.kept)
    tried(client, way.worker, f"/startpath/{path.pk}/analysis/", good, shown)
