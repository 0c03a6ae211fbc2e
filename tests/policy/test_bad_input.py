"""What people type wrong: the message in Chinese, the status, what is kept, and no row."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import today
from gongjian.organizations.posts import Post
from gongjian.policy.actions import load_shipped
from gongjian.policy.models import RuleValue, Switch, WorkDay
from tests import bad_input
from tests.bad_input import check
from tests.organizations.factories import appoint, make_university
from tests.policy.factories import DAY, make_switch, make_version

pytestmark = pytest.mark.django_db


class Ahead(int):
    """So many days from today, which is asked when the test runs."""


def day(step: int) -> str:
    return (today() + step * DAY).isoformat()


def good(form: str) -> dict[str, Any]:
    return {
        "on": {
            "name": "photo_proof",
            "since": day(0),
            "until": day(20),
            "reason": "环境前后对比。",
            "signed": "on",
        },
        "off": {"reason": "居民不愿意。"},
        "rule": {
            "value": "6",
            "valid_from": day(1),
            "valid_until": "",
            "source": "校发〔2026〕9号",
            "certainty": "L",
        },
        "weights": {
            "value": "实绩 60\n服务 40",
            "valid_from": day(1),
            "source": "支部大会",
            "certainty": "L",
        },
        "day": {"day": "2027-02-05", "until": "", "is_work": "no", "name": "春节", "source": "国办通知"},
    }[form]


@dataclass(frozen=True)
class Case:
    kind: str
    form: str
    data: dict[str, Any]
    message: str
    status: int = 422


CASES = [
    Case("nothing chosen", "on", {"name": ""}, "请选择要开启的项目。"),
    Case("nonexistent choice", "on", {"name": "likes"}, "请从列表中选择一项。"),
    Case("hostile choice", "on", {"name": "<script>"}, "请从列表中选择一项。"),
    Case("not signed", "on", {"signed": ""}, "开启需要签批。如您同意签批，请勾选。"),
    Case("no reason", "on", {"reason": ""}, "请写明理由，它会公开展示。"),
    Case("only blanks", "on", {"reason": " \n\t "}, "请写明理由，它会公开展示。"),
    Case("reason too long", "on", {"reason": "长" * 301}, "最多"),
    Case("null byte", "on", {"reason": "理由\x00"}, "不允许"),
    Case("past date", "on", {"since": Ahead(-1)}, "决定只能从今天或以后开始"),
    Case(
        "end before start",
        "on",
        {"since": Ahead(5), "until": Ahead(4)},
        "结束日期早于开始日期",
    ),
    Case("too far ahead", "on", {"until": Ahead(400)}, "每次最长开启366天"),
    Case("impossible date", "on", {"until": "2027-02-30"}, "日期"),
    Case("another century", "on", {"until": "9999-12-31"}, "2004年至2100年"),
    Case("a date in words", "on", {"until": "下个月"}, "日期"),
    Case("overlapping days", "on", {"name": "points_boards"}, "已有一项决定", 409),
    Case("missing", "off", {"reason": ""}, "请写明理由，它会公开展示。"),
    Case("too long", "off", {"reason": "长" * 301}, "最多"),
    Case("null byte", "off", {"reason": "\x00\x00x"}, "不允许"),
    Case("invisible blanks", "off", {"reason": "\u3000\u2003"}, "请写明理由，它会公开展示。"),
    Case("missing", "rule", {"value": ""}, "请填写新数值。"),
    Case("a word", "rule", {"value": "六周"}, "请用数字填写"),
    Case("zero", "rule", {"value": "0"}, "数值应在1到52之间。"),
    Case("negative", "rule", {"value": "-2"}, "数值应在1到52之间。"),
    Case("huge", "rule", {"value": "9" * 30}, "请用数字填写"),
    Case("other digits", "rule", {"value": "６"}, "请用数字填写"),
    Case("hostile", "rule", {"value": "<script>1</script>"}, "请用数字填写"),
    Case("past date", "rule", {"valid_from": Ahead(-1)}, "过去的数值不能更改"),
    Case("end before start", "rule", {"valid_until": Ahead(0)}, "结束日期早于开始日期"),
    Case("no source", "rule", {"source": ""}, "请写明这个数值出自哪份文件或哪项决定。"),
    Case("source too long", "rule", {"source": "源" * 301}, "最多"),
    Case("how sure unknown", "rule", {"certainty": "Q"}, "请从四种程度中选择一种。"),
    Case("how sure missing", "rule", {"certainty": ""}, "请选择依据的可靠程度。"),
    Case("impossible date", "rule", {"valid_from": "2026-13-01"}, "日期"),
    Case("day already taken", "rule", {"valid_from": Ahead(9)}, "这一天起已有一个版本", 409),
    Case("sum not 100", "weights", {"value": "实绩 60\n服务 41"}, "各项合计应为100。"),
    Case("no number", "weights", {"value": "实绩"}, "请每行写一项"),
    Case("named twice", "weights", {"value": "实绩 50\n实绩 50"}, "“实绩”重复了"),
    Case("name too long", "weights", {"value": f"{'实' * 41} 100"}, "内容过长"),
    Case("too many parts", "weights", {"value": "\n".join(f"第{n}项 1" for n in range(31))}, "内容过长"),
    Case("missing", "day", {"day": ""}, "请填写"),
    Case("impossible date", "day", {"day": "2027-02-29"}, "日期"),
    Case("end before start", "day", {"until": "2027-02-04"}, "结束日期不能早于开始日期"),
    Case("span too long", "day", {"until": "2027-03-08"}, "一次最多录入31天"),
    Case("another century", "day", {"day": "1899-01-01"}, "2004年至2100年"),
    Case("nonexistent choice", "day", {"is_work": "maybe"}, "请选择放假或工作日。"),
    Case("name missing", "day", {"name": " "}, "请填写节日名称或原因。"),
    Case("name too long", "day", {"name": "春" * 61}, "最多"),
    Case("source missing", "day", {"source": ""}, "请写明作出安排的通知。"),
    Case("null byte", "day", {"name": "春\x00节"}, "不允许"),
]


@pytest.fixture
def paths(client: Client) -> dict[str, str]:
    """Somebody who may do it all, and one row of each kind."""
    tree = make_university()
    person = appoint("运维", tree.root, Post.OPERATOR)
    load_shipped(by=SYSTEM)
    row = make_switch(tree.college, person, since=today())
    make_version("need.default_weeks", 7, today() + 9 * DAY)
    client.force_login(person)
    return {
        "on": f"/policy/organizations/{tree.college.pk}/switch-on/",
        "off": f"/policy/switches/{row.pk}/switch-off/",
        "rule": "/policy/figures/need.default_weeks/set/",
        "weights": "/policy/figures/evaluation.weights/set/",
        "day": "/policy/calendar/set/",
    }


def _rows() -> list[Any]:
    found = [list(model.objects.order_by("pk").values()) for model in (Switch, RuleValue, WorkDay)]
    return [*found, Entry.objects.count()]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.form}: {case.kind}" for case in CASES])
def test_bad_input(client: Client, paths: dict[str, str], case: Case) -> None:
    before = _rows()
    data = {name: day(each) if isinstance(each, Ahead) else each for name, each in case.data.items()}
    data = {**good(case.form), **data}
    page = check(client, paths[case.form], bad_input.Case(case.kind, data, case.message, case.status))
    assert "data-gj-errors" in page
    assert _rows() == before


@pytest.mark.parametrize("form", ["on", "off", "rule", "weights", "day"])
def test_good_input_is_good(client: Client, paths: dict[str, str], form: str) -> None:
    before = _rows()
    assert client.post(paths[form], good(form)).status_code == 302
    assert _rows() != before


@pytest.mark.parametrize("form", ["on", "off", "rule"])
def test_sending_a_form_twice_changes_nothing_more(client: Client, paths: dict[str, str], form: str) -> None:
    client.post(paths[form], good(form))
    after = _rows()
    assert client.post(paths[form], good(form)).status_code == 409
    assert _rows() == after


def test_entering_the_same_days_twice_leaves_them_as_they_are(client: Client, paths: dict[str, str]) -> None:
    for _time in range(2):
        assert client.post(paths["day"], good("day")).status_code == 302
    assert list(WorkDay.objects.values_list("name", flat=True)) == ["春节"]


def test_kinds_are_many() -> None:
    kinds = {case.kind for case in CASES}
    assert len(kinds) >= 30
    assert {
        form: sum(case.form == form for case in CASES) >= 4
        for form in ("on", "off", "rule", "weights", "day")
    } == (dict.fromkeys(("on", "off", "rule", "weights", "day"), True))
